"""One site: the groups its people answer in, and what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.answers.change import ChangeRow, change_table
from dashboard.answers.site_groups import groups_of_site, sites_of_groups
from dashboard.pages.involvement.answer import SiteRow, site_table
from dashboard.report.offered import answered_instruments
from dashboard.report.selection import Selection
from publication.definitions.programme import Site
from publication.definitions.text import same_in_all_languages
from publication.ids import OVERALL
from publication.reading import Option, Publication

# The role whose view of itself is held against what the others answered.
LEADER = "leader"


@dataclass(frozen=True, slots=True)
class SitePage:
    """A site, and the groups its people answer in.

    Attributes:
        site: As the programme describes it.
        groups: The finest groups it is part of, in the order of the roles; none where it is in none.
        main: The one of them with the fewest other sites.
        staff: The one of them whose answers stand beside the leaders'.
        shown_as_one: The sites it is shown with, its own included; none where it is alone.
    """

    site: Site
    groups: Sequence[Option]
    main: Option | None
    staff: Option | None
    shown_as_one: Sequence[Site]

    @property
    def name(self) -> Mapping[str, str]:
        """What the page is called: the site, or the sites it is shown together with."""
        return self.main.place if self.main else name_of(self.site)


def site_page(publication: Publication, selection: Selection) -> SitePage | None:
    """Return the site of a selection; None for one the programme does not have."""
    site = next((site for site in publication.sites if site.id == selection.site), None)
    if site is None:
        return None
    waves = selection.from_wave, selection.to_wave
    groups = groups_of_site(publication, waves, selection.site)
    main = _fewest(option for _, option in groups)
    staff = _fewest(option for role, option in groups if role != LEADER)
    (together,) = sites_of_groups(publication, [main.id]) if main and main.sites > 1 else [[]]
    return SitePage(site, [group for _, group in groups], main, staff, together)


def name_of(site: Site) -> Mapping[str, str]:
    """Return a site's name, which reads the same in every language."""
    return same_in_all_languages(site.name)


def _fewest(options: Iterable[Option]) -> Option | None:
    return min(options, key=lambda option: option.sites, default=None)


def overall_change(
    publication: Publication, selection: Selection, group: Option
) -> tuple[Option, list[ChangeRow]]:
    """Return how a group's first instrument changed, and the group it stands under for its overall score."""
    chosen = replace(selection, instrument=answered_instruments(publication)[0], group=group.id)
    table = change_table(publication, chosen)
    wider = next((row.merged for row in table if row.item == OVERALL), None)
    option = publication.option(selection.from_wave, selection.to_wave, wider or "")
    if option is None:
        return group, table
    return option, change_table(publication, replace(chosen, group=option.id))


def involvement_row(
    publication: Publication, selection: Selection, group: Option, within: str
) -> tuple[SiteRow, SiteRow] | None:
    """Return a group's row among the sites of a selection, and all of them; None where it has none there."""
    table = site_table(publication, selection, within)
    if table is None:
        return None
    row = next((row for row in table.rows if row.group in (group.id, *group.ancestors)), None)
    return None if row is None else (row, table.whole)
