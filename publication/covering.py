"""Which sites a selection of groups covers: by its name's place in the programme's tree, whoever answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from publication.ids import EVERYONE, UNKNOWN
from publication.reading import Publication
from publication.scope import Sites

_NOWHERE = frozenset({UNKNOWN})


@dataclass(frozen=True)
class Covering:
    """The sites that selections of a publication cover; 'unknown' where some may be of no site it names."""

    publication: Publication

    @cached_property
    def _everywhere(self) -> Sites:
        """Every site, and the unknown one where somebody answered from there."""
        cells = frozenset[tuple[str, str]]().union(*self.publication.cells.values())
        unknown = _NOWHERE & {site for _, site in cells}
        return frozenset(site.id for site in self.publication.sites) | unknown

    @cached_property
    def _municipalities(self) -> Mapping[str, Sites]:
        places = self.publication.definition.municipalities
        return {place.id: frozenset(site.id for site in place.sites) for place in places}

    def _of_node(self, path: Sequence[str]) -> Sites:
        place = path[1:] if self.publication.definition.tree.startswith("role") else path[:2]
        if not place:
            return self._everywhere
        return frozenset(place[1:]) or self._municipalities.get(place[0], _NOWHERE)

    def sites_of(self, group: str) -> Sites:
        """Return the sites a selection covers; where nobody answered, too."""
        paths = [()] if group == EVERYONE else [node.split(".") for node in group.split("~")]
        return frozenset().union(*map(self._of_node, paths))
