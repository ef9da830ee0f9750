"""What all tests share: the example as it is published, worlds of a test's own, and which tests are quick."""

import dataclasses
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from etl.formats.sav import SavSource
from etl.formats.spss import read_spss
from tests.worlds import World

# A machine that does other things too may be slow; how long a thing takes is asked in bench/.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
# Whoever asks for one of these builds, runs or reads more than a test of a function does.
NOT_QUICK = {"example", "make_world", "world", "chromium"}


def pytest_configure() -> None:
    """Put temporary files into memory where there is room: a fifth of the time is writing them."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None


def pytest_unconfigure() -> None:
    """Let go of what Hypothesis has the collector call: it would outlive the interpreter."""
    gc.callbacks.clear()


def pytest_collection_modifyitems(items: Iterable[pytest.Function]) -> None:
    """Mark what is quick: no world, no example, no process, no browser."""
    for item in items:
        if not NOT_QUICK & {*item.fixturenames} and _is_quick(item.module):
            item.add_marker(pytest.mark.quick)


@cache
def _is_quick(module: ModuleType) -> bool:
    """Say whether a module can build no world and start no process, nor has a helper of one that can."""
    return not any(_is_slow(one, module) for one in vars(module).values())


def _is_slow(held: object, module: ModuleType) -> bool:
    if held is subprocess or (isinstance(held, type) and issubclass(held, World)):
        return True
    source = held.__name__ if isinstance(held, ModuleType) else getattr(held, "__module__", "")
    from_another = str(source).startswith("tests.") and source not in (module.__name__, "tests.worlds")
    return from_another and not _is_quick(sys.modules[str(source)])


def _of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder all workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example data, built once in a run by the command; to be read only.

    Beside it, in built.txt, is what the command said.
    """
    var = _of_the_run(tmp_path_factory) / "example" / "var"
    with FileLock(_of_the_run(tmp_path_factory) / "example.lock"):
        if not var.exists():
            var.parent.mkdir()
            with (var.parent / "built.txt").open("wb") as said:
                command = [sys.executable, "-m", "etl", "build", "--var", str(var)]
                subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=said)
    return var


@pytest.fixture(autouse=True)
def spss_in_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read SPSS files here, to save a process for each, but where the process is the point."""

    def read_here(source: SavSource, csv: Path) -> Any:
        return json.loads(json.dumps(dataclasses.asdict(read_spss(source.path, csv))))

    if request.node.get_closest_marker("own_process") is None:
        monkeypatch.setattr(SavSource, "_read_aside", read_here)


@pytest.fixture
def make_world(tmp_path: Path) -> Callable[..., World]:
    """Build a world in the test's own folder."""

    def make(**said: Any) -> World:
        return World(tmp_path, **said).write()

    return make


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Two roles, two municipalities, three sites, one wave."""
    return make_world()
