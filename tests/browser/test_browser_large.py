"""A chart over the whole screen: all of it stands there, or its first rows and how many more there are."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import CARDS, Reader, asked

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

LOWEST = """() => {
  const card = document.fullscreenElement;
  const parts = [...card.querySelectorAll(".js-plotly-plot, .js-plotly-plot text, .question")];
  const seen = parts.filter((part) => part.getBoundingClientRect().height);
  return Math.max(...seen.map((part) => part.getBoundingClientRect().bottom));
}"""
SCROLLS = "() => document.fullscreenElement.scrollHeight - document.fullscreenElement.clientHeight"
SIZE = "() => document.querySelector('.js-plotly-plot')._fullLayout.font.size"
ROWS = """() => {
  const { tickvals, ticktext, range } = document.querySelector(".js-plotly-plot").layout.yaxis;
  return tickvals.filter((at, index) => ticktext[index] && at < range[0]).length;
}"""


def _large(page: Page) -> None:
    page.locator(".large-button").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.fullscreenElement")
    page.wait_for_function(f"() => ({SIZE})() === 17")


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize("where", CARDS)
def test_nothing_scrolls_and_no_chart_is_cut_off(reader: Reader, where: str, size: tuple[int, int]) -> None:
    page = reader.open(where, *size, lang="da")
    _large(page)
    assert page.evaluate(SCROLLS) <= 0
    assert page.evaluate(LOWEST) <= size[1]


@pytest.mark.parametrize("view", ["means", "answers", "waves"])
def test_what_has_no_room_is_counted_and_comes_back(reader: Reader, view: str) -> None:
    """28 questions: of those that are left out it is said how many, and the page shows them all again."""
    page = reader.open("change", lang="en", view=view)
    whole = page.evaluate(ROWS)
    _large(page)
    assert page.evaluate(SCROLLS) <= 0
    said = page.locator(".more-rows").inner_text()
    hidden = int(re.fullmatch(r"(\d+) more are shown outside full screen\.", said)[1])  # type: ignore[index]
    if view != "waves":
        assert page.evaluate(ROWS) + hidden == whole
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.fullscreenElement")
    page.wait_for_function(f"(whole) => ({ROWS})() === whole && ({SIZE})() === 14", arg=whole)
    expect(page.locator(".more-rows")).to_be_hidden()


def test_another_selection_is_laid_for_the_screen_too(reader: Reader) -> None:
    page = reader.open("change", 1366, 768, lang="en")
    _large(page)
    page.get_by_text("All answers", exact=True).click()
    page.wait_for_function("() => document.querySelector('.more-rows').textContent.startsWith('16 ')")
    page.wait_for_function(f"() => ({SIZE})() === 17")
    assert page.evaluate(SCROLLS) <= 0
    assert asked(page)["view"] == "answers"
