"""In a reader's own colours what is chosen is still told apart, and a chart keeps its colours."""

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import Reader

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

GROUND = "(one) => getComputedStyle(one).backgroundColor"


def grounds(page: Page, chosen: str, others: str) -> tuple[str, set[str]]:
    ground: str = page.locator(chosen).first.evaluate(GROUND)
    return ground, {other.evaluate(GROUND) for other in page.locator(others).all()}


def test_what_is_chosen_is_told_apart_in_forced_colours(reader: Reader) -> None:
    page = reader.open("change", lang="da", programme="fjordby")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    for chosen, others in (
        (".segments input:checked + label", ".segments input:not(:checked) + label"),
        (".pages .nav-link.active", ".pages .nav-link:not(.active)"),
        (".lang-link.active", ".lang-link:not(.active)"),
    ):
        ground, rest = grounds(page, chosen, others)
        assert rest
        assert ground not in rest
    paper = page.locator(".js-plotly-plot .main-svg").first.evaluate(GROUND)
    assert paper == "rgb(255, 255, 255)"


def test_the_arrow_keys_go_from_site_to_site_and_stay_on_the_choice(reader: Reader) -> None:
    page = reader.open("site", lang="da")
    expect(page.locator(".pages [aria-current]")).to_have_text("Steder")
    page.locator("#site-switch").focus()
    for name in ("Brygga", "Oppfølgingsteamet"):
        page.keyboard.press("ArrowDown")
        expect(page.locator(".site-page h1")).to_have_text(name)
        expect(page.locator("#site-switch")).to_be_focused()
