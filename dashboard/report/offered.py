"""What a publication offers to choose from: instruments, items, views, rules."""

from collections import Counter
from collections.abc import Iterable

from publication.ids import CITIZENS, subscale_name
from publication.ids import EVERYONE as EVERYONE
from publication.ids import INVOLVEMENT as INVOLVEMENT
from publication.ids import PRINCIPLES as PRINCIPLES
from publication.reading import Publication

ALWAYS = ("means", "answers")
VIEWS = (*ALWAYS, "waves", "factors")
SITE_VIEWS = ("sites", "items", "funnel")
BY_DISTANCE = "by_distance"
# How the principles of leadership are ordered.
PRINCIPLE_VIEWS = ("as_asked", BY_DISTANCE)
# A funnel of fewer sites says nothing that their intervals do not.
FUNNEL_FROM = 20
# What stands for no comparison: a select shows an empty value as no choice at all.
NOTHING = "none"
OWN = "own"
RULES = ("anhoej", "nhs", OWN)
# Rows by the size of their change, or as the questionnaire asks.
BY_SIZE, AS_ASKED = "size", "asked"
ORDERS = (BY_SIZE, AS_ASKED)
# What a claim can be about, and which way it can go.
FIGURES, ANSWERS = "figures", "answers"
SUBJECTS = (FIGURES, ANSWERS)
DIRECTIONS = ("up", "down")


def is_answered(publication: Publication) -> bool:
    """Say whether there is a questionnaire that was answered or printed."""
    return bool(publication.asked or publication.printed)


def waves_of_people(publication: Publication, instrument: str) -> list[str]:
    """Return the waves that asked the people who answer an instrument."""
    return [wave.id for wave in publication.waves_of(publication.population_of(instrument))]


def waves_that_asked(publication: Publication, instrument: str) -> list[str]:
    """Return the waves in which an instrument was asked; all its people's, where none says so."""
    waves = waves_of_people(publication, instrument)
    return [wave for wave in waves if (instrument, wave) in publication.asked] or waves


def compared_instruments(publication: Publication) -> list[str]:
    """Return the instruments of which something is compared site by site, that of involvement first."""
    asked = {instrument for instrument, _ in publication.asked}
    order = [
        INVOLVEMENT,
        *(instrument for instrument in publication.instruments if instrument != INVOLVEMENT),
    ]
    compared = [name for name in order if name in asked and compared_of(publication, name)]
    return staff_first(publication, compared)


def answered_instruments(publication: Publication) -> list[str]:
    """Return the instruments that were answered or printed: practice, involvement, the rest of staff's."""
    shown = {instrument for instrument, _ in publication.asked} | publication.printed
    order = ["practice", INVOLVEMENT]
    rest = [
        instrument
        for instrument in publication.instruments
        if instrument in shown and instrument not in order
    ]
    return staff_first(publication, [name for name in order if name in shown] + rest)


def staff_first(publication: Publication, instruments: Iterable[str]) -> list[str]:
    """Return instruments in their order, those that citizens answer last."""
    return sorted(instruments, key=lambda name: publication.population_of(name) == CITIZENS)


def items_of(publication: Publication, instrument: str) -> list[str]:
    """Return what of an instrument can be chosen: the whole, or an item."""
    known = publication.instruments.get(instrument)
    return ["overall", *(item.id for item in (known.items if known else ()))]


def _has_factor(publication: Publication, instrument: str, factor: str) -> bool:
    """Say whether the score over a factor of an instrument was published: earlier publications have none."""
    sheets, name = publication.sheets(instrument), f'"{subscale_name(factor)}"'
    widest = [(publication.widest(wave.id, wave.id), wave.id) for wave in publication.waves]
    return any(name in sheets.get(whole, "") for whole in widest)


def _has_factors(publication: Publication, instrument: str) -> bool:
    declared = publication.instruments[instrument].subscales if instrument in publication.instruments else []
    return any(_has_factor(publication, instrument, score.id) for score in declared)


def compared_of(publication: Publication, instrument: str) -> list[str]:
    """Return what of an instrument is compared site by site as involvement: a score first, then items.

    All of the instrument of that name; of any other, what it counts to a factor of that name.
    """
    definition = publication.instruments[instrument]
    if instrument == INVOLVEMENT:
        overall = ["overall"] if definition.overall else []
        return [*overall, *(item.id for item in definition.items)]
    items = [item.id for item in definition.items if item.subscale == INVOLVEMENT]
    scored = items and _has_factor(publication, instrument, INVOLVEMENT)
    return [*([subscale_name(INVOLVEMENT)] if scored else []), *items]


def _most_sites(publication: Publication, from_wave: str, to_wave: str) -> int:
    """Return how many sites stand side by side, in the role that has most of them."""
    near = publication.leaves(from_wave, to_wave, publication.site_level)
    by_role = publication.definition.tree.startswith("role")
    return max(Counter(option.id.split(".")[0] if by_role else "" for option in near).values(), default=0)


def views_of_answers(publication: Publication, instrument: str, _: tuple[str, str]) -> list[str]:
    """Return the ways answers to an instrument can be drawn."""
    asked = [wave for wave in publication.waves if (instrument, wave.id) in publication.asked]
    offered = {
        "answers": instrument not in publication.printed,
        "waves": len(asked) > 2,
        "factors": _has_factors(publication, instrument),
    }
    return [view for view in VIEWS if offered.get(view, True)]


def views_of_sites(publication: Publication, _: str, waves: tuple[str, str]) -> list[str]:
    """Return the ways sites can be drawn side by side."""
    many = _most_sites(publication, *waves) >= FUNNEL_FROM
    return [view for view in SITE_VIEWS if many or view != "funnel"]
