"""Charts and tables of a slide that can be edited there, from the table of a report."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Inches, Pt

from dashboard.carriers.slide_dumbbells import dumbbells
from dashboard.carriers.slide_table import shaded_table
from dashboard.carriers.template import rgb
from dashboard.charts import style
from dashboard.report.data_table import DataTable, TableRow
from publication.languages import Language

# What a slide has room for; the rest stands in the file of figures.
ROWS, COLUMNS = 10, 8
PLACE = tuple(Inches(inches) for inches in (0.6, 2.4, 12.1, 4.4))
LEGEND = (0.6, 2.02, 12.1, 0.35)

Legend = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: its frame on the slide, and what its marks mean, each in its colour."""

    frame: Any
    legend: Legend


def _number(row: TableRow, column: str) -> float | None:
    value = row.get(column, math.nan)
    return None if value is None or value != value else float(value)


def _over(table: DataTable, ending: str) -> str:
    """Return the header over the columns of one wave."""
    return next((column.over for column in table.columns if column.name.endswith(ending)), "")


def _plain(chart: Any) -> None:
    """Take away what LibreOffice and PowerPoint add by themselves; a series alone names itself as a title."""
    chart.has_title = False
    chart.has_legend = False
    chart.font.size, chart.font.color.rgb = Pt(12), rgb(style.INK)


def _rest(table: DataTable, language: Language, shown: int = ROWS) -> str:
    left = len(table.rows) - shown
    return language.say("slides.rest", n=language.whole(left)) if left > 0 else ""


