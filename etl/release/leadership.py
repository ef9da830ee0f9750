"""Leadership assessments: which groups are shown as themselves, which together, and their middle answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import duckdb

from etl.columns.columns import SPECIAL_CODES
from etl.release.context import ReleaseContext
from etl.release.labels import Labels
from etl.release.sessions import distinct_people
from etl.warehouse.warehouse import answers_table
from publication import records
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.text import Text
from publication.ids import LIVE

FEWEST_LEADERS = 3

# An id begins with its site's; one that nobody gave then with its form's.
_LEADERS = """
SELECT site, form, list(if(starts_with(leader, site || '/' || form || '/'), '', lower(leader))),
    bool_and(agreed)
FROM leaders WHERE programme = ? AND round = ? GROUP BY site, form
"""


@dataclass(frozen=True, slots=True)
class LeadershipGroup:
    """The leaders of one site in one round, and whether every one of them agreed to be shown as a group.

    `seen` says that a room saw the answers of some of them: whoever was there would take those away from what
    is shown of this group together with others.
    """

    site: str
    leaders: int
    agreed: bool
    seen: bool = False

    @property
    def stands_alone(self) -> bool:
        """Say whether the group is shown as itself."""
        return self.agreed and self.leaders >= FEWEST_LEADERS


class _Form(NamedTuple):
    """What one form gave of a group: its leaders' ids, and whether all of them agreed."""

    form: str
    leaders: list[str]
    agreed: bool

    @property
    def in_room(self) -> bool:
        """Say whether a room saw it: of a live round that all agreed to, from three on."""
        return self.form == LIVE and self.agreed and len(self.leaders) >= FEWEST_LEADERS


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the heatmap: a group that stands alone, or several shown together."""

    sites: tuple[str, ...]
    leaders: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """What leaves of one item in one column: how many gave an answer on the scale, and the middle one.

    Of a group that stands alone also the distance between the most different, and the don't-knows; groups
    shown together are shown with the middle answer alone: a distance of the whole scale tells both ends.
    """

    status: str
    n: int | None = None
    median: float | None = None
    spread: int | None = None
    dont_know: int | None = None


def groups_of_round(
    con: duckdb.DuckDBPyConnection, programme: Programme, round_id: str
) -> list[LeadershipGroup]:
    """Return the leadership groups of a round, in the programme's order of sites."""
    found: dict[str, list[_Form]] = {}
    for site, *given in con.execute(_LEADERS, [programme.id, round_id]).fetchall():
        found.setdefault(site, []).append(_Form(*given))
    return [_group(site.id, by_form) for site in programme.sites if (by_form := found.get(site.id))]


def _group(site: str, by_form: Sequence[_Form]) -> LeadershipGroup:
    return LeadershipGroup(
        site,
        distinct_people(given.leaders for given in by_form),
        agreed=all(given.agreed for given in by_form),
        seen=any(given.in_room for given in by_form),
    )


def _large_enough(pool: Sequence[LeadershipGroup], k: int) -> bool:
    """A pool hides its groups in each other: at least two of them, at least k leaders."""
    return len(pool) >= 2 and sum(group.leaders for group in pool) >= k


def _pools(groups: Sequence[LeadershipGroup], programme: Programme) -> list[list[LeadershipGroup]]:
    """Merge groups within their municipality, then with the next one's, until each pool is large enough."""
    by_place = [
        [group for group in groups if programme.municipality_of(group.site) == place.id]
        for place in programme.municipalities
    ]
    pools = [pool for pool in by_place if pool]
    while len(pools) > 1:
        small = next((at for at, pool in enumerate(pools) if not _large_enough(pool, programme.k)), None)
        if small is None:
            break
        first = min(small, len(pools) - 2)
        pools[first : first + 2] = [pools[first] + pools[first + 1]]
    return [pool for pool in pools if _large_enough(pool, programme.k)]


