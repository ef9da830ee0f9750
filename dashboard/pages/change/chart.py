"""How each item shifted: a dumbbell of means with intervals, and the difference in a column beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.answers.change import ChangeRow
from dashboard.answers.rows import Claim, Side
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW, dots
from dashboard.charts.scale import break_marks, left_edge, scale_from, scale_start
from dashboard.charts.style import Figure, Trace
from publication.languages import Language

OFFSET = 0.16
Placed = tuple[float, ChangeRow]
HUES = (style.QUIET, style.LATER, style.DOWN, style.UP)
ARROWS = {"up": "▲", "down": "▼", "none": ""}
# The column of differences, right of the chart, in pixels.
BESIDE = 92
_GAP = 0.5


@dataclass(frozen=True, slots=True)
class ChangeTexts:
    """What a chart of change writes beside its numbers.

    `neutral` are the items of which neither end of the scale is better, `said` the sentence of each item,
    `headings` what stands above an item with which another part of the rows begins.
    """

    language: Language
    labels: Mapping[str, str]
    waves: Sequence[str]
    scale: tuple[int, int]
    ends: tuple[str, str]
    withheld: str
    difference: str = ""
    neutral: frozenset[str] = frozenset()
    said: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)


def placed(table: Sequence[ChangeRow], headings: Mapping[str, str]) -> list[Placed]:
    """Return each row with its height: a heading takes a row, the overall score stands apart."""
    rows: list[Placed] = []
    y = 0.0
    for row in table:
        y += 1.0 if row.item in headings else 0.0
        rows.append((y, row))
        y += 1.0 + (_GAP if row.item == "overall" else 0.0)
    return rows


def is_quiet(row: ChangeRow, words: ChangeTexts) -> bool:
    """Say whether a row steps back: it is compared with itself, and nothing is claimed of it."""
    return words.waves[0] != words.waves[1] and row.change.claim == "none"


def label_of(row: ChangeRow, words: ChangeTexts) -> str:
    """Return what a row is called; the overall score and what changed stand out."""
    label = words.labels[row.item]
    if row.item == "overall" or row.change.claim != "none":
        return f"<b>{label}</b>"
    return style.quiet(label) if is_quiet(row, words) else label


def hue(row: ChangeRow, words: ChangeTexts) -> str:
    """Return the colour of a row's claim; where neither end of the scale is better, it has one of its own."""
    one_wave = words.waves[0] == words.waves[1]
    return style.LATER if one_wave else hue_of(row.item, row.change.claim, words)


def hue_of(item: str, claim: Claim, words: ChangeTexts) -> str:
    """Return the colour of what is claimed of an item."""
    if claim == "none":
        return style.QUIET
    if item in words.neutral:
        return style.LATER
    return style.UP if claim == "up" else style.DOWN


def _links(rows: Sequence[Placed], colour: str) -> Trace:
    """Return the lines that join the two waves of rows."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for y, row in rows:
        xs += [row.earlier.mean, row.later.mean, None]
        ys += [y - OFFSET, y + OFFSET, None]
    line = {"color": style.RULE, "width": 1.5} if colour == style.QUIET else {"color": colour, "width": 5}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def shift_words(row: ChangeRow, words: ChangeTexts) -> str:
    """Return the difference of a row as it is written, with an arrow where it is a claim."""
    shift = words.language.decimal(row.change.difference, sign=True)
    return shift if row.change.claim == "none" else f"<b>{ARROWS[row.change.claim]} {shift}</b>"


def beside(rows: Sequence[Placed], colour: str, words: ChangeTexts, axis: Trace, name: str = "x") -> Trace:
    """Return the column of words right of the chart, of rows of one colour: it begins where an axis ends."""
    texts = [shift_words(row, words) for _, row in rows]
    return style.words_at(texts, [y for y, _ in rows], axis["range"][1], name, color=colour)


def unsaid(rows: Sequence[Placed], words: ChangeTexts, x: float) -> list[Trace]:
    """Return the sentence that stands where a row may not be shown."""
    hidden = [y for y, row in rows if row.status == "withheld"]
    if not hidden:
        return []
    return [style.words_at([words.withheld] * len(hidden), hidden, x, "x", color=style.QUIET)]


def _lines(sentence: str) -> str:
    """Break a sentence where it pauses: that is as good as by width, and costs next to nothing."""
    return sentence.replace(": ", ":<br>").replace(". ", ".<br>")


def marker_of(base: Trace, colour: str) -> Trace:
    """Return how the dots of rows of one colour look: what changed in its colour, the rest small and grey."""
    if colour == style.QUIET:
        line, size, colour = {"color": style.EARLIER, "width": 1.5}, 8, style.EARLIER
    else:
        line, size = {**base["line"], "color": colour}, 12
    return {"color": colour if base["color"] == style.LATER else base["color"], "line": line, "size": size}


def _drawn(rows: Sequence[tuple[float, str, Side]], wave: str, marker: Trace, words: ChangeTexts) -> Trace:
    """Return one wave's dots; each says the sentence of its item when it is pointed at."""
    named = [(y, words.labels[item], side) for y, item, side in rows]
    trace = dots(named, wave, marker, words.scale, words.language)
    trace["error_x"] |= {"color": style.RULE} if marker["line"]["color"] == style.EARLIER else {}
    sentences = [_lines(words.said.get(item, "")) for _, item, _ in rows]
    return trace | {
        "customdata": [[*data, words] for data, words in zip(trace["customdata"], sentences, strict=True)],
        "hovertemplate": [
            template.replace("<extra>", "<br>%{customdata[4]}<extra>") for template in trace["hovertemplate"]
        ],
    }


