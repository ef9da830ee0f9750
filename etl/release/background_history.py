"""Background over time: what each publication showed of a question, and how many came or went by category."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from etl.release.background_groups import OTHER_ANSWERS, UNANSWERED, Ids, Since
from etl.release.differencing import Earlier
from etl.release.fingerprint import Said
from etl.release.groups import Cell
from etl.warehouse.keep import BACKGROUND, RECORD, TOLD
from etl.warehouse.warehouse import published_table

# What a person of a role and site said: (question, answer) each.
Record = tuple[str, str, tuple[tuple[str, str], ...]]
Records = Counter[Record]


@dataclass(frozen=True, slots=True)
class Changed:
    """What one publication showed of all questions of a wave, and the records that came and went since."""

    shown: Mapping[str, Sequence[Ids]]
    came: Records
    went: Records

    def since(self, variable: str, known: Collection[str]) -> Since | None:
        """Return what there is of one question, by the categories known; None where it was not told of."""
        if variable not in self.shown:
            return None
        sides = (_by_category(records, variable, known) for records in (self.came, self.went))
        return Since(self.shown[variable], *sides)


def _by_category(records: Records, variable: str, known: Collection[str]) -> Counter[str]:
    """Count records by what they say to a question: a text without a name of its own is another answer."""
    other = OTHER_ANSWERS if OTHER_ANSWERS in known else UNANSWERED
    found: Counter[str] = Counter()
    for (_, _, record), n in records.items():
        said = min((answer for question, answer in record if question == variable), default=None)
        found[UNANSWERED if said is None else said if said in known else other] += n
    return found


def _with_silent(told: Records, members: Mapping[Cell, int]) -> Records:
    """Return records with those added who told nothing of themselves."""
    held: Counter[Cell] = Counter()
    for (role, site, _), n in told.items():
        held[role, site] += n
    silent: Records = Counter({(*cell, ()): n - held[cell] for cell, n in members.items() if n > held[cell]})
    return told + silent


def _records(con: duckdb.DuckDBPyConnection, rows: str, parameters: Mapping[str, str]) -> Records:
    sql = f"SELECT role, site, {RECORD}, count(*) FROM ({rows}) GROUP BY ALL"
    return Counter(
        {
            (role, site, tuple((answer["variable"], answer["value"]) for answer in answers)): n
            for role, site, answers, n in con.execute(sql, parameters).fetchall()
        }
    )


def _kept(con: duckdb.DuckDBPyConnection, earlier: Earlier) -> Records:
    """Return the records of an earlier publication, under the roles and sites of now."""
    rows = f"SELECT * FROM {published_table(BACKGROUND)} WHERE said = $said"
    found: Records = Counter()
    for (role, site, said), n in _records(con, rows, {"said": earlier.said[BACKGROUND].digest}).items():
        found[*earlier.renamed.get((role, site), (role, site)), said] += n
    return found


def _shown(earlier: Earlier) -> dict[str, Sequence[Ids]]:
    return {
        variable: [frozenset(category for _, category in block) for block in partition]
        for (instrument, variable), partition in earlier.partitions.items()
        if instrument == BACKGROUND
    }


def background_changes(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    wave: str,
    members: Mapping[Cell, int],
    said: Said,
    earlier: Sequence[Earlier],
) -> list[Changed]:
    """Return what changed in what the members of a wave say of themselves, since each publication of it.

    `said` is what they say now; a publication in which nobody said anything bound nothing.
    """
    telling = [one for one in earlier if one.said.get(BACKGROUND, Said()).digest]
    if not telling:
        return []
    told = _records(con, TOLD, {"programme": programme, "wave": wave})
    now = _with_silent(told, members)

    def changed(one: Earlier) -> Changed:
        same = one.said[BACKGROUND].digest == said.digest
        then = _with_silent(told if same else _kept(con, one), one.members)
        return Changed(_shown(one), now - then, then - now)

    return [changed(one) for one in telling]
