"""Leadership assessments over time: groups shown together are shown again as they were, or not their round.

Were they gone, the same leaders could be shown at other sites.

Two columns of one round that share a group can be held against each other, in one publication or in two.
Where each is that group alone, it speaks for itself; everybody else is hidden among the others only while
nothing of theirs changes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.release.prior.origins import Origins
from etl.release.prior.record import PriorColumn
from etl.release.prior.remember import Memory
from etl.release.prior.renaming import successors
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused
from publication.records import Assessment

Sites = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was shown of one item in one column of a round; how many leaders is not known of the oldest.

    `sites`: for each site then, the ids it goes by now.
    """

    round: str
    sites: frozenset[Sites]
    item: tuple[str, str]
    numbers: tuple[object, object]
    leaders: int | None

    @classmethod
    def of(cls, column: PriorColumn, successors: Mapping[str, Sequence[str]]) -> "_Shown":
        """Return a column under the ids that its sites have now."""
        sites = frozenset(frozenset(successors.get(site, ())) for site in column.sites.split("|"))
        item, numbers = (column.instrument, column.item), (column.n, column.median)
        return cls(column.round, sites, item, numbers, column.leaders)

    @property
    def places(self) -> Sites:
        """The ids of all its sites now."""
        return frozenset().union(*self.sites)

    @property
    def together(self) -> bool:
        """Say whether several groups are shown together."""
        return len(self.sites) > 1

    def is_again(self, now: "_Shown") -> bool:
        """Say whether a column of now is this one: the same number of groups shown together say the same."""
        if self.item != now.item or not now.places <= self.places:
            return False
        if not all(ids & now.places for ids in self.sites):
            return False
        same = self.numbers == now.numbers and self.leaders in (None, now.leaders)
        return same or not (self.together or now.together)

    def touches(self, now: "_Shown") -> bool:
        """Say whether a column of now has a site of this one."""
        return self.item == now.item and bool(self.places & now.places)


def columns_shown(assessments: Iterable[Assessment]) -> Iterator[PriorColumn]:
    """Yield the columns of a publication's table that show something."""
    for row in assessments:
        if row.n is not None and row.middle is not None:
            yield PriorColumn(row.round, row.sites, row.instrument, row.item, row.n, row.middle, row.leaders)


def memory_of_rounds(instruments: Iterable[Instrument], assessments: Iterable[Assessment]) -> Memory:
    """Return what is noted of leadership assessments: what is shown of them."""
    origins = Origins.of((), instruments)
    return {"published_assessments": [origins.column(column) for column in columns_shown(assessments)]}


def refuse_changed_rounds(
    programme: Programme,
    instruments: Iterable[Instrument],
    prior: Collection[PriorColumn],
    assessments: Iterable[Assessment],
) -> None:
    """Raise Refused for the first round shown before whose groups shown together changed or were parted.

    Also where the programme calls such a round, or a site of it, otherwise and does not say what it was.
    """
    ids, origins = successors(programme.sites), Origins.of((), instruments)
    _refuse_renamed(programme, prior, ids)
    before = {_Shown.of(column, ids) for column in prior}
    own = {site.id: [site.id] for site in programme.sites}
    now = {_Shown.of(origins.column(column), own) for column in columns_shown(assessments)}
    for closed in (held.id for held in programme.rounds if held.closed):
        if _changed(*([column for column in held if column.round == closed] for held in (before, now))):
            raise Refused("round_changed", round=closed)


def _changed(before: Sequence[_Shown], now: Sequence[_Shown]) -> bool:
    """Say whether groups shown together are not as they were, or new columns have leaders shown before."""
    if any(shown.together and not any(map(shown.is_again, now)) for shown in before):
        return True
    here: Sites = frozenset().union(*(column.places for column in now))
    moved = any(not ids & here for shown in before for ids in shown.sites)
    new = (column for column in now if not any(shown.is_again(column) for shown in before))
    return any(
        (moved and column.together) or any(shown.touches(column) for shown in before) for column in new
    )


def _refuse_renamed(programme: Programme, prior: Iterable[PriorColumn], known: Mapping[str, object]) -> None:
    rounds = {held.id for held in programme.rounds}
    for column in prior:
        sites = column.sites.split("|")
        gone = sorted({column.round} - rounds | {*sites} - known.keys()) if len(sites) > 1 else []
        if gone:
            raise Refused("round_renamed", round=column.round, ids=", ".join(gone))
