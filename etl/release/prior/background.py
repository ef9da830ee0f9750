"""Background over time: what each publication showed of a question, and how many came or went by category."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from etl.release.background_groups import OTHER_ANSWERS, UNANSWERED, CategoryChange, Ids
from etl.release.background_records import BACKGROUND, BACKGROUND_RECORDS, RECORD
from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Cell
from etl.release.prior.record import PriorWave
from etl.warehouse.warehouse import published_table

# What a person of a role and site said: (question, answer) each.
Record = tuple[str, str, tuple[tuple[str, str], ...]]
Records = Counter[Record]


@dataclass(frozen=True, slots=True)
class BackgroundChange:
    """What one publication showed of all questions of a wave, and the records that came and went since."""

    shown: Mapping[str, Sequence[Ids]]
    came: Records
    went: Records

    def of_question(self, variable: str, known: Collection[str]) -> CategoryChange | None:
        """Return what there is of one question, by the categories known; None where it was not asked."""
        if variable not in self.shown:
            return None
        sides = (_by_category(records, variable, known) for records in (self.came, self.went))
        return CategoryChange(self.shown[variable], *sides)


def _by_category(records: Records, variable: str, known: Collection[str]) -> Counter[str]:
    """Count records by what they say to a question: a text without a name of its own is another answer."""
    other = OTHER_ANSWERS if OTHER_ANSWERS in known else UNANSWERED
    found: Counter[str] = Counter()
    for (_, _, record), n in records.items():
        given = min((answer for question, answer in record if question == variable), default=None)
        found[UNANSWERED if given is None else given if given in known else other] += n
    return found


def _with_silent(answered: Records, members: Mapping[Cell, int]) -> Records:
    """Return records with those added who told nothing of themselves."""
    held: Counter[Cell] = Counter()
    for (role, site, _), n in answered.items():
        held[role, site] += n
    silent: Records = Counter({(*cell, ()): n - held[cell] for cell, n in members.items() if n > held[cell]})
    return answered + silent


def _records(con: duckdb.DuckDBPyConnection, rows: str, parameters: Mapping[str, str]) -> Records:
    sql = f"SELECT role, site, {RECORD}, count(*) FROM ({rows}) GROUP BY ALL"
    return Counter(
        {
            (role, site, tuple((answer["variable"], answer["value"]) for answer in answers)): n
            for role, site, answers, n in con.execute(sql, parameters).fetchall()
        }
    )


def _kept(con: duckdb.DuckDBPyConnection, prior: PriorWave) -> Records:
    """Return the records of an earlier publication, under the roles and sites of now."""
    rows = f"SELECT * FROM {published_table(BACKGROUND)} WHERE said = $said"
    found: Records = Counter()
    parameters = {"said": prior.fingerprints[BACKGROUND].digest}
    for (role, site, answers), n in _records(con, rows, parameters).items():
        found[*prior.renamed.get((role, site), (role, site)), answers] += n
    return found


def _categories(prior: PriorWave) -> dict[str, Sequence[Ids]]:
    return {
        variable: [frozenset(category for _, category in block) for block in partition]
        for (instrument, variable), partition in prior.partitions.items()
        if instrument == BACKGROUND
    }


def background_changes(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    wave: str,
    members: Mapping[Cell, int],
    fingerprint: AnswerFingerprint,
    prior: Sequence[PriorWave],
) -> list[BackgroundChange]:
    """Return what changed in what the members of a wave say of themselves, since each publication of it.

    `fingerprint` is of what they say now; a publication in which nobody said anything bound nothing.
    """
    released = [shown for shown in prior if shown.fingerprint(BACKGROUND).digest]
    if not released:
        return []
    answered = _records(con, BACKGROUND_RECORDS, {"programme": programme, "wave": wave})
    now = _with_silent(answered, members)

    def change(shown: PriorWave) -> BackgroundChange:
        same = shown.fingerprints[BACKGROUND].digest == fingerprint.digest
        then = _with_silent(answered if same else _kept(con, shown), shown.members)
        return BackgroundChange(_categories(shown), now - then, then - now)

    return [change(shown) for shown in released]
