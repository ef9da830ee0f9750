"""Management figures as they leave: they describe a service, not answers, and so pass outside the gate.

Figures about staff (absence, hours worked) alone say something of people: a month of them leaves only where
the programme's file says that at least k people worked at the site throughout it, and never once it was
withheld.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import duckdb

from publication.definitions.indicator import Indicator, series_about_staff
from publication.definitions.programme import Programme

Row = tuple[object, ...]


class SiteMonth(NamedTuple):
    """A month of a series of figures at a site."""

    series: str
    site: str
    month: dt.date


_FIGURES = """
SELECT numerator.site, numerator.month, numerator.value, denominator.value
FROM management AS numerator LEFT JOIN management AS denominator
    ON denominator.programme = numerator.programme AND denominator.site = numerator.site
    AND denominator.month = numerator.month AND denominator.series = $denominator
WHERE numerator.programme = $programme AND numerator.series = $numerator
    AND list_contains($sites, numerator.site)
ORDER BY list_position($sites, numerator.site), numerator.month
"""
_MONTHS = """
SELECT series, site, month FROM management
WHERE programme = ? AND list_contains(?, site) AND list_contains(?, series)
"""
_FILES = """
SELECT 'management', min(wave) || '/' || max(wave), name, max(loaded_at)::DATE FROM files
WHERE programme = ? AND kind = 'management' GROUP BY name ORDER BY name
"""


def withheld_months(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    indicators: Mapping[str, Indicator],
    before: Collection[SiteMonth],
) -> list[SiteMonth]:
    """Return the months (series, site, month) of figures about staff that are withheld, now or before.

    What was withheld may be loaded as another series: its months are withheld of all about staff.
    """
    sites, kept = {site.id: site for site in programme.sites}, {(held.site, held.month) for held in before}
    asked = [programme.id, list(sites), list(series_about_staff(indicators.values()))]
    held = map(SiteMonth._make, con.execute(_MONTHS, asked).fetchall())
    withheld = {
        found
        for found in held
        if (sites[found.site].staff_in(found.month) or 0) < programme.k or (found.site, found.month) in kept
    }
    return sorted(withheld.union(before))


def management_rows(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    indicators: Mapping[str, Indicator],
    withheld: Collection[SiteMonth],
) -> list[Row]:
    """Return a row per indicator, site and month that has a numerator; the denominator may be missing.

    Nothing made of a figure that is withheld leaves.
    """
    return [
        (indicator.id, site, month, *figures)
        for indicator in indicators.values()
        for site, month, *figures in _figures(con, programme, indicator)
        if not any((series, site, month) in withheld for series in indicator.uses)
    ]


def _figures(con: duckdb.DuckDBPyConnection, programme: Programme, indicator: Indicator) -> Sequence[Row]:
    asked = {
        "programme": programme.id,
        "sites": [site.id for site in programme.sites],
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
    }
    return con.execute(_FIGURES, asked).fetchall()


def management_files(con: duckdb.DuckDBPyConnection, programme: str) -> list[Row]:
    """Return the files of management figures, with the first and the last month each gave."""
    return con.execute(_FILES, [programme]).fetchall()


def shown_indicators(rows: Sequence[Row], indicators: Mapping[str, Indicator]) -> Iterator[Row]:
    """Yield the definition of each indicator that has figures, in order."""
    shown = {row[0] for row in rows}
    for position, (name, indicator) in enumerate(indicators.items()):
        if name in shown:
            yield "indicator", name, position, indicator.model_dump_json()
