"""Engines: the same texts give the same counts wherever they run, and nothing but answers goes there."""

import hashlib
import http.server
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from pathlib import Path

import duckdb
import pytest

from etl.release import spark
from etl.release.counting import gather_answers, gather_members, members_per_cell, sql_of
from etl.release.engine import Engine, WarehouseEngine
from etl.release.spark import SparkEngine, engine_at
from publication.definitions.files import read_instruments
from publication.faults import Refused
from tests.worlds import Row, World, counting_here, people

Connection = duckdb.DuckDBPyConnection
MakeEngine = Callable[[Connection], AbstractContextManager[Engine]]
MakeWorld = Callable[..., World]

# Some are words of SQL.
ITEMS = ["order", "select", "group-no", "1st", *(f"p{number}" for number in range(24))]
COLUMNS = [f"i_{at}" for at in range(len(ITEMS))]
# What no answer has in it.
PERSON, SITES = "person-with-a-name-", ("a-site-somewhere", "another-site", "c-site-elsewhere")


@pytest.fixture(autouse=True)
def in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the main module has no file, as where pytest uses several cores, pyspark thinks of doctests."""
    monkeypatch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)


@pytest.fixture(scope="module")
def sail() -> Iterator[str]:
    """The address of an engine in this process; every session is to be over before it stops."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer()
    server.start()
    assert server.listening_address
    yield "sc://{}:{}".format(*server.listening_address)
    server.stop()


def there(address: str, folder: Path) -> MakeEngine:
    return partial(engine_at, address=address, folder=folder)


def sheets(people: int) -> list[Row]:
    """So many people at three sites who answer at chance; a seventh leave everything but one item out."""
    chance = random.Random(people)
    codes = ["1", "2", "3", "4", "5", "8", "9", ""]
    rows: list[Row] = []
    for number in range(people):
        answers = dict.fromkeys(ITEMS, "") if number % 7 == 0 else {}
        answers = answers or dict(zip(ITEMS, chance.choices(codes, k=len(ITEMS)), strict=True))
        place = {"site": chance.choice(SITES), "role": chance.choice(("practitioner", "leader"))}
        rows.append({"id": f"{PERSON}{number}", "wave": "pre", **place, **answers, "p23": "4"})
    return rows


def loaded(make_world: MakeWorld, people: int) -> World:
    where, subscales = {"one": SITES[:2], "two": SITES[2:]}, {"some": ["p0", "p1", "order"]}
    world = make_world(items=ITEMS, reverse=["select"], subscales=subscales, places=where)
    world.load(sheets(people))
    return world


def digests(world: World, make_engine: MakeEngine) -> dict[str, str]:
    """Return the digests of what an engine makes of each text; its rows sorted."""
    (instrument,) = read_instruments(world.at.data).values()
    with world.warehouse() as con, make_engine(con) as engine:
        cells = [frozenset({cell}) for cell in sorted(members_per_cell(con, "small", "pre"))]
        gather_members(con, engine, "small", "pre", tuple(cells))
        gather_answers(con, engine, instrument, "small", "pre")
        sets = ", ".join(f"(group_no, {column})" for column in COLUMNS)
        texts = {
            "given": f"SELECT cell, group_no, responded, {', '.join(COLUMNS)} FROM gathered",
            "counts": sql_of("counts", columns=", ".join(COLUMNS), sets=sets),
            "scores": sql_of("scores", names="sheet", packed="CAST(coalesce(i_0, 0) AS BIGINT) AS sheet"),
        }
        rows = {name: sorted(engine.rows(text), key=repr) for name, text in texts.items()}
    assert all(rows.values())
    return {name: hashlib.sha256(repr(held).encode()).hexdigest() for name, held in rows.items()}


def released(world: World, make_engine: MakeEngine) -> object:
    """Return every row that would leave."""
    with world.warehouse() as con, make_engine(con) as engine:
        return world.ready(con, engine=engine).rows


def is_counted_alike(world: World, make_engine: MakeEngine) -> None:
    """Hold an engine against the warehouse's own: what each text makes, and all that would leave."""
    assert digests(world, make_engine) == digests(world, counting_here)
    assert released(world, make_engine) == released(world, counting_here)


def test_no_text_has_a_quoted_name_or_leaves_group_no_out() -> None:
    """Spark and Sail read "p01" as a text, and want all that is grouped named in grouping_id."""
    texts = {path.stem: path.read_text("utf-8") for path in Path(spark.__file__).parent.glob("*.sql")}
    assert {*texts} == {"given", "counts", "scores"}
    assert not any('"' in text or " ALL" in text or "::" in text for text in texts.values())
    assert "grouping_id(group_no, " in texts["counts"]


def test_ten_thousand_people_are_counted_alike_by_another_engine(
    make_world: MakeWorld, sail: str, tmp_path: Path
) -> None:
    is_counted_alike(loaded(make_world, 10_000), there(sail, tmp_path / "seen"))


def test_what_was_published_by_one_engine_is_held_against_by_another(
    make_world: MakeWorld, sail: str, tmp_path: Path
) -> None:
    """The same answers make no new publication; one that changed is refused; all that changed are shown."""
    world = loaded(make_world, 200)
    rows = sheets(200)
    world.publish()
    assert world.publish(engine=there(sail, tmp_path / "seen")) == (1, False)
    world.load([{**rows[1], "p23": "1"}, *rows[:1], *rows[2:]])
    with pytest.raises(Refused) as found:
        world.publish(engine=there(sail, tmp_path / "seen"))
    assert found.value.reason == "few_changed"
    world.load([{**row, "p23": "1"} for row in rows])
    assert released(world, there(sail, tmp_path / "seen")) == released(world, counting_here)


