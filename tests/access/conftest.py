"""A dashboard that people log in to, over the example's two programmes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.access.accounts import add
from dashboard.app import Dashboard, create_app, start
from dashboard.settings import Settings
from dashboard.store.store import Store
from publication.places import DEFAULT_DATA

PASSWORD = "a long enough password"
OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Installation:
    """A dashboard with accounts: its app, its store, and browsers of people who use it."""

    app: Dashboard
    store: Store

    def browser(self) -> FlaskClient:
        found: FlaskClient = self.app.server.test_client()
        return found

    def log_in(self, name: str, password: str = PASSWORD, to: str = "/") -> TestResponse:
        return self.attempt(self.browser(), name, password, to)

    def attempt(self, browser: FlaskClient, name: str, password: str, to: str = "/") -> TestResponse:
        return browser.post("/login", data={"name": name, "password": password, "to": to}, headers=OURS)

    def person(self, name: str) -> FlaskClient:
        """Return the browser of somebody who is logged in."""
        browser = self.browser()
        assert self.attempt(browser, name, PASSWORD).status_code == 303
        return browser


def installed(var: Path, folder: Path, settings: str) -> Installation:
    """Return a dashboard whose people log in as a file says."""
    (folder / "access.toml").write_text(settings)
    url = f"sqlite:///{folder}/store.db"
    app = create_app(Settings(DEFAULT_DATA, var, store_url=url, access=folder / "access.toml"))
    start(app)
    return Installation(app, Store(url))


@pytest.fixture(scope="module")
def installation(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found = installed(example, tmp_path_factory.mktemp("access"), "accounts = true\n")
    for name, role, programmes in (
        ("anna", "facilitator", ["fjordby"]),
        ("bo", "facilitator", ["recoverydannelse-2017"]),
        ("ida", "viewer", None),
    ):
        add(found.store, name, role, programmes, PASSWORD)
    yield found
    found.store.close()
