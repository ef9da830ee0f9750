"""What a withdrawn publication showed and is ready to be shown again: refused unless a person says so.

Under whatever names: what a thing is called, and where it stands in its file, may be otherwise since.

    shown in publication 1, withdrawn   leaders of a and b together, seven principles
    ready                               a is now called q, and c has assessed itself, too
    q and b together say what a and b said: refused, although the round is another
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.counted import CountedWave
from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Cell
from etl.release.prior.alike import Alike, Figures, kin_of
from etl.release.prior.origins import Origins, places_in
from etl.release.prior.record import PriorReleases, PriorWave, digests
from etl.release.prior.renaming import Renaming
from etl.release.prior.withdrawn import taken_back
from etl.warehouse.warehouse import table_exists
from publication.attached import attached_to_read
from publication.definitions.indicator import Indicator
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
# An older release showed of several leadership groups together what may no longer be shown.
_OF_ONE_GROUP = {"range", "dont_know"}


def refuse_brought_back(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: Programme,
    instruments: Collection[Instrument],
    indicators: Collection[Indicator],
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
    ready = list(others.ready(rows, Origins.of(programme.waves, instruments, indicators)))
    again = {*_waves_again(waves, prior_waves, back, now), *others.again(ready, back)}
    if again:
        raise Refused("withdrawn", programme=programme.id, number=str(max(again)))


def _waves_again(
    waves: Sequence[CountedWave],
    prior: Mapping[str, Sequence[PriorWave]],
    back: Collection[int],
    now: Renaming,
) -> Iterator[int]:
    """Yield a number for each wave whose answers, as they are, were withdrawn and are shown nowhere.

    One the warehouse has forgotten the answers of is the same: had it changed, it were refused. That a
    publication still shows them has to be certain: who takes part tells two sets of answers not apart.
    """
    roles, sites = (
        kin_of({name, *ids} for name, ids in successors.items()) for successors in (now.roles, now.sites)
    )

    def by_kin(members: Counter[Cell]) -> Counter[Cell]:
        found: Counter[Cell] = Counter()
        for (role, site), n in members.items():
            found[roles.get(role, role), sites.get(site, site)] += n
        return found

    for wave in waves:
        shown = prior.get(wave.wave.id, ())
        still = [before for before in shown if before.publication not in back]
        for before in shown:
            is_again = before.publication in back and _same(before, wave, by_kin)
            if is_again and not any(_covers(other, before, wave) for other in still):
                yield before.publication


def _covers(still: PriorWave, withdrawn: PriorWave, now: CountedWave) -> bool:
    """Say whether a publication shows the answers of a wave, and what a withdrawn one told of background."""
    told, still_told = (shown.fingerprint(BACKGROUND).digest for shown in (withdrawn, still))
    tells = now.fingerprints.get(BACKGROUND, AnswerFingerprint()).digest
    return not still.renamed and _answers_alike(still, now) and (not tells or told in ("", still_told))


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
    return _answers_alike(before, now)


def _answers_alike(before: PriorWave, now: CountedWave) -> bool:
    return not before.members or _answers(before.fingerprints) == _answers(now.fingerprints)


def _answers(fingerprints: Mapping[str, AnswerFingerprint]) -> dict[str, str]:
    return {name: digest for name, digest in digests(fingerprints).items() if name != BACKGROUND}


@dataclass(frozen=True, slots=True)
class _Others:
    """What publications showed beside the waves."""

    folder: Path
    programme: Programme
    now: Renaming
    prior: PriorReleases

    def again(self, ready: Sequence[Figures], back: Collection[int]) -> Iterator[int]:
        """Yield a number for each withdrawn publication of which something is ready that no other shows.

        What an earlier one had no column for is not compared.
        """
        still = [number for number in published_numbers(self.folder) if number not in back]
        for number in back:
            # A file that is damaged or lost shows nothing any longer; what is remembered of it binds.
            for shown in (self._in_file(number), list(self._remembered(number))):
                if self._are_again(shown, ready, still):
                    yield number

    def _are_again(self, shown: Sequence[Figures], ready: Sequence[Figures], still: Collection[int]) -> bool:
        places = [frozenset((site.id, *site.was)) for site in self.programme.sites]
        alike = Alike.of(shown, ready, places)
        again = alike.groups(shown) & alike.groups(ready)
        for other in still if again else ():
            figures, said = self._in_file(other), self._places_in(other)
            since = Alike.of(figures, ready, (place for place in places if place not in said))
            again -= alike.groups(filter(since.is_certain, figures))
        return bool(again)

    def ready(self, rows: Rows, origins: Origins) -> Iterator[Figures]:
        """Yield what is about to be published, as a publication would give it back."""
        stored = as_stored({table: rows[table] for table in _TOGETHER})
        for table, held in stored.items():
            columns = columns_of(TABLES[table])
            named = (dict(zip(columns, row, strict=True)) for row in held)
            yield from self._figures(table, named, origins)

    def _in_file(self, number: int) -> list[Figures]:
        """Return what stands in a publication's file; nothing of one that is damaged or lost."""
        try:
            with attached_to_read(file_of(self.folder, number)) as con:
                there = [table for table in _TOGETHER if table_exists(con, table)]
                origins = Origins.in_publication(con) if table_exists(con, "definitions") else Origins()
                return [
                    figures for table in there for figures in self._figures(table, _rows(con, table), origins)
                ]
        except duckdb.Error:
            return []

    def _places_in(self, number: int) -> set[frozenset[str]]:
        """Return the ids that each site went by when a publication was made."""
        try:
            with attached_to_read(file_of(self.folder, number)) as con:
                return places_in(con) if table_exists(con, "definitions") else set()
        except duckdb.Error:
            return set()

    def _remembered(self, number: int) -> Iterator[Figures]:
        for column in self.prior.columns_of(number):
            row = column._asdict()
            known = {name: value for name, value in row.items() if value is not None}
            yield from self._figures("assessments", [known | {"middle": known.pop("median")}], Origins())

    def _figures(self, table: str, rows: Iterable[Mapping[str, Any]], origins: Origins) -> Iterator[Figures]:
        for row in rows:
            if row.get("status") != "withheld":
                together = tuple(row.get(name) for name in _TOGETHER[table])
                yield Figures(table, together, self._called(row, origins))

    def _called(self, row: Mapping[str, Any], origins: Origins) -> dict[str, Any]:
        """Return a row under the ids that waves, questionnaires and questions go by now."""
        called = dict(row)
        if "|" in str(row.get("sites", "")):
            called = {name: value for name, value in row.items() if name not in _OF_ONE_GROUP}
        if "item" in row:
            called["instrument"], called["item"] = self.now.names(
                *origins.item(row["instrument"], row["item"])
            )
        if "indicator" in row:
            called["indicator"] = origins.indicator(row["indicator"])
        if "variable" in row:
            called["variable"], _ = self.now.names(origins.instrument(row["variable"]))
        if "wave" in row:
            called["wave"] = self.now.waves.get(origins.wave(row["wave"]), row["wave"])
        return called


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    found = con.execute(f"FROM {table}")
    names = [column for column, *_ in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
