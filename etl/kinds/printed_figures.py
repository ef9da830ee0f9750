"""Figures printed in a report: one row per wave and item, mean and SD as text (trailing zeros count)."""

from math import sqrt
from typing import Annotated, Literal

from duckdb import DuckDBPyConnection as Connection
from pydantic import AfterValidator

from etl.columns.columns import Column, FileSpec, RowRule, named
from etl.columns.mapping import FormMapping, Header
from etl.columns.printed_values import PRINTED, as_printed, ends, limits_of, number, respondents_of
from etl.columns.waves import wave_names
from etl.kinds.kind import FileContext, Kind
from etl.kinds.rows import write_rows
from etl.staging.form import LoadedForm
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.text import Id, contradiction
from publication.faults import Refused
from publication.sql import literal

_COUNT = r"\d{1,6}"
_COUNTS = ("respondents", "not_applicable", "dont_know")
_NEEDED = ("wave", "item", "respondents", "mean", "sd")

Printed = Literal["wave", "item", "respondents", "mean", "sd", "not_applicable", "dont_know"]


def _has_what_is_printed(columns: dict[Printed, str]) -> dict[Printed, str]:
    if missing := [name for name in _NEEDED if name not in columns]:
        raise contradiction("columns_missing", columns=", ".join(missing))
    return columns


class PrintedFiguresMapping(FormMapping):
    """One row per wave and item of a report's table: the figures as printed."""

    kind: Literal["published"]
    instrument: Id
    columns: Annotated[dict[Printed, Header], AfterValidator(_has_what_is_printed)]


def printed_figures_spec(mapping: PrintedFiguresMapping, context: FileContext) -> FileSpec:
    """Return what a table of printed figures may hold. Raises Refused for an instrument that is not there."""
    programme, instruments = context.definitions.programme, context.definitions.instruments
    if mapping.instrument not in instruments:
        raise Refused("no_instrument", instrument=mapping.instrument, known=", ".join(instruments))
    instrument = instruments[mapping.instrument]
    waves = named(wave_names(programme.waves_of(instrument.population)), {})
    items = named([(item.id, []) for item in instrument.items], {})
    columns: dict[str, str] = {str(name): header for name, header in mapping.columns.items()}
    keys = [
        Column(
            "wave",
            columns.get("wave"),
            waves,
            required=True,
            accepted=", ".join(dict.fromkeys(waves.values())),
        ),
        Column("item", columns.get("item"), items, required=True, accepted=", ".join(items.values())),
        Column("mean", columns.get("mean"), None, required=True, accepted="4.25", pattern=PRINTED),
        Column("sd", columns.get("sd"), None, required=True, accepted="0.80", pattern=PRINTED),
        *(_count(name, columns.get(name)) for name in _COUNTS),
    ]
    together = _together(instrument, programme, [name for name in _COUNTS[1:] if name in columns])
    return FileSpec(keys=keys, unique=("wave", "item"), row_rules=together)


def _count(name: str, header: str | None) -> Column:
    required = name == "respondents"
    return Column(name, header, None, required=required, default="", accepted="0, 1, 2 …", pattern=_COUNT)


def _together(instrument: Instrument, programme: Programme, special: list[str]) -> list[RowRule]:
    """Return what printed figures are held to: the scale, and how many answered.

    Of answers between two ends, no sample's standard deviation is larger than that of one answer at each end:
    their distance over the root of two.
    """
    low, high = ends(instrument)
    largest = (high - low) / sqrt(2)
    answered = respondents_of(programme)
    rules = [
        RowRule(
            "out_of_range", "mean", f"{number('mean')} NOT BETWEEN {low} AND {high}", limits_of(instrument)
        ),
        RowRule("sd_too_large", "sd", f"{number('sd')} > {largest + 0.005}", literal(f"{largest:.2f}")),
        RowRule("more_than_answered", "respondents", f"{number('respondents')} > {answered}", answered),
    ]
    if special:
        unscored = " + ".join(f"coalesce({number(name)}, 0)" for name in special)
        over = f"{unscored} > {number('respondents')}"
        rules.append(RowRule("more_than_answered", special[-1], over, "respondents"))
    return rules


def write_printed_figures(con: Connection, form: LoadedForm, mapping: PrintedFiguresMapping) -> None:
    """Replace the form's printed figures."""
    counts = ", ".join(f"TRY_CAST(nullif({name}, '') AS INTEGER) AS {name}" for name in _COUNTS)
    figures = f"{as_printed('mean')} AS mean, {as_printed('sd')} AS sd, {counts}"
    instrument = literal(mapping.instrument)
    write_rows(con, form, "printed_figures", f"wave, {instrument} AS instrument, item, {figures}")


PRINTED_FIGURES = Kind(PrintedFiguresMapping, printed_figures_spec, write_printed_figures)
