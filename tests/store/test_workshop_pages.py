"""Workshops as they are served, on both databases: what an attacker finds, and what a trio may rely on."""

import re
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from dashboard.backup import back_up, restore
from dashboard.meetings.codes import LASTING_LENGTH, LETTERS, MOST_MISSES, new_code
from dashboard.meetings.workshops.steps import ROLES, STEPS, TURNS, roles_at
from dashboard.store.dump import dump
from dashboard.store.store import Store, get
from dashboard.store.voices import SCOPES, code_digest
from dashboard.store.workshops import Teller, Workshop
from publication.languages import CODES
from tests.dashboards import LANGUAGES
from tests.store.assessing import Wall
from tests.store.telling import TOLD, YES, held, planned, tell

SAY = LANGUAGES["en"].say
LIMIT = 20_000
SECRET = "unmistakable heron"


def code_on(phone: FlaskClient, code: str, turn: int = 1) -> str:
    """The code of withdrawal that a phone is shown; nothing where it is shown none."""
    page = phone.get(f"/trio/{code}/{turn}?lang=en").text
    shown = re.search(r'class="own-code">([^<]*)<', page)
    return shown[1] if shown else ""


def everything_kept(wall: Wall, url: str) -> str:
    """All the store holds, as a dump and, of SQLite, as the bytes of its files."""
    kept = str(dump(wall.store.engine))
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        kept += "".join(one.read_bytes().decode("latin-1") for one in path.parent.glob(f"{path.name}*"))
    return kept


@pytest.mark.parametrize("lacking", [*ROLES, "scope"])
def test_without_every_yes_nothing_is_kept_in_any_byte(wall: Wall, url: str, lacking: str) -> None:
    found = held(wall)
    phone = found.phone()
    refused = tell(phone, found, also={"experience": SECRET, lacking: ""})
    assert refused.status_code == 422
    assert f'id="fault-{lacking}"' in refused.text
    assert SECRET in refused.text
    for answer in ("no", "Yes", "1"):
        assert tell(phone, found, also={"experience": SECRET, lacking: answer}).status_code == 422
    assert found.stories() == []
    assert SECRET not in everything_kept(wall, url)
    assert "1 trio" not in wall.anyone().get(f"/workshop/{found.id}?lang=en").text


def test_a_yes_is_never_ticked_beforehand(wall: Wall) -> None:
    found = held(wall)
    phone = found.phone()
    pages = [phone.get(f"/trio/{found.code}").text, tell(phone, found, witness="").text]
    assert tell(phone, found).status_code == 303
    pages.append(phone.get(f"/trio/{found.code}").text)
    for page in pages:
        boxes = re.findall(rf'<input type="checkbox" id="(?:{"|".join(ROLES)})"[^>]*>', page)
        assert len(boxes) == 3
        assert all("checked" not in box and "required" in box and "data-anew" in box for box in boxes)


@pytest.mark.parametrize("scope", SCOPES)
def test_what_three_agree_to_is_kept_with_where_it_may_stand(wall: Wall, scope: str) -> None:
    found = held(wall)
    phone = found.phone()
    assert tell(phone, found, scope=scope, patterns="Silence", tags="w3").status_code == 303
    (story,) = found.stories()
    assert (story.experience, story.supports, story.stops) == tuple(TOLD.values())
    assert (story.patterns, story.tags, story.scope, story.language) == ("Silence", ["w3"], scope, "en")
    assert (story.programme, story.told_on.isoformat()) == ("small", "2026-12-04")
    assert code_digest(code_on(phone, found.code)) == story.code
    assert code_on(phone, found.code) not in str(dump(wall.store.engine))


def test_nothing_kept_leads_from_a_phone_to_its_story(wall: Wall, url: str) -> None:
    """Who has the whole store and a phone's row finds neither its story nor the code."""
    found = held(wall)
    phones = [found.phone() for _ in range(3)]
    for at, phone in enumerate(phones):
        assert tell(phone, found, experience=f"Story {at}").status_code == 303
    kept = dump(wall.store.engine)["tables"]
    rows = {row["phone"] for row in kept["teller"]}
    told = {row["id"]: row for row in kept["story"]}
    assert len(rows) == len(told) == 3
    changes = [str(row) for row in kept["change"] if row["at_table"] == "story"]
    assert not [row for row in rows if any(row in change for change in changes)]
    assert not [name for name in kept["story"][0] if "workshop" in name or "phone" in name]
    assert "Story 1" not in str(kept["change"])


