"""Rows of management information: a row per indicator, site and month, under every set of rules."""

import datetime as dt
from collections.abc import Iterator, Sequence

from dashboard.pages.management.answer import months_of, site_charts
from dashboard.pages.management.site_chart import SiteChart
from dashboard.report.offered import OWN, RULES
from dashboard.report.rows import Known, Row, RowKind, RowKinds, Wanted

# Charts of an indicator's own that no other set of rules draws.
COUNTED = ("u", "p", "g")


def month_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield every month of every indicator and site under every set of rules, those without a figure too.

    Points are classed as the rules say, also where a page speaks of another signal.
    """
    for indicator in wanted.publication.indicators:
        if wanted.indicator not in (None, indicator):
            continue
        for rules in RULES if wanted.rules is None else (wanted.rules,):
            months, charts = site_charts(wanted.publication, indicator, rules)
            for chart in charts:
                if wanted.site in (None, chart.site) and (rules != OWN or chart.chart.method in COUNTED):
                    yield from _months(wanted, indicator, rules, months, chart)


def _months(
    wanted: Wanted, indicator: str, rules: str, months: Sequence[dt.date], chart: SiteChart
) -> Iterator[Row]:
    status = dict.fromkeys(chart.missing, "missing") | dict.fromkeys(chart.without_rate, "no_rate")
    for at, (month, row) in enumerate(zip(months, months_of(chart, chart.chart.classes), strict=True)):
        yield {
            "programme": wanted.publication.programme,
            "indicator": indicator,
            "site": chart.site,
            "site_label": chart.name,
            "month": f"{month:%Y-%m}",
            **row,
            "rules": rules,
            "status": status.get(at, "shown"),
        }


def _names(wanted: Wanted) -> Known:
    sites = [site.id for site in wanted.publication.sites]
    return {"indicator": list(wanted.publication.indicators), "site": sites}


KINDS: RowKinds = {"management": RowKind(month_rows, names=_names)}
