"""What charts of months found, as a heading, and where and since when in a line."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from dashboard.pages.management.site_chart import ManagementTable, SiteChart, reason_of
from dashboard.pages.management.standing_out import standing_out
from dashboard.pages.management.text import level_of, signal_sentences, some, told_when
from dashboard.report.labels import unbroken
from publication.languages import Language


def management_finding(table: ManagementTable, language: Language) -> str:
    """Return at how many sites an indicator is higher and lower, of one site whether it is."""
    if len(table.page) == 1:
        return _of_one_site(table, language)
    return language.say("management.finding.all", name=_name(table, language), found=_found(table, language))


def management_sentences(table: ManagementTable, language: Language) -> list[str]:
    """Return the finding, the line under it, and the signals of the sites shown."""
    first = [management_finding(table, language), management_lead(table, language)]
    return [*first, *signal_sentences(table, language)]


def _name(table: ManagementTable, language: Language) -> str:
    return language.of(table.indicator.name)


def _levels(
    table: ManagementTable, charts: Sequence[SiteChart], language: Language
) -> dict[str, list[SiteChart]]:
    """Return level → the charts that have it, the level of most charts first."""
    levels: dict[str, list[SiteChart]] = {}
    for chart in charts:
        levels.setdefault(level_of(table.indicator, chart, language), []).append(chart)
    return dict(sorted(levels.items(), key=lambda level: -len(level[1])))


def _found(table: ManagementTable, language: Language) -> str:
    judged = len(table.judged)
    if not judged:
        return language.say("management.finding.unjudged")
    levels = _levels(table, standing_out(table), language)
    if not levels:
        nothing = f"management.finding.{_nothing(table)}"
        return language.counted(nothing, judged, sites=_sites(table, language))
    parts = [
        language.say("management.finding.further", level=level, found=len(charts))
        for level, charts in levels.items()
    ]
    level, charts = next(iter(levels.items()))
    parts[0] = language.counted("management.finding.at", judged, level=level, found=len(charts))
    return ", ".join(parts)


def _nothing(table: ManagementTable) -> str:
    """Return in which way there is nothing to say: signals as chance gives them, past ones, or none."""
    if any(chart.present for chart in table.judged):
        return "chance"
    return "none_now" if any(chart.signal for chart in table.judged) else "none"


def _sites(table: ManagementTable, language: Language) -> str:
    """Return 'the 5 sites that can be judged', or 'the 12 sites'."""
    judged = len(table.judged)
    return language.counted("management.judged" if judged < len(table.charts) else "management.every", judged)


def _of_one_site(table: ManagementTable, language: Language) -> str:
    ((site, name),) = table.page.items()
    chart = next((chart for chart in table.charts if chart.site == site), None)
    found = _at(table, chart, language) if chart else language.say("management.finding.lacking")
    return language.say("management.finding.site", name=_name(table, language), site=name, found=found)


def _at(table: ManagementTable, chart: SiteChart, language: Language) -> str:
    if chart.signal is None and chart.unjudged:
        return language.say(f"management.reason.{reason_of(table.indicator, chart)}")
    if not chart.present:
        return language.say(f"management.finding.here_{'over' if chart.signal else 'none'}")
    level = level_of(table.indicator, chart, language)
    dated = told_when(chart, table.months, language)
    found = language.say("management.finding.since", level=level, when=dated) if dated else level
    out = [chart.site for chart in standing_out(table)]
    return found if chart.site in out else language.say("management.finding.perhaps", found=found)


def management_lead(table: ManagementTable, language: Language) -> str:
    """Return which sites the finding is about and since when, and which cannot be judged."""
    if len(table.page) == 1:
        return " ".join(_last(table, chart, language) for chart in table.shown) or _span(table, language)
    now = [*_where(table, language), *_perhaps(table, language)]
    parts = [*(now or _earlier(table, language)), *_unjudged(table, language)]
    return " ".join(parts) if parts else language.say("management.lead.none")


def _span(table: ManagementTable, language: Language) -> str:
    start, end = (unbroken(language.month(table.months[at])) for at in (0, -1))
    return language.say("management.lead.span", start=start, end=end)


def _where(table: ManagementTable, language: Language) -> Iterator[str]:
    """Yield per level its sites, and since when."""
    levels = _levels(table, standing_out(table), language)
    for level, charts in levels.items():
        sites = "; ".join(_dated(table, charts, language))
        if len(levels) == 1:
            yield language.say("management.lead.where", sites=sites)
        else:
            yield language.say("management.lead.level", level=level[:1].upper() + level[1:], sites=sites)


def _dated(table: ManagementTable, charts: Sequence[SiteChart], language: Language) -> Iterator[str]:
    """Yield the sites of each date together."""
    dates = {chart.site: told_when(chart, table.months, language) for chart in charts}
    ordered = sorted(charts, key=lambda chart: list(dates.values()).index(dates[chart.site]))
    for date, together in groupby(ordered, key=lambda chart: dates[chart.site]):
        names = some([chart.name for chart in together], language)
        yield f"{names}, {date or language.say('management.lead.undated')}"


def _perhaps(table: ManagementTable, language: Language) -> list[str]:
    """Name the sites whose signal chance may have given among so many."""
    out = [chart.site for chart in standing_out(table)]
    names = [chart.name for chart in table.judged if chart.present and chart.site not in out]
    if not names:
        return []
    return [language.counted("management.lead.perhaps", len(names), sites=some(names, language))]


def _earlier(table: ManagementTable, language: Language) -> list[str]:
    """Name the sites whose signals are over."""
    names = [chart.name for chart in table.judged if chart.signal and not chart.present]
    return [language.say("management.lead.earlier", sites=some(names, language))] if names else []


def _unjudged(table: ManagementTable, language: Language) -> list[str]:
    """Say how many sites cannot be judged, and why where it is the same of all."""
    unjudged = [chart for chart in table.charts if chart.unjudged and not chart.signal]
    reasons = [reason_of(table.indicator, chart) for chart in unjudged]
    if not reasons or (not table.judged and len(set(reasons)) > 1):
        return []
    if len(set(reasons)) == 1:
        reason = language.say(f"management.reason.{reasons[0]}")
        return [language.counted("management.lead.unjudged", len(reasons), reason=reason)]
    return [language.counted("management.lead.unjudged_some", len(reasons))]


def _last(table: ManagementTable, chart: SiteChart, language: Language) -> str:
    """Say the last value of a site and its month; of rare episodes how often there were any."""
    at = chart.last_episode if chart.rare else chart.last
    known = int((~np.isnan(chart.drawn)).sum())
    if at is None:
        return language.say("management.lead.none_of", of=known) if known else _span(table, language)
    month = unbroken(language.month(table.months[at]))
    if chart.rare:
        with_any = int((chart.drawn > 0).sum())
        return language.say("management.lead.rare", n=with_any, of=known, month=month)
    unit = language.say("management.short.counted") if chart.counted else language.of(table.indicator.unit)
    value = language.decimal(chart.drawn[at], 0 if chart.counted else table.indicator.decimals)
    return language.say("management.lead.last", unit=unit, value=value, month=month)
