"""Each item over all waves: a small chart with a slope per step, in its colour where the step is a claim."""

from collections.abc import Iterable, Sequence

from dashboard.answers.rows import Claim, Side
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW
from dashboard.charts.grid import Grid
from dashboard.charts.scale import scale_start
from dashboard.charts.style import Figure, Trace
from dashboard.pages.change.chart import (
    ARROWS,
    HUES,
    ChangeTexts,
    hue_of,
    marker_of,
    shift_words,
)
from dashboard.pages.change.waves import Course
from publication.languages import Language

COLUMNS, CELL = 4, 152
# How many letters of a name stand in one line of a cell.
_LETTERS = 25
# As many letters as a difference with its sign, to be replaced by it.
_SHIFT = "\ue000" * 7
Celled = Sequence[tuple[int, Course]]


def _grid(courses: Sequence[Course], words: ChangeTexts) -> Grid:
    sides = [side for course in courses for side in course.sides if side.shown]
    start = scale_start(words.scale, [number for side in sides for number in (side.mean, side.low)])
    return Grid(len(courses), COLUMNS, start, words.scale[1])


def _lines_of_the_scale(grid: Grid, values: Sequence[int]) -> Trace:
    """Return a quiet line per cell for some values of the scale."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for cell in range(grid.cells):
        for value in values:
            xs += [grid.x(cell, -0.1), grid.x(cell, 1.1), None]
            ys += [grid.y(cell, value), grid.y(cell, value), None]
    line = {"color": style.GRID, "width": 1}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def _share(at: int, waves: int) -> float:
    return at / (waves - 1) if waves > 1 else 0.5


Point = tuple[float, float]


def _points(grid: Grid, cell: int, course: Course) -> list[Point | None]:
    """Return where the waves of a course are; None for one without a mean."""
    waves = len(course.sides)
    return [
        (grid.x(cell, _share(at, waves)), grid.y(cell, side.mean)) if side.shown else None
        for at, side in enumerate(course.sides)
    ]


def _steps(grid: Grid, rows: Celled) -> Iterable[tuple[Course, Claim, Point, Point]]:
    """Yield the steps of all courses, each with its claim and ends; none where an end has no mean."""
    for cell, course in rows:
        points = _points(grid, cell, course)
        for claim, start, end in zip(course.steps, points[:-1], points[1:], strict=True):
            if start is not None and end is not None:
                yield course, claim, start, end


def _slopes(grid: Grid, rows: Celled, words: ChangeTexts) -> list[Trace]:
    """Return the slopes by colour: thick where a step is a claim."""
    traces = []
    for colour in HUES:
        xs: list[float | None] = []
        ys: list[float | None] = []
        for course, claim, start, end in _steps(grid, rows):
            if hue_of(course.change.item, claim, words) == colour:
                xs += [start[0], end[0], None]
                ys += [start[1], end[1], None]
        line = {"color": style.RULE, "width": 1.5} if colour == style.QUIET else {"color": colour, "width": 4}
        traces.append(
            {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}
        )
    return [trace for trace in traces if trace["x"]]


def _signs(grid: Grid, rows: Celled, words: ChangeTexts) -> list[Trace]:
    """Return a sign above every step that is a claim."""
    traces = []
    for colour in HUES[1:]:
        signs = [
            (ARROWS[claim], (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 0.13)
            for course, claim, start, end in _steps(grid, rows)
            if claim != "none" and hue_of(course.change.item, claim, words) == colour
        ]
        if signs:
            texts, xs, ys = zip(*signs, strict=True)
            trace = style.words_at(texts, ys, 0, "x", color=colour)
            traces.append({**trace, "x": list(xs), "textposition": "middle center"})
    return traces


def _markers(waves: int) -> list[Trace]:
    """Return how the dots of each wave look: hollow first, filled last, half in tone between."""
    between = {"color": style.TOGETHER, "line": {"color": style.LATER, "width": 2}}
    return [HOLLOW, *[between] * (waves - 2), FILLED] if waves > 1 else [FILLED]


def _hover(side: Side, wave: str, language: Language) -> str:
    span = language.span("%{customdata[2]:.2f}", "%{customdata[3]:.2f}")
    interval = f" ({span})" if side.low == side.low else ""
    n = "<br>n = %{customdata[4]}" if side.n == side.n else ""
    return f"<b>%{{customdata[0]}}</b><br>{wave}: %{{customdata[1]:.2f}}{interval}{n}<extra></extra>"


def _dots(grid: Grid, rows: Celled, at: int, marker: Trace, words: ChangeTexts) -> Trace:
    """Return the means of one wave with their intervals, of rows of one colour."""
    drawn = [(cell, course, course.sides[at]) for cell, course in rows if course.sides[at].shown]
    share = _share(at, len(words.waves))
    lows = [max(side.low, grid.start) if side.low == side.low else side.mean for *_, side in drawn]
    highs = [side.high if side.high == side.high else side.mean for *_, side in drawn]
    means = [side.mean for *_, side in drawn]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words.waves[at],
        "x": [grid.x(cell, share) for cell, *_ in drawn],
        "y": [grid.y(cell, side.mean) for cell, _, side in drawn],
        "marker": marker,
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [grid.tall(mean - low) for mean, low in zip(means, lows, strict=True)],
            "arrayminus": [grid.tall(high - mean) for mean, high in zip(means, highs, strict=True)],
            "color": marker["line"]["color"],
            "thickness": 1.2,
            "width": 0,
        },
        "customdata": [
            [words.labels[course.change.item], side.mean, side.low, side.high, side.n]
            for _, course, side in drawn
        ],
        "hovertemplate": [_hover(side, words.waves[at], words.language) for *_, side in drawn],
    }


def _title(course: Course, words: ChangeTexts) -> str:
    """Return what a cell is called; what changed stands out, with its difference."""
    row, label = course.change, words.labels[course.change.item]
    if row.change.claim == "none":
        stands_out = row.item == "overall" or any(claim != "none" for claim in course.steps)
        whole = style.wrapped(label, _LETTERS)
        return f"<b>{whole}</b>" if stands_out else style.quiet(whole)
    shift = shift_words(row, words).replace(" ", "\u00a0")
    told = f'<span style="color:{hue_of(row.item, row.change.claim, words)}">{shift}</span>'
    return f"<b>{style.wrapped(f'{label} {_SHIFT}', _LETTERS)}</b>".replace(_SHIFT, told)


def _titles(grid: Grid, rows: Celled, words: ChangeTexts) -> Trace:
    texts = [_title(course, words) for _, course in rows]
    corners = [grid.corner(cell) for cell, _ in rows]
    trace = style.words_at(texts, [y for _, y in corners], 0, "x", size=13, color=style.INK)
    return {**trace, "x": [x for x, _ in corners], "textposition": "top right"}


def _numbers(grid: Grid, rows: Celled, words: ChangeTexts) -> list[Trace]:
    """Return the first mean left of its dot and the last right of it."""
    traces = []
    for at, position, aside in ((0, "middle left", -0.04), (-1, "middle right", 0.04)):
        ends = [(course.sides[at], _points(grid, cell, course)[at]) for cell, course in rows if course.sides]
        drawn = [(words.language.decimal(side.mean), point) for side, point in ends if point is not None]
        trace = style.words_at(
            [text for text, _ in drawn], [y for _, (_, y) in drawn], 0, "x", size=12, color=style.QUIET
        )
        traces.append({**trace, "x": [x + aside for _, (x, _) in drawn], "textposition": position})
    return traces


def _wave_names(grid: Grid, words: ChangeTexts) -> Trace:
    """Return the waves above each column."""
    waves = len(words.waves)
    columns = range(min(grid.columns, grid.cells))
    xs = [grid.x(column, _share(at, waves)) for column in columns for at in range(waves)]
    names = [style.wrapped(wave, 9) for _ in columns for wave in words.waves]
    trace = style.words_at(names, [grid.head()] * len(xs), 0, "x", size=12, color=style.QUIET)
    return {**trace, "x": xs, "textposition": "middle center"}


def _unsaid(grid: Grid, rows: Celled, words: ChangeTexts) -> list[Trace]:
    """Return the sentence that stands where an item may not be shown."""
    hidden = [grid.corner(cell) for cell, course in rows if course.change.status == "withheld"]
    if not hidden:
        return []
    sentence = style.wrapped(words.withheld, _LETTERS + 4)
    trace = style.words_at(
        [sentence] * len(hidden), [y + 0.25 for _, y in hidden], 0, "x", size=12, color=style.QUIET
    )
    return [{**trace, "x": [x for x, _ in hidden]}]


def draw_waves(courses: Sequence[Course], words: ChangeTexts) -> Figure:
    """Return a small chart per item: time across, the scale of the means up, a sign per step that is a claim.

    Args:
        courses: The items over all waves, in order.
        words: What the chart writes; its waves are all of them.
    """
    grid, rows = _grid(courses, words), list(enumerate(courses))
    values = [value for value in range(words.scale[0], words.scale[1] + 1) if value >= grid.start]
    by_hue = {
        colour: [
            row for row in rows if hue_of(row[1].change.item, row[1].change.change.claim, words) == colour
        ]
        for colour in HUES
    }
    dots = [
        _dots(grid, some, at, {**marker_of(base, colour), "size": 8}, words)
        for colour, some in by_hue.items()
        for at, base in enumerate(_markers(len(words.waves)))
    ]
    return {
        "data": [
            _lines_of_the_scale(grid, values),
            *_slopes(grid, rows, words),
            *(trace for trace in dots if trace["x"]),
            *_signs(grid, rows, words),
            _titles(grid, rows, words),
            *_numbers(grid, rows, words),
            _wave_names(grid, words),
            *_unsaid(grid, rows, words),
        ],
        "layout": style.layout(
            words.language.separators,
            round((grid.rows + 0.28) * CELL + 70),
            margin={**style.MARGIN, "l": 24, "t": 50},
            meta={"cells": grid.cells, "columns": grid.columns},
            **grid.axes(values),
        ),
    }
