"""The example's management figures and words: what the files hold is what was put in, and it can be found."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import generate_management
import numpy as np
import pytest
from generate_management import MONTHS, PLACES, STAFF_YEARS
from scipy import stats

from etl.load.load import load, read_definitions, read_forms
from etl.warehouse.warehouse import open_warehouse
from publication.places import DEFAULT_DATA

EXAMPLE = DEFAULT_DATA / "example/fjordby"
FILES = ["management.xlsx", "stories.csv", "comments.csv", "group.csv", "activities.csv"]
EFFECTS = tomllib.loads((EXAMPLE / "effects.toml").read_text("utf-8"))["management"]
SHARES = {"occupancy": ("occupied_days", "available_days"), "goals": ("goals_reached", "goals_reviewed")}
SURE = 1e-3


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the example's figures and words in it."""
    definitions = read_definitions(DEFAULT_DATA, "fjordby")
    warehouse: Path = tmp_path_factory.mktemp("var") / "warehouse.duckdb"
    with open_warehouse(warehouse) as opened:
        forms = read_forms(opened, definitions, [EXAMPLE / name for name in FILES])
        assert load(opened, definitions, forms, dt.datetime(2026, 1, 10))
        yield opened


def values(con: duckdb.DuckDBPyConnection, series: str, site: str) -> dict[tuple[int, int], float]:
    sql = (
        "SELECT year(month), month(month), value FROM management WHERE series = ? AND site = ? ORDER BY 1, 2"
    )
    return {(year, month): value for year, month, value in con.execute(sql, [series, site]).fetchall()}


def month(text: str) -> tuple[int, int]:
    year, number = text.split("-")
    return int(year), int(number)


def before_and_after(found: dict[tuple[int, int], float], since: tuple[int, int]) -> tuple[float, float]:
    return (
        sum(value for when, value in found.items() if when < since),
        sum(value for when, value in found.items() if when >= since),
    )


def test_three_years_of_twelve_sites_are_there_and_what_was_not_reported_is_a_gap(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Five sites with places give 13 series, seven others 9; three close in July, five cells are blank.

    36 × (5 × 13 + 7 × 9) - 3 × 3 × 9 - 5 = 4522.
    """
    assert len(MONTHS) == 36
    assert (len(STAFF_YEARS), len(PLACES)) == (12, 5)
    assert con.execute("SELECT count(*), count(DISTINCT site) FROM management").fetchone() == (4522, 12)
    assert (2024, 2) not in values(con, "threats", "ronningen")
    assert (2025, 7) not in values(con, "referrals", "tunet")
    assert 0 in values(con, "violence", "aasly").values()


def test_the_workbook_is_the_same_each_time() -> None:
    drawn: list[list[str | float | None]] = [
        ["Tilbud", "Nøkkeltall", "jan 2025"],
        ["Tunet", "Henvisninger", 3.0],
    ]
    assert generate_management.workbook(drawn) == generate_management.workbook(drawn)


def test_the_effects_are_as_they_were_put_in() -> None:
    assert {(one["indicator"], one["site"]) for one in EFFECTS} == {
        ("violence", "solsiden"),
        ("violence", "elvebredden"),
        ("occupancy", "granlia"),
        ("waiting", "oppfolging"),
        ("goals", "brygga"),
    }
    assert all(month(one["since"]) in MONTHS and one["before"] != one["after"] for one in EFFECTS)


@pytest.mark.parametrize("site", PLACES)
def test_violence_falls_where_it_was_put_in_and_nowhere_else(
    con: duckdb.DuckDBPyConnection, site: str
) -> None:
    """Of all episodes, those after the month are binomial by the share of days: an exact test by scipy."""
    since = (2025, 4)
    episodes = before_and_after(values(con, "violence", site), since)
    days = before_and_after(values(con, "occupied_days", site), since)
    share = days[1] / sum(days)
    p = stats.binomtest(int(episodes[1]), int(sum(episodes)), share, alternative="less").pvalue
    put_in = {one["site"] for one in EFFECTS if one["indicator"] == "violence"}
    assert (p < SURE) == (site in put_in), p


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda one: f"{one['indicator']}-{one['site']}")
def test_levels_before_and_after_are_near_those_put_in(
    con: duckdb.DuckDBPyConnection, effect: dict[str, str | float]
) -> None:
    """Each level is within four standard errors of the mean of the months, from the months themselves."""
    site, since = str(effect["site"]), month(str(effect["since"]))
    if effect["indicator"] in SHARES:
        part, whole = (values(con, one, site) for one in SHARES[str(effect["indicator"])])
        found = {when: part[when] / whole[when] for when in part if whole[when]}
    elif effect["indicator"] == "violence":
        days = values(con, "occupied_days", site)
        found = {when: 1000 * n / days[when] for when, n in values(con, "violence", site).items()}
    else:
        found = values(con, "waiting", site)
    for level, months in (
        (effect["before"], [value for when, value in found.items() if when < since]),
        (effect["after"], [value for when, value in found.items() if when >= since]),
    ):
        error = np.std(months, ddof=1) / np.sqrt(len(months))
        assert abs(np.mean(months) - float(level)) < 4 * error


def test_what_people_told_and_planned_is_in(con: duckdb.DuckDBPyConnection) -> None:
    counted = {
        table: con.execute(f"SELECT count(*) FROM {table}").fetchone()
        for table in ("stories", "comments", "group_members", "activities")
    }
    assert counted == {
        "stories": (10,),  # eleven, one of them without consent
        "comments": (15,),  # sixteen, one of them blank
        "group_members": (23,),
        "activities": (11,),
    }


def test_every_group_has_leaders_staff_and_at_least_as_many_citizens(con: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT place, kind, count(*) FROM group_members WHERE until IS NULL GROUP BY ALL"
    now = {(place, kind): n for place, kind, n in con.execute(sql).fetchall()}
    assert {place for place, _ in now} == {"solsiden", "kvernhuset", "skogheim"}
    for place in ("solsiden", "kvernhuset", "skogheim"):
        assert now[place, "citizen"] >= now[place, "staff"] > 0
        assert now[place, "leader"] > 0
