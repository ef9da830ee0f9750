"""Dumbbells of a slide, as points to edit: a row per question, both means, their intervals, the difference.

Every series has exactly two points: LibreOffice drops lines and short series of others without a word, draws
no error bars, and gives the points of a series one colour.
"""

import math
from collections.abc import Sequence
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.util import Pt

from dashboard.carriers.template import rgb
from dashboard.charts import style
from dashboard.report.data_table import TableRow
from publication.languages import Language

# How far apart the intervals of the two waves lie, of the height of a row.
_APART = 0.16
# The part of the frame in which points are drawn: names stand left of it, differences right.
_INNER = {"x": 0.36, "y": 0.02, "w": 0.54, "h": 0.88}
# A series: its kind, its two points.
Series = tuple[str, tuple[float, float], tuple[float, float]]
_LINES = {"link": (style.RULE, 4), "interval_from": (style.EARLIER, 1.5), "interval_to": (style.LATER, 1.5)}
_MARKS = {"from": (style.PAPER, style.EARLIER), "to": (style.LATER, style.LATER)}


def _has(*numbers: Any) -> bool:
    return all(isinstance(number, int | float) and not math.isnan(number) for number in numbers)


def _series(row: TableRow, y: float, ends: tuple[float, float]) -> list[Series]:
    """Return what is drawn of a row, what lies below first; a mark is the same point twice."""
    at = {"from": y + _APART, "to": y - _APART}
    intervals = [
        (f"interval_{wave}", (row[f"low_{wave}"], height), (row[f"high_{wave}"], height))
        for wave, height in at.items()
        if _has(row.get(f"low_{wave}"), row.get(f"high_{wave}"))
    ]
    means = [
        (wave, (row[f"mean_{wave}"], height)) for wave, height in at.items() if _has(row.get(f"mean_{wave}"))
    ]
    link = [("link", *(point for _, point in means))] if len(means) == len(at) else []
    marks = [(wave, point, point) for wave, point in means]
    return [*link, *intervals, *marks, ("label", (ends[0], y), (ends[1], y))]  # type: ignore[list-item]


def _ends(rows: Sequence[TableRow]) -> tuple[float, float]:
    """Return the whole numbers between which everything lies."""
    parts = ("mean_from", "mean_to", "low_from", "low_to", "high_from", "high_to")
    numbers = [row[part] for row in rows for part in parts if _has(row.get(part))]
    return (float(math.floor(min(numbers))), float(math.ceil(max(numbers)))) if numbers else (0.0, 1.0)


def dumbbells(
    shapes: Any, place: tuple[Any, ...], rows: Sequence[TableRow], name: str, language: Language
) -> Any:
    """Return the frame of a chart of rows, the first on top.

    Args:
        shapes: Those of a slide.
        place: Left, top, width, height.
        rows: Of a table with `mean_from`, `mean_to` and, where there are any, intervals and a difference.
        name: The column of names.
        language: The reader's.
    """
    ends = _ends(rows)
    drawn = [(row, one) for at, row in enumerate(rows) for one in _series(row, float(len(rows) - at), ends)]
    data = XyChartData(number_format="0.00")
    for row, (kind, *points) in drawn:
        series = data.add_series(f"{row[name]}: {kind}")
        for x, y in points:
            series.add_data_point(x, y)
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *place, data)
    chart = frame.chart
    for series, (row, (kind, *_)) in zip(chart.plots[0].series, drawn, strict=True):
        _dress(series, kind, row, name, language)
    _axes(chart, ends, len(rows))
    return frame


def _dress(series: Any, kind: str, row: TableRow, name: str, language: Language) -> None:
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    if kind in _LINES:
        colour, width = _LINES[kind]
        series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(width)
        return
    series.format.line.fill.background()
    if kind in _MARKS:
        _mark(series.marker, *_MARKS[kind])
        return
    _label(series.points[0], str(row[name]), XL_LABEL_POSITION.LEFT)
    if _has(row.get("difference")):
        _label(series.points[1], language.decimal(row["difference"], sign=True), XL_LABEL_POSITION.RIGHT)


def _mark(marker: Any, fill: str, edge: str) -> None:
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 9
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(fill)
    marker.format.line.color.rgb, marker.format.line.width = rgb(edge), Pt(2)


def _label(point: Any, text: str, position: Any) -> None:
    label = point.data_label
    frame = label.text_frame
    frame.word_wrap = False
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size = text, Pt(12)
    label.position = position


def _axes(chart: Any, ends: tuple[float, float], rows: int) -> None:
    chart.has_title, chart.has_legend = False, False
    chart.font.size = Pt(12)
    across, up = chart.category_axis, chart.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = *ends, 1
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "0", False
    across.major_gridlines.format.line.color.rgb = rgb(style.GRID)
    across.major_tick_mark = up.major_tick_mark = XL_TICK_MARK.NONE
    up.minimum_scale, up.maximum_scale = 0.3, rows + 0.7
    up.has_major_gridlines = False
    up.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    up.format.line.fill.background()
    _lay_out(chart)


def _lay_out(chart: Any) -> None:
    """Leave room for the names: the points take a part of the frame."""
    from lxml import etree

    area = chart._chartSpace.chart.plotArea
    namespace = area.nsmap["c"]
    for old in area.findall(f"{{{namespace}}}layout"):
        area.remove(old)
    layout = etree.Element(f"{{{namespace}}}layout")
    manual = etree.SubElement(layout, f"{{{namespace}}}manualLayout")
    said = {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge", **_INNER}
    for tag, value in said.items():
        etree.SubElement(manual, f"{{{namespace}}}{tag}").set("val", str(value))
    area.insert(0, layout)
