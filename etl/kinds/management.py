"""Management information: a row per site, month and series, or per site and series with month columns."""

import datetime as dt
from collections.abc import Mapping, Sequence

from etl.columns.columns import Column, Content, named
from etl.columns.figures import Figure, NotYet
from etl.columns.mapping import ManagementMapping
from etl.columns.months import NamedMonth, months_of
from etl.columns.places import site_column
from etl.columns.values import Value
from publication.definitions.indicator import Indicator, Series
from publication.definitions.programme import Programme
from publication.definitions.text import texts

Indicators = Mapping[str, Indicator]


def series_of(indicators: Indicators) -> dict[str, Series]:
    """Return every series the indicators describe, by id."""
    return {series.id: series for indicator in indicators.values() for series in indicator.series}


def management_content(
    mapping: ManagementMapping,
    programme: Programme,
    indicators: Indicators,
    header: Sequence[str],
    today: dt.date,
) -> Content:
    """Return what a file of management figures with this header may hold; no month after today's.

    Raises Refused where the mapping names a site, series or indicator that is not described.
    """
    columns, values = mapping.columns, mapping.values
    keys = [
        site_column(columns.site, programme, values.get("site", {})),
        _named_by(mapping, indicators, values.get("indicator", {})),
    ]
    if columns.month is None:
        fixed = {columns.site, columns.indicator, *mapping.drop}
        return _by_month(keys, mapping, [one for one in header if one not in fixed], today)
    month = Column("month", columns.month, None, required=True, holds=NamedMonth(latest=today))
    figures = [
        Column(name, header, None, accepted="12", holds=Figure())
        for name in ("value", "numerator", "denominator")
        if (header := getattr(columns, name)) is not None
    ]
    drop = frozenset(mapping.drop)
    unique = ("site", "month", "indicator")
    return Content(keys=[*keys, month, *figures], unique=unique, drop=drop, occasion=())


def _named_by(mapping: ManagementMapping, indicators: Indicators, values: Mapping[str, str]) -> Column:
    """Return the column that says what a figure is: a series, or an indicator with its two parts."""
    names = {name: texts(series.name) for name, series in series_of(indicators).items()}
    for one in indicators.values():
        if one.denominator is None:  # such an indicator is its series
            names[one.numerator] += [one.id, *texts(one.name)]
    if mapping.columns.numerator is not None:
        names = {name: texts(one.name) for name, one in indicators.items()}
    codes = named(names.items(), values)
    return Column("indicator", mapping.columns.indicator, codes, required=True, accepted=", ".join(names))


def _by_month(
    keys: list[Column], mapping: ManagementMapping, others: Sequence[str], today: dt.date
) -> Content:
    months = months_of(tuple(others))
    first = {month: header for header, month in reversed(months.items())}
    figures = [
        Column(month, header, None, accepted="12", holds=_held(month, today))
        for month, header in first.items()
    ]
    odd = {header: "doubled_month" for header in months if header not in first.values()}
    odd |= {header: "not_a_month" for header in others if header not in months and _has_digits(header)}
    drop = frozenset(mapping.drop)
    return Content(keys=keys, unique=("site", "indicator"), drop=drop, occasion=(), months=figures, odd=odd)


def _held(month: str, today: dt.date) -> Value:
    latest = today.strftime("%Y-%m")
    return NotYet(f"≤ {latest}") if month > latest else Figure()


def _has_digits(header: str) -> bool:
    return any(letter.isdigit() for letter in header)
