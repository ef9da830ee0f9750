"""A meeting over a copy of the example, in this process and served to a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from publication.places import DEFAULT_DATA
from tests.chromium import serving
from tests.meetings.desk import Desk


def _copied(example: Path, folder: Path) -> Path:
    """Return a copy of the example to write meetings beside."""
    return Path(shutil.copytree(example, folder / "var"))


@pytest.fixture(scope="session")
def address(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a dashboard that may be written to is served."""
    folder = tmp_path_factory.mktemp("meetings")
    with serving(_copied(example, folder), folder / "server.log") as base:
        yield base


@pytest.fixture(scope="module")
def client(example: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A dashboard in this process."""
    var = _copied(example, tmp_path_factory.mktemp("client"))
    found: FlaskClient = create_app(Settings(DEFAULT_DATA, var)).server.test_client()
    return found


@pytest.fixture(scope="module")
def desk(client: FlaskClient) -> Desk:
    """Someone who puts meetings together."""
    return Desk(client)