def test_a_phone_sees_its_own_stories_and_no_other_s(wall: Wall) -> None:
    found = held(wall)
    one, other = found.phone(), found.phone()
    tell(one, found, experience=SECRET)
    assert SECRET in one.get(f"/trio/{found.code}").text
    for page in (f"/trio/{found.code}", f"/workshop/{found.id}", f"/workshop/{found.id}/1", "/workshop"):
        assert SECRET not in other.get(page).text
    assert code_on(other, found.code) == ""
    assert other.get(f"/trio/{found.code}/1/code.txt").status_code == 404


def test_a_withdrawn_story_is_not_brought_back_by_what_is_sent_again(wall: Wall) -> None:
    """A replay, a draft, a page that was left open: none of them undoes a withdrawal."""
    found = held(wall)
    phone = found.phone()
    assert tell(phone, found, experience=SECRET).status_code == 303
    code = code_on(phone, found.code)
    gone = wall.anyone().post("/voices/withdraw", data={"code": code})
    assert gone.status_code == 303
    assert found.stories() == []
    for version in ("0", "1"):
        again = tell(phone, found, experience=SECRET, version=version)
        assert (again.status_code, SAY("workshop.withdrawn") in again.text) == (410, True)
    assert found.stories() == []
    assert code_on(phone, found.code) == ""
    assert tell(phone, found, turn=2).status_code == 303


def test_a_story_is_withdrawn_by_its_code_after_the_workshop_too(wall: Wall) -> None:
    found = held(wall)
    phone = found.phone()
    tell(phone, found)
    found.post("close")
    code = code_on(phone, found.code)
    assert len(code) == LASTING_LENGTH and set(code) <= set(LETTERS)
    assert "A long walk" not in phone.get(f"/trio/{found.code}").text
    assert wall.anyone().post("/voices/withdraw", data={"code": code}).status_code == 303
    assert found.stories() == []


def test_what_is_sent_twice_is_kept_once_and_another_s_correction_is_met(wall: Wall) -> None:
    found = held(wall)
    phone = found.phone()
    for _ in range(2):
        assert tell(phone, found, version="0").status_code == 303
    assert tell(phone, found, version="1", experience="Corrected").status_code == 303
    met = tell(phone, found, version="1", experience="From an older page")
    assert met.status_code == 409
    assert "Corrected" in met.text
    assert "From an older page" in met.text
    assert [one.experience for one in found.stories()] == ["Corrected"]


