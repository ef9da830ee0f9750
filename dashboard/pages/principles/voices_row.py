"""One principle's voices over the whole programme: all leaders asked, all staff, all citizens."""

import math
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.voices import VoicesRow, voices_table
from dashboard.pages.principles.answer import Cell, middles_over_all, principle_names
from dashboard.pages.principles.voices import Voice, voices_everywhere
from dashboard.pages.principles.voices_chart import draw_voices
from dashboard.pages.principles.voices_text import (
    LEADERS_MARK,
    headers,
    not_asked,
    numbers,
    scale_words,
    whose,
)
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Publication


def voices_on(
    principle: str,
    cells: Sequence[Cell],
    publication: Publication,
    selection: Selection,
    language: Language,
) -> list[Component]:
    """Return a row of what leaders, staff and citizens said of a principle, and how to read it, folded.

    Args:
        principle: Which one.
        cells: The leadership groups of the round that is shown.
        publication: The publication.
        selection: Says the round.
        language: The reader's.
    """
    voices = voices_everywhere(publication)
    who = [_leaders(cells, publication, selection, language)]
    who += [whose(voice, publication, language) for voice in voices]
    row = _row(principle, cells, voices, publication, language)
    caption, named = language.say("voices.caption"), language.say("table.principle")
    table = voices_table(caption, named, headers(voices, language), [row], who)
    notes = [scale_words(voices, publication, language), language.say("voices.evidence")]
    missing = [html.P(line, className="quiet") for line in not_asked(voices, language)]
    about = html.Details([html.Summary(language.say("voices.about")), *map(html.P, notes)], className="about")
    return [html.Div([table, *missing, about], className="voices")]


def _row(
    principle: str,
    cells: Sequence[Cell],
    voices: Sequence[Voice],
    publication: Publication,
    language: Language,
) -> VoicesRow:
    middle = middles_over_all(cells, [principle]).get(principle, math.nan)
    others = numbers(principle, voices, language)
    leaders = "" if math.isnan(middle) else language.middle(middle)
    told = zip(headers(voices, language), (leaders, *others.values()), strict=True)
    said = "; ".join(f"{header}: {number}" for header, number in told if number)
    picture = draw_voices(middle, principle, voices, publication.instruments, said)
    name = principle_names(publication, language)[principle]
    return VoicesRow(name, picture, (leaders, "" if leaders else language.say("card.withheld")), others)


def _leaders(
    cells: Sequence[Cell], publication: Publication, selection: Selection, language: Language
) -> str:
    """Return which leaders, and when: '○ 8 leadership groups, 37 leaders, 2 March 2026'."""
    columns = {cell.group: cell for cell in cells}.values()
    groups, leaders = (sum(getattr(cell, name) for cell in columns) for name in ("groups", "leaders"))
    people = language.counted("principles.people", groups, leaders=leaders)
    return f"{LEADERS_MARK}{people}, {language.date(publication.round_date(selection.round))}"
