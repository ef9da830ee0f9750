"""The heatmap of leadership groups: middle answer, distance and number in each cell, not colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts import style
from dashboard.charts.heat import across, ink_at
from dashboard.charts.heat import cells as heat
from dashboard.charts.style import Figure, Trace
from dashboard.pages.principles.answer import Cell, beside_middle
from publication.languages import Language

ROW = 74


@dataclass(frozen=True, slots=True)
class PrinciplesTexts:
    """What the heatmap writes beside its numbers; `names` is principle → name, in order."""

    language: Language
    names: Mapping[str, str]
    scale: tuple[int, int]
    round: str
    withheld: str


def _text(cell: Cell, language: Language) -> str:
    if not cell.shown:
        return "–"
    text, before = language.middle(cell.middle), cell.middle_before
    if before == before and before != cell.middle:
        text = f"{language.middle(before)} {'↗' if cell.middle > before else '↘'} {text}"
    small = beside_middle(cell, language)
    return f"<b>{text}</b><br><span style='font-size:0.67em'>{small}</span>"


def _hover(cell: Cell, words: PrinciplesTexts) -> str:
    language, name, group = words.language, words.names[cell.item], words.language.of(cell.label)
    if not cell.shown:
        return f"<b>{name}</b><br>{group}<br>{words.withheld}"
    about = {"item": name, "group": group, "round": words.round}
    numbers = {"n": language.whole(cell.n), "middle": language.middle(cell.middle)}
    if not cell.alone:
        return language.say("principles.hover_together", **about, **numbers)
    sentence = language.say("principles.hover", range=language.whole(cell.range), **about, **numbers)
    unsure = (
        language.say("principles.hover_dont_know", n=language.whole(cell.dont_know)) if cell.dont_know else ""
    )
    return sentence + unsure


def _ink(cell: Cell, scale: tuple[int, int]) -> str:
    if not cell.shown:
        return style.QUIET
    return ink_at(cell.middle, scale)


def _heat(by_place: Mapping[tuple[str, str], Cell], groups: Sequence[str], words: PrinciplesTexts) -> Trace:
    cells = [[by_place.get((item, group)) for group in groups] for item in words.names]
    middles = [[cell.middle if cell and cell.shown else None for cell in row] for row in cells]
    return {
        **heat(middles, words.scale),
        "hovertext": [[_hover(cell, words) if cell else "" for cell in row] for row in cells],
        "customdata": [[item] * len(groups) for item in words.names],
    }


def draw_principles(table: Sequence[Cell], chosen: str, words: PrinciplesTexts) -> Figure:
    """Return the heatmap: principles down, groups across; the chosen principle framed."""
    columns = list({cell.group: cell for cell in table}.values())
    groups, rows = [cell.group for cell in columns], list(words.names)
    names = [style.wrapped(words.language.of(cell.label), 15) for cell in columns]
    labels = [style.wrapped(name, 24) for name in words.names.values()]
    annotations = [
        {
            "x": groups.index(cell.group),
            "y": rows.index(cell.item),
            "text": _text(cell, words.language),
            "showarrow": False,
            "font": {"color": _ink(cell, words.scale), "size": 18},
        }
        for cell in table
    ]
    top = 18 * max(name.count("<br>") + 1 for name in names) + 14
    return {
        "data": [_heat({(cell.item, cell.group): cell for cell in table}, groups, words)],
        "layout": style.layout(
            words.language.separators,
            len(rows) * ROW + top + 20,
            margin={**style.room_for(labels), "t": top},
            annotations=annotations,
            shapes=_frame_of(rows, chosen, len(groups)),
            xaxis=across(names),
            yaxis={**style.rows_axis(labels, range(len(rows)), 0), "range": [len(rows) - 0.5, -0.5]},
        ),
    }


def _frame_of(rows: Sequence[str], chosen: str, columns: int) -> list[Trace]:
    """Return a dark frame around the chosen principle's row."""
    if chosen not in rows:
        return []
    at = rows.index(chosen)
    edges = {"x0": -0.5, "x1": columns - 0.5, "y0": at - 0.5, "y1": at + 0.5}
    return [{"type": "rect", **edges, "line": {"color": style.INK, "width": 3}}]
