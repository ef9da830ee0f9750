"""The months behind the charts as a table, for the page and for files."""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.pages.management.answer import ManagementTable, SiteChart, management_table, months_of
from dashboard.report.data_table import Twin, TwinColumn
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Publication


def chart_name(chart: SiteChart, language: Language) -> str:
    """Return the kind of chart and its rules; counts that stand alone are said to be counts."""
    name = language.say(f"management.method.{chart.chart.method}")
    return language.say("management.counts", chart=name) if chart.counted else name


def _rows(
    table: ManagementTable, charts: Sequence[SiteChart], language: Language
) -> Iterator[dict[str, Any]]:
    for chart in charts:
        months = zip(table.months, months_of(chart, chart.classes), strict=True)
        for at, (month, row) in enumerate(months):
            point = _point(str(row["point"]), at in chart.without_rate, language)
            said = {"month": f"{month:%Y-%m}", "chart": chart_name(chart, language), "point": point}
            yield {"site": chart.name, **row, **said}


def _point(point: str, without_rate: bool, language: Language) -> str:
    if without_rate:
        return language.say("management.point.no_rate")
    return language.say(f"management.point.{point}") if point else ""


def _unit(table: ManagementTable, language: Language) -> str:
    unit = language.of(table.indicator.unit)
    between = any(one.between for one in table.charts)
    return language.say("management.column.value_or_between", unit=unit) if between else unit


def _columns(publication: Publication, table: ManagementTable, language: Language) -> list[TwinColumn]:
    indicator, say = table.indicator, language.say
    digits = indicator.decimals
    series = {one.id: one for said in publication.indicators.values() for one in said.series}
    parts = [
        TwinColumn(part, language.of(one.name), 0 if one.values == "whole" else 1)
        for part, used in (("numerator", indicator.numerator), ("denominator", indicator.denominator))
        if used and (one := series.get(used)) is not None
    ]
    lines = [
        TwinColumn(one, say(f"management.column.{one}"), digits + 1) for one in ("centre", "lower", "upper")
    ]
    return [
        TwinColumn("site", f"{say('management.column.site')} · {language.of(indicator.name)}"),
        TwinColumn("month", say("management.column.month")),
        *parts,
        TwinColumn("value", _unit(table, language), digits),
        *lines,
        TwinColumn("point", say("management.column.point")),
        TwinColumn("chart", say("management.column.chart")),
    ]


def management_twin(publication: Publication, selection: Selection, language: Language) -> Twin:
    """Return the months of the sites on the page: the same numbers as the charts."""
    table = management_table(publication, selection)
    return Twin(list(_rows(table, table.shown, language)), _columns(publication, table, language))


def management_file(publication: Publication, selection: Selection, language: Language) -> Twin:
    """Return the months of every site, whichever page is shown."""
    table = management_table(publication, selection)
    return Twin(list(_rows(table, table.charts, language)), _columns(publication, table, language))
