"""A warehouse knows the number of its schema: one made earlier is brought up, one made later is refused."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.warehouse import schema
from etl.warehouse.schema import bring_up, schema_number
from etl.warehouse.warehouse import open_warehouse
from publication.faults import Refused
from tests.worlds import World, person

MakeWorld = Callable[..., World]

# What a warehouse of the first release holds of a report's figures, and no number.
_FIRST = """
CREATE TABLE published_figures (
    programme VARCHAR, form VARCHAR, wave VARCHAR, instrument VARCHAR, item VARCHAR, mean VARCHAR, sd VARCHAR,
    respondents INTEGER, not_applicable INTEGER, dont_know INTEGER);
INSERT INTO published_figures VALUES ('small', 'report', 'pre', 'practice', 'p1', '4.25', '1.06', 22, 0, 0);
CREATE TABLE leaders (
    programme VARCHAR, form VARCHAR, round VARCHAR, leader VARCHAR, site VARCHAR, agreed BOOLEAN);
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def tables(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as con:
        columns = "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY ALL"
        return con.execute(columns).fetchall()


def test_one_without_a_number_is_brought_up_with_what_it_holds(path: Path, tmp_path: Path) -> None:
    with duckdb.connect(path) as con:
        con.execute(_FIRST)
        assert schema_number(con) == 0
    with open_warehouse(path) as con:
        assert con.execute("SELECT item, mean FROM printed_figures").fetchall() == [("p1", "4.25")]
    with open_warehouse(tmp_path / "new.duckdb") as con:
        assert schema_number(con) > 0
    assert tables(path) == tables(tmp_path / "new.duckdb")


def test_one_that_is_up_to_date_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_warehouse(path) as con:
        number = schema_number(con)
    monkeypatch.setattr(schema, "_STEPS", ("this is no SQL",) * number)
    with open_warehouse(path) as con:
        assert schema_number(con) == number


def test_steps_are_taken_all_or_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_warehouse(path):
        pass
    before = tables(path)
    steps = (*schema._STEPS, "CREATE TABLE added (id INTEGER)", "this is no SQL")
    monkeypatch.setattr(schema, "_STEPS", steps)
    with pytest.raises(duckdb.ParserException), open_warehouse(path):
        pass
    assert tables(path) == before


@pytest.mark.parametrize("read_only", [True, False])
def test_one_made_later_is_refused_and_said(path: Path, *, read_only: bool) -> None:
    with open_warehouse(path) as con:
        con.execute("UPDATE warehouse_schema SET number = number + 1")
    with pytest.raises(Refused, match="warehouse_newer"), open_warehouse(path, read_only=read_only):
        pass


def test_nothing_is_loaded_into_one_made_later(make_world: MakeWorld) -> None:
    world = make_world()
    with world.warehouse() as con:
        con.execute("UPDATE warehouse_schema SET number = 99")
    with pytest.raises(Refused, match="warehouse_newer"):
        world.load([person(1, "practitioner", "a", q1=4)])
    with duckdb.connect(world.at.warehouse, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM members").fetchone() == (0,)
        with pytest.raises(Refused, match="warehouse_newer"):
            bring_up(con, world.at.warehouse)
