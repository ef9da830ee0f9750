"""The answers themselves, in per cent: a bar of segments per question and wave."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.answers.change import ChangeRow
from dashboard.charts import style
from dashboard.charts.style import Figure, Trace
from dashboard.pages.change.chart import (
    HUES,
    ChangeTexts,
    Placed,
    beside,
    heading,
    hue,
    part_lines,
    placed,
    row_labels,
    unsaid,
    with_column,
)
from dashboard.statistics.rounding import whole_hundredths

# From which share on its per cent has room in a segment, on the narrowest chart.
_ROOM = 0.04
_APART = 0.21
# Between the columns, as a share of the width; the least that the narrow columns span.
_GUTTER, _LEAST = 0.03, {"x2": 0.12, "x3": 0.16}
ROW = 1.7 * style.ROW


class _Part(NamedTuple):
    """One answer's part of a bar: how many gave it, their share, and that in per cent beside the others'."""

    n: int
    share: float
    percent: int


@dataclass(frozen=True, slots=True)
class _Bar:
    """One wave of one item: its height, its answers, and the special answers beside them."""

    item: str
    wave: str
    y: float
    answers: Sequence[_Part]
    special: Sequence[_Part]


def _parts(counts: Sequence[int], rest: int = 0) -> list[_Part]:
    """Return the parts of a bar; `rest` is how many gave an answer that stands elsewhere."""
    total = max(sum(counts) + rest, 1)
    shares = [n / total for n in (*counts, rest)]
    return [_Part(*part) for part in zip(counts, shares[:-1], whole_hundredths(shares)[:-1], strict=True)]


def _bars(rows: Sequence[Placed], words: ChangeTexts, specials: Sequence[str]) -> list[_Bar]:
    two = words.waves[0] != words.waves[1]
    ends = [(words.waves[0], -_APART), (words.waves[1], _APART if two else 0.0)]
    bars = []
    for y, row in rows:
        both = list(zip((row.earlier, row.later), ends, strict=True))
        for side, (wave, shift) in both if two else both[1:]:
            if row.status != "withheld" and side.counts is not None:
                special = [int(n) if n == n else 0 for n in (side.special[special] for special in specials)]
                answers, apart = _parts(side.counts), _parts(special, rest=sum(side.counts))
                bars.append(_Bar(row.item, wave, y + shift, answers, apart))
    return bars


def _segment(
    bars: Sequence[_Bar],
    parts: Sequence[_Part],
    starts: Sequence[float],
    name: str,
    colour: str,
    axis: str,
    words: ChangeTexts,
) -> Trace:
    """Return one answer's segments over all bars, their per cent in them where there is room."""
    shares = [words.language.percent(str(part.percent)) for part in parts]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": [part.share for part in parts],
        "base": list(starts),
        "y": [bar.y for bar in bars],
        "width": 0.38,
        "xaxis": axis,
        "marker": {"color": colour, "line": {"color": style.PAPER, "width": 1}},
        "text": [str(part.percent) if part.share >= _ROOM else "" for part in parts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": style.ink_on(colour), "size": 12},
        "hovertext": [
            f"<b>{words.labels[bar.item]}</b><br>{bar.wave}: {name}<br>{part.n} ({share})"
            for bar, part, share in zip(bars, parts, shares, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _answer_names(words: ChangeTexts) -> list[str]:
    """Return the answers of the scale, its ends with their names."""
    names = [str(answer) for answer in range(words.scale[0], words.scale[1] + 1)]
    return [f"{names[0]} {words.ends[0]}", *names[1:-1], f"{names[-1]} {words.ends[1]}"]


def _colours(steps: int) -> list[str]:
    """Return a colour per answer: the outermost stand out, the neutral one in the middle is grey."""
    half = steps // 2
    low = [style.NEGATIVE[min(at, 1)] for at in range(half)]
    high = [style.POSITIVE[1 - min(at, 1)] for at in range(half)]
    return [*low, *[style.NEUTRAL] * (steps % 2), *reversed(high)]


def _diverging(bars: Sequence[_Bar], words: ChangeTexts) -> list[Trace]:
    """Return segments left (low) and right (high answers) of the middle; the neutral answer stands apart."""
    names = _answer_names(words)
    steps, colours = len(names), _colours(len(names))
    half = steps // 2
    traces = []
    for at in [*range(half), *range(steps - half, steps)]:
        low = at < half
        between = slice(at, half) if low else slice(steps - half, at)
        starts = [(-1 if low else 1) * _width(bar.answers[between]) for bar in bars]
        parts = [bar.answers[at] for bar in bars]
        traces.append(_segment(bars, parts, starts, names[at], colours[at], "x", words))
    if steps % 2:
        parts, zeros = [bar.answers[half] for bar in bars], [0.0] * len(bars)
        traces.append(_segment(bars, parts, zeros, names[half], style.NEUTRAL, "x2", words))
    return traces


def _width(parts: Sequence[_Part]) -> float:
    return sum(part.share for part in parts)


def _apart(bars: Sequence[_Bar], names: Sequence[str], words: ChangeTexts) -> list[Trace]:
    """Return the special answers, as shares of everyone who answered, in a column of their own."""
    return [
        _segment(
            bars,
            [bar.special[at] for bar in bars],
            [_width(bar.special[:at]) for bar in bars],
            name,
            style.SPECIAL[at],
            "x3",
            words,
        )
        for at, name in enumerate(names)
    ]


def _tenth(share: float, least: float = 0.1) -> float:
    """Return a share rounded up to a tenth, at least so much."""
    return max(math.ceil(10 * share - 1e-9) / 10, least)


def _spans(bars: Sequence[_Bar], steps: int, *, special: bool) -> dict[str, tuple[float, float]]:
    """Return by axis the shares it spans: as wide as the longest bar in it."""
    half = steps // 2
    low = max((_width(bar.answers[:half]) for bar in bars), default=0.0)
    high = max((_width(bar.answers[steps - half :]) for bar in bars), default=0.0)
    spans = {"x": (-_tenth(low), _tenth(high))}
    if steps % 2:
        spans["x2"] = 0.0, _tenth(max((bar.answers[half].share for bar in bars), default=0.0), _LEAST["x2"])
    if special:
        spans["x3"] = 0.0, _tenth(max((_width(bar.special) for bar in bars), default=0.0), _LEAST["x3"])
    return spans


def _axes(spans: Mapping[str, tuple[float, float]]) -> dict[str, Trace]:
    """Return the axes side by side: a per cent is as long in each of them."""
    room = 1 - _GUTTER * (len(spans) - 1)
    unit = room / sum(high - low for low, high in spans.values())
    axes, start = {}, 0.0
    for name, (low, high) in spans.items():
        # Added up, the last one may end a hair beyond the picture.
        end = min(start + unit * (high - low), 1.0)
        axes[name.replace("x", "xaxis")] = _panel((start, end), (low, high))
        start = end + _GUTTER
    return axes


def _panel(domain: tuple[float, float], span: tuple[float, float]) -> Trace:
    return {
        "domain": list(domain),
        "range": list(span),
        "showgrid": False,
        "showticklabels": False,
        "zeroline": True,
        "zerolinecolor": style.INK,
        "zerolinewidth": 1,
        "fixedrange": True,
    }


def _key(names: Sequence[str], colours: Sequence[str], between: str, axis: str, anchor: str) -> Trace:
    """Return the answers of a column, each beside its colour, above it."""
    keys = [
        f'<span style="color:{colour}">■</span> {name}' for name, colour in zip(names, colours, strict=True)
    ]
    words = style.above(between.join(keys), 0, axis, anchor, {"left": -3, "right": -6}[anchor])
    return {**words, "font": {"size": 13, "color": style.INK}}


def _keys(specials: Sequence[str], middle: str, words: ChangeTexts) -> list[Trace]:
    """Return the answers in their colours above the columns, low and high on their sides of the middle."""
    names = _answer_names(words)
    steps, colours = len(names), _colours(len(names))
    half, gap = steps // 2, "\u2002"
    keys = [
        _key(names[:half], colours[:half], gap, "x", "right"),
        _key(names[steps - half :], colours[steps - half :], gap, "x", "left"),
    ]
    if steps % 2:
        keys.append(_key([style.wrapped(f"{names[half]} {middle}", 10)], [style.NEUTRAL], gap, "x2", "left"))
    if specials:
        keys.append(_key(specials, style.SPECIAL[: len(specials)], "<br>", "x3", "left"))
    return keys


def _wave_names(bars: Sequence[_Bar], x: float) -> Trace:
    """Return the wave of each bar, right-aligned beside the bars."""
    trace = style.words_at(
        [f"{bar.wave} " for bar in bars], [bar.y for bar in bars], x, "x", size=12, color=style.QUIET
    )
    return {**trace, "textposition": "middle left"}


def _margin(labels: Sequence[str], words: ChangeTexts) -> dict[str, int]:
    """Return the margins with room for the names of rows and, between them and the bars, of waves."""
    room = with_column(style.room_for(labels), words)
    return {**room, "l": room["l"] + round(style.LETTER * 12 / 14 * max(map(len, words.waves))) + 12}


def draw_answers(
    table: Sequence[ChangeRow], specials: Mapping[str, str], middle: str, words: ChangeTexts
) -> Figure:
    """Return the distribution of answers: a bar per wave, low and high apart, neutral and special aside.

    Args:
        table: A table of change.
        specials: The special answers the instrument has, by id, with their names.
        middle: What the neutral answer in the middle of a scale is called.
        words: What the chart writes.
    """
    rows = placed([row for row in table if row.item != "overall"], words.headings)
    bars = _bars(rows, words, list(specials))
    spans = _spans(bars, words.scale[1] - words.scale[0] + 1, special=bool(specials))
    labels, heights = row_labels(rows, words)
    margin, lowest, last = _margin(labels, words), heights[-1] + 0.7, max(spans)
    compared = [(y, row) for y, row in rows if row.status == "shown" and words.waves[0] != words.waves[1]]
    by_hue = {colour: [row for row in compared if hue(row[1], words) == colour] for colour in HUES}
    return {
        "data": [
            *_diverging(bars, words),
            *_apart(bars, list(specials.values()), words),
            _wave_names(bars, spans["x"][0]),
            *(
                beside(some, colour, words, {"range": spans[last]}, last)
                for colour, some in by_hue.items()
                if some
            ),
            *unsaid(rows, words, spans["x"][0]),
        ],
        "layout": style.layout(
            words.language.separators,
            round((lowest + 0.7) * ROW + 70),
            barmode="overlay",
            margin=margin,
            yaxis=style.at_the_edge(style.rows_axis(labels, heights, lowest), margin),
            **_axes(spans),
            shapes=part_lines(rows, words),
            annotations=[*_keys(list(specials.values()), middle, words), *heading(words)],
        ),
    }
