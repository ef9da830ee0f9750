"""What somebody may see: whole programmes, and of others the sites of some places."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from publication.definitions.files import read_programme
from publication.definitions.programme import Programme
from publication.faults import Refused

Sites = frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Programme → the sites of it that may be seen, None for all of it; others are not there.

    >>> Scope({"fjordby": frozenset({"solsiden"}), "nord": None}).key
    'fjordby/solsiden nord'
    """

    programmes: Mapping[str, Sites | None]

    @property
    def whole(self) -> frozenset[str]:
        """The programmes of which all may be seen."""
        return frozenset(programme for programme, sites in self.programmes.items() if sites is None)

    @property
    def key(self) -> str:
        """What tells this scope from every other: two that see the same have one."""
        seen = sorted(self.programmes.items())
        return " ".join(
            name if sites is None else f"{name}/{'|'.join(sorted(sites))}" for name, sites in seen
        )


def programme_of(place: str) -> str:
    """Return the programme of a place as settings name it: 'fjordby', 'fjordby/elvestrand'."""
    return place.partition("/")[0]


def place_in(place: str) -> str:
    """Return the municipality or site of a place as settings name it; '' for the whole programme."""
    return place.partition("/")[2]


def sites_at(programme: Programme, places: Collection[str]) -> Sites:
    """Return the sites of municipalities and sites, by id; an id of both is the site's alone."""
    within = {place.id: [site.id for site in place.sites] for place in programme.municipalities}
    own = {site.id: [site.id] for site in programme.sites}
    return frozenset(site for place in places for site in (within | own).get(place, ()))


def check_place(data: Path, place: str) -> None:
    """Raise Refused for a place that the definitions of programmes, as files say them now, do not know."""
    programme = read_programme(data, programme_of(place))
    known = [name for one in programme.municipalities for name in (one.id, *(site.id for site in one.sites))]
    if "/" in place and place_in(place) not in known:
        listed = ", ".join(f"{programme.id}/{name}" for name in known) or "–"
        raise Refused("no_place", place=place, known=listed)
