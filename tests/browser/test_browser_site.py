import re

import pytest
from playwright.sync_api import expect

from tests.chromium import Reader, asked, drawn, settled, table

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

# What is left of A4 at 96 pixels an inch within margins of 10 mm.
PAPER = {"width": 717, "height": 1046}


def test_the_keyboard_leads_from_the_chart_of_sites_to_one_site_and_back(reader: Reader) -> None:
    page = reader.open("involvement", lang="da", group="practitioner")
    page.locator(".about summary").click()
    page.locator(".notes a", has_text="Kvernhuset").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".site-page h1")).to_have_text("Kvernhuset")
    page.locator(".site-involvement .go").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".figure-card")).to_be_visible()
    settled(page)
    assert drawn(page)
    assert asked(page)["from"] == "pre"


def test_another_language_and_another_time_stay_at_the_site(reader: Reader) -> None:
    page = reader.open("site", lang="da")
    first = page.locator(".site-change .score-numbers").first
    before = first.inner_text()
    page.locator("#lang-en").click()
    expect(page.locator(".site-change h2")).to_have_text("Change")
    expect(page.locator("h1")).to_have_text("Solsiden")
    assert "/site/solsiden" in page.url
    page.locator("#bar-from").select_option("post")
    expect(page.locator(".score-legend")).to_contain_text("after")
    assert asked(page)["from"] == "post"
    assert first.inner_text() != before
    page.go_back()
    expect(page.locator(".score-legend")).to_contain_text("before")


def test_another_site_is_chosen_by_its_name_and_keeps_the_selection(reader: Reader) -> None:
    page = reader.at("site", {"lang": "da", "programme": "fjordby", "from": "post", "to": "followup"})
    expect(page.locator("h1")).to_have_text("Solsiden")
    page.locator("#site-switch").select_option(label="Granlia")
    expect(page.locator("h1")).to_have_text("Granlia")
    assert "/site/granlia" in page.url
    found = asked(page)
    assert (found["from"], found["to"], found["lang"]) == ("post", "followup", "da")
    page.locator(".figure-cell").first.click()
    settled(page)
    assert asked(page)["from"] == "post"


def test_the_title_says_the_site_and_the_line_below_leads_to_what_was_found(reader: Reader) -> None:
    """At Granlia occupancy and use of places rose: told by name, one step away, first of the indicators."""
    page = reader.blank()
    page.goto(f"{reader.base}/site/granlia?programme=fjordby&lang=en")
    settled(page)
    expect(page.locator(".lead")).to_contain_text(
        "2 of 10 indicators with a signal: higher occupancy, more places in use"
    )
    assert page.title() == "Granlia · Rejsespor"
    page.locator(".lead .to-part").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#site-management-heading")).to_be_focused()
    names = page.locator(".figure-cell .figure-name").all_inner_texts()
    assert names[:2] == ["Occupancy", "Use of places"]
    page.locator("#site-switch").select_option(label="Solsiden")
    expect(page.locator("h1")).to_have_text("Solsiden")
    expect(page).to_have_title("Solsiden · Rejsespor")


def test_links_elsewhere_carry_the_selection_from_a_site(reader: Reader) -> None:
    page = reader.at("site", {"lang": "nb", "programme": "fjordby", "from": "post", "to": "followup"})
    page.locator("#nav-change").click()
    expect(page.locator(".figure-card")).to_be_visible()
    settled(page)
    found = asked(page)
    assert (found["from"], found["to"], found["lang"]) == ("post", "followup", "nb")


@pytest.mark.parametrize(("site", "language"), [("tunet", "en"), ("solsiden", "nb"), ("ronningen", "da")])
def test_a_site_prints_on_one_page(reader: Reader, site: str, language: str) -> None:
    page = reader.blank(**PAPER)
    page.goto(f"{reader.base}/site/{site}?programme=fjordby&lang={language}")
    settled(page)
    expect(page.locator(".site-page")).to_be_visible()
    edge = "10mm"
    paper = page.pdf(format="A4", margin={"top": edge, "bottom": edge, "left": edge, "right": edge})
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".bar-controls")).to_be_hidden()
    box = page.locator(".site-page").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PAPER["height"]


def test_every_question_at_every_site_has_a_table_of_the_same_numbers(reader: Reader) -> None:
    page = reader.open("involvement", lang="en", view="items")
    (heat,) = drawn(page)
    rows = table(page)
    assert len(rows) == len(heat["z"])
    # Beside each mean stands n, and what has clearly changed.
    means = [cell for cell in rows[0][1:] if re.fullmatch(r"\d\.\d\d", cell)]
    assert [f"{value:.2f}" for value in heat["z"][0]] == means


def test_the_questions_of_practice_are_chosen_as_another_questionnaire(reader: Reader) -> None:
    page = reader.open("involvement", lang="en")
    page.locator("#bar-instrument").select_option("practice")
    expect(page.locator(".notes")).to_contain_text("It is not the same as")
    assert page.locator("#bar-item option").count() >= 4
    page.locator("#bar-item").select_option("p23")
    expect(page.locator(".lead")).to_contain_text("Service users invited into management. All together")
