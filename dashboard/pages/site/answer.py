"""One site: the groups its people answer in, and the scores that stand for it beside those of all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from dashboard.answers.change import ChangeRow, change_table
from dashboard.answers.rows import Claim, Side
from dashboard.answers.site_groups import groups_of_site
from dashboard.pages.involvement.answer import SiteTable, site_table
from dashboard.report.groups import groups_of_sites, standing_group
from dashboard.report.offered import INVOLVEMENT, answered_instruments, compared_of
from dashboard.report.selection import Selection
from publication.definitions.programme import Site
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
    """

    site: Site
    groups: Sequence[Option]
    main: Option | None
    staff: Option | None

    @property
    def ordered(self) -> list[Option]:
        """The groups, the main one first."""
        return sorted(self.groups, key=lambda group: group != self.main)


@dataclass(frozen=True, slots=True)
class SiteScore:
    """A score that stands for a site.

    Attributes:
        group: Whose score it is: the site's people, or a larger group that stands for them.
        earlier: The score in the earlier wave.
        later: The score in the later wave.
        claim: Which way it has clearly changed.
        whole: What all sites together have in the later wave; None where the group is all there is.
        side: -1 or 1 where it lies below or above all the other sites in the later wave, else 0.
    """

    group: Option
    earlier: Side
    later: Side
    claim: Claim
    whole: Side | None
    side: int = 0


def site_page(publication: Publication, selection: Selection) -> SitePage | None:
    """Return the site of a selection; None for one the programme does not have."""
    site = next((site for site in publication.sites if site.id == selection.site), None)
    if site is None:
        return None
    groups = groups_of_site(publication, selection.waves, selection.site)
    main = _fewest(option for _, option in groups)
    staff = _fewest(option for role, option in groups if role != LEADER)
    return SitePage(site, [group for _, group in groups], main, staff)


def _fewest(options: Iterable[Option]) -> Option | None:
    return min(options, key=lambda option: option.sites, default=None)


def group_around(publication: Publication, selection: Selection, group: Option) -> Option:
    """Return the group whose sites stand side by side around one of them."""
    options = groups_of_sites(publication, selection.waves)
    around = standing_group(publication, selection.waves, group.id, options)
    return publication.option(*selection.waves, around) or group


def first_instrument(publication: Publication) -> str:
    """Return the instrument whose change a site's page shows; '' where none has a score."""
    first = next(iter(answered_instruments(publication)), "")
    return first if first and publication.instruments[first].overall else ""


def has_involvement(publication: Publication) -> bool:
    """Say whether there is a score of involvement, site by site."""
    asked = {instrument for instrument, _ in publication.asked}
    return INVOLVEMENT in asked and OVERALL in compared_of(publication, INVOLVEMENT)


def _overall(
    publication: Publication, selection: Selection, group: Option
) -> tuple[Option, ChangeRow | None]:
    """Return the overall score of a group, and the larger group that stands for it where one does."""
    table = change_table(publication, replace(selection, group=group.id))
    row = next((row for row in table if row.item == OVERALL), None)
    wider = publication.option(*selection.waves, (row and row.merged) or "")
    return _overall(publication, selection, wider) if wider and wider != group else (group, row)


def change_score(publication: Publication, selection: Selection, group: Option) -> SiteScore | None:
    """Return how a group's score of the first instrument changed; None where it has none."""
    chosen = replace(selection, instrument=first_instrument(publication))
    standing, row = _overall(publication, chosen, group)
    around, whole = _overall(publication, chosen, group_around(publication, selection, standing))
    if row is None:
        return None
    beside = whole.later if whole and around != standing else None
    return SiteScore(standing, row.earlier, row.later, row.change.claim, beside)


def involvement_table(publication: Publication, selection: Selection, group: Option) -> SiteTable | None:
    """Return the scores of involvement of the sites around a group."""
    chosen = replace(selection, instrument=INVOLVEMENT, item=OVERALL)
    return site_table(publication, chosen, group_around(publication, selection, group).id)


def score_within(
    table: SiteTable | None, publication: Publication, selection: Selection, group: Option
) -> SiteScore | None:
    """Return a group's score among its sites' scores; None where it has none there."""
    rows = list(zip(table.rows, table.side, strict=True)) if table else []
    found = ((row, side) for row, side in rows if row.group in (group.id, *group.ancestors))
    row, side = next(found, (None, 0))
    if table is None or row is None:
        return None
    standing = publication.option(*selection.waves, row.group) or group
    whole = table.whole.later if row.group != table.whole.group else None
    return SiteScore(standing, row.earlier, row.later, row.change.claim, whole, side)


def involvement_score(publication: Publication, selection: Selection, group: Option) -> SiteScore | None:
    """Return a group's score of involvement; None where it has none."""
    return score_within(involvement_table(publication, selection, group), publication, selection, group)


def scores(
    score: Callable[[Publication, Selection, Option], SiteScore | None],
    publication: Publication,
    selection: Selection,
    page: SitePage,
) -> list[SiteScore]:
    """Return a score per group of a site, the main one first; a larger one that stands for several once."""
    found: dict[str, SiteScore] = {}
    for group in page.ordered:
        if (stands := score(publication, selection, group)) is not None:
            found.setdefault(stands.group.id, stands)
    return list(found.values())
