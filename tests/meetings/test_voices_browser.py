"""The pages of voices in a browser: by keyboard, at 360 pixels, on paper, and what axe says of them."""

import re
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.chromium import LANGUAGES, Reader, asked, grave_faults
from tests.meetings.steps import served_meeting

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser
ABOUT = "programme=fjordby"
PAGES = ("", "/read", "/points", "/withdraw", "/attach?page=change&instrument=practice", "/theme")


def send(base: str, path: str, **fields: str) -> str:
    with urlopen(Request(f"{base}{path}?{ABOUT}", urlencode(fields).encode()), timeout=60) as answer:
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def theme(address: str) -> str:
    """A theme with three voices beside questions, and its id."""
    with urlopen(f"{address}/voices/attach?{ABOUT}&page=change", timeout=60) as answer:
        voices = re.findall(r'value="(text:\w+)"', answer.read().decode())
    send(address, "/voices", name="Tid", meant="Tid til at øve sig")
    with urlopen(f"{address}/voices?{ABOUT}", timeout=60) as answer:
        made = re.findall(r"/voices/theme/(\w+)", answer.read().decode())[0]
    for at, voice in enumerate(voices[:3]):
        send(address, "/voices/tag", voice=voice, theme=made)
        send(address, "/voices/beside", attached=voice, topic=f"question~practice~p0{at + 1}")
    return str(made)


def where(base: str, path: str, theme: str, lang: str) -> str:
    named = f"/theme/{theme}" if path == "/theme" else path
    return f"{base}/voices{named}{'&' if '?' in path else '?'}{ABOUT}&lang={lang}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_grave_and_a_phone_needs_no_sideways(
    reader: Reader, theme: str, path: str, lang: str
) -> None:
    page = reader.blank(360, 740)
    page.goto(where(reader.base, path, theme, lang))
    for summary in page.locator("summary").all():
        summary.click()
    assert grave_faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_arrow_keys_turn_and_a_form_keeps_its_own(reader: Reader, theme: str) -> None:
    page = reader.blank(1366, 768)
    page.goto(where(reader.base, "/read", theme, "da"))
    told = page.locator(".told").inner_text()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**voice=**")
    assert page.locator(".told").inner_text() != told
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("(told) => document.querySelector('.told').innerText === told", arg=told)
    page.locator("summary").first.click()
    page.locator("#name").press("ArrowRight")
    assert page.locator(".told").inner_text() == told


def test_a_cell_is_reached_by_keyboard_and_leads_to_its_voices(reader: Reader, theme: str) -> None:
    page = reader.blank(1366, 768)
    page.goto(where(reader.base, "", theme, "en"))
    page.locator(".glance").focus()
    page.locator(".scroll").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".glance a:focus")).to_have_attribute("aria-label", re.compile("Tid, .*: 1 voice"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/voices/read**")
    expect(page.locator(".turn .quiet")).to_contain_text("1 of 1")
    assert asked(page)["theme"] == theme


def test_on_paper_a_voice_stands_alone(reader: Reader, theme: str) -> None:
    page = reader.blank(1366, 768)
    page.goto(where(reader.base, "/read", theme, "da"))
    page.emulate_media(media="print")
    expect(page.locator(".told")).to_be_visible()
    for hidden in (".turn", ".marks >> nth=0", ".top"):
        expect(page.locator(hidden)).to_be_hidden()


def test_voices_are_folded_under_their_chart_and_read_from_there(reader: Reader, theme: str) -> None:
    page = reader.open("change", 1366, 768, lang="en", programme="fjordby", instrument="practice")
    fold = page.locator("details.voices")
    expect(fold.locator("summary")).to_have_text("3 voices")
    expect(fold.locator("q").first).to_be_hidden()
    fold.locator("summary").press("Enter")
    expect(fold.locator("q")).to_have_count(3)
    assert grave_faults(page) == []
    fold.locator("li a").first.press("Enter")
    page.wait_for_url("**/voices/read**")


def test_a_chart_leads_to_what_puts_a_voice_beside_it(reader: Reader, theme: str) -> None:
    page = reader.open("management", 1366, 768, lang="en", programme="fjordby", indicator="threats")
    page.locator("#management-voice").click()
    page.wait_for_url("**/voices/attach**")
    expect(page.locator("#topic")).to_have_value("indicator~threats~")
    page.locator(".picks input").first.focus()
    page.keyboard.press("Space")
    assert grave_faults(page) == []
    page.locator(".btn-send").click()
    page.wait_for_url("**/management**")
    expect(page.locator("details.voices summary")).to_contain_text("1 voice")


@pytest.mark.parametrize(("width", "height", "least"), [(1920, 1080, 28.0), (1366, 768, 19.9)])
def test_on_the_wall_voices_are_read_from_five_metres(
    reader: Reader, theme: str, width: int, height: int, least: float
) -> None:
    meeting = served_meeting(reader.base, ["change"])
    page = reader.blank(width, height)
    page.goto(f"{reader.base}/meeting/{meeting}/1?lang=da")
    size = "(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    sizes = page.locator(".heard *").evaluate_all(size)
    assert len(sizes) > 3
    assert min(sizes) >= least - 0.1
    assert page.locator(".frame-talk").evaluate("(one) => one.scrollHeight") <= height
