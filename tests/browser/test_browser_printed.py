"""What printed figures can and cannot be, in a browser: on every screen, by keyboard, with axe."""

import pytest
from playwright.sync_api import expect

from tests.chromium import LANGUAGES, Reader, beyond, grave_faults

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

PRINTED = "recoverydannelse-2017"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_every_screen_and_holds_for_axe_with_its_table_open(reader: Reader, language: str) -> None:
    page = reader.open("change", 1920, 1080, programme=PRINTED, instrument="practice", lang=language)
    page.locator(".printed-card summary").click()
    for width in (1920, 1366, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("(width) => document.querySelector('.top').offsetWidth <= width", arg=width)
        assert beyond(page) <= 0, width
        assert grave_faults(page) == []


def test_the_table_is_opened_and_scrolled_by_keyboard(reader: Reader) -> None:
    page = reader.open("change", 768, 900, programme=PRINTED, instrument="usefulness", lang="en")
    rows = page.locator(".printed-card .scrolls")
    expect(rows).to_be_hidden()
    page.locator(".printed-card summary").focus()
    page.keyboard.press("Enter")
    expect(rows).to_be_visible()
    expect(rows.locator("tbody tr")).to_have_count(5)
    page.keyboard.press("Tab")
    expect(rows).to_be_focused()


def test_it_follows_the_selection_and_leaves_where_answers_were_given(reader: Reader) -> None:
    page = reader.open("change", programme=PRINTED, instrument="usefulness", lang="en")
    expect(page.locator(".printed-card")).to_contain_text("3.90")
    page.locator("#bar-instrument").select_option("involvement")
    expect(page.locator(".printed-card")).to_contain_text("All 16 printed rows")
    page.locator("#bar-programme").select_option("fjordby")
    expect(page.locator(".printed-card")).to_have_count(0)
