"""What stands on the charts of months: what occurs in them, last values, signals, each month."""

import re
import textwrap
from collections.abc import Iterator, Mapping

from dashboard.pages.management.axes import coloured
from dashboard.pages.management.notes import event_words, known_events
from dashboard.pages.management.site_chart import Event, ManagementTable, SiteChart, reason_of
from dashboard.pages.management.text import UNDATED, kind_of, mark_of, when
from dashboard.report.labels import unbroken
from publication.languages import Language

# In letters: as much as stands in a line over the charts, and over one that stands alone.
ACROSS, ALONE = 104, 46
_TAG = re.compile("<[^>]*>")


def legend(table: ManagementTable, language: Language) -> str:
    """Return the unit, and what the marks and lines mean that occur on the page."""
    parts = [_unit(table, language), *_marks(table, language), *_lines_drawn(table, language)]
    lines = [""]
    for part in dict.fromkeys(filter(None, parts)):
        longer = f"{lines[-1]} · {part}" if lines[-1] else part
        lines = [*lines[:-1], longer] if len(_TAG.sub("", longer)) <= _across(table) else [*lines, part]
    return "<br>".join(filter(None, lines))


def _across(table: ManagementTable) -> int:
    return ALONE if len(table.shown) == 1 else ACROSS


def _unit(table: ManagementTable, language: Language) -> str:
    drawn = any(not chart.own_scale for chart in table.shown)
    return f"<b>{language.of(table.indicator.unit)}</b>" if drawn else ""


def _marks(table: ManagementTable, language: Language) -> Iterator[str]:
    for chart in table.in_order:
        if chart.signal:
            words = language.say(f"management.mark.{chart.meaning}")
            over = "" if chart.present else f" ({language.say('management.mark.over')})"
            yield f"{coloured(mark_of(chart))} {words}{over}"


def _lines_drawn(table: ManagementTable, language: Language) -> Iterator[str]:
    lined = [chart for chart in table.shown if not chart.rare and not chart.short]
    yield from (language.say(f"management.line.{chart.chart.method}") for chart in lined)
    if any(chart.target and not chart.rare for chart in table.shown):
        yield language.say("management.target_line")
    if any(chart.rare for chart in table.shown):
        yield language.say("management.stems")


def events_over(table: ManagementTable, language: Language) -> str:
    """Return what is known of months, each once, as the charts mark it: by a line or by what is shaded."""
    events = [f"{_sign(event)} {event_words(event, table, language)}" for event in known_events(table)]
    wrap = textwrap.TextWrapper(_across(table), break_long_words=False).wrap
    return "<br>".join(line for event in events for line in wrap(event))


def _sign(event: Event) -> str:
    return {"held": "░", "anew": "│", "kept": "┊"}[event.limits]


def last_values(table: ManagementTable, language: Language) -> dict[str, str]:
    """Return site → its last value, with its month where that is not the last one."""
    return {chart.site: _last(table, chart, language) for chart in table.shown}


def _last(table: ManagementTable, chart: SiteChart, language: Language) -> str:
    at = chart.last_episode if chart.rare else chart.last
    if at is None:
        return ""
    month = unbroken(language.short_month(table.months[at]))
    if chart.rare:
        return language.say("management.latest", month=month)
    value = language.decimal(chart.drawn[at], 0 if chart.counted else table.indicator.decimals)
    return value if at == len(table.months) - 1 else f"{value} ({month})"


def short_signals(table: ManagementTable, language: Language) -> dict[str, str]:
    """Return site → its signal in a few words, and what sets its chart apart; none where there is nothing."""
    values = {row.site: _short(table, row, language) for row in table.shown}
    return {site: words for site, words in values.items() if words}


def _short(table: ManagementTable, chart: SiteChart, language: Language) -> str:
    words = [language.say("management.short.counted")] if chart.counted and not chart.rare else []
    if chart.signal:
        words.insert(0, f"{mark_of(chart)} {_signal(table, chart, language)}")
    elif chart.unjudged:
        words.append(language.say(f"management.short.{reason_of(table.indicator, chart)}"))
    return " · ".join(words)


def _signal(table: ManagementTable, chart: SiteChart, language: Language) -> str:
    if chart.signal is None:
        return ""
    kind = kind_of(chart, chart.signal)
    if kind in UNDATED:
        return language.say(f"management.short.{kind}")
    return when(chart, chart.signal, table.months, language.short_month, language)


def month_hovers(table: ManagementTable, language: Language) -> dict[str, list[str]]:
    """Return site → what is said of each month under the pointer."""
    months = [language.month(month) for month in table.months]
    return {
        row.site: [_hover(table, row, at, month, language) for at, month in enumerate(months)]
        for row in table.shown
    }


def _hover(table: ManagementTable, chart: SiteChart, at: int, month: str, language: Language) -> str:
    value, digits = _shown(chart, at), 0 if chart.own_scale else table.indicator.decimals
    if value != value:
        return ""
    words = language.say(
        _hover_key(chart, at),
        site=chart.name,
        month=month,
        value=language.decimal(value, digits),
        parts=_parts(chart, at, language),
        lines=_lines(chart, at, digits + 1, language),
    )
    point = chart.classes[at]
    return words + (f"<br>{language.say(f'management.point.{point}')}" if point not in ("", "common") else "")


def _shown(chart: SiteChart, at: int) -> float:
    """Return what is said of a month: the months without before it, else what is drawn."""
    between = chart.chart.value[at] if chart.between else chart.drawn[at]
    return float(between if between == between else chart.drawn[at])


def _hover_key(chart: SiteChart, at: int) -> str:
    if not chart.between or chart.chart.value[at] != chart.chart.value[at]:
        return "management.hover_episodes" if chart.rare else "management.hover"
    return f"management.hover_{'since' if chart.numerators[at] == 0 else 'between'}"


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
