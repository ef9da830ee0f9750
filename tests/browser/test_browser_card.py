import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import CARDS, Reader, asked, drawn, grave_faults, sentence, settled, table

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

PNG = b"\x89PNG\r\n\x1a\n"
HEIGHT = "() => document.querySelector('.js-plotly-plot').offsetHeight"


def saved(page: Page, part: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f"[id$=-{part}]").click()
    path: Path = download.value.path()
    return path.read_bytes()


def means(traces: list[dict[str, Any]], wave: str) -> list[str]:
    """Return the means drawn for a wave, from the first row down, as a Danish reader sees them."""
    of_wave = [trace for trace in traces if trace.get("name") == wave]
    points = sorted(point for trace in of_wave for point in zip(trace["y"], trace["x"], strict=True))
    return [f"{mean:.2f}".replace(".", ",") for _, mean in points]


WAVES = ("Før", "Et år senere")


@pytest.mark.parametrize(("where", "extra"), [("change", 0), ("involvement", 1)])
def test_the_table_holds_the_means_the_chart_draws(reader: Reader, where: str, extra: int) -> None:
    page = reader.open(where, lang="da")
    rows = table(page)
    headers = page.locator(".twin thead tr:last-child th").all_inner_texts()
    name = "Gns." if where == "change" else "Score"
    at = [place for place, header in enumerate(headers) if header == name]
    traces = drawn(page)
    for drawn_as, column in zip(WAVES, at[:2], strict=True):
        shown = [row[column] for row in rows]
        assert means(traces, drawn_as) == shown[: len(shown) - extra]


def test_the_table_follows_the_selection(reader: Reader) -> None:
    page = reader.open("change", lang="da")
    before = table(page)
    page.locator("#bar-to").select_option("post")
    expect(page.locator(".twin thead")).to_contain_text("Efter")
    assert settled(page).locator(".twin tbody tr").first.inner_text() != "\t".join(before[0])
    page.locator("[id$=-table-button]").click()
    expect(page.locator(".twin")).to_be_hidden()
    assert page.locator("[id$=-table-button]").get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize("where", CARDS)
def test_both_csv_files_hold_the_table(reader: Reader, where: str) -> None:
    page = reader.open(where, lang="da")
    shown, files = table(page), {}
    for part, separator in (("csv_semicolon", ";"), ("csv_comma", ",")):
        content = saved(page, part)
        assert content.startswith(b"\xef\xbb\xbf")
        text = content.decode("utf-8-sig")
        files[part] = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    semicolon, comma = files["csv_semicolon"], files["csv_comma"]
    assert [row[0] for row in semicolon[1:]] == [row[0] for row in shown]
    assert len(semicolon) == len(comma)
    assert {len(row) for row in [*semicolon, *comma]} == {len(shown[0])}
    assert [[cell.replace(",", ".") for cell in row[1:]] for row in semicolon[1:]] == [
        [cell.replace(",", ".") for cell in row[1:]] for row in comma[1:]
    ]
    assert any("," in cell for row in semicolon[1:] for cell in row[1:])
    assert any("." in cell for row in comma[1:] for cell in row[1:])


@pytest.mark.parametrize("where", CARDS)
def test_pictures_carry_the_finding_and_the_source(reader: Reader, where: str) -> None:
    page = reader.open(where, lang="da")
    finding = sentence(page)
    drawing = saved(page, "svg").decode("utf-8")
    assert drawing.startswith("<svg")
    assert "@font-face" in drawing
    assert "Source Sans 3" in drawing
    # A long one is broken over lines.
    assert finding[:40] in drawing
    assert "udgivelse 1" in drawing
    picture = saved(page, "png")
    assert picture.startswith(PNG)
    assert len(picture) > 40_000
    assert int.from_bytes(picture[16:20], "big") == 2800


def test_show_large_fills_the_screen_and_escape_leads_back(reader: Reader) -> None:
    page = reader.open("change", lang="da")
    before = page.evaluate(HEIGHT)
    page.locator(".large-button").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.fullscreenElement?.classList.contains('figure-card')")
    expect(page.locator(".card-buttons")).to_be_hidden()
    assert grave_faults(page) == []
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.fullscreenElement")
    page.wait_for_function(f"(before) => ({HEIGHT})() === before", arg=before)
    expect(page.locator(".card-buttons")).to_be_visible()


