"""Rows of claims about months: of every month since which one can be decided, whether it is borne out."""

from collections.abc import Iterator

from dashboard.pages.claim.answer import compared
from dashboard.pages.management.answer import site_charts
from dashboard.pages.management.site_chart import SiteChart
from dashboard.report.offered import RULES
from dashboard.report.rows import Known, Row, RowKind, RowKinds, Wanted
from dashboard.statistics.verdict import verdict_of_months
from publication.reading import Publication


def claim_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield both claims, higher and lower, of every indicator and site since every month but the first.

    Claims about answers are in the rows of change.
    """
    for indicator in wanted.publication.indicators:
        if wanted.indicator in (None, indicator):
            months, charts = site_charts(wanted.publication, indicator, wanted.rules or RULES[0])
            for chart in charts:
                if wanted.site in (None, chart.site):
                    for since in range(1, len(months)):
                        head = {"indicator": indicator, "since": f"{months[since]:%Y-%m}"}
                        yield {"programme": wanted.publication.programme, **head, **_verdicts(chart, since)}


def _verdicts(chart: SiteChart, since: int) -> Row:
    verdict = verdict_of_months(compared(chart, since), since, 1)
    numbers, other = verdict.numbers, {"supported": "contradicted", "contradicted": "supported"}
    return {
        "site": chart.site,
        "site_label": chart.name,
        "higher": verdict.outcome,
        "lower": other.get(verdict.outcome, verdict.outcome),
        "reason": verdict.reason,
        "months_before": numbers.before,
        "months_since": numbers.since,
        "mean_before": numbers.level_before,
        "mean_since": numbers.level_since,
        "p_value": numbers.p_value,
        "months_needed": numbers.needed,
    }


def _names(wanted: Wanted) -> Known:
    sites = [site.id for site in wanted.publication.sites]
    return {"indicator": list(wanted.publication.indicators), "site": sites}


def _has_months(publication: Publication) -> bool:
    return bool(publication.indicators)


KINDS: RowKinds = {"claim": RowKind(claim_rows, "management", _has_months, _names)}
