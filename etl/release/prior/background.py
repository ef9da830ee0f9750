"""Background over time: what each publication showed of a question, and how many came or went by category."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from etl.release.background_groups import OTHER_ANSWERS, UNANSWERED, CategoryChange, Ids
from etl.release.background_records import BACKGROUND, BACKGROUND_RECORDS, RECORD
from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Block, Cell, Partition
from etl.release.prior.change import Change, Moved
from etl.release.prior.kept import is_kept
from etl.release.prior.record import PEOPLE, PriorWave
from etl.warehouse.warehouse import published_table
from publication.faults import Refused

# What a person said: (question, answer) each; and a record, by role and site.
Answers = tuple[tuple[str, str], ...]
Record = tuple[str, str, Answers]
Records = Counter[Record]


@dataclass(frozen=True, slots=True)
class BackgroundChange:
    """What one publication showed of the background of a wave, and the records of everyone now and then."""

    prior: PriorWave
    now: Records
    then: Records
    unchanged: bool

    @property
    def shown(self) -> dict[str, Sequence[Ids]]:
        """Question → its categories, those that stood together as one; none where it was hidden."""
        return {
            variable: [frozenset(category for _, category in block) for block in partition]
            for (instrument, variable), partition in self.prior.partitions.items()
            if instrument == BACKGROUND
        }

    def of_question(self, variable: str, known: Collection[str]) -> CategoryChange | None:
        """Return what there is of one question, by the categories known; None where it was not asked."""
        if (shown := self.shown.get(variable)) is None:
            return None
        sides = (self.now - self.then, self.then - self.now)
        return CategoryChange(shown, *(_by_category(records, variable, known) for records in sides))

    def of_groups(self, base: Partition) -> Change:
        """Return which records came to each group and went from it, and how many stayed of everyone."""
        if self.unchanged:
            return Change(self.prior)
        now, then = _by_group(self.now, base), _by_group(self.then, base)
        everyone = frozenset(self.prior.members)
        stayed = _by_group(self.now, [everyone]) & _by_group(self.then, [everyone])
        gained, lost = (_sizes(records) for records in (now - then, then - now))
        return Change(self.prior, gained, lost, stayed={everyone: stayed.total()})


def _by_group(records: Records, groups: Sequence[Block]) -> Counter[tuple[Block, Answers]]:
    holder = {cell: group for group in groups for cell in group}
    found: Counter[tuple[Block, Answers]] = Counter()
    for (role, site, answers), n in records.items():
        if (role, site) in holder:
            found[holder[role, site], answers] += n
    return found


def _sizes(records: Counter[tuple[Block, Answers]]) -> Moved:
    found: dict[Block, Counter[str]] = {}
    for (group, _), n in records.items():
        found.setdefault(group, Counter())[PEOPLE] += n
    return found


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


def background_changes(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    wave: str,
    members: Mapping[Cell, int],
    fingerprint: AnswerFingerprint,
    prior: Sequence[PriorWave],
) -> list[BackgroundChange]:
    """Return what changed in what the members of a wave say of themselves, since each publication of it.

    `fingerprint` is of what they say now; a publication in which nobody said anything bound nothing. Raises
    Refused where nobody knows any more what was said.
    """
    released = [shown for shown in prior if shown.fingerprint(BACKGROUND).digest]
    if not released:
        return []
    answered = _records(con, BACKGROUND_RECORDS, {"programme": programme, "wave": wave})
    now = _with_silent(answered, members)

    def change(shown: PriorWave) -> BackgroundChange:
        digest = shown.fingerprints[BACKGROUND].digest
        unchanged = digest == fingerprint.digest
        if not unchanged and not is_kept(con, BACKGROUND, digest):
            raise Refused("history_forgotten", wave=wave, publication=str(shown.publication))
        then = _with_silent(answered if unchanged else _kept(con, shown), shown.members)
        return BackgroundChange(shown, now, then, unchanged)

    return [change(shown) for shown in released]
