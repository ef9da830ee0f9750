"""A page open in a browser while another publication is shown: told, and loaded whole on one click."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import Reader, asked, sentences, serving, settled
from tests.dashboards import LANGUAGES, FullWorld
from tests.serving.test_served_replaced import rows

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser
REPLACED = LANGUAGES["da"].say("replaced.said")


@pytest.fixture
def world(tmp_path: Path) -> FullWorld:
    return FullWorld(tmp_path, waves={"pre": "pre", "post": "post"}).show(rows(2))  # type: ignore[return-value]


@pytest.fixture
def local(world: FullWorld, chromium: Browser) -> Iterator[Reader]:
    with serving(world.at.var, world.folder / "server.log") as base:
        reader = Reader(chromium, base)
        yield reader
        for context in chromium.contexts:
            context.close()
    assert reader.troubles == []


def another(world: FullWorld) -> None:
    """Everybody answers otherwise, and that is published."""
    world.load(rows(3))
    assert world.publish() == (2, True)


def choose_a_group(page: Page) -> None:
    page.locator("#bar-group").select_option("practitioner.nord.a")


def open_the_table(page: Page) -> None:
    page.locator("#change-table-button").click()


@pytest.mark.parametrize("act", [choose_a_group, open_the_table])
def test_an_open_page_says_it_was_replaced_and_loads_whole(
    local: Reader, world: FullWorld, act: object
) -> None:
    assert callable(act)
    page = local.open("change", programme="small")
    assert "2,50" in sentences(page)
    another(world)
    act(page)
    expect(page.locator("main [role=alert]")).to_contain_text(REPLACED)
    assert page.locator(".js-plotly-plot, .filter-bar, .twin").count() == 0
    chosen = asked(page)
    page.locator("main .empty a").click()
    settled(page)
    assert asked(page) == chosen
    assert "3,50" in sentences(page)
    assert "2" in (page.locator(".source").text_content() or "")


def test_a_file_of_an_older_page_is_refused_in_a_sentence(local: Reader, world: FullWorld) -> None:
    page = local.open("change", programme="small")
    another(world)
    gone: list[int] = []
    page.on("response", lambda answer: gone.append(answer.status))
    page.locator("#change-csv_semicolon").click()
    expect(page.locator("main")).to_contain_text(LANGUAGES["da"].say("http.replaced"))
    assert 410 in gone
    local.troubles.clear()
