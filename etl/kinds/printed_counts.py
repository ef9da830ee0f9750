"""Counts printed in a report: one row per wave and category (or item that was ticked), n and percentage."""

from collections.abc import Mapping, Sequence
from typing import Literal, Self

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field, model_validator

from etl.columns.columns import Column, FileSpec, RowRule, key_column, named
from etl.columns.mapping import FormMapping, Header, Values
from etl.columns.printed_values import PRINTED, as_printed, number, respondents_of
from etl.columns.values import Count
from etl.columns.waves import wave_names
from etl.kinds.kind import FileContext, Kind
from etl.kinds.rows import write_rows
from etl.staging.form import LoadedForm
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.text import Definition, Id, contradiction
from publication.faults import Refused
from publication.sql import literal, text_map, texts_list

UNANSWERED = "unanswered"


class CountsColumns(Definition):
    """Which columns say what was counted (an item, or a category of a variable), and the two figures."""

    wave: Header
    item: Header | None = None
    variable: Header | None = None
    category: Header | None = None
    n: Header
    percent: Header


class NotPrinted(Definition):
    """A category, or a ticked item, of which a report printed neither number nor percentage."""

    wave: Id
    item: Id | None = None
    variable: Id | None = None
    category: Id | None = None


class PrintedCountsMapping(FormMapping):
    """One row per wave and category, or item that was ticked, of a report's table: figures as printed."""

    kind: Literal["published_counts"]
    instrument: Id | None = None
    columns: CountsColumns
    values: Values = Field(default_factory=dict)
    not_printed: list[NotPrinted] = Field(default_factory=list)

    @model_validator(mode="after")
    def _counts_items_or_categories(self) -> Self:
        counted = self.columns.item, self.columns.variable, self.columns.category
        of_an_instrument = self.instrument is not None
        if [column is not None for column in counted] != [of_an_instrument, *[not of_an_instrument] * 2]:
            raise contradiction("counts_columns")
        return self


def printed_counts_spec(mapping: PrintedCountsMapping, context: FileContext) -> FileSpec:
    """Return what a table of printed counts may hold. Raises Refused for an instrument that is not there."""
    definitions = context.definitions
    waves = named(wave_names(definitions.programme.waves), mapping.values.get("wave", {}))
    counted, rules = (
        _items(mapping, mapping.instrument, definitions.instruments)
        if mapping.instrument is not None
        else _categories(mapping, definitions.background)
    )
    what = [column.name for column in counted]
    return FileSpec(
        keys=[
            key_column("wave", mapping.columns.wave, waves),
            *counted,
            Column("n", mapping.columns.n, None, accepted="17", holds=Count()),
            Column("percent", mapping.columns.percent, None, default="", accepted="77.3", pattern=PRINTED),
        ],
        unique=("wave", *what),
        row_rules=[*rules, *_figures(mapping.not_printed, definitions.programme, what)],
    )


def _items(
    mapping: PrintedCountsMapping, instrument: str, instruments: Mapping[str, Instrument]
) -> tuple[list[Column], list[RowRule]]:
    if instrument not in instruments:
        raise Refused("no_instrument", instrument=instrument, known=", ".join(instruments))
    items = [(item.id, list[str]()) for item in instruments[instrument].items]
    return [key_column("item", mapping.columns.item, named(items, mapping.values.get("item", {})))], []


def _categories(
    mapping: PrintedCountsMapping, background: Mapping[str, Background]
) -> tuple[list[Column], list[RowRule]]:
    """Return the columns of variable and category, and that a category is one of its variable's."""
    of_each = {
        name: [*(category.id for category in variable.categories), UNANSWERED]
        for name, variable in background.items()
    }
    every = dict.fromkeys(category for categories in of_each.values() for category in categories)
    variables = named([(name, []) for name in of_each], mapping.values.get("variable", {}))
    categories = named([(category, []) for category in every], mapping.values.get("category", {}))
    pairs = texts_list(f"{name}|{category}" for name, known in of_each.items() for category in known)
    rule = RowRule(
        "not_of_the_variable",
        "category",
        f"NOT list_contains({pairs}, variable || '|' || category)",
        f"{text_map({name: ', '.join(known) for name, known in of_each.items()})}[variable]",
    )
    columns = mapping.columns
    return [
        key_column("variable", columns.variable, variables),
        key_column("category", columns.category, categories),
    ], [rule]


def _figures(not_printed: Sequence[NotPrinted], programme: Programme, what: Sequence[str]) -> list[RowRule]:
    """Return what the two figures are held to: at least one was printed, within what is possible."""
    named_so = texts_list(
        "|".join([absent.wave, *(getattr(absent, part) or "" for part in what)]) for absent in not_printed
    )
    row = " || '|' || ".join(["wave", *what])
    answered = respondents_of(programme)
    return [
        RowRule(
            "nothing_printed", "n", f"n IS NULL AND percent = '' AND NOT list_contains({named_so}, {row})"
        ),
        RowRule("more_than_answered", "n", f"n > {answered}", answered),
        RowRule("out_of_range", "percent", f"{number('percent')} > 100", literal("0 … 100")),
    ]


def write_printed_counts(con: Connection, form: LoadedForm, mapping: PrintedCountsMapping) -> None:
    """Replace the form's printed counts: of an instrument's items, or of a variable's categories."""
    counted = "variable, category"
    if mapping.instrument is not None:
        counted = f"{literal(mapping.instrument)} AS instrument, item"
    write_rows(con, form, "printed_counts", f"wave, {counted}, n, {as_printed('percent')} AS percent")


PRINTED_COUNTS = Kind(PrintedCountsMapping, printed_counts_spec, write_printed_counts)
