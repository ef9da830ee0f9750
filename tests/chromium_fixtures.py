"""What the browser tests start once: publications, a server, a Chromium. A plugin of each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import CHROMIUM, FLAGS, Reader, serving


@pytest.fixture(scope="session")
def address(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the dashboard over the example data is served."""
    with serving(example, tmp_path_factory.mktemp("server") / "server.log") as base:
        yield base


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole session; every reader has a profile of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def anyone(chromium: Browser, address: str) -> Iterator[Reader]:
    """A reader whose troubles are the test's own business."""
    yield Reader(chromium, address)
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def reader(anyone: Reader) -> Iterator[Reader]:
    """A reader; any error, and any request to somewhere else, fails the test."""
    yield anyone
    assert anyone.troubles == []