def columns_of_round(groups: Sequence[LeadershipGroup], programme: Programme) -> list[Column]:
    """Return what is shown of a round: groups alone, then those shown together; the rest is hidden.

    No column overlaps another and there is no total, so nothing can be subtracted.
    """
    alone = [Column((group.site,), group.leaders, alone=True) for group in groups if group.stands_alone]
    rest = [group for group in groups if not group.stands_alone and not group.seen]
    together = [
        Column(tuple(group.site for group in pool), sum(group.leaders for group in pool), alone=False)
        for pool in _pools(rest, programme)
    ]
    return alone + together


def assess(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    round_id: str,
    column: Column,
    instrument: Instrument,
) -> dict[str, Assessment]:
    """Return what leaves of each item for one column."""
    items = instrument.items_asked("assessment")
    names = ", ".join(f'a."{item.id}"' for item in items)
    rows = con.execute(
        f"SELECT l.site, {names} FROM leaders l LEFT JOIN {answers_table(instrument.id)} a"
        " ON a.programme = l.programme AND a.form = l.form AND a.wave = l.round AND a.respondent = l.leader"
        " WHERE l.programme = ? AND l.round = ? AND list_contains(?, l.site)",
        [programme.id, round_id, list(column.sites)],
    ).fetchall()
    sites, *answers = zip(*rows, strict=True)
    given = {
        item.id: _Given.of(sites, held, instrument, item.reverse)
        for item, held in zip(items, answers, strict=True)
    }
    if column.alone:
        return {item: _of_group(held) for item, held in given.items()}
    return {item: _of_pool(held, programme.k) for item, held in given.items()}


@dataclass(frozen=True, slots=True)
class _Given:
    """What leaders answered to one item: those on the scale in order, and from how many groups they are."""

    on_scale: Sequence[int]
    groups: int
    dont_know: int

    @classmethod
    def of(
        cls, sites: Sequence[str], given: Sequence[int | None], instrument: Instrument, reverse: bool
    ) -> "_Given":
        ends = instrument.answers.start + instrument.answers.stop - 1
        whole = [
            (site, answer)
            for site, answer in zip(sites, given, strict=True)
            if answer is not None and answer in instrument.answers
        ]
        on_scale = sorted(ends - answer if reverse else answer for _, answer in whole)
        dont_know = sum(answer == SPECIAL_CODES["dont_know"] for answer in given)
        return cls(on_scale, len({site for site, _ in whole}), dont_know)


def _of_group(given: _Given) -> Assessment:
    answers = given.on_scale
    if len(answers) < FEWEST_LEADERS:
        return Assessment("withheld")
    middle, spread = float(median(answers)), answers[-1] - answers[0]
    return Assessment("shown", len(answers), middle, spread, given.dont_know)


def _of_pool(given: _Given, k: int) -> Assessment:
    """Groups hide in each other only where at least two of them answered."""
    if given.groups < 2 or len(given.on_scale) < k:
        return Assessment("withheld")
    return Assessment("shown", len(given.on_scale), float(median(given.on_scale)))


def assessment_rows(context: ReleaseContext) -> Iterator[records.Assessment]:
    """Yield what leaves of each closed round, item by item of each column."""
    con, programme = context.con, context.programme
    for closed in (held.id for held in programme.rounds if held.closed):
        columns = columns_of_round(groups_of_round(con, programme, closed), programme)
        for instrument in context.asked_as("assessment"):
            for position, column in enumerate(columns):
                label = _label(programme, context.labels, column)
                shown = assess(con, programme, closed, column, instrument)
                for at, (item, given) in enumerate(shown.items()):
                    yield records.Assessment(
                        instrument=instrument.id,
                        round=closed,
                        position=position,
                        group_id="~".join(column.sites),
                        label=label,
                        sites="|".join(column.sites),
                        groups=len(column.sites),
                        leaders=column.leaders,
                        item=item,
                        item_position=at,
                        status=given.status,
                        n=given.n,
                        middle=given.median,
                        range=given.spread,
                        dont_know=given.dont_know,
                    )


def _label(programme: Programme, labels: Labels, column: Column) -> Text:
    if column.alone:
        return labels.site(column.sites[0])
    places = [programme.municipality_of(site) for site in column.sites]
    return labels.leadership_groups(column.sites, places)
