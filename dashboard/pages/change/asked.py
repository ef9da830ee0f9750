"""Which waves are shown: those chosen, or where one of them did not ask the questionnaire those that did."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.report.labels import in_sentence
from dashboard.report.offered import waves_of_people
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Publication


def with_waves_that_asked(publication: Publication, selection: Selection) -> Selection:
    """Return a selection whose waves both asked its instrument, where any did.

    The first and the last that asked between the two chosen; where fewer than two did, of all.
    """
    order = waves_of_people(publication, selection.instrument)
    asked = [wave for wave in order if (selection.instrument, wave) in publication.asked]
    if not asked or {*selection.waves} <= {*asked}:
        return selection
    first, last = (order.index(wave) for wave in selection.waves)
    between = [wave for wave in asked if first <= order.index(wave) <= last]
    taken = between if len(between) > 1 else asked
    return replace(selection, from_wave=taken[0], to_wave=taken[-1])


def instead_line(missing: Sequence[str], shown: Sequence[str], language: Language) -> str:
    """Say which of the waves chosen did not ask the questionnaire, and which are shown."""
    listed = [
        language.listed([in_sentence(wave) for wave in dict.fromkeys(waves)]) for waves in (missing, shown)
    ]
    return language.say("change.instead", missing=listed[0], shown=listed[1])
