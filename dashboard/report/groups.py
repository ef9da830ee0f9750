"""Which groups a page offers, and which of them stands for one chosen elsewhere."""

from collections.abc import Sequence

from dashboard.report.offered import EVERYONE
from publication.reading import Option, Publication


def groups_offered(publication: Publication, waves: tuple[str, str]) -> Sequence[Option]:
    """Return every selection of groups that is offered for two waves."""
    return publication.options.get(waves, ())


def groups_of_sites(publication: Publication, waves: tuple[str, str]) -> Sequence[Option]:
    """Return the selections whose sites are compared side by side."""
    options = publication.options.get(waves, ())
    near = publication.leaves(*waves, 1)
    if publication.definition.tree.startswith("role"):
        return near
    sites = {option.id for option in publication.leaves(*waves, publication.site_level)}
    return [*options[:1], *(option for option in near if option.id not in sites and option.id != EVERYONE)]


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
