"""What stands below a chart of change: what is not shown and why, and how the rest is to be read."""

from collections.abc import Mapping, Sequence

from dashboard.answers.change import ChangeRow
from dashboard.pages.change.text import unjudged_lines, yardstick_line
from dashboard.report.labels import in_sentence, special_names
from publication.definitions.instrument import Instrument
from publication.languages import Language


def unasked_lines(
    table: Sequence[ChangeRow], waves: tuple[str, str], labels: Mapping[str, str], language: Language
) -> list[str]:
    """Say which items were not asked in a wave in which others were."""
    by_wave = {
        waves[0]: [labels[row.item] for row in table if row.earlier.status == "not_asked"],
        waves[1]: [labels[row.item] for row in table if row.later.status == "not_asked"],
    }
    return [
        language.say("card.not_asked_in", wave=in_sentence(wave), items=language.listed(items))
        for wave, items in by_wave.items()
        if items and len(items) < len(table)
    ]


def unanswered_lines(table: Sequence[ChangeRow], labels: Mapping[str, str], language: Language) -> list[str]:
    """Say which items nobody answered, or were printed with figures no answers give."""
    by_status = {
        "no_answers": [labels[row.item] for row in table if row.status == "no_answers"],
        "no_answers_fit": [
            labels[row.item] for row in table if "no_answers_fit" in (row.earlier.status, row.later.status)
        ],
    }
    return [
        language.say(f"card.{status}", items=language.listed(items))
        for status, items in by_status.items()
        if items
    ]


def _neutral_line(instrument: Instrument, labels: Mapping[str, str], language: Language) -> list[str]:
    items = [labels[item.id] for item in instrument.items if item.neutral]
    return [language.say("change.neutral", items=language.listed(items))] if items else []


def _numbers_line(view: str, instrument: Instrument, language: Language, *, printed: bool) -> list[str]:
    """Say what the lines of means are, or what the numbers in bars are per cent of."""
    if view == "answers" and not printed:
        names = special_names(instrument, language).values()
        apart = language.listed([language.say("list.quoted", name=name) for name in names])
        return [language.say("change.answers_note", answers=apart)] if apart else []
    return [language.say("factors.interval_note" if view == "factors" else "card.interval_note")]


def reading_lines(
    table: Sequence[ChangeRow],
    instrument: Instrument,
    labels: Mapping[str, str],
    view: str,
    language: Language,
    *,
    printed: bool,
) -> list[str]:
    """Say how the chart is to be read: what its lines and marks mean, and what nobody can know."""
    return [
        *unjudged_lines(table, labels, language),
        *_numbers_line(view, instrument, language, printed=printed),
        *([language.say("card.reverse_note")] if any(item.reverse for item in instrument.items) else []),
        *_neutral_line(instrument, labels, language),
        *yardstick_line(table, language),
        *([language.say("card.printed_note")] if printed else []),
        language.say("change.unknown"),
    ]