def test_nothing_but_answers_lies_where_an_engine_reads_and_then_nothing(
    make_world: MakeWorld, sail: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, kept = tmp_path / "seen", tmp_path / "kept"
    kept.mkdir()
    remember = SparkEngine._table

    def remembered(engine: SparkEngine, text: str) -> object:
        shutil.copytree(engine._folder, kept, dirs_exist_ok=True)
        assert engine._folder.stat().st_mode & 0o077 == 0
        return remember(engine, text)

    monkeypatch.setattr(SparkEngine, "_table", remembered)
    released(loaded(make_world, 50), there(sail, folder))
    names = {path.name.partition("-")[0]: path for path in kept.glob("*.parquet")}
    assert names.keys() == {"seen", "written", "people", "answered", "gathered"}
    for name in ("people", "answered", "gathered"):
        read = f"{names[name]}/*.parquet" if names[name].is_dir() else str(names[name])
        rows = duckdb.execute("FROM read_parquet(?)", [read]).fetchall()
        assert len(rows) == 50
        told = repr(rows)
        assert not any(word in told for word in (PERSON, *SITES, "practitioner", "leader", "pre"))
    assert not folder.exists()


def test_what_a_killed_command_left_is_removed_by_the_next(
    make_world: MakeWorld, sail: str, tmp_path: Path
) -> None:
    folder = tmp_path / "seen"
    (folder / "1-left").mkdir(parents=True)
    (folder / "1-left/answered-1.parquet").write_bytes(b"answers")
    released(loaded(make_world, 50), there(sail, folder))
    assert list(folder.iterdir()) == []


def refused(world: World, make_engine: MakeEngine) -> str:
    """Publish, which is to be refused; say why, and that what was there is there still."""
    before = world.everything()
    with pytest.raises(Refused) as found:
        world.publish(engine=make_engine, again=True)
    assert world.everything() == before
    return found.value.reason


@pytest.mark.parametrize(
    "address",
    [
        "",
        "somewhere",
        "http://127.0.0.1:1",
        "sc://127.0.0.1",
        "sc://127.0.0.1:99999",
        "sc://:1",
        "sc://[::1:1",
    ],
)
def test_what_is_no_address_is_refused(make_world: MakeWorld, tmp_path: Path, address: str) -> None:
    world = make_world().show(people({("leader", "a"): 9}))
    assert refused(world, there(address, tmp_path / "seen")) == "engine_address"


def test_where_no_engine_listens_nothing_is_published(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world().show(people({("leader", "a"): 9}))
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        port = held.getsockname()[1]
    assert refused(world, there(f"sc://127.0.0.1:{port}", tmp_path / "seen")) == "engine_not_there"
    assert not (tmp_path / "seen").exists()


def test_what_listens_and_is_no_engine_is_refused(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world().show(people({("leader", "a"): 9}))
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        address = f"sc://127.0.0.1:{web.server_port}"
        assert refused(world, there(address, tmp_path / "seen")) == "engine_not_there"
        web.shutdown()


def test_an_engine_that_stops_halfway_leaves_what_is_shown(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies when the answers are lent to it, after it has written and read."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer()
    server.start()
    assert server.listening_address
    lend = SparkEngine.lend

    def lend_and_die(engine: SparkEngine, name: str, text: str) -> None:
        lend(engine, name, text)
        if name == "answered":
            server.stop()

    monkeypatch.setattr(SparkEngine, "lend", lend_and_die)
    world = make_world().show(people({("leader", "a"): 9}))
    address = "sc://{}:{}".format(*server.listening_address)
    assert refused(world, there(address, tmp_path / "seen")) == "engine_failed"
    assert not (tmp_path / "seen").exists()


def test_an_engine_that_sees_another_disk_is_refused(
    make_world: MakeWorld, sail: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it looks there is nothing: there the folder of that name is another machine's."""
    name_file = SparkEngine._name_file

    def elsewhere(engine: SparkEngine, name: str, file: Path) -> None:
        name_file(engine, name, tmp_path / "other" / file.name)

    monkeypatch.setattr(SparkEngine, "_name_file", elsewhere)
    world = make_world().show(people({("leader", "a"): 9}))
    assert refused(world, there(sail, tmp_path / "seen")) == "engine_sees_not"


class Forgetful(WarehouseEngine):
    """An engine that loses a row of what it counts."""

    def rows(self, text: str) -> list[tuple[object, ...]]:
        return super().rows(text)[1:]


def test_counts_that_do_not_add_up_are_not_believed(make_world: MakeWorld) -> None:
    world = make_world().show(people({("leader", "a"): 9}))
    assert refused(world, lambda con: nullcontext(Forgetful(con))) == "miscounted"


def test_who_counts_on_this_machine_loads_nothing_of_other_engines() -> None:
    code = "import sys, dashboard.cli, etl.release.prepare, etl.release.publish;"
    code += "print({'pyspark', 'pyarrow', 'grpc', 'pysail'} & {*sys.modules})"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "set()\n"
