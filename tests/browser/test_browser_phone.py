"""On a phone no chart is scrolled sideways, and nothing written in it is cut off."""

import pytest
from playwright.sync_api import Page

from tests.chromium import CARDS, LANGUAGES, Reader

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

PHONE = 360
# Names of rows begin at the edge, and a letter may reach a pixel beyond its box.
SLACK = 2
SIDEWAYS = "() => { const c = document.querySelector('.chart'); return c.scrollWidth - c.clientWidth; }"
CUT = """(slack) => {
  const frame = document.querySelector('.chart').getBoundingClientRect();
  return [...document.querySelectorAll('.chart svg text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < frame.left - slack || box.right > frame.right + slack);
  }).map((text) => text.textContent);
}"""
UNSEEN = """() => [...document.querySelectorAll('.chart .xtick text, .chart .ytick text')]
  .filter((text) => text.textContent.trim() && !text.getBoundingClientRect().width)
  .map((text) => text.textContent)"""
DRAWN = """() => { const { data, layout } = document.querySelector('.js-plotly-plot');
  return JSON.stringify([data, layout.margin, layout.yaxis.range, layout.yaxis.ticktext]); }"""


# Names and marks whose boxes meet; a dot may touch the lower edge of letters.
MEETING = """() => {
  const boxes = (what) => [...document.querySelectorAll(what)].map((one) => one.getBoundingClientRect());
  const dots = boxes('.chart .scatterlayer .point');
  return boxes('.chart .annotation-text').filter((name) => dots.some((dot) => dot.left < name.right
    && dot.right > name.left && dot.top < name.bottom - 3 && dot.bottom > name.top)).length;
}"""
VIEWS = [
    *((where, "") for where in CARDS),
    *(("change", view) for view in ("answers", "waves", "factors")),
    ("involvement", "items"),
    ("sessions", "answers"),
]


def opened(reader: Reader, where: str, view: str, width: int = PHONE, language: str = "da") -> Page:
    chosen = {"lang": language, "programme": "fjordby"} | ({"view": view} if view else {})
    return reader.open(where, width, 900, **chosen)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("where", "view"), VIEWS)
def test_a_phone_shows_the_whole_chart(reader: Reader, where: str, view: str, language: str) -> None:
    page = opened(reader, where, view, language=language)
    page.wait_for_function(f"() => ({SIDEWAYS})() <= 0")
    assert page.evaluate(CUT, SLACK) == []
    assert page.evaluate(UNSEEN) == []


@pytest.mark.parametrize("view", ["", "factors"])
def test_names_stand_above_their_marks(reader: Reader, view: str) -> None:
    assert opened(reader, "change", view).evaluate(MEETING) == 0


@pytest.mark.parametrize(
    ("where", "view"), [("change", ""), ("change", "waves"), ("involvement", "items"), ("management", "")]
)
def test_a_chart_on_a_screen_turned_round_is_what_it_is_there(reader: Reader, where: str, view: str) -> None:
    wide: str = opened(reader, where, view, 1366).evaluate(DRAWN)
    page = opened(reader, where, view)
    assert page.evaluate(DRAWN) != wide
    page.set_viewport_size({"width": 1366, "height": 768})
    page.wait_for_function(f"(wide) => ({DRAWN})() === wide", arg=wide)
