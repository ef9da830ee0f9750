"""What a chart of change says: the whole first, then the items."""

from collections.abc import Mapping, Sequence
from typing import Literal

from dashboard.answers.change import ChangeRow
from dashboard.answers.rows import Side
from dashboard.report.labels import in_sentence
from dashboard.report.naming import named
from dashboard.statistics.rounding import whole_hundredths
from publication.ids import OVERALL
from publication.languages import Language

ALIKE = 0.001
# Two means are alike where a reader sees the same.
DIGITS = 2


def _pairs(row: ChangeRow, language: Language) -> list[str]:
    """Say θ as people: of 100 pairs, how many higher, equal, lower; a spare one is equal."""
    change = row.change
    if change.theta != change.theta:
        return []
    higher, equal, lower = whole_hundredths([change.p_higher, change.p_equal, change.p_lower], neutral=1)
    return [language.say("change.pairs", higher=higher, equal=equal, lower=lower)]


def change_sentence(row: ChangeRow, label: str, waves: Sequence[str], language: Language) -> str:
    """Say what became of a row that is shown: the claim, both means, and how many of 100 pairs are higher."""
    key = row.unjudged or {"up": "rise", "down": "fall"}.get(row.change.claim, "same")
    means = {"mean_from": language.decimal(row.earlier.mean), "mean_to": language.decimal(row.later.mean)}
    when = {"from": in_sentence(waves[0]), "to": in_sentence(waves[1])}
    pairs = [] if row.unjudged in ("all_the_same", "asked_differently") else _pairs(row, language)
    return " ".join([language.say(f"change.{key}", label=label, **means, **when), *pairs])


def row_sentence(row: ChangeRow, label: str, waves: Sequence[str], language: Language) -> str:
    """Say what became of one row, or the fixed sentence why nothing is said of it."""
    if row.status == "shown":
        return change_sentence(row, label, waves, language)
    known = {"withheld": "card.withheld", "not_asked": "card.not_asked"}
    words = language.say(known[row.status]) if row.status in known else ""
    return words or language.say(f"card.{row.status}", items=label)


def item_sentences(
    items: Sequence[ChangeRow],
    labels: Mapping[str, str],
    language: Language,
    what: Literal["items", "factors"] = "items",
) -> list[str]:
    """Return which of some rows are higher, which lower, and how many cannot be told apart from no change."""
    claimed = {
        claim: [labels[row.item] for row in items if row.change.claim == claim] for claim in ("up", "down")
    }
    sentences = [
        language.counted(f"change.{what}_{claim}", len(names), items=named(names, language))
        for claim, names in claimed.items()
        if names
    ]
    rest = sum(row.change.claim == "none" and not row.unjudged for row in items)
    if not sentences:
        return [language.say(f"change.{what}_all_same", n=language.whole(rest))] if rest else []
    return [*sentences, language.counted(f"change.{what}_same", rest)] if rest else sentences


def _printed(items: Sequence[ChangeRow], language: Language) -> str:
    shifts = [row.later.mean - row.earlier.mean for row in items]
    numbers = {
        "higher": sum(shift > ALIKE for shift in shifts),
        "equal": sum(abs(shift) <= ALIKE for shift in shifts),
        "lower": sum(shift < -ALIKE for shift in shifts),
    }
    return language.say("change.printed", n=len(items), **numbers)


def _alone(table: Sequence[ChangeRow]) -> dict[str, Side]:
    """Return what one wave shows by itself, by item: the later wave's numbers where it has any."""
    sides = {
        row.item: row.later if row.later.shown else row.earlier for row in table if row.status != "withheld"
    }
    return {item: side for item, side in sides.items() if side.shown and side.status == "shown"}


def _score(score: Side, label: str, language: Language) -> str:
    numbers = {name: language.decimal(getattr(score, name)) for name in ("mean", "low", "high")}
    return language.say("change.one_wave", label=label, **numbers)


def _ends(shown: Mapping[str, Side], labels: Mapping[str, str], language: Language) -> list[str]:
    """Say which items are highest and which lowest; nothing where all are alike."""
    means = {item: round(side.mean, DIGITS) for item, side in shown.items() if item != OVERALL}
    if not means:
        return []
    bounds = {"high": max(means.values()), "low": min(means.values())}
    if bounds["high"] == bounds["low"]:
        return []
    ends = {
        end: named([labels[item] for item, mean in means.items() if mean == bound], language)
        for end, bound in bounds.items()
    }
    return [language.say("change.ends", **ends)]


def unjudged_lines(table: Sequence[ChangeRow], labels: Mapping[str, str], language: Language) -> list[str]:
    """Say of which items nothing can be claimed because everyone answered the same, both times or once."""
    names = {
        why: [labels[row.item] for row in table if row.status == "shown" and row.unjudged == why]
        for why in ("all_the_same", "one_the_same")
    }
    return [
        language.say(f"change.{why}_items", items=language.listed(items))
        for why, items in names.items()
        if items
    ]


def yardstick_line(table: Sequence[ChangeRow], language: Language) -> list[str]:
    """Say, where something is lower, that who has learnt more may measure more strictly (response shift).

    Source:
        Howard, Ralph, Gulanick and others (1979). Appl Psychol Meas 3.
    """
    lower = any(row.change.claim == "down" for row in table)
    return [language.say("change.yardstick")] if lower else []


def _both(table: Sequence[ChangeRow], waves: tuple[str, str]) -> list[ChangeRow]:
    """Return the rows that can be told wave beside wave; none where there is one wave alone."""
    return [row for row in table if row.status in ("shown", "no_answers_fit") and waves[0] != waves[1]]


def whole_sentence(
    table: Sequence[ChangeRow], labels: Mapping[str, str], waves: tuple[str, str], language: Language
) -> list[str]:
    """Return what is said of the overall score; none where it is not shown."""
    both = _both(table, waves)
    if not both:
        return [
            _score(side, labels[item], language) for item, side in _alone(table).items() if item == OVERALL
        ]
    return [change_sentence(row, labels[OVERALL], waves, language) for row in both if row.item == OVERALL]


def detail_sentences(
    table: Sequence[ChangeRow],
    labels: Mapping[str, str],
    waves: tuple[str, str],
    *,
    printed: bool,
    language: Language,
) -> list[str]:
    """Return what is said of the items, the most important first; none where nothing is shown."""
    both = _both(table, waves)
    if not both:
        return _ends(_alone(table), labels, language)
    items = [row for row in both if row.item != OVERALL]
    as_printed = [_printed(items, language)] if printed else []
    comparable = [row for row in items if row.status == "shown"]
    return [*as_printed, *item_sentences(comparable, labels, language)]
