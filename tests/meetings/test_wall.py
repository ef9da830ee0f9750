"""On the wall every letter can be read from five metres, and nothing is cut off or lies over another."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import Reader, grave_faults
from tests.meetings.steps import STEPS, served_meeting

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

# Width, height, and the smallest letter there may be: 28 pixels of 1,920, on a tablet as in any chart.
SIZES = {
    "wall": (1920, 1080, 28.0),
    "laptop": (1366, 768, 19.9),
    "large": (3840, 2160, 56.0),
    "tablet": (768, 1024, 12.0),
}
# A hair below, as browsers round.
HAIR = 0.1
FAULTS = """(least) => {
  const shown = (one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden';
  const chart = document.getElementById('chart'), frame = chart.getBoundingClientRect();
  const by = new DOMMatrix(getComputedStyle(chart.firstElementChild).transform).a;
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const drawn = (one) => (one.closest('.wall-chart > div') ? by : 1);
  const size = (one) => parseFloat(getComputedStyle(one).fontSize) * drawn(one);
  const small = [...document.querySelectorAll('.frame-chart *, .wall-top *')]
    .filter((one) => own(one) && shown(one) && size(one) < least).map((one) => one.textContent.slice(0, 30));
  const texts = [...chart.querySelectorAll('text')].filter((one) => one.textContent.trim() && shown(one))
    .map((one) => [one.getBoundingClientRect(), one.textContent.slice(0, 30)]).filter(([box]) => box.width);
  const cut = texts.filter(([box]) => box.left < frame.left - 2 || box.right > frame.right + 2
    || box.top < frame.top - 2 || box.bottom > frame.bottom + 2).map(([, words]) => words);
  const over = texts.flatMap(([one, words], at) => texts.slice(at + 1).filter(([other]) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 3
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
      > 0.3 * Math.min(one.height, other.height)
  ).map(([, others]) => words + ' | ' + others));
  const sideways = document.documentElement.scrollWidth - innerWidth;
  return { small, cut, over, sideways: Math.max(0, sideways), letters: texts.length > 0 };
}"""
GOOD = {"small": [], "cut": [], "over": [], "sideways": 0, "letters": True}
# Rows of a part: names at the axis, or above the marks.
ROWS = """() => { const axis = document.querySelector('#chart > div')._fullLayout.yaxis;
  return axis.tickvals.filter((at) => at <= axis.range[0] && at >= axis.range[1]).length; }"""


@pytest.fixture(scope="module")
def meeting(address: str) -> str:
    return served_meeting(address)


def opened(reader: Reader, meeting: str, number: int, width: int, height: int, language: str = "da") -> Page:
    page = reader.blank(width, height)
    page.goto(f"{reader.base}/meeting/{meeting}/{number}?lang={language}")
    page.wait_for_selector("#chart .main-svg")
    return page


def parts(page: Page) -> int:
    said = page.locator("#part").inner_text()
    return int(said.split()[-1]) if said else 1


def faults_of_parts(page: Page, least: float) -> list[dict[str, Any]]:
    """Return what is wrong with each part of a chart, one after the other."""
    found = []
    for _ in range(parts(page)):
        found.append(page.evaluate(FAULTS, least - HAIR))
        if parts(page) > 1:
            page.click("#more")
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", STEPS)
def test_every_part_of_a_chart_can_be_read(reader: Reader, meeting: str, step: str, size: str) -> None:
    width, height, least = SIZES[size]
    page = opened(reader, meeting, list(STEPS).index(step) + 1, width, height)
    assert [found for found in faults_of_parts(page, least) if found != GOOD] == []


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("step", STEPS)
def test_in_every_language(reader: Reader, meeting: str, step: str, language: str) -> None:
    page = opened(reader, meeting, list(STEPS).index(step) + 1, 1920, 1080, language)
    assert [found for found in faults_of_parts(page, 28) if found != GOOD] == []


@pytest.mark.parametrize("step", ["change", "answers", "involvement", "principles", "participants"])
def test_no_part_has_more_than_eight_rows_and_none_is_left_out(
    reader: Reader, meeting: str, step: str
) -> None:
    page = opened(reader, meeting, list(STEPS).index(step) + 1, 1920, 1080)
    whole = json.loads(page.locator("#figure").text_content() or "")["layout"]["yaxis"]["tickvals"]
    rows = []
    for _ in range(parts(page)):
        rows.append(page.evaluate(ROWS))
        page.click("#more")
    assert max(rows) <= 8
    assert sum(rows) >= len(whole)


def test_the_next_part_comes_and_then_the_first_again(reader: Reader, meeting: str) -> None:
    page = opened(reader, meeting, 1, 1920, 1080)
    first = page.locator("#part").inner_text()
    for _ in range(parts(page)):
        page.click("#more")
    assert page.locator("#part").inner_text() == first


def seen(page: Page) -> str:
    """Return the frame whose top is nearest the top."""
    return str(
        page.evaluate(
            "() => [...document.querySelectorAll('.frame')].map((one) => [Math.abs("
            "one.getBoundingClientRect().top), one.id]).sort((one, other) => one[0] - other[0])[0][1]"
        )
    )


def test_arrow_keys_lead_through_chart_question_decision_and_steps(reader: Reader, meeting: str) -> None:
    page = opened(reader, meeting, 1, 1366, 768)
    found = [seen(page)]
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        found.append(seen(page))
    assert found == ["frame-chart", "frame-talk", "decide"]
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/meeting/{meeting}/2?*")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**/meeting/{meeting}/1?*")


def test_in_a_form_arrow_keys_move_the_cursor(reader: Reader, meeting: str) -> None:
    page = opened(reader, meeting, 1, 1366, 768)
    page.fill("#what", "ab")
    before = seen(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    assert page.input_value("#what") == "axb"
    assert seen(page) == before


def test_another_choice_is_drawn_here_and_kept_where_that_is_wanted(reader: Reader, address: str) -> None:
    meeting = served_meeting(address, ["change"])
    page = opened(reader, meeting, 1, 1920, 1080)
    finding = page.locator("#finding").inner_text()
    page.click(".choose summary")
    page.select_option("#from", "post")
    page.click(".choose .btn-send")
    page.wait_for_url("**from=post**")
    other = page.locator("#finding").inner_text()
    assert other != finding
    assert opened(reader, meeting, 1, 1920, 1080).locator("#finding").inner_text() == finding
    page.click(".choose summary")
    page.click("[formaction]")
    page.wait_for_url(f"**/meeting/{meeting}/1?lang=da")
    assert opened(reader, meeting, 1, 1920, 1080).locator("#finding").inner_text() == other


@pytest.mark.parametrize("where", ["", "/1", "/remote", "/minutes"])
def test_axe_finds_nothing_grave(reader: Reader, meeting: str, where: str) -> None:
    page = reader.blank(1366, 768)
    page.goto(f"{reader.base}/meeting/{meeting}{where}?lang=da")
    if where in ("/1", "/minutes"):
        page.wait_for_selector(".main-svg")
    for summary in page.locator("summary").all():
        summary.click()
    assert grave_faults(page) == []


def test_the_minutes_have_every_chart(reader: Reader, meeting: str) -> None:
    page = reader.blank(1366, 768)
    page.goto(f"{reader.base}/meeting/{meeting}/minutes?lang=da")
    drawn = page.locator(".minutes-chart .js-plotly-plot")
    expect(drawn).to_have_count(len(STEPS))
    wide = "() => [...document.querySelectorAll('.minutes-chart')].map((one) => one.clientWidth)"
    assert max(page.evaluate(wide)) <= 717
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_a_wall_that_presents_follows_the_phone(reader: Reader, address: str) -> None:
    meeting = served_meeting(address, ["change", "involvement"])
    wall = reader.blank(1920, 1080)
    wall.goto(f"{address}/meeting/{meeting}?lang=da")
    wall.click("button[form=begin]")
    wall.wait_for_url("**present=yes**")
    phone = reader.blank(360, 740)
    phone.goto(f"{address}/meeting/{meeting}/remote?lang=da")
    for _ in range(3):
        phone.click("button[value=next]")
        phone.wait_for_load_state()
    wall.wait_for_url(f"**/meeting/{meeting}/2?**")
    wall.wait_for_function("() => document.getElementById('main').dataset.number === '2'")
    wall.keyboard.press("ArrowRight")
    phone.wait_for_function("() => document.querySelector('h1').innerText === 'Spørgsmål'")


def test_who_only_looks_is_not_led(reader: Reader, address: str) -> None:
    meeting = served_meeting(address, ["change", "involvement"])
    looking = opened(reader, meeting, 1, 1366, 768)
    asked: list[str] = []
    looking.on("request", lambda request: asked.append(request.url))
    looking.wait_for_timeout(3500)
    assert [url for url in asked if url.endswith("/place")] == []
