"""Sessions: one row per participant and session, one column per line that was marked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal, Self

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field, model_validator

from etl.columns.answers import answer_column, blanks_of, described
from etl.columns.columns import Column, FileSpec, RowRule, key_column, named, occasion_of
from etl.columns.mapping import Answers, Codes, FormMapping, Header, Values
from etl.columns.marks import Mark
from etl.columns.scale_labels import scale_labels
from etl.columns.values import Date
from etl.kinds.comments import LONGEST
from etl.kinds.kind import Definitions, FileContext, Kind, few_people
from etl.kinds.rows import write_answers, write_rows
from etl.staging.form import LoadedForm
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme, Session
from publication.definitions.text import LANGUAGES, Definition, contradiction, texts
from publication.faults import Refused
from publication.spelling import key
from publication.sql import literal, text_map, texts_list


class SessionKey(Definition):
    """Which column names the session, or which two say its kind and number."""

    session: Header | None = None
    kind: Header | None = None
    number: Header | None = None

    @model_validator(mode="after")
    def _says_the_session_once(self) -> Self:
        parts = [self.kind is not None, self.number is not None]
        if parts != ([self.session is None] * 2):
            raise contradiction("session_columns")
        return self


class SessionsColumns(SessionKey):
    """Which columns say at which session a row was given, by whom, and what was added in words."""

    respondent: Header | None = None
    date: Header | None = None
    topic: Header | None = None
    comment: Header | None = None


class SessionsMapping(FormMapping):
    """One row per participant and session, one column per line that was marked."""

    kind: Literal["sessions"]
    columns: SessionsColumns
    answers: Answers = Field(min_length=1)
    codes: Codes = Field(default_factory=dict)
    values: Values = Field(default_factory=dict)


def session_keys(
    columns: SessionKey, values: Values, programme: Programme
) -> tuple[list[Column], list[RowRule]]:
    """Return the columns that say the session, one or its kind and number, and what holds of both together.

    Raises Refused where the programme has no sessions.
    """
    if not programme.sessions:
        raise Refused("no_sessions", programme=programme.id)
    if columns.session is not None:
        return [_session(columns.session, values, programme)], []
    kinds = named([(kind.id, texts(kind.name)) for kind in programme.session_kinds], values.get("kind", {}))
    numbers = {str(session.number): str(session.number) for session in programme.sessions}
    declared = [session.id for session in programme.sessions]
    keys = [
        key_column("kind", columns.kind, kinds),
        Column("number", columns.number, numbers, whole=True, required=True, accepted=", ".join(numbers)),
    ]
    unknown = f"NOT list_contains({texts_list(declared)}, {occasion_of(('kind', 'number'))})"
    return keys, [RowRule("no_such_session", "number", unknown, literal(", ".join(declared)))]


def _session(header: str, values: Values, programme: Programme) -> Column:
    """Return the column that names a session: 'theme_day-2', 'Temadag 2', or as the mapping says."""
    kinds = {kind.id: kind.name for kind in programme.session_kinds}
    names = [
        (session.id, [f"{kinds[session.kind][language]} {session.number}" for language in LANGUAGES])
        for session in programme.sessions
    ]
    return key_column("session", header, named(names, values.get("session", {})))


def sessions_spec(mapping: SessionsMapping, context: FileContext) -> FileSpec:
    """Return what a file of sessions may hold.

    Raises Refused where the mapping names an instrument or item that is not described, or the programme has
    no sessions.
    """
    columns, definitions = mapping.columns, context.definitions
    keys, rules = session_keys(columns, mapping.values, definitions.programme)
    occasion = tuple(key.name for key in keys)
    rules += _of_the_session(mapping, definitions.programme, occasion, definitions.today)
    comment = Column("comment", columns.comment, None, blanks=blanks_of(mapping.codes), longest=LONGEST)
    return FileSpec(
        keys=[
            Column("respondent", columns.respondent, None, required=True, default=""),
            *keys,
            Column("date", columns.date, None, required=True, accepted="2025-03-31", holds=Date()),
            Column("topic", columns.topic, None),
            comment,
        ],
        unique=(*occasion, "respondent"),
        answers={name: _marks(name, mapping, definitions) for name in mapping.answers},
        occasion=occasion,
        row_rules=rules,
        free_text=[comment],
    )


def _of_the_session(
    mapping: SessionsMapping, programme: Programme, occasion: Sequence[str], today: dt.date
) -> list[RowRule]:
    """Return what a row's date and topic are held to: what the programme declares of its session."""
    own = occasion_of(occasion)
    dates = {
        session.id: session.date.isoformat() for session in programme.sessions if session.date is not None
    }
    declared = f"{_map(dates)}[{own}]"
    rules = [RowRule("session_to_come", occasion[-1], f"{declared} > '{today}'", declared)]
    if mapping.columns.date is not None:
        undeclared = [session.id for session in programme.sessions if session.date is None]
        rules += [
            RowRule("not_the_sessions_date", "date", f'"date"::VARCHAR <> {declared}', declared),
            RowRule("session_without_date", "date", f"list_contains({texts_list(undeclared)}, {own})"),
        ]
    if mapping.columns.topic is not None:
        rules.append(_topic(mapping, programme.sessions, own))
    return rules


