"""How each item shifted: a dumbbell of means with intervals, or the answers themselves, wave by wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.answers.change import ChangeRow
from dashboard.answers.rows import Side
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW, dots
from dashboard.charts.style import Figure, Trace
from publication.languages import Language

OFFSET = 0.16
Placed = tuple[float, ChangeRow]
HUES = (style.QUIET, style.LATER, style.DOWN, style.UP)
_ARROWS = {"up": "▲", "down": "▼", "none": ""}


@dataclass(frozen=True, slots=True)
class ChangeTexts:
    """What a chart of change writes beside its numbers.

    `neutral` are the items of which neither end of the scale is better, `said` the sentence of each item.
    """

    language: Language
    labels: Mapping[str, str]
    waves: Sequence[str]
    scale: tuple[int, int]
    ends: tuple[str, str]
    withheld: str
    neutral: frozenset[str] = frozenset()
    said: Mapping[str, str] = field(default_factory=dict)


def placed(table: Sequence[ChangeRow]) -> list[Placed]:
    """Return each row with its height; the overall score stands a little apart."""
    gap = 0.5 if table[0].item == "overall" else 0.0
    return [(0.0 if at == 0 else at + gap, row) for at, row in enumerate(table)]


def label_of(row: ChangeRow, words: ChangeTexts) -> str:
    """Return what a row is called; the overall score stands out."""
    label = words.labels[row.item]
    return f"<b>{label}</b>" if row.item == "overall" else label


def hue(row: ChangeRow, words: ChangeTexts) -> str:
    """Return the colour of a row's claim; where neither end of the scale is better, it has one of its own."""
    if row.change.claim == "none":
        return style.QUIET
    if row.item in words.neutral:
        return style.LATER
    return style.UP if row.change.claim == "up" else style.DOWN


def _links(rows: Sequence[Placed], colour: str, words: ChangeTexts) -> Trace:
    """Return the lines that join the two waves of each row whose claim has the colour."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for y, row in rows:
        if hue(row, words) == colour and row.status == "shown":
            xs += [row.earlier.mean, row.later.mean, None]
            ys += [y - OFFSET, y + OFFSET, None]
    line = {"color": style.RULE, "width": 2} if colour == style.QUIET else {"color": colour, "width": 5}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def beside(rows: Sequence[Placed], words: ChangeTexts) -> list[Trace]:
    """Return the column of words right of the chart: the difference, with an arrow where it is a claim."""
    traces = []
    for colour in HUES:
        chosen = [(y, row) for y, row in rows if hue(row, words) == colour and row.status == "shown"]
        texts = []
        for _, row in chosen:
            shift = words.language.decimal(row.change.difference, sign=True)
            text = f"{_ARROWS[row.change.claim]} {shift}".strip()
            texts.append(f"<b>{text}</b>" if row.change.claim != "none" else text)
        if texts:
            traces.append(style.words_at(texts, [y for y, _ in chosen], 0.05, "x2", color=colour))
    return traces


def unsaid(rows: Sequence[Placed], words: ChangeTexts) -> list[Trace]:
    """Return the sentence that stands where a row may not be shown."""
    hidden = [y for y, row in rows if row.status == "withheld"]
    if not hidden:
        return []
    return [style.words_at([words.withheld] * len(hidden), hidden, words.scale[0], "x", color=style.QUIET)]


def _lines(sentence: str) -> str:
    """Break a sentence where it pauses: that is as good as by width, and costs next to nothing."""
    return sentence.replace(": ", ":<br>").replace(". ", ".<br>")


def _drawn(rows: Sequence[tuple[float, str, Side]], wave: str, marker: Trace, words: ChangeTexts) -> Trace:
    """Return one wave's dots; each says the sentence of its item when it is pointed at."""
    named = [(y, words.labels[item], side) for y, item, side in rows]
    trace = dots(named, wave, marker, words.scale, words.language)
    sentences = [_lines(words.said.get(item, "")) for _, item, _ in rows]
    return trace | {
        "customdata": [[*data, words] for data, words in zip(trace["customdata"], sentences, strict=True)],
        "hovertemplate": [
            template.replace("<extra>", "<br>%{customdata[4]}<extra>") for template in trace["hovertemplate"]
        ],
    }


def draw_means(table: Sequence[ChangeRow], words: ChangeTexts) -> Figure:
    """Return the dumbbell: a row per item, both waves' means and intervals, the difference beside them."""
    rows = placed(table)
    labels, ys = [label_of(row, words) for row in table], [y for y, _ in rows]
    shown = [(y, row) for y, row in rows if row.status != "withheld"]
    apart = OFFSET if words.waves[0] != words.waves[1] else 0.0
    earlier = [(y - apart, row.item, row.earlier) for y, row in shown if row.earlier.shown and apart]
    later = [(y + apart, row.item, row.later) for y, row in shown if row.later.shown]
    compared = shown if apart else []
    traces = [
        *(_links(compared, colour, words) for colour in HUES),
        _drawn(earlier, words.waves[0], HOLLOW, words),
        _drawn(later, words.waves[1], FILLED, words),
        *beside(compared, words),
        *unsaid(rows, words),
    ]
    return {
        "data": traces,
        "layout": style.layout(
            words.language.separators,
            round(len(rows) * style.ROW + 90),
            margin=style.room_for(labels),
            yaxis=style.rows_axis(labels, ys, ys[-1] + 0.7),
            xaxis=style.scale_axis(*words.scale, words.ends, (0, 0.88)),
            xaxis2=style.blank_axis((0.89, 1)),
            shapes=style.stripes(ys),
        ),
    }
