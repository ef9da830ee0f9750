"""The table of indicators as numbers: a row per site and indicator, for files."""

from collections.abc import Iterator

from dashboard.pages.indicators.answer import IndicatorTable, meeting_of, state_of
from dashboard.pages.indicators.cell_text import meeting_words, signal_words, state_words, unit_words
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from publication.languages import Language

# As many decimals as any indicator may have.
DIGITS = 3


def in_order(table: IndicatorTable) -> Iterator[tuple[str, SiteFigure]]:
    """Yield municipality and figure, site by site in the programme's order."""
    for municipality in table.municipalities:
        for site in municipality.sites:
            for indicator in table.indicators:
                if figure := table.figures.get((site.id, indicator.id)):
                    yield municipality.name, figure


def _row(municipality: str, figure: SiteFigure, language: Language) -> TableRow:
    chart, (month, value) = figure.chart, figure.last
    target = chart.target if meeting_of(chart) else None
    kept = target.kept if target else None
    row: TableRow = {
        "site": chart.name,
        "municipality": municipality,
        "indicator": language.of(figure.indicator.name),
        "unit": unit_words(figure, language),
        "month": f"{month:%Y-%m}",
        "value": value,
        "state": state_words(state_of(figure), language),
        "signal": signal_words(figure, language),
        "meeting": meeting_words(meeting_of(chart), language),
    }
    numbers = {"target": target.value, "met": kept.met, "points": kept.points} if target and kept else {}
    return row | numbers


def indicators_data_table(table: IndicatorTable, language: Language) -> DataTable:
    """Return a row per site and indicator: the newest value, the signal, the target."""
    say = language.say
    columns = [
        DataColumn("site", say("management.column.site")),
        DataColumn("municipality", say("indicators.column.municipality")),
        DataColumn("indicator", say("bar.indicator")),
        DataColumn("unit", say("indicators.column.unit")),
        DataColumn("month", say("management.column.month")),
        DataColumn("value", say("indicators.column.value"), DIGITS),
        DataColumn("state", say("indicators.column.state")),
        DataColumn("signal", say("indicators.column.signal")),
        DataColumn("target", say("indicators.column.target"), DIGITS),
        DataColumn("meeting", say("indicators.column.meeting")),
        DataColumn("met", say("indicators.column.met"), 0),
        DataColumn("points", say("indicators.column.points"), 0),
    ]
    return DataTable([_row(name, figure, language) for name, figure in in_order(table)], columns)
