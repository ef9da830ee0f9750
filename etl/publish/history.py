"""Publications over time: what each wave was published from, and in which groups."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from etl.attached import attached_to_read
from etl.definitions.programme import Wave
from etl.faults import Refused
from etl.publish.changes import Earlier
from etl.publish.content import Said, Scored
from etl.publish.gate import CountedWave
from etl.publish.groups import Cell, Partition
from etl.publish.origins import Origins
from etl.publish.writer import file_of, published_numbers
from etl.write.keep import BACKGROUND

# The tables that say something of a wave's people, and which of their rows do.
_OF_PEOPLE = {"answers": "status = 'shown'", "background": "true"}

# Columns were added over time, so their order differs from one warehouse to another.
_SAID = "programme, publication, wave, instrument, said, items, scored, subscales, called"

BlocksByName = dict[tuple[str, str], Partition]


def partitions_of(wave: CountedWave) -> BlocksByName:
    """Return the partitions a wave is shown in, by instrument and item; ('', '') is the wave's own.

    Items shown in the wave's own groups are left out; one that is hidden has no blocks. Of the background, by
    question, which categories stand together.
    """
    by_item = {
        (instrument, item): partition
        for instrument, counted in wave.instruments.items()
        for item, partition in counted.partitions.items()
        if partition != wave.partition
    }
    background = {(BACKGROUND, variable): shown for variable, shown in wave.background.items()}
    return {("", ""): wave.partition, **by_item, **background}


def _blocks(
    con: duckdb.DuckDBPyConnection, programme: str, folder: Path, number: int
) -> list[tuple[str, str, str, list[str]]]:
    """Return (wave, instrument, item, cells) of a publication: from its file, else as it was remembered.

    By the first ids of all three, which are not those in a file.
    """
    path = file_of(folder, number)
    try:
        with attached_to_read(path) as published:
            rows = published.execute("SELECT wave, instrument, item, cells FROM blocks").fetchall()
            return list(_by_origin(rows, Origins.in_publication(published)))
    except duckdb.Error as error:
        remembered = con.execute(
            "SELECT wave, instrument, item, cells FROM published_blocks"
            " WHERE programme = ? AND publication = ?",
            [programme, number],
        ).fetchall()
        if not remembered and path.exists():
            raise Refused("publication_damaged", file=path.name, programme=programme) from error
        return remembered


def _by_origin(
    rows: Iterable[tuple[str, str, str, list[str]]], origins: Origins
) -> Iterator[tuple[str, str, str, list[str]]]:
    for wave, instrument, item, cells in rows:
        yield origins.wave(wave), *origins.item(instrument, item), cells


def _published_partitions(
    con: duckdb.DuckDBPyConnection, programme: str, folder: Path, number: int
) -> dict[str, BlocksByName]:
    """Return the partitions in which each wave of a publication was shown."""
    found: dict[str, BlocksByName] = {}
    for wave, instrument, item, cells in _blocks(con, programme, folder, number):
        blocks = (frozenset((role, site) for role, site in (one.split("@", 1) for one in cells)),)
        by_name = found.setdefault(wave, {})
        by_name[instrument, item] = by_name.get((instrument, item), ()) + (blocks if cells else ())
    return found


def _remembered_numbers(con: duckdb.DuckDBPyConnection, programme: str) -> list[int]:
    sql = "SELECT DISTINCT publication FROM published_blocks WHERE programme = ?"
    return [number for (number,) in con.execute(sql, [programme]).fetchall()]


def _members(con: duckdb.DuckDBPyConnection, programme: str, number: int, wave: str) -> Counter[Cell]:
    rows = con.execute(
        "SELECT role, site, members FROM published_members"
        " WHERE programme = ? AND publication = ? AND wave = ?",
        [programme, number, wave],
    ).fetchall()
    return Counter({(role, site): members for role, site, members in rows})


def _said(con: duckdb.DuckDBPyConnection, programme: str, number: int, wave: str) -> dict[str, Said]:
    rows = con.execute(
        "SELECT instrument, said, items, scored, subscales FROM published_said"
        " WHERE programme = ? AND publication = ? AND wave = ?",
        [programme, number, wave],
    ).fetchall()
    return {
        instrument: Said(digest, tuple(items), scored, _subscales(subscales), instrument)
        for instrument, digest, items, scored, subscales in rows
    }


def _subscales(remembered: str | None) -> dict[str, Scored]:
    """Return what was scored by subscale; nothing in what was remembered before there were any."""
    return {
        name: tuple((item, turned) for item, turned in items)
        for name, items in json.loads(remembered or "{}").items()
    }


def earlier_publications(
    con: duckdb.DuckDBPyConnection, programme: str, folder: Path
) -> dict[str, list[Earlier]]:
    """Return every wave as each publication showed it, the oldest first; by first ids, as remembered."""
    found: dict[str, list[Earlier]] = {}
    withdrawn = withdrawn_numbers(con, programme)
    for number in sorted({*published_numbers(folder), *_remembered_numbers(con, programme)}):
        for wave, partitions in _published_partitions(con, programme, folder, number).items():
            members, said = _members(con, programme, number, wave), _said(con, programme, number, wave)
            if ("", "") in partitions:
                earlier = Earlier(number, number in withdrawn, members, partitions, said, wave)
                found.setdefault(wave, []).append(earlier)
    return found


def withdrawn_numbers(con: duckdb.DuckDBPyConnection, programme: str) -> set[int]:
    """Return the numbers of the publications that were withdrawn."""
    sql = "SELECT publication FROM withdrawn_publications WHERE programme = ?"
    return {number for (number,) in con.execute(sql, [programme]).fetchall()}


def refuse_forgotten(
    folder: Path, earlier: Mapping[str, list[Earlier]], rows: Mapping[str, Sequence[Sequence[object]]]
) -> None:
    """Raise Refused where a wave was published, the warehouse has forgotten from what, and it has changed.

    `rows` are those about to be published, by table.
    """
    ready = {tuple(map(repr, row)) for table in _OF_PEOPLE for row in rows[table]}
    for wave, publications in earlier.items():
        for one in publications:
            if not one.members and _told_in(folder, one) - ready:
                raise Refused("history_forgotten", wave=wave, publication=str(one.publication))


def _told_in(folder: Path, earlier: Earlier) -> set[tuple[str, ...]]:
    """Return what a publication's file says of the people of a wave, whatever it calls the wave."""
    with attached_to_read(file_of(folder, earlier.publication)) as con:
        origins = Origins.in_publication(con)
        waves = [wave for wave in origins.waves if origins.wave(wave) == earlier.origin]
        rows = [
            row
            for table, shown in _OF_PEOPLE.items()
            for row in con.execute(
                f"FROM {table} WHERE list_contains(?, wave) AND {shown}", [waves]
            ).fetchall()
        ]
    return {tuple(map(repr, row)) for row in rows}


