"""Questions at sites: a mean and a number of people in every cell, not colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.answers.rows import Side
from dashboard.charts import style
from dashboard.charts.heat import across, cells, ink_at
from dashboard.charts.style import Figure, Trace
from publication.languages import Language
from publication.reading import Option

ROW = 50
NAME = 15


@dataclass(frozen=True, slots=True)
class ItemsTexts:
    """What the heatmap writes beside its numbers."""

    language: Language
    wave: str
    scale: tuple[int, int]
    withheld: str
    n: str


def _text(side: Side, words: ItemsTexts) -> str:
    if not side.shown:
        return "–"
    small = f"{words.n} {words.language.whole(side.n)}"
    mean = words.language.decimal(side.mean, 1)
    return f"<b>{mean}</b><br><span style='font-size:0.75em'>{small}</span>"


def _hover(side: Side, site: str, item: str, words: ItemsTexts) -> str:
    if not side.shown:
        return f"<b>{item}</b><br>{site}<br>{words.withheld}"
    say = words.language.decimal
    interval = f" ({words.language.span(say(side.low), say(side.high))})" if side.low == side.low else ""
    numbers = f"{say(side.mean)}{interval}<br>n = {words.language.whole(side.n)}"
    return f"<b>{item}</b><br>{site}, {words.wave}<br>{numbers}"


def _written(sides: Sequence[Sequence[Side]], words: ItemsTexts) -> list[Trace]:
    return [
        {
            "x": across_at,
            "y": down,
            "text": _text(side, words),
            "showarrow": False,
            "font": {"size": 16, "color": ink_at(side.mean, words.scale) if side.shown else style.QUIET},
        }
        for down, row in enumerate(sides)
        for across_at, side in enumerate(row)
    ]


def draw_items(
    labels: Mapping[str, str], sites: Sequence[Option], sides: Sequence[Sequence[Side]], words: ItemsTexts
) -> Figure:
    """Return the heatmap: sites down in fixed order, questions across."""
    places = [words.language.of(site.place) for site in sites]
    names = [style.wrapped(label, NAME) for label in labels.values()]
    down = [style.wrapped(place, 30) for place in places]
    top = 17 * max(name.count("<br>") + 1 for name in names) + 14
    means = [[side.mean if side.shown else None for side in row] for row in sides]
    hover = [
        [_hover(side, place, item, words) for item, side in zip(labels.values(), row, strict=True)]
        for place, row in zip(places, sides, strict=True)
    ]
    return {
        "data": [{**cells(means, words.scale), "hovertext": hover}],
        "layout": style.layout(
            words.language.separators,
            len(sites) * ROW + top + 20,
            margin={**style.room_for(down), "t": top},
            annotations=_written(sides, words),
            xaxis=across(names),
            yaxis={**style.rows_axis(down, range(len(sites)), 0), "range": [len(sites) - 0.5, -0.5]},
        ),
    }
