"""Publications over time: a wave published before is never published changed, nor in finer groups."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb

from etl.check import literal
from etl.definitions.instrument import Instrument
from etl.definitions.programme import Wave
from etl.faults import Refused
from etl.publish.gate import CountedWave
from etl.publish.groups import Partition, finer_than
from etl.publish.writer import file_of, published_numbers
from etl.warehouse import answers_table

BlocksByName = dict[tuple[str, str], Partition]


def wave_content(
    con: duckdb.DuckDBPyConnection, programme: str, wave: Wave, instruments: Mapping[str, Instrument]
) -> str:
    """Return a digest of everything a wave's members answered, whatever the order they were loaded in.

    An instrument or item that nobody answered in this wave leaves it as it is.
    """
    members = f"SELECT DISTINCT respondent, role, site FROM members{_of(programme, wave.id)}"
    said: list[object] = [_sum_of_rows(con, members, "", f"SELECT respondent FROM ({members})")]
    for instrument in instruments.values():
        items = "".join(f", '{item.id}=' || g.\"{item.id}\"" for item in instrument.items)
        given = f"SELECT * FROM {answers_table(instrument.id)}{_of(programme, wave.id)}"
        if rows := _sum_of_rows(con, members, items, given):
            said.append((instrument.id, _scored_over(instrument, wave), rows))
    given = f"SELECT * FROM background{_of(programme, wave.id)} AND value IS NOT NULL"
    if rows := _sum_of_rows(con, members, ", g.variable || '=' || g.value", given):
        said.append(("background", rows))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _of(programme: str, wave: str) -> str:
    return f" WHERE programme = {literal(programme)} AND wave = {literal(wave)}"


def _scored_over(instrument: Instrument, wave: Wave) -> list[tuple[str, bool]]:
    """Return the items of the overall score: over other items it counts other respondents."""
    items = instrument.items_asked(wave.asked_as) if instrument.overall else []
    return [(item.id, item.reverse) for item in items]


def _sum_of_rows(con: duckdb.DuckDBPyConnection, members: str, said: str, given: str) -> object:
    """Return the number of rows given by members and a sum over them, or None where there is none."""
    rows = con.execute(
        f"SELECT count(*), sum(md5_number_lower(concat_ws('|', m.role, m.site{said}))::HUGEINT)"
        f" FROM ({members}) m JOIN ({given}) g USING (respondent)"
    ).fetchone()
    return rows if rows and rows[0] else None


def refuse_changed(con: duckdb.DuckDBPyConnection, programme: str, contents: Mapping[str, str]) -> None:
    """Raise Refused for the first wave that was published before with other content."""
    for wave, content in contents.items():
        known = con.execute(
            "SELECT DISTINCT content FROM published_waves WHERE programme = ? AND wave = ?", [programme, wave]
        ).fetchall()
        if known and known != [(content,)]:
            raise Refused("wave_changed", wave=wave)


def partitions_of(wave: CountedWave) -> BlocksByName:
    """Return the partitions a wave is shown in, by instrument and item; ('', '') is the wave's own.

    Items shown in the wave's own groups are left out; one that is hidden has no blocks.
    """
    by_item = {
        (instrument, item): partition
        for instrument, counted in wave.instruments.items()
        for item, partition in counted.partitions.items()
        if partition != wave.partition
    }
    return {("", ""): wave.partition, **by_item}


def _published_partitions(path: Path, wave: str) -> BlocksByName:
    sql = "SELECT instrument, item, cells FROM blocks WHERE wave = ?"
    found: BlocksByName = {}
    with duckdb.connect(path, read_only=True) as con:
        for instrument, item, cells in con.execute(sql, [wave]).fetchall():
            blocks = (
                (frozenset((role, site) for role, site in (one.split("@") for one in cells)),)
                if cells
                else ()
            )
            found[instrument, item] = found.get((instrument, item), ()) + blocks
    return found


def refuse_finer(folder: Path, waves: list[CountedWave]) -> None:
    """Raise Refused where a wave would be shown in finer groups than in any earlier publication."""
    for number in published_numbers(folder):
        for wave in waves:
            before, now = _published_partitions(file_of(folder, number), wave.wave.id), partitions_of(wave)
            for name in (before | now) if before else ():
                if finer_than(now.get(name, wave.partition), before.get(name, before["", ""])):
                    raise Refused("finer_groups", wave=wave.wave.id, publication=str(number))


def remember(
    con: duckdb.DuckDBPyConnection, programme: str, number: int, contents: Mapping[str, str]
) -> None:
    """Note what each wave of a publication said, for the next time it is published."""
    for wave, content in contents.items():
        con.execute("INSERT INTO published_waves VALUES (?, ?, ?, ?)", [programme, number, wave, content])
