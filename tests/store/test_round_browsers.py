"""Two browsers in a live round, a facilitator's and a member's; several phones on a line that breaks."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.rounds import Round, rounds_of
from dashboard.store.store import Store
from tests.chromium import ROOT, START, Reader, beyond, grave_faults, kill, smallest_text
from tests.dashboards import LANGUAGES
from tests.store.assessing import YES, AssessedWorld

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser

SAY = LANGUAGES["en"].say


@contextmanager
def served(world: AssessedWorld, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server as it runs, on a port of its own, until it is ended or killed."""
    said = ["serve", "--var", str(world.at.var), "--data", str(world.at.data), "--port", str(port)]
    with (world.at.var / "server.log").open("ab") as log:
        start = [sys.executable, "-c", START.format("dashboard.cli", "main"), *said]
        process = subprocess.Popen(start, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    try:
        while process.poll() is None and not _answers(port):
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/rounds")[0] == 200
    except OSError:
        return False


def ask(port: int, method: str, path: str, cookie: str = "", **sent: str) -> tuple[int, str]:
    """Ask as a phone does, on a line of its own; return status and the cookie that came."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
    line.request(method, path, urlencode(sent), headers)
    got = line.getresponse()
    got.read()
    line.close()
    return got.status, (got.getheader("Set-Cookie") or "").partition(";")[0]


@pytest.fixture
def port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def address(world: AssessedWorld, port: int) -> Iterator[str]:
    with served(world, port):
        yield f"http://127.0.0.1:{port}"


def opened(page: Page, base: str, label: str) -> str:
    """Open a round at the wall, by keyboard; return its code."""
    page.goto(f"{base}/rounds?programme=small&lang=en")
    assert grave_faults(page) == []
    page.get_by_label(SAY("round.label")).fill(label)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-wall]")
    return page.locator(".code strong").inner_text()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("radiogroup", name=question, exact=True).get_by_role("radio", name=answer).check(
        force=True
    )


def test_a_facilitator_and_members_see_it_at_one_moment(
    reader: Reader, world: AssessedWorld, port: int
) -> None:
    wall = reader.blank(1920, 1080)
    code = opened(wall, reader.base, "r1")
    assert grave_faults(wall) == []
    assert smallest_text(wall) >= 28
    for answer in "15":
        _, cookie = ask(port, "GET", f"/round/{code}")
        given = {f"principles.l{at}": answer if at < 3 else "3" for at in range(1, 8)}
        assert ask(port, "POST", f"/round/{code}", cookie, **YES, **given)[0] == 303
    phone = reader.blank(360, 740)
    phone.goto(f"{reader.base}/round/{code}?lang=en")
    assert grave_faults(phone) == []
    assert beyond(phone) <= 0
    phone.get_by_role("button", name=SAY("round.send")).click()
    expect(phone.get_by_text(SAY("round.fault.nothing"))).to_be_visible()
    assert grave_faults(phone) == []
    phone.get_by_role("radiogroup", name="Visible leadership").get_by_role("radio").first.focus()
    phone.keyboard.press("ArrowRight")
    for question in ("round.in_room", "round.as_group"):
        choose(phone, SAY(question), SAY("round.yes"))
    phone.context.set_offline(True)
    phone.get_by_role("button", name=SAY("round.send")).click()
    expect(phone.locator(".sent")).to_have_text(LANGUAGES["en"].say("meeting.unsent"))
    phone.context.set_offline(False)
    phone.goto(f"{reader.base}/round/{code}?lang=en")
    expect(phone.get_by_text(SAY("meeting.restored"))).to_be_visible()
    phone.get_by_role("button", name=SAY("round.send")).click()
    expect(phone.get_by_text(SAY("round.kept"))).to_be_visible()
    expect(phone.locator("[name='principles.l3'][value='2']")).to_be_checked()
    reader.troubles[:] = [
        one for one in reader.troubles if "INTERNET_DISCONNECTED" not in one and "422" not in one
    ]
    wall.get_by_role("button", name=SAY("round.reveal")).click()
    expect(phone.locator(".phase")).to_have_text(SAY("round.phone.revealing"))
    expect(phone.get_by_role("button", name=SAY("round.send"))).to_be_hidden()
    expect(wall.locator(".strip").first).to_be_visible()
    expect(phone.locator(".phase")).to_have_text(SAY("round.phone.revealed"))
    # Of l1 and l2 two answered; all three of l3, one of them 2 and the others 3.
    assert wall.locator("h1").inner_text() == SAY("round.apart", item="Visible leadership", low=2, high=3)
    assert wall.locator(".withheld").count() > 0
    assert smallest_text(wall) >= 28
    assert beyond(wall) <= 0
    assert grave_faults(wall) == []
    assert wall.locator("section.frame").first.bounding_box()["height"] <= 1080  # type: ignore[index]


@pytest.mark.parametrize("language", ["da", "nb", "en"])
def test_a_phone_s_page_is_read_by_all(reader: Reader, language: str) -> None:
    wall = reader.blank()
    code = opened(wall, reader.base, f"phone {language}")
    phone = reader.blank(360, 740)
    phone.goto(f"{reader.base}/round/{code}?lang={language}")
    assert beyond(phone) <= 0
    assert grave_faults(phone) == []
    assert phone.get_by_role("radiogroup").count() == 14
    small = phone.locator(".choices label").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect())"
        ".filter((box) => box.width < 24 || box.height < 44).length"
    )
    assert small == 0


def half_sent(port: int, path: str) -> None:
    """Begin to send an answer and hang up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\nin_room=y".encode()
        )


def stored(world: AssessedWorld, found: Round) -> list[int | str]:
    """What every phone of a round answered to its first principle, as another process finds it."""
    from sqlalchemy import select

    from dashboard.store.rounds import Assessment

    store = Store(f"sqlite:///{world.at.var}/store.db")
    with store.reading() as session:
        kept = session.scalars(select(Assessment).where(Assessment.round_id == found.id)).all()
    store.close()
    return sorted(one.given["principles.l1"] for one in kept)


def test_phones_whose_line_breaks_and_a_server_that_is_killed_lose_nothing(
    world: AssessedWorld, port: int
) -> None:
    """Eight phones send and correct while lines break; the server is killed between, and started again."""
    cookies: list[str] = []
    with served(world, port) as server:
        assert ask(port, "POST", "/rounds?programme=small", site="b", label="broken")[0] == 303
        store = Store(f"sqlite:///{world.at.var}/store.db")
        with store.reading() as session:
            found = next(one for one in rounds_of(session, "small") if one.label == "broken")
        store.close()
        path = f"/round/{found.code}"
        for _ in range(8):
            half_sent(port, path)
            cookies.append(ask(port, "GET", path)[1])
        for cookie in cookies[:5]:
            assert ask(port, "POST", path, cookie, **YES, **{"principles.l1": "1"})[0] == 303
            half_sent(port, path)
        kill(server)
        with pytest.raises(OSError):
            ask(port, "POST", path, cookies[5], **YES, **{"principles.l1": "2"})
    assert stored(world, found) == [1] * 5
    with served(world, port):
        for cookie in cookies[3:]:
            assert ask(port, "POST", path, cookie, **YES, **{"principles.l1": "2"})[0] == 303
        assert ask(port, "POST", f"/rounds/{found.id}/reveal")[0] == 303
        assert ask(port, "POST", path, cookies[0], **YES, **{"principles.l1": "3"})[0] == 409
    assert stored(world, found) == [1] * 3 + [2] * 5
