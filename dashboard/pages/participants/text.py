"""What a chart of participants says: the response rate, whether two waves are alike, the largest group."""

import math
from collections.abc import Sequence

from dashboard.answers.background_counts import Share
from dashboard.pages.participants.answer import ROLE, UNANSWERED, CategoryRow, Question
from dashboard.report.labels import in_sentence
from publication.definitions.instrument import Population
from publication.languages import Language


def _in_words(share: Share, language: Language) -> str:
    """Return '212 (70 %)', or what there is of it."""
    percent = share.percentage(language)
    return f"{language.whole(share.n)} ({language.percent(percent)})" if percent else language.whole(share.n)


def _side(row: CategoryRow, at: int) -> Share:
    return (row.earlier, row.later)[at]


def _most(question: Question, at: int) -> list[CategoryRow]:
    """Return the categories that most people of a wave are in: one, or those that share the place."""
    given = [row for row in question.rows if row.ids != (UNANSWERED,) and _side(row, at).n > 0]
    top = max((_side(row, at).n for row in given), default=math.nan)
    return [row for row in given if _side(row, at).n == top]


def _named(rows: Sequence[CategoryRow], language: Language) -> str:
    first, *rest = [row.label for row in rows]
    return language.listed([first, *map(in_sentence, rest)])


def _largest(question: Question, key: str, waves: tuple[str, str], language: Language) -> list[str]:
    """Say what most people are or ticked: in one sentence where it is the same in both waves."""
    found = [(at, rows) for at in (0, 1) if (rows := _most(question, at))]
    if waves[0] == waves[1]:
        found = found[1:]
    if len(found) == 2 and found[0][1] == found[1][1]:
        rows = found[0][1]
        sides = {end: _in_words(_side(rows[0], at), language) for at, end in enumerate(("from", "to"))}
        when = {f"wave_{end}": in_sentence(wave) for end, wave in zip(("from", "to"), waves, strict=True)}
        return [language.say(f"participants.{key}_both", label=_named(rows, language), **sides, **when)]
    return [
        language.say(
            f"participants.{key}_once",
            label=_named(rows, language),
            wave=in_sentence(waves[at]),
            said=_in_words(_side(rows[0], at), language),
        )
        for at, rows in found
    ]


def _differences(questions: Sequence[Question], language: Language) -> list[str]:
    """Say in which questions the two waves differ, and in which they are about the same."""
    names = {
        differs: language.listed(
            [
                in_sentence(question.name)
                for question in questions
                if (question.differs if differs else question.is_alike)
            ]
        )
        for differs in (True, False)
    }
    words = [language.say("participants.differ", names=names[True])] if names[True] else []
    key = "participants.alike_rest" if words else "participants.alike"
    words += [language.say(key, names=names[False])] if names[False] else []
    return [" ".join(words)] if words else []


def alike_line(question: Question, language: Language) -> str:
    """Return a question's categories in both waves: 'Gender: woman 215 · 71 % → 196 · 71 %; man …'."""
    figures = [
        f"{in_sentence(row.label)} {row.earlier.figures(language)} → {row.later.figures(language)}"
        for row in question.rows
    ]
    return f"{question.name}: {'; '.join(figures)}."


def _response(
    waves: tuple[str, str],
    members: Sequence[float],
    invited: Sequence[float],
    asked: Population,
    language: Language,
) -> list[str]:
    """Say how many of those invited answered, wave by wave; nothing where it is not known."""
    both = list(zip(waves, members, invited, strict=True))
    rates = [
        language.say(
            "participants.response_wave",
            wave=in_sentence(wave),
            n=language.whole(n),
            invited=language.whole(many),
            percent=language.per_cent(n / many),
        )
        for wave, n, many in (both[1:] if waves[0] == waves[1] else both)
        if n <= many
    ]
    return [language.say(f"participants.response_{asked}", waves=", ".join(rates))] if rates else []


def participants_sentences(
    questions: Sequence[Question],
    waves: tuple[str, str],
    members: Sequence[float],
    invited: Sequence[float],
    asked: Population,
    language: Language,
) -> list[str]:
    """Return the sentences of a table of participants: the response rate first, where it is known.

    Args:
        questions: The background questions.
        waves: What the waves are called; the same twice where there is one.
        members: How many answered, per wave; nan where it is not known.
        invited: How many were invited, per wave; nan where it is not known.
        asked: Who was.
        language: The reader's.
    """
    roles = [question for question in questions if question.id == ROLE]
    ticked = [question for question in questions if question.several]
    response = _response(waves, members, invited, asked, language)
    largest = [words for role in roles for words in _largest(role, "largest", waves, language)]
    differences = _differences(questions, language)
    return [
        *([*response, *differences, *largest] if response else [*largest, *differences]),
        *(words for question in ticked for words in _largest(question, "ticked", waves, language)),
        *([] if response else [language.say("participants.response_unknown")]),
    ]
