"""What a service recorded of itself, month by month."""

from collections.abc import Sequence
from typing import NamedTuple

import duckdb

_MONTHS = """
list(12 * year(month) + month(month) - 1 ORDER BY month), list(numerator ORDER BY month),
    list(denominator ORDER BY month)
"""
_FIGURES = f"SELECT site, {_MONTHS} FROM management WHERE indicator = $indicator GROUP BY site"
_SPANS = """
SELECT indicator, min(12 * year(month) + month(month) - 1), max(12 * year(month) + month(month) - 1)
FROM management GROUP BY indicator
"""
_OF_SITE = f"SELECT indicator, {_MONTHS} FROM management WHERE site = $site GROUP BY indicator"


class Figures(NamedTuple):
    """An indicator at one site; a month is counted from January of the year 0, in order of time."""

    site: str
    months: Sequence[int]
    numerators: Sequence[float]
    denominators: Sequence[float | None]


def ask_figures(cursor: duckdb.DuckDBPyConnection, indicator: str) -> list[Figures]:
    """Return an indicator's figures at every site that has any, in no order."""
    return [Figures(*row) for row in cursor.execute(_FIGURES, {"indicator": indicator}).fetchall()]


def ask_figures_of_site(cursor: duckdb.DuckDBPyConnection, site: str) -> dict[str, Figures]:
    """Return indicator → a site's figures, in no order."""
    rows = cursor.execute(_OF_SITE, {"site": site}).fetchall()
    return {indicator: Figures(site, *parts) for indicator, *parts in rows}


def ask_spans(cursor: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Return indicator → its first and last month at any site."""
    return {name: (first, last) for name, first, last in cursor.execute(_SPANS).fetchall()}
