import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, Route, expect

from tests.chromium import (
    CARDS,
    LANGUAGES,
    PAGES,
    ROOT,
    Reader,
    asked,
    beyond,
    drawn,
    grave_faults,
    run,
    sentence,
    serving,
    settled,
    table,
)

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

PRINTED = "recoverydannelse-2017"
# How many pixels the longest choice of each select is wider than the room for it.
CUT_OFF = """() => [...document.querySelectorAll('.control:not([hidden]) select')].map((select) => {
  const style = getComputedStyle(select), pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const chosen = pen.measureText(select.selectedOptions[0].text.trim()).width;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [select.id, Math.round(chosen - room)];
}).filter(([, over]) => over > 1)"""


# One language a page, each in turn: what the others say is asked over HTTP (`test_every_language.py`).
SPOKEN = [(where, LANGUAGES[at % len(LANGUAGES)]) for at, where in enumerate(PAGES)]


@pytest.mark.parametrize(("where", "language"), SPOKEN)
def test_a_page_says_its_language_shows_its_numbers_and_holds_for_axe(
    reader: Reader, where: str, language: str
) -> None:
    page = reader.open(where, lang=language)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1:visible").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator(".lang-link.active").get_attribute("lang") == language
    if where in CARDS:
        assert drawn(page)
        assert len(sentence(page)) > 30
        assert len(table(page)) > 5
    elif where == "overview":
        assert page.locator(".tile .go").count() == 5
    elif where == "explore":
        assert page.locator(".ag-center-cols-container .ag-row").count() > 10
    elif where == "site":
        assert page.locator(".site-part .go").count() == 4
        assert page.locator(".principles-beside tbody tr").count() == 7
    elif where == "sites":
        assert page.locator(".score a").count() == page.locator(".score img").count() == 12
    elif where == "data":
        assert page.locator(".listing").count() == 2
    elif where == "claim":
        assert drawn(page)
        assert len(sentence(page)) > 30
    elif where == "indicators":
        assert page.locator(".matrix tbody .cell img").count() > 100
    else:
        assert page.locator("h2").count() > 3
    assert grave_faults(page) == []


def test_every_page_says_who_may_be_seen_in_the_readers_language(reader: Reader) -> None:
    said = {reader.open("overview", lang=one).locator(".page footer").inner_text() for one in LANGUAGES}
    assert len(said) == 3


@pytest.mark.parametrize(("locale", "language"), [("nb-NO", "nb"), ("en-US", "en"), ("fr-FR", "da")])
def test_the_browser_chooses_the_language_else_danish(reader: Reader, locale: str, language: str) -> None:
    page = reader.blank(locale=locale)
    page.goto(reader.base + "/")
    settled(page)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".page").get_attribute("lang") == language


def test_all_answers_are_drawn_as_bars(reader: Reader) -> None:
    page = reader.open("change", view="answers", lang="nb")
    # Beside the bars stand words: what is drawn as dots is none of the answers.
    assert {trace["type"] for trace in drawn(page) if trace.get("mode") != "text"} == {"bar"}
    assert page.locator("#bar-view input:checked").input_value() == "answers"
    assert grave_faults(page) == []


def test_printed_figures_are_shown_as_printed(reader: Reader) -> None:
    page = reader.open("change", programme=PRINTED, lang="en")
    assert "printed" in (page.locator(".source").text_content() or "")
    assert page.locator(".badge-invented").count() == 0
    assert sentence(page).startswith("The mean is higher in")
    assert drawn(page)
    assert grave_faults(page) == []


@pytest.mark.parametrize("where", ["involvement", "principles", "management"])
def test_a_programme_without_the_pages_data_says_so_and_links_to_one_that_has_it(
    reader: Reader, where: str
) -> None:
    page = reader.open(where, programme=PRINTED, lang="da")
    expect(page.locator(".figure-card")).to_be_hidden()
    assert page.locator(".empty").inner_text().count("Recoverydannelse 2017 har ingen") == 1
    assert grave_faults(page) == []
    page.locator(".empty a").click()
    expect(page.locator(".figure-card")).to_be_visible()
    settled(page)
    assert drawn(page)
    assert asked(page)["programme"] == "fjordby"


