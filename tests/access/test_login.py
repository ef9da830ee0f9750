"""Logging in: nothing is answered before, and what is logged out, taken away or guessed at opens nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import g
from flask.testing import FlaskClient

from dashboard.access.accounts import add, change_password, log_out_everywhere, remove
from dashboard.access.audit import lines
from dashboard.access.gate import COOKIE, OPEN, OPEN_TO_PHONES
from dashboard.access.login import MOST_MISSES, own_address
from dashboard.access.settings import Access, Group
from dashboard.components.figure_card import MEETING, VOICE, figure_card
from dashboard.report.ids import part
from dashboard.report.services import services
from publication.faults import Refused, SourceError
from tests.access.conftest import OURS, PASSWORD, Installation, installed

STRANGER_MAY = OPEN | OPEN_TO_PHONES
SHUT = (302, 401)


def addresses(installation: Installation) -> list[tuple[str, str, str]]:
    """Return (endpoint, method, address) of everything the server answers."""
    found = []
    for rule in installation.app.server.url_map.iter_rules():
        path = re.sub(r"<int:\w+>", "1", re.sub(r"<any\((\w+).*?>", r"\1", rule.rule))
        path = re.sub(r"<[^>]+>", "change", path)
        found += [(rule.endpoint, method, path) for method in sorted(rule.methods or ())]
    return found


def test_a_stranger_is_answered_nothing(installation: Installation) -> None:
    stranger, asked = installation.browser(), 0
    for endpoint, method, path in addresses(installation):
        if endpoint in STRANGER_MAY or path.startswith(("/assets", "/_favicon")):
            continue
        answer = stranger.open(path, method=method, headers=OURS)
        # A body that no page of ours sends is refused before it is asked who sends it.
        assert answer.status_code in SHUT or (method, answer.status_code) == ("POST", 400), (method, path)
        assert b"fjordby" not in answer.data.lower()
        asked += 1
    assert asked > 80


@pytest.mark.parametrize(
    "path", ["/no-such-page", "/files/none.csv", "/_dash-nonsense", "//", "/assets/../change"]
)
def test_nor_whether_something_is_there(installation: Installation, path: str) -> None:
    answer = installation.browser().get(path)
    assert answer.status_code in (*SHUT, 404, 308)
    assert answer.status_code != 404 or path.startswith(("/assets", "//"))


def test_a_page_leads_to_the_login_and_from_there_back(installation: Installation) -> None:
    browser = installation.browser()
    led = browser.get("/change?programme=fjordby&group=nurse")
    assert led.status_code == 302
    assert led.headers["Location"].startswith("/login?to=/change?programme%3Dfjordby%26group%3Dnurse")
    into = installation.attempt(browser, "anna", PASSWORD, "/change?programme=fjordby")
    assert into.headers["Location"] == "/change?programme=fjordby"
    assert browser.get("/change?programme=fjordby").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "evil",
        "",
        "/\t/evil.example",
    ],
)
def test_it_leads_nowhere_else(installation: Installation, wanted: str) -> None:
    assert installation.log_in("anna", to=wanted).headers["Location"] == "/"


def test_the_cookie_is_for_the_server_alone(installation: Installation) -> None:
    said = installation.log_in("anna").headers["Set-Cookie"]
    assert said.startswith(f"{COOKIE}=")
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said


def test_logging_out_ends_it_also_for_a_copy_of_the_cookie(installation: Installation) -> None:
    browser = installation.person("anna")
    kept = browser.get_cookie(COOKIE)
    assert kept is not None
    assert browser.post("/logout", headers=OURS).status_code == 303
    thief = installation.browser()
    thief.set_cookie(COOKIE, kept.value)
    assert thief.get("/change").status_code == 302


def test_a_page_elsewhere_logs_nobody_in_or_out(installation: Installation) -> None:
    for where in ("/login", "/logout"):
        told = installation.browser().post(
            where, data={"name": "anna", "password": PASSWORD}, headers={"Origin": "https://evil.example"}
        )
        assert told.status_code == 403


def test_a_wrong_password_and_a_name_there_is_not_are_alike(installation: Installation) -> None:
    known, unknown = (
        installation.log_in("ida", "wrong wrong wrong"),
        installation.log_in("idb", "wrong wrong wrong"),
    )
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("ida", "idb") == unknown.text


def test_who_guesses_waits_and_others_do_not(installation: Installation) -> None:
    add(installation.store, "eva", "viewer", None, PASSWORD)
    for _ in range(MOST_MISSES):
        assert installation.log_in("eva", "wrong wrong wrong").status_code == 401
    assert installation.log_in(" EVA ").status_code == 429
    assert installation.log_in("anna").status_code == 303
    elsewhere = installation.browser().post(
        "/login",
        data={"name": "eva", "password": PASSWORD},
        headers=OURS,
        environ_base={"REMOTE_ADDR": "10.1.1.1"},
    )
    assert elsewhere.status_code == 303, "a guesser keeps nobody else out"


def test_many_at_once_are_no_more_tries_than_one_after_another(installation: Installation) -> None:
    add(installation.store, "ole", "viewer", None, PASSWORD)
    with ThreadPoolExecutor(16) as pool:
        found = [*pool.map(lambda _: installation.log_in("ole", "wrong wrong wrong").status_code, range(32))]
    assert found.count(401) == MOST_MISSES
    assert set(found) <= {401, 429, 503}


def test_a_name_is_one_however_it_is_typed_and_a_password_is_not(installation: Installation) -> None:
    add(installation.store, "Åse ", "viewer", None, " blanks stay here ")
    decomposed = "A\u030ase"
    assert installation.log_in(decomposed, " blanks stay here ").status_code == 303
    assert installation.log_in("åse", "blanks stay here").status_code == 401
    with pytest.raises(Refused):
        add(installation.store, "ÅSE", "viewer", None, PASSWORD)


def test_a_process_is_warm_before_anybody_is_let_in(installation: Installation) -> None:
    """Whoever logs in at one process may be given the code of pages by another."""
    assert installation.app.code is not None


def test_somebody_is_logged_out_from_the_terminal_by_any_spelling(installation: Installation) -> None:
    browser = installation.person("anna")
    log_out_everywhere(installation.store, " Anna")
    assert not is_in(browser)
    with pytest.raises(Refused):
        log_out_everywhere(installation.store, "anna")


def test_a_stranger_who_logs_out_writes_nothing_down(installation: Installation) -> None:
    before = len([*lines(installation.store)])
    assert installation.browser().post("/logout", headers=OURS).status_code == 303
    assert len([*lines(installation.store)]) == before


def test_what_somebody_may_is_asked_anew_each_time(example: Path, tmp_path: Path) -> None:
    """Who logged in by an account is out once accounts are not taken any more."""
    first = installed(example, tmp_path, "accounts = true\n")
    add(first.store, "anna", "viewer", None, PASSWORD)
    browser = first.person("anna")
    kept = browser.get_cookie(COOKIE)
    assert kept is not None
    later = installed(example, tmp_path, "accounts = false\n").browser()
    later.set_cookie(COOKIE, kept.value)
    assert not is_in(later)


def test_logging_in_ends_who_was_in_at_this_browser(installation: Installation) -> None:
    browser = installation.person("anna")
    kept = browser.get_cookie(COOKIE)
    assert kept is not None
    installation.attempt(browser, "ida", PASSWORD)
    copied = installation.browser()
    copied.set_cookie(COOKIE, kept.value)
    assert not is_in(copied)


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://localhost.evil.example"])
def test_no_crooked_origin_is_ours_or_fails(installation: Installation, origin: str) -> None:
    assert installation.browser().post("/logout", headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("path", ["/_favicon.icoX", "/_favicon.ico/change"])
def test_what_begins_like_an_open_file_is_not_open(installation: Installation, path: str) -> None:
    assert installation.browser().get(path).status_code == 302


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/change").status_code == 200


def test_another_password_logs_out_and_an_account_taken_away_too(installation: Installation) -> None:
    add(installation.store, "kim", "viewer", None, PASSWORD)
    browser = installation.person("kim")
    change_password(installation.store, "kim", "another long password")
    assert not is_in(browser)
    assert installation.log_in("kim").status_code == 401
    installation.attempt(browser, "kim", "another long password")
    assert is_in(browser)
    remove(installation.store, "kim")
    assert not is_in(browser)


def test_a_viewer_looks_and_writes_nothing(installation: Installation) -> None:
    viewer = installation.person("ida")
    assert viewer.get("/meetings").status_code == 200
    plan = {"title": "May", "day": "2026-05-04"}
    made = viewer.post("/meetings?programme=fjordby", data=plan, headers=OURS)
    assert made.status_code == 403
    page = re.sub(r'<form class="way-out".*?</form>', "", viewer.get("/meetings").text, flags=re.DOTALL)
    assert "<form" not in page


def test_a_viewer_is_offered_nothing_to_write_and_told_why(installation: Installation) -> None:
    viewer = installation.person("ida")
    page = viewer.get("/meetings/add?programme=fjordby&page=change&instrument=practice&lang=en").text
    assert "You can look here, but not write." in page
    assert "switched off" not in page


@pytest.mark.parametrize("may_write", [True, False])
def test_a_card_offers_what_whoever_looks_may_do(installation: Installation, may_write: bool) -> None:
    with installation.app.server.test_request_context("/"):
        g.may_write = may_write
        card = figure_card("change", services().languages["en"])
    offered = [card[part("change", name)].hidden for name in (MEETING, VOICE)]
    assert offered == [not may_write] * 2


def test_who_was_logged_out_before_a_form_is_led_to_the_login_and_back(installation: Installation) -> None:
    came = {**OURS, "Referer": "http://localhost/meetings?programme=fjordby&lang=en"}
    sent = installation.browser().post(
        "/meetings?programme=fjordby&lang=en", data={"title": "x"}, headers=came
    )
    assert sent.status_code == 401
    (way,) = re.findall(r'href="(/login[^"]*)"', sent.text)
    asked = parse_qs(urlsplit(unescape(way)).query)
    assert asked["to"] == ["/meetings?programme=fjordby&lang=en"]


def test_phones_need_a_code_and_no_account(installation: Installation) -> None:
    assert installation.browser().get("/round").status_code == 200


def test_without_its_file_nobody_logs_in_and_with_a_broken_one_nobody_serves(
    example: Path, tmp_path: Path
) -> None:

    with pytest.raises(SourceError):
        installed(example, tmp_path, 'groups = [{ name = "all", role = "king" }]\n')


@pytest.mark.parametrize(
    ("groups", "role", "programmes"),
    [
        ([], None, None),
        (["unheard-of"], None, None),
        (["staff"], "viewer", {"fjordby"}),
        (["staff", "leads"], "facilitator", {"north"}),
        (["leads", "all-leads"], "facilitator", None),
        (["staff", "readers"], "viewer", {"fjordby", "south"}),
    ],
)
def test_what_groups_make_of_somebody(
    groups: list[str], role: str | None, programmes: set[str] | None
) -> None:
    access = Access(
        groups=(
            Group(name="staff", role="viewer", programmes=("fjordby",)),
            Group(name="readers", role="viewer", programmes=("south",)),
            Group(name="leads", role="facilitator", programmes=("north",)),
            Group(name="all-leads", role="facilitator"),
        )
    )
    found = access.known_by("anna", groups)
    assert (found.role if found else None) == role
    assert (found.places if found else None) == (frozenset(programmes) if programmes else None)


def test_an_address_of_ours_is_below_the_path(installation: Installation) -> None:
    with installation.app.server.test_request_context("/change", base_url="http://localhost/spor"):
        assert own_address("/change?lang=da") == "/spor/change?lang=da"
