"""What is typed in a browser is not lost: by a reload, by a server that is gone, by who writes too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import Reader, free_port, kill, running, serving
from tests.meetings.conftest import ABOUT

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser


@pytest.fixture
def at(
    example: Path, chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Reader, str]]:
    """A reader, and the address of a server with a store of its own."""
    monkeypatch.setenv("REJSESPOR_STORE_URL", f"sqlite:///{tmp_path}/store.db")
    with serving(example, tmp_path / "server.log") as base:
        yield Reader(chromium, base), base
        for context in chromium.contexts:
            context.close()


def meeting(page: Page, base: str) -> str:
    """Make a meeting with a step in the browser; return its address."""
    page.goto(f"{base}/meetings/add?{ABOUT}&page=involvement")
    page.get_by_label("What is the meeting called?").fill("March")
    page.get_by_role("button", name="Make the meeting and add").click()
    page.wait_for_url("**/meeting/*")
    return page.url


def wall(page: Page, agenda: str) -> None:
    address, _, query = agenda.partition("?")
    page.goto(f"{address}/1?{query}")


def note(page: Page) -> None:
    """Save the note that is typed."""
    page.locator("form", has=page.locator("#note")).get_by_role("button", name="Save").click()


def saved(page: Page, version: int = 2) -> None:
    """Wait until the page that the server answered with stands there."""
    expect(page.locator("form:has(#note) [name=version]")).to_have_value(str(version))


def test_a_reload_keeps_what_is_typed(at: tuple[Reader, str]) -> None:
    reader, base = at
    page = reader.blank()
    wall(page, meeting(page, base))
    page.locator("#note").fill("They listen to us")
    page.reload()
    expect(page.locator("#note")).to_have_value("They listen to us")
    expect(page.locator(".restored")).to_contain_text("was not sent")
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator("#note")).to_have_value("")
    page.reload()
    expect(page.locator(".restored")).to_have_count(0)


def test_what_is_sent_is_no_draft_any_more(at: tuple[Reader, str]) -> None:
    reader, base = at
    page = reader.blank()
    wall(page, meeting(page, base))
    page.locator("#note").fill("Kept")
    note(page)
    saved(page)
    page.reload()
    expect(page.locator("#note")).to_have_value("Kept")
    expect(page.locator(".restored")).to_have_count(0)


def test_a_lost_connection_keeps_the_page_and_the_words(at: tuple[Reader, str]) -> None:
    reader, base = at
    page = reader.blank()
    wall(page, meeting(page, base))
    page.locator("#note").fill("Typed in the cellar")
    page.context.set_offline(True)
    note(page)
    expect(page.locator(".sent.trouble")).to_contain_text("Not sent")
    expect(page.locator("#note")).to_have_value("Typed in the cellar")
    page.context.set_offline(False)
    note(page)
    saved(page)
    page.reload()
    expect(page.locator("#note")).to_have_value("Typed in the cellar")


def test_a_draft_meets_what_was_written_since(at: tuple[Reader, str]) -> None:
    """Typed before another person's text came, found again after it: both are shown, none is overwritten."""
    reader, base = at
    mine, theirs = reader.blank(), reader.blank()
    agenda = meeting(mine, base)
    wall(mine, agenda)
    mine.locator("#note").fill("Mine")
    wall(theirs, agenda)
    theirs.locator("#note").fill("Theirs")
    note(theirs)
    saved(theirs)
    mine.reload()
    expect(mine.locator("#note")).to_have_value("Mine")
    note(mine)
    expect(mine.locator(".both .typed")).to_have_text("Theirs")
    expect(mine.locator(".both textarea")).to_have_value("Mine")
    mine.get_by_role("button", name="Save mine").click()
    mine.wait_for_load_state()
    wall(mine, agenda)
    expect(mine.locator("#note")).to_have_value("Mine")


def test_a_killed_server_loses_nothing(
    example: Path, chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJSESPOR_STORE_URL", f"sqlite:///{tmp_path}/store.db")
    page, port = Reader(chromium, "").blank(), free_port()
    base = f"http://127.0.0.1:{port}"
    with running(example, tmp_path / "one.log", port) as server:
        wall(page, meeting(page, base))
        page.locator("#note").fill("Sent")
        note(page)
        saved(page)
        page.locator("#what").fill("Typed when it died")
        page.locator("#who").fill("Leader")
        kill(server)
        page.get_by_role("button", name="Write the decision down").click()
        expect(page.locator(".sent.trouble")).to_contain_text("Not sent")
    with running(example, tmp_path / "two.log", port):
        page.get_by_role("button", name="Write the decision down").click()
        expect(page.locator(".decision")).to_contain_text("Typed when it died")
        expect(page.locator("#note")).to_have_value("Sent")
    page.context.close()
