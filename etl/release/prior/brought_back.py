"""What a withdrawn publication showed and is ready to be shown again: refused unless a person says so.

Under whatever names: what a thing is called, and where it stands in its file, may be otherwise since.

    shown in publication 1, withdrawn   leaders of a and b together, seven principles
    ready                               a is now called q, and c has assessed itself, too
    q and b together say what a and b said: refused, although the round is another
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.counted import CountedWave
from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Cell
from etl.release.prior.origins import Origins
from etl.release.prior.record import PriorReleases, PriorWave, digests
from etl.release.prior.renaming import Renaming
from etl.release.prior.said import columns_said
from etl.release.prior.withdrawn import taken_back
from etl.warehouse.warehouse import table_exists
from publication.attached import attached_to_read
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused
from publication.file import Rows, as_stored, file_of, published_numbers
from publication.schema import TABLES, columns_of

# The tables beside the waves' that show something, and by which fields their figures stand together: such a
# group of figures that is unchanged was withdrawn, whatever became of the others.
_TOGETHER = {
    "assessments": ("round", "sites", "instrument"),
    "published": ("wave", "instrument"),
    "published_counts": ("wave", "variable"),
    "published_sessions": ("session", "instrument"),
    "marks": ("group_id", "instrument"),
    "management": ("indicator", "site", "month"),
}
# Further names of what stands in a row.
_NAMES = {"published_counts": {"category"}, "assessments": {"group_id"}}
_BETWEEN_IDS = re.compile(r"[|~]")

# Id → the one that stands for all that it may be.
_Kin = Mapping[str, str]
_Columns = Mapping[str, Collection[str]]


class _Figures(NamedTuple):
    """A row that shows something: of what it is one of several, and what it says, by column."""

    table: str
    together: tuple[object, ...]
    said: Mapping[str, Any]


def refuse_brought_back(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: Programme,
    instruments: Collection[Instrument],
    waves: Sequence[CountedWave],
    rows: Rows,
    prior: PriorReleases,
    prior_waves: Mapping[str, Sequence[PriorWave]],
) -> None:
    """Raise Refused where something withdrawn would be shown again, though its data are unchanged.

    Wave by wave, group by group of a round or of sessions, figure by figure of a month: the rest may have
    changed, or come since.
    """
    back = taken_back(con, folder, programme.id)
    if not back:
        return
    now = Renaming.of(programme, instruments)
    others = _Others(folder, programme, now, prior)
    ready = list(others.ready(rows, Origins.of(programme.waves, instruments)))
    again = {*_waves_again(waves, prior_waves, back, now), *others.again(ready, back)}
    if again:
        raise Refused("withdrawn", programme=programme.id, number=str(max(again)))


def _waves_again(
    waves: Sequence[CountedWave],
    prior: Mapping[str, Sequence[PriorWave]],
    back: Collection[int],
    now: Renaming,
) -> Iterator[int]:
    """Yield a number for each wave whose answers, as they are, were withdrawn wherever they were shown.

    One the warehouse has forgotten the answers of is the same: had it changed, it were refused.
    """
    roles, sites = (
        _kin({name, *ids} for name, ids in successors.items()) for successors in (now.roles, now.sites)
    )

    def by_kin(members: Counter[Cell]) -> Counter[Cell]:
        found: Counter[Cell] = Counter()
        for (role, site), n in members.items():
            found[roles.get(role, role), sites.get(site, site)] += n
        return found

    for wave in waves:
        shown = prior.get(wave.wave.id, ())
        same = {before.publication for before in shown if _same(before, wave, by_kin)}
        if same and same <= set(back):
            yield max(same)


def _same(before: PriorWave, now: CountedWave, by_kin: Callable[[Counter[Cell]], Counter[Cell]]) -> bool:
    """Say whether a wave says what it said before.

    By who takes part where roles or sites have other ids, or questions stand in another order than then.
    """
    scored = (
        now.fingerprints.get(name, AnswerFingerprint()).scored != then.scored
        for name, then in before.fingerprints.items()
    )
    if before.renamed or any(scored):
        return by_kin(before.members) == by_kin(now.members)
    return not before.members or _answers(before.fingerprints) == _answers(now.fingerprints)


def _answers(fingerprints: Mapping[str, AnswerFingerprint]) -> dict[str, str]:
    return {name: digest for name, digest in digests(fingerprints).items() if name != BACKGROUND}


def _kin(joined: Iterable[AbstractSet[str]]) -> _Kin:
    """Return, of sets of ids that may be the same, what stands for each: one for all that any set joins."""
    held: dict[str, AbstractSet[str]] = {}
    for ids in joined:
        together = {*ids}.union(*(held[name] for name in ids if name in held))
        held |= dict.fromkeys(together, together)
    return {name: min(together) for name, together in held.items()}


@dataclass(frozen=True, slots=True)
class _Others:
    """What publications showed beside the waves."""

    folder: Path
    programme: Programme
    now: Renaming
    prior: PriorReleases

    def again(self, ready: Sequence[_Figures], back: Collection[int]) -> Iterator[int]:
        """Yield a number for each withdrawn publication of which something is ready that no other shows.

        What an earlier one had no column for is not compared.
        """
        still = [number for number in published_numbers(self.folder) if number not in back]
        for number in back:
            shown = self._shown(number)
            alike = _Alike.of(shown, self.programme)
            again = alike.groups(shown) & alike.groups(ready)
            for other in still:
                again = again and again - alike.groups(self._shown(other))
            if again:
                yield number

    def ready(self, rows: Rows, origins: Origins) -> Iterator[_Figures]:
        """Yield what is about to be published, as a publication would give it back."""
        stored = as_stored({table: rows[table] for table in _TOGETHER})
        for table, held in stored.items():
            columns = columns_of(TABLES[table])
            named = (dict(zip(columns, row, strict=True)) for row in held)
            yield from self._figures(table, named, origins)

    def _shown(self, number: int) -> list[_Figures]:
        """Return what a publication shows; what is remembered of its rounds where its file is lost."""
        path = file_of(self.folder, number)
        return self._in_file(path) if path.is_file() else list(self._remembered(number))

    def _in_file(self, path: Path) -> list[_Figures]:
        """Return what stands in a file; nothing of one that is damaged: it cannot be compared."""
        try:
            with attached_to_read(path) as con:
                there = [table for table in _TOGETHER if table_exists(con, table)]
                origins = Origins.in_publication(con) if table_exists(con, "definitions") else Origins()
                return [
                    figures for table in there for figures in self._figures(table, _rows(con, table), origins)
                ]
        except duckdb.Error:
            return []

    def _remembered(self, number: int) -> Iterator[_Figures]:
        for column in self.prior.columns_of(number):
            row = column._asdict()
            known = {name: value for name, value in row.items() if value is not None}
            yield from self._figures("assessments", [known | {"middle": known.pop("median")}], Origins())

    def _figures(self, table: str, rows: Iterable[Mapping[str, Any]], origins: Origins) -> Iterator[_Figures]:
        for row in rows:
            if row.get("status") != "withheld":
                together = tuple(row.get(name) for name in _TOGETHER[table])
                yield _Figures(table, together, self._called(row, origins))

    def _called(self, row: Mapping[str, Any], origins: Origins) -> dict[str, Any]:
        """Return a row under the ids that waves, questionnaires and questions go by now."""
        called = dict(row)
        if "item" in row:
            called["instrument"], called["item"] = self.now.names(
                *origins.item(row["instrument"], row["item"])
            )
        if "variable" in row:
            called["variable"], _ = self.now.names(origins.instrument(row["variable"]))
        if "wave" in row:
            called["wave"] = self.now.waves.get(origins.wave(row["wave"]), row["wave"])
        return called


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    found = con.execute(f"FROM {table}")
    names = [column for column, *_ in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@dataclass(frozen=True, slots=True)
class _Alike:
    """How figures are held against those of one publication: in its columns, and whatever ids may be."""

    columns: _Columns
    sites: _Kin
    rounds: _Kin

    @classmethod
    def of(cls, shown: Sequence[_Figures], programme: Programme) -> "_Alike":
        """Read from what a publication shows what it can be held to."""
        columns = {
            figures.table: set(columns_said(figures.table, figures.said)) - _NAMES.get(figures.table, set())
            for figures in shown
        }
        sites = [{site.id, *site.was} for site in programme.sites]
        rounds = [{known.id} for known in programme.rounds]
        return cls(
            columns,
            _kin(_with_strangers(sites, _ids(shown, "site", "sites"))),
            _kin(_with_strangers(rounds, _ids(shown, "round"))),
        )

    def groups(self, figures: Iterable[_Figures]) -> set[tuple[str, ...]]:
        """Return what is said in each group of figures, whatever order it stands in."""
        held: dict[tuple[object, ...], list[str]] = {}
        for row in figures:
            if row.table in self.columns:
                held.setdefault((row.table, *row.together), []).append(repr(self._said(row)))
        return {(str(table), *sorted(said)) for (table, *_), said in held.items()}

    def _said(self, row: _Figures) -> list[object]:
        there = sorted(self.columns[row.table] & row.said.keys())
        return [(name, self._by_kin(name, row.said[name])) for name in there]

    def _by_kin(self, name: str, value: object) -> object:
        """Return joined ids in the order of the alphabet, that of the programme apart, each by its kin."""
        if not isinstance(value, str):
            return value
        kin = {"site": self.sites, "sites": self.sites, "round": self.rounds}.get(name, {})
        return sorted(kin.get(part, part) for part in _BETWEEN_IDS.split(value))


def _ids(shown: Iterable[_Figures], *names: str) -> set[str]:
    values = (row.said[name] for row in shown for name in names if name in row.said)
    return {part for value in values for part in _BETWEEN_IDS.split(value)}


def _with_strangers(now: Sequence[AbstractSet[str]], then: AbstractSet[str]) -> list[AbstractSet[str]]:
    """Return sets of ids, and where one is gone that nothing says the new name of, it with all it may be."""
    known = set().union(*now)
    gone = then - known
    return [*now, gone | (known - then)] if gone else [*now]