def test_a_group_that_is_not_offered_is_answered_with_one_sentence_and_a_way_out(reader: Reader) -> None:
    said = set()
    for group in ("practitioner.fjordby.maaken", "nobody", "all~all"):
        page = reader.open("change", group=group, lang="da")
        expect(page.locator(".figure-card")).to_be_hidden()
        said.add(page.locator(".empty").inner_text())
    assert len(said) == 1
    assert said.pop().startswith("Vises ikke for dette valg")
    page.locator(".empty a").click()
    expect(page.locator(".figure-card")).to_be_visible()
    settled(page)
    assert drawn(page)
    assert page.locator("#bar-group").input_value() == "all"


@pytest.mark.parametrize("where", PAGES)
def test_a_tablet_and_a_phone_never_scroll_sideways(reader: Reader, where: str) -> None:
    page = reader.open(where, 768, 1024, lang="nb")
    if where in CARDS:
        table(page)
    for width in (768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("(width) => document.querySelector('.top').offsetWidth <= width", arg=width)
        assert beyond(page) <= 0, width
    assert grave_faults(page) == []


@pytest.mark.parametrize("where", CARDS)
@pytest.mark.parametrize("width", [1366, 1920])
def test_nothing_chosen_in_the_bar_is_cut_off(reader: Reader, where: str, width: int) -> None:
    assert reader.open(where, width).evaluate(CUT_OFF) == []


def test_paper_shows_the_chart_without_the_bar_and_the_buttons(reader: Reader) -> None:
    page = reader.open("change")
    expect(page.locator(".filter-bar")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".bar-controls", ".card-buttons", ".large-button", ".segments", ".pages"):
        expect(page.locator(hidden)).to_be_hidden()
    for shown in (".bar-sentence", ".finding", ".question", ".js-plotly-plot", ".source"):
        expect(page.locator(shown)).to_be_visible()


def _draws(request: Request) -> bool:
    return "change-graph.figure" in (request.post_data or "")


def test_while_the_numbers_come_the_page_says_so_and_shows_no_empty_chart(reader: Reader) -> None:
    page, held = reader.blank(locale="da-DK"), list[Route]()

    def hold(route: Route) -> None:
        held.append(route) if _draws(route.request) else route.fallback()

    page.route(re.compile("_dash-update-component"), hold)
    with page.expect_request(_draws):
        page.goto(reader.base + "/change")
    expect(page.locator(".loading")).to_have_text("Henter tallene …")
    expect(page.locator(".figure-card")).not_to_be_visible()
    (route,) = held
    route.fallback()
    expect(settled(page).locator(".figure-card")).to_be_visible()


def test_a_new_publication_is_shown_without_a_restart(
    chromium: Browser, example: Path, tmp_path: Path
) -> None:
    var, data = tmp_path / "var", tmp_path / "data"
    shutil.copytree(example, var)
    shutil.copytree(ROOT / "data", data)
    with serving(var, tmp_path / "server.log") as base:
        reader = Reader(chromium, base)
        page = reader.open("change", lang="da")
        assert "udgivelse 1 " in (page.locator(".source").text_content() or "")
        definition = data / "programmes" / "fjordby.toml"
        text = definition.read_text("utf-8").replace("Fjordby og omegn (opdigtet)", "Fjordby for sig")
        definition.write_text(text, "utf-8")
        run("etl.cli", "cli", "publish", "fjordby", "--data", str(data), "--var", str(var))
        page.reload()
        settled(page)
        assert "Fjordby for sig, udgivelse 2 " in (page.locator(".source").text_content() or "")
        assert page.locator("#bar-programme option:checked").inner_text() == "Fjordby for sig"
        page.context.close()
    assert reader.troubles == []


def test_a_reader_notices_errors_and_requests_to_elsewhere(anyone: Reader) -> None:
    page = anyone.open("overview")
    page.evaluate("() => fetch('http://elsewhere.invalid/').catch(() => 0)")
    page.evaluate("() => console.error('said')")
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('thrown') }) }")
    noticed = " ".join(anyone.troubles)
    # The content security policy refuses the request before it is made, and says so.
    assert re.search("elsewhere.invalid.*said.*thrown", noticed, re.DOTALL)
