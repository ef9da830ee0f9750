"""Claims about the example: what was put in is supported, its opposite contradicted, little else decided."""

import tomllib
from pathlib import Path

import pytest

from dashboard.carriers.show import rows_of
from dashboard.report.rows import Row, Wanted
from publication.following import Publications
from publication.places import DEFAULT_DATA
from tests.dashboards import LANGUAGES

EFFECTS = tomllib.loads((DEFAULT_DATA / "example/fjordby/effects.toml").read_text("utf-8"))["management"]
PUT_IN = {(effect["indicator"], effect["site"]): effect for effect in EFFECTS}
# Places in use on one day follow how many days they were in use.
MOVED = {*PUT_IN, ("places_in_use", "granlia")}


@pytest.fixture(scope="module")
def rows(example: Path) -> list[Row]:
    return rows_of("claim", Wanted(Publications(example).current("fjordby"), LANGUAGES["en"]))


@pytest.mark.parametrize(("indicator", "site"), PUT_IN)
def test_what_was_put_in_is_supported_since_its_month(rows: list[Row], indicator: str, site: str) -> None:
    effect = PUT_IN[indicator, site]
    (row,) = (
        row
        for row in rows
        if (row["indicator"], row["site"], row["since"]) == (indicator, site, effect["since"])
    )
    right, wrong = ("higher", "lower") if effect["after"] > effect["before"] else ("lower", "higher")
    assert (row[right], row[wrong]) == ("supported", "contradicted")
    assert row["p_value"] < 0.05


def test_where_nothing_was_put_in_hardly_anything_is_decided(rows: list[Row]) -> None:
    """Of one month, at every indicator and site: 5 % two-sided, three standard errors above for so few."""
    still = [
        row
        for row in rows
        if (row["indicator"], row["site"]) not in MOVED
        and row["since"] == "2025-01"
        and row["months_before"] >= 12
    ]
    decided = [row for row in still if row["reason"] == "clear"]
    assert len(still) > 50
    assert len(decided) / len(still) <= 0.05 + 3 * (0.05 * 0.95 / len(still)) ** 0.5
