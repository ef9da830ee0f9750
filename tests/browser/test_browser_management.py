"""Months in a browser: a request a choice, the address carries it, marks by shape and colour."""

import pytest
from playwright.sync_api import Request, expect

from tests.chromium import Reader, asked, drawn, settled, table

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

CHART_FRAME = "document.querySelector('.chart')"
NOTHING_BESIDE = "frame.scrollWidth <= frame.clientWidth"


def test_a_choice_is_one_request_and_stands_in_the_address(reader: Reader) -> None:
    page = reader.open("management", lang="en")
    expect(page.locator(".people")).to_contain_text("Violence")
    asked_for: list[Request] = []
    page.on("request", lambda one: asked_for.append(one) if "_dash-update" in one.url else None)
    page.select_option("#bar-indicator", "goals")
    expect(page.locator(".people")).to_contain_text("Goals reached")
    page.select_option("#bar-rules", "own")
    expect(page.locator(".notes")).to_contain_text("p chart")
    assert len(asked_for) == 2
    found = asked(settled(page))
    assert (found["indicator"], found["rules"]) == ("goals", "own")
    page.go_back()
    expect(page.locator(".notes")).to_contain_text("Run chart with")
    page.locator("#lang-da").click()
    expect(page.locator(".people")).to_contain_text("Mål, der er nået")


def test_signals_are_told_by_shape_and_colour_and_in_words(reader: Reader) -> None:
    page = reader.open("management", indicator="violence", lang="en")
    marks = [one for one in drawn(page) if one["mode"] == "markers"]
    symbols = [mark["marker"]["symbol"] for mark in marks if mark["marker"].get("symbol")]
    assert symbols == ["diamond", "diamond"]
    assert "◆ Solsiden: fewer episodes than before" in str(page.locator(".sentences").text_content())
    titles = page.locator(".annotation-text").all_text_contents()
    assert any("◆ better · line: median" in title for title in titles)


def test_the_first_row_of_panels_is_seen_without_scrolling(reader: Reader) -> None:
    page = reader.open("management", indicator="violence", lang="en")
    page.set_viewport_size({"width": 1366, "height": 768})
    assert page.locator("#management-graph").bounding_box()["y"] <= 260  # type: ignore[index]
    panel = page.locator("#management-graph .subplot.xy").first.bounding_box()
    assert panel
    assert panel["y"] + panel["height"] < 768


def test_a_click_on_a_month_chooses_its_site_which_fits_a_phone(reader: Reader) -> None:
    page = reader.open("management", indicator="violence", lang="en")
    page.locator("#management-graph .subplot.xy .point").first.click(force=True)
    expect(page.locator("#management-finding")).to_contain_text("Violence, Solsiden: fewer episodes since")
    assert asked(settled(page))["sites"] == "solsiden"
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_function(f"() => {{ const frame = {CHART_FRAME}; return {NOTHING_BESIDE}; }}")


def test_the_table_of_months_is_there_by_keyboard_and_follows_the_choice(reader: Reader) -> None:
    page = reader.open("management", indicator="occupancy", lang="en")
    assert len(table(page)) == 5 * 36
    page.select_option("#bar-indicator", "places_in_use")
    expect(page.locator(".twin thead")).to_contain_text("Places in use")
    page.locator("#management-table-body").focus()
    expect(page.locator("#management-table-body")).to_be_focused()
