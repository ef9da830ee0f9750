"""A dashboard over the example with a store of its own, and forms sent to it as a browser sends them."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.settings import Settings
from publication.places import DEFAULT_DATA
from tests.chromium import serving
from tests.meetings.steps import STEPS

_COUNT = count(1)
ABOUT = "programme=fjordby&lang=en"


@dataclass
class Writer:
    """Somebody who reads and writes meetings."""

    client: FlaskClient

    def get(self, path: str) -> str:
        """Return a page."""
        page: str = self.client.get(path).get_data(as_text=True)
        return page

    def send(self, path: str, **fields: str) -> TestResponse:
        """Send a form, as a page of ours does."""
        return self.client.post(path, data=fields, headers={"Sec-Fetch-Site": "same-origin"})

    def meeting(self, title: str = "March") -> str:
        """Make a meeting; return its id."""
        made = self.send(f"/meetings?{ABOUT}", title=title, day="2026-03-04", role="facilitator")
        assert made.status_code == 303
        return str(re.findall(r"/meeting/(\w+)", made.headers["Location"])[0])

    def step(self, meeting: str, chart: str = "page=change&instrument=practice") -> str:
        """Put a chart on a meeting's agenda; return the step's id."""
        assert self.send(f"/meetings/add?{ABOUT}&{chart}", meeting=meeting).status_code == 303
        return str(re.findall(r"/step/(\w+)/remove", self.get(f"/meeting/{meeting}?{ABOUT}"))[-1])

    def agenda(self, *steps: str) -> str:
        """Make a meeting with charts of these kinds on its agenda; return its id."""
        meeting = self.meeting()
        for step in steps:
            self.step(meeting, urlencode(STEPS[step]))
        return meeting

    def decide(self, step: str, **fields: str) -> str:
        """Write down a decision before a step's chart; return its id."""
        typed = {"what": f"Do it {next(_COUNT)}", "who": "Leader", **fields}
        made = self.send(f"/step/{step}/decide?{ABOUT}", **typed)
        assert made.status_code == 303
        page = self.get(f"/actions?{ABOUT}")
        return str(re.findall(rf'/decision/(\w+)[^"]*">{typed["what"]}<', page)[-1])


def said(page: str) -> str:
    """Return a page's words."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def writer_over(var: Path, store: Path, writes: bool = True) -> Writer:
    """Return somebody who writes to a store of their own."""
    settings = Settings(DEFAULT_DATA, var, store_url=f"sqlite:///{store}/store.db", writes=writes)
    return Writer(create_app(settings).server.test_client())


@pytest.fixture(scope="module")
def writer(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """Somebody who writes in meetings about the example."""
    yield writer_over(example, tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def address(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a dashboard is served that may be written to."""
    folder = tmp_path_factory.mktemp("meetings")
    var = Path(shutil.copytree(example, folder / "var"))
    with serving(var, folder / "server.log") as base:
        yield base
