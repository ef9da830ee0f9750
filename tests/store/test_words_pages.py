"""The professional words as they are served, on both databases: who may change them, and what is lost."""

import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dashboard.backup import back_up, restore
from dashboard.store.history import Change
from dashboard.store.store import Conflict, Store
from dashboard.store.terms import Term, TermPlace, terms_of, write_term
from tests.dashboards import LANGUAGES
from tests.store.assessing import AssessedWorld, Wall

SAY = LANGUAGES["en"].say
ABOUT = "programme=small&lang=en"
OURS = LANGUAGES["en"].words["term"]["recovery"]


def kept(wall: Wall) -> list[tuple[str, str, str]]:
    """Language, name and meaning of every word that was written."""
    with wall.store.reading() as session:
        return [(one.language, one.name, one.meaning) for one in session.scalars(select(Term))]


def words(wall: Wall, asked: str = ABOUT) -> dict[str, str]:
    """Name → meaning as the page lists them, in its order."""
    page = wall.anyone().get(f"/words?{asked}").text
    found = re.findall(r"<dt>(.*?)(?: <span.*?)?</dt>\s*<dd[^>]*>(.*?)(?: <a |</dd>)", page, re.DOTALL)
    return dict(found)


def put(wall: Wall, key: str = "recovery", version: int = 0, about: str = ABOUT, **word: str) -> int:
    """Put a word otherwise; the status is returned."""
    sent = {"name": "Recovery", "meaning": "As we say it", "version": str(version), "role": "citizen", **word}
    return int(wall.anyone().post(f"/words/{key}?{about}", data=sent).status_code)


