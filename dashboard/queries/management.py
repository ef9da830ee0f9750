"""What a service recorded of itself, month by month."""

from collections.abc import Sequence
from typing import NamedTuple

import duckdb

_FIGURES = """
SELECT site, list(12 * year(month) + month(month) - 1 ORDER BY month), list(numerator ORDER BY month),
    list(denominator ORDER BY month)
FROM management WHERE indicator = $indicator GROUP BY site
"""


class Figures(NamedTuple):
    """An indicator at one site; a month is counted from January of the year 0, in order of time."""

    site: str
    months: Sequence[int]
    numerators: Sequence[float]
    denominators: Sequence[float | None]


def ask_figures(cursor: duckdb.DuckDBPyConnection, indicator: str) -> list[Figures]:
    """Return an indicator's figures at every site that has any, in no order."""
    return [Figures(*row) for row in cursor.execute(_FIGURES, {"indicator": indicator}).fetchall()]
