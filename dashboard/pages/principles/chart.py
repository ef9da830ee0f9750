"""The heatmap of leadership groups: the middle answer in each cell, a bar as long as leaders are apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts import style
from dashboard.charts.heat import across, ink_at
from dashboard.charts.heat import cells as heat
from dashboard.charts.style import Figure, Trace
from dashboard.pages.principles.answer import Cell
from publication.languages import Language

# A row with the name of its principle above it; with another round its answer stands in the cell too.
ROW, ROW_COMPARED = 62, 76
NAME = 22
# Of a row's height: how far below its middle the bar lies. Of a cell's width: what the whole scale takes.
BAR, WIDEST = 0.21, 0.7
KEY_LINE = 18


@dataclass(frozen=True, slots=True)
class PrinciplesTexts:
    """What the heatmap writes beside its numbers.

    Attributes:
        language: The reader's.
        names: Principle → name, in the order of the rows.
        scale: The lowest and the highest answer.
        round: What the round is called.
        withheld: The sentence for what is not shown.
        key: What number and bar mean, a line each.
    """

    language: Language
    names: Mapping[str, str]
    scale: tuple[int, int]
    round: str
    withheld: str
    key: Sequence[str]


def _text(cell: Cell, language: Language) -> str:
    if not cell.shown:
        return "–"
    text, before = f"<b>{language.middle(cell.middle)}</b>", cell.middle_before
    if before == before and before != cell.middle:
        way = "↗" if cell.middle > before else "↘"
        return f"<span style='font-size:0.7em'>{language.middle(before)} {way}</span><br>{text}"
    return text


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
        "ygap": NAME,
        "hovertext": [[_hover(cell, words) if cell else "" for cell in row] for row in cells],
        "customdata": [[item] * len(groups) for item in words.names],
    }


def _bars(placed: Sequence[tuple[int, int, Cell]], scale: tuple[int, int], ink: str) -> Trace:
    """Return the bars in one ink, as long as the most different answers are apart; a dot where all agree."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, y, cell in placed:
        half = WIDEST * cell.range / (scale[1] - scale[0]) / 2
        xs += [x - half, x + half, None]
        ys += [y + BAR, y + BAR, None]
    drawn = {"mode": "lines+markers", "line": {"color": ink, "width": 2}, "marker": {"color": ink, "size": 6}}
    return {"type": "scatter", "x": xs, "y": ys, **drawn, "hoverinfo": "skip"}


def _all_bars(table: Sequence[Cell], groups: Sequence[str], words: PrinciplesTexts) -> list[Trace]:
    rows = list(words.names)
    placed = [
        (groups.index(cell.group), rows.index(cell.item), cell)
        for cell in table
        if cell.shown and cell.has_range
    ]
    inks = {_ink(cell, words.scale) for _, _, cell in placed}
    return [
        _bars([place for place in placed if _ink(place[2], words.scale) == ink], words.scale, ink)
        for ink in sorted(inks)
    ]


def _numbers(table: Sequence[Cell], groups: Sequence[str], words: PrinciplesTexts) -> list[Trace]:
    """Return the middle answers, above the bars where there are any."""
    rows = list(words.names)
    return [
        {
            "x": groups.index(cell.group),
            "y": rows.index(cell.item),
            "yshift": 6 if cell.shown and cell.has_range else 0,
            "text": _text(cell, words.language),
            "showarrow": False,
            "font": {"color": _ink(cell, words.scale), "size": 17},
        }
        for cell in table
    ]


def _row_names(names: Sequence[str]) -> list[Trace]:
    """Return the name of each principle, above its row."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "middle", "showarrow": False}
    return [{**place, "y": at - 0.5, "text": name} for at, name in enumerate(names)]


def _across(names: Sequence[str]) -> Trace:
    """Return the axis of groups; names that have no room beside each other stand upright."""
    axis = across(names)
    del axis["tickangle"]
    return axis | {"autotickangles": [0, -90], "automargin": True}


def _key(lines: Sequence[str]) -> Trace:
    """Return what number and bar mean, below the rows."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 0, "yanchor": "top"}
    font = {"size": 13, "color": style.QUIET}
    return {
        **place,
        "yshift": -4,
        "text": "<br>".join(lines),
        "align": "left",
        "showarrow": False,
        "font": font,
    }


def draw_principles(table: Sequence[Cell], chosen: str, words: PrinciplesTexts) -> Figure:
    """Return the heatmap: principles down, groups across; the chosen principle framed."""
    columns = list({cell.group: cell for cell in table}.values())
    groups, rows = [cell.group for cell in columns], list(words.names)
    names = [style.wrapped(words.language.of(cell.label), 15) for cell in columns]
    compared = any(cell.middle_before == cell.middle_before for cell in table)
    top = 18 * max(name.count("<br>") + 1 for name in names) + 8
    bottom = KEY_LINE * len(words.key) + 10
    by_place = {(cell.item, cell.group): cell for cell in table}
    return {
        "data": [_heat(by_place, groups, words), *_all_bars(table, groups, words)],
        "layout": style.layout(
            words.language.separators,
            len(rows) * (ROW_COMPARED if compared else ROW) + top + bottom,
            margin={"l": 0, "r": 0, "t": top, "b": bottom},
            meta={"across": True},
            annotations=[
                *_numbers(table, groups, words),
                *_row_names(list(words.names.values())),
                _key(words.key),
            ],
            shapes=_frame_of(rows, chosen, len(groups)),
            xaxis=_across(names),
            yaxis={
                **style.rows_axis([""] * len(rows), range(len(rows)), 0),
                "range": [len(rows) - 0.65, -0.7],
            },
        ),
    }


def _frame_of(rows: Sequence[str], chosen: str, columns: int) -> list[Trace]:
    """Return a dark frame around the chosen principle's row."""
    if chosen not in rows:
        return []
    at = rows.index(chosen)
    edges = {"x0": -0.5, "x1": columns - 0.5, "y0": at - 0.34, "y1": at + 0.34}
    return [{"type": "rect", **edges, "line": {"color": style.INK, "width": 3}}]
