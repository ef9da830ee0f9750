"""Definitions as a publication holds them: read leniently, whichever release wrote them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import duckdb

from publication.definitions.background import Background
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument
from publication.definitions.link import Link
from publication.definitions.programme import Programme
from publication.definitions.text import Definition
from publication.records import StoredDefinition
from publication.schema import read

Model = TypeVar("Model", bound=Definition)


class Definitions(NamedTuple):
    """What a publication was made of, by id; `texts` is every text that somebody wrote in it."""

    programme: Programme
    instruments: Mapping[str, Instrument]
    indicators: Mapping[str, Indicator]
    background: Mapping[str, Background]
    links: Sequence[Link]
    texts: frozenset[str]


def read_stored(con: duckdb.DuckDBPyConnection) -> Definitions:
    """Return the definitions a publication holds, in their order.

    A key that an earlier release did not write has its default; one that it wrote and this one does not
    know is passed over. Raises ValueError where a definition cannot be read.
    """
    stored = read(con, StoredDefinition, "ORDER BY position")

    def of_kind(kind: str, model: type[Model]) -> dict[str, Model]:
        return {entry.id: _parsed(model, entry.definition) for entry in stored if entry.kind == kind}

    (programme,) = of_kind("programme", Programme).values()
    return Definitions(
        programme,
        of_kind("instrument", Instrument),
        of_kind("indicator", Indicator),
        of_kind("background", Background),
        list(of_kind("link", Link).values()),
        frozenset(text for entry in stored for text in _texts_in(json.loads(entry.definition))),
    )


def _parsed(model: type[Model], text: str) -> Model:
    """Return a definition that was written by the names of its fields, where a file has their aliases."""
    return model.model_validate_json(text, extra="ignore", by_alias=True, by_name=True)


def _texts_in(value: object) -> Iterator[str]:
    """Yield every text in a definition, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts_in(part)
