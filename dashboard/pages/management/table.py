"""The months behind the charts as a table, for the page and for files."""

from collections.abc import Iterator, Sequence

from dashboard.pages.management.answer import months_of
from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from publication.languages import Language
from publication.reading import Publication


def chart_name(chart: SiteChart, language: Language) -> str:
    """Return the kind of chart and its rules; counts that stand alone are said to be counts."""
    name = language.say(f"management.method.{chart.chart.method}")
    return language.say("management.counts", chart=name) if chart.counted else name


def _rows(table: ManagementTable, charts: Sequence[SiteChart], language: Language) -> Iterator[TableRow]:
    for chart in charts:
        months = zip(table.months, months_of(chart, chart.classes), strict=True)
        for at, (month, row) in enumerate(months):
            point = _point(str(row["point"]), at in chart.without_rate, language)
            values = {"month": f"{month:%Y-%m}", "chart": chart_name(chart, language), "point": point}
            yield {"site": chart.name, **row, **values}


def _point(point: str, without_rate: bool, language: Language) -> str:
    if without_rate:
        return language.say("management.point.no_rate")
    return language.say(f"management.point.{point}") if point else ""


def _unit(table: ManagementTable, language: Language) -> str:
    unit = language.of(table.indicator.unit)
    between = any(chart.between for chart in table.charts)
    return language.say("management.column.value_or_between", unit=unit) if between else unit


def _columns(publication: Publication, table: ManagementTable, language: Language) -> list[DataColumn]:
    indicator, say = table.indicator, language.say
    digits = indicator.decimals
    series = {series.id: series for words in publication.indicators.values() for series in words.series}
    parts = [
        DataColumn(part, language.of(counted.name), 0 if counted.values == "whole" else 1)
        for part, used in (("numerator", indicator.numerator), ("denominator", indicator.denominator))
        if used and (counted := series.get(used)) is not None
    ]
    lines = [
        DataColumn(counted, say(f"management.column.{counted}"), digits + 1)
        for counted in ("centre", "lower", "upper")
    ]
    return [
        DataColumn("site", f"{say('management.column.site')} · {language.of(indicator.name)}"),
        DataColumn("month", say("management.column.month")),
        *parts,
        DataColumn("value", _unit(table, language), digits),
        *lines,
        DataColumn("point", say("management.column.point")),
        DataColumn("chart", say("management.column.chart")),
    ]


def management_data_table(
    table: ManagementTable, charts: Sequence[SiteChart], publication: Publication, language: Language
) -> DataTable:
    """Return the months of some sites: the same numbers as their charts."""
    return DataTable(list(_rows(table, charts, language)), _columns(publication, table, language))
