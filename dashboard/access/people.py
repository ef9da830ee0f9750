"""Somebody who asks: what they are called, what they may do, and which programmes and sites they may see."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from publication.following import Publications
from publication.reading import NothingPublished
from publication.scope import Scope, Sites, place_in, programme_of, sites_at

Role = Literal["viewer", "facilitator", "steward", "administrator"]
# Each may do what those before may: see; hold meetings and rounds; load and publish; say who may what.
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, a role, and the places they may see, as settings name them; None for all.

    'fjordby', 'fjordby/elvestrand', 'fjordby/solsiden': a programme, a municipality of it, a site.
    """

    name: str
    role: Role
    places: frozenset[str] | None = None

    def may(self, role: Role) -> bool:
        """Say whether somebody may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


# Without login the server answers this machine alone, and whoever sits at it.
AT_THIS_MACHINE = Person("", "administrator")


def person(name: str, role: str, places: Sequence[str] | None) -> Person:
    """Return somebody as the store or a group says them. Raises ValueError for a role there is not."""
    known = ROLES[ROLES.index(role)]
    return Person(name, known, frozenset(places) if places is not None else None)


def scope_of(places: Collection[str] | None, publications: Publications) -> Scope | None:
    """Return what somebody may see of what is published now; None for all.

    A municipality is its sites as the newest publication has them; a place that it has not is nothing.
    """
    return None if places is None else Scope(dict(_seen(places, publications)))


def _seen(places: Collection[str], publications: Publications) -> Iterator[tuple[str, Sites | None]]:
    """Yield each programme and what of it may be seen; none of which nothing may."""
    for programme in {programme_of(place) for place in places}:
        if programme in places:
            yield programme, None
        elif sites := _sites(programme, places, publications):
            yield programme, sites


def _sites(programme: str, places: Collection[str], publications: Publications) -> Sites:
    try:
        shown = publications.current(programme).definition
    except NothingPublished:
        return frozenset()
    return sites_at(shown, [place_in(place) for place in places if programme_of(place) == programme])
