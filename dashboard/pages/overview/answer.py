"""Where something has moved since the first time a programme's people were asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.answers.change import asks_alike, is_printed, readable_table
from dashboard.answers.rows import Claim
from dashboard.pages.data.answer import contents_of
from dashboard.pages.involvement.answer import SiteTable, site_table
from dashboard.pages.management.answer import management_table
from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from dashboard.pages.management.standing_out import stand_out
from dashboard.report.selection import Selection
from publication.definitions.instrument import Instrument
from publication.ids import OVERALL
from publication.reading import Option, Publication


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of an instrument's overall score, and how many of its questions are higher and lower."""

    instrument: Instrument
    overall: Claim
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class MovedMonths:
    """How many charts of months can be judged, how many have a signal that lasts, and which are news."""

    judged: int
    signals: int
    news: Sequence[tuple[ManagementTable, SiteChart]]


def questions_moved(publication: Publication, selection: Selection) -> Moved | None:
    """Return what a page of change claims, of everyone; None where printed figures allow no claim."""
    if is_printed(publication, selection.instrument):
        return None
    table = readable_table(publication, selection)
    claims = [row.change.claim for row in table if row.item != OVERALL]
    overall: Claim = next((row.change.claim for row in table if row.item == OVERALL), "none")
    instrument = publication.instruments[selection.instrument]
    return Moved(instrument, overall, claims.count("up"), claims.count("down"))


def sites_moved(
    publication: Publication, selection: Selection, groups: Sequence[Option]
) -> list[tuple[Option, SiteTable]]:
    """Return the groups that have sites where what is compared moved, each with its sites.

    None where the two waves are one or cannot be compared.
    """
    if selection.from_wave == selection.to_wave or not asks_alike(publication, selection):
        return []
    tables = [(group, site_table(publication, selection, group.id)) for group in groups]
    return [
        (option, table)
        for option, table in tables
        if table is not None and any(row.change.claim != "none" for row in table.rows)
    ]


def files_of(publication: Publication) -> Sequence[str]:
    """Return the names of the files behind a publication, each once."""
    return sorted({file.name for file in contents_of(publication).files})


def figures_moved(publication: Publication, selection: Selection) -> MovedMonths:
    """Return the charts of months that stand out from what chance gives among so many."""
    tables = [
        management_table(publication, replace(selection, indicator=indicator))
        for indicator in publication.indicators
    ]
    judged = [(table, chart) for table in tables for chart in table.charts if chart.unjudged is None]
    news = stand_out([chart for _, chart in judged])
    return MovedMonths(
        len(judged),
        sum(chart.present for _, chart in judged),
        [signal for signal, is_news in zip(judged, news, strict=True) if is_news],
    )
