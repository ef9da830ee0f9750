"""What is said of a claim: whether the figures bear it out, as a sentence, and why."""

import datetime as dt
from collections.abc import Sequence

from dashboard.answers.change import ChangeRow
from dashboard.pages.change.finding import whole_line
from dashboard.pages.change.text import row_sentence
from dashboard.pages.claim.choices import direction_words
from dashboard.report.labels import in_sentence, unbroken
from dashboard.statistics.verdict import FEWEST_BEFORE, FEWEST_SINCE, Verdict
from publication.definitions.indicator import Indicator
from publication.ids import OVERALL
from publication.languages import Language


def months_finding(
    verdict: Verdict, indicator: Indicator, direction: str, site: str, month: dt.date, language: Language
) -> str:
    """Return 'Supported: violence at Solsiden, fewer episodes since March 2026'."""
    return language.say(
        "claim.of_months",
        verdict=language.say(f"claim.verdict.{verdict.outcome}"),
        name=in_sentence(language.of(indicator.name)),
        at=language.say("claim.at", site=site),
        direction=direction_words(indicator, direction, language),
        since=language.say("claim.since", month=unbroken(language.month(month))),
    )


def months_reason(verdict: Verdict, indicator: Indicator, unit: str, language: Language) -> str:
    """Return why, in a line: both levels and whether chance gives as much, or what is lacking."""
    numbers = verdict.numbers
    if verdict.reason == "few_since":
        about = {"since": numbers.since, "fewest": FEWEST_SINCE}
        return language.counted("claim.why.few_since", numbers.needed, **about)
    if verdict.reason == "few_before":
        return language.say("claim.why.few_before", before=numbers.before, fewest=FEWEST_BEFORE)
    levels = [
        language.decimal(level, indicator.decimals) for level in (numbers.level_before, numbers.level_since)
    ]
    if verdict.reason == "all_alike":
        return language.say("claim.why.all_alike", level=levels[0], unit=unit)
    why = "contradicted" if verdict.outcome == "contradicted" else verdict.reason
    about = {"before": numbers.before, "since": numbers.since}
    said = {"level_before": levels[0], "level_since": levels[1], "unit": unit}
    return language.say("claim.why.levels", **about, **said) + " " + language.say(f"claim.why.{why}")


def change_finding(
    verdict: Verdict, named: str, direction: str, group: str, waves: Sequence[str], language: Language
) -> str:
    """Return 'Supported: Practice, overall score, higher from before to after (Everyone)'."""
    return language.say(
        "claim.of_change",
        verdict=language.say(f"claim.verdict.{verdict.outcome}"),
        named=named,
        direction=direction_words(None, direction, language),
        group=group,
        **{"from": in_sentence(waves[0]), "to": in_sentence(waves[1])},
    )


def named(row: ChangeRow, label: str, instrument: str, language: Language) -> str:
    """Return what a claim is about: a question in quotes, or a questionnaire's score."""
    if row.item == OVERALL:
        return language.say("claim.of_score", instrument=instrument, label=in_sentence(label))
    return language.say("claim.of_item", label=label)


def change_reason(row: ChangeRow, label: str, waves: Sequence[str], language: Language) -> str:
    """Return why, in a line: both means and whether they clearly differ, or why nothing can be compared."""
    if waves[0] == waves[1]:
        return language.say("claim.why.one_round")
    if row.status == "shown" and not row.unjudged:
        return whole_line(row, label, waves, language)
    return row_sentence(row, label, waves, language)
