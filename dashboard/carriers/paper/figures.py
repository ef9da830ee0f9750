"""The pictures of a paper, drawn from the table of a report and from nothing else."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from dashboard.carriers.paper.tables import is_of_months
from dashboard.charts.paper import BarsRow, Cell, MeansRow, bars, grid, means
from dashboard.charts.paper_months import Panel, panels
from dashboard.charts.small import Interval
from dashboard.charts.svg import Picture
from dashboard.report.data_table import DataTable, TableRow
from dashboard.report.report import AnyChartReport
from publication.languages import Language

# Rows and columns a picture has room for on a page; what is beyond stands in the next.
ROWS, COLUMNS = 16, 8
# Panels of a picture.
SITES = 12

Draw = Callable[[DataTable, AnyChartReport, str], list[Picture]]


def pictures(report: AnyChartReport) -> list[Picture]:
    """Return a report's pictures; none where no kind fits its table."""
    table = report.whole_table.filled()
    words = f"{report.finding}. {report.lead}".strip()
    if not table.rows:
        return []
    if is_of_months(table):
        return _months(table, report, words)
    names = {column.name for column in table.columns}
    how = next((draw for known, draw in _KINDS.items() if names.issuperset(known)), None)
    return how(table, report, words) if how else []


def _number(row: TableRow, column: str) -> float:
    value = row.get(column, math.nan)
    return math.nan if value is None or value == "" else float(value)


def _shown(table: DataTable, row: TableRow, name: str, language: Language) -> str:
    """Return what a table shows of one cell; nothing where it has no such column."""
    column = next((column for column in table.columns if column.name == name), None)
    return DataTable([row], [column]).shown(language)[0][0] if column else ""


def _over(table: DataTable, ending: str) -> str:
    return next((column.over for column in table.columns if column.name.endswith(ending)), "")


def _mean(row: TableRow, ending: str) -> Interval | None:
    found = Interval(*(_number(row, f"{name}{ending}") for name in ("mean", "low", "high")))
    return None if math.isnan(found.mean) else found


def _chunks(rows: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """Return rows in as few parts as have room, each about as long as the others."""
    parts = -(-len(rows) // most)
    size = -(-len(rows) // parts) if parts else 1
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def _scale(report: AnyChartReport) -> tuple[int, int]:
    scale = report.publication.instruments[report.selection.instrument].scale
    return (scale.low, scale.high) if scale else (0, 1)


def _means(table: DataTable, report: AnyChartReport, words: str) -> list[Picture]:
    first, language = table.columns[0].name, report.language
    rows = [
        MeansRow(
            str(row[first]),
            _mean(row, "_from"),
            _mean(row, "_to"),
            _difference(table, row, language),
            row.get("claim", "none"),
        )
        for row in table.rows
    ]
    band = next((_mean(row, "_to") for row in table.rows if row.get("is_band")), None)
    waves = (_over(table, "_from"), _over(table, "_to"))
    return [means(part, _scale(report), waves, words, band) for part in _chunks(rows, ROWS)]


def _difference(table: DataTable, row: TableRow, language: Language) -> str:
    """Return by how much the mean changed, with its sign; nothing where the table has none."""
    shown = _shown(table, row, "difference", language)
    return f"+{shown}" if shown and _number(row, "difference") > 0 else shown


def _bars(table: DataTable, report: AnyChartReport, words: str) -> list[Picture]:
    endings = [ending for ending in ("_from", "_to") if _over(table, ending)]
    found = []
    for part in _whole_groups(table):
        groups = {
            name: [_bar(table, row, endings, report.language) for row in rows]
            for name, rows in groupby(part, key=lambda row: str(row["question"]))
        }
        found.append(bars(groups, [_over(table, ending) for ending in endings], words))
    return found


def _bar(table: DataTable, row: TableRow, endings: Sequence[str], language: Language) -> BarsRow:
    names = [f"percent{ending}" for ending in endings]
    shares = [(_number(row, name), _percent(_shown(table, row, name, language), language)) for name in names]
    return BarsRow(str(row["category"]), shares)


def _percent(shown: str, language: Language) -> str:
    return language.percent(shown) if shown else ""


def _whole_groups(table: DataTable) -> list[list[TableRow]]:
    """Return rows in parts of about a picture's length, the categories of a question together."""
    parts: list[list[TableRow]] = [[]]
    for _, rows in groupby(table.rows, key=lambda row: row["question"]):
        group = list(rows)
        if parts[-1] and len(parts[-1]) + len(group) > ROWS:
            parts.append([])
        parts[-1] += group
    return parts


def _grid(down: str, across: str, value: str) -> Draw:
    """Return what draws a value for each name down and name across."""

    def draw(table: DataTable, report: AnyChartReport, words: str) -> list[Picture]:
        names, heads = (list(dict.fromkeys(str(row[name]) for row in table.rows)) for name in (down, across))
        cells = {
            (str(row[down]), str(row[across])): Cell(
                _number(row, value), _shown(table, row, value, report.language)
            )
            for row in table.rows
        }
        parts = _chunks(heads, COLUMNS)
        return [grid(names, part, cells, _scale(report), words) for part in parts]

    return draw


def _months(table: DataTable, report: AnyChartReport, words: str) -> list[Picture]:
    months = sorted({str(row["month"]) for row in table.rows})
    rows: dict[str, dict[str, TableRow]] = {}
    for row in table.rows:
        rows.setdefault(str(row["site"]), {})[str(row["month"])] = row
    sites = [
        _panel(table, name, [of_month.get(month, {}) for month in months], report.language)
        for name, of_month in rows.items()
    ]
    drawn = [site for site in sites if any(value == value for value in site.values)]
    return [panels(part, (months[0], months[-1]), words) for part in _chunks(drawn, SITES)]


def _panel(table: DataTable, name: str, rows: Sequence[TableRow], language: Language) -> Panel:
    lines = [line for line in ("centre", "lower", "upper") if any(line in row for row in rows)]
    levels = [[_number(row, line) for row in rows] for line in lines]
    ordinary = ("", language.say("management.point.common"))
    marked = [at for at, row in enumerate(rows) if row.get("point", "") not in ordinary]
    values = [_number(row, "value") for row in rows]
    return Panel(name, values, levels, marked, _top(table, rows, ("value", *lines), language))


def _top(table: DataTable, rows: Sequence[TableRow], names: Sequence[str], language: Language) -> str:
    """Return the highest number of a panel as the table shows it."""
    found = [(_number(row, name), name, at) for at, row in enumerate(rows) for name in names]
    _, name, at = max(one for one in found if one[0] == one[0])
    return _shown(table, rows[at], name, language)


_KINDS: Mapping[tuple[str, ...], Draw] = {
    ("mean_to",): _means,
    ("question", "category", "percent_to"): _bars,
    ("principle", "group", "middle"): _grid("principle", "group", "middle"),
    ("line", "session", "mean"): _grid("line", "session", "mean"),
}
