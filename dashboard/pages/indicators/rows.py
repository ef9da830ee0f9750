"""Rows of indicators: a row per site and indicator under every set of rules, as its newest months stand."""

import math
from collections.abc import Iterator

from dashboard.pages.indicators.answer import indicator_table, meeting_of, state_of
from dashboard.pages.indicators.table import in_order
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.report.offered import RULES
from dashboard.report.rows import Known, Row, RowKind, RowKinds, Wanted
from dashboard.report.selection import Selection


def indicator_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield newest value, signal and target of every indicator and site, under every set of rules."""
    publication = wanted.publication
    for rules in RULES if wanted.rules is None else (wanted.rules,):
        asked = Selection(wanted.language.code, publication.programme, rules=rules)
        for _, figure in in_order(indicator_table(publication, asked)):
            if wanted.site in (None, figure.chart.site) and wanted.indicator in (None, figure.indicator.id):
                yield {"programme": publication.programme, **_row(figure), "rules": rules}


def _row(figure: SiteFigure) -> Row:
    chart, (month, value) = figure.chart, figure.last
    target = chart.target if meeting_of(chart) else None
    kept = target.kept if target else None
    return {
        "site": chart.site,
        "site_label": chart.name,
        "indicator": figure.indicator.id,
        "month": f"{month:%Y-%m}",
        "value": value,
        "method": chart.chart.method,
        "state": state_of(figure),
        **_signal(figure),
        "target": target.value if target else math.nan,
        "target_state": meeting_of(chart) or "",
        "months_met": kept.met if kept else math.nan,
        "months_held": kept.points if kept else math.nan,
    }


def _signal(figure: SiteFigure) -> Row:
    """Return rule, first and last month of a signal that lasts; of few crossings no month can be named."""
    signal = figure.chart.signal if figure.chart.present else None
    dated = signal if signal and signal.rule != "crossings" else None
    ends = (dated.first, dated.last) if dated else ()
    first, last = (f"{figure.months[at]:%Y-%m}" for at in ends) if ends else ("", "")
    return {"signal": signal.rule if signal else "", "signal_from": first, "signal_to": last}


def _names(wanted: Wanted) -> Known:
    sites = [site.id for site in wanted.publication.sites]
    return {"indicator": list(wanted.publication.indicators), "site": sites}


KINDS: RowKinds = {"indicators": RowKind(indicator_rows, names=_names)}
