"""What a chart over all waves says: the whole, wave by wave, and which waves are not in it."""

from collections.abc import Mapping, Sequence

from dashboard.answers.rows import Claim
from dashboard.pages.change.waves import Courses
from dashboard.report.labels import in_sentence, wave_name
from dashboard.report.naming import named
from publication.ids import OVERALL
from publication.languages import Language
from publication.reading import Publication


def whole_course(
    found: Courses | None, labels: Mapping[str, str], publication: Publication, language: Language
) -> list[str]:
    """Return the mean of the overall score in every wave, in one sentence; none where it is not shown."""
    for row in found.rows if found else ():
        if row.change.item == OVERALL and row.change.status == "shown" and found:
            means = [
                f"{language.decimal(side.mean)} ({in_sentence(wave_name(publication, wave.id, language))})"
                for side, wave in zip(row.sides, found.waves, strict=True)
                if side.shown
            ]
            return [language.say("waves.whole", label=labels[OVERALL], means=language.listed(means))]
    return []


def _between(found: Courses, waves: tuple[str, str]) -> slice:
    """Return which steps lie between two waves; one that is not shown bounds nothing."""
    known = [wave.id for wave in found.waves]
    start, end = ([at for at, wave in enumerate(known) if wave == chosen] for chosen in waves)
    return slice(*start or [0], *end or [len(known)])


def turned(found: Courses | None, waves: tuple[str, str]) -> dict[str, Claim]:
    """Return item → its first claim, of the items that rose and fell between two waves, which hide it."""
    if found is None:
        return {}
    between = _between(found, waves)
    rows = [row for row in found.rows if {"up", "down"} <= set(row.steps[between])]
    items = {row.change.item: next(claim for claim in row.steps[between] if claim != "none") for row in rows}
    return {item: claim for item, claim in items.items() if item != OVERALL}


def turn_lines(turns: Mapping[str, Claim], labels: Mapping[str, str], language: Language) -> list[str]:
    """Say which items rose and then fell, or fell and then rose."""
    by_first = {first: [labels[item] for item in turns if turns[item] == first] for first in ("up", "down")}
    return [
        language.say(f"waves.{first}_first", items=named(items, language))
        for first, items in by_first.items()
        if items
    ]


def missing_lines(waves: Sequence[str], language: Language) -> list[str]:
    """Say, by the fixed sentence, which waves do not have the selection."""
    return [f"{language.listed(waves)}: {language.say('card.withheld')}"] if waves else []
