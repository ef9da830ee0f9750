"""What one site's page says, line by line."""

from collections.abc import Sequence

from dashboard.answers.rows import Side
from dashboard.pages.indicators.text import level_words
from dashboard.pages.management.site_chart import Event, SiteFigure
from dashboard.pages.principles.answer import Cell, beside_middle
from dashboard.pages.site.answer import SiteScore
from dashboard.report.labels import in_sentence, unbroken
from publication.definitions.indicator import Indicator
from publication.languages import Language
from publication.reading import Option

CLAIM_MARKS = {"up": "▲ ", "down": "▼ ", "none": ""}
Waves = tuple[str, str]


def score_words(score: SiteScore, waves: Waves, language: Language) -> str:
    """Return a score's means: '3.21 → 3.40', of one wave '3.40 (after)', or the fixed sentence."""
    if not score.later.shown:
        return _missing(score.later, language)
    later = language.decimal(score.later.mean)
    if not is_compared(score, waves):
        return language.say("site.one_time", later=later, to=in_sentence(waves[1]))
    return language.say("site.two_times", earlier=language.decimal(score.earlier.mean), later=later)


def is_compared(score: SiteScore, waves: Waves) -> bool:
    """Say whether there are two waves to compare."""
    return score.earlier.shown and score.later.shown and waves[0] != waves[1]


def claim_words(score: SiteScore, waves: Waves, language: Language) -> str:
    """Return '▲ higher', 'below the others, no clear change'; '' where there is nothing to compare."""
    said = [language.say(f"site.side.{'below' if score.side < 0 else 'above'}")] if score.side else []
    if is_compared(score, waves):
        said.append(CLAIM_MARKS[score.claim] + language.say(f"table.{score.claim}"))
    return ", ".join(said)


def interval_words(score: SiteScore, waves: Waves, language: Language) -> str:
    """Return the intervals of a score's picture, and that of all together."""
    named = [(waves[0], score.earlier)] if is_compared(score, waves) else []
    named += [(waves[1], score.later)]
    named += [(language.say("involvement.band"), score.whole)] if score.whole else []
    items = [
        language.say(
            "site.interval", name=name, low=language.decimal(side.low), high=language.decimal(side.high)
        )
        for name, side in named
        if side.low == side.low
    ]
    return language.say("site.intervals", items="; ".join(items))


def stands_for(group: Option, language: Language) -> str:
    """Say for how many sites a group stands, where it is not one alone; '' where it is."""
    return language.say("site.stands_for", n=group.sites) if group.sites > 1 else ""


def whole_sentence(score: SiteScore, wave: str, language: Language) -> list[str]:
    """Say what all sites together have, to hold one site against; nothing where it is not shown."""
    if score.whole is None or not score.whole.shown:
        return []
    mean = language.decimal(score.whole.mean)
    return [language.say("site.together", mean=mean, wave=in_sentence(wave))]


def signals_words(
    figures: Sequence[SiteFigure], indicators: Sequence[Indicator], language: Language
) -> list[str]:
    """Say which indicators have a signal that lasts, of how many; nothing where there are no indicators."""
    present = [figure for figure in figures if figure.chart.present]
    every = language.whole(len(figures))
    if not present:
        return [language.say("site.signals_none", every=every)] if figures else []
    levels = ", ".join(level_words(figure, indicators, language) for figure in present)
    return [language.say("site.signals", n=language.whole(len(present)), every=every, levels=levels)]


def _missing(side: Side, language: Language) -> str:
    return language.say("card.not_asked" if side.status == "not_asked" else "card.withheld")


def leaders_cell(cell: Cell | None, language: Language) -> tuple[str, str]:
    """Return the leaders' middle answer on one principle, and what is said beside it."""
    if cell is None or not cell.shown:
        return "", language.say("card.withheld")
    return language.middle(cell.middle), beside_middle(cell, language)


def event_lines(figures: Sequence[SiteFigure], language: Language) -> list[str]:
    """Say what a person knows of the months of a site's figures, each once, in order of time."""
    told = sorted(
        {
            (figure.months[event.at], _event(figure, event, language))
            for figure in figures
            for event in figure.chart.events
        }
    )
    return list(dict.fromkeys(words for _, words in told))


def _event(figure: SiteFigure, event: Event, language: Language) -> str:
    month = unbroken(language.month(figure.months[event.at]))
    return language.say("site.event", month=month, reason=language.of(event.reason))
