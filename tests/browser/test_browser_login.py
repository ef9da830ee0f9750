"""Logging in in a browser; who was logged out while choosing goes on where they were, nobody else does."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from dashboard.access.accounts import add
from dashboard.store.access import LoggedIn
from dashboard.store.history import UNRECORDED
from dashboard.store.store import Store
from tests.chromium import Reader, asked, free_port, grave_faults, running, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser
PASSWORD = "a long enough password"


@dataclass
class House:
    """A served dashboard with accounts, and its store."""

    reader: Reader
    store: Store

    def end_everything(self) -> None:
        """Log everybody out, as time would."""
        with self.store.writing("") as session:
            session.execute(delete(LoggedIn), execution_options={UNRECORDED: True})


@pytest.fixture(scope="module")
def base(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder, port = tmp_path_factory.mktemp("login"), free_port()
    var = Path(shutil.copytree(example, folder / "var"))
    (folder / "access.toml").write_text("accounts = true\n")
    store = Store(f"sqlite:///{var}/store.db")
    for name in ("anna", "bo"):
        add(store, name, "facilitator", ["fjordby"], PASSWORD)
    store.close()
    with running(var, folder / "server.log", port, REJSESPOR_ACCESS=str(folder / "access.toml")):
        yield f"http://127.0.0.1:{port}", var


@pytest.fixture
def house(chromium: Browser, base: tuple[str, Path]) -> Iterator[House]:
    address, var = base
    store = Store(f"sqlite:///{var}/store.db")
    yield House(Reader(chromium, address), store)
    store.close()
    for context in chromium.contexts:
        context.close()


def log_in(page: Page, name: str) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def inside(house: House, name: str = "anna") -> Page:
    page = house.reader.blank(locale="en-GB")
    page.goto(f"{house.reader.base}/change?programme=fjordby&lang=en")
    log_in(page, name)
    page.wait_for_url("**/change*")
    return settled(page)


@pytest.mark.parametrize("width", [1366, 360])
@pytest.mark.parametrize("code", ["da", "nb", "en"])
def test_the_login_is_simple_and_accessible(house: House, code: str, width: int) -> None:
    page = house.reader.blank(width)
    page.goto(f"{house.reader.base}/change?lang={code}")
    expect(page.locator("#name")).to_be_focused()
    assert page.locator("html").get_attribute("lang") == code
    assert grave_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_by_keyboard_one_is_where_one_wanted_to_be(house: House) -> None:
    page = inside(house)
    assert asked(page)["programme"] == "fjordby"
    assert page.locator(".way-out").inner_text().split("\n")[0].startswith("anna")
    page.locator(".way-out button").click()
    page.wait_for_url("**/login*")
    page.goto(f"{house.reader.base}/change")
    expect(page.locator("#password")).to_be_visible()


def choose_again(house: House, page: Page, name: str) -> None:
    """Choose something while logged out, and log in beside it."""
    house.end_everything()
    page.evaluate("value => document.querySelector(`input[value='${value}']`).click()", "answers")
    way = page.locator("dialog.login a")
    with page.context.expect_page() as opened:
        way.click()
    log_in(opened.value, name)


def test_who_was_logged_out_goes_on_with_the_choice_they_made(house: House) -> None:
    page = inside(house)
    choose_again(house, page, "anna")
    expect(page.locator("dialog.login")).to_have_count(0)
    assert asked(settled(page))["view"] == "answers"
    assert "asked elsewhere" not in "".join(house.reader.troubles)


def test_somebody_else_begins_anew(house: House) -> None:
    page = inside(house)
    with page.expect_navigation():
        choose_again(house, page, "bo")
    assert settled(page).locator(".way-out").inner_text().startswith("bo")
