"""Sessions: one row per participant and session, one column per line that was marked."""

import datetime as dt
from collections.abc import Mapping, Sequence

from etl.columns.answers import answer_column, blanks_of, described
from etl.columns.columns import Column, Content, RowRule, key_column, named, occasion_of
from etl.columns.mapping import SessionKey, SessionsMapping
from etl.columns.marks import Mark
from etl.columns.scale_labels import scale_labels
from etl.columns.values import Date
from etl.kinds.comments import LONGEST
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme, Session
from publication.definitions.text import LANGUAGES, texts
from publication.faults import Refused
from publication.spelling import key
from publication.sql import literal, text_map, texts_list

Values = Mapping[str, Mapping[str, str]]


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
    kinds = named([(one.id, texts(one.name)) for one in programme.session_kinds], values.get("kind", {}))
    numbers = {str(one.number): str(one.number) for one in programme.sessions}
    declared = [one.id for one in programme.sessions]
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
        (one.id, [f"{kinds[one.kind][language]} {one.number}" for language in LANGUAGES])
        for one in programme.sessions
    ]
    return key_column("session", header, named(names, values.get("session", {})))


def session_content(
    mapping: SessionsMapping, programme: Programme, instruments: Mapping[str, Instrument], today: dt.date
) -> Content:
    """Return what a file of sessions may hold.

    Raises Refused where the mapping names an instrument or item that is not described, or the programme has
    no sessions.
    """
    keys, rules = session_keys(mapping.columns, mapping.values, programme)
    occasion = tuple(one.name for one in keys)
    rules += _of_the_session(mapping, programme, occasion, today)
    columns = mapping.columns
    comment = Column("comment", columns.comment, None, blanks=blanks_of(mapping), longest=LONGEST)
    return Content(
        keys=[
            Column("respondent", columns.respondent, None, required=True, default=""),
            *keys,
            Column("date", columns.date, None, required=True, accepted="2025-03-31", holds=Date()),
            Column("topic", columns.topic, None),
            comment,
        ],
        unique=(*occasion, "respondent"),
        answers={one: _marks(one, items, mapping, instruments) for one, items in mapping.answers.items()},
        drop=frozenset(mapping.drop),
        occasion=occasion,
        together=rules,
        words=[comment],
    )


def _of_the_session(
    mapping: SessionsMapping, programme: Programme, occasion: Sequence[str], today: dt.date
) -> list[RowRule]:
    """Return what a row's date and topic are held to: what the programme declares of its session."""
    session = occasion_of(occasion)
    dates = {one.id: one.date.isoformat() for one in programme.sessions if one.date is not None}
    declared = f"{_map(dates)}[{session}]"
    rules = [RowRule("session_to_come", occasion[-1], f"{declared} > '{today}'", declared)]
    if mapping.columns.date is not None:
        undeclared = [one.id for one in programme.sessions if one.date is None]
        rules += [
            RowRule("not_the_sessions_date", "date", f'"date"::VARCHAR <> {declared}', declared),
            RowRule("session_without_date", "date", f"list_contains({texts_list(undeclared)}, {session})"),
        ]
    if mapping.columns.topic is not None:
        rules.append(_topic(mapping, programme.sessions, session))
    return rules


def _topic(mapping: SessionsMapping, sessions: Sequence[Session], session: str) -> RowRule:
    """Return the rule on a topic: the session's own in any of the languages, or as the mapping says."""
    said = mapping.values.get("topic", {})
    own = {
        one.id: [*texts(one.topic), *(text for text, of in said.items() if of == one.id)]
        for one in sessions
        if one.topic is not None
    }
    pairs = texts_list(f"{one}|{key(topic)}" for one, topics in own.items() for topic in topics)
    told = f"topic <> '' AND NOT list_contains({pairs}, {session} || '|' || lower(topic))"
    accepted = _map({one: ", ".join(dict.fromkeys(topics)) for one, topics in own.items()})
    condition = f"list_contains({texts_list(own)}, {session}) AND {told}"
    return RowRule("not_the_sessions_topic", "topic", condition, f"{accepted}[{session}]")


def _map(values: Mapping[str, str]) -> str:
    return f"({text_map(values)}::MAP(VARCHAR, VARCHAR))"


def _marks(
    instrument: str,
    items: Mapping[str, str],
    mapping: SessionsMapping,
    instruments: Mapping[str, Instrument],
) -> list[Column]:
    asked = described(instrument, items, instruments, "session")
    return [_mark(f"{instrument}.{item}", header, asked, mapping) for item, header in items.items()]


def _mark(name: str, header: str, asked: Instrument, mapping: SessionsMapping) -> Column:
    """Return the column of a line; what was asked in whole steps is answered like a questionnaire."""
    if asked.scale is None or asked.scale.step >= 1:
        return answer_column(name, header, asked, mapping)
    held, labels = Mark(asked.scale.low, asked.scale.high), scale_labels(asked)
    blanks = blanks_of(mapping)
    return Column(name, header, None, blanks=blanks, accepted="8.5", holds=held, scale_labels=labels)
