"""Comments: what was said, to which question and when; they wait until a person releases them."""

from typing import Literal

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field

from etl.columns.columns import FileSpec
from etl.columns.mapping import FormMapping, Header, Values
from etl.columns.prose import words_column
from etl.columns.references import column_faults
from etl.columns.waves import wave_column
from etl.kinds.kind import Definitions, FileContext, Kind
from etl.kinds.rows import write_rows
from etl.staging.form import LoadedForm
from publication.definitions.references import KeyFaults, nearest_of
from publication.definitions.text import Definition, Id
from publication.faults import Fault

LONGEST = 4000
LONGEST_QUESTION = 300


class CommentsColumns(Definition):
    """Which columns hold what was said, to which question and when; --wave may say the wave."""

    text: Header
    question: Header | None = None
    wave: Header | None = None


class AskedOf(Definition):
    """Who saw the question of a comment: those of some forms, in some roles, at some sites; none is all."""

    forms: list[Id] = Field(default_factory=list)
    roles: list[Id] = Field(default_factory=list)
    sites: list[Id] = Field(default_factory=list)


class CommentsMapping(FormMapping):
    """One row per comment; no names, no role, no site. `asked_of` says who could have written one."""

    kind: Literal["comments"]
    columns: CommentsColumns
    asked_of: AskedOf = Field(default_factory=AskedOf)
    values: Values = Field(default_factory=dict)


def comments_faults(file: KeyFaults, mapping: CommentsMapping, definitions: Definitions) -> list[Fault]:
    """Return what a mapping says that cannot be: columns used twice; forms, roles, sites not there."""
    programme, mappings = definitions.programme, definitions.mappings.values()
    known = {
        "forms": [other.form for other in mappings if other.kind == "questionnaire"],
        "roles": [role.id for role in programme.roles],
        "sites": [site.id for site in programme.sites],
    }
    return [
        *column_faults(file, mapping),
        *(
            file.at(f"asked_of.{part}", "id_unknown", name, **nearest_of(name, ids))
            for part, ids in known.items()
            for name in getattr(mapping.asked_of, part)
            if name not in ids
        ),
    ]


def comments_spec(mapping: CommentsMapping, context: FileContext) -> FileSpec:
    """Return what a file of comments may hold. Raises Refused for a wave that is not there or not said."""
    columns, waves = mapping.columns, mapping.values.get("wave", {})
    text = words_column("text", columns.text, LONGEST)
    return FileSpec(
        keys=[
            wave_column(mapping.form, columns.wave, waves, context.definitions.programme, context.wave),
            words_column("question", columns.question, LONGEST_QUESTION),
            text,
        ],
        unique=(),
        free_text=[text],
    )


def write_comments(con: Connection, form: LoadedForm, mapping: CommentsMapping) -> None:
    """Replace the form's comments of its waves, and who was asked; a blank one is none."""
    asked = mapping.asked_of
    con.execute("DELETE FROM asked_of WHERE programme = ? AND form = ?", [mapping.programme, mapping.form])
    con.execute(
        "INSERT INTO asked_of VALUES (?, ?, ?, ?, ?)",
        [mapping.programme, mapping.form, asked.forms, asked.roles, asked.sites],
    )
    columns = "wave AS occasion, question, text"
    write_rows(con, form, "comments", columns, "occasion", "WHERE text <> ''")


COMMENTS = Kind(CommentsMapping, comments_spec, write_comments, faults=comments_faults)
