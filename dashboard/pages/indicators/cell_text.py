"""What a cell of the table of indicators says: value, unit, marks, and all of it in words."""

from collections.abc import Mapping, Sequence

import numpy as np

from dashboard.pages.indicators.answer import (
    UNJUDGED,
    IndicatorTable,
    Meeting,
    State,
    meeting_of,
    state_of,
)
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.management.text import MARKS, signal_line
from dashboard.report.labels import unbroken
from publication.languages import Language

STATE_MARKS: Mapping[State, str] = {
    "improvement": MARKS["improvement"],
    "concern": MARKS["concern"],
    "neutral_high": MARKS["neutral_high"],
    "neutral_low": MARKS["neutral_low"],
    "wandered": MARKS["wandered"],
    "none": "·",
    **dict.fromkeys(UNJUDGED, "○"),
}
MEETING_MARKS: Mapping[Meeting, str] = {"met": "✓", "missed": "✗", "varying": "◐"}


def digits_of(figure: SiteFigure) -> int:
    """Return how many decimals a site's values have."""
    return 0 if figure.chart.counted or figure.chart.between else figure.indicator.decimals


def value_words(figure: SiteFigure, language: Language) -> str:
    """Return the newest value."""
    return language.decimal(figure.last[1], digits_of(figure))


def unit_words(figure: SiteFigure, language: Language) -> str:
    """Return the unit a site's values are shown in."""
    if figure.chart.between:
        return language.say("management.short.between")
    if figure.chart.counted:
        return language.say("management.short.counted")
    return language.of(figure.indicator.unit)


def note_words(figure: SiteFigure, language: Language) -> str:
    """Return what sets a cell apart from its column: another unit, an older month; '' where nothing does."""
    month, _ = figure.last
    unit = [unit_words(figure, language)]
    unit = [] if unit == [language.of(figure.indicator.unit)] else unit
    older = [unbroken(language.short_month(month))] if month != figure.months[-1] else []
    return ", ".join([*unit, *older])


def state_words(state: State, language: Language) -> str:
    """Return 'better', 'no signal', 'too few months' and so on."""
    return language.say(f"indicators.state.{state}")


def meeting_words(meeting: Meeting | None, language: Language) -> str:
    """Return 'target met', 'target missed', 'target met in some months'; '' where there is none to meet."""
    return language.say(f"indicators.meeting.{meeting}") if meeting else ""


def reading(figure: SiteFigure, language: Language) -> str:
    """Return a cell's marks in words: 'better, target missed'."""
    said = (
        state_words(state_of(figure), language),
        meeting_words(meeting_of(figure.chart), language),
    )
    return ", ".join(filter(None, said))


def signal_words(figure: SiteFigure, language: Language) -> str:
    """Return 'fewer episodes than before (better): since April 2025', of one that is over too; or ''."""
    return signal_line(figure.indicator, figure.months, figure.chart, language)


def described(figure: SiteFigure, language: Language) -> str:
    """Return all there is to say of a cell: value, unit, month, signal, target."""
    head = language.say(
        "indicators.described",
        name=language.of(figure.indicator.name),
        site=figure.chart.name,
        value=value_words(figure, language),
        unit=unit_words(figure, language),
        month=unbroken(language.month(figure.last[0])),
    )
    signal = signal_words(figure, language) or state_words(state_of(figure), language)
    return " ".join([head, f"{signal[:1].upper()}{signal[1:]}.", *_target(figure, language)])


def _target(figure: SiteFigure, language: Language) -> list[str]:
    target = figure.chart.target
    if target is None or target.kept is None or meeting_of(figure.chart) is None:
        return []
    value = language.decimal(target.value, figure.indicator.decimals)
    numbers = {"met": target.kept.met, "points": target.kept.points}
    return [language.say("indicators.target", value=value, **numbers)]


def line_words(figure: SiteFigure, language: Language) -> str:
    """Return the text alternative of a line of months."""
    known = figure.chart.chart.value[~np.isnan(figure.chart.chart.value)]
    first, last = (language.decimal(float(known[at]), digits_of(figure)) for at in (0, -1))
    return language.counted("indicators.line", len(known), first=first, last=last)


def legend(table: IndicatorTable, language: Language) -> Sequence[tuple[str, str, str]]:
    """Return the marks in the table, each once: its kind, the mark, what it means."""
    figures = table.figures.values()
    states = {state_of(figure) for figure in figures}
    meetings = {meeting_of(figure.chart) for figure in figures}
    kinds = {str(state): mark for state, mark in STATE_MARKS.items() if state in states - {*UNJUDGED}}
    if states & {*UNJUDGED}:
        kinds["unjudged"] = STATE_MARKS[UNJUDGED[0]]
    kinds |= {meeting: mark for meeting, mark in MEETING_MARKS.items() if meeting in meetings}
    return [(kind, mark, language.say(f"indicators.legend.{kind}")) for kind, mark in kinds.items()]
