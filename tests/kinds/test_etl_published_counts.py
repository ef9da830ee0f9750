"""Printed tables: counts and percentages of categories and items, and what means and SDs are held to."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from etl.kinds.definitions import read_mappings
from etl.load.load import load, read_definitions, read_forms
from etl.warehouse.warehouse import open_warehouse
from publication.faults import Refused, SourceError
from publication.places import DEFAULT_DATA
from tests.worlds import NOW, World, write_toml

MakeWorld = Callable[..., World]
Row = dict[str, object]

REPORT = DEFAULT_DATA / "example/recoverydannelse-2017"
COUNTED: Row = {"wave": "pre", "variable": "gender", "category": "woman", "n": 15, "percent": "68.2"}
TICKED: Row = {"wave": "pre", "item": "p1", "n": 18, "percent": "81.8"}
PRINTED: Row = {
    "wave": "pre",
    "item": "p1",
    "respondents": 22,
    "mean": "4.25",
    "sd": "1.06",
    "na": 2,
    "dk": 1,
}


def counts(**changed: object) -> dict[str, object]:
    return {
        "form": "counts",
        "kind": "published_counts",
        "programme": "small",
        "columns": {one: one for one in COUNTED},
        **changed,
    }


def write(world: World, said: Mapping[str, object]) -> World:
    programme = world.programme()
    waves = [wave | {"respondents": 22} for wave in programme["waves"]]  # type: ignore[attr-defined]
    write_toml(world.at.data / "programmes/small.toml", programme | {"waves": waves})
    write_toml(world.at.data / "mappings/counts.toml", said)
    return world


@pytest.fixture
def categories(make_world: MakeWorld) -> World:
    return write(make_world(background={"gender": ["woman", "man"], "knew": ["yes", "no"]}), counts())


@pytest.fixture
def items(world: World) -> World:
    return write(world, counts(instrument="practice", columns={one: one for one in TICKED}))


@pytest.fixture
def figures(world: World) -> World:
    columns = {one: one for one in ("wave", "item", "respondents", "mean", "sd")}
    columns |= {"not_applicable": "na", "dont_know": "dk"}
    said = {"form": "means", "kind": "published", "programme": "small", "instrument": "practice"}
    return write(world, said | {"columns": columns})


def found(world: World, *rows: Row) -> list[tuple[object, ...]]:
    with pytest.raises(SourceError) as refused:
        world.load_files(world.file(rows, "table.csv"))
    return [(one.rule, one.line, one.column, one.value) for one in refused.value.faults]


def test_counts_and_percentages_are_kept_as_printed(categories: World) -> None:
    rows = [
        COUNTED,
        COUNTED | {"category": "MAN", "n": 7, "percent": "31,80"},
        COUNTED | {"category": "unanswered", "n": 0, "percent": ""},
        COUNTED | {"variable": "knew", "category": "yes", "n": "", "percent": "100"},
    ]
    categories.load_files(categories.file(rows, "table.csv"))
    assert [row[2:] for row in categories.stored("printed_counts")] == [
        ("pre", None, None, "gender", "man", 7, "31.80"),
        ("pre", None, None, "gender", "unanswered", 0, None),
        ("pre", None, None, "gender", "woman", 15, "68.2"),
        ("pre", None, None, "knew", "yes", None, "100"),
    ]


def test_items_that_were_ticked_are_kept_with_their_instrument(items: World) -> None:
    items.load_files(items.file([TICKED, TICKED | {"item": "p2", "n": 0, "percent": ""}], "table.csv"))
    assert [row[2:] for row in items.stored("printed_counts")] == [
        ("pre", "practice", "p1", None, None, 18, "81.8"),
        ("pre", "practice", "p2", None, None, 0, None),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"wave": "later"}, ("not_accepted", "wave", "later")),
        ({"wave": ""}, ("missing_value", "wave", None)),
        ({"variable": "gendre"}, ("not_accepted", "variable", "gendre")),
        ({"variable": ""}, ("missing_value", "variable", None)),
        ({"category": "womam"}, ("not_accepted", "category", "womam")),
        ({"category": ""}, ("missing_value", "category", None)),
        ({"category": "yes"}, ("not_of_the_variable", "category", "yes")),
        ({"n": "-1"}, ("out_of_range", "n", "-1")),
        ({"n": "15.5"}, ("not_a_whole_number", "n", "15.5")),
        ({"n": "about 15"}, ("not_a_whole_number", "n", "about 15")),
        ({"n": 23}, ("more_than_answered", "n", "23")),
        ({"n": "", "percent": ""}, ("nothing_printed", "n", None)),
        ({"percent": "100.1"}, ("out_of_range", "percent", "100.1")),
        ({"percent": "682"}, ("out_of_range", "percent", "682")),
        ({"percent": "-4.5"}, ("not_a_number", "percent", "-4.5")),
        ({"percent": "68.2%"}, ("not_a_number", "percent", "68.2%")),
        ({"percent": "68,2,1"}, ("not_a_number", "percent", "68,2,1")),
    ],
)
def test_a_count_is_of_what_was_asked_and_can_be(
    categories: World, changed: Row, expected: tuple[str, str, str | None]
) -> None:
    rule, column, value = expected
    other = COUNTED | {"category": "man", "n": 7, "percent": "31.8"}
    assert found(categories, other, COUNTED | changed) == [(rule, 3, column, value)]


def test_a_category_is_printed_once_per_wave(categories: World) -> None:
    assert found(categories, COUNTED, COUNTED) == [
        ("doubled", 2, "category", "woman"),
        ("doubled", 3, "category", "woman"),
    ]


def test_a_category_is_printed_once_in_all_files_of_the_form(categories: World) -> None:
    with pytest.raises(SourceError) as refused:
        categories.load_files(
            categories.file([COUNTED], "one.csv"), categories.file([COUNTED | {"n": 14}], "two.csv")
        )
    assert [(one.file, one.rule) for one in refused.value.faults] == [
        ("one.csv", "doubled"),
        ("two.csv", "doubled"),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"item": "p9"}, ("not_accepted", "item", "p9")),
        ({"item": ""}, ("missing_value", "item", None)),
        ({"n": 23}, ("more_than_answered", "n", "23")),
        ({"n": "", "percent": ""}, ("nothing_printed", "n", None)),
        ({"percent": "101"}, ("out_of_range", "percent", "101")),
    ],
)
def test_an_item_is_one_of_the_instruments(
    items: World, changed: Row, expected: tuple[str, str, str | None]
) -> None:
    rule, column, value = expected
    assert found(items, TICKED | {"item": "p2"}, TICKED | changed) == [(rule, 3, column, value)]


def test_a_row_of_nothing_is_taken_where_the_mapping_says_so(categories: World) -> None:
    nothing = COUNTED | {"n": "", "percent": ""}
    not_printed = [{"wave": "pre", "variable": "gender", "category": "woman"}]
    write(categories, counts(not_printed=not_printed))
    categories.load_files(categories.file([nothing], "table.csv"))
    assert categories.stored("printed_counts")[0][-2:] == (None, None)
    other = nothing | {"category": "man"}
    assert found(categories, nothing, other) == [("nothing_printed", 3, "n", None)]


def test_the_mapping_may_name_categories_and_variables_otherwise(categories: World) -> None:
    values = {"variable": {"Sex": "gender"}, "category": {"F": "woman"}, "wave": {"Before": "pre"}}
    write(categories, counts(values=values))
    row = COUNTED | {"variable": "sex", "category": "f", "wave": "before"}
    categories.load_files(categories.file([row], "table.csv"))
    assert categories.stored("printed_counts")[0][2:7] == ("pre", None, None, "gender", "woman")


@pytest.mark.parametrize(
    "said",
    [
        {"columns": {"wave": "w", "n": "n", "percent": "p", "variable": "v"}},
        {"columns": {"wave": "w", "n": "n", "percent": "p", "item": "i"}},
        {"instrument": "practice"},
    ],
)
def test_a_mapping_counts_either_items_or_categories(world: World, said: dict[str, object]) -> None:
    write(world, counts(**said))
    with pytest.raises(SourceError) as refused:
        read_mappings(world.at.data, "small")
    assert [one.rule for one in refused.value.faults] == ["counts_columns"]


def test_an_instrument_that_is_not_there_is_refused(world: World) -> None:
    write(world, counts(instrument="nothing", columns={one: one for one in TICKED}))
    with pytest.raises(Refused, match="no_instrument"):
        world.load_files(world.file([TICKED], "table.csv"), mapping="counts")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"mean": "5.01"}, ("out_of_range", "mean", "5.01")),
        ({"mean": "0.99"}, ("out_of_range", "mean", "0.99")),
        ({"mean": "425"}, ("out_of_range", "mean", "425")),
        ({"sd": "-1.06"}, ("not_a_number", "sd", "-1.06")),
        # Of answers from 1 to 5, one at each end spread most: sd = 4 / sqrt 2 = 2.828.
        ({"sd": "2.84"}, ("sd_too_large", "sd", "2.84")),
        ({"respondents": 23}, ("more_than_answered", "respondents", "23")),
        ({"na": 22, "dk": 1}, ("more_than_answered", "dk", "1")),
        ({"respondents": ""}, ("missing_id", "respondents", None)),
        ({"sd": ""}, ("missing_id", "sd", None)),
    ],
)
def test_printed_means_and_sds_are_possible_on_the_scale(
    figures: World, changed: Row, expected: tuple[str, str, str | None]
) -> None:
    rule, column, value = expected
    assert found(figures, PRINTED | {"item": "p2"}, PRINTED | changed) == [(rule, 3, column, value)]


@pytest.mark.parametrize(
    "changed", [{"mean": "1.00", "sd": "0"}, {"mean": "3", "sd": "2.83"}, {"na": "", "dk": ""}]
)
def test_what_is_possible_at_the_end_of_the_scale_is_taken(figures: World, changed: Row) -> None:
    figures.load_files(figures.file([PRINTED | changed], "table.csv"))
    (row,) = figures.stored("printed_figures")
    assert row[5:7] == ((PRINTED | changed)["mean"], (PRINTED | changed)["sd"])


def test_a_table_of_means_has_all_its_columns(world: World) -> None:
    said = {"form": "means", "kind": "published", "programme": "small", "instrument": "practice"}
    write(world, said | {"columns": {"wave": "wave", "item": "item"}})
    with pytest.raises(SourceError) as refused:
        read_mappings(world.at.data, "small")
    (fault,) = refused.value.faults
    assert (fault.rule, fault.details["columns"]) == ("columns_missing", "respondents, mean, sd")


def test_waves_whose_respondents_are_not_known_hold_no_count_to_them(make_world: MakeWorld) -> None:
    world = make_world(background={"gender": ["woman", "man"]})
    write_toml(world.at.data / "mappings/counts.toml", counts())
    world.load_files(world.file([COUNTED | {"n": 4000}], "table.csv"), mapping="counts")
    assert world.stored("printed_counts")[0][7] == 4000


def as_told(row: Mapping[str, str]) -> tuple[object, ...]:
    """Return what a row of the report says, with what it counts by the ids of our definitions."""
    category = {"over 50": "over_50"}.get(row.get("category", ""), row.get("category"))
    counted = (
        ("expectations", row["item"], None, None)
        if "item" in row
        else (None, None, row["variable"], category)
    )
    return row["wave"], *counted, int(row["n"]) if row["n"] else None, row["percent"] or None


def test_the_report_s_tables_are_loaded_as_they_stand(tmp_path: Path) -> None:
    names = ("table1_participants.csv", "table2_background.csv", "table3_expectations.csv")
    paths = [REPORT / name for name in names]
    definitions = read_definitions(DEFAULT_DATA, "recoverydannelse-2017")
    with open_warehouse(tmp_path / "warehouse.duckdb") as con:
        load(con, definitions, read_forms(con, definitions, paths), NOW)
        kept = con.execute(
            "SELECT wave, instrument, item, variable, category, n, percent FROM printed_counts"
        ).fetchall()
    rows = [row for path in paths for row in csv.DictReader(io.StringIO(path.read_text("utf-8")))]
    assert len(rows) == 62
    assert sorted(kept, key=str) == sorted(map(as_told, rows), key=str)
