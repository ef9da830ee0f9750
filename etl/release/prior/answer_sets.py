"""Whole sets of answers to a questionnaire, of now and as they were published, whatever they are called."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.counted import CountedWave
from etl.release.groups import Partition
from etl.release.prior.kept import given_records, is_kept, kept_records, lay_in
from publication.definitions.programme import Programme

Sheet = tuple[object, ...]
Sheets = Counter[Sheet]

# Stands for everybody beside the numbers of groups.
EVERYBODY = -1
_PUBLISHED = """
SELECT programme, wave, instrument, said, any_value(items), arg_max(called, publication)
FROM published_said WHERE said <> '' AND instrument <> ?
GROUP BY programme, wave, instrument, said ORDER BY min(publication), programme, wave, instrument, said
"""


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """Answers to a questionnaire in a wave, now or as they were published; all by first ids."""

    programme: str
    wave: str
    instrument: str
    items: Sequence[str]
    records: str
    parameters: Mapping[str, str]
    lies_there: "AnswerSet | None" = None
    groups: Partition = ()
    scale: range = range(0)

    @property
    def there(self) -> "AnswerSet":
        """What lies now where they were published from."""
        return self.lies_there or self

    @property
    def place(self) -> tuple[str, str, str]:
        """Of which programme, wave and questionnaire they are."""
        return self.programme, self.wave, self.instrument

    def sheets(self, con: duckdb.DuckDBPyConnection, items: Sequence[str]) -> Sheets:
        """Count alike sheets of some items, those without any answer left out."""
        names = ", ".join(f'"{item}"' for item in items)
        sql = f"SELECT {names}, count(*) FROM ({self.records}) GROUP BY ALL"
        rows = con.execute(sql, dict(self.parameters)).fetchall()
        return Counter({tuple(sheet): n for *sheet, n in rows if any(answer is not None for answer in sheet)})

    def people(self, con: duckdb.DuckDBPyConnection) -> int:
        """Return how many answered anything."""
        names = ", ".join(f'"{item}"' for item in self.items)
        found = con.execute(
            f"SELECT count(*) FROM ({self.records}) WHERE coalesce({names}) IS NOT NULL",
            dict(self.parameters),
        ).fetchone()
        return found[0] if found else 0

    def turned(self, items: Collection[str]) -> "AnswerSet":
        """Return the same with the scale of some items turned."""
        columns = ", ".join(
            f'{_turned_sql(item, self.scale)} AS "{item}"' if item in items else f'"{item}"'
            for item in self.items
        )
        return replace(self, records=f"SELECT role, site, {columns} FROM ({self.records})")

    def lay_out(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        """Count alike sheets in a temporary table, of all and by the numbered blocks."""
        names = ", ".join(f'"{item}"' for item in self.items)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS WITH held AS"
            f" (SELECT role, site, {names} FROM ({self.records}) WHERE coalesce({names}) IS NOT NULL)"
            f" SELECT {EVERYBODY} AS block, {names}, count(*) AS n FROM held GROUP BY ALL UNION ALL"
            f" SELECT block, {names}, count(*) FROM held JOIN blocks USING (role, site) GROUP BY ALL",
            dict(self.parameters),
        )

    def total(self) -> str:
        """Return the SQL of the sheet's total, which has no order."""
        return " + ".join(f'coalesce("{item}"::INTEGER, 0)' for item in self.items)

    def total_either_way(self) -> str:
        """Return the SQL of a total that is the same whichever scales are turned."""
        nearer = (f'least("{item}"::INTEGER, {_turned_sql(item, self.scale)})' for item in self.items)
        return " + ".join(f"coalesce({answer}, 0)" for answer in nearer)

    def columns(self, con: duckdb.DuckDBPyConnection, total: str = "0") -> list[Counter[int]]:
        """Count, by item, the answers together with a total of the sheet."""
        counts = ", ".join(
            f'histogram(1000 * ({total}) + coalesce("{item}"::INTEGER, -1))' for item in self.items
        )
        found = con.execute(f"SELECT {counts} FROM ({self.records})", dict(self.parameters)).fetchone()
        return [Counter(held or {}) for held in found or ()]


def _turned_sql(item: str, scale: range) -> str:
    low, high = scale.start, scale.stop - 1
    answer = f'"{item}"::INTEGER'
    return f"CASE WHEN {answer} BETWEEN {low} AND {high} THEN {low + high} - {answer} ELSE {answer} END"


def answers_now(programme: Programme, waves: Iterable[CountedWave]) -> Iterator[AnswerSet]:
    """Yield what is about to be published."""
    for wave in waves:
        parameters = {"programme": programme.id, "wave": wave.wave.id}
        for name, answered in wave.fingerprints.items():
            if name != BACKGROUND and answered.digest:
                columns = {answered.origins[item]: item for item in answered.items}
                place = programme.id, wave.wave.origin, answered.origin
                records, scale = given_records(name, columns), wave.instruments[name].instrument.answers
                yield AnswerSet(*place, list(columns), records, parameters, scale=scale)


def published_answers(con: duckdb.DuckDBPyConnection) -> Iterator[AnswerSet]:
    """Yield what was published of all programmes."""
    for programme, wave, instrument, digest, items, called in con.execute(
        _PUBLISHED, [BACKGROUND]
    ).fetchall():
        place = programme, wave, instrument
        there = replace(_there(place, items, called), groups=_groups(con, programme, wave))
        if is_kept(con, instrument, digest):
            records = kept_records(instrument, {item: item for item in items})
            yield AnswerSet(*place, items, records, {"said": digest}, there, there.groups)
        else:
            yield there


def _groups(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> Partition:
    """Return every group a wave was published in."""
    rows = con.execute(
        "SELECT DISTINCT cells FROM published_blocks"
        " WHERE programme = ? AND wave = ? AND instrument = '' ORDER BY cells",
        [programme, wave],
    ).fetchall()
    return tuple(
        frozenset((role, site) for role, site in (cell.split("@", 1) for cell in cells)) for (cells,) in rows
    )


def _there(place: tuple[str, str, str], items: Sequence[str], called: str | None) -> AnswerSet:
    """Return what lies where something was published from."""
    programme, wave, instrument = place
    wave_then, records = lay_in(wave, instrument, items, called)
    return AnswerSet(*place, items, records, {"programme": programme, "wave": wave_then})
