"""What a page offers of a publication: whether it has data for it, which instruments, views and rules."""

from collections import Counter
from collections.abc import Callable, Mapping

from publication.ids import EVERYONE as EVERYONE
from publication.ids import EXPECTATIONS as EXPECTATIONS
from publication.ids import INVOLVEMENT as INVOLVEMENT
from publication.ids import OVERALL, subscale_name
from publication.ids import PRINCIPLES as PRINCIPLES
from publication.reading import Publication

ALWAYS = ("means", "answers")
VIEWS = (*ALWAYS, "waves", "factors")
SITE_VIEWS = ("sites", "items", "funnel")
# A funnel of fewer sites says nothing that their intervals do not.
FUNNEL_FROM = 20
# What stands for no comparison: a select shows an empty value as no choice at all.
NOTHING = "none"
OWN = "own"
RULES = ("anhoej", "nhs", OWN)


def _told_of_members(publication: Publication) -> bool:
    return bool(publication.background) or any(name == EXPECTATIONS for name, _ in publication.asked)


def _answered(publication: Publication) -> bool:
    return bool(publication.asked or publication.printed)


_HAS: Mapping[str, Callable[[Publication], bool]] = {
    "change": _answered,
    "explore": _answered,
    "involvement": lambda publication: bool(instruments_of(publication, "involvement")),
    "principles": lambda publication: bool(publication.rounds),
    "participants": _told_of_members,
    "sessions": lambda publication: bool(publication.session_kinds),
    "management": lambda publication: bool(publication.indicators),
}


def has_data(publication: Publication, page: str) -> bool:
    """Say whether a programme has what a page shows; a page that shows no figures has no need of any."""
    return page not in _HAS or _HAS[page](publication)


def _of_involvement(publication: Publication) -> list[str]:
    asked = {instrument for instrument, _ in publication.asked}
    order = [INVOLVEMENT, *(one for one in publication.instruments if one != INVOLVEMENT)]
    return [one for one in order if one in asked and compared_of(publication, one)]


def _of_answers(publication: Publication) -> list[str]:
    shown = {instrument for instrument, _ in publication.asked} | publication.printed
    order = ["practice", INVOLVEMENT]
    rest = [one for one in publication.instruments if one in shown and one not in order]
    return [one for one in order if one in shown] + rest


_INSTRUMENTS: Mapping[str, Callable[[Publication], list[str]]] = {
    "involvement": _of_involvement,
    "principles": lambda publication: [PRINCIPLES] if publication.rounds else [],
    "sessions": lambda publication: [
        one for one in publication.instruments if one in publication.session_kinds
    ],
}


def instruments_of(publication: Publication, page: str) -> list[str]:
    """Return the instruments a page can show, in the publication's order of their names."""
    return _INSTRUMENTS.get(page, _of_answers)(publication)


def _has_factor(publication: Publication, instrument: str, factor: str) -> bool:
    """Say whether the score over a factor of an instrument was published: earlier publications have none."""
    sheets, name = publication.sheets(instrument), f'"{subscale_name(factor)}"'
    return any(name in sheets.get((EVERYONE, wave.id), "") for wave in publication.waves)


def _has_factors(publication: Publication, instrument: str) -> bool:
    declared = publication.instruments[instrument].subscales if instrument in publication.instruments else []
    return any(_has_factor(publication, instrument, one.id) for one in declared)


def compared_of(publication: Publication, instrument: str) -> list[str]:
    """Return what of an instrument is compared site by site as involvement: a score first, then items.

    All of the instrument of that name; of any other, what it counts to a factor of that name.
    """
    definition = publication.instruments[instrument]
    if instrument == INVOLVEMENT:
        overall = [OVERALL] if definition.overall else []
        return [*overall, *(one.id for one in definition.items)]
    items = [one.id for one in definition.items if one.subscale == INVOLVEMENT]
    scored = items and _has_factor(publication, instrument, INVOLVEMENT)
    return [*([subscale_name(INVOLVEMENT)] if scored else []), *items]


def _most_sites(publication: Publication, from_wave: str, to_wave: str) -> int:
    """Return how many sites stand side by side, in the role that has most of them."""
    near = publication.finest(from_wave, to_wave, publication.site_level)
    by_role = publication.definition.tree.startswith("role")
    return max(Counter(one.id.split(".")[0] if by_role else "" for one in near).values(), default=0)


def _views_of_answers(publication: Publication, instrument: str) -> list[str]:
    asked = [wave for wave in publication.waves if (instrument, wave.id) in publication.asked]
    offered = {
        "answers": instrument not in publication.printed,
        "waves": len(asked) > 2,
        "factors": _has_factors(publication, instrument),
    }
    return [view for view in VIEWS if offered.get(view, True)]


def views_of(publication: Publication, page: str, instrument: str, waves: tuple[str, str]) -> list[str]:
    """Return the ways a page's chart can be drawn for an instrument and two waves."""
    if page != "involvement":
        return _views_of_answers(publication, instrument)
    many = _most_sites(publication, *waves) >= FUNNEL_FROM
    return [view for view in SITE_VIEWS if many or view != "funnel"]
