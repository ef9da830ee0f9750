"""The page about the data in a browser: after a load that was refused, on every screen and on paper."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.chromium import LANGUAGES, Reader, asked, beyond, grave_faults, serving, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

NAVIGATION_ROWS = (
    "() => new Set([...document.querySelectorAll('.pages li')].map((one) => one.offsetTop)).size"
)
FOCUSED = "() => document.activeElement.id"
LONG = "Kopi_av_" + "Eksport_fra_Enalyzer_" * 8 + "endelig(2).xlsx"
MARKUP = "<img src=x onerror=alert(1)>.csv"
REFUSED = [
    *({"file": LONG, "rule": "not_accepted", "line": line} for line in range(2, 90)),
    {"file": MARKUP, "rule": "doubled", "line": 3},
    *({"file": f"{at}.csv", "rule": "header_only", "line": None} for at in range(70)),
]


@pytest.fixture(scope="module")
def refusing(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the example is served after two programmes' loads were refused, one of them never published."""
    var = tmp_path_factory.mktemp("refused") / "var"
    shutil.copytree(example, var)
    (var / "refusals").mkdir(exist_ok=True)
    for programme in ("fjordby", "elsewhere"):
        record = json.dumps({"day": "2026-03-03", "refused": REFUSED})
        (var / "refusals" / f"{programme}.json").write_text(record, "utf-8")
    with serving(var, var / "server.log") as base:
        yield base


@pytest.fixture
def loader(chromium: Browser, refusing: str) -> Iterator[Reader]:
    """Someone who looks at what was refused; any error fails the test."""
    reader = Reader(chromium, refusing)
    yield reader
    for context in chromium.contexts:
        context.close()
    assert reader.troubles == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_refused_is_said_and_holds_for_axe(loader: Reader, language: str) -> None:
    page = loader.open("data", lang=language, programme="fjordby")
    refused = page.locator(".data-refused").first
    expect(page.locator(".data-refused")).to_have_count(2)
    expect(refused.locator("tbody tr")).to_have_count(50)
    expect(refused.get_by_text("reports/fjordby-check.csv")).to_be_visible()
    assert refused.locator("tbody tr").nth(1).locator("th").inner_text() == MARKUP
    assert page.locator(".data-card img").count() == 0
    assert grave_faults(page) == []


def test_long_names_and_long_lists_never_make_a_page_scroll_sideways(loader: Reader) -> None:
    page = loader.open("data", 1920, 1080, lang="nb", programme="fjordby")
    for width in (1920, 1366, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("(width) => document.querySelector('.top').offsetWidth <= width", arg=width)
        assert beyond(page) <= 0, width
    assert grave_faults(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_stand_in_one_row_from_a_phone_on(reader: Reader, language: str) -> None:
    page = reader.open("data", 390, 844, lang=language)
    for width in (390, 768, 1366):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("(width) => document.querySelector('.top').offsetWidth <= width", arg=width)
        assert page.evaluate(NAVIGATION_ROWS) == 1, width


def test_another_programme_is_chosen_by_keyboard(loader: Reader) -> None:
    page = loader.open("data", lang="en", programme="fjordby")
    expect(page.locator(".listing")).to_have_count(4)
    page.locator("#bar-programme").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Nothing was rejected at the last load.")).to_be_visible()
    expect(page.get_by_text("Figures printed in a report").first).to_be_visible()
    assert page.evaluate(FOCUSED) == "bar-programme"
    assert asked(settled(page))["programme"] == "recoverydannelse-2017"
    page.go_back()
    expect(page.locator(".data-refused")).to_have_count(2)


def test_the_page_is_reached_by_its_link_and_leads_back_with_the_selection(loader: Reader) -> None:
    page = loader.open("change", lang="da", programme="fjordby", group="leader")
    page.locator("#nav-data").click()
    expect(page.locator(".data-card").first).to_be_visible()
    expect(page).to_have_title("Datagrundlag · Rejsespor")
    assert asked(settled(page))["group"] == "leader"
    page.locator("#nav-change").click()
    expect(page.locator(".figure-card")).to_be_visible()
    assert page.locator("#bar-group").input_value() == "leader"


def test_paper_shows_the_tables_and_not_the_bar(loader: Reader) -> None:
    page = loader.open("data", lang="da", programme="fjordby")
    expect(page.locator(".filter-bar")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".bar-controls", ".pages", ".languages"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#data-shown-heading")).to_be_visible()
    expect(page.get_by_text("Fjordby og omegn (opdigtet): Udgivelse 1")).to_be_visible()
    expect(page.locator(".listing").first).to_be_visible()
