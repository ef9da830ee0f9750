"""Means of sessions as a report prints them: one row per session and line, figures as text."""

from collections.abc import Mapping
from itertools import pairwise

from etl.columns.answers import asked_on
from etl.columns.columns import Column, Content, RowRule, key_column, named
from etl.columns.mapping import SessionMeansMapping
from etl.columns.printed_values import PRINTED, ends, limits_of, number
from etl.columns.values import Count
from etl.kinds.sessions import session_keys
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.text import texts
from publication.faults import Refused
from publication.sql import literal, text_map, texts_list

_FIGURES = ("mean", "min", "max")


def session_means_content(
    mapping: SessionMeansMapping, programme: Programme, instruments: Mapping[str, Instrument]
) -> Content:
    """Return what a table of printed session means may hold.

    Raises Refused where the programme has no sessions, or no instrument is asked at sessions.
    """
    asked = asked_on("session", instruments)
    if not asked:
        raise Refused("no_instrument", instrument="session", known=", ".join(instruments) or "–")
    keys, rules = session_keys(mapping.columns, mapping.values, programme)
    occasion = tuple(one.name for one in keys)
    forms = named([(one.id, texts(one.name)) for one in asked.values()], mapping.values.get("instrument", {}))
    items = named(
        [(item.id, []) for one in asked.values() for item in one.items], mapping.values.get("item", {})
    )
    return Content(
        keys=[
            *keys,
            key_column("instrument", mapping.columns.instrument, forms),
            key_column("item", mapping.columns.item, items),
            Column("participants", mapping.columns.participants, None, accepted="23", holds=Count(low=1)),
            *(_figure(one, mapping) for one in _FIGURES),
        ],
        unique=(*occasion, "instrument", "item"),
        drop=frozenset(mapping.drop),
        occasion=occasion,
        together=[*rules, *_together(mapping, asked, ", ".join(occasion))],
    )


def _figure(name: str, mapping: SessionMeansMapping) -> Column:
    header = getattr(mapping.columns, name)
    return Column(name, header, None, required=name == "mean", default="", accepted="8.57", pattern=PRINTED)


def _together(mapping: SessionMeansMapping, asked: Mapping[str, Instrument], session: str) -> list[RowRule]:
    """Return what a row's figures are held to: the instrument's items and line, one another, the session."""
    pairs = texts_list(f"{one.id}|{item.id}" for one in asked.values() for item in one.items)
    of_each = text_map({one.id: ", ".join(item.id for item in one.items) for one in asked.values()})
    other = f"NOT list_contains({pairs}, instrument || '|' || item)"
    usual = f"mode(participants) OVER (PARTITION BY {session})"
    printed = [name for name in _FIGURES if getattr(mapping.columns, name) is not None]
    return [
        RowRule("not_of_the_instrument", "item", other, f"{of_each}[instrument]"),
        *(_on_the_line(name, one) for name in printed for one in asked.values()),
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
