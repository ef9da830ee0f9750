"""Questions at sites: mean, number of people and a mark of change in every cell, not colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.answers.rows import Side
from dashboard.charts import style
from dashboard.charts.heat import across, cells, ink_at
from dashboard.charts.style import Figure, Trace
from dashboard.pages.involvement.chart import linked, row_height
from dashboard.pages.involvement.items import ItemRow, ItemTable
from publication.languages import Language

# Ten sites and all together are 440 pixels high, with questions of four lines.
ROW = 31
NAME = 15
FOOT = 8
_MARKS = {"up": "▲", "down": "▼"}


@dataclass(frozen=True, slots=True)
class ItemsTexts:
    """What the heatmap writes beside its numbers."""

    language: Language
    wave: str
    scale: tuple[int, int]
    withheld: str
    n: str
    addresses: Sequence[str]


def _text(side: Side, words: ItemsTexts) -> str:
    if not side.shown:
        return "–"
    small = f"{words.n} {words.language.whole(side.n)}"
    mean = words.language.decimal(side.mean, 1)
    return f"<b>{mean}</b> <span style='font-size:0.75em'>{small}</span>"


def _hover(side: Side, site: str, item: str, words: ItemsTexts) -> str:
    if not side.shown:
        return f"<b>{item}</b><br>{site}<br>{words.withheld}"
    say = words.language.decimal
    interval = f" ({words.language.span(say(side.low), say(side.high))})" if side.low == side.low else ""
    numbers = f"{say(side.mean)}{interval}<br>n = {words.language.whole(side.n)}"
    return f"<b>{item}</b><br>{site}, {words.wave}<br>{numbers}"


def _ink(side: Side, words: ItemsTexts) -> str:
    return ink_at(side.mean, words.scale) if side.shown else style.QUIET


def _written(rows: Sequence[ItemRow], words: ItemsTexts) -> list[Trace]:
    """Return what stands in each cell, and in its corner whether it changed."""
    cells_of = [(x, y, answer) for y, row in enumerate(rows) for x, answer in enumerate(row.answers)]
    texts = [
        {"x": x, "y": y, "text": _text(answer.later, words), "font": _font(16, answer.later, words)}
        for x, y, answer in cells_of
    ]
    corner = {"xanchor": "right", "yanchor": "top", "xshift": -2, "yshift": 3}
    marks = [
        {
            **{"x": x + 0.49, "y": y - 0.5, **corner},
            **{"text": _MARKS[answer.change.claim], "font": _font(11, answer.later, words)},
        }
        for x, y, answer in cells_of
        if answer.change.claim != "none"
    ]
    return [{**written, "showarrow": False} for written in [*texts, *marks]]


def _font(size: int, side: Side, words: ItemsTexts) -> Trace:
    return {"size": size, "color": _ink(side, words)}


def _names(table: ItemTable, words: ItemsTexts) -> list[str]:
    """Return what the rows are called: all together in bold, each site leading to its page."""
    sites = zip(table.sites, words.addresses, strict=True)
    names = [linked(style.wrapped(site.name, 30), address) for site, address in sites]
    return [f"<b>{table.whole.name}</b>", *names]


def _line_below_all() -> Trace:
    """Return the line between all together and the sites."""
    ends = {"xref": "paper", "x0": 0, "x1": 1, "y0": 0.5, "y1": 0.5}
    return {"type": "line", **ends, "line": {"color": style.INK, "width": 1.5}}


def draw_items(table: ItemTable, words: ItemsTexts) -> Figure:
    """Return the heatmap: all together and the sites in fixed order down, questions across."""
    rows, down = table.rows, _names(table, words)
    across_names = [style.wrapped(label, NAME) for label in table.labels]
    top = 17 * max(name.count("<br>") + 1 for name in across_names) + 14
    sides = [[answer.later for answer in row.answers] for row in rows]
    means = [[side.mean if side.shown else None for side in cells_of] for cells_of in sides]
    hover = [
        [_hover(side, row.name, label, words) for label, side in zip(table.labels, cells_of, strict=True)]
        for row, cells_of in zip(rows, sides, strict=True)
    ]
    return {
        "data": [{**cells(means, words.scale), "hovertext": hover}],
        "layout": style.layout(
            words.language.separators,
            len(rows) * max(ROW, row_height(down) - 3) + top + FOOT,
            margin={**style.room_for(down), "t": top, "b": FOOT},
            annotations=_written(rows, words),
            shapes=[_line_below_all()],
            meta={"across": True},
            xaxis=across(across_names),
            yaxis={**style.rows_axis(down, range(len(rows)), 0), "range": [len(rows) - 0.5, -0.5]},
        ),
    }
