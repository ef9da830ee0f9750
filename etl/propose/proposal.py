"""A proposed mapping: what every column of a file may be, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.propose.beside import (
    Values,
    background_columns,
    by_usual_name,
    by_usual_word,
    by_values,
    ids_of,
    values_of,
)
from etl.propose.codes import CellTexts, cell_texts
from etl.propose.match import Answers, Left, Match, match_items, match_texts
from etl.propose.names import LEADERSHIP_NAMES, USUAL_NAMES
from etl.propose.seen import Seen, SeenFile
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused
from publication.ids import CITIZENS

_OWN = "$submission_id"
# Names of these are no answers, so that a column that holds them is none of an item's.
_PLACED = ("wave", "site", "role", "round")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found for each part of a mapping; `missing` are columns that were looked for in vain."""

    kind: str
    header_rows: int
    tool: str | None
    columns: Mapping[str, Match]
    background: Mapping[str, Match]
    answers: Answers
    left: Sequence[Seen]
    missing: Sequence[str]
    cells: CellTexts
    values: Mapping[str, Values]
    k: int

    @property
    def items(self) -> int:
        """The number of items found."""
        return sum(map(len, self.answers.values()))


def propose(
    seen: SeenFile,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
) -> Proposal:
    """Return the likeliest mapping of a questionnaire's or leadership assessment's file.

    Raises Refused where no column is like any item.
    """
    asked = {name: each for name, each in instruments.items() if {"pre", "post"} & set(each.asked_as)}
    assessed = {name: each for name, each in instruments.items() if "assessment" in each.asked_as}
    proposals = [
        _proposal("questionnaire", USUAL_NAMES, seen, programme, asked, background),
        _proposal("leadership", LEADERSHIP_NAMES, seen, programme, assessed, {}),
    ]
    likeliest = max(proposals, key=lambda proposal: proposal.items)
    if not likeliest.items:
        raise Refused("nothing_to_propose", known=", ".join([*asked, *assessed]) or "–")
    return likeliest


def _proposal(
    kind: str,
    usual: Mapping[str, Sequence[str]],
    seen: SeenFile,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
) -> Proposal:
    left: Left = {column.name: column for column in seen.columns}
    # A variable that is called like a column of the mapping describes tables of others, not this one.
    background = {name: described for name, described in background.items() if name not in usual}
    ids = ids_of(programme, background)
    by_text = match_texts(left, instruments)
    columns = by_usual_name(left, usual)
    wanted = [name for name in usual if name in _PLACED and name not in columns]
    columns |= by_values(left, wanted, ids)
    if "role" in usual and "role" not in columns:
        columns |= by_usual_word(left, "role", usual["role"])
    found = background_columns(left, background)
    answers = match_items(left, instruments, by_text)
    wanted = [name for name in usual if name in ids and name not in columns]
    columns |= by_values(left, wanted, ids)
    described = {name: match for name, match in (columns | found).items() if name in ids}
    return Proposal(
        kind,
        seen.header_rows,
        "nettskjema" if any(column.name == _OWN for column in seen.columns) else None,
        {name: columns[name] for name in usual if name in columns},
        found,
        answers,
        list(left.values()),
        [name for name in usual if name not in columns and _is_had(name, answers, instruments)],
        cell_texts(answers, instruments, programme.k),
        {
            name: values_of(match.column, ids[name], programme.k)
            for name, match in described.items()
            if _has_categories(match)
        },
        programme.k,
    )


def _is_had(name: str, answers: Mapping[str, object], instruments: Mapping[str, Instrument]) -> bool:
    """Say whether those who answer have what a column says: citizens have no role."""
    of_citizens = all(instruments[found].population == CITIZENS for found in answers)
    return name != "role" or not (answers and of_citizens)


def _has_categories(match: Match) -> bool:
    return not match.column.is_many
