"""The app below a path: asked under it, beside it, with a proxy's headers, and by a watcher."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app, start
from dashboard.server.mounted import is_address
from dashboard.settings import Settings
from tests.dashboards import FullWorld
from tests.serving.test_served_carriers import ROWS
from tests.worlds import World

SPOR = {"Host": "data.example.org"}


def client(var: Path, data: Path, url: str = "", store: str = "") -> FlaskClient:
    app = create_app(Settings(data, var, url=url, store_url=store))
    start(app)
    found: FlaskClient = app.server.test_client()
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return FullWorld(tmp_path_factory.mktemp("world")).show(ROWS)


@pytest.fixture(scope="module")
def below(world: World) -> FlaskClient:
    return client(world.at.var, world.at.data, "https://data.example.org/spor/")


@pytest.mark.parametrize(
    "path", ["/spor", "/spor/", "/spor/change", "/spor/meetings", "/spor/files/change.csv"]
)
def test_below_its_path_everything_is_there(below: FlaskClient, path: str) -> None:
    assert below.get(path, headers=SPOR).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/change", "/sporx/change", "/spo", "/spor/spor/change", "/files/change.csv"]
)
def test_beside_it_nothing_is_there(below: FlaskClient, path: str) -> None:
    assert below.get(path, headers=SPOR).status_code == 404


def test_its_host_is_answered_and_no_other(below: FlaskClient) -> None:
    assert below.get("/spor/", headers={"Host": "other.example.org"}).status_code == 400


def test_links_for_phones_have_the_scheme_and_path_of_readers(below: FlaskClient) -> None:
    """What a request says of itself in a proxy's headers changes nothing."""
    lies = {"X-Forwarded-Proto": "ftp", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    made = below.post(
        "/spor/meetings/add?page=involvement&programme=small",
        data={"title": "May", "day": "2026-05-04"},
        headers=SPOR | lies,
    )
    assert made.status_code == 303
    page = below.get(made.headers["Location"], headers=SPOR | lies).text
    assert "https://data.example.org/spor/meeting/" in page
    assert "evil" not in page


def test_a_watcher_is_told_what_it_needs_and_no_more(below: FlaskClient) -> None:
    for path in ("/health", "/ready"):
        said = below.get(path)
        assert (said.status_code, len(said.text.split())) == (200, 1)


def test_nothing_published_is_alive_and_not_ready(tmp_path: Path, world: World) -> None:
    empty = client(tmp_path, world.at.data)
    assert empty.get("/health").status_code == 200
    assert empty.get("/ready").status_code == 503


def test_a_store_that_cannot_be_read_is_alive_and_not_ready(tmp_path: Path, world: World) -> None:
    (tmp_path / "store.db").write_bytes(b"no database" * 100)
    broken = client(world.at.var, world.at.data, store=f"sqlite:///{tmp_path / 'store.db'}")
    assert broken.get("/health").status_code == 200
    said = broken.get("/ready")
    assert said.status_code == 503
    assert str(tmp_path) not in said.text


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        ("https://data.example.org/spor/", True),
        ("https://data.example.org", True),
        ("http://127.0.0.1:8443/a/b", True),
        ("data.example.org/spor", False),
        ("ftp://data.example.org/", False),
        ("https://data.example.org/spør/", False),
        ("https://data.example.org/?a=b", False),
        ("https://user:word@data.example.org/", False),
    ],
)
def test_an_address_is_one_that_can_stand_before_every_path(url: str, is_good: bool) -> None:
    assert is_address(url) == is_good
