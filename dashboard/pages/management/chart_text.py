"""What stands on the charts of months: their kinds and marks, signals in a few words, each month."""

from collections.abc import Mapping

from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from dashboard.pages.management.text import MARKS, kind_of, when
from publication.languages import Language


def heading(table: ManagementTable, language: Language) -> str:
    """Return the kinds of chart with their rules and lines, and what the marks mean."""
    methods = dict.fromkeys(row.chart.method for row in table.shown)
    kinds = [
        f"<b>{language.say(f'management.method.{method}')}</b> ({language.say(f'management.line.{method}')})"
        for method in methods
    ]
    if any(row.target for row in table.shown):
        kinds.append(language.say("management.target_line"))
    marks = "marks_none" if table.indicator.direction == "none" else "marks"
    return f"{' · '.join(kinds)}<br>{language.say(f'management.{marks}')}"


def short_signals(table: ManagementTable, language: Language) -> dict[str, str]:
    """Return site → its signal in a few words, and what sets its chart apart; none where there is nothing."""
    values = {row.site: _short(table, row, language) for row in table.shown}
    return {site: words for site, words in values.items() if words}


def _short(table: ManagementTable, chart: SiteChart, language: Language) -> str:
    say, kind = language.say, kind_of(chart, chart.signal) if chart.signal else ""
    words = [say("management.short.counted")] if chart.counted else []
    if chart.between and kind != "spell":
        words.append(say("management.short.between"))
    if chart.signal:
        dated = when(chart, chart.signal, table.months, language.short_month, language)
        n = language.whole(chart.chart.value[chart.signal.last])
        words.insert(0, f"{MARKS[chart.meaning]} {say(f'management.short.{kind}', when=dated, n=n)}")
    elif chart.unjudged:
        words.append(say(f"management.short.{chart.unjudged}"))
    return " · ".join(words)


def month_hovers(table: ManagementTable, language: Language) -> dict[str, list[str]]:
    """Return site → what is said of each month under the pointer."""
    months = [language.month(month) for month in table.months]
    return {
        row.site: [_hover(table, row, at, month, language) for at, month in enumerate(months)]
        for row in table.shown
    }


def _hover(table: ManagementTable, chart: SiteChart, at: int, month: str, language: Language) -> str:
    value, digits = chart.chart.value[at], 0 if chart.own_scale else table.indicator.decimals
    if value != value:
        return ""
    so_far = "since" if chart.numerators[at] == 0 else "between"
    words = language.say(
        f"management.hover_{so_far}" if chart.between else "management.hover",
        site=chart.name,
        month=month,
        value=language.decimal(value, digits),
        parts=_parts(chart, at, language),
        lines=_lines(chart, at, digits + 1, language),
    )
    point = chart.classes[at]
    return words + (f"<br>{language.say(f'management.point.{point}')}" if point not in ("", "common") else "")


def _parts(chart: SiteChart, at: int, language: Language) -> str:
    """Return ' (7 / 620)'; nothing where there is no denominator."""
    whole = chart.denominators[at]
    if whole != whole:
        return ""
    return f" ({language.whole(chart.numerators[at])} / {language.whole(whole)})"


def _lines(chart: SiteChart, at: int, digits: int, language: Language) -> str:
    drawn: Mapping[str, float] = {
        name: float(getattr(chart.chart, name)[at]) for name in ("centre", "lower", "upper")
    }
    named = "median" if chart.chart.method in ("run", "g") else "mean"
    centre = language.say(f"management.line_at.{named}", value=language.decimal(drawn["centre"], digits))
    if drawn["centre"] != drawn["centre"]:
        return language.say("management.line_at.none")
    if drawn["upper"] != drawn["upper"]:
        return centre
    ends = {end: language.decimal(drawn[end], digits) for end in ("lower", "upper")}
    return f"{centre}, {language.say('management.line_at.limits', **ends)}"
