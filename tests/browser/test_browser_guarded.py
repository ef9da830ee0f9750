"""The content security policy and its neighbours, where they count: in the browser, on every page."""

import pytest
from playwright.sync_api import expect

from tests.chromium import LANGUAGES, PAGES, Reader, asked, settled, table
from tests.dashboards import LANGUAGES as WORDS

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("where", PAGES)
def test_every_page_works_under_its_policy(reader: Reader, where: str) -> None:
    page = reader.open(where)
    for picture in page.locator("[id$=-png], [id$=-svg]").all():
        with page.expect_download() as taken:
            picture.click()
        assert taken.value.path().stat().st_size > 10_000
    if page.locator("[id$=-table-button]").count():
        assert table(page)
    if page.locator("[id$=-large]").count():
        page.locator("[id$=-large]").first.click()
        page.wait_for_function("() => document.fullscreenElement")
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.fullscreenElement")


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_address_that_leads_nowhere_says_so_and_leads_on(anyone: Reader, code: str) -> None:
    page = anyone.blank(locale=code)
    answer = page.goto(f"{anyone.base}/nonsense")
    assert answer is not None and answer.status == 404
    expect(page.locator("h1")).to_have_text(WORDS[code].say("title.not_found"))
    page.locator(".empty a").click()
    settled(page)
    assert page.url.startswith(f"{anyone.base}/?")
    assert asked(page)["lang"] == code
