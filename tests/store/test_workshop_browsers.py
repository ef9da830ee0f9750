"""A workshop in browsers: the wall with its time and keys, two trios' phones, a server that is killed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from dashboard.meetings.workshops.steps import STEPS
from dashboard.store.store import Store
from dashboard.store.voices import stories_of
from tests.chromium import Reader, beyond, grave_faults, kill, smallest_text
from tests.dashboards import LANGUAGES
from tests.store.assessing import AssessedWorld
from tests.store.test_round_browsers import address, port, served

__all__ = ["address", "port"]
pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

SAY = LANGUAGES["en"].say
UNSENT = LANGUAGES["en"].say("meeting.unsent")


def made(page: Page, base: str) -> str:
    """Plan a workshop, by keyboard; its address is returned."""
    page.goto(f"{base}/workshop?programme=small&lang=en")
    assert grave_faults(page) == []
    page.get_by_label(SAY("workshop.title")).fill("Afternoon")
    page.keyboard.press("Enter")
    page.wait_for_selector(".big-code")
    return page.url


def told(world: AssessedWorld) -> list[str]:
    """What the stories kept begin with, as another process finds them."""
    store = Store(f"sqlite:///{world.at.var}/store.db")
    with store.reading() as session:
        found = sorted(story.experience for story in stories_of(session, "small"))
    store.close()
    return found


def agree(phone: Page) -> None:
    """Say where it may stand, and yes three times."""
    phone.get_by_label(SAY("voice.scope.shared")).check()
    for role in ("narrator", "interviewer", "witness"):
        phone.get_by_label(SAY(f"workshop.agrees.{role}")).check()


def send(phone: Page) -> None:
    phone.get_by_role("button", name=SAY("workshop.send")).click()


@pytest.fixture
def quiet(reader: Reader) -> Iterator[Reader]:
    """A reader to whom a lost connection is no trouble."""
    yield reader
    reader.troubles[:] = [one for one in reader.troubles if "ERR_" not in one]


def test_an_afternoon_with_two_phones(quiet: Reader, world: AssessedWorld) -> None:
    before = told(world)
    desk = quiet.blank(1366, 768)
    made(desk, quiet.base)
    assert grave_faults(desk) == []
    first = desk.get_by_label(SAY("workshop.minutes", step=SAY("workshop.step.welcome")))
    first.fill("5")
    desk.get_by_role("button", name=SAY("workshop.save")).click()
    expect(desk.get_by_text(SAY("workshop.total", n=sum(STEPS.values()) - 10))).to_be_visible()
    code, plan = desk.locator(".big-code").inner_text(), desk.url
    desk.get_by_role("button", name=SAY("workshop.begin")).click()
    expect(desk.locator("h1")).to_have_text(SAY("workshop.step.welcome"))
    desk.goto(plan)
    expect(desk.locator(".arrived")).to_have_text(SAY("workshop.none_sent"))
    one, two = (quiet.blank(360, 740) for _ in range(2))
    for phone in (one, two):
        phone.goto(f"{quiet.base}/trio?lang=en")
        assert grave_faults(phone) == []
        phone.get_by_label(SAY("round.code")).fill(code.lower())
        phone.keyboard.press("Enter")
        phone.wait_for_selector("textarea")
        assert beyond(phone) <= 0
        assert grave_faults(phone) == []
    without_consent(one)
    one.context.set_offline(True)
    agree(one)
    send(one)
    expect(one.locator(".sent")).to_have_text(UNSENT)
    one.context.set_offline(False)
    one.reload()
    expect(one.locator("#experience")).to_have_value("One walked")
    # A yes is no draft: it is asked for anew.
    expect(one.get_by_label(SAY("workshop.agrees.witness"))).not_to_be_checked()
    agree(one)
    send(one)
    expect(one.locator(".own-code")).to_be_visible()
    assert grave_faults(one) == []
    assert beyond(one) <= 0
    two.get_by_label(SAY("workshop.question.experience")).fill("Two ran")
    agree(two)
    send(two)
    expect(two.locator("#code")).to_be_focused()
    expect(two.locator(".own-code")).to_be_in_viewport()
    assert one.locator(".own-code").inner_text() != two.locator(".own-code").inner_text()
    expect(desk.locator(".arrived")).to_have_text(SAY("workshop.told.many", n=2))
    assert grave_faults(desk) == []
    one.get_by_label(SAY("workshop.question.experience")).fill("One sat down")
    agree(one)
    one.get_by_role("button", name=SAY("workshop.correct")).click()
    expect(one.locator("[name=version]")).to_have_value("2")
    expect(one.locator("#experience")).to_have_value("One sat down")
    assert told(world) == sorted([*before, "One sat down", "Two ran"])
    two.get_by_role("link", name=SAY("workshop.turn", n=2)).click()
    two.get_by_label(SAY("workshop.question.experience")).fill("Two never sent this")
    desk.locator("summary", has_text=SAY("workshop.close")).click()
    desk.get_by_role("button", name=SAY("workshop.close")).click()
    expect(desk.locator(".phase")).to_have_text(SAY("workshop.phase.over"))
    expect(one.locator(".phase")).to_have_text(SAY("workshop.phone.over"))
    expect(one.locator("fieldset.whole:disabled")).to_have_count(1)
    expect(one.locator(".own-code")).to_be_visible()
    two.reload()
    expect(two.get_by_text(SAY("workshop.late"))).to_be_visible()
    expect(two.locator("#experience")).to_have_value("Two never sent this")
    expect(two.locator("#experience")).not_to_be_editable()
    assert grave_faults(two) == []
    one.get_by_role("link", name=SAY("workshop.turn", n=3)).click()
    expect(one.get_by_text(SAY("workshop.late"))).to_be_hidden()


def without_consent(phone: Page) -> None:
    """Type a story and press Send without every yes: nothing leaves the phone."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method != "GET":
            sent.append(request.url)

    phone.on("request", note)
    phone.get_by_label(SAY("workshop.question.experience")).fill("One walked")
    send(phone)
    phone.get_by_label(SAY("voice.scope.read")).check()
    phone.get_by_label(SAY("workshop.agrees.narrator")).check()
    send(phone)
    phone.get_by_label(SAY("workshop.agrees.interviewer")).check()
    send(phone)
    phone.wait_for_timeout(300)
    assert sent == []
    assert phone.evaluate("document.activeElement.id") == "witness"
    phone.remove_listener("request", note)


