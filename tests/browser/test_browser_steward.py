"""A steward's afternoon in a browser: a bad file, its faults, a good one, loaded, published, on the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.access.accounts import add
from dashboard.store.store import Store
from tests.chromium import Reader, free_port, grave_faults, running
from tests.dashboards import FullWorld
from tests.release.test_publish_words import write_words
from tests.serving.test_served_carriers import ROWS
from tests.worlds import person

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser
PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    found = FullWorld(tmp_path_factory.mktemp("steward"))
    found.write()
    found.at.var.mkdir()
    return found


@pytest.fixture(scope="module")
def base(world: FullWorld) -> Iterator[str]:
    settings, port = world.folder / "access.toml", free_port()
    settings.write_text("accounts = true\n")
    store = Store(f"sqlite:///{world.at.var}/store.db")
    add(store, "anna", "steward", ["small"], PASSWORD)
    store.close()
    said = ("--workers", "2", "--data", str(world.at.data))
    with running(world.at.var, world.folder / "log", port, *said, REJSESPOR_ACCESS=str(settings)):
        yield f"http://127.0.0.1:{port}"


def inside(chromium: Browser, base: str, width: int, language: str) -> Page:
    """Return the page about the data, as somebody finds it who has just logged in."""
    page = Reader(chromium, base).blank(width, 768, locale=language)
    page.goto(f"{base}/login?to=/data?lang={language}")
    page.locator("#name").fill("anna")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/data*")
    return page


def is_well(page: Page) -> None:
    """Nothing grave for a screen reader, and no scrolling sideways."""
    assert grave_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def send(page: Page, path: Path, button: str) -> None:
    page.locator("#files").set_input_files(path)
    page.get_by_role("button", name=button).click()


def test_from_a_bad_file_to_a_page(chromium: Browser, base: str, world: FullWorld) -> None:
    page = inside(chromium, base, 1366, "en")
    page.get_by_role("link", name="Load and publish").click()
    expect(page.locator("h1")).to_have_text("Load and publish: small")
    is_well(page)
    send(page, world.file([person(1, "boss", "a", p1=7, p2=1, i1=1, i2=1)], "bad.csv"), "Check")
    expect(page.locator("h1")).to_have_text("Nothing can be loaded yet")
    expect(page.locator(".command-says li").first).to_contain_text(
        "bad.csv, line 2, column “role”: found “boss”"
    )
    is_well(page)
    page.get_by_role("link", name="Back to files and publishing").click()
    send(page, world.file(ROWS), "Check")
    expect(page.locator("h1")).to_have_text("Nothing to fix: 1 file can be loaded")
    is_well(page)
    page.get_by_role("button", name="Load").click()
    expect(page.locator("h1")).to_have_text("Done")
    is_well(page)
    page.get_by_role("link", name="Back to files and publishing").click()
    page.get_by_role("link", name="See the groups").click()
    expect(page.locator("h1")).to_contain_text("groups would be shown")
    is_well(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("h1")).to_have_text("Done")
    page.get_by_role("link", name="See what is shown").click()
    expect(page.locator("main")).to_contain_text("publication 1 of")
    page.goto(f"{base}/change?programme=small&lang=en")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


def test_on_a_phone_in_danish_by_keyboard(chromium: Browser, base: str, world: FullWorld) -> None:
    world.load_files(world.file(ROWS))
    write_words(world, [("pre", "And?", "Coffee."), ("pre", "And?", "More time.")], ["Slowly."])
    page = inside(chromium, base, 360, "da")
    page.get_by_role("link", name="Indlæs og udgiv").click()
    is_well(page)
    page.get_by_role("link", name="Læs kommentarer").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("2 kommentarer venter")
    is_well(page)
    page.get_by_role("radio", name="Frigiv").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Gem afgørelser").press("Enter")
    expect(page.locator("h1")).to_have_text("1 kommentar venter")
    page.goto(f"{base}/data/steward/publication?programme=small&lang=da")
    is_well(page)
    page.get_by_role("button", name="Udgiv").press("Enter")
    expect(page.locator("h1")).to_have_text("Færdig")
    page.goto(f"{base}/data/steward?programme=small&lang=da")
    page.locator("summary", has_text="Træk tilbage").first.press("Enter")
    page.get_by_role("button", name="Træk udgivelse").first.press("Enter")
    expect(page.locator("h1")).to_have_text("Trukket tilbage")
    is_well(page)
