"""What was withdrawn: publications and texts, remembered in the warehouse and in two lists outside it.

One list lies beside the publications, one in a folder of its own: whichever of the warehouse and the
publications is restored from a backup, the others still know. Nothing is ever taken off a list; what a person
wants to be shown again is published anew, under another identity.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.counted import CountedWave
from etl.release.fingerprint import AnswerFingerprint
from etl.release.prior.origins import Origins
from etl.release.prior.record import PriorWave, digests
from etl.release.prior.releases import remembered_numbers, withdrawn_numbers
from etl.release.prior.renaming import Renaming
from etl.release.prior.said import columns_said
from etl.warehouse.warehouse import table_exists
from publication.atomic import READABLE, replace_file
from publication.attached import attached_to_read
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused
from publication.file import (
    NEXT,
    POINTER,
    Rows,
    as_stored,
    file_of,
    identity_of,
    named_in,
    published_numbers,
    waiting_number,
)
from publication.schema import TABLES, columns_of
from publication.withdrawn import listed, lists_of

# The tables beside the waves' that show something, and which of their fields says of what occasion.
_OCCASION = {
    **{"assessments": "round", "published": "wave", "published_counts": "wave"},
    **{"marks": "group_id", "published_sessions": "session", "management": None},
}
_BETWEEN_IDS = re.compile(r"[|~]")
_ID = re.compile(r"[^|~]+")

# Each table's rows, a value by its column.
_Tables = Mapping[str, Sequence[Mapping[str, object]]]
_Columns = Mapping[str, Collection[str]]
_OccasionRows = tuple[str, str, frozenset[str]]


def add_to_lists(folder: Path, withdrawn: Collection[str]) -> None:
    """Name what was withdrawn in both lists; a dashboard stops showing it at once."""
    content = "".join(f"{name}\n" for name in sorted(listed(folder) | set(withdrawn))).encode("ascii")
    for path in lists_of(folder):
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
            path.parent.chmod(0o755)
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content, READABLE)


def taken_back(con: duckdb.DuckDBPyConnection, folder: Path, programme: str) -> set[int]:
    """Return the numbers of the publications that were withdrawn, by command or by hand.

    By hand: the pointer was taken away, damaged, or set back to an earlier one. A publication whose command
    was killed before it was shown is none of them, unless the pointer was touched since.
    """
    known = remembered_numbers(con, programme).union(published_numbers(folder))
    named = withdrawn_numbers(con, programme) | listed_numbers(folder)
    last = named_in(folder / POINTER)
    unseen = {number for number in known - named if last is None or last not in known or number > last}
    return named if unseen == {waiting_number(folder)} else named | unseen


def listed_numbers(folder: Path) -> set[int]:
    """Return the numbers of the publications that a list names by their identity."""
    names = listed(folder)
    numbers = published_numbers(folder) if names else []
    return {number for number in numbers if identity_of(file_of(folder, number)) in names}


def note_withdrawn(
    con: duckdb.DuckDBPyConnection, folder: Path, programme: str, numbers: Collection[int]
) -> None:
    """Remember publications as withdrawn by a person, in the warehouse first, then in the lists."""
    for number in sorted(numbers):
        con.execute(
            "INSERT INTO withdrawn_publications (programme, publication) SELECT $programme, $number"
            " WHERE NOT EXISTS (FROM withdrawn_publications WHERE programme = $programme"
            " AND publication = $number AND replaced_by IS NULL)",
            {"programme": programme, "number": number},
        )
    there = [number for number in published_numbers(folder) if number in numbers]
    if there:
        add_to_lists(folder, {identity_of(file_of(folder, number)) for number in there})
    if waiting_number(folder) in numbers:
        (folder / NEXT).unlink()


def refuse_withdrawn(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: Programme,
    instruments: Iterable[Instrument],
    waves: Sequence[CountedWave],
    rows: Rows,
    prior: Mapping[str, Sequence[PriorWave]],
) -> None:
    """Raise Refused where something withdrawn would be shown again, though its data are unchanged.

    Wave by wave, round by round and so on: the rest may have changed, or come since.
    """
    back = taken_back(con, folder, programme.id)
    if not back:
        return
    now = Renaming.of(programme, instruments)
    again = {*_waves_again(waves, prior, back), *_others_again(folder, now, rows, back)}
    if again:
        raise Refused("withdrawn", programme=programme.id, number=str(max(again)))


def _waves_again(
    waves: Sequence[CountedWave], prior: Mapping[str, Sequence[PriorWave]], back: Collection[int]
) -> Iterator[int]:
    """Yield a number for each wave whose answers, as they are, were withdrawn wherever they were shown.

    One the warehouse has forgotten the answers of is the same: had it changed, it were refused.
    """
    for wave in waves:
        same = {shown.publication for shown in prior.get(wave.wave.id, ()) if _same(shown, wave)}
        if same and same <= set(back):
            yield max(same)


def _answers(fingerprints: Mapping[str, AnswerFingerprint]) -> dict[str, str]:
    return {name: digest for name, digest in digests(fingerprints).items() if name != BACKGROUND}


def _same(before: PriorWave, now: CountedWave) -> bool:
    """Say whether a wave says what it said before.

    By who takes part where roles or sites have other ids, or questions stand in another order than then.
    """
    scored = (
        now.fingerprints.get(name, AnswerFingerprint()).scored != then.scored
        for name, then in before.fingerprints.items()
    )
    if before.renamed or any(scored):
        return before.members == now.members
    return not before.members or _answers(before.fingerprints) == _answers(now.fingerprints)


def _others_again(folder: Path, now: Renaming, rows: Rows, back: Collection[int]) -> Iterator[int]:
    """Yield a number for each withdrawn publication of which something is ready that no other shows.

    What an earlier one had no column for is not compared.
    """
    ready = _ready(rows)
    shown = {number: _in_file(file_of(folder, number), now) for number in published_numbers(folder)}
    still = [tables for number, tables in shown.items() if number not in back]
    for number in shown.keys() & set(back):
        columns = _columns(shown[number])
        again = _by_occasion(shown[number], columns) & _by_occasion(ready, columns)
        if not again <= set().union(*(_by_occasion(tables, columns) for tables in still)):
            yield number


def _columns(tables: _Tables) -> _Columns:
    """Return the columns that can be compared: a label or a place in the file may be another now."""
    return {table: columns_said(table, rows[0]) for table, rows in tables.items() if rows}


def _by_occasion(tables: _Tables, columns: _Columns) -> set[_OccasionRows]:
    """Return what each occasion of each table says in some columns."""
    held: dict[tuple[str, str], set[str]] = {}
    for table, names in columns.items():
        for row in tables.get(table, ()):
            said = {name: _in_any_order(row[name]) for name in names if name in row}
            held.setdefault((table, str(said.get(_OCCASION[table] or ""))), set()).add(repr(said))
    return {(*occasion, frozenset(shown)) for occasion, shown in held.items()}


def _in_any_order(value: object) -> object:
    """Return joined ids in the order of the alphabet: theirs is that of the programme."""
    return sorted(_BETWEEN_IDS.split(value)) if isinstance(value, str) else value


def _ready(rows: Rows) -> _Tables:
    stored = as_stored({table: rows[table] for table in _OCCASION})
    return {
        table: [dict(zip(columns_of(TABLES[table]), row, strict=True)) for row in held]
        for table, held in stored.items()
    }


def _in_file(path: Path, now: Renaming) -> _Tables:
    """Return those tables of a publication; none of one that is damaged: nothing of it can be compared."""
    try:
        with attached_to_read(path) as con:
            there = [table for table in _OCCASION if table_exists(con, table)]
            origins = Origins.in_publication(con)
            return {table: [_called(row, origins, now) for row in _rows(con, table)] for table in there}
    except duckdb.Error:
        return {}


def _called(row: Mapping[str, Any], origins: Origins, now: Renaming) -> dict[str, object]:
    """Return what was published under the ids that everything goes by now."""
    called = dict(row)
    if "item" in row:
        called["instrument"], called["item"] = now.names(*origins.item(row["instrument"], row["item"]))
    if "wave" in row:
        called["wave"] = now.waves.get(origins.wave(row["wave"]), row["wave"])
    for name in {"site", "sites", *(["group_id"] if "sites" in row else [])} & row.keys():
        called[name] = _ID.sub(lambda found: min(now.sites.get(found[0], [found[0]])), row[name])
    return called


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, object]]:
    found = con.execute(f"FROM {table}")
    names = [column for column, *_ in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
