"""How far chance alone brings the mean of a site of a given size from that of all sites."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.pages.involvement.answer import SiteRow, SiteTable
from dashboard.report.data_table import DataColumn, DataTable
from dashboard.statistics.sites import funnel_limits, pooled_variance
from publication.languages import Language

Floats = npt.NDArray[np.float64]
WARNING, ALARM = 0.95, 0.998


@dataclass(frozen=True, slots=True)
class Funnel:
    """Sites by size, and the limits for sizes from the smallest to the largest.

    Attributes:
        rows: The sites that are shown in the later wave, in the programme's order.
        centre: The mean of all their answers, in the scale's unit.
        sizes: Numbers of people, shape (sizes,).
        warning: Lower and upper limit at each size that 95 % of sites lie within by chance.
        alarm: The same for 99.8 %.
    """

    rows: Sequence[SiteRow]
    centre: float
    sizes: Floats
    warning: tuple[Floats, Floats]
    alarm: tuple[Floats, Floats]

    def beyond(self, row: SiteRow) -> bool:
        """Say whether a site lies outside the outer limits."""
        low, high = (float(np.interp(row.later.n, self.sizes, edge)) for edge in self.alarm)
        return not low <= row.later.mean <= high


def funnel_of(table: SiteTable) -> Funnel:
    """Return the funnel of a table's later wave; limits of nan where no two answers at a site differ."""
    rows = [row for row in table.rows if row.later.shown]
    n = np.array([row.later.n for row in rows])
    means, sd = np.array([row.later.mean for row in rows]), float(np.sqrt(pooled_variance(table.later)))
    centre = float(np.average(means, weights=n))
    sizes = np.arange(n.min(), n.max() + 1)
    limits = [funnel_limits(centre, sd, sizes, level) for level in (WARNING, ALARM)]
    return Funnel(rows, centre, sizes, limits[0], limits[1])


def funnel_data_table(table: SiteTable, language: Language) -> DataTable:
    """Return the same numbers as the funnel: each site's size, mean and limits."""
    funnel, say = funnel_of(table), language.say
    columns = [
        DataColumn("name", say("table.group")),
        DataColumn("n", say("table.n"), 0),
        DataColumn("mean", say("table.score"), 2),
        *(
            DataColumn(f"{end}_{name}", say(f"involvement.limit_{end}"), 2, say(f"involvement.{name}"))
            for name in ("warning", "alarm")
            for end in ("low", "high")
        ),
    ]
    return DataTable([_row(funnel, row, language) for row in funnel.rows], columns)


def _row(funnel: Funnel, row: SiteRow, language: Language) -> dict[str, str | float]:
    at = int(row.later.n - funnel.sizes[0])
    limits = {"warning": funnel.warning, "alarm": funnel.alarm}
    edges = {
        f"{end}_{name}": float(edge[at])
        for name, pair in limits.items()
        for end, edge in zip(("low", "high"), pair, strict=True)
    }
    return {"name": language.of(row.place), "n": row.later.n, "mean": row.later.mean, **edges}
