"""What a chart over all waves says: the whole, wave by wave, and which waves are not in it."""

from collections.abc import Mapping, Sequence

from dashboard.pages.change.waves import Courses
from dashboard.report.labels import in_sentence, wave_name
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


def missing_lines(waves: Sequence[str], language: Language) -> list[str]:
    """Say, by the fixed sentence, which waves do not have the selection."""
    return [f"{language.listed(waves)}: {language.say('card.withheld')}"] if waves else []
