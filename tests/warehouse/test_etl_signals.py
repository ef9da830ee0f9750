"""A command that is told to end, by a real signal, leaves nothing behind and says nothing of its insides."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.killing import ROOT, run, start
from tests.warehouse.test_etl_state import AFTER, BEFORE, shown, unfinished
from tests.worlds import World

MakeWorld = Callable[..., World]
ALL = ["SIGTERM", "SIGINT", "SIGHUP"]

# The command stops, with all it has begun, where a named function would be called.
_STOPPING = """
import importlib, sys, time, etl.cli
module, _, function = sys.argv.pop(1).rpartition(".")
def stop(*said, **named):
    print("stopped", flush=True)
    time.sleep(60)
setattr(importlib.import_module(module), function, stop)
etl.cli.main()
"""

# Whatever the tests themselves were started to pass over.
_AS_STARTED_BY_HAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """One wave is published; the file of a second one lies ready."""
    world = make_world(waves={"pre": "pre", "post": "post"}).show(BEFORE)
    world.file(AFTER, "after.csv")
    return world


def ended(process: subprocess.Popen[str], name: str) -> tuple[int, str]:
    process.send_signal(getattr(signal, name))
    _, told = process.communicate(timeout=60)
    return process.returncode, told


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("at", "command"),
    [
        ("etl.cli.loading.load", ["load", "after.csv", "--programme", "small"]),
        ("etl.cli.loading.read_forms", ["check", "after.csv", "--programme", "small"]),
        ("etl.release.publish.freeze", ["publish", "small"]),
        ("etl.release.withdraw.withdraw_publication", ["withdraw", "1", "--programme", "small"]),
    ],
)
def test_what_was_begun_is_undone(world: World, name: str, at: str, command: list[str]) -> None:
    before = world.stored("members")
    if command[0] == "publish":
        world.load_files(world.folder / "after.csv")
    said = [str(world.folder / one) if one.endswith(".csv") else one for one in command]
    with start(world, at, *said, script=["-c", _AS_STARTED_BY_HAND + _STOPPING]) as process:
        assert process.stdout is not None
        assert "stopped\n" in iter(process.stdout.readline, "")
        assert list(world.at.var.glob("work/*")) != []
        status, told = ended(process, name)
    assert status == 128 + getattr(signal, name)
    assert "Traceback" not in told
    assert unfinished(world) == []
    assert shown(world) == (1, 1)
    world.load_files(world.folder / "after.csv")
    assert len(world.stored("members")) == 2 * len(before)
    assert world.publish() == (2, True)
    status, _, told = run(world, "publish", "small")
    assert (status, "interrupted" in told) == (0, False)


def test_a_signal_that_was_to_be_passed_over_is(world: World) -> None:
    """As `nohup` does: the terminal is closed, and the load goes on."""
    script = _STOPPING.replace("time.sleep(60)", "time.sleep(1)")
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    load = ["load", str(world.folder / "after.csv"), "--programme", "small"]
    with subprocess.Popen(
        [sys.executable, "-c", script, "etl.cli.loading.load", *load, *places],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stopped\n"
        assert ended(process, "SIGHUP")[0] == 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_the_dashboard_ends_when_it_is_told_to(world: World, name: str) -> None:
    script = f"{_AS_STARTED_BY_HAND}from dashboard.cli import main\nmain()\n"
    with start(
        world, "serve", "--port", str(20_000 + os.getpid() % 20_000), script=["-c", script]
    ) as process:
        assert process.stderr is not None
        assert re.match(r"Rejsespor: http://127.0.0.1:\d+", process.stderr.readline())
        status, told = ended(process, name)
    assert status in (0, 128 + getattr(signal, name))
    assert "Traceback" not in told
    assert unfinished(world) == []


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_no_umask_opens_what_holds_answers(world: World, umask: int) -> None:
    """Nor may others write where publications lie: whoever can, chooses what is shown."""
    shutil.rmtree(world.at.var)
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    bad = world.folder / "bad.csv"
    bad.write_text((world.folder / "after.csv").read_text().replace("leader", "boss"))
    for command in (
        ["load", str(world.folder / "after.csv"), "--programme", "small"],
        ["load", str(bad), "--programme", "small"],
        ["publish", "small"],
    ):
        subprocess.run(
            [sys.executable, "-m", "etl", *command, *places],
            preexec_fn=lambda: os.umask(umask) and None,
            capture_output=True,
            check=False,
            cwd=ROOT,
        )
    found = {path: path.stat().st_mode & 0o777 for path in [world.at.var, *world.at.var.rglob("*")]}
    assert {path.name for path, mode in found.items() if mode & 0o022} == set()
    public = ("publications", "refusals")
    closed = {
        path.name: mode
        for path, mode in found.items()
        if path != world.at.var and path.relative_to(world.at.var).parts[0] not in public
    }
    assert {name for name, mode in closed.items() if mode & 0o077} == set()
    assert {"warehouse.duckdb", "reports", "small-load.csv"} <= closed.keys()
