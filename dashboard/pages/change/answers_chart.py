"""The answers themselves, counted: a bar of segments per question and wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.answers.change import ChangeRow
from dashboard.charts import style
from dashboard.charts.style import Figure, Trace
from dashboard.pages.change.chart import ChangeTexts
from dashboard.statistics.rounding import whole_hundredths

# From which share on a printed count has room in its segment, per column of the chart.
_ROOM = {"x": 0.07, "x2": 0.11, "x3": 0.08}


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


def _bars(table: Sequence[ChangeRow], words: ChangeTexts, specials: Sequence[str]) -> list[_Bar]:
    ends = [(words.waves[0], -0.21), (words.waves[1], 0.21)]
    bars = []
    for y, row in enumerate(table):
        both = list(zip((row.earlier, row.later), ends, strict=True))
        for side, (wave, shift) in both if words.waves[0] != words.waves[1] else both[1:]:
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
    rank: int,
    words: ChangeTexts,
) -> Trace:
    """Return one answer's segments over all bars, the counts printed in them where there is room."""
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
        "text": [str(part.n) if part.share >= _ROOM[axis] else "" for part in parts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "legendrank": rank,
        "textfont": {"color": style.ink_on(colour), "size": 12},
        "hovertext": [
            f"<b>{words.labels[bar.item]}</b><br>{bar.wave}: {name}<br>{part.n} ({part.percent} %)"
            for bar, part in zip(bars, parts, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _answer_names(low: int, high: int, ends: tuple[str, str]) -> list[str]:
    names = [str(answer) for answer in range(low, high + 1)]
    return [f"{names[0]} {ends[0]}", *names[1:-1], f"{names[-1]} {ends[1]}"]


def _ramp(colours: tuple[str, str], steps: int) -> list[str]:
    """Return the colours from the outermost answer inwards."""
    return [colours[0] if at == 0 else colours[1] for at in range(steps)]


def _diverging(bars: Sequence[_Bar], words: ChangeTexts) -> list[Trace]:
    """Return segments left (low) and right (high answers) of the middle; the neutral answer stands apart."""
    steps = words.scale[1] - words.scale[0] + 1
    half, names = steps // 2, _answer_names(*words.scale, words.ends)
    negative = _ramp(style.NEGATIVE, half)
    positive = list(reversed(_ramp((style.POSITIVE[1], style.POSITIVE[0]), half)))
    traces = []
    for at in range(half):
        starts = [-_width(bar.answers[at:half]) for bar in bars]
        parts = [bar.answers[at] for bar in bars]
        traces.append(_segment(bars, parts, starts, names[at], negative[at], "x", at, words))
    for place, at in enumerate(range(steps - half, steps)):
        starts = [_width(bar.answers[steps - half : at]) for bar in bars]
        parts = [bar.answers[at] for bar in bars]
        traces.append(_segment(bars, parts, starts, names[at], positive[place], "x", at, words))
    if steps % 2:
        parts, zeros = [bar.answers[half] for bar in bars], [0.0] * len(bars)
        traces.append(_segment(bars, parts, zeros, names[half], style.NEUTRAL, "x2", half, words))
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
            50 + at,
            words,
        )
        for at, name in enumerate(names)
    ]


def _panel(domain: tuple[float, float], span: tuple[float, float], title: str) -> Trace:
    return {
        "domain": list(domain),
        "range": list(span),
        "showgrid": False,
        "showticklabels": False,
        "zeroline": True,
        "zerolinecolor": style.INK,
        "zerolinewidth": 1,
        "fixedrange": True,
        "side": "top",
        "title": {"text": title, "font": {"size": 13, "color": style.QUIET}, "standoff": 4},
    }


def _bar_labels(bars: Sequence[_Bar], words: ChangeTexts) -> list[str]:
    labels, named = [], set()
    for bar in bars:
        label = "" if bar.item in named else words.labels[bar.item]
        named.add(bar.item)
        wave = f'<span style="color:{style.QUIET};font-size:11px">{bar.wave}</span>'
        labels.append(f"{label}  {wave}" if label else wave)
    return labels


def draw_answers(
    table: Sequence[ChangeRow], specials: Mapping[str, str], titles: tuple[str, str, str], words: ChangeTexts
) -> Figure:
    """Return the distribution of answers: a bar per wave, low and high apart, neutral and special aside.

    Args:
        table: A table of change.
        specials: The special answers the instrument has, by id, with their names.
        titles: Over the columns of answers, neutral answers and special answers.
        words: What the chart writes.
    """
    items = [row for row in table if row.item != "overall"]
    steps = words.scale[1] - words.scale[0] + 1
    bars = _bars(items, words, list(specials))
    labels = _bar_labels(bars, words)
    odd = steps % 2 == 1
    lowest = len(items) - 0.3
    return {
        "data": [*_diverging(bars, words), *_apart(bars, list(specials.values()), words)],
        "layout": style.layout(
            words.language.separators,
            round(len(items) * style.ROW * 1.9 + 120),
            barmode="overlay",
            margin=style.room_for(labels),
            yaxis=style.rows_axis(labels, [bar.y for bar in bars], lowest),
            xaxis=_panel((0, 0.66 if odd else 0.82), (-1.0, 1.0), titles[0]),
            xaxis2=_panel((0.69, 0.82), (0, 0.6), style.wrapped(titles[1], 12))
            if odd
            else style.blank_axis((0.99, 1)),
            xaxis3=_panel((0.84, 1), (0, 0.5), style.wrapped(titles[2], 12))
            if specials
            else style.blank_axis((0.99, 1)),
            showlegend=True,
            legend={
                "orientation": "h",
                "y": -0.01,
                "yanchor": "top",
                "x": 0,
                "font": {"size": 13},
                "itemclick": False,
                "itemdoubleclick": False,
            },
        ),
    }