def test_the_wall_is_led_by_keys_and_read_from_afar(reader: Reader) -> None:
    wall = reader.blank(1920, 1080)
    plan = made(wall, reader.base)
    wall.get_by_role("button", name=SAY("workshop.begin")).click()
    for at, step in enumerate(STEPS):
        expect(wall.locator("h1")).to_have_text(SAY(f"workshop.step.{step}"))
        assert smallest_text(wall) >= 28, step
        assert beyond(wall) <= 0
        assert grave_faults(wall) == []
        box = wall.locator("section.frame").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 1081
        if at < len(STEPS) - 1:
            wall.keyboard.press("ArrowRight")
            wall.wait_for_url(f"**/{at + 2}?*")
    phone = reader.blank(360, 740)
    phone.goto(f"{plan.partition('?')[0]}/remote?lang=en")
    expect(phone.locator("h1")).to_have_text(SAY("workshop.step.closing"))
    assert grave_faults(phone) == []
    phone.get_by_role("button", name=SAY("meeting.before")).click()
    expect(phone.locator("h1")).to_have_text(SAY("workshop.step.writing"))
    expect(wall.locator("h1")).to_have_text(SAY("workshop.step.writing"))
    wall.keyboard.press("ArrowLeft")
    expect(wall.locator("h1")).to_have_text(SAY("workshop.step.reflection"))
    expect(phone.locator("h1")).to_have_text(SAY("workshop.step.reflection"))
    wall.set_viewport_size({"width": 360, "height": 740})
    assert beyond(wall) <= 0


