"""Tables of a publication and their records: created, filled and read by one declaration."""

import datetime as dt
import logging
from pathlib import Path

import duckdb
import pytest

from publication.attached import attached_to_read, in_memory
from publication.definitions.text import same_in_all_languages
from publication.file import file_of
from publication.following import Publications
from publication.reading import NothingPublished
from publication.records import Group, Meta, Session
from publication.schema import SCHEMA, TABLES, columns_of, create, read, read_whole, write
from tests.dashboards import FullWorld, Served
from tests.worlds import people

DAY = dt.date(2025, 3, 2)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(tmp_path_factory.mktemp("shown"))
    world.show(people({("practitioner", "a"): 9, ("leader", "c"): 8}, {"p1": 3, "p2": 4, "i1": 2, "i2": 5}))
    return world


@pytest.fixture
def world(shown: FullWorld, tmp_path: Path) -> FullWorld:
    return shown.copy(tmp_path)


def test_records_come_back_as_they_were_written() -> None:
    label = {"nb": "Én", "da": "En", "en": "One"}
    sessions = [
        Session("theme_day-1", 0, "theme_day", label, 1, DAY, None),
        Session("theme_day-2", 1, "theme_day", label, 2, None, same_in_all_languages("Tea")),
    ]
    groups = [Group("pre", 0, "all", label, "leader|practitioner", "a|b", 12)]
    with duckdb.connect() as con:
        create(con)
        write(con, {"sessions": sessions, "groups": groups, "marks": []})
        assert read(con, Session, "ORDER BY position") == sessions
        assert read(con, Group, "WHERE members > ?", [12]) == []
        assert read(con, Group, "WHERE members > ?", [11]) == groups
        assert con.execute("SELECT label_da FROM groups").fetchall() == [("En",)]


def test_every_table_is_one_record_and_no_other_is_there() -> None:
    with duckdb.connect() as con:
        create(con)
        found = con.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert {table for (table,) in found} == set(TABLES)
    assert len(set(TABLES.values())) == len(TABLES)
    assert "label_nb" in columns_of(Group)


def change(world: FullWorld, sql: str) -> None:
    path = file_of(world.publications, 1)
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        con.execute(sql)


def test_a_publication_says_which_tables_it_has(world: FullWorld) -> None:
    with duckdb.connect(file_of(world.publications, 1), read_only=True) as con:
        (meta,) = read(con, Meta)
    assert (meta.programme, meta.number, meta.schema) == ("small", 1, SCHEMA)


def test_one_without_a_number_opens_and_is_not_published_anew(world: FullWorld) -> None:
    change(world, "ALTER TABLE meta DROP COLUMN schema")
    assert world.publish() == (1, False)
    shown = Served(world.at.data, world.at.var).card("change", {"programme": "small", "lang": "en"})
    assert b"publication 1 of" in shown


def test_one_without_a_table_that_came_later_opens(world: FullWorld) -> None:
    change(world, "DROP TABLE background_asked")
    change(world, "DROP TABLE published_counts")
    assert Publications(world.at.var).current("small").background == frozenset()


def test_one_made_before_a_language_came_is_read_in_the_default(world: FullWorld) -> None:
    for table, record in TABLES.items():
        for column in columns_of(record):
            if column.endswith("_en"):
                change(world, f"ALTER TABLE {table} DROP COLUMN {column}")
    served = Served(world.at.data, world.at.var)
    query = {"programme": "small", "instrument": "practice", "group": "leader.sor"}
    assert b"publication 1 of" in served.card("change", query | {"lang": "en"})


def test_every_table_of_a_file_is_read_whatever_else_is_attached(world: FullWorld) -> None:
    path = file_of(world.publications, 1)
    with attached_to_read(path) as con, in_memory() as other:
        other.execute("CREATE TABLE elsewhere AS SELECT 1")
        read_whole(con)
        with pytest.raises(duckdb.CatalogException):
            con.execute("FROM elsewhere")


def test_one_of_a_newer_release_is_refused_with_what_to_do(
    world: FullWorld, caplog: pytest.LogCaptureFixture
) -> None:
    change(world, f"UPDATE meta SET schema = {SCHEMA + 1}")
    with caplog.at_level(logging.WARNING), pytest.raises(NothingPublished):
        Publications(world.at.var).current("small")
    (told,) = [record.getMessage() for record in caplog.records if "cannot be read" in record.getMessage()]
    assert "made by a newer release: install that one" in told
