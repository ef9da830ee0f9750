"""Management figures as they leave: they describe a service, not answers, and so pass outside the gate.

Staff absence alone says something of people: it leaves only where the programme's file says that a site has
at least k members of staff.
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from etl.definitions.indicator import Indicator
from etl.definitions.programme import Programme

Row = tuple[object, ...]

_FIGURES = """
SELECT numerator.site, numerator.month, numerator.value, denominator.value
FROM management AS numerator LEFT JOIN management AS denominator
    ON denominator.programme = numerator.programme AND denominator.site = numerator.site
    AND denominator.month = numerator.month AND denominator.series = $denominator
WHERE numerator.programme = $programme AND numerator.series = $numerator
    AND list_contains($sites, numerator.site)
ORDER BY list_position($sites, numerator.site), numerator.month
"""
_FILES = """
SELECT 'management', min(wave) || '/' || max(wave), name, max(loaded_at)::DATE FROM files
WHERE programme = ? AND kind = 'management' GROUP BY name ORDER BY name
"""


def management_rows(
    con: duckdb.DuckDBPyConnection, programme: Programme, indicators: Mapping[str, Indicator]
) -> list[Row]:
    """Return a row per indicator, site and month that has a numerator; the denominator may be missing."""
    return [row for indicator in indicators.values() for row in _rows(con, programme, indicator)]


def _rows(con: duckdb.DuckDBPyConnection, programme: Programme, indicator: Indicator) -> Iterator[Row]:
    asked = {
        "programme": programme.id,
        "sites": _sites(programme, indicator),
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
    }
    for figures in con.execute(_FIGURES, asked).fetchall():
        yield indicator.id, *figures


def _sites(programme: Programme, indicator: Indicator) -> list[str]:
    """Return the sites an indicator may be shown of."""
    return [
        site.id for site in programme.sites if not indicator.staff_absence or (site.staff or 0) >= programme.k
    ]


def management_files(con: duckdb.DuckDBPyConnection, programme: str) -> list[Row]:
    """Return the files of management figures, with the first and the last month each gave."""
    return con.execute(_FILES, [programme]).fetchall()


def shown_indicators(rows: Sequence[Row], indicators: Mapping[str, Indicator]) -> Iterator[Row]:
    """Yield the definition of each indicator that has figures, in order."""
    shown = {row[0] for row in rows}
    for position, (name, indicator) in enumerate(indicators.items()):
        if name in shown:
            yield "indicator", name, position, indicator.model_dump_json()