def next_number(con: duckdb.DuckDBPyConnection, programme: str, folder: Path) -> int:
    """Return the number of the publication that comes next: none is ever given twice."""
    return max([*published_numbers(folder), *_remembered_numbers(con, programme)], default=0) + 1


def blocks_of(wave: CountedWave) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield (wave, instrument, item, cells) of every block a wave is shown in; a hidden item has no cells."""
    for (instrument, item), partition in partitions_of(wave).items():
        for block in partition or [frozenset()]:
            yield wave.wave.id, instrument, item, [f"{role}@{site}" for role, site in sorted(block)]


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        con.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def remember(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    number: int,
    waves: Sequence[CountedWave],
) -> None:
    """Note what each wave of a publication said, of whom and in which groups, for the next time."""
    head = programme, number
    members = [
        (*head, one.wave.origin, role, site, n)
        for one in waves
        for (role, site), n in sorted(one.members.items())
    ]
    said = [(*head, *_remembered(one.wave, name, what)) for one in waves for name, what in one.said.items()]
    blocks = [row for wave in waves for row in _by_origin(blocks_of(wave), _origins(wave))]
    con.begin()
    _insert(con, "published_members", members)
    _insert(con, f"published_said ({_SAID})", said)
    _insert(con, "published_blocks", [(*head, *row) for row in blocks])
    con.commit()


def _origins(wave: CountedWave) -> Origins:
    return Origins.of([wave.wave], [counted.instrument for counted in wave.instruments.values()])


def _remembered(wave: Wave, instrument: str, said: Said) -> tuple[object, ...]:
    """Return what a wave said to an instrument as it is remembered, by first ids, and what those are now."""
    first = said.called(said.origins, said.origin)
    called = {"wave": wave.id, "instrument": instrument, "items": first.origins}
    scored = first.scored, json.dumps(first.subscales)
    return wave.origin, said.origin or instrument, said.digest, list(first.items), *scored, json.dumps(called)
