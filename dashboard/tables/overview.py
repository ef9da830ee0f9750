"""Where something has moved since the first time a programme's people were asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.publication import Publication
from dashboard.selection import Selection
from dashboard.tables.change import OVERALL, is_printed, readable_table
from dashboard.tables.data import contents_of
from dashboard.tables.management import ManagementTable, management_table


@dataclass(frozen=True, slots=True)
class Moved:
    """How many questions of an instrument are higher, and how many lower."""

    instrument: Mapping[str, Any]
    up: int
    down: int


def questions_moved(publication: Publication, selection: Selection) -> Moved | None:
    """Return what a page of change claims, of everyone; None where printed figures allow no claim."""
    if is_printed(publication, selection.instrument):
        return None
    table = readable_table(publication, selection)
    claims = [row.change.claim for row in table if row.item != OVERALL]
    instrument = publication.instruments[selection.instrument]
    return Moved(instrument, claims.count("up"), claims.count("down"))


def files_of(publication: Publication) -> Sequence[str]:
    """Return the names of the files behind a publication, each once."""
    return sorted({one.name for one in contents_of(publication).files})


def figures_moved(publication: Publication, selection: Selection) -> list[ManagementTable]:
    """Return the management figures with a signal at any site."""
    tables = [
        management_table(publication, replace(selection, indicator=one)) for one in publication.indicators
    ]
    return [table for table in tables if any(chart.signal for chart in table.charts)]
