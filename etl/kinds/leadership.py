"""Leadership assessments: one row per leader, leadership group (its site) and round."""

from dataclasses import replace as with_changes
from typing import Literal

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field

from etl.columns.answers import answer_column, described
from etl.columns.columns import Column, FileSpec, key_column, named
from etl.columns.mapping import Answers, Codes, FormMapping, Header, Values
from etl.columns.places import site_column
from etl.columns.prose import words_column, yes_no_column
from etl.columns.references import NamesById, code_faults, column_faults, item_faults, value_faults
from etl.kinds.kind import Definitions, FileContext, Kind, Read, few_people
from etl.kinds.rows import bring_together, replace, write_answers
from etl.staging.form import LoadedForm
from publication.definitions.references import KeyFaults
from publication.definitions.text import Definition
from publication.faults import Fault
from publication.sql import literal

LONGEST_NOTE = 2000


class LeadershipColumns(Definition):
    """Which columns say which leadership group, round and leader a row is, and whether the group agreed."""

    site: Header
    round: Header
    agreed: Header
    leader: Header | None = None
    note: Header | None = None


class LeadershipMapping(FormMapping):
    """One row per leader, leadership group (its site) and round."""

    kind: Literal["leadership"]
    columns: LeadershipColumns
    answers: Answers = Field(min_length=1)
    codes: Codes = Field(default_factory=dict)
    values: Values = Field(default_factory=dict)


def own_mapping(form: str, definitions: Definitions) -> LeadershipMapping:
    """Return the mapping of a file that says everything by its id: `instrument.item` → answer or special."""
    asked = {
        name: {item.id: f"{name}.{item.id}" for item in instrument.items_asked("assessment")}
        for name, instrument in definitions.instruments.items()
        if "assessment" in instrument.asked_as
    }
    columns = LeadershipColumns(site="site", round="round", agreed="agreed", leader="leader", note="note")
    return LeadershipMapping(
        form=form,
        kind="leadership",
        programme=definitions.programme.id,
        columns=columns,
        answers=asked,
        codes={"dont_know": ["dont_know"], "blank": [""]},
    )


def leadership_faults(file: KeyFaults, mapping: LeadershipMapping, definitions: Definitions) -> list[Fault]:
    """Return everything a mapping says that cannot be: columns used twice, ids that are not there."""
    programme, instruments = definitions.programme, definitions.instruments
    asked = {name: instruments[name] for name in mapping.answers if name in instruments}
    ids: dict[str, NamesById] = {
        "site": [(site.id, [site.name]) for site in programme.sites],
        "round": [(each.id, []) for each in programme.rounds],
        "agreed": [("yes", []), ("no", [])],
    }
    return [
        *column_faults(file, mapping),
        *item_faults(file, mapping.answers, instruments),
        *code_faults(file, mapping.codes, asked),
        *value_faults(file, mapping.values, ids),
    ]


def leadership_spec(mapping: LeadershipMapping, context: FileContext) -> FileSpec:
    """Return what a file of leadership assessments may hold. Raises Refused for what is not described."""
    columns, values, definitions = mapping.columns, mapping.values, context.definitions
    rounds = named([(each.id, []) for each in definitions.programme.rounds], values.get("round", {}))
    agreed = yes_no_column("agreed", columns.agreed, values.get("agreed", {}))
    return FileSpec(
        keys=[
            Column("leader", columns.leader, None, required=True, default=""),
            site_column(columns.site, definitions.programme, values.get("site", {})),
            key_column("round", columns.round, rounds),
            agreed,
            words_column("note", columns.note, LONGEST_NOTE),
        ],
        unique=("round", "site", "leader"),
        occasion=("round",),
        answers={name: _answers(name, mapping, definitions) for name in mapping.answers},
        free_text=[_objection(agreed)],
    )


def _objection(agreed: Column) -> Column:
    """Return the column of who agreed as one in which only a no says something."""
    yes = {text for text, answer in agreed.texts.items() if answer == "yes"}
    return with_changes(agreed, blanks=agreed.blanks | yes)


def _answers(instrument: str, mapping: LeadershipMapping, definitions: Definitions) -> list[Column]:
    items = mapping.answers[instrument]
    asked = described(instrument, items, definitions.instruments, "assessment")
    return [
        answer_column(f"{instrument}.{item}", header, asked, mapping.codes) for item, header in items.items()
    ]


def read_leadership(con: Connection, form: LoadedForm, _definitions: Definitions) -> Read:
    """Bring the rows together and tell leaders of groups apart: an id holds within its group only."""
    faults = bring_together(con, form)
    unnamed = f"{literal(f'{form.mapping.form}/')} || file || '#' || row"
    con.execute(f"UPDATE {form.typed} SET leader = site || '/' || coalesce(nullif(leader, ''), {unnamed})")
    return form, faults


def write_leadership(con: Connection, form: LoadedForm, _mapping: LeadershipMapping) -> None:
    """Replace the form's leaders, their notes (which are never published) and their answers.

    Who answered nothing is no leader of the group, but a no of theirs is the whole group's.
    """
    begin = replace(con, form, "leaders", "round")
    con.execute(
        "INSERT INTO leaders BY NAME"
        f" SELECT {begin}, round, leader, site, agreed, nullif(note, '') AS note"
        " FROM (SELECT * REPLACE (bool_and(agreed = 'yes' OR row_answered) OVER (PARTITION BY round, site)"
        " AND agreed = 'yes' AS agreed)"
        f" FROM (SELECT *, {form.answered(*form.spec.answers)} AS row_answered FROM {form.typed}))"
        " WHERE row_answered"
    )
    write_answers(con, form, "round", "leader")


LEADERSHIP = Kind(
    LeadershipMapping,
    leadership_spec,
    write_leadership,
    read=read_leadership,
    across=few_people("split_part({row}.respondent, '/', 1) || '/'"),
    faults=leadership_faults,
)
