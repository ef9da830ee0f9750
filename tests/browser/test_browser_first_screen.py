"""The first screen: one line of choices, the finding as the largest words, the chart without scrolling."""

import pytest
from playwright.sync_api import expect

from tests.chromium import CARDS, LANGUAGES, Reader, asked, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

BAR = 48
CHART = 260
WORDS = 25
TOP = "() => document.querySelector('.js-plotly-plot').getBoundingClientRect().top"
LARGER = """() => {
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const finding = size(document.querySelector('.finding'));
  return [...document.querySelectorAll('main *')].filter((element) => element.innerText
    && !element.querySelector('*') && element.checkVisibility() && size(element) > finding)
    .map((element) => element.innerText);
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", CARDS)
def test_the_finding_and_the_chart_are_seen_without_scrolling(
    reader: Reader, where: str, language: str
) -> None:
    page = reader.open(where, 1366, 768, lang=language, programme="fjordby")
    bar = page.locator(".filter-bar").bounding_box()
    assert bar is not None
    assert bar["height"] <= BAR
    assert page.evaluate(TOP) <= CHART
    assert page.evaluate(LARGER) == []
    assert len(page.locator(".card-controls .lead").inner_text().split()) <= WORDS
    expect(page.locator(".about .sentences")).to_be_hidden()


@pytest.mark.parametrize("where", ["change", "explore"])
def test_the_choices_fold_into_a_sentence_where_there_is_no_room(reader: Reader, where: str) -> None:
    page = reader.open(where, 700, lang="da", programme="fjordby")
    expect(page.locator(".bar-controls")).to_be_hidden()
    expect(page.locator(".bar-sentence")).to_contain_text("Fjordby og omegn (opdigtet) · Recovery")
    page.locator("#bar-button").press("Enter")
    expect(page.locator(".bar-controls")).to_be_visible()
    expect(page.locator("#bar-button")).to_have_attribute("aria-expanded", "true")
    page.locator("#bar-instrument").select_option("involvement")
    settled(page)
    expect(page.locator(".bar-sentence")).to_contain_text("Borgerinddragelse")
    assert asked(page)["instrument"] == "involvement"
