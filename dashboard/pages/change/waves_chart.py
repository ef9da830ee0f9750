"""Each item over all waves: a line from the first to the last, with intervals, on the scale of the means."""

from collections.abc import Iterator, Sequence

from dashboard.answers.rows import Side
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW, dots
from dashboard.charts.style import Figure, Trace
from dashboard.pages.change.chart import HUES, ChangeTexts, beside, hue, placed, row_labels, unsaid
from dashboard.pages.change.waves import Course

# How much of a row's height its waves take, one below the other.
SPREAD = 0.5
ROW = 1.6 * style.ROW
Placed = tuple[float, Course]


def _shifts(waves: int) -> list[float]:
    """Return how far above or below its row each wave stands, the first on top."""
    return [SPREAD * (at / (waves - 1) - 0.5) if waves > 1 else 0.0 for at in range(waves)]


def _markers(waves: int) -> list[Trace]:
    """Return how the dots of each wave look: hollow first, filled last, half in tone between."""
    between = {"color": style.TOGETHER, "line": {"color": style.LATER, "width": 2}}
    return [HOLLOW, *[between] * (waves - 2), FILLED] if waves > 1 else [FILLED]


def _points(rows: Sequence[Placed], shifts: Sequence[float]) -> Iterator[list[tuple[float, Side]]]:
    """Yield the points of each row that have a mean: height and numbers."""
    for y, row in rows:
        yield [(y + shift, side) for shift, side in zip(shifts, row.sides, strict=True) if side.shown]


def _lines(rows: Sequence[Placed], shifts: Sequence[float], colour: str) -> Trace:
    """Return the lines of the rows, in one colour."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for points in _points(rows, shifts):
        xs += [*(side.mean for _, side in points), None]
        ys += [*(y for y, _ in points), None]
    line = {
        "color": style.RULE if colour == style.QUIET else colour,
        "width": 2 if colour == style.QUIET else 4,
    }
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def _dots(rows: Sequence[Placed], shifts: Sequence[float], words: ChangeTexts) -> list[Trace]:
    """Return the means of every wave with their intervals, a trace per wave."""
    traces = []
    for at, (shift, wave, marker) in enumerate(zip(shifts, words.waves, _markers(len(shifts)), strict=True)):
        drawn = [
            (y + shift, words.labels[row.change.item], row.sides[at])
            for y, row in rows
            if row.sides[at].shown
        ]
        traces.append(dots(drawn, wave, marker, words.scale, size=9))
    return traces


def draw_waves(courses: Sequence[Course], words: ChangeTexts) -> Figure:
    """Return a row per item: its waves one below the other, joined by a line, and the difference beside them.

    Args:
        courses: The items over all waves, the overall score first.
        words: What the chart writes; its waves are all of them.
    """
    changes = placed([course.change for course in courses], words.headings)
    heights = [y for y, _ in changes]
    rows = list(zip(heights, courses, strict=True))
    (labels, named), shifts = row_labels(changes, words), _shifts(len(words.waves))
    by_hue = {colour: [(y, row) for y, row in rows if hue(row.change, words) == colour] for colour in HUES}
    return {
        "data": [
            *(_lines(some, shifts, colour) for colour, some in by_hue.items() if some),
            *_dots(rows, shifts, words),
            *(
                beside([(y, row.change) for y, row in some if row.change.status == "shown"], colour, words)
                for colour, some in by_hue.items()
                if some and len(shifts) > 1
            ),
            *unsaid(changes, words, words.scale[0]),
        ],
        "layout": style.layout(
            words.language.separators,
            round((heights[-1] + 1) * ROW + 90),
            margin=style.room_for(labels),
            yaxis=style.rows_axis(labels, named, heights[-1] + 0.6),
            xaxis=style.scale_axis(*words.scale, words.ends, (0, 0.88)),
            xaxis2=style.blank_axis((0.89, 1)),
            shapes=style.stripes(heights),
        ),
    }
