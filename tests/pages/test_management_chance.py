"""What is told of months as news: seldom anything where nothing changed; from – to where it is over."""

import datetime as dt

import numpy as np
import numpy.typing as npt
import pytest

from dashboard.pages.management.site_chart import SiteChart
from dashboard.pages.management.standing_out import stand_out
from dashboard.pages.management.text import signal_line
from dashboard.statistics.attributes import p_chart, u_chart
from dashboard.statistics.rare_events import g_chart
from dashboard.statistics.run_chart import run_chart
from dashboard.statistics.series import Chart
from dashboard.statistics.xmr import xmr_chart
from publication.definitions.indicator import Indicator
from publication.definitions.text import same_in_all_languages
from tests.dashboards import LANGUAGES

MONTHS = [dt.date(2023 + at // 12, at % 12 + 1, 1) for at in range(36)]
WORLDS, SERIES = 60, 84
TEXT = same_in_all_languages("Waiting")
INDICATOR = Indicator(
    id="waiting",
    name=TEXT,
    meaning=TEXT,
    unit=TEXT,
    used_for=TEXT,
    direction="down",
    chart="run",
    numerator="waiting",
)


def site_chart(chart: Chart, counts: npt.NDArray[np.float64] | None = None) -> SiteChart:
    runs = chart.segments[-1].runs
    nothing = np.full(len(chart.value), np.nan)
    unjudged = runs.unjudged if runs else None
    shown = chart.value if counts is None else counts
    return SiteChart("a", "Site a", shown, nothing, False, chart, unjudged, -1, [], rare=counts is not None)


def stable_site(method: str, rng: np.random.Generator) -> SiteChart:
    """Draw 36 months of one site in which nothing changes."""
    if method == "g":
        counts = rng.poisson(rng.uniform(0.15, 0.6), 36).astype(np.float64)
        return site_chart(g_chart(counts), counts)
    if method == "u":
        days = rng.uniform(400, 600, 36)
        return site_chart(u_chart(rng.poisson(days * rng.uniform(3, 12) / 1000), days, per=1000))
    if method == "p":
        asked = rng.integers(8, 16, 36)
        return site_chart(p_chart(rng.binomial(asked, rng.uniform(0.3, 0.7)), asked, per=100))
    return site_chart((run_chart if method == "run" else xmr_chart)(rng.poisson(rng.uniform(4, 12), 36)))


@pytest.mark.parametrize("method", ["run", "xmr", "u", "p", "g"])
def test_of_twelve_stable_sites_the_finding_seldom_names_one(method: str) -> None:
    """At most 5 % of pages may: of 60, three are expected at that, and seven or more once in 30."""
    rng = np.random.default_rng(21)
    named, signals = 0, 0
    for _ in range(60):
        charts = [stable_site(method, rng) for _ in range(12)]
        judged = [chart for chart in charts if chart.signal or chart.unjudged is None]
        signals += any(chart.present for chart in judged)
        named += any(stand_out(judged))
    assert named <= 6
    # There was something to hold back.
    assert signals > named


def stable_world(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw counts, shares and measured figures in which nothing changes, shape (series, 36)."""
    third = SERIES // 3
    counts = rng.poisson(rng.uniform(2, 12, (third, 1)), (third, 36))
    shares = 100 * rng.binomial(12, rng.uniform(0.3, 0.7, (third, 1)), (third, 36)) / 12
    return np.concatenate([counts, shares, rng.normal(50, 5, (third, 36))])


def test_in_stable_programmes_the_overview_seldom_claims_a_change() -> None:
    """At most 5 % of programmes may: of 60, three are expected at that, and seven or more once in 40."""
    rng = np.random.default_rng(11)
    claimed, signals = 0, 0
    for _ in range(WORLDS):
        charts = [site_chart(run_chart(values)) for values in stable_world(rng)]
        judged = [one for one in charts if one.unjudged is None]
        signals += sum(one.present for one in judged)
        claimed += any(stand_out(judged))
    assert claimed <= 3
    # There was something to hold back: a signal or more in nearly every programme.
    assert signals > WORLDS


def test_five_shifts_among_eighty_stable_series_are_told() -> None:
    rng = np.random.default_rng(12)
    values = stable_world(rng)
    for at in range(5):
        values[at] = rng.poisson(np.where(np.arange(36) < 24, 12, 4))
    charts = [site_chart(run_chart(one)) for one in values]
    assert all(stand_out(charts)[:5])


def said(values: npt.ArrayLike, code: str = "en", baseline: int | None = None) -> str:
    chart = site_chart(run_chart(values, baseline=baseline))
    return signal_line(INDICATOR, MONTHS, chart, LANGUAGES[code]).replace("\u00a0", " ")


HIGH, LOW = [9, 10, 11, 12] * 9, [4, 3, 5, 2] * 9


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (HIGH[:18] + LOW[:18], "lower than before (better): since July 2024"),
        # The run of ten below ended eight months ago.
        (
            HIGH[:12] + LOW[:10] + [11, 4] * 7,
            "lower than before (better): January 2024 to October 2024, over",
        ),
        # Nothing lies before the first ten months, but there is enough after them.
        (
            HIGH[:10] + [4, 4, 13] * 8 + [4, 4],
            "higher than afterwards (worse): January 2023 to October 2023, over",
        ),
    ],
)
def test_a_run_is_since_while_it_lasts_and_from_to_when_it_is_over(values: list[float], words: str) -> None:
    chart = site_chart(run_chart(values, baseline=None))
    assert said(values) == words
    assert chart.signal is not None
    assert chart.marked == list(range(chart.signal.first, chart.signal.last + 1))
    assert {at for at, one in enumerate(chart.types) if one != "common"} == set(chart.marked)


def test_a_run_without_six_months_beside_it_has_no_date() -> None:
    """Two months, then ten below a line held fixed at the mean of all twelve."""
    values = [50.0, 40.0, *LOW[:10]]
    chart = site_chart(xmr_chart(values))
    line = signal_line(INDICATOR, MONTHS, chart, LANGUAGES["en"])
    assert chart.signal
    assert chart.signal.rule == "run"
    assert "too few months to say since when" in line
    assert "20" not in line


@pytest.mark.parametrize("code", ["nb", "da", "en"])
def test_few_crossings_alone_have_no_date_and_no_marks(code: str) -> None:
    """Blocks of six on either side: five crossings of 36 months, thirteen are the fewest expected."""
    values = [9, 10, 11, 9, 10, 11, 4, 3, 5, 4, 3, 5] * 3
    chart = site_chart(run_chart(values))
    assert chart.signal
    assert chart.signal.rule == "crossings"
    assert chart.marked == []
    line = signal_line(INDICATOR, MONTHS, chart, LANGUAGES[code])
    assert not any(str(year) in line for year in (2023, 2024, 2025))
