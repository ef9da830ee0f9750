"""The example's months: the shifts that were put in are found, at their month, and hardly anything else."""

import datetime as dt
import tomllib
from collections.abc import Iterator

import duckdb
import numpy as np
import numpy.typing as npt
import pytest

from dashboard.statistics.attributes import p_chart, u_chart
from dashboard.statistics.run_chart import run_chart
from dashboard.statistics.series import Chart
from dashboard.statistics.xmr import xmr_chart
from etl.load.load import load, read_definitions, read_forms
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.files import read_indicators
from publication.definitions.indicator import Indicator
from publication.places import DEFAULT_DATA

EXAMPLE = DEFAULT_DATA / "example/fjordby"
EFFECTS = tomllib.loads((EXAMPLE / "effects.toml").read_text("utf-8"))["management"]
PUT_IN = {(one["indicator"], one["site"]): one for one in EFFECTS}
INDICATORS = read_indicators(DEFAULT_DATA)
MONTHS = 36
# The two years before the programme, as a service would choose them.
BASELINE = 24

Values = npt.NDArray[np.float64]
Series = dict[tuple[str, str], Values]


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Series]:
    """Months of every series and site, nan where not reported."""
    definitions = read_definitions(DEFAULT_DATA, "fjordby")
    with open_warehouse(tmp_path_factory.mktemp("var") / "warehouse.duckdb") as con:
        forms = read_forms(con, definitions, [EXAMPLE / "management.xlsx"])
        assert load(con, definitions, forms, dt.datetime(2026, 1, 10))
        yield months_of(con)


def months_of(con: duckdb.DuckDBPyConnection) -> Series:
    found: Series = {}
    sql = "SELECT series, site, 12 * (year(month) - 2023) + month(month) - 1, value FROM management"
    for name, site, month, value in con.execute(sql).fetchall():
        found.setdefault((name, site), np.full(MONTHS, np.nan))[month] = value
    return found


def parts(series: Series, indicator: Indicator, site: str) -> tuple[Values, Values] | None:
    """Numerator and denominator of an indicator at a site; ones where it has no denominator."""
    ones = np.ones(MONTHS)
    count = series.get((indicator.numerator, site))
    size = series.get((indicator.denominator, site)) if indicator.denominator else ones
    return None if count is None or size is None else (count, size)


def own_chart(series: Series, indicator: str, site: str, baseline: int | None = None) -> Chart:
    """The chart of the kind of the indicator."""
    both = parts(series, INDICATORS[indicator], site)
    assert both
    count, size = both
    if INDICATORS[indicator].chart == "u":
        return u_chart(count, size, baseline=baseline)
    if INDICATORS[indicator].chart == "p":
        return p_chart(count, size, baseline=baseline)
    draw = {"xmr": xmr_chart, "run": run_chart}[INDICATORS[indicator].chart]
    return draw(count / size, baseline=baseline)


def put_in_at(indicator: str, site: str) -> tuple[int, int]:
    """Month and direction of a shift."""
    effect = PUT_IN[indicator, site]
    year, month = map(int, str(effect["since"]).split("-"))
    return 12 * (year - 2023) + month - 1, 1 if effect["after"] > effect["before"] else -1


@pytest.mark.parametrize(("indicator", "site"), PUT_IN)
def test_beside_two_years_held_fixed_every_shift_is_found_at_its_month(
    series: Series, indicator: str, site: str
) -> None:
    """Within a month: at one site the first month after the shift happens to look like those before."""
    chart = own_chart(series, indicator, site, BASELINE)
    month, direction = put_in_at(indicator, site)
    shifts = [one for one in chart.signals if one.rule == "run"]
    assert shifts
    assert {one.direction for one in shifts} == {direction}
    assert abs(shifts[-1].first - month) <= 1


def test_without_a_baseline_runs_are_at_their_very_month_and_crossings_in_their_direction(
    series: Series,
) -> None:
    """Three show in a run, whose months are its date; a fourth in few crossings alone, which have none."""
    months: dict[tuple[str, str], tuple[int, int]] = {}
    ways: dict[tuple[str, str], int] = {}
    for which in PUT_IN:
        signal = own_chart(series, *which).now
        if signal is not None:
            ways[which] = signal.direction
            months |= {which: (signal.first, signal.direction)} if signal.rule == "run" else {}
    assert len(ways) >= 4
    assert len(months) >= 3
    assert months == {which: put_in_at(*which) for which in months}
    assert ways == {which: put_in_at(*which)[1] for which in ways}


def test_run_charts_of_what_did_not_move_seldom_signal(series: Series) -> None:
    """Anhøj and Olesen (2014): about 5 % false signals: 10 or more of 80 come once in 100."""
    sites = sorted({site for _, site in series})
    charts = [
        run_chart(both[0] / both[1])
        for name, indicator in INDICATORS.items()
        for site in sites
        if (name, site) not in PUT_IN and (both := parts(series, indicator, site)) and both[1].all()
    ]
    assert len(charts) > 60
    assert sum(bool(chart.signals) for chart in charts) < 10