def test_two_phones_and_one_that_sends_twice_at_once_lose_nothing(wall: Wall) -> None:
    found = held(wall)
    phones = [found.phone() for _ in range(3)]
    cookie = phones[0].get_cookie("rejsespor-trio", path=f"/trio/{found.code}")
    assert cookie is not None
    twin = wall.anyone()
    twin.set_cookie("rejsespor-trio", cookie.value, path=f"/trio/{found.code}")
    statuses: list[int] = []
    begin = threading.Barrier(4)

    def send(phone: FlaskClient, said: str) -> None:
        begin.wait()
        statuses.append(tell(phone, found, experience=said).status_code)

    said = [*zip(phones, ("zero", "one", "two"), strict=True), (twin, "zero")]
    threads = [threading.Thread(target=send, args=one) for one in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 4
    assert [one.experience for one in found.stories()] == ["one", "two", "zero"]
    assert SAY("workshop.told.many", n=3) in wall.anyone().get(f"/workshop/{found.id}?lang=en").text


def test_an_id_that_is_not_ours_is_given_one_and_may_send_again(wall: Wall) -> None:
    found, phone = held(wall), wall.anyone()
    phone.set_cookie("rejsespor-trio", "invented", path=f"/trio/{found.code}")
    first = tell(phone, found, experience="typed before")
    assert (first.status_code, "typed before" in first.text) == (401, True)
    assert tell(phone, found).status_code == 303


def test_a_phone_of_one_workshop_is_none_of_another_nor_of_a_round(wall: Wall) -> None:
    one, other = held(wall), held(wall)
    phone = one.phone()
    cookie = phone.get_cookie("rejsespor-trio", path=f"/trio/{one.code}")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    phone.set_cookie("rejsespor-trio", cookie.value, path=f"/trio/{other.code}")
    assert tell(phone, other).status_code == 401
    assert wall.anyone().get(f"/round/{one.code}").status_code == 404


@pytest.mark.parametrize(
    "headers", [{"Origin": "null"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_elsewhere_tells_begins_and_closes_nothing(wall: Wall, headers: dict[str, str]) -> None:
    found, waiting = held(wall), planned(wall, "Another")
    assert tell(found.phone(), found, headers=headers).status_code == 403
    for way in ("close", "times"):
        assert wall.anyone().post(f"/workshop/{found.id}/{way}", headers=headers).status_code == 403
    assert wall.anyone().post(f"/workshop/{waiting.id}/begin", headers=headers).status_code == 403
    assert wall.anyone().post("/workshop", headers=headers).status_code == 403
    with wall.store.reading() as session:
        assert get(session, Workshop, found.id).closed_at is None
        assert get(session, Workshop, waiting.id).begun_at is None
    assert found.stories() == []


def test_wrong_codes_are_counted_with_those_of_rounds(wall: Wall) -> None:
    found = held(wall)
    phone, guesser = found.phone(), wall.anyone()
    doors = ("trio", "round")
    statuses = [guesser.get(f"/{doors[at % 2]}/{new_code()}").status_code for at in range(MOST_MISSES + 2)]
    assert statuses == [404] * MOST_MISSES + [429] * 2
    assert guesser.get(f"/trio/{found.code}").status_code == 429
    assert guesser.get(f"/trio/{found.code}/state").status_code == 429
    assert tell(guesser, found).status_code == 429
    assert tell(phone, found).status_code == 303


def test_a_code_may_be_typed_as_it_is_read(wall: Wall) -> None:
    found = held(wall)
    typed = f" {found.code[:3].lower()}-{found.code[3:]} "
    led = wall.anyone().get("/trio", query_string={"code": typed, "lang": "en"}, follow_redirects=True)
    assert (led.status_code, urlsplit(led.request.url).path) == (200, f"/trio/{found.code}")
    wrong = wall.anyone().get("/trio?code=OOPS&lang=en")
    assert (wrong.status_code, SAY("workshop.no_workshop") in wrong.text) == (404, True)
    assert SAY("workshop.door") in wall.anyone().get("/trio?lang=en").text


def test_a_workshop_takes_stories_from_its_beginning_until_it_is_closed(wall: Wall) -> None:
    found = planned(wall)
    phone = found.phone()
    early = tell(phone, found, experience="typed too early")
    assert (early.status_code, "typed too early" in early.text) == (409, True)
    found.post("begin")
    assert tell(phone, found).status_code == 303
    found.post("close")
    late = tell(phone, found, version="1", experience="typed too late")
    assert (late.status_code, "typed too late" in late.text) == (409, True)
    assert SAY("workshop.late") in late.text
    assert wall.anyone().get(f"/trio/{found.code}").status_code == 404
    assert [one.experience for one in found.stories()] == ["A long walk"]


def test_who_forgets_to_close_it_does_not_leave_it_open(wall: Wall) -> None:
    found = held(wall)
    phone = found.phone()
    found.passed()
    assert tell(phone, found).status_code == 409
    assert phone.get(f"/trio/{found.code}/state").get_json() == {"phase": "over"}


def test_how_long_steps_take_is_said_before_it_begins(wall: Wall) -> None:
    found = planned(wall)
    times = {step: str(at + 5) for at, step in enumerate(STEPS)}
    assert found.post("times", **times, version="1").status_code == 303
    assert found.post("times", **{**times, "first": "20"}, version="1").status_code == 409
    for wrong in ("0", "100", "x", ""):
        assert found.post("times", **{**times, "first": wrong}, version="2").status_code == 422
    wall_page = wall.anyone().get(f"/workshop/{found.id}/3?lang=en").text
    assert 'data-minutes="7"' in wall_page
    found.post("begin")
    late = found.post("times", **times, version="3")
    assert (late.status_code, SAY("workshop.begun") in late.text) == (409, True)


def test_a_workshop_begins_and_ends_once(wall: Wall) -> None:
    found = held(wall)
    found.post("close")
    with wall.store.reading() as session:
        before = get(session, Workshop, found.id)
    found.post("begin")
    found.post("close")
    with wall.store.reading() as session:
        after = get(session, Workshop, found.id)
    assert (after.begun_at, after.closed_at) == (before.begun_at, before.closed_at)


def test_everyone_is_narrator_interviewer_and_witness_once() -> None:
    for role in ROLES:
        assert {dict(roles_at(turn))[role] for turn in TURNS} == {"a", "b", "c"}
    for turn in TURNS:
        assert len({person for _, person in roles_at(turn)}) == 3


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_every_step_stands_on_the_wall(wall: Wall, number: int) -> None:
    found = held(wall)
    page = wall.anyone().get(f"/workshop/{found.id}/{number}?lang=en").text
    step = [*STEPS][number - 1]
    assert SAY(f"workshop.step.{step}") in page
    assert ('rel="next"' in page, 'rel="prev"' in page) == (number < len(STEPS), number > 1)
    asked = page.count("<li>") if step in TURNS else 3
    assert asked == 3
    assert (f"<strong>{found.code}</strong>" in page) == (step in ("trios", "writing"))
    assert wall.anyone().get(f"/workshop/{found.id}/{len(STEPS) + 1}").status_code == 404


def test_the_wall_and_the_facilitator_say_how_many_trios_and_never_who(wall: Wall) -> None:
    found = held(wall)
    path = f"/workshop/{found.id}/state?lang=en"
    first = wall.anyone().get(path)
    assert first.get_json() == {"phase": "open", "told": SAY("workshop.none_sent")}
    phone = found.phone()
    for turn in (1, 2, 3):
        assert tell(phone, found, turn=turn).status_code == 303
    one = wall.anyone().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert one.get_json() == {"phase": "open", "told": SAY("workshop.told.one")}
    assert wall.anyone().get(path, headers={"If-None-Match": one.headers["ETag"]}).status_code == 304
    with wall.store.reading() as session:
        (teller,) = session.scalars(select(Teller.phone))
    for page in (f"/workshop/{found.id}", f"/workshop/{found.id}/2", path):
        assert teller not in wall.anyone().get(page).text


def test_the_presenter_s_phone_leads_by_steps_and_leaves_no_trace(wall: Wall) -> None:
    found = held(wall)

    def place() -> dict[str, int]:
        here: dict[str, int] = wall.anyone().get(f"/workshop/{found.id}/place").get_json()
        return here

    before = len(dump(wall.store.engine)["tables"]["change"])
    assert place() == {"step": 1, "frame": 0, "part": 0, "turn": 0}
    for _ in range(2):
        assert found.post("remote", way="next").status_code == 303
    assert place() == {"step": 3, "frame": 0, "part": 0, "turn": 2}
    # Who was led on meanwhile does not lead back; a frame that there is not is the last there is.
    assert found.post("place", step="1", frame="0", turn="1").get_json()["step"] == 3
    last = {"step": len(STEPS), "frame": 0, "part": 0, "turn": 3}
    assert found.post("place", step="99", frame="2", turn="2").get_json() == last
    assert SAY("workshop.step.closing") in wall.anyone().get(f"/workshop/{found.id}/remote?lang=en").text
    assert found.post("remote", way="sideways").status_code == 422
    assert len(dump(wall.store.engine)["tables"]["change"]) == before


def test_the_code_can_be_kept_as_a_file(wall: Wall) -> None:
    found = held(wall)
    phone = found.phone()
    tell(phone, found, turn=2)
    kept = phone.get(f"/trio/{found.code}/2/code.txt?lang=en")
    assert kept.mimetype == "text/plain"
    assert code_on(phone, found.code, 2) in kept.text
    assert "http://localhost/voices/withdraw?lang=en" in kept.text
    for name in TOLD.values():
        assert name not in kept.text


@pytest.mark.parametrize("sent", [{"tags": "l99"}, {"experience": "x" * 2001}, dict.fromkeys(TOLD, "")])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(wall: Wall, sent: dict[str, str]) -> None:
    found = held(wall)
    page = tell(found.phone(), found, patterns="still here", also=sent)
    assert (page.status_code, "still here" in page.text) == (422, True)
    assert 'role="alert"' in page.text
    assert found.stories() == []


def test_the_longest_story_is_a_body_that_is_read(wall: Wall) -> None:
    found = held(wall)
    whole = dict.fromkeys((*TOLD, "patterns", "impression"), "å" * 2000)
    assert tell(found.phone(), found, also=whole).status_code == 303


@pytest.mark.parametrize("turn", [0, 4, 99])
def test_a_story_that_no_trio_has_is_not_there(wall: Wall, turn: int) -> None:
    found = held(wall)
    phone = found.phone()
    assert phone.get(f"/trio/{found.code}/{turn}").status_code == 404
    assert tell(phone, found, turn=turn).status_code == 404


def test_what_is_told_is_text_wherever_it_stands(wall: Wall) -> None:
    found, evil = held(wall), "<script>alert(1)</script>"
    phone = found.phone()
    tell(phone, found, experience=evil)
    assert evil not in phone.get(f"/trio/{found.code}").text
    titled = planned(wall, evil)
    for page in ("/workshop", f"/workshop/{titled.id}", f"/workshop/{titled.id}/1"):
        assert evil not in wall.anyone().get(f"{page}?programme=small").text


@pytest.mark.parametrize("code", CODES)
def test_a_phone_s_page_is_small_in_all(wall: Wall, code: str) -> None:
    found = held(wall)
    phone = found.phone()
    full = dict.fromkeys((*TOLD, "patterns", "impression"), "")
    tell(phone, found, also={**full, "experience": "x"})
    page = phone.get(f"/trio/{found.code}/1?lang={code}").text
    asked = {urlsplit(path).path for path in re.findall(r'(?:href|src)="(/plain/[^"]+)"', page)}
    assert len(asked) == 4
    assert not re.findall(r'(?:src|href)="https?:', page)
    sizes = []
    for path in asked:
        with wall.anyone().get(path) as file:
            assert file.status_code == 200
            sizes.append(len(file.data))
    assert sum(sizes) + len(page.encode()) < LIMIT


def test_where_nothing_is_written_no_workshop_is_held(wall: Wall) -> None:
    found = held(wall)
    closed = wall.read_only()
    read_only = closed.anyone()
    assert (
        read_only.post("/workshop?programme=small", data={"title": "x", "day": "2026-12-04"}).status_code
        == 403
    )
    for way in ("begin", "close", "times"):
        assert read_only.post(f"/workshop/{found.id}/{way}").status_code == 403
    assert "<form" not in read_only.get(f"/workshop/{found.id}").text
    for path in ("/trio", f"/trio/{found.code}", f"/trio/{found.code}/state"):
        assert read_only.get(path).status_code == 403
    assert tell(read_only, found).status_code == 403
    closed.close()


def test_a_backup_brings_workshops_back_and_phones_go_on(wall: Wall, url: str, tmp_path: Path) -> None:
    found = held(wall)
    phone = found.phone()
    tell(phone, found)
    back_up(wall.world.at.var, url, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "there", f"sqlite:///{tmp_path}/new.db")
    there = Store(f"sqlite:///{tmp_path}/new.db")
    with there.reading() as session:
        assert get(session, Workshop, found.id).code == found.code
        assert session.scalar(select(func.count()).select_from(Teller)) == 1
    there.close()


def test_consent_is_of_all_three() -> None:
    assert set(YES) == {*ROLES, "scope"}
