"""One principle's perspectives over the whole programme: all leaders asked, all staff, all citizens."""

import math
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.perspectives import PerspectivesRow, perspectives_table
from dashboard.pages.principles.answer import Cell, middles_over_all, principle_names
from dashboard.pages.principles.perspectives import Perspective, perspectives_everywhere
from dashboard.pages.principles.perspectives_chart import draw_perspectives
from dashboard.pages.principles.perspectives_text import (
    LEADERS_MARK,
    headers,
    in_words,
    not_asked,
    numbers,
    scale_words,
    whose,
)
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Publication


def perspectives_on(
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
    perspectives = perspectives_everywhere(publication)
    who = [_leaders(cells, publication, selection, language)]
    who += [whose(perspective, publication, language) for perspective in perspectives]
    row = _row(principle, cells, perspectives, publication, language)
    caption, named = language.say("perspectives.caption"), language.say("table.principle")
    table = perspectives_table(caption, named, headers(perspectives, publication, language), [row], who)
    notes = [scale_words(perspectives, publication, language), language.say("perspectives.evidence")]
    missing = [html.P(line, className="quiet") for line in not_asked(perspectives, language)]
    about = html.Details(
        [html.Summary(language.say("perspectives.about")), *map(html.P, notes)], className="about"
    )
    return [html.Div([table, *missing, about], className="perspectives")]


def _row(
    principle: str,
    cells: Sequence[Cell],
    perspectives: Sequence[Perspective],
    publication: Publication,
    language: Language,
) -> PerspectivesRow:
    middle = middles_over_all(cells, [principle]).get(principle, math.nan)
    others = numbers(principle, perspectives, language)
    leaders = "" if math.isnan(middle) else language.middle(middle)
    said = in_words(leaders, others, perspectives, publication, language)
    picture = draw_perspectives(middle, principle, perspectives, publication.instruments, said)
    name = principle_names(publication, language)[principle]
    return PerspectivesRow(name, picture, (leaders, "" if leaders else language.say("card.withheld")), others)


def _leaders(
    cells: Sequence[Cell], publication: Publication, selection: Selection, language: Language
) -> str:
    """Return which leaders, and when: '○ 8 leadership groups, 37 leaders, 2 March 2026'."""
    columns = {cell.group: cell for cell in cells}.values()
    groups, leaders = (sum(getattr(cell, name) for cell in columns) for name in ("groups", "leaders"))
    people = language.counted("principles.people", groups, leaders=leaders)
    return f"{LEADERS_MARK}{people}, {language.date(publication.round_date(selection.round))}"
