"""Leaders' own assessment of a site beside what its staff and citizens answered."""

import math
from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.voices import VoicesRow, voices_table
from dashboard.pages.principles.answer import Cell, principle_names, principles_table
from dashboard.pages.principles.voices import Voice
from dashboard.pages.principles.voices_chart import draw_voices
from dashboard.pages.principles.voices_text import (
    headers,
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


def _row(principle: str, name: str, leaders: Leaders, voices: Sequence[Voice], told: Told) -> VoicesRow:
    cell, others = leaders.get(principle), numbers(principle, voices, told.language)
    middle, beside = leaders_cell(cell, told.language)
    said = "; ".join(
        f"{header}: {number}"
        for header, number in zip(headers(voices, told.language), (middle, *others.values()), strict=True)
        if number
    )
    own = cell.middle if cell and cell.shown else math.nan
    picture = draw_voices(own, principle, voices, told.publication.instruments, said)
    return VoicesRow(name, picture, (middle, beside), others)


def voices_beside(leaders: Leaders, voices: Sequence[Voice], told: Told) -> list[Component]:
    """Return a row per principle: a line with every mark, the leaders' middle answer, the others' means."""
    language, names = told.language, principle_names(told.publication, told.language)
    rows = [_row(principle, name, leaders, voices, told) for principle, name in names.items()]
    caption, principle = language.say("voices.caption"), language.say("table.principle")
    missing = [html.P(line, className="quiet") for line in not_asked(voices, language)]
    who = [whose(voice, told.publication, language) for voice in voices]
    return [voices_table(caption, principle, headers(voices, language), rows, who), *missing]


def voices_notes(voices: Sequence[Voice], told: Told) -> list[Component]:
    """Return how each is measured, and the answers to each question, principle by principle."""
    if not voices:
        return []
    publication, language = told.publication, told.language
    rows = [
        entry
        for principle, name in principle_names(publication, language).items()
        for entry in (
            html.Dt(name),
            *map(html.Dd, questions(principle, voices, publication, language)),
        )
    ]
    notes = [scale_words(voices, publication, language), language.say("voices.evidence")]
    return [*map(html.P, notes), html.Dl(rows, className="principle-items")]
