"""What a service recorded of itself, month by month."""

from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from publication.schema import records

_MONTHS = """
list(12 * year(month) + month(month) - 1 ORDER BY month) AS months,
    list(numerator ORDER BY month) AS numerators, list(denominator ORDER BY month) AS denominators
"""
_FIGURES = f"SELECT indicator, site, {_MONTHS} FROM management WHERE indicator = $given GROUP BY ALL"
_SPANS = """
SELECT indicator, min(12 * year(month) + month(month) - 1), max(12 * year(month) + month(month) - 1)
FROM management GROUP BY indicator
"""
_OF_SITE = f"SELECT indicator, site, {_MONTHS} FROM management WHERE site = $given GROUP BY ALL"


class Figures(NamedTuple):
    """An indicator at one site; a month is counted from January of the year 0, in order of time."""

    indicator: str
    site: str
    months: Sequence[int]
    numerators: Sequence[float]
    denominators: Sequence[float | None]


def month_text(month: int) -> str:
    """Return a month counted from January of the year 0 as 'YYYY-MM'."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def ask_figures(cursor: duckdb.DuckDBPyConnection, indicator: str) -> list[Figures]:
    """Return an indicator's figures at every site that has any, in no order."""
    return records(cursor.execute(_FIGURES, {"given": indicator}), Figures)


def ask_figures_of_site(cursor: duckdb.DuckDBPyConnection, site: str) -> dict[str, Figures]:
    """Return indicator → a site's figures, in no order."""
    found = records(cursor.execute(_OF_SITE, {"given": site}), Figures)
    return {figures.indicator: figures for figures in found}


def ask_spans(cursor: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Return indicator → its first and last month at any site."""
    return {name: (first, last) for name, first, last in cursor.execute(_SPANS).fetchall()}
