"""What is there survives anything: a kill at any moment, two commands at once, old files, a full disk."""

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.warehouse.lock import LockRequest
from etl.warehouse.opening import workspace_of
from etl.warehouse.warehouse import open_warehouse
from etl.warehouse.workspace import remove_left_over, work_beside, workspace
from publication.faults import Refused
from publication.following import Publications
from tests.killing import ROOT, killer, run, start
from tests.seeds import few_and_many
from tests.worlds import World, people

MakeWorld = Callable[..., World]
CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
BEFORE = people(CELLS)
AFTER = BEFORE + people(CELLS, {"p1": 1, "p2": 2}, "post", first=100)


class Said(list[tuple[str, dict[str, str]]]):
    """What a command told, key and values."""

    def __call__(self, key: str, **values: str) -> None:
        self.append((key, values))

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self]


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """One wave is published; the file of a second one lies ready."""
    world = make_world(waves={"pre": "pre", "post": "post"}).show(BEFORE)
    world.file(AFTER, "after.csv")
    return world


def shown(world: World) -> tuple[int, int]:
    """Return the number of the publication a dashboard shows, and how many waves it has."""
    publication = Publications(world.at.var).current("small")
    found = publication.number, len(publication.waves)
    assert len(publication.cursor().execute("FROM answers").fetchall()) > 0
    publication.connection.close()
    return found


def unfinished(world: World) -> list[str]:
    """Return the names of whatever no command should leave."""
    found = [path for path in world.at.var.rglob("*") if ".new" in path.name or ".wal" in path.name]
    return [path.name for path in [*found, *world.at.var.glob("work/*"), *world.at.var.glob("*.holder.json")]]


@pytest.mark.parametrize("parts", few_and_many(6, 60))
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(world: World, tmp_path: Path, parts: int) -> None:
    saved = tmp_path / "saved"
    shutil.copytree(world.at.var, saved)
    old = world.stored("members")
    load = f"load,{world.folder / 'after.csv'},--programme,small"
    with killer(world, load, "publish,small") as both:
        moments = both.run_until(0)
        new = world.stored("members")
        assert moments is not None
        assert moments > 60
        assert (len(old), len(new), shown(world)) == (17, 34, (2, 2))
        for part in range(parts):
            shutil.rmtree(world.at.var)
            shutil.copytree(saved, world.at.var)
            moment = 1 + round((moments - 1) * part / (parts - 1))
            assert both.run_until(moment) is None
            assert shown(world) in [(1, 1), (2, 2)], moment
            assert world.stored("members") in (old, new), moment
            assert unfinished(world) == [], moment
            world.load_files(world.folder / "after.csv")
            assert world.publish()[0] == 2, moment
            assert (world.stored("members"), shown(world)) == (new, (2, 2)), moment


def test_what_was_never_shown_is_no_earlier_publication(world: World) -> None:
    """Killed when the warehouse remembers a publication and nobody has seen it: other data may follow."""
    script = (
        "import os, sys, etl.cli, etl.release.publish as publishing\n"
        "publishing.freeze = lambda *_: os._exit(9)\n"
        "etl.cli.cli()\n"
    )
    world.load_files(world.folder / "after.csv")
    with start(world, "publish", "small", script=["-c", script]) as process:
        process.communicate(timeout=60)
    assert process.returncode == 9
    assert shown(world) == (1, 1)
    mended = BEFORE + people(CELLS, {"p1": 5, "p2": 5}, "post", first=100)
    world.load(mended)
    assert world.publish() == (2, True)
    assert shown(world) == (2, 2)