def _traces(rows: Sequence[Placed], colour: str, axis: Trace, words: ChangeTexts) -> list[Trace]:
    """Return what is drawn of the rows of one colour."""
    apart = OFFSET if words.waves[0] != words.waves[1] else 0.0
    earlier = [(y - apart, row.item, row.earlier) for y, row in rows if row.earlier.shown and apart]
    later = [(y + apart, row.item, row.later) for y, row in rows if row.later.shown]
    compared = [(y, row) for y, row in rows if row.status == "shown" and apart]
    traces = [
        _links(compared, colour),
        _drawn(earlier, words.waves[0], marker_of(HOLLOW, colour), words),
        _drawn(later, words.waves[1], marker_of(FILLED, colour), words),
        beside(compared, colour, words, axis),
    ]
    return [trace for trace in traces if trace["x"]]


def _numbers(table: Sequence[ChangeRow]) -> list[float]:
    """Return the lowest number of every mean that is drawn."""
    sides = [side for row in table if row.status != "withheld" for side in (row.earlier, row.later)]
    return [number for side in sides for number in (side.mean, side.low)]


def with_column(margin: Mapping[str, int], words: ChangeTexts) -> dict[str, int]:
    """Return margins with room for the column of differences; of one wave there is none."""
    return {**margin, "r": margin["r"] if words.waves[0] == words.waves[1] else BESIDE}


def heading(words: ChangeTexts) -> list[Trace]:
    """Return the heading of the column of differences; of one wave none."""
    return [] if words.waves[0] == words.waves[1] else [style.above(words.difference, 1, shift=7)]


def part_lines(rows: Sequence[Placed], words: ChangeTexts) -> list[Trace]:
    """Return a line above each heading of a part."""
    whole = {
        "type": "line",
        "xref": "paper",
        "xsizemode": "pixel",
        "xanchor": 0,
        "x0": -style.WIDE,
        "x1": style.WIDE,
    }
    line = {"color": style.RULE, "width": 1}
    starts = [y - 1.5 for y, row in rows if row.item in words.headings]
    return [{**whole, "y0": y, "y1": y, "line": line} for y in starts]


def row_labels(rows: Sequence[Placed], words: ChangeTexts) -> tuple[list[str], list[float]]:
    """Return what stands left of the chart and how high: headings of parts, and what the rows are called."""
    labels: list[tuple[float, str]] = []
    for y, row in rows:
        if row.item in words.headings:
            labels.append((y - 1, style.quiet(f"<b>{words.headings[row.item]}</b>")))
        labels.append((y, label_of(row, words)))
    return [label for _, label in labels], [y for y, _ in labels]


def draw_means(table: Sequence[ChangeRow], words: ChangeTexts) -> Figure:
    """Return the dumbbell: a row per item, both waves' means and intervals, the difference beside them."""
    rows = placed(table, words.headings)
    start = scale_start(words.scale, _numbers(table))
    labels, heights = row_labels(rows, words)
    shown = [(y, row) for y, row in rows if row.status != "withheld"]
    by_hue = {colour: [placed for placed in shown if hue(placed[1], words) == colour] for colour in HUES}
    lowest = heights[-1] + 0.7
    margin = with_column(style.room_for(labels), words)
    axis = scale_from(start, words.scale, words.ends)
    return {
        "data": [
            *(trace for colour, rows in by_hue.items() for trace in _traces(rows, colour, axis, words)),
            *unsaid(rows, words, left_edge(words.scale, start)),
        ],
        "layout": style.layout(
            words.language.separators,
            round((lowest + 0.7) * style.ROW + 70),
            margin=margin,
            yaxis=style.at_the_edge(style.rows_axis(labels, heights, lowest), margin),
            xaxis=axis,
            shapes=[
                *style.stripes([y for y, _ in rows]),
                *part_lines(rows, words),
                *break_marks(start, words.scale),
            ],
            annotations=heading(words),
        ),
    }
