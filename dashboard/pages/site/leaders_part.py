"""Leaders' own assessment beside the staff's answers: a line of two marks per principle, and the numbers."""

import math
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.small_picture import small_picture
from dashboard.pages.principles.answer import principle_names
from dashboard.pages.site.answer import SitePage
from dashboard.pages.site.chart import draw_beside
from dashboard.pages.site.leaders_and_staff import BlindSpot, LeadersAndStaff
from dashboard.pages.site.text import leaders_cell, staff_items
from dashboard.pages.site.told import Told
from dashboard.report.labels import in_sentence, item_labels, scale_ends
from dashboard.report.offered import PRINCIPLES
from dashboard.report.people import EARLIER, LATER


def who_assessed(spots: LeadersAndStaff, told: Told) -> str:
    """Return which leadership group it is, when, and how many."""
    cell, date = spots.leaders, told.publication.round_date(told.selection.round)
    if cell is None:
        return told.language.say("card.withheld")
    group, language = told.language.of(cell.label), told.language
    return language.say(
        "site.leadership_group", group=group, date=language.date(date), n=language.whole(cell.leaders)
    )


def _scales(spots: LeadersAndStaff, told: Told) -> str:
    """Say what each of the two marks is measured on."""
    values: dict[str, str] = {}
    for whose, instrument in (("leaders", PRINCIPLES), ("staff", spots.staff)):
        definition = told.publication.instruments[instrument]
        low, high = scale_ends(definition, told.language)
        values |= {
            f"{whose}_low": f"{definition.rating_scale.low} ({low})",
            f"{whose}_high": f"{definition.rating_scale.high} ({high})",
        }
    return told.language.say("site.scales", **values)


def _picture(spot: BlindSpot, spots: LeadersAndStaff, words: str, told: Told) -> list[Component]:
    leaders = spot.leaders.middle if spot.leaders and spot.leaders.shown else math.nan
    if math.isnan(leaders) and math.isnan(spot.staff_mean):
        return []
    scales = told.scale(PRINCIPLES), told.scale(spots.staff or PRINCIPLES)
    return [small_picture(draw_beside(leaders, spot.staff_mean, scales, words))]


def _row(spot: BlindSpot, name: str, headers: Sequence[str], spots: LeadersAndStaff, told: Told) -> Component:
    middle, beside = leaders_cell(spot.leaders, told.language)
    staff = told.language.decimal(spot.staff_mean, 1)
    said = "; ".join(
        f"{header}: {number}" for header, number in zip(headers, (middle, staff), strict=True) if number
    )
    # Rows laid out as blocks would lose their roles in some browsers, so the roles are said.
    return html.Tr(
        [
            html.Th(name, scope="row", role="rowheader"),
            html.Td(_picture(spot, spots, said, told), role="cell", className="principle-picture"),
            html.Td([html.Strong(middle), html.Span(beside)], role="cell", className="principle-leaders"),
            html.Td(html.Strong(staff or "–"), role="cell", className="principle-staff"),
        ],
        role="row",
    )


def beside_table(page: SitePage, spots: LeadersAndStaff, told: Told) -> Component:
    """Return a row per principle: a line with both marks, the leaders' middle answer, the staff's mean."""
    language, names = told.language, principle_names(told.publication, told.language)
    staff = language.of(page.staff.label) if page.staff else language.say("site.staff")
    asked = ", ".join(filter(None, [staff, in_sentence(told.waves[1])]))
    headers = EARLIER + language.say("site.leaders"), LATER + asked
    rows = [_row(spot, names[spot.principle], headers, spots, told) for spot in spots.rows]
    principle, *titles = [
        html.Th(title, scope="col", role="columnheader")
        for title in (language.say("table.principle"), *headers)
    ]
    head = [principle, html.Td(role="cell"), *titles]
    return html.Table(
        [
            html.Caption(language.say("site.beside"), className="visually-hidden"),
            html.Thead(html.Tr(head, role="row"), role="rowgroup"),
            html.Tbody(rows, role="rowgroup"),
        ],
        className="principles-beside",
        role="table",
    )


def beside_notes(spots: LeadersAndStaff, told: Told) -> list[Component]:
    """Return how the two are measured, and the staff's answers to each question, principle by principle."""
    if not spots.staff:
        return []
    names = principle_names(told.publication, told.language)
    labels = item_labels(told.publication.instruments[spots.staff], told.language)
    rows = [
        entry
        for spot in spots.rows
        for entry in (
            html.Dt(names[spot.principle]),
            *(html.Dd(item) for item in staff_items(spot, labels, told.language)),
        )
    ]
    notes = [_scales(spots, told), told.language.say("site.evidence")]
    return [*map(html.P, notes), html.Dl(rows, className="principle-items")]
