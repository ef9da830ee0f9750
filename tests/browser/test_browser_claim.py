"""A claim in a browser: put together by keyboard, read as a sentence, the same behind its link."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import Reader, asked, controls, grave_faults, sentence, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

VIOLENCE = {
    "lang": "en",
    "programme": "fjordby",
    "indicator": "violence",
    "sites": "solsiden",
    "since": "2025-04",
}
SUPPORTED = "Supported: violence at Solsiden, fewer episodes since April 2025"
PARTS = ("subject", "direction", "indicator", "sites", "since")
OF_ANSWERS = ("subject", "direction", "instrument", "item", "group", "from", "to")


def said(page: Page) -> str:
    return sentence(page).replace("\u00a0", " ")


def bar(page: Page) -> Mapping[str, str]:
    """Return what is chosen, as it reads, in the order it stands."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.control:not([hidden]) select')].map(
             (one) => [one.id.slice(4), one.selectedOptions[0].text.trim()]))"""
    )
    return found


def test_the_choices_read_as_one_sentence(reader: Reader) -> None:
    page = reader.at("claim", VIOLENCE)
    assert said(page) == SUPPORTED
    assert " ".join(list(bar(page).values())[2:]) == "fewer episodes violence at Solsiden since April 2025"
    assert list(bar(page)) == ["programme", *PARTS]


def test_a_claim_is_chosen_by_keyboard_and_its_link_shows_the_same(reader: Reader) -> None:
    page = reader.at("claim", VIOLENCE)
    page.locator("#bar-direction").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".finding")).to_contain_text("Contradicted")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".finding")).not_to_contain_text("violence")
    settled(page)
    again = reader.at("claim", asked(page))
    assert said(again) == said(page)
    assert controls(again) == controls(page)


def test_another_figure_offers_the_sites_and_months_that_have_it(reader: Reader) -> None:
    page = reader.at("claim", VIOLENCE)
    before = page.locator("#bar-sites option").count()
    page.locator("#bar-indicator").select_option("absence")
    expect(page.locator("#bar-direction")).to_contain_text("less sickness absence")
    expect(page.locator(".finding")).to_contain_text("sickness absence at Solsiden")
    assert page.locator("#bar-sites option").count() >= before


def test_of_answers_there_are_questions_groups_and_rounds(reader: Reader) -> None:
    page = reader.open("claim", lang="en", programme="fjordby")
    page.locator("#bar-subject").select_option("answers")
    expect(page.locator(".finding")).to_contain_text("from before to a year later")
    settled(page)
    assert list(bar(page)) == ["programme", *OF_ANSWERS]
    page.locator("#bar-group").select_option("practitioner.fjordby.ronningen")
    expect(page.locator(".finding")).to_contain_text("Practitioners at Rønningen and Måken")
    expect(page.locator(".lead")).to_contain_text("Shown for a larger group")
    page.locator("#claim-way a").click()
    page.wait_for_url("**/change?**")
    assert asked(page)["group"] == "practitioner.fjordby.ronningen~practitioner.fjordby.maaken"


@pytest.mark.parametrize("subject", ["figures", "answers"])
def test_a_phone_reads_it_without_scrolling_sideways(reader: Reader, subject: str) -> None:
    page = reader.open("claim", width=360, height=740, lang="da", programme="fjordby", subject=subject)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert grave_faults(page) == []
    told = page.locator("#bar-sentence").inner_text()
    order = ["færre episoder", "vold", "på Solsiden"] if subject == "figures" else ["højere", "Alle", "før"]
    assert [told.index(word) for word in order] == sorted(told.index(word) for word in order)
