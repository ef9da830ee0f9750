"""All that has clearly changed, over every questionnaire and figure, as lines that lead to their pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.shell import address
from dashboard.components.sign import sign
from dashboard.components.small_picture import small_picture
from dashboard.pages.change.context import is_compared
from dashboard.pages.overview.answer import (
    Change,
    MovedMonths,
    QuestionsMoved,
    SiteMoved,
    by_size,
    figures_moved,
    questions_moved,
    sites_moved,
)
from dashboard.pages.overview.chart import draw_change
from dashboard.pages.overview.text import change_words
from dashboard.report.cache import remembered
from dashboard.report.labels import wave_names
from dashboard.report.offered import answered_instruments, compared_instruments
from dashboard.report.resolving import select
from dashboard.report.selection import Selection
from dashboard.report.services import Services, services
from publication.languages import Language
from publication.reading import Publication


def selected(publication: Publication, page: str, language: Language, **chosen: str) -> Selection:
    """Return what a page would show of this very publication: the pointer may have moved on meanwhile."""
    return select(publication, {"lang": language.code, **chosen}, services().pages[page])


def months_moved(service: Services, publication: Publication, language: Language) -> MovedMonths:
    """Return which charts of months stand out, worked out once for all who say it."""
    selection = selected(publication, "management", language)
    return remembered(
        service.tables, "months-moved", publication, selection, lambda: figures_moved(publication, selection)
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What has clearly changed in a programme.

    Attributes:
        publication: The programme's.
        changes: The largest first.
        months: How many charts of months there are, how many have a signal, and which are news.
        printed: Whether there are printed figures, which allow no claim.
        compared: Whether anything could have changed: a questionnaire of two waves, months that are judged.
    """

    publication: Publication
    changes: Sequence[Change]
    months: MovedMonths
    printed: bool
    compared: bool

    @classmethod
    def of(cls, service: Services, publication: Publication, language: Language) -> "Found":
        """Work out what has changed, at every questionnaire's widest waves."""
        months = months_moved(service, publication, language)
        chosen = [
            selected(publication, "change", language, instrument=instrument)
            for instrument in answered_instruments(publication)
        ]
        questions = [moved for asked in chosen if (moved := questions_moved(publication, asked))]
        sites = [
            moved
            for instrument in compared_instruments(publication)
            for moved in _sites(service, publication, instrument, language)
        ]
        changes = by_size([*questions, *sites, *months.news])
        compared = months.judged > 0 or any(is_compared(publication, asked) for asked in chosen)
        return cls(publication, changes, months, bool(publication.printed), compared)


def _sites(
    service: Services, publication: Publication, instrument: str, language: Language
) -> Sequence[SiteMoved]:
    selection = selected(publication, "involvement", language, instrument=instrument)
    groups = service.pages["involvement"].groups(publication, selection.waves)
    return sites_moved(publication, selection, groups)


def _way(change: Change, publication: Publication, language: Language) -> tuple[str, Selection]:
    """Return the page a change is seen on, and what is chosen there."""
    if isinstance(change, QuestionsMoved):
        return "change", selected(publication, "change", language, instrument=change.instrument.id)
    if isinstance(change, SiteMoved):
        chosen = {"instrument": change.instrument.id, "item": change.item, "group": change.group.id}
        return "involvement", selected(publication, "involvement", language, **chosen)
    chosen = {"indicator": change.table.indicator.id, "sites": change.chart.site}
    return "management", selected(publication, "management", language, **chosen)


def _line(change: Change, publication: Publication, language: Language) -> Component:
    """Return a change as a line: which way, what and where, a small picture, the number."""
    words = change_words(change, language)
    page, selection = _way(change, publication, language)
    picture = draw_change(change, wave_names(publication, selection, language), language)
    link = dcc.Link(f"{words.what} · {words.place}", href=address(page, selection.query()))
    return html.Li(
        [
            sign(words.mark, words.kind),
            html.Div([link, html.Span(words.told, className="change-told")], className="change-what"),
            html.Div([small_picture(picture)] if picture else [], className="change-picture"),
            html.Span(words.number, className="change-number"),
        ],
        className="change-line",
    )


def changes_list(found: Found, language: Language) -> Component:
    """Return the changes, the largest first."""
    heading = html.H2(language.say("overview.signals"), className="visually-hidden")
    lines = [_line(change, found.publication, language) for change in found.changes]
    return html.Section([heading, html.Ul(lines, className="change-lines")])
