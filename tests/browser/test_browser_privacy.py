"""The page about privacy in a browser: to be read on every screen, by everyone, and on paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.chromium import LANGUAGES, Reader, asked, beyond, grave_faults, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

# How many letters of the page's own text fit on a line.
MEASURE = """() => {
  const one = document.querySelector('.prose p'), pen = document.createElement('canvas').getContext('2d');
  pen.font = getComputedStyle(one).font;
  return one.innerText.length * one.clientWidth / pen.measureText(one.innerText).width;
}"""
LEVELS = "() => [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => one.tagName)"
PRINTED = "recoverydannelse-2017"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_well_on_every_screen_and_holds_for_axe(reader: Reader, language: str) -> None:
    page = reader.open("privacy", 1920, 1080, lang=language)
    for width in (1920, 1366, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("(width) => document.querySelector('.top').offsetWidth <= width", arg=width)
        assert beyond(page) <= 0, width
        assert (60 if width > 600 else 35) < page.evaluate(MEASURE) < 80, width
        assert grave_faults(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_go_one_step_at_a_time_and_a_blank_to_fill_in_is_no_link(
    reader: Reader, language: str
) -> None:
    page = reader.open("privacy", lang=language)
    levels = page.evaluate(LEVELS)
    assert levels[0] == "H1"
    assert set(levels[1:]) == {"H2"}
    assert page.locator(".prose a").count() == 0
    assert page.locator(".prose blockquote").inner_text().count("[") == 4


def test_it_is_reached_from_the_foot_of_a_page_and_the_selection_comes_along(reader: Reader) -> None:
    page = reader.open("change", lang="nb", programme="fjordby", group="leader")
    page.locator("#bar-group").select_option("practitioner")
    expect(page.locator("#nav-privacy")).to_have_attribute("href", re.compile("group=practitioner"))
    page.locator("#nav-privacy").press("Enter")
    expect(page.locator(".prose h2").first).to_be_visible()
    expect(page).to_have_title("Slik er svarene beskyttet · Rejsespor")
    assert asked(settled(page))["group"] == "practitioner"
    expect(page.locator(".pages .active")).to_have_count(0)
    page.locator("#lang-en").click()
    expect(page.locator("h1")).to_have_text("How answers are protected")
    expect(page.locator(".prose")).to_contain_text("fewer than 5 people")


def test_another_programme_is_chosen_and_goes_along(reader: Reader) -> None:
    page = reader.open("privacy", lang="en", programme="fjordby")
    page.locator("#bar-programme").select_option(PRINTED)
    page.wait_for_function("(one) => window.location.search.includes(one)", arg=PRINTED)
    expect(page.locator(".prose")).to_contain_text("fewer than 5 people")
    page.locator("#nav-data").click()
    expect(page.locator("#bar-programme")).to_have_value(PRINTED)


def test_paper_shows_the_text_across_the_page_and_not_the_bar(reader: Reader) -> None:
    page = reader.open("privacy", lang="da")
    expect(page.locator(".filter-bar")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".bar-controls")).to_be_hidden()
    expect(page.locator(".pages")).to_be_hidden()
    expect(page.locator(".prose blockquote")).to_be_visible()
