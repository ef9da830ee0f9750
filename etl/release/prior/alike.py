"""When figures of two publications are the same: by what they say, whatever things are called in them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

from etl.release.prior.said import columns_said

# What a row is called, and may be called otherwise without saying anything else.
_NAMES = {"published_counts": {"category"}, "assessments": {"group_id", "round"}}
# Columns of ids, and what they are ids of.
_IDS = {
    **{"site": "site", "sites": "site", "indicator": "indicator", "session": "session"},
    **{"group_id": "session", "instrument": "instrument", "variable": "instrument", "item": "item"},
}
_BETWEEN_IDS = re.compile(r"[|~]")

# Id → the one that stands for all that it may be.
_Kin = Mapping[str, str]
_Columns = Mapping[str, Collection[str]]


class Figures(NamedTuple):
    """A row that shows something: of what it is one of several, and what it says, by column."""

    table: str
    together: tuple[object, ...]
    said: Mapping[str, Any]


def kin_of(joined: Iterable[AbstractSet[str]]) -> _Kin:
    """Return, of sets of ids that may be the same, what stands for each: one for all that any set joins."""
    held: dict[str, AbstractSet[str]] = {}
    for ids in joined:
        together = {*ids}.union(*(held[name] for name in ids if name in held))
        held |= dict.fromkeys(together, together)
    return {name: min(together) for name, together in held.items()}


@dataclass(frozen=True, slots=True)
class Alike:
    """How figures are held against those of one publication: in its columns, and whatever ids may be.

    `kin`: by what they are ids of, those that may be another's.
    """

    columns: _Columns
    kin: Mapping[str, _Kin]

    @classmethod
    def of(
        cls, shown: Sequence[Figures], ready: Sequence[Figures], sites: Iterable[AbstractSet[str]]
    ) -> "Alike":
        """Read from what a publication shows, and what is ready, what may be alike.

        `sites`: the ids that a site went by, where they are not what the publication says.
        """
        columns: dict[str, set[str]] = {}
        for figures in shown:
            said = {*columns_said(figures.table, figures.said)} - _NAMES.get(figures.table, set())
            columns.setdefault(figures.table, set()).update(said)
        then, now = _ids(shown), _ids(ready)
        joined = {kind: _strangers(ids, now.get(kind, set())) for kind, ids in then.items()}
        joined["site"] = [*joined.get("site", ()), *(ids for ids in sites if len(ids) > 1)]
        return cls(columns, {kind: kin_of(found) for kind, found in joined.items()})

    def groups(self, figures: Iterable[Figures]) -> set[tuple[str, ...]]:
        """Return what is said in each group of figures, whatever order it stands in."""
        held: dict[tuple[object, ...], list[str]] = {}
        for row in figures:
            if row.table in self.columns:
                held.setdefault((row.table, *row.together), []).append(repr(self._said(row)))
        return {(str(table), *sorted(said)) for (table, *_), said in held.items()}

    def is_certain(self, row: Figures) -> bool:
        """Say whether none of a row's ids may be another's: only such a row can be what is ready."""
        return not any(
            part in self.kin.get(kind, {})
            for name, kind in _IDS.items()
            if name in row.said
            for part in _parts(row.said[name])
        )

    def _said(self, row: Figures) -> list[object]:
        there = sorted(self.columns[row.table] & row.said.keys())
        return [(name, self._by_kin(name, row.said[name])) for name in there]

    def _by_kin(self, name: str, value: object) -> object:
        """Return joined ids in the order of the alphabet, that of the programme apart, each by its kin."""
        if not isinstance(value, str):
            return value
        kin = self.kin.get(_IDS.get(name, ""), {})
        return sorted(kin.get(part, part) for part in _parts(value))


def _parts(joined: str) -> list[str]:
    return _BETWEEN_IDS.split(joined)


def _ids(figures: Iterable[Figures]) -> dict[str, set[str]]:
    """Return the ids that occur, by what they are ids of."""
    found: dict[str, set[str]] = {}
    for row in figures:
        for name, kind in _IDS.items():
            if name in row.said:
                found.setdefault(kind, set()).update(_parts(row.said[name]))
    return found


def _strangers(then: AbstractSet[str], now: AbstractSet[str]) -> list[AbstractSet[str]]:
    """Return what may be called otherwise now, and nothing says so: ids that are gone with all new ones."""
    gone, new = then - now, now - then
    return [gone | new] if gone and new else []
