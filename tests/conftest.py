"""What all tests share: the example as it is published, and worlds of a test's own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.worlds import World

# A machine that does other things too may be slow; how long a thing takes is asked in bench/.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def _of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder all workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example data, built once in a run by the command; to be read only."""
    var = _of_the_run(tmp_path_factory) / "example" / "var"
    with FileLock(_of_the_run(tmp_path_factory) / "example.lock"):
        if not var.exists():
            subprocess.run([sys.executable, "-m", "etl", "build", "--var", str(var)], check=True, timeout=300)
    return var


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