def _topic(mapping: SessionsMapping, sessions: Sequence[Session], session: str) -> RowRule:
    """Return the rule on a topic: the session's own in any of the languages, or as the mapping says."""
    written = mapping.values.get("topic", {})
    own = {
        each.id: [*texts(each.topic), *(text for text, meant in written.items() if meant == each.id)]
        for each in sessions
        if each.topic is not None
    }
    pairs = texts_list(f"{name}|{key(topic)}" for name, topics in own.items() for topic in topics)
    another = f"topic <> '' AND NOT list_contains({pairs}, {session} || '|' || lower(topic))"
    accepted = _map({name: ", ".join(dict.fromkeys(topics)) for name, topics in own.items()})
    condition = f"list_contains({texts_list(own)}, {session}) AND {another}"
    return RowRule("not_the_sessions_topic", "topic", condition, f"{accepted}[{session}]")


def _map(values: Mapping[str, str]) -> str:
    return f"({text_map(values)}::MAP(VARCHAR, VARCHAR))"


def _marks(instrument: str, mapping: SessionsMapping, definitions: Definitions) -> list[Column]:
    items = mapping.answers[instrument]
    asked = described(instrument, items, definitions.instruments, "session")
    return [_mark(f"{instrument}.{item}", header, asked, mapping.codes) for item, header in items.items()]


def _mark(name: str, header: str, asked: Instrument, codes: Codes) -> Column:
    """Return the column of a line; what was asked in whole steps is answered like a questionnaire."""
    if asked.scale is None or asked.scale.step >= 1:
        return answer_column(name, header, asked, codes)
    held, labels = Mark(asked.scale.low, asked.scale.high), scale_labels(asked)
    blanks = blanks_of(codes)
    return Column(name, header, None, blanks=blanks, accepted="8.5", holds=held, scale_labels=labels)


def write_sessions(con: Connection, form: LoadedForm, _mapping: SessionsMapping) -> None:
    """Replace the form's participants, their marks and their comments, which stand apart from both."""
    took_part = f"WHERE {form.answered(*form.spec.answers)}"
    session = f"{form.occasion} AS session, respondent"
    write_rows(con, form, "participants", session, "session", took_part)
    write_answers(con, form, form.occasion, "respondent")
    # Sorted by text: the order of the rows would say which marks a comment belongs to.
    comment = f"{form.occasion} AS occasion, 'comment' AS question, comment AS text"
    sorted_by_text = "WHERE comment IS NOT NULL ORDER BY occasion, text"
    write_rows(con, form, "comments", comment, "occasion", sorted_by_text)


SESSIONS = Kind(SessionsMapping, sessions_spec, write_sessions, across=few_people("''"))
