"""Records held against those of a prior release, in the database: which came, which went, which stayed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from etl.release.groups import Block, Cell, Partition
from etl.release.prior.change import Change, Moved
from etl.release.prior.kept import kept_records
from etl.release.prior.recoding import Answer, Counts
from etl.release.prior.record import PEOPLE, PriorWave
from etl.release.scores.composite import half_step_sql, scores_asked, steps_name
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Wave
from publication.scores import FEWEST_ITEMS_FOR_COUNTS
from publication.sql import literal

# Records as SQL: of the answers gathered last, and those brought back.
NOW, THEN = "FROM given JOIN cells USING (cell)", "FROM past"


def bring_back(
    con: duckdb.DuckDBPyConnection, instrument: str, shown: PriorWave, columns: Mapping[str, str]
) -> None:
    """Bring the records of everyone in an earlier publication together in the temporary table `past`.

    `columns` are the names they get → those they are kept under.
    """
    answered = shown.fingerprints[instrument]
    kept = kept_records(answered.origin, columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE past AS {kept}", {"said": answered.digest})
    _rename(con, shown.renamed)
    _add_silent(con, shown.members)


def _rename(con: duckdb.DuckDBPyConnection, renamed: Mapping[Cell, Cell]) -> None:
    """Give the records brought back the ids of now, all at once: one may take what was another's."""
    cells = [(*published, *now) for published, now in renamed.items()]
    con.execute(
        "UPDATE past SET role = renamed.new_role, site = renamed.new_site FROM"
        " (SELECT unnest(?) AS old_role, unnest(?) AS old_site, unnest(?) AS new_role, unnest(?) AS new_site)"
        " AS renamed WHERE past.role = renamed.old_role AND past.site = renamed.old_site",
        [[cell[at] for cell in cells] for at in range(4)],
    )


def _add_silent(con: duckdb.DuckDBPyConnection, members: Counter[Cell]) -> None:
    """Add to `past` a record without answers for every member who has none."""
    recorded = con.execute("SELECT role, site, count(*) FROM past GROUP BY ALL").fetchall()
    silent = members - Counter({(role, site): n for role, site, n in recorded})
    rows = [(*cell, n) for cell, n in silent.items()]
    con.execute(
        "INSERT INTO past (role, site) SELECT role, site FROM"
        " (SELECT unnest($roles) AS role, unnest($sites) AS site, unnest($numbers) AS n), range(n)",
        {name: [row[at] for row in rows] for at, name in enumerate(("roles", "sites", "numbers"))},
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """What records are compared by; by name, the SQL that is 1 where one answers an item or has a score."""

    names: Sequence[str]
    sums: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Sequence[str], questions: Mapping[str, str]) -> "Columns":
        """Return what is counted of records that hold the given items; `questions`: see `questions_sql`."""
        return cls(items, {name: f"({sql}).on_scale::INTEGER" for name, sql in questions.items()})


def questions_sql(instrument: Instrument, items: Sequence[str], wave: Wave) -> dict[str, str]:
    """Return, by item, score and score in half steps, the SQL of a record's answer as (on_scale, code).

    A score is there where any of its items was answered on the scale.
    """
    low, high = instrument.answers.start, instrument.answers.stop - 1
    items_on_scale = {item: f'coalesce("{item}" BETWEEN {low} AND {high}, false)' for item in items}
    found = {item: _answer(on_scale, f'"{item}"') for item, on_scale in items_on_scale.items()}
    for score in scores_asked(instrument, wave.asked_as):
        half_step = half_step_sql(score.within(items), instrument)
        found[score.name] = _answer(f"({half_step}) IS NOT NULL", "NULL")
        if len(score.items) >= FEWEST_ITEMS_FOR_COUNTS:
            found[steps_name(score.name)] = _answer(f"({half_step}) IS NOT NULL", half_step)
    return found


def _answer(on_scale: str, code: str) -> str:
    return f"{{'on_scale': {on_scale}, 'code': ({code})::INTEGER}}"


def count_by_cell(
    con: duckdb.DuckDBPyConnection, records: str, questions: Mapping[str, str]
) -> dict[str, dict[Cell, Counter[Answer]]]:
    """Return how many records of each cell give each answer, by question."""
    found: dict[str, dict[Cell, Counter[Answer]]] = {name: {} for name in questions}
    answers = ", ".join(
        f"{{'name': {literal(name)}, 'answer': {answer}}}" for name, answer in questions.items()
    )
    sql = (
        "SELECT role, site, given.name, given.answer.on_scale, given.answer.code, count(*)"
        f" FROM (SELECT role, site, unnest([{answers}]) AS given FROM ({records})) GROUP BY ALL"
    )
    for role, site, name, on_scale, code, n in con.execute(sql).fetchall():
        found[name].setdefault((role, site), Counter())[on_scale, code] = n
    return found


def net_counts(now: Mapping[str, Counts], then: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return by how much the counts of the questions shown then differ, by cell and answer."""
    found: dict[str, Counts] = {}
    for name, before in then.items():
        after = now.get(name, {})
        net = {cell: Counter(after.get(cell, Counter())) for cell in {*before, *after}}
        for cell, counts in before.items():
            net[cell].subtract(counts)
        found[name] = net
    return found


def came_and_went(
    con: duckdb.DuckDBPyConnection, shown: PriorWave, columns: Columns, base: Partition
) -> Change:
    """Return what came to and went from each group between the records brought back and those now."""
    number_blocks(con, base)
    present, past = _records(NOW, columns), _records(THEN, columns)
    gained = _by_block(con, f"{present} EXCEPT ALL {past}", base, columns)
    lost = _by_block(con, f"{past} EXCEPT ALL {present}", base, columns)
    return Change(shown, gained, lost)


def stayed(con: duckdb.DuckDBPyConnection, columns: Columns, shown: Partition) -> dict[Block, int]:
    """Return how many records of each block shown are still in it."""
    number_blocks(con, shown)
    records = f"{_records(NOW, columns)} INTERSECT ALL {_records(THEN, columns)}"
    both = _by_block(con, records, shown, Columns(columns.names))
    return {block: held[PEOPLE] for block, held in both.items()}


def _records(rows: str, columns: Columns) -> str:
    names = ", ".join(["block", *(f'"{name}"' for name in columns.names)])
    return f"SELECT {names} FROM ({rows}) JOIN blocks USING (role, site)"


def number_blocks(con: duckdb.DuckDBPyConnection, partition: Partition) -> None:
    """Note in the temporary table `blocks` the number of the block each cell lies in."""
    rows = [(*cell, number) for number, block in enumerate(partition) for cell in sorted(block)]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE blocks AS"
        " SELECT unnest(?::VARCHAR[]) AS role, unnest(?::VARCHAR[]) AS site, unnest(?::INTEGER[]) AS block",
        [[row[at] for row in rows] for at in range(3)],
    )


def _by_block(con: duckdb.DuckDBPyConnection, records: str, partition: Partition, columns: Columns) -> Moved:
    """Return, by block, how many records there are and how many hold each thing counted."""
    sums = "".join(f", sum({sql})" for sql in columns.sums.values())
    rows = con.execute(f"SELECT block, count(*){sums} FROM ({records}) GROUP BY block").fetchall()
    names = [PEOPLE, *columns.sums]
    return {partition[at]: Counter(dict(zip(names, held, strict=True))) for at, *held in rows}
