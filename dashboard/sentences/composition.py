"""Who answered, and whether the change is the same among the largest group alone."""

from collections.abc import Sequence

from dashboard.labels import in_sentence
from dashboard.languages import Language
from dashboard.sentences.people import MOST_NAMED
from dashboard.tables.composition import Part, Within


def _share(part: Part, totals: Sequence[int], language: Language) -> str:
    shares = [language.whole(round(100 * n / total)) for n, total in zip(part.members, totals, strict=True)]
    numbers = [language.whole(n) for n in part.members]
    return language.say(
        "composition.part",
        group=language.of(part.option.label),
        n=language.listed(numbers),
        shares=language.listed(shares),
    )


def who_line(parts: Sequence[Part], waves: Sequence[str], language: Language) -> list[str]:
    """Return who answered in the two waves, group by group, in one line; none for a group without parts."""
    if not parts:
        return []
    totals = [sum(part.members[at] for part in parts) for at in (0, 1)]
    said = [_share(part, totals, language) for part in parts]
    # A group's own name has commas and an 'and' in it.
    groups = "; ".join(said[:MOST_NAMED])
    more = len(said) - MOST_NAMED
    groups = language.say("list.more", first=f"{groups};", n=more) if more > 0 else groups
    when = language.listed([in_sentence(wave) for wave in waves])
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
    said = language.say("composition.score", **means)
    return f"{who} {said} {language.say(f'composition.{picture}')}"
