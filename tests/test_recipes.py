"""The recipes do what they say: the SQL of the document, run on a publication, gives what `show` gives."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publication.file import file_of
from tests.dashboards import FullWorld, answered, served, show

ROOT = Path(__file__).parents[1]

DOCUMENT = (ROOT / "docs" / "recipes.md").read_text("utf-8")
RECIPES = dict(re.findall(r"```sql\n-- (\w+)\n(.*?)```", DOCUMENT, re.DOTALL))
LOW = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 2, 3]
HIGH = [4, 4, 5, 5, 4, 4, 5, 3, 4, 5, 4, 4]
THIN: list[object] = [1, 2, 3, 4, *[8] * 8]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(tmp_path_factory.mktemp("world"), waves={"pre": "pre", "post": "post"})
    world.show(
        [
            *answered("practitioner", "a", "pre", 0, p1=LOW, p2=HIGH, i1=LOW, i2=LOW),
            *answered("practitioner", "b", "pre", 20, p1=HIGH, p2=THIN, i1=LOW, i2=HIGH),
            *answered("leader", "c", "pre", 40, p1=LOW, p2=LOW, i1=HIGH, i2=HIGH),
            *answered("practitioner", "a", "post", 100, p1=HIGH, p2=HIGH, i1=LOW, i2=HIGH),
            *answered("practitioner", "b", "post", 120, p1=HIGH, p2=LOW, i1=HIGH, i2=HIGH),
            *answered("leader", "c", "post", 140, p1=HIGH, p2=HIGH, i1=LOW, i2=LOW),
        ]
    )
    return world


def cooked(world: FullWorld, recipe: str) -> list[dict[str, Any]]:
    with duckdb.connect(file_of(world.publications, 1), read_only=True) as con:
        found = con.execute(RECIPES[recipe])
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def shown(world: FullWorld) -> dict[tuple[str, ...], dict[str, str]]:
    rows = show(world, "explore")
    return {(row["instrument"], row["wave"], row["group"], row["item"]): row for row in rows}


def test_the_document_has_the_recipes_the_tests_run() -> None:
    assert set(RECIPES) == {"mean", "theta", "score", "parquet"}


def test_means_and_standard_deviations_are_those_shown(world: FullWorld) -> None:
    known, compared = shown(world), 0
    for row in cooked(world, "mean"):
        said = known.get((row["instrument"], row["wave"], row["group_id"], row["item"]))
        if said is None or said["status"] != "shown":
            continue
        compared += 1
        assert int(said["n"]) == row["n"]
        assert float(said["mean"]) == pytest.approx(row["mean"], abs=1e-12)
        assert float(said["sd"]) == pytest.approx(row["sd"], abs=1e-9)
    assert compared > 20


def test_theta_is_the_one_shown(world: FullWorld) -> None:
    known, compared = shown(world), 0
    for row in cooked(world, "theta"):
        said = known.get((row["instrument"], "post", row["group_id"], row["item"]))
        if said is None or said["status"] != "shown":
            continue
        compared += 1
        assert float(said["theta"]) == pytest.approx(row["theta"], abs=1e-12)
    assert compared > 10


def test_scores_are_those_shown(world: FullWorld) -> None:
    answers = show(world, "answers")
    known = {(one["instrument"], one["wave"], one["group"], one["item"]): one for one in answers}
    rows = cooked(world, "score")
    assert len(rows) == 4
    for row in rows:
        said = known[row["instrument"], row["wave"], "all", "overall"]
        assert float(said["mean"]) == pytest.approx(row["mean"], abs=1e-12)
        assert (int(said["n"]), float(said["se"])) == (row["n"], row["se"])


def test_what_is_withheld_is_in_no_table(world: FullWorld) -> None:
    hidden = {key for key, row in shown(world).items() if row["status"] == "withheld"}
    assert ("practice", "pre", "practitioner.nord.b", "p2") in hidden
    cooked_rows = {
        (row["instrument"], row["wave"], row["group_id"], row["item"]) for row in cooked(world, "mean")
    }
    assert ("practice", "pre", "practitioner.nord.b", "p2") not in cooked_rows


def test_the_parquet_file_opens_by_its_recipe(world: FullWorld, tmp_path: Path) -> None:
    path = tmp_path / "taken.parquet"
    path.write_bytes(served(world).taken("explore", "parquet", {"programme": "small", "lang": "en"}))
    sql = re.sub(r"'rejsespor-explore-[^']+'", f"'{path}'", RECIPES["parquet"])
    claimed = duckdb.execute(sql).fetchall()
    said = [
        row for row in show(world, "explore", "--instrument", "practice") if row["claim"] in ("up", "down")
    ]
    assert len(claimed) == len(said) > 0
    assert sorted(row[5] for row in claimed if row[5] is not None) == sorted(
        float(row["theta"]) for row in said if row["theta"]
    )


def test_a_notebook_gets_what_the_page_shows(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (recipe,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    folder = example.parent
    monkeypatch.chdir(folder)
    if not (folder / "data").exists():
        (folder / "data").symlink_to(ROOT / "data")
    names: dict[str, Any] = {}
    exec(recipe, names)
    frame = names["frame"]
    assert len(frame) == 29
    assert frame["n_from"].dtype == "Int64"
    table = names["report"].table
    assert [None if value != value else value for value in frame["theta"]] == table.columns_of_values()[
        "theta"
    ]
    assert frame["label"][0] in capsys.readouterr().out