@pytest.mark.parametrize("where", CARDS)
def test_nothing_of_plotly_shares_zooms_or_links_out(reader: Reader, where: str) -> None:
    page = reader.open(where, lang="da")
    page.locator(".js-plotly-plot").hover()
    assert page.locator(".modebar-btn, .modebar a").count() == 0
    links = page.locator(".js-plotly-plot a").all()
    # The names of sites lead to their pages, and nowhere else.
    assert all(
        (link.get_attribute("href") or link.get_attribute("xlink:href") or "").startswith("/site/")
        for link in links
    )
    assert page.locator("text=/plotly/i").count() == 0


def test_the_chart_is_reached_by_keyboard_and_named_by_its_finding(reader: Reader) -> None:
    page = reader.open("involvement", lang="da")
    page.locator("figure.chart").focus()
    named = page.evaluate("() => document.activeElement.getAttribute('aria-labelledby')")
    assert page.locator(f"h1#{named}").inner_text() == sentence(page)


def test_a_cell_of_the_heatmap_opens_its_prompts(reader: Reader) -> None:
    page = reader.open("principles", lang="da")
    expect(page.locator(".choose")).to_be_visible()
    area = page.locator(".js-plotly-plot .nsewdrag").bounding_box()
    assert area
    # The fifth of seven rows, in the middle of the first of eight columns.
    page.mouse.click(area["x"] + area["width"] / 16, area["y"] + area["height"] * 4.5 / 7)
    name = "Ledelsesinformation som fagligt værktøj"
    expect(page.locator(".prompt-card h3")).to_contain_text(name)
    settled(page)
    assert page.locator("#bar-item option:checked").inner_text() == name
    assert asked(page)["item"] == page.locator("#bar-item").input_value()
    assert page.locator(".prompts li").count() >= 3
    assert grave_faults(page) == []


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_picture_is_called_as_the_files_are(reader: Reader, form: str) -> None:
    page, names = reader.open("change", programme="fjordby"), {}
    for part in (form, "xlsx"):
        with page.expect_download() as download:
            page.locator(f"[id$=-{part}]").click()
        names[part] = download.value.suggested_filename
    assert names[form] == f"rejsespor-change-fjordby-1-practice-all.{form}"
    assert names["xlsx"] == "rejsespor-change-fjordby-1-practice-all.xlsx"


# On a phone these have their labels above their rows, and the whole width for what they show.
EDGES = """() => [...document.querySelectorAll('.chart')].map(
  (one) => ['::before', '::after'].map((edge) => getComputedStyle(one, edge).opacity))[0]"""


def test_a_chart_wider_than_its_frame_shows_that_it_goes_on(reader: Reader) -> None:
    """As that of very many sessions is."""
    page = reader.open("sessions", 800, programme="fjordby")
    page.evaluate("document.querySelector('.chart > div').style.setProperty('--width', '90rem')")
    chart = page.locator(".chart")
    page.wait_for_function(f"() => ({EDGES})().join() === '0,1'")
    chart.focus()
    chart.evaluate("(one) => { one.scrollLeft = one.scrollWidth; }")
    page.wait_for_function(f"() => ({EDGES})().join() === '1,0'")
    assert chart.get_attribute("aria-labelledby") == "sessions-finding"


def test_a_chart_that_fits_its_frame_shows_no_edge(reader: Reader) -> None:
    assert reader.open("change", 1366, programme="fjordby").evaluate(EDGES) == ["0", "0"]


@pytest.mark.parametrize(("where", "most"), [("participants", 2), ("involvement", 1)])
@pytest.mark.parametrize("lang", ["da", "nb", "en"])
def test_a_card_prints_on_few_pages_with_all_that_is_folded(
    reader: Reader, where: str, most: int, lang: str
) -> None:
    page = reader.open(where, programme="fjordby", lang=lang)
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages == most


@pytest.mark.parametrize("where", ["change", "principles", "participants"])
@pytest.mark.parametrize("width", [1366, 360])
def test_a_chart_on_paper_is_as_wide_as_the_page(reader: Reader, where: str, width: int) -> None:
    """A4 within its margins is some 700 pixels wide; a browser does not tell plotly so."""
    page = reader.open(where, width, programme="fjordby", view="answers")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.evaluate("document.body.style.width = '700px'")
    ends = """() => [...document.querySelectorAll('.js-plotly-plot text')].filter((one) => one.textContent)
      .map((one) => one.getBoundingClientRect()).map((one) => [one.left, one.right])"""
    found = page.evaluate(ends)
    assert len(found) > 20
    assert min(left for left, _ in found) >= 0
    assert max(right for _, right in found) <= 701
