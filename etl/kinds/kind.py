"""A kind of content as a record: its mapping, what a file may hold, its rows, what is written of them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from duckdb import DuckDBPyConnection as Connection

from etl.checks.across import answered_twice, doubled_across_files
from etl.columns.columns import FileSpec
from etl.columns.mapping import FormMapping
from etl.columns.references import column_faults
from etl.kinds.rows import bring_together
from etl.staging.form import LoadedForm
from publication.definitions.background import Background
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.references import KeyFaults
from publication.faults import Fault

M = TypeVar("M", bound=FormMapping)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a programme's files are read by."""

    programme: Programme
    instruments: Mapping[str, Instrument]
    mappings: Mapping[str, FormMapping]
    background: Mapping[str, Background]
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    today: dt.date = field(default_factory=dt.date.today)


@dataclass(frozen=True, slots=True)
class FileContext:
    """What a file is read by beside its mapping: definitions, the wave a person named, its own header."""

    definitions: Definitions
    wave: str | None
    header: Sequence[str]


Read = tuple[LoadedForm, list[Fault]]
Across = Callable[[Connection, Sequence[LoadedForm], Definitions], list[Fault]]


def _columns_only(file: KeyFaults, mapping: FormMapping, _definitions: Definitions) -> list[Fault]:
    return [*column_faults(file, mapping)]


def _doubled_only(con: Connection, forms: Sequence[LoadedForm], _definitions: Definitions) -> list[Fault]:
    return doubled_across_files(con, forms)


def few_people(within: str) -> Across:
    """Return what looks between the forms of few people, whose ids hold within a group (SQL over a {row})."""

    def across(con: Connection, forms: Sequence[LoadedForm], _definitions: Definitions) -> list[Fault]:
        twice = [fault for form in forms for fault in answered_twice(con, form, forms, within)]
        return doubled_across_files(con, forms) + twice

    return across


def _as_they_are(con: Connection, form: LoadedForm, _definitions: Definitions) -> Read:
    return form, bring_together(con, form)


@dataclass(frozen=True, slots=True)
class Kind(Generic[M]):
    """A kind of content: `etl/kinds/all.py` lists them all.

    Args:
        mapping: What a mapping file of the kind says; its `kind` is the word it is known by.
        spec: Returns what a file may hold, but for what the mapping drops. Raises Refused.
        write: Replaces what the form gave for its waves with the rows of its typed table.
        read: Brings the rows of the form's staged files together in its typed table; returns the form and
            the faults of its rows.
        across: Returns the faults between the forms of the kind, and between them and the warehouse.
        faults: Returns what a mapping file says that cannot be.
    """

    mapping: type[M]
    spec: Callable[[M, FileContext], FileSpec]
    write: Callable[[Connection, LoadedForm, M], None]
    read: Callable[[Connection, LoadedForm, Definitions], Read] = _as_they_are
    across: Across = _doubled_only
    faults: Callable[[KeyFaults, M, Definitions], list[Fault]] = _columns_only

    def file_spec(self, mapping: M, context: FileContext) -> FileSpec:
        """Return what a file may hold, and what its mapping passes over. Raises Refused."""
        spec = self.spec(mapping, context)
        return replace(spec, drop=spec.drop.union(mapping.drop))
