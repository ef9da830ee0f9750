"""Means of sessions as a report prints them: one row per session and line, figures as text."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field

from etl.columns.answers import asked_on
from etl.columns.columns import Column, FileSpec, RowRule, key_column, named
from etl.columns.mapping import FormMapping, Header, Values
from etl.columns.printed_values import PRINTED, as_printed, ends, limits_of, number
from etl.columns.values import Count
from etl.kinds.kind import FileContext, Kind
from etl.kinds.rows import write_rows
from etl.kinds.sessions import SessionKey, session_keys
from etl.staging.form import LoadedForm
from publication.definitions.instrument import Instrument
from publication.definitions.text import texts
from publication.faults import Refused
from publication.sql import literal, text_map, texts_list

_FIGURES = ("mean", "min", "max")


class SessionMeansColumns(SessionKey):
    """Which columns say whose mean a row is, and what was printed beside it."""

    instrument: Header
    item: Header
    mean: Header
    participants: Header | None = None
    min: Header | None = None
    max: Header | None = None


class SessionMeansMapping(FormMapping):
    """One row per session and line of a report: the mean as printed."""

    kind: Literal["session_means"]
    columns: SessionMeansColumns
    values: Values = Field(default_factory=dict)


def session_means_spec(mapping: SessionMeansMapping, context: FileContext) -> FileSpec:
    """Return what a table of printed session means may hold.

    Raises Refused where the programme has no sessions, or no instrument is asked at sessions.
    """
    instruments = context.definitions.instruments
    asked = asked_on("session", instruments)
    if not asked:
        raise Refused("no_instrument", instrument="session", known=", ".join(instruments) or "–")
    keys, rules = session_keys(mapping.columns, mapping.values, context.definitions.programme)
    occasion = tuple(key.name for key in keys)
    names = [(instrument.id, texts(instrument.name)) for instrument in asked.values()]
    forms = named(names, mapping.values.get("instrument", {}))
    ids = [(item.id, list[str]()) for instrument in asked.values() for item in instrument.items]
    items = named(ids, mapping.values.get("item", {}))
    return FileSpec(
        keys=[
            *keys,
            key_column("instrument", mapping.columns.instrument, forms),
            key_column("item", mapping.columns.item, items),
            Column("participants", mapping.columns.participants, None, accepted="23", holds=Count(low=1)),
            *(_figure(name, mapping) for name in _FIGURES),
        ],
        unique=(*occasion, "instrument", "item"),
        occasion=occasion,
        row_rules=[*rules, *_together(mapping, asked, ", ".join(occasion))],
    )


def _figure(name: str, mapping: SessionMeansMapping) -> Column:
    header = getattr(mapping.columns, name)
    return Column(name, header, None, required=name == "mean", default="", accepted="8.57", pattern=PRINTED)


def _together(mapping: SessionMeansMapping, asked: Mapping[str, Instrument], session: str) -> list[RowRule]:
    """Return what a row's figures are held to: the instrument's items and line, one another, the session."""
    items = {name: [item.id for item in instrument.items] for name, instrument in asked.items()}
    pairs = texts_list(f"{name}|{item}" for name, ids in items.items() for item in ids)
    of_each = text_map({name: ", ".join(ids) for name, ids in items.items()})
    other = f"NOT list_contains({pairs}, instrument || '|' || item)"
    usual = f"mode(participants) OVER (PARTITION BY {session})"
    printed = [name for name in _FIGURES if getattr(mapping.columns, name) is not None]
    return [
        RowRule("not_of_the_instrument", "item", other, f"{of_each}[instrument]"),
        *(_on_the_line(name, instrument) for name in printed for instrument in asked.values()),
        *(
            RowRule("not_in_order", high, f"{number(low)} > {number(high)}", low)
            for low, high in pairwise(("min", "mean", "max"))
        ),
        RowRule("participants_differ", "participants", f"participants <> {usual}", usual),
    ]


def _on_the_line(name: str, instrument: Instrument) -> RowRule:
    low, high = ends(instrument)
    off = f"instrument = {literal(instrument.id)} AND {number(name)} NOT BETWEEN {low} AND {high}"
    return RowRule("out_of_range", name, off, limits_of(instrument))


def write_session_means(con: Connection, form: LoadedForm, _mapping: SessionMeansMapping) -> None:
    """Replace the form's printed means."""
    figures = ", ".join(f"{as_printed(name)} AS {name}" for name in _FIGURES)
    columns = f"{form.occasion} AS session, instrument, item, participants, {figures}"
    write_rows(con, form, "printed_session_means", columns, "session")


SESSION_MEANS = Kind(SessionMeansMapping, session_means_spec, write_session_means)
