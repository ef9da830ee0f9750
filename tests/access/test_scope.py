"""Two people with different programmes ask everything: of the other's programme there is nothing anywhere."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.access.audit import lines
from dashboard.pages import PAGES
from tests.access.conftest import OURS, Installation
from tests.access.scopes import asked, callbacks

OTHERS = {"anna": "recoverydannelse-2017", "bo": "fjordby"}
OWN = {"anna": "fjordby", "bo": "recoverydannelse-2017"}
NOWHERE = "no-such-programme"


def got(answer: TestResponse) -> bytes:
    assert answer.status_code < 500
    return bytes(answer.data)


def laid(browser: FlaskClient, path: str, search: str) -> bytes:
    """Return the layout that stands at a path."""
    one = next(
        one for one in callbacks(browser) if str(one["output"]).strip(".").startswith("_pages_content")
    )
    sent = asked(one, {}, path)
    sent["inputs"][1]["value"] = search
    return bytes(browser.post("/_dash-update-component", json=sent, headers=OURS).data)


def everything(browser: FlaskClient, programme: str) -> Iterator[tuple[str, bytes]]:
    """Yield what is answered about a programme: pages, files, plain pages, every callback."""
    query = {"programme": programme, "lang": "en"}
    search = f"?programme={programme}&lang=en"
    for name, page in PAGES.items():
        path = page.path.replace("<site>", "solsiden")
        yield f"page {name}", got(browser.get(path + search))
        for ending in ("csv", "xlsx", "parquet"):
            yield f"file {name}.{ending}", got(browser.get(f"/files/{name}.{ending}{search}"))
    for one in callbacks(browser):
        output = str(one["output"])
        name = next((page for page in PAGES if output.strip(".").startswith(f"{page}-")), "overview")
        path = PAGES[name].path.replace("<site>", "solsiden")
        sent = asked(one, {**query, "page": name}, path)
        yield f"callback {output}", browser.post("/_dash-update-component", json=sent, headers=OURS).data
    for name, page in PAGES.items():
        path = page.path.replace("<site>", "solsiden")
        yield f"layout {name}", laid(browser, path, search)
    plain = ("/meetings", "/actions", "/rounds", "/meetings/add", "/voices", "/voices/read", "/words")
    for path in (*plain, "/workshop", "/files/refused.csv"):
        yield path, got(browser.get(path + search))


def without_names(answer: bytes, programme: str) -> bytes:
    """Return an answer without what the question itself said, and without what is drawn anew each time."""
    said = re.sub(rb'"end_id":"[^"]*"|\?m=[0-9.]+', b"", answer)
    return said.replace(programme.encode(), b"?")


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_outside_answers_like_what_does_not_exist(installation: Installation, name: str) -> None:
    browser = installation.person(name)
    other, nowhere = dict(everything(browser, OTHERS[name])), dict(everything(browser, NOWHERE))
    assert len(other) > 90
    for asked_for, answer in other.items():
        assert without_names(answer, OTHERS[name]) == without_names(nowhere[asked_for], NOWHERE), asked_for


@pytest.mark.parametrize("name", OTHERS)
def test_and_is_not_offered(installation: Installation, name: str) -> None:
    browser = installation.person(name)
    own = dict(everything(browser, OWN[name]))
    assert [one for one, answer in own.items() if OTHERS[name].encode() in answer] == []
    assert any(OWN[name].encode() in answer for answer in own.values())


def test_what_one_was_answered_is_not_answered_to_another(installation: Installation) -> None:
    """Also from the cache, and whoever asked first."""
    ida = installation.person("ida")
    assert OTHERS["anna"].encode() in b"".join(dict(everything(ida, "fjordby")).values())
    test_and_is_not_offered(installation, "anna")


def test_meetings_of_another_programme_are_not_there_by_any_address(installation: Installation) -> None:
    anna, bo = installation.person("anna"), installation.person("bo")
    about = "programme=fjordby&lang=en"
    plan = {"title": "Secret plan", "day": "2026-05-04"}
    made = anna.post(f"/meetings?{about}", data=plan, headers=OURS)
    meeting = re.findall(r"/meeting/(\w+)", made.headers["Location"])[0]
    anna.post(
        f"/meetings/add?{about}&page=change&instrument=practice", data={"meeting": meeting}, headers=OURS
    )
    step = re.findall(r"/step/(\w+)/remove", anna.get(f"/meeting/{meeting}").text)[0]
    typed = {"what": "Secret deed", "who": "Leader"}
    assert anna.post(f"/step/{step}/decide?{about}", data=typed, headers=OURS).status_code == 303
    decision = re.findall(r"/decision/(\w+)", anna.get(f"/actions?{about}").text)[0]
    for rule in installation.app.server.url_map.iter_rules():
        filled = rule.rule.replace("<meeting_id>", meeting).replace("<step_id>", step)
        filled = re.sub(r"<decision\w*>|<decision_id>", decision, filled)
        filled = filled.replace("<int:number>", "1").replace("<any(up, down):way>", "up")
        if filled == rule.rule or "<" in filled:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = bo.open(f"{filled}?{about}", method=method, data=typed | {"version": "1"}, headers=OURS)
            assert answer.status_code in (404, 422), (method, filled)
            assert b"Secret" not in answer.data
    assert "Secret plan" in anna.get(f"/meetings?{about}").text
    assert "Secret plan" not in bo.get("/meetings").text


def test_what_is_written_and_taken_along_is_written_down_without_what_is_in_it(
    installation: Installation,
) -> None:
    anna = installation.person("anna")
    anna.get("/files/change.csv?programme=fjordby&lang=en")
    anna.post("/meetings?programme=fjordby", data={"title": "Plum", "day": "2026-05-04"}, headers=OURS)
    said = [line for line, whole in lines(installation.store) if whole]
    assert any("anna  took_along  path=/files/change.csv programme=fjordby" in line for line in said)
    assert any("anna  wrote  path=/meetings" in line for line in said)
    assert not any("Plum" in line for line in said)
