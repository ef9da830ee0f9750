"""Live rounds as they are served, on both databases: what is seen by whom and when, and by an attacker."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from dashboard.meetings.codes import LENGTH, LETTERS, MOST_MISSES, new_code, typed
from dashboard.store.rounds import OPEN_FOR, Assessment, Round
from dashboard.store.store import get
from publication.languages import CODES
from tests.dashboards import LANGUAGES, leaders, run, show
from tests.store.assessing import CHECKS, PRINCIPLES, Wall, published, rows, send, unchanging

SAY = LANGUAGES["en"].say
LIMIT = 20_000


def everything(wall: Wall, found: Round) -> list[object]:
    """All that is served of a round to whoever asks, with what a browser is told beside it."""
    asked = (
        *("/rounds?programme=small", f"/rounds/{found.id}", f"/rounds/{found.id}?principle=l1"),
        *(f"/rounds/{found.id}/state", f"/round/{found.code}", f"/round/{found.code}/state", "/meetings"),
    )
    return [unchanging(wall.anyone().get(path)) for path in asked]


def test_before_the_reveal_no_byte_says_whether_anybody_answered(wall: Wall) -> None:
    found = wall.opened()
    before = everything(wall, found)
    wall.answers(found, *({"l1": str(at), "o1": "1", "note": "a note"} for at in (1, 2, 3, 5)))
    assert everything(wall, found) == before


def test_between_the_word_and_the_moment_nothing_is_seen(wall: Wall) -> None:
    found, empty = wall.opened(), wall.opened("b")
    wall.answers(found, *({"l1": "4", "l2": "1"} for _ in range(4)))
    for one in (found, empty):
        wall.anyone().post(f"/rounds/{one.id}/reveal")
    boards = [wall.board(one).replace(one.id, "") for one in (found, empty)]
    assert boards[0].replace("Site a", "Site b") == boards[1]
    state = wall.anyone().get(f"/rounds/{found.id}/state").get_json()
    assert state["phase"] == "revealing"
    assert 0 < state["in_ms"] <= 4000
    assert set(state) == {"phase", "in_ms"}


def test_at_the_moment_the_widest_apart_stands_first(wall: Wall) -> None:
    found = wall.opened()
    wall.answers(
        found,
        {"l1": "3", "l2": "1", "l3": "4", "o1": "1"},
        {"l1": "3", "l2": "2", "l3": "5", "o1": "0"},
        {"l1": "3", "l2": "5", "l3": "5", "o1": "1", "l4": "dont_know"},
    )
    wall.reveal(found)
    board = wall.board(found)
    seen = rows(board)
    assert [*seen][:3] == [
        "Clear professional direction",
        "Visible leadership",
        "Collaboration with the service user",
    ]
    # One each of 1, 2 and 5: apart by 4, the middle one 2. One 4, two 5. Three 3.
    assert [*seen.values()][:3] == [[1, 1, 1, 4, 2], [1, 2, 1, 5], [3, 0, 3]]
    assert seen["Service users and staff asked about the task"] == [1, 2]
    assert SAY("round.invited", low=1, high=5) in board
    assert SAY("round.apart", item="Clear professional direction", low=1, high=5) in board
    assert "Is the direction" in board or "direction" in board.partition("<aside")[2]


def test_two_answers_on_the_scale_show_nothing(wall: Wall) -> None:
    found = wall.opened()
    wall.answers(found, {"l1": "1", "l2": "1"}, {"l1": "5", "l2": "2"}, {"l1": "dont_know", "l2": "3"})
    wall.reveal(found)
    seen = rows(wall.board(found))
    assert seen["Collaboration with the service user"] == []
    assert seen["Clear professional direction"] == [1, 1, 1, 2, 2]
    assert "does not know" not in wall.board(found)


@pytest.mark.parametrize(
    "declined", [{}, {"l1": "5", "l2": "dont_know", "o1": "0"}, {"l1": "1", "note": "n"}]
)
def test_who_declines_is_in_no_byte_of_the_wall(wall: Wall, declined: dict[str, str]) -> None:
    """The wall is the same whatever they answered, and whether they answered at all."""
    with_them, without = wall.opened(), wall.opened("b")
    for found in (with_them, without):
        wall.answers(found, *({"l1": str(at), "l2": "4", "o1": "1"} for at in (1, 3, 4)))
    if declined:
        wall.answers(with_them, {**declined, "in_room": "no"})
    for found in (with_them, without):
        wall.reveal(found)
    boards = [
        wall.board(found, principle="l1").replace(found.id, "").replace(found.code, "")
        for found in (with_them, without)
    ]
    assert boards[0].replace("Site a", "Site b") == boards[1]


def test_fewer_than_three_who_let_it_be_seen_are_not_seen(wall: Wall) -> None:
    found = wall.opened()
    wall.answers(found, {"l1": "1"}, {"l1": "5"}, *({"l1": "3", "in_room": "no"} for _ in range(5)))
    wall.reveal(found)
    assert {number for numbers in rows(wall.board(found)).values() for number in numbers} == set()
    assert SAY("round.too_few") in wall.board(found)


def test_a_note_is_on_no_wall(wall: Wall) -> None:
    found = wall.opened()
    wall.answers(found, *({"l1": "1", "note": "unmistakable"} for _ in range(4)))
    wall.reveal(found)
    assert "unmistakable" not in wall.board(found)


def test_after_its_time_nothing_is_served_any_more(wall: Wall) -> None:
    found = wall.opened()
    wall.answers(found, *({"l1": "1"} for _ in range(4)))
    phone = wall.phone(found)
    wall.reveal(found)
    with wall.store.writing("clock") as session:
        get(session, Round, found.id).expires_at -= OPEN_FOR
    assert "<svg" not in wall.board(found)
    assert wall.anyone().get(f"/round/{found.code}").status_code == 404
    assert phone.get(f"/round/{found.code}/state").get_json() == {"phase": "over"}
    with wall.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Assessment)) == 4


def test_one_answer_a_phone_corrected_until_it_is_revealed(wall: Wall) -> None:
    found = wall.opened()
    phone = wall.phone(found)
    for answer in "12345":
        assert send(phone, found, l1=answer).status_code == 303
    page = phone.get(f"/round/{found.code}?lang=en").text
    assert SAY("round.kept") in page
    assert re.search(r'name="principles.l1" value="5" checked', page)
    wall.answers(found, {"l1": "5"}, {"l1": "5"})
    wall.reveal(found)
    late = send(phone, found, l1="1", note="typed too late")
    assert late.status_code == 409
    assert SAY("round.late") in late.text
    assert "typed too late" in late.text
    assert rows(wall.board(found))["Collaboration with the service user"] == [3, 0, 5]


def test_a_phone_sees_its_own_answer_and_nobody_else_s(wall: Wall) -> None:
    found = wall.opened()
    one, other = wall.phone(found), wall.phone(found)
    send(one, found, l1="4", note="mine alone")
    assert "mine alone" in one.get(f"/round/{found.code}").text
    assert "mine alone" not in other.get(f"/round/{found.code}").text
    assert found.id not in one.get(f"/round/{found.code}").text


def test_an_id_that_is_not_ours_is_refused_without_a_row_and_may_send_again(wall: Wall) -> None:
    found, phone = wall.opened(), wall.anyone()
    phone.set_cookie("rejsespor-round", "invented", path=f"/round/{found.code}")
    first = send(phone, found, l1="2", note="typed before")
    assert (first.status_code, "typed before" in first.text) == (401, True)
    assert send(phone, found, l1="2").status_code == 303


def test_a_phone_of_one_round_is_none_of_another(wall: Wall) -> None:
    one, other = wall.opened(), wall.opened("b")
    phone = wall.phone(one)
    cookie = phone.get_cookie("rejsespor-round", path=f"/round/{one.code}")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    phone.set_cookie("rejsespor-round", cookie.value, path=f"/round/{other.code}")
    assert send(phone, other, l1="2").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "null"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_page_elsewhere_answers_and_reveals_nothing(wall: Wall, headers: dict[str, str]) -> None:
    found = wall.opened()
    phone = wall.phone(found)
    for path in (f"/round/{found.code}", f"/rounds/{found.id}/reveal", "/rounds"):
        assert phone.post(path, data={"principles.l1": "1"}, headers=headers).status_code == 403
    with wall.store.reading() as session:
        assert get(session, Round, found.id).reveal_at is None


def test_misses_are_counted_and_a_phone_that_is_in_goes_on(wall: Wall) -> None:
    found = wall.opened()
    phone, guesser = wall.phone(found), wall.anyone()
    statuses = [guesser.get(f"/round/{new_code()}").status_code for _ in range(MOST_MISSES + 3)]
    assert statuses == [404] * MOST_MISSES + [429] * 3
    # A right guess looks like a wrong one.
    assert guesser.get(f"/round/{found.code}").status_code == 429
    assert guesser.get(f"/round/{found.code}/state").status_code == 429
    assert send(guesser, found, l1="1").status_code == 429
    assert phone.get(f"/round/{found.code}").status_code == 200
    assert send(phone, found, l1="1").status_code == 303


def test_hits_are_never_limited(wall: Wall) -> None:
    """A town hall is one address."""
    found = wall.opened()
    for _ in range(2 * MOST_MISSES):
        wall.phone(found)


def test_a_code_may_be_typed_as_it_is_read(wall: Wall) -> None:
    found = wall.opened()
    for code in (found.code.lower(), f" {found.code[:3]}-{found.code[3:]} "):
        led = wall.anyone().get("/round", query_string={"code": code, "lang": "en"}, follow_redirects=True)
        assert (led.status_code, urlsplit(led.request.url).path) == (200, f"/round/{found.code}")
    wrong = wall.anyone().get("/round?code=OOPS&lang=en")
    assert (wrong.status_code, SAY("round.no_round") in wrong.text) == (404, True)


def test_no_letter_of_a_code_is_read_as_another() -> None:
    assert not {*LETTERS} & {*"0O1IL5S8B2ZUV"}
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(typed(code) == code and len(code) == LENGTH for code in codes)
    assert len({*LETTERS}) ** LENGTH > 5e7


def test_the_tag_is_of_version_and_phase_alone(wall: Wall) -> None:
    found = wall.opened()
    phone = wall.phone(found)
    path = f"/round/{found.code}/state"
    tag = phone.get(path).headers["ETag"]
    wall.answers(found, *({"l1": "1"} for _ in range(3)))
    again = phone.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    wall.reveal(found)
    assert phone.get(path, headers={"If-None-Match": tag}).get_json() == {"phase": "revealed"}


def test_what_is_wrong_is_said_where_it_is_and_nothing_typed_is_lost(wall: Wall) -> None:
    found = wall.opened()
    phone = wall.phone(found)
    sent = {"principles.l1": "9", "principles.l2": "4", "in_room": "yes", "note": "still here"}
    page = phone.post(f"/round/{found.code}?lang=en", data=sent)
    assert page.status_code == 422
    for field, key in (("principles.l1", "not_offered"), ("as_group", "empty")):
        assert f'id="fault-{field}">{SAY(f"round.fault.{key}")}' in page.text
        assert f'<a href="#{field}">' in page.text
    assert "still here" in page.text
    assert re.search(r'name="principles.l2" value="4" checked', page.text)
    nothing = phone.post(f"/round/{found.code}?lang=en", data={"in_room": "yes", "as_group": "yes"})
    assert (nothing.status_code, SAY("round.fault.nothing") in nothing.text) == (422, True)
    assert phone.post(f"/round/{found.code}", data={"note": "x" * 2001}).status_code == 422


@pytest.mark.parametrize("code", CODES)
def test_a_phone_s_page_is_small_in_all(wall: Wall, code: str) -> None:
    found = wall.opened()
    page = wall.anyone().get(f"/round/{found.code}?lang={code}").text
    asked = {urlsplit(path).path for path in re.findall(r'(?:href|src)="(/plain/[^"]+)"', page)}
    assert len(asked) == 3
    assert not re.findall(r'(?:src|href)="https?:', page)
    sizes = []
    for path in asked:
        with wall.anyone().get(path) as file:
            assert file.status_code == 200
            sizes.append(len(file.data))
    assert sum(sizes) + len(page.encode()) < LIMIT
    for name in (*PRINCIPLES, *CHECKS):
        assert f'id="{name}"' in page
    assert page.count("<legend>") == page.count('role="radiogroup"') == 14


def test_where_nothing_is_written_no_round_is_opened_revealed_or_answered(wall: Wall) -> None:
    found, closed = wall.opened(), wall.read_only()
    read_only = closed.anyone()
    assert read_only.post("/rounds?programme=small", data={"site": "b", "label": "x"}).status_code == 403
    assert read_only.post(f"/rounds/{found.id}/reveal").status_code == 403
    assert "<form" not in read_only.get(f"/rounds/{found.id}").text
    assert send(read_only, found, l1="1").status_code == 403
    assert read_only.get(f"/round/{found.code}").status_code == 403
    closed.close()
    with wall.store.reading() as session:
        assert get(session, Round, found.id).reveal_at is None


def test_a_wall_names_the_way_in_as_picture_link_and_code(wall: Wall) -> None:
    found = wall.opened()
    board = wall.board(found)
    address = f"http://localhost/round/{found.code}"
    assert f'<a href="{address}">' in board
    assert f"<strong>{found.code}</strong>" in board
    assert re.search(rf'<svg role="img" [^>]*><title>[^<]*{re.escape(address)}</title>', board)


def test_a_round_asks_for_a_group_there_is_and_a_name(wall: Wall) -> None:
    anyone: FlaskClient = wall.anyone()
    for given in ({"site": "nowhere", "label": "r1"}, {"site": "a", "label": ""}):
        assert anyone.post("/rounds?programme=small", data=given).status_code == 422
    found = wall.opened()
    wall.reveal(found)
    again = anyone.post("/rounds?programme=small&lang=en", data={"site": "a", "label": "R1"})
    assert (again.status_code, SAY("round.already") in again.text) == (409, True)


@pytest.fixture
def own(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    """A wall over a world that may be loaded into."""
    monkeypatch.setenv("REJSESPOR_STORE_URL", url)
    found = Wall(published(tmp_path / "own"), url)
    yield found
    found.close()


def loaded(wall: Wall, found: Round, *said: str) -> str:
    result = run(wall.world.at.var, wall.world.at.data, "load", "--round", found.code, *said)
    return f"{result.exit_code} {result.stderr}"


def test_a_round_is_loaded_like_any_file_and_shown_by_the_gate(own: Wall) -> None:
    found, other = own.opened(), own.opened("b")
    own.answers(found, *({"l1": str(at), "l2": "2", "note": "line\nline; =1"} for at in (1, 2, 5)))
    own.answers(other, {"l1": "4"}, {"l1": "4", "in_room": "no"})
    assert "has not been revealed" in loaded(own, found)
    own.reveal(found)
    own.reveal(other)
    assert loaded(own, found.__class__("p", "", "", "", "NOSUCH", found.expires_at)).startswith(
        "1 There is no live"
    )
    assert "files loaded: 1" in loaded(own, found)
    assert "already loaded" in loaded(own, other)
    own.world.publish()
    shown = show(own.world, "principles")
    # Three who agreed to all are shown as themselves; two others are hidden.
    assert {row["group"] for row in shown} == {"a"}
    (first,) = [row for row in shown if row["item"] == "l1"]
    assert (first["leaders"], first["n"], first["middle"], first["range"]) == ("3", "3", "2", "4")
    assert not [path for path in own.world.publications.glob("*.duckdb") if b"line; =1" in path.read_bytes()]


def test_a_group_the_room_saw_and_that_did_not_agree_is_not_loaded(own: Wall) -> None:
    found = own.opened()
    own.answers(found, *({"l1": "3"} for _ in range(3)), {"l1": "1", "in_room": "no"})
    own.reveal(found)
    before = own.world.stored("leaders")
    assert "shown in the room" in loaded(own, found)
    assert own.world.stored("leaders") == before


def test_a_label_that_the_programme_does_not_know_is_refused_or_said(own: Wall) -> None:
    found = own.opened(label="spring")
    own.answers(found, *({"l1": "3"} for _ in range(3)))
    own.reveal(found)
    assert loaded(own, found).startswith("1 ")
    assert "files loaded: 1" in loaded(own, found, "--wave", "r1")


@pytest.mark.parametrize("paper_first", [True, False])
def test_what_the_room_saw_is_in_no_pool_whatever_else_of_its_group_is_loaded(
    own: Wall, paper_first: bool
) -> None:
    """Four whom the room saw, and a fifth on paper who did not agree: a group that does not stand alone.

    Pool of l1: 1, 2, 3, 3 and two more, n 6, median 2.5: one of the two is at most 2, the other at least 3.
    """
    absent, other = leaders("a", "r1", "no", (5, 5)), leaders("b", "r1", "no", (1, 1))
    paper = [{**row, "leader": f"paper{at}"} for at, row in enumerate([*absent, *other])]
    if paper_first:
        own.world.assess(paper)
    found = own.opened()
    own.answers(found, *({"l1": answer, "l2": "2"} for answer in "1233"))
    own.reveal(found)
    assert "1" in own.board(found)
    assert loaded(own, found)
    if not paper_first:
        own.world.assess(paper)
    own.world.publish()
    at = own.world.at
    result = run(at.var, at.data, "show", "principles", "--programme", "small", "--format", "csv")
    assert "shown" not in result.stdout
