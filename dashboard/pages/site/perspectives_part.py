"""Leaders' own assessment of a site beside what its staff and citizens answered."""

import math
from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.perspectives import PerspectivesRow, perspectives_table
from dashboard.pages.principles.answer import Cell, principle_names, principles_table
from dashboard.pages.principles.perspectives import Perspective
from dashboard.pages.principles.perspectives_chart import draw_perspectives
from dashboard.pages.principles.perspectives_text import (
    headers,
    in_words,
    not_asked,
    numbers,
    questions,
    scale_words,
    whose,
)
from dashboard.pages.site.text import leaders_cell
from dashboard.pages.site.told import Told

Leaders = Mapping[str, Cell]


def leaders_of(told: Told) -> Leaders:
    """Return principle → the cell of the leadership group that stands for a site."""
    cells = principles_table(told.publication, told.selection) if told.selection.round else []
    return {cell.item: cell for cell in cells if told.selection.site in cell.group.split("~")}


def who_assessed(leaders: Leaders, told: Told) -> str:
    """Return which leadership group it is, when, and how many."""
    cell, date = next(iter(leaders.values()), None), told.publication.round_date(told.selection.round)
    if cell is None:
        return told.language.say("card.withheld")
    group, language = told.language.of(cell.label), told.language
    return language.say(
        "site.leadership_group", group=group, date=language.date(date), n=language.whole(cell.leaders)
    )


def _row(
    principle: str, name: str, leaders: Leaders, perspectives: Sequence[Perspective], told: Told
) -> PerspectivesRow:
    cell, others = leaders.get(principle), numbers(principle, perspectives, told.language)
    middle, beside = leaders_cell(cell, told.language)
    said = in_words(middle, others, perspectives, told.publication, told.language)
    own = cell.middle if cell and cell.shown else math.nan
    picture = draw_perspectives(own, principle, perspectives, told.publication.instruments, said)
    return PerspectivesRow(name, picture, (middle, beside), others)


def perspectives_beside(leaders: Leaders, perspectives: Sequence[Perspective], told: Told) -> list[Component]:
    """Return a row per principle: a line with every mark, the leaders' middle answer, the others' means."""
    language, names = told.language, principle_names(told.publication, told.language)
    rows = [_row(principle, name, leaders, perspectives, told) for principle, name in names.items()]
    caption, principle = language.say("perspectives.caption"), language.say("table.principle")
    missing = [html.P(line, className="quiet") for line in not_asked(perspectives, language)]
    who = [whose(perspective, told.publication, language) for perspective in perspectives]
    titles = headers(perspectives, told.publication, language)
    return [perspectives_table(caption, principle, titles, rows, who), *missing]


def perspectives_notes(perspectives: Sequence[Perspective], told: Told) -> list[Component]:
    """Return how each is measured, and the answers to each question, principle by principle."""
    if not perspectives:
        return []
    publication, language = told.publication, told.language
    rows = [
        entry
        for principle, name in principle_names(publication, language).items()
        for entry in (
            html.Dt(name),
            *map(html.Dd, questions(principle, perspectives, publication, language)),
        )
    ]
    notes = [scale_words(perspectives, publication, language), language.say("perspectives.evidence")]
    return [*map(html.P, notes), html.Dl(rows, className="principle-items")]
