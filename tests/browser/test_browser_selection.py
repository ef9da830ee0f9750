from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import Reader, asked, controls, drawn, sentence, sentences, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

MOST_TABS = 40
# Page, control, key, and whether the words above the chart change with it.
KEYS = [
    ("change", "programme", "ArrowDown", True),
    ("change", "instrument", "ArrowDown", True),
    ("change", "from", "ArrowDown", True),
    ("change", "to", "ArrowUp", True),
    ("change", "group", "ArrowDown", True),
    ("change", "view", "ArrowRight", True),
    ("involvement", "from", "ArrowDown", True),
    ("involvement", "to", "ArrowUp", True),
    ("involvement", "group", "ArrowDown", True),
    ("involvement", "item", "ArrowDown", True),
    ("principles", "round", "ArrowUp", True),
    ("principles", "against", "ArrowDown", True),
    ("principles", "item", "ArrowDown", False),
    ("participants", "programme", "ArrowDown", True),
    ("participants", "from", "ArrowDown", True),
    ("participants", "to", "ArrowUp", True),
    ("sessions", "programme", "ArrowDown", True),
    ("sessions", "instrument", "ArrowDown", True),
    ("sessions", "kind", "ArrowDown", True),
    ("sessions", "item", "ArrowDown", True),
    ("sessions", "view", "ArrowRight", False),
]
FOCUSED = "() => (document.activeElement.closest('select, #bar-view') || {}).id"
# Where the focus is, and whether it (or the label that stands for it) is outlined.
STOP = """() => {
  const here = document.activeElement, shown = here.type === 'radio' ? here.nextElementSibling : here;
  return {name: here.id || here.className, marked: getComputedStyle(shown).outlineStyle === 'solid'};
}"""
PICTURE = """() => JSON.stringify([...document.querySelectorAll('.js-plotly-plot')].map(
  ({data, layout}) => [data, layout.shapes, layout.annotations]))"""
REDRAWN = f"(before) => ({PICTURE})() !== before"


def tab_to(page: Page, control: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == control:
            return
    raise AssertionError(f"{control} cannot be reached by Tab")


def choose(page: Page, control: str, value: str) -> None:
    """Choose a value, and wait until address and page follow."""
    before = page.evaluate(PICTURE)
    page.locator(f"#bar-{control}").select_option(value)
    page.wait_for_function(f"() => new URLSearchParams(location.search).get('{control}') === '{value}'")
    page.wait_for_function(REDRAWN, arg=before)
    settled(page)


def test_wherever_tab_leads_one_sees_where_one_is(reader: Reader) -> None:
    page = reader.open("change", lang="da")
    stops = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))
        if stops[-1]["name"] == "change-svg":
            break
    assert stops[-1]["name"] == "change-svg"
    assert [stop["name"] for stop in stops if not stop["marked"]] == []


@pytest.mark.parametrize(("where", "control", "key", "says"), KEYS)
def test_a_control_works_by_keyboard_and_keeps_the_focus(
    reader: Reader, where: str, control: str, key: str, says: bool
) -> None:
    page = reader.open(where, lang="da")
    before, words, stood = page.evaluate(PICTURE), sentences(page), controls(page)[f"bar-{control}"]
    tab_to(page, f"bar-{control}")
    page.keyboard.press(key)
    page.wait_for_function(REDRAWN, arg=before)
    settled(page)
    now = controls(page)[f"bar-{control}"]
    assert now != stood
    assert asked(page)[control] == now
    assert (sentences(page) != words) == says
    assert page.evaluate(FOCUSED) == f"bar-{control}"


def test_the_link_to_the_contents_leads_to_the_first_control(reader: Reader) -> None:
    page = reader.open("change", lang="da")
    address = page.url
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "bar-programme"
    assert page.url == address


@pytest.mark.parametrize("to", ["sessions", "overview"])
def test_focus_follows_to_the_page_a_link_opens(reader: Reader, to: str) -> None:
    page = reader.open("change", lang="da")
    page.locator(f"#nav-{to}").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f".page-{to}")
    settled(page)
    page.wait_for_function("() => document.activeElement.tagName === 'MAIN'")
    page.go_back()
    page.wait_for_selector(".page-change")
    settled(page)
    page.wait_for_function("() => document.activeElement.tagName === 'MAIN'")


