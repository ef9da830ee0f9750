"""How many people stand behind a chart, and which mark is which wave."""

from collections.abc import Mapping, Sequence

from publication.definitions.instrument import Population
from publication.languages import Language

EARLIER, LATER = "○ ", "● "
UNMARKED = ("", "")
BETWEEN = "◐ "
MOST_NAMED = 5


def marks_of(waves: int) -> list[str]:
    """Return how a chart over all waves marks each: empty, half full, full."""
    return [EARLIER, *[BETWEEN] * (waves - 2), LATER] if waves > 1 else [LATER]


def about(*names: str) -> str:
    """Return what a chart is about, to stand before its people: 'Leaders · The course · '."""
    return "".join(f"{name} · " for name in names if name)


def apart(names: Sequence[str], language: Language) -> str:
    """Return names that may have commas and an 'and' in them; after the first few, how many more."""
    words, more = "; ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return language.say("list.more", first=f"{words};", n=more) if more > 0 else words


def together_line(groups: Sequence[Mapping[str, str]], language: Language) -> list[str]:
    """Return which groups are shown together, in one line that says no more of why; none where none are."""
    if not groups:
        return []
    return [language.say("card.together", groups=apart(list(map(language.of, groups)), language))]


def people_lines(
    waves: Sequence[str],
    numbers: Sequence[float],
    language: Language,
    *,
    printed: bool = False,
    asked: Population = "staff",
    marks: Sequence[str] = (EARLIER, LATER),
) -> list[str]:
    """Return '○ Before: 304 people answered', '● After: …', unknown numbers left out.

    Args:
        waves: What the waves are called, the earliest first; the same twice where there is one.
        numbers: How many people, per wave; nan where it is not known.
        language: The reader's.
        printed: Whether the numbers are those of a report.
        asked: Who they are: citizens are always called so.
        marks: How the chart draws the waves; empty where it names them itself.
    """
    marked = list(zip(marks, waves, numbers, strict=True))[
        1 if len(waves) == 2 and waves[0] == waves[1] else 0 :
    ]
    sentences = []
    for mark, wave, number in marked:
        if number == number and printed:
            sentences.append(mark + language.say("card.people_printed", wave=wave, n=language.whole(number)))
        elif number == number:
            sentences.append(mark + language.counted(f"card.{asked}", int(number), wave=wave))
    return sentences
