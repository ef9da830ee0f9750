"""What a reader of charts of months has to know: events, targets, rules, gaps, what the figures are not."""

from collections.abc import Callable, Iterator, Sequence

from dashboard.pages.management.site_chart import Event, ManagementTable, SiteChart, Target
from dashboard.report.labels import unbroken
from dashboard.statistics.targets import Assurance, Kept
from publication.languages import Language

MOST_MONTHS = 4
Held = tuple[SiteChart, Target]


def known_events(table: ManagementTable) -> list[Event]:
    """Return the events of the sites that are shown, each once, in order of time."""
    events = dict.fromkeys(event for chart in table.shown for event in chart.events)
    return sorted(events, key=lambda event: event.at)


def event_words(event: Event, table: ManagementTable, language: Language) -> str:
    """Return when and where something happened, and what; of every site, or of the only one, no place."""
    names = {row.site: row.name for row in table.shown}
    words = {
        "month": unbroken(language.month(table.months[event.at])),
        "reason": language.of(event.reason),
        "site": names.get(event.site, ""),
    }
    at_one = words["site"] and len(names) > 1
    return language.say("management.event_at" if at_one else "management.event", **words)


def _where(
    table: ManagementTable, key: str, holds: Callable[[SiteChart], bool], language: Language
) -> list[str]:
    """Return a note that names the page's sites of which something holds; none where it holds of none."""
    names = [row.name for row in table.shown if holds(row)]
    return [language.say(f"management.{key}", sites=language.listed(names))] if names else []


def _gap(table: ManagementTable, chart: SiteChart, language: Language) -> str:
    months = [_month(table, at, language) for at in chart.missing]
    words = (
        ", ".join(months) if len(months) <= MOST_MONTHS else language.say("management.months", n=len(months))
    )
    return f"{chart.name} ({words})"


def _month(table: ManagementTable, at: int, language: Language) -> str:
    return unbroken(language.short_month(table.months[at]))


def _without_rate(table: ManagementTable, language: Language) -> list[str]:
    """Say of each month what was counted in it although there is nothing to set it against."""
    return [_no_rate(table, chart, at, language) for chart in table.shown for at in chart.without_rate]


def _no_rate(table: ManagementTable, chart: SiteChart, at: int, language: Language) -> str:
    size = chart.denominators[at]
    return language.say(
        "management.no_rate",
        site=chart.name,
        month=_month(table, at, language),
        size=language.say("management.unknown") if size != size else language.whole(size),
        count=language.whole(chart.numerators[at]),
        numerator=_series(table, table.indicator.numerator, language),
        denominator=_series(table, table.indicator.denominator or "", language),
    )


def _series(table: ManagementTable, series: str, language: Language) -> str:
    """Return what a series is called; the indicator that describes it may have no figures to show."""
    return language.of(table.series[series]) if series in table.series else series


def _gaps(table: ManagementTable, language: Language) -> list[str]:
    found = [_gap(table, row, language) for row in table.shown if row.missing]
    return [language.say("management.missing", sites="; ".join(found))] if found else []


def _event(event: Event, table: ManagementTable, language: Language) -> str:
    words = f"{event_words(event, table, language)}."
    return words if event.limits == "kept" else f"{words} {language.say(f'management.limits_{event.limits}')}"


def _kept(held: Sequence[Held], language: Language) -> Iterator[str]:
    """Yield how the sites keep a target: by the limits where the chart has them, else month by month."""
    few = [kept for kept in held if kept[0].short]
    kept = [(chart.name, target.kept) for chart, target in held if target.kept and (chart, target) not in few]
    for assurance in ("consistent_pass", "inconsistent", "consistent_fail"):
        names = [name for name, how in kept if _verdict(how) == assurance]
        if names:
            yield language.say(f"management.target_{assurance}", sites=language.listed(names))
    counted = [
        language.say("management.target_met", site=name, met=how.met, points=how.points)
        for name, how in kept
        if _verdict(how) is None
    ]
    if counted:
        yield language.say("management.target_months", sites=", ".join(counted))
    if few:
        yield language.say("management.target_few", sites=language.listed([chart.name for chart, _ in few]))


def _verdict(kept: Kept) -> Assurance | None:
    """Return what the limits say of a target, as far as the months so far do not say otherwise."""
    every, none = kept.met == kept.points, kept.met == 0
    agree = {"consistent_pass": every, "consistent_fail": none, "inconsistent": not every and not none}
    return kept.assurance if kept.assurance and agree[kept.assurance] else None


def _targets(table: ManagementTable, language: Language) -> list[str]:
    """Return a note per target there is on the page."""
    held = [(row, row.target) for row in table.shown if row.target]
    values = dict.fromkeys(target.value for _, target in held)
    return [_target([pair for pair in held if pair[1].value == value], table, language) for value in values]


def _target(held: Sequence[Held], table: ManagementTable, language: Language) -> str:
    _, target = held[0]
    value = language.decimal(target.value, table.indicator.decimals)
    reason = f" ({language.of(target.reason)})" if target.reason else ""
    unit = language.of(table.indicator.unit)
    words = language.say("management.target", value=value, unit=unit, reason=reason)
    return " ".join([words, *_kept(held, language)])


def management_notes(table: ManagementTable, language: Language) -> list[str]:
    """Return the notes under the charts."""
    indicator, methods = table.indicator, dict.fromkeys(row.chart.method for row in table.shown)
    lacking = language.listed(table.lacking)
    return [
        *(_event(event, table, language) for event in known_events(table)),
        *_targets(table, language),
        language.say("management.service"),
        f"{language.of(indicator.meaning)} {language.of(indicator.used_for)}",
        *(language.say(f"management.rules.{method}") for method in methods),
        *_where(table, "provisional", lambda chart: chart.chart.provisional, language),
        *_where(table, "few", lambda chart: chart.unjudged == "few_points", language),
        *_where(table, "few_episodes", lambda chart: chart.unjudged == "few_episodes", language),
        *_where(table, "equal", lambda chart: chart.unjudged == "equal_points", language),
        *_where(table, "counted", lambda chart: chart.counted, language),
        *_without_rate(table, language),
        *_gaps(table, language),
        *([language.say("management.lacking", sites=lacking)] if lacking else []),
        *([] if table.comparable else [language.say("management.scale_own")]),
    ]