def test_the_ways_to_draw_a_chart_are_one_stop_and_turned_by_arrows(reader: Reader) -> None:
    page = reader.open("involvement", lang="da")
    tab_to(page, "bar-view")
    before = page.evaluate(PICTURE)
    page.keyboard.press("ArrowRight")
    page.wait_for_function(REDRAWN, arg=before)
    settled(page)
    assert asked(page)["view"] == "items"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") == "involvement-large"


def test_back_and_forward_restore_controls_address_and_chart(reader: Reader) -> None:
    page = reader.open("change", lang="da")
    states = [(controls(page), sentence(page), page.evaluate(PICTURE))]
    for control, value in (("to", "post"), ("group", "leader")):
        choose(page, control, value)
        states.append((controls(page), sentence(page), page.evaluate(PICTURE)))
    assert len({said for _, said, _ in states}) == 3
    for step, at in (("back", 1), ("back", 0), ("forward", 1), ("forward", 2)):
        before = page.evaluate(PICTURE)
        page.evaluate(f"() => history.{step}()")
        page.wait_for_function(REDRAWN, arg=before)
        settled(page)
        assert (controls(page), sentence(page), page.evaluate(PICTURE)) == states[at], (step, at)
        assert asked(page).get("group", "all") == states[at][0]["bar-group"]


def test_back_leads_to_the_page_before_as_it_was(reader: Reader) -> None:
    page = reader.open("change", lang="da")
    choose(page, "to", "post")
    stood = controls(page), sentence(page)
    page.locator("#nav-involvement").click()
    page.wait_for_selector(".page-involvement .first")
    assert settled(page).locator("#bar-to").input_value() == "post"
    page.go_back()
    page.wait_for_selector(".page-change .first")
    settled(page)
    assert (controls(page), sentence(page)) == stood


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ("change", {"to": "post", "group": "leader", "instrument": "confidence"}),
        ("involvement", {"from": "post", "item": "s3"}),
        ("principles", {"round": "r2", "against": "r1"}),
        ("sessions", {"instrument": "kor_rating", "kind": "theme_day", "item": "r2"}),
    ],
)
def test_an_address_opened_elsewhere_shows_the_same(
    reader: Reader, where: str, chosen: dict[str, str]
) -> None:
    page = reader.open(where, lang="nb")
    for control, value in chosen.items():
        choose(page, control, value)
    other = reader.at(where, asked(page))
    assert sentences(other) == sentences(page)
    assert controls(other) == controls(page)
    assert drawn(other) == drawn(page)


def test_links_to_pages_and_languages_carry_the_selection(reader: Reader) -> None:
    page = reader.open("change", lang="da")
    choose(page, "from", "post")
    choose(page, "group", "leader")
    for link in ("nav-involvement", "nav-principles", "lang-nb", "lang-en"):
        address = urlsplit(str(page.locator(f"#{link}").get_attribute("href")))
        query = parse_qs(address.query)
        assert (query["from"], query["group"]) == (["post"], ["leader"]), link
    page.locator("#lang-en").click()
    page.wait_for_selector("html[lang=en] .first")
    assert (settled(page).locator("#bar-from").input_value(), asked(page)["group"]) == ("post", "leader")
    assert page.title() == "Change in practice · Rejsespor"


def test_two_waves_the_wrong_way_round_are_turned(reader: Reader) -> None:
    turned = reader.at("change", {"from": "followup", "to": "pre", "lang": "da"})
    right = reader.at("change", {"from": "pre", "to": "followup", "lang": "da"})
    assert sentences(turned) == sentences(right)
    assert (controls(turned)["bar-from"], controls(turned)["bar-to"]) == ("pre", "followup")


def test_another_programme_renews_what_the_bar_offers(reader: Reader) -> None:
    page = reader.open("change", group="leader", lang="da")
    page.locator("#bar-programme").select_option("recoverydannelse-2017")
    expect(page.locator("#bar-to option:not([hidden])")).to_have_text(
        ["Opstart (2017-02)", "Afslutning (2017-06)"]
    )
    settled(page)
    assert controls(page)["bar-to"] == "post"
    assert controls(page)["bar-group"] == "all"
    assert sentence(page).startswith("Gennemsnittet er højere i")
