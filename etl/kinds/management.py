"""Management information: a row per site, month and series, or per site and series with month columns."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal, Self

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field, model_validator

from etl.checks.ceilings import ceiling_faults
from etl.checks.figure_rules import faults_between_forms, figure_faults, note_without_rate
from etl.checks.gather import gather
from etl.columns.columns import Column, FileSpec, named
from etl.columns.figures import Figure, NotYet
from etl.columns.mapping import FormMapping, Header, Values
from etl.columns.months import NamedMonth, months_of
from etl.columns.places import site_column
from etl.columns.values import Value
from etl.kinds.kind import Definitions, FileContext, Kind, Read
from etl.kinds.rows import write_rows
from etl.staging.form import LoadedForm
from publication.definitions.indicator import Indicator, Series
from publication.definitions.text import Definition, contradiction, texts
from publication.faults import Fault

Indicators = Mapping[str, Indicator]


class ManagementColumns(Definition):
    """Which columns say whose figure a row gives, of which month, and what it is.

    Without a column for the month, every column named after a month is one. `indicator` names a series; with
    `numerator` (and `denominator`) in place of `value` it names an indicator.
    """

    site: Header
    indicator: Header
    month: Header | None = None
    value: Header | None = None
    numerator: Header | None = None
    denominator: Header | None = None

    @model_validator(mode="after")
    def _says_the_figure_once(self) -> Self:
        figures = [self.value is not None, self.numerator is not None]
        allowed = [[False, False]] if self.month is None else [[True, False], [False, True]]
        if figures not in allowed or (self.denominator is not None and self.numerator is None):
            raise contradiction("management_columns")
        return self


class ManagementMapping(FormMapping):
    """One row per site, month and series; or one per site and series, with a column per month."""

    kind: Literal["management"]
    columns: ManagementColumns
    values: Values = Field(default_factory=dict)


def management_spec(mapping: ManagementMapping, context: FileContext) -> FileSpec:
    """Return what a file of management figures with this header may hold; no month after today's.

    Raises Refused where the mapping names a site, series or indicator that is not described.
    """
    columns, values, definitions = mapping.columns, mapping.values, context.definitions
    keys = [
        site_column(columns.site, definitions.programme, values.get("site", {})),
        _named_by(mapping, definitions.indicators, values.get("indicator", {})),
    ]
    if columns.month is None:
        fixed = {columns.site, columns.indicator, *mapping.drop}
        others = [header for header in context.header if header not in fixed]
        figures, unexpected = _by_month(others, definitions.today)
        unique: tuple[str, ...] = ("site", "indicator")
    else:
        keys += _by_row(columns, columns.month, definitions.today)
        figures, unexpected, unique = [], {}, ("site", "month", "indicator")
    return FileSpec(
        keys=keys,
        unique=unique,
        occasion=(),
        months=figures,
        unexpected=unexpected,
        described=tuple(definitions.indicators.values()),
    )


def _named_by(mapping: ManagementMapping, indicators: Indicators, values: Mapping[str, str]) -> Column:
    """Return the column that says what a figure is: a series, or an indicator with its two parts."""
    names = {name: texts(series.name) for name, series in series_of(indicators).items()}
    for indicator in indicators.values():
        if indicator.denominator is None:  # such an indicator is its series
            names[indicator.numerator] += [indicator.id, *texts(indicator.name)]
    if mapping.columns.numerator is not None:
        names = {name: texts(indicator.name) for name, indicator in indicators.items()}
    codes = named(names.items(), values)
    return Column("indicator", mapping.columns.indicator, codes, required=True, accepted=", ".join(names))


def series_of(indicators: Indicators) -> dict[str, Series]:
    """Return every series the indicators describe, by id."""
    return {series.id: series for indicator in indicators.values() for series in indicator.series}


def _by_row(columns: ManagementColumns, month: str, today: dt.date) -> list[Column]:
    return [
        Column("month", month, None, required=True, holds=NamedMonth(latest=today)),
        *(
            Column(name, header, None, accepted="12", holds=Figure())
            for name in ("value", "numerator", "denominator")
            if (header := getattr(columns, name)) is not None
        ),
    ]


def _by_month(headers: Sequence[str], today: dt.date) -> tuple[list[Column], dict[str, str]]:
    """Return the columns named after months, and the rule that each odd one of the others breaks."""
    months = months_of(tuple(headers))
    first = {month: header for header, month in reversed(months.items())}
    figures = [
        Column(month, header, None, accepted="12", holds=_held(month, today))
        for month, header in first.items()
    ]
    odd = {header: "doubled_month" for header in months if header not in first.values()}
    odd |= {header: "not_a_month" for header in headers if header not in months and _has_digits(header)}
    return figures, odd


def _held(month: str, today: dt.date) -> Value:
    latest = today.strftime("%Y-%m")
    return NotYet(f"≤ {latest}") if month > latest else Figure()


def _has_digits(header: str) -> bool:
    return any(letter.isdigit() for letter in header)


def read_management(con: Connection, form: LoadedForm, definitions: Definitions) -> Read:
    """Bring the figures together, a row each; what is at fault by itself is held against no other."""
    form, faults = gather(con, form, definitions.indicators)
    note_without_rate(con, form, definitions.indicators)
    return form, [*faults, *figure_faults(con, form, series_of(definitions.indicators))]


def management_across(con: Connection, forms: Sequence[LoadedForm], definitions: Definitions) -> list[Fault]:
    """Return the figures above a ceiling that another form gives, and those that two forms give."""
    series = series_of(definitions.indicators)
    return [
        *ceiling_faults(con, forms, series, definitions.programme),
        *faults_between_forms(con, forms),
    ]


def write_management(con: Connection, form: LoadedForm, _mapping: ManagementMapping) -> None:
    """Replace the form's figures of the months its files give figures of."""
    columns, month = "month, site, series, value", "strftime(month, '%Y-%m')"
    write_rows(con, form, "management", columns, month, "GROUP BY ALL")


MANAGEMENT = Kind(
    ManagementMapping, management_spec, write_management, read=read_management, across=management_across
)