def test_the_time_is_started_paused_and_outlives_a_reload(reader: Reader) -> None:
    wall = reader.blank(1366, 768)
    wall.clock.install()
    made(wall, reader.base)
    wall.get_by_role("button", name=SAY("workshop.begin")).click()
    rest, up = wall.locator(".rest"), wall.locator(".up")
    expect(rest).to_have_text(SAY("workshop.left", n=15))
    wall.clock.run_for(120_000)
    expect(rest).to_have_text(SAY("workshop.left", n=15))
    wall.get_by_role("button", name=SAY("workshop.start")).click()
    wall.clock.run_for(301_000)
    expect(rest).to_have_text(SAY("workshop.left", n=10))
    wall.reload()
    wall.clock.run_for(60_000)
    expect(rest).to_have_text(SAY("workshop.left", n=9))
    wall.keyboard.press("p")
    wall.clock.run_for(600_000)
    expect(rest).to_have_text(SAY("workshop.left", n=9))
    wall.keyboard.press("p")
    wall.clock.run_for(8 * 60_000)
    # Time goes by itself, too, while the page is looked at.
    expect(rest).to_have_text(re.compile(SAY("workshop.seconds", n=r"\d\d")))
    wall.clock.run_for(60_000)
    expect(up).to_have_text(SAY("workshop.time_up"))
    expect(wall.get_by_role("button", name=SAY("workshop.start"))).to_be_hidden()
    wall.get_by_role("button", name=SAY("workshop.again")).click()
    expect(rest).to_have_text(SAY("workshop.left", n=15))


@pytest.mark.parametrize("language", ["da", "nb", "en"])
def test_a_trio_s_page_is_read_by_all(reader: Reader, language: str) -> None:
    desk = reader.blank()
    made(desk, reader.base)
    code = desk.locator(".big-code").inner_text()
    phone = reader.blank(360, 740)
    phone.goto(f"{reader.base}/trio/{code}?lang={language}")
    expect(phone.locator(".phase")).to_have_text(LANGUAGES[language].say("workshop.phone.planned"))
    desk.get_by_role("button", name=SAY("workshop.begin")).click()
    expect(phone.locator("fieldset.whole:enabled")).to_have_count(1)
    phone.locator("summary").click()
    assert beyond(phone) <= 0
    assert grave_faults(phone) == []
    small = phone.locator(".tick").evaluate_all(
        "(all) => all.filter((one) => one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0


def test_a_killed_server_loses_no_story_and_keeps_none_unasked(
    chromium: Browser, world: AssessedWorld, port: int
) -> None:
    before = told(world)
    base = f"http://127.0.0.1:{port}"
    phone, desk = (Reader(chromium, base).blank(360, 740) for _ in range(2))
    with served(world, port) as server:
        made(desk, base)
        code = desk.locator(".big-code").inner_text()
        desk.get_by_role("button", name=SAY("workshop.begin")).click()
        phone.goto(f"{base}/trio/{code}?lang=en")
        phone.get_by_label(SAY("workshop.question.experience")).fill("Typed when it died")
        kill(server)
        agree(phone)
        send(phone)
        expect(phone.locator(".sent")).to_have_text(UNSENT)
        assert told(world) == before
    with served(world, port):
        send(phone)
        expect(phone.locator(".own-code")).to_be_visible()
        phone.reload()
        expect(phone.locator("#experience")).to_have_value("Typed when it died")
        expect(phone.locator(".restored")).to_have_count(0)
    assert told(world) == sorted([*before, "Typed when it died"])


@pytest.mark.parametrize("language", ["da", "nb", "en"])
def test_the_words_are_read_and_changed_by_keyboard(reader: Reader, language: str) -> None:
    said = LANGUAGES[language].say
    page = reader.blank(1366, 768)
    page.goto(f"{reader.base}/meetings?programme=small&lang={language}")
    page.locator("footer").get_by_role("link", name=said("glossary.menu")).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dl.words")
    assert grave_faults(page) == []
    page.get_by_label(said("glossary.find")).fill("recovery")
    page.keyboard.press("Enter")
    page.wait_for_url("**find=recovery**")
    page.get_by_role("link", name=said("glossary.change_it", name="Recovery")).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#meaning")
    assert grave_faults(page) == []
    meaning = page.get_by_label(said("glossary.meaning"))
    meaning.fill(f"In our words, {language}")
    page.reload()
    expect(meaning).to_have_value(f"In our words, {language}")
    page.get_by_role("button", name=said("meeting.save")).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dl.words")
    expect(page.locator("#word-recovery")).to_contain_text(f"In our words, {language}")
    assert grave_faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert beyond(page) <= 0
    page.emulate_media(media="print")
    expect(page.locator(".find")).to_be_hidden()
    expect(page.locator(".paper-only")).to_contain_text(said("glossary.hand_out"))
