"""Management figures of the invented programme: 36 months of 12 sites, with shifts that are known.

A figure is drawn month by month around a level that is the site's; a shift moves the level from its month on.
Day services and teams in the field have no places, so no figures of places; they count episodes all the same.
"""

import calendar
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xlsxwriter

FIRST_YEAR, YEARS = 2023, 3
MONTHS = [(FIRST_YEAR + year, month) for year in range(YEARS) for month in range(1, 13)]
MONTH_NAMES = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
WRITTEN = dt.datetime(2026, 1, 9, 8, 30)

PLACES = {"solsiden": 24, "ronningen": 12, "elvebredden": 20, "aasly": 8, "granlia": 16}
STAFF_YEARS = {
    "solsiden": 61.5, "brygga": 27.0, "oppfolging": 37.5, "ronningen": 22.8, "maaken": 9.5,
    "elvebredden": 48.0, "kvernhuset": 17.2, "ambulant": 33.0, "aasly": 12.6,
    "granlia": 39.4, "helseteam": 11.0, "tunet": 6.5,
}  # fmt: skip
HOURS_PER_STAFF_YEAR = 141.0
WITHOUT_PLACES_RATE = 0.15
BASE = {
    "occupancy": 0.86, "referrals": 0.11, "waiting": 0.18, "absence": 7.4, "violence": 9.0, "threats": 13.0,
    "goals_reviewed": 0.45, "goals": 0.52, "moved_on": 0.025,
}  # fmt: skip
CLOSED = {("kvernhuset", 7), ("tunet", 7), ("maaken", 7)}
NOT_REPORTED = {
    ("ronningen", "threats", (2024, 2)),
    ("ronningen", "threats", (2024, 3)),
    ("aasly", "absence", (2023, 12)),
    ("granlia", "goals_reached", (2024, 9)),
    ("granlia", "goals_reviewed", (2024, 9)),
}


@dataclass(frozen=True)
class Shift:
    """From a month on, an indicator's level at a site is another."""

    indicator: str
    site: str
    since: tuple[int, int]
    level: float


SHIFTS = (
    Shift("violence", "solsiden", (2025, 4), 2.5),
    Shift("violence", "elvebredden", (2025, 4), 3.0),
    Shift("occupancy", "granlia", (2024, 9), 0.95),
    Shift("waiting", "oppfolging", (2025, 4), 0.05),
    Shift("goals", "brygga", (2025, 3), 0.78),
)
SHIFTS_ARE = """\
# What was put into the management figures: an indicator's level at a site before a month and from it on,
# as a share of 1, per 1000 place-days (violence) or as a number (waiting). Others do not move.
"""


def level(indicator: str, site: str, month: tuple[int, int]) -> float:
    """Return the level of an indicator at a site in a month."""
    for shift in SHIFTS:
        if (shift.indicator, shift.site) == (indicator, site) and month >= shift.since:
            return _in_unit(shift)
    return _base(indicator, site)


def _base(indicator: str, site: str) -> float:
    return BASE[indicator] * (STAFF_YEARS[site] if indicator in _GROWING else 1.0)


def _in_unit(shift: Shift) -> float:
    return shift.level * (STAFF_YEARS[shift.site] if shift.indicator in _GROWING else 1.0)


_GROWING = {"referrals", "waiting", "goals_reviewed", "moved_on"}  # the larger the site, the more of them


def _of_places(rng: np.random.Generator, site: str, month: tuple[int, int]) -> dict[str, float]:
    places = PLACES[site]
    days = places * calendar.monthrange(*month)[1]
    available = days - int(rng.integers(0, 12)) * int(rng.random() < 0.2)
    share = min(max(rng.normal(level("occupancy", site, month), 0.025), 0.0), 1.0)
    occupied = round(available * share)
    in_use = min(round(places * share + rng.normal(0, 0.6)), places)
    return {"occupied_days": occupied, "available_days": available, "places_in_use": in_use, "places": places}


def month_of_site(rng: np.random.Generator, site: str, month: tuple[int, int]) -> dict[str, float]:
    """Draw all figures of a site's month, by series."""
    figures = _of_places(rng, site, month) if site in PLACES else {}
    for one in ("referrals", "waiting", "goals_reviewed", "moved_on"):
        figures[one] = int(rng.poisson(level(one, site, month)))
    figures["worked_hours"] = round(2 * STAFF_YEARS[site] * HOURS_PER_STAFF_YEAR * rng.normal(1, 0.03)) / 2
    figures["absence"] = round(max(rng.normal(level("absence", site, month), 1.1), 0.0), 1)
    for one in ("violence", "threats"):
        expected = level(one, site, month) * figures.get("occupied_days", 0) / 1000
        figures[one] = int(rng.poisson(expected if site in PLACES else WITHOUT_PLACES_RATE))
    figures["goals_reached"] = int(rng.binomial(int(figures["goals_reviewed"]), level("goals", site, month)))
    return figures


def _cell(figures: Mapping[str, float], site: str, series: str, month: tuple[int, int]) -> float | None:
    if (site, month[1]) in CLOSED or (site, series, month) in NOT_REPORTED:
        return None
    return figures[series]


def management_table(
    rng: np.random.Generator, programme: Mapping[str, Any], series: Mapping[str, str]
) -> list[list[str | float | None]]:
    """Draw the table as a service keeps it: a row per site and series (id → name), a column per month."""
    header: list[str | float | None] = ["Tilbud", "Nøkkeltall"]
    rows = [header + [f"{MONTH_NAMES[month - 1]} {year}" for year, month in MONTHS]]
    for place in programme["municipalities"]:
        for site in place["sites"]:
            months = [month_of_site(rng, site["id"], month) for month in MONTHS]
            for one in (one for one in series if one in months[0]):
                cells = zip(months, MONTHS, strict=True)
                row = [_cell(figures, site["id"], one, month) for figures, month in cells]
                rows.append([site["name"], series[one], *row])
    return rows


def workbook(rows: Sequence[Sequence[str | float | None]]) -> bytes:
    """Return the table as a workbook: one sheet filled, one left empty, as spreadsheets come."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": WRITTEN})
    sheet = book.add_worksheet("Nøkkeltall")
    book.add_worksheet("Ark2")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    sheet.freeze_panes(1, 2)
    book.close()
    return content.getvalue()


def management_effects() -> Iterator[dict[str, str | float]]:
    """Yield what was put in: an indicator's level at a site before a month and from it on."""
    for shift in SHIFTS:
        year, month = shift.since
        yield {
            "indicator": shift.indicator,
            "site": shift.site,
            "since": f"{year}-{month:02}",
            "before": round(_base(shift.indicator, shift.site), 4),
            "after": round(_in_unit(shift), 4),
        }
