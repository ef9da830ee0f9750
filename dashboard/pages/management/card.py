"""/management: ask, compute, draw."""

from typing import Any

from dash import Dash, Input

from dashboard.callbacks.card import Reading, fill, outputs, register_card
from dashboard.components.long_table import long_table
from dashboard.pages.management.answer import ManagementTable, management_table
from dashboard.pages.management.chart import Words, draw_management
from dashboard.pages.management.chart_text import heading, month_hovers, short_signals
from dashboard.pages.management.notes import event_letters, management_notes
from dashboard.pages.management.table import management_twin
from dashboard.pages.management.text import management_sentences
from dashboard.report import ids
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

PAGE = "management"


def _words(table: ManagementTable, language: Language) -> Words:
    return Words(
        language=language,
        heading=heading(table, language),
        signals=short_signals(table, language),
        hovers=month_hovers(table, language),
        letters=event_letters(table),
        nothing=language.say("management.nothing_here"),
    )


def _about(table: ManagementTable, language: Language) -> str:
    """Return what the charts show, instead of people: indicator, unit and months."""
    ends = [language.month(table.months[at]) for at in (0, -1)]
    unit = language.of(table.indicator.unit)
    return language.say(
        "management.about", name=language.of(table.indicator.name), unit=unit, start=ends[0], end=ends[1]
    )


def read_management(publication: Publication, selection: Selection, language: Language) -> Reading:
    """Return what the card shows for a selection."""
    table = management_table(publication, selection)
    return Reading(
        figure=draw_management(table, _words(table, language)),
        question=language.say("management.question"),
        sentences=management_sentences(table, language),
        people=_about(table, language),
        notes=management_notes(table, language),
        rests_on="management",
    )


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, management_twin, long_table)

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_management)