@pytest.mark.parametrize(
    "headers", [{"Origin": "null"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_elsewhere_changes_no_word(wall: Wall, headers: dict[str, str]) -> None:
    sent = {"name": "Evil", "meaning": "Evil", "version": "0"}
    for path in ("/words", "/words/recovery", "/words/recovery/back"):
        assert wall.anyone().post(f"{path}?{ABOUT}", data=sent, headers=headers).status_code == 403
    assert kept(wall) == []


def test_where_nothing_is_written_the_words_are_read_alone(wall: Wall) -> None:
    put(wall, meaning="Ours here")
    closed = wall.read_only()
    for path in ("/words", "/words/recovery", "/words/recovery/back"):
        assert closed.anyone().post(f"{path}?{ABOUT}", data={"name": "x", "meaning": "y"}).status_code == 403
    for path in ("/words", "/words/recovery"):
        page = closed.anyone().get(f"{path}?{ABOUT}").text
        assert 'method="post"' not in page
        assert "Ours here" in page
    closed.close()


def test_a_word_that_nobody_knows_is_not_made_by_its_address(wall: Wall) -> None:
    for path in ("/words/nonesuch", "/words/nonesuch/back"):
        assert wall.anyone().post(f"{path}?{ABOUT}", data={"name": "x", "meaning": "y"}).status_code == 404
    assert wall.anyone().get(f"/words/nonesuch?{ABOUT}").status_code == 404
    assert kept(wall) == []


def test_what_is_typed_is_text_wherever_it_stands(wall: Wall) -> None:
    evil = "<script>alert(1)</script>"
    put(wall, name=evil, meaning=evil)
    for path in ("/words", "/words/recovery"):
        assert evil not in wall.anyone().get(f"{path}?{ABOUT}&find={evil}").text


def test_a_word_is_of_its_programme_and_language_alone(wall: Wall) -> None:
    with wall.store.writing("leader") as session:
        write_term(session, TermPlace("another", "en", "recovery"), 0, "Elsewhere", "Elsewhere")
    assert put(wall, about="programme=small&lang=da", meaning="På dansk") == 303
    assert words(wall)["Recovery"] == OURS["meaning"].replace("'", "&#39;")
    assert words(wall, "programme=small&lang=da")["Recovery"] == "På dansk"


def test_another_s_wording_is_shown_beside_and_not_overwritten(wall: Wall) -> None:
    assert put(wall, meaning="Theirs") == 303
    sent = {"name": "Recovery", "meaning": "Mine", "version": "0", "role": "leader"}
    met = wall.anyone().post(f"/words/recovery?{ABOUT}", data=sent)
    assert met.status_code == 409
    assert "Theirs" in met.text
    assert "Mine" in met.text
    assert SAY("meeting.field.meaning") in met.text
    assert [meaning for *_, meaning in kept(wall)] == ["Theirs"]
    assert put(wall, version=1, meaning="Both") == 303
    assert words(wall)["Recovery"] == "Both"


def test_two_first_wordings_at_once_meet(wall: Wall, url: str) -> None:
    """Whoever comes second meets the first one's, and nobody's is lost without a word."""
    statuses: list[int] = []
    begin = threading.Barrier(6)

    def write(at: int) -> None:
        begin.wait()
        statuses.append(put(wall, meaning=f"Wording {at}"))

    threads = [threading.Thread(target=write, args=(at,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303] + [409] * 5
    assert len(kept(wall)) == 1


def test_a_word_can_be_ours_again_and_who_changed_it_meanwhile_meets_that(wall: Wall) -> None:
    put(wall, meaning="Theirs")
    assert wall.anyone().post(f"/words/recovery/back?{ABOUT}", data={"version": "0"}).status_code == 409
    assert wall.anyone().post(f"/words/recovery/back?{ABOUT}", data={"version": "1"}).status_code == 303
    assert words(wall)["Recovery"] == OURS["meaning"].replace("'", "&#39;")
    assert put(wall, version=1, meaning="Typed meanwhile") == 409
    assert put(wall, version=2, meaning="Again") == 303
    page = wall.anyone().get(f"/words/recovery?{ABOUT}").text
    history = page.partition("<ol")[2]
    latest_first = ("Again", SAY("glossary.now_ours").replace("'", "&#39;"), "Theirs")
    places = [history.index(one) for one in latest_first]
    assert places == sorted(places)
    assert SAY("meeting.role.citizen") in history
    with wall.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 3


def test_a_group_s_own_word_is_added_once_found_and_taken_away(wall: Wall) -> None:
    sent = {"name": "Ågård huset", "meaning": "Where we meet", "role": "staff"}
    assert wall.anyone().post(f"/words?{ABOUT}", data=sent).status_code == 303
    again = wall.anyone().post(f"/words?{ABOUT}", data={**sent, "name": "ågård HUSET"})
    assert (again.status_code, SAY("meeting.fault.known") in again.text) == (422, True)
    taken = wall.anyone().post(f"/words?{ABOUT}", data={**sent, "name": "recovery"})
    assert taken.status_code == 422
    assert [*words(wall, f"{ABOUT}&find=where we meet")] == ["Ågård huset"]
    with wall.store.reading() as session:
        (own,) = terms_of(session, "small", "en")
    assert wall.anyone().post(f"/words/{own.key}/back?{ABOUT}", data={"version": "1"}).status_code == 303
    assert "Ågård huset" not in words(wall)


def test_what_is_looked_for_is_found_by_its_name_first_and_else_said(wall: Wall) -> None:
    assert next(iter(words(wall, f"{ABOUT}&find=CHANCE"))) == "Chance"
    assert len(words(wall, f"{ABOUT}&find=chance")) > 1
    nothing = wall.anyone().get(f"/words?{ABOUT}&find=zzz").text
    assert SAY("glossary.nothing", asked="zzz") in nothing


def test_a_form_that_lacks_something_says_so_and_keeps_what_was_typed(wall: Wall) -> None:
    sent = wall.anyone().post(f"/words/recovery?{ABOUT}", data={"name": "", "meaning": "still here"})
    assert (sent.status_code, "still here" in sent.text) == (422, True)
    assert SAY("meeting.fault.empty") in sent.text
    assert kept(wall) == []


def test_a_backup_brings_the_words_back(wall: Wall, url: str, tmp_path: Path) -> None:
    put(wall, meaning="Carried along")
    back_up(wall.world.at.var, url, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "there", f"sqlite:///{tmp_path}/new.db")
    there = Store(f"sqlite:///{tmp_path}/new.db")
    with there.reading() as session:
        assert [one.meaning for one in terms_of(session, "small", "en")] == ["Carried along"]
    with pytest.raises(Conflict), there.writing("x") as session:
        write_term(session, TermPlace("small", "en", "recovery"), 0, "x", "y")
    there.close()


def test_the_store_is_not_made_by_reading(world: AssessedWorld, tmp_path: Path) -> None:
    reading = Wall(world, f"sqlite:///{tmp_path}/none.db")
    assert reading.anyone().get(f"/words?{ABOUT}").status_code == 200
    assert not (tmp_path / "none.db").exists()
    reading.close()