@pytest.mark.parametrize("stage", ["before_truncate", "before_header", "after_free_list_write"])
def test_a_kill_in_the_middle_of_a_checkpoint_keeps_what_was_committed(world: World, stage: str) -> None:
    script = (
        "import os, sys, duckdb\n"
        "con = duckdb.connect(sys.argv[1])\n"
        f"con.execute(\"PRAGMA debug_checkpoint_abort='{stage}'\")\n"
        "con.execute(\"INSERT INTO members SELECT 'small', 'x', 'x', range, 'x', 'x' FROM range(9)\")\n"
        "try:\n    con.execute('CHECKPOINT')\nexcept duckdb.Error:\n    os._exit(9)\n"
    )
    run_of = subprocess.run([sys.executable, "-c", script, str(world.at.warehouse)], check=False)
    assert run_of.returncode == 9
    with open_warehouse(world.at.warehouse, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM members").fetchone() == (26,)
    assert len(world.stored("members")) == 26
    assert unfinished(world) == []


def held_by_another(world: World) -> subprocess.Popen[str]:
    """Let another process hold the warehouse until its input ends."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom etl.warehouse.lock import LockRequest\n"
        "from etl.warehouse.warehouse import open_warehouse\n"
        "with open_warehouse(Path(sys.argv[1]), request=LockRequest('load small')):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(world.at.warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


@pytest.mark.parametrize("read_only", [True, False])
def test_whoever_does_not_wait_is_told_who_holds_it(world: World, read_only: bool) -> None:
    with held_by_another(world) as holder:
        with (
            pytest.raises(Refused, match="warehouse_held") as refused,
            open_warehouse(world.at.warehouse, read_only=read_only),
        ):
            pass
        holder.communicate("")
    said = refused.value.details
    assert (said["process"], said["command"]) == (str(holder.pid), "load small")
    assert said["host"] == os.uname().nodename


@pytest.mark.parametrize("command", ["load", "check", "publish"])
def test_the_second_command_waits_and_goes_on(world: World, command: str) -> None:
    path = str(world.folder / "after.csv")
    arguments = ["publish", "small"] if command == "publish" else [command, path, "--programme", "small"]
    with held_by_another(world) as holder, start(world, *arguments) as waiting:
        assert waiting.stderr is not None
        first = waiting.stderr.readline()
        assert "is running “load small”" in first
        assert f"(process {holder.pid})" in first
        assert waiting.poll() is None
        holder.communicate("")
        _, told = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, told
    assert unfinished(world) == []


def test_the_second_command_refuses_when_its_time_is_up(world: World) -> None:
    path = world.folder / "after.csv"
    with held_by_another(world) as holder:
        status, said, told = run(world, "load", path, "--programme", "small", "--wait", 1)
        holder.communicate("")
    assert (status, said) == (1, "")
    assert "warehouse.duckdb is in use" in told.splitlines()[-1]
    assert f"process {holder.pid}" in told.splitlines()[-1]
    assert "Traceback" not in told


def test_two_loads_at_once_are_both_in(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"})
    files = [world.file(people(CELLS, wave=wave), f"{wave}.csv") for wave in ("pre", "post")]
    loads = [start(world, "load", str(path), "--programme", "small") for path in files]
    for load in loads:
        _, told = load.communicate(timeout=60)
        assert load.returncode == 0, told
    assert [(row[3], row[7]) for row in world.stored("files")] == [("post", 17), ("pre", 17)]
    assert unfinished(world) == []


def test_a_killed_commands_lock_holds_nobody_up(world: World) -> None:
    holder = held_by_another(world)
    left = json.loads(world.at.warehouse.with_suffix(".holder.json").read_bytes())
    holder.kill()
    holder.communicate()
    assert left["process"] == str(holder.pid)
    assert world.at.warehouse.with_suffix(".holder.json").exists()
    assert len(world.stored("members")) == 17
    assert unfinished(world) == []


def test_another_program_that_has_the_file_open_is_waited_for(world: World) -> None:
    script = "import duckdb, sys\ncon = duckdb.connect(sys.argv[1])\nprint(flush=True)\nsys.stdin.read()\n"
    command = [sys.executable, "-c", script, str(world.at.warehouse)]
    said = Said()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(Refused, match="warehouse_in_use"):
            open_warehouse(world.at.warehouse, request=LockRequest(seconds=0.3, tell=said)).__enter__()
        holder.communicate(b"")
    assert said.keys == ["waiting_warehouse_in_use"]


def log_of(path: Path) -> bytes:
    """Return what DuckDB notes beside a file before it is written into it."""
    script = (
        "import duckdb, os, sys\ncon = duckdb.connect(sys.argv[1])\n"
        "con.execute('CREATE TABLE other AS SELECT 1 AS one')\nos._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    return path.with_name(f"{path.name}.wal").read_bytes()


def put_aside(world: World) -> list[Path]:
    return list(world.at.var.glob("*.put-aside-*"))


@pytest.mark.parametrize("whose", ["another's", "an older one"])
def test_a_log_that_does_not_belong_is_put_aside_and_said(world: World, tmp_path: Path, whose: str) -> None:
    wal = world.at.warehouse.with_name("warehouse.duckdb.wal")
    if whose == "another's":
        wal.write_bytes(log_of(tmp_path / "other.duckdb"))
    else:
        left = log_of(world.at.warehouse)
        duckdb.connect(world.at.warehouse).close()  # what was noted is written into the file
        wal.write_bytes(left)
    content = wal.read_bytes()
    with (
        pytest.raises(Refused, match="log_does_not_belong"),
        open_warehouse(world.at.warehouse, read_only=True),
    ):
        pass
    assert put_aside(world) == []
    said = Said()
    with open_warehouse(world.at.warehouse, request=LockRequest(tell=said)) as con:
        assert con.execute("SELECT count(*) FROM members").fetchone() == (17,)
    (aside,) = put_aside(world)
    assert said == [("put_aside", {"file": wal.name, "aside": aside.name})]
    assert aside.read_bytes() == content


def test_a_log_beside_no_warehouse_is_kept(world: World) -> None:
    content = log_of(world.at.warehouse)
    world.at.warehouse.unlink()
    said = Said()
    with open_warehouse(world.at.warehouse, request=LockRequest(tell=said)) as con:
        assert con.execute("SELECT count(*) FROM members").fetchone() == (0,)
    assert said.keys == ["put_aside"]
    assert [path.read_bytes() for path in put_aside(world)] == [content]


@pytest.mark.parametrize("keep", [0, 5000, 100_000])
def test_a_truncated_warehouse_is_named_and_left_as_it_is(world: World, keep: int) -> None:
    os.truncate(world.at.warehouse, keep)
    before = world.at.warehouse.read_bytes()
    status, _, told = run(world, "publish", "small")
    assert status == 1
    assert "warehouse.duckdb cannot be opened as a warehouse" in told
    assert "Traceback" not in told
    assert world.at.warehouse.read_bytes() == before
    assert shown(world) == (1, 1)


def test_a_warehouse_damaged_inside_is_named(world: World) -> None:
    size = world.at.warehouse.stat().st_size
    with world.at.warehouse.open("r+b") as file:
        file.seek(12288)
        file.write(bytes(size - 12288))
    status, _, told = run(world, "load", world.folder / "after.csv", "--programme", "small")
    assert status == 1
    assert "warehouse.duckdb cannot be opened as a warehouse" in told
    assert "Traceback" not in told


def test_what_a_killed_command_left_is_removed_and_said(world: World) -> None:
    gone = world.at.var / "work" / "1-abc"
    gone.mkdir(parents=True)
    (gone / "decoded.csv").write_text("answers")
    for name in ("0002.new", "0002.new.wal", "CURRENT.new"):
        (world.publications / name).write_bytes(b"half")
    (world.at.var / "warehouse.duckdb.new").write_bytes(b"half")
    status, _, told = run(world, "publish", "small")
    assert status == 0
    for name in ("1-abc", "0002.new", "0002.new.wal", "CURRENT.new", "warehouse.duckdb.new"):
        assert name in told
    assert unfinished(world) == []
    assert shown(world) == (1, 1)


def test_a_workspace_in_use_is_nobodys_left_over(tmp_path: Path) -> None:
    with workspace(tmp_path / "work") as own:
        (own / "decoded.csv").write_text("answers")
        assert remove_left_over(tmp_path / "work") == []
        assert (own / "decoded.csv").exists()
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert not (tmp_path / "work").exists()


def test_answers_are_their_owners_alone_and_publications_everyones(world: World) -> None:
    with open_warehouse(world.at.warehouse) as con:
        con.execute("CREATE TABLE more AS SELECT 1 AS one")
        work = workspace_of(con)
        private = [world.at.warehouse, *world.at.var.glob("warehouse.*"), work, *work.iterdir()]
        assert [path.name for path in private if path.stat().st_mode & 0o077] == []
        assert work.parent == work_beside(world.at.warehouse)
    assert unfinished(world) == []
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in world.publications.iterdir()}
    assert modes == {"0001.duckdb": 0o444, "CURRENT": 0o644}
    assert stat.S_IMODE(world.publications.stat().st_mode) == 0o755


@pytest.mark.parametrize("limit", [4096, 300_000])
def test_a_full_disk_is_a_refusal_and_nothing_is_lost(world: World, limit: int) -> None:
    """A limit on the size of files stands for a full disk: the system answers writes in the same way."""
    before = world.stored("members"), world.stored("files")
    path = world.file(people({("practitioner", "a"): 30_000}, wave="post"), "big.csv")
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    full = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(path), "--programme", "small", *places],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "REJSESPOR_LANGUAGE": "en"},
    )
    assert full.returncode == 1
    assert "There is no room to write" in full.stderr
    assert "Traceback" not in full.stderr
    assert (world.stored("members"), world.stored("files")) == before
    assert unfinished(world) == []
    assert world.load_files(path)


def test_a_place_that_cannot_be_written_is_a_refusal(world: World) -> None:
    (world.folder / "occupied").write_text("a file")
    path = world.folder / "after.csv"
    other = ["--data", str(world.at.data), "--var", str(world.folder / "occupied" / "var")]
    for command in (
        ["load", str(path), "--programme", "small"],
        ["check", str(path), "--programme", "small"],
    ):
        refused = subprocess.run(
            [sys.executable, "-m", "etl", *command, *other],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "REJSESPOR_LANGUAGE": "en"},
        )
        assert refused.returncode == 1
        assert "cannot be used (Not a directory)" in refused.stderr
        assert "Traceback" not in refused.stderr
