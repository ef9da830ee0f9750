"""Who answered, and whether the change is the same among the largest group alone."""

from collections.abc import Mapping, Sequence

from dashboard.pages.change.composition import Part, Within
from dashboard.report.labels import in_sentence
from dashboard.report.people import MOST_NAMED
from dashboard.statistics.rounding import whole_hundredths
from publication.languages import Language


def _hundredths(parts: Sequence[Part], at: int) -> list[int]:
    total = sum(part.members[at] for part in parts)
    return whole_hundredths([part.members[at] / total for part in parts])


def _share(part: Part, waves: Mapping[int, str], shares: Sequence[int], language: Language) -> str:
    numbers = [language.whole(part.members[at]) for at in waves]
    return language.say(
        "composition.part",
        group=language.of(part.option.label),
        n=language.listed(numbers),
        shares=language.listed([str(share) for share in shares]),
    )


def who_line(parts: Sequence[Part], waves: Mapping[int, str], language: Language) -> list[str]:
    """Return who answered, group by group, in one line; none for a group without parts.

    Args:
        parts: The groups a selection is made of.
        waves: What the waves that were asked are called, by their place: 0 the earlier, 1 the later.
        language: The reader's.
    """
    if not parts or not waves:
        return []
    shares = zip(*(_hundredths(parts, at) for at in waves), strict=True)
    sentences = [_share(part, waves, found, language) for part, found in zip(parts, shares, strict=True)]
    # A group's own name has commas and an 'and' in it.
    groups = "; ".join(sentences[:MOST_NAMED])
    more = len(sentences) - MOST_NAMED
    groups = language.say("list.more", first=f"{groups};", n=more) if more > 0 else groups
    when = language.listed([in_sentence(wave) for wave in waves.values()])
    return [language.say("composition.who", waves=when, groups=groups)]


def alone_sentence(within: Within, language: Language) -> str:
    """Say what the change is among one part of the people alone, and whether that is the same picture."""
    numbers = [language.whole(n) for n in within.part.members]
    who = language.say(
        "composition.alone", group=language.of(within.part.option.label), n=language.listed(numbers)
    )
    if within.score is None:
        moved = {"n": language.whole(within.alike), "moved": language.whole(within.moved)}
        return f"{who} {language.say('composition.items', **moved)}"
    row, picture = within.score
    means = {"mean_from": language.decimal(row.earlier.mean), "mean_to": language.decimal(row.later.mean)}
    words = language.say("composition.score", **means)
    return f"{who} {words} {language.say(f'composition.{picture}')}"