def _said(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _legend(*parts: str | tuple[str, str]) -> Legend:
    """Return words with their colours, quiet where none is said; what is empty is left out."""
    found = [(part, style.QUIET) if isinstance(part, str) else part for part in parts]
    return [part for part in found if part[0]]


def _two_means(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw a dumbbell per row: both means with their intervals, and the difference."""
    first = table.columns[0].name
    rows = [row for row in table.rows if _number(row, "mean_from") is not None][:ROWS]
    frame = dumbbells(shapes, PLACE, rows, first, language)
    before, after = _over(table, "_from"), _over(table, "_to")
    return Drawn(
        frame, _legend((f"○ {before}", style.EARLIER), (f"● {after}", style.LATER), _rest(table, language))
    )


def _shares(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw two bars per category."""
    rows = table.rows[:ROWS]
    data = CategoryChartData(number_format="0")
    data.categories = [_said(row["question"], row["category"]) for row in rows]
    waves = [(ending, _over(table, ending)) for ending in ("_from", "_to") if _over(table, ending)]
    for ending, name in waves:
        data.add_series(name, [_number(row, f"percent{ending}") for row in rows])
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *PLACE, data)
    colours = [style.EARLIER, style.LATER][-len(waves) :]
    _bars(frame.chart, colours, gap=60)
    frame.chart.plots[0].data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    keys = [(f"■ {name}", colour) for (_, name), colour in zip(waves, colours, strict=True)]
    return Drawn(frame, _legend("%", *keys, _rest(table, language)))


def _bars(chart: Any, colours: Sequence[str], gap: int) -> None:
    _plain(chart)
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = gap, True
    plot.data_labels.font.size = Pt(11)
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0", False
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_labels.font.size = Pt(12)
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    for series, colour in zip(plot.series, colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)
        series.invert_if_negative = False


def _steps(table: DataTable, ending: str) -> list[str]:
    return [one.name for one in table.columns if one.name.startswith("count_") and one.name.endswith(ending)]


def _answers(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw how many gave each answer, a bar per question and wave, as parts of all of them."""
    waves = [ending for ending in ("_from", "_to") if _steps(table, ending)]
    first, rows = table.columns[0].name, table.rows[: ROWS // len(waves)]
    data = CategoryChartData(number_format="0")
    data.categories = [_said(row[first], _over(table, ending)) for row in rows for ending in waves]
    names = [name.removesuffix(waves[0]) for name in _steps(table, waves[0])]
    steps = _neutral_last(list(zip(names, _colours(len(names)), strict=True)))
    for step, _ in steps:
        counts = [_number(row, f"{step}{ending}") for row in rows for ending in waves]
        data.add_series(step.removeprefix("count_"), counts)
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_STACKED_100, *PLACE, data)
    plot = frame.chart.plots[0]
    _bars(frame.chart, [colour for _, colour in steps], gap=30)
    plot.overlap, plot.data_labels.number_format = 100, "0;;;"
    for series, (_, colour) in zip(plot.series, steps, strict=True):
        series.data_labels.show_value, series.data_labels.number_format = True, "0;;;"
        series.data_labels.number_format_is_linked = False
        series.data_labels.font.color.rgb, series.data_labels.font.size = rgb(style.ink_on(colour)), Pt(11)
    keys = [(f"■ {step.removeprefix('count_')}", colour) for step, colour in steps]
    return Drawn(frame, _legend(*keys, _rest(table, language, len(rows))))


def _colours(steps: int) -> list[str]:
    """Return a colour per answer: low ones, a neutral one in the middle, high ones."""
    half = steps // 2
    low = [style.NEGATIVE[min(at, 1)] for at in range(half)]
    high = [style.POSITIVE[1 - min(at, 1)] for at in range(half)]
    return [*low, *[style.NEUTRAL] * (steps % 2), *reversed(high)]


def _neutral_last(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return answers with the neutral one last: it belongs to neither side."""
    return sorted(steps, key=lambda step: step[1] == style.NEUTRAL)


def _months(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw the months of one site, its lines, and the months of a signal."""
    signal_free = ("", language.say("management.point.common"))
    data = CategoryChartData(number_format="0.0")
    months = [str(row["month"]) for row in table.rows]
    # A label for each year: LibreOffice skips none by itself.
    data.categories = [month[:4] if month.endswith("-01") else " " * at for at, month in enumerate(months, 1)]
    headers = {column.name: column.header for column in table.columns}
    lines = [name for name in ("value", "centre", "lower", "upper") if name in headers]
    for name in lines:
        data.add_series(headers[name], [_number(row, name) for row in table.rows])
    marked = [None if row["point"] in signal_free else _number(row, "value") for row in table.rows]
    data.add_series(headers["point"], marked)
    frame = shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *PLACE, data)
    _lines(frame.chart, lines)
    return Drawn(
        frame, _legend(str(table.rows[0]["site"]), headers["value"], (f"◆ {headers['point']}", style.UP))
    )


def _lines(chart: Any, lines: Sequence[str]) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE

    _plain(chart)
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb(style.GRID)
    chart.value_axis.minimum_scale = 0
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    *drawn, marks = chart.plots[0].series
    for series, name in zip(drawn, lines, strict=True):
        series.smooth = False
        series.format.line.width = Pt(1.75)
        series.format.line.color.rgb = rgb(style.LATER if name == "value" else style.EARLIER)
        series.marker.style = XL_MARKER_STYLE.NONE
        if name in ("lower", "upper"):
            series.format.line.dash_style = MSO_LINE.ROUND_DOT
    marks.format.line.fill.background()
    marks.marker.style, marks.marker.size = XL_MARKER_STYLE.DIAMOND, 9
    marks.marker.format.fill.solid()
    marks.marker.format.fill.fore_color.rgb = rgb(style.UP)


def _newest(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw the newest month of each site."""
    last = [row for row, after in pairwise([*table.rows, {}]) if row["site"] != after.get("site")]
    kept = [
        column for column in table.columns if column.name in ("site", "month", "value", "centre", "point")
    ]
    rows = [[_cell(row, column, language) for column in kept] for row in last[:ROWS]]
    frame = shaded_table(shapes, PLACE, [column.header for column in kept], rows)
    return Drawn(frame, _legend(_rest(DataTable(last, kept), language)))


def _cell(row: TableRow, column: Any, language: Language) -> str:
    return DataTable([row], [column]).shown(language)[0][0]


def _crossed(down: str, across: str, value: str) -> "Draw":
    """Return what draws a table of values, shaded: names down, others across."""

    def crossed(shapes: Any, table: DataTable, language: Language) -> Drawn:
        downs, acrosses = (
            list(dict.fromkeys(str(row[name]) for row in table.rows)) for name in (down, across)
        )
        column = next(column for column in table.columns if column.name == value)
        found = {(str(row[down]), str(row[across])): row for row in table.rows}
        names, heads = downs[:ROWS], acrosses[:COLUMNS]
        texts = [[_cell(found.get((one, head), {}), column, language) for head in heads] for one in names]
        shades = [[_number(found.get((one, head), {}), value) for head in heads] for one in names]
        rows = [[name, *row] for name, row in zip(names, texts, strict=True)]
        frame = shaded_table(shapes, PLACE, ["", *heads], rows, shades)
        return Drawn(frame, _legend(_said(column.header, column.over), _left(acrosses, language)))

    return crossed


def _left(names: Sequence[str], language: Language) -> str:
    left = len(names) - COLUMNS
    return language.say("slides.rest", n=language.whole(left)) if left > 0 else ""


def _means(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw the means of several questions or waves side by side, shaded."""
    columns = [column for column in table.columns if column.name.startswith("mean_")][:COLUMNS]
    first = table.columns[0]
    rows = [
        [_cell(row, first, language), *(_cell(row, column, language) for column in columns)]
        for row in table.rows[:ROWS]
    ]
    shades = [[_number(row, column.name) for column in columns] for row in table.rows[:ROWS]]
    frame = shaded_table(shapes, PLACE, [first.header, *(column.over for column in columns)], rows, shades)
    return Drawn(frame, _legend(columns[0].header, _rest(table, language)))


def _first_rows(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw the first rows and columns as they are."""
    columns = table.columns[:COLUMNS]
    rows = DataTable(table.rows[:ROWS], columns).shown(language)
    frame = shaded_table(shapes, PLACE, [column.header for column in columns], rows)
    return Drawn(frame, _legend(_rest(table, language)))


Draw = Callable[[Any, DataTable, Language], Drawn]

# The columns by which a table is known, in the order in which they are looked for, and what draws it.
_KINDS: Mapping[tuple[str, ...], Draw] = {
    ("mean_from", "mean_to"): _two_means,
    ("question", "percent_to"): _shares,
    ("count_1_to",): _answers,
    ("site", "month", "value", "point"): _months,
    ("principle", "group", "middle"): _crossed("principle", "group", "middle"),
    ("line", "session", "mean"): _crossed("line", "session", "mean"),
    ("mean_overall",): _means,
    ("mean_at0",): _means,
}


def draw(shapes: Any, table: DataTable, language: Language) -> Drawn:
    """Draw a report's table on a slide: as a chart of its kind, or as a table; numbers are the table's."""
    filled = table.filled()
    names = {column.name for column in filled.columns}
    how = next((draws for known, draws in _KINDS.items() if names.issuperset(known)), _first_rows)
    if how is _months and len({row["site"] for row in filled.rows}) > 1:
        how = _newest
    return how(shapes, filled, language)
