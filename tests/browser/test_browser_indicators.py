"""Every indicator at every site in a browser: by keyboard, on a phone, whole on one sheet of paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import Reader, asked, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

# The cells of the table that reach over its edge or another cell's, by their words.
OVER = """() => {
  const table = document.querySelector('.matrix').getBoundingClientRect();
  return [...document.querySelectorAll('.matrix td')].filter((cell) => {
    const parts = [...cell.querySelectorAll('.cell-value, .sign, img')].map(
      (part) => part.getBoundingClientRect());
    const frame = cell.getBoundingClientRect();
    return frame.right > table.right + 1
      || parts.some((part) => part.left < frame.left - 1 || part.right > frame.right + 1);
  }).map((cell) => cell.innerText);
}"""
TINTED = """() => [...document.querySelectorAll('.matrix td')].filter(
  (cell) => getComputedStyle(cell).backgroundColor !== 'rgba(0, 0, 0, 0)').map((cell) => cell.className)"""


def cell(page: Page, name: str) -> str:
    return f".matrix a.cell[title^='{name}']"


def test_a_cell_is_reached_by_keyboard_and_opens_its_months(reader: Reader) -> None:
    page = reader.open("indicators", lang="en", rules="nhs")
    page.locator(".matrix tbody a").first.focus()
    reached = set()
    for _ in range(page.locator(".matrix tbody a").count() - 1):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.title"))
    titles = {one.get_attribute("title") for one in page.locator(".matrix a.cell").all()}
    assert titles <= reached
    page.locator(cell(page, "Violence, Solsiden")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".page-management .people")).to_contain_text("Violence")
    found = asked(settled(page))
    assert (found["indicator"], found["rules"]) == ("violence", "nhs")


def test_a_signal_is_seen_by_tint_and_shape_and_nothing_else_is_tinted(reader: Reader) -> None:
    page = reader.open("indicators", lang="da")
    tinted = page.evaluate(TINTED)
    counted = re.match(r"Signaler i (\d+) af", page.locator(".indicators-card .finding").inner_text())
    assert counted and len(tinted) == int(counted[1])
    assert not {"cell-none", "cell-equal_points", "cell-few_points"} & {*tinted}
    violence = page.locator(cell(page, "Vold, Solsiden"))
    expect(violence.locator(".sign")).to_have_text("◆")
    expect(violence.locator(".cell-value")).to_have_css("font-weight", "700")


@pytest.mark.parametrize("width", [360, 768, 1100, 1366, 1920])
def test_nothing_in_a_cell_is_cut_off_at_any_width(reader: Reader, width: int) -> None:
    page = reader.open("indicators", width, 900, lang="nb")
    assert page.evaluate(OVER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_each_cell_says_its_indicator(reader: Reader) -> None:
    page = reader.open("indicators", 360, 800, lang="da")
    name = page.locator(f"{cell(page, 'Vold, Solsiden')} .cell-name")
    assert "Vold" in name.inner_text()
    frame = name.bounding_box()
    assert frame is not None and frame["width"] > 30 and frame["height"] > 10


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("width", [360, 1366])
def test_it_stands_whole_on_one_sheet(reader: Reader, width: int, landscape: bool) -> None:
    page = reader.open("indicators", width, 900, lang="da")
    edge = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")
    paper = page.pdf(format="A4", landscape=landscape, margin=edge)  # type: ignore[arg-type]
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


def test_the_files_follow_the_rules(reader: Reader) -> None:
    page = reader.open("indicators", lang="en")
    page.select_option("#bar-rules", "own")
    expect(page.locator("#indicators-xlsx")).to_have_attribute("href", re.compile("rules=own"))
    expect(page.locator(f"{cell(page, 'Violence, Solsiden')}")).to_have_attribute(
        "href", re.compile("rules=own")
    )
    with page.expect_download() as taken:
        page.locator("#indicators-csv_comma").click()
    assert taken.value.suggested_filename == "rejsespor-indicators-fjordby-1.csv"


def test_a_programme_without_figures_leads_to_one_that_has_them(reader: Reader) -> None:
    page = reader.open("indicators", programme="recoverydannelse-2017", lang="da")
    assert "har ingen nøgletal" in page.locator(".empty").inner_text()
    page.locator(".empty a").click()
    expect(page.locator(".matrix")).to_be_visible()
