"""Which groups a page offers, and which of them stands for one chosen elsewhere."""

from collections.abc import Sequence

from dashboard.report.offered import EVERYONE
from dashboard.report.selection import Selection
from publication.definitions.instrument import Population
from publication.ids import CITIZENS
from publication.reading import Option, Publication, Wave


def waves_beside(publication: Publication, selection: Selection) -> list[Wave]:
    """Return the waves that can be chosen beside those of a selection: of the same people."""
    if not selection.from_wave:
        return []
    return publication.waves_of(publication.wave(selection.from_wave).population)


def groups_offered(publication: Publication, waves: tuple[str, str]) -> Sequence[Option]:
    """Return every selection of groups that is offered for two waves."""
    return publication.options.get(waves, ())


def groups_of_sites(publication: Publication, waves: tuple[str, str]) -> Sequence[Option]:
    """Return the selections whose sites are compared side by side."""
    options = publication.options.get(waves, ())
    near = publication.leaves(*waves, 1)
    if publication.definition.tree.startswith("role"):
        # Who may see some sites alone is offered no role as a whole.
        return near or [option for option in options if not option.ancestors]
    left_out = {option.id for option in (*publication.leaves(*waves, publication.site_level), *options[:1])}
    return [*options[:1], *(option for option in near if option.id not in left_out)]


def may_be_of(publication: Publication, population: Population, group: str) -> bool:
    """Say whether a group's id names no role, or a population's alone: by the tree, whoever answered."""
    at = 0 if publication.definition.tree.startswith("role") else 2
    roles = [path[at] for path in (node.split(".") for node in group.split("~")) if len(path) > at]
    return group == EVERYONE or all((role == CITIZENS) == (population == CITIZENS) for role in roles)


def standing_group(
    publication: Publication, waves: tuple[str, str], group: str, options: Sequence[Option]
) -> str:
    """Return what stands for a group chosen on another page: itself, else the nearest around it."""
    offered = [option.id for option in options]
    chosen = publication.option(*waves, group)
    if chosen is None:
        return group
    near = [around for around in (chosen.id, *chosen.ancestors) if around in offered]
    return next(iter([*near, *offered]), EVERYONE)
