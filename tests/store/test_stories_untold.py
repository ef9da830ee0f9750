"""An attack: somebody watches a workshop, or has its files, and would know which trio told which story."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from dashboard.backup import back_up, restore
from dashboard.store.dump import dump
from dashboard.store.history import Change
from dashboard.store.store import Store
from dashboard.store.voices import Link, Story, Theme, attach, tag
from dashboard.store.withdrawing import without_withdrawn
from dashboard.store.workshops import Teller
from publication.withdrawn import story_digest
from tests.dashboards import LANGUAGES
from tests.store.assessing import Wall
from tests.store.telling import Held, held, planned, tell
from tests.store.test_voices import WORDS, bytes_of, holds, kept, story, take_out

SAY = LANGUAGES["en"].say
FIRST, SECOND = WORDS[0], WORDS[1]
TOLD_ONE = SAY("workshop.told.one")
READ = ("/voices?programme=small&lang=en", "/voices/read?programme=small&lang=en")


def read(wall: Wall, found: Held) -> str:
    """All that anyone reads of voices, and of the workshop."""
    own = [f"/workshop/{found.id}?lang=en", f"/workshop/{found.id}/8?lang=en", "/workshop?lang=en"]
    pages = [wall.anyone().get(path, follow_redirects=True).text for path in (*READ, *own)]
    with wall.store.reading() as session:
        ids = session.scalars(select(Story.id)).all()
    pages += [wall.anyone().get(f"/voices/read?voice=story:{one}&programme=small").text for one in ids]
    return "".join(pages)


def told(found: Held, *words: str) -> list[FlaskClient]:
    phones = [found.phone() for _ in words]
    for phone, word in zip(phones, words, strict=True):
        assert tell(phone, found, experience=word).status_code == 303
    return phones


@pytest.mark.parametrize("end", ["closed", "passed"])
def test_nobody_reads_a_story_before_its_workshop_is_over(wall: Wall, end: str) -> None:
    found = held(wall)
    told(found, FIRST, SECOND)
    assert not any(word in read(wall, found) for word in (FIRST, SECOND))
    if end == "closed":
        found.post("close")
    else:
        found.passed()
    assert all(word in read(wall, found) for word in (FIRST, SECOND)), "all of them at once"


def test_stories_wait_for_every_workshop_of_a_programme_that_is_under_way(wall: Wall) -> None:
    morning, afternoon = held(wall), planned(wall, "Afternoon")
    told(morning, FIRST)
    afternoon.post("begin")
    told(afternoon, SECOND)
    morning.post("close")
    assert not any(word in read(wall, morning) for word in (FIRST, SECOND))
    afternoon.post("close")
    assert all(word in read(wall, morning) for word in (FIRST, SECOND))


def test_what_was_read_once_is_read_while_the_next_workshop_runs(wall: Wall) -> None:
    morning = held(wall)
    told(morning, FIRST)
    morning.passed()
    later = planned(wall, "Later")
    later.post("begin")
    told(later, SECOND)
    seen = read(wall, later)
    assert FIRST in seen
    assert SECOND not in seen


def test_how_many_trios_sent_something_is_told_who_holds_it_while_they_send(wall: Wall) -> None:
    found = held(wall)
    told(found, FIRST)
    onlooker = wall.read_only()
    paths = [f"/workshop/{found.id}?lang=en", f"/workshop/{found.id}/state?lang=en"]
    assert all(TOLD_ONE in wall.anyone().get(path).text for path in paths)
    assert not any(TOLD_ONE in onlooker.anyone().get(path).text for path in paths)
    found.post("close")
    assert not any(TOLD_ONE in wall.anyone().get(path).text for path in paths)
    onlooker.close()


def test_that_something_came_says_nothing_to_who_may_not_know_it(wall: Wall) -> None:
    """The tag of a state that says nothing of trios does not change with them."""
    found = held(wall)
    onlooker = wall.read_only()
    before = onlooker.anyone().get(f"/workshop/{found.id}/state").headers["ETag"]
    told(found, FIRST)
    assert onlooker.anyone().get(f"/workshop/{found.id}/state").headers["ETag"] == before
    onlooker.close()


def test_a_name_that_a_trio_takes_out_is_in_no_byte(wall: Wall, url: str) -> None:
    found = held(wall)
    (phone,) = told(found, " ".join(WORDS[:80]))
    assert FIRST.encode() in bytes_of(url)
    assert tell(phone, found, experience="Somebody", version="1").status_code == 303
    assert not holds(url)


def test_no_row_says_when_or_in_which_order_stories_came(wall: Wall, url: str) -> None:
    found = held(wall)
    count = 12
    told(found, *WORDS[:count])
    with wall.store.reading() as session:
        stories = list(session.scalars(select(Story)))
        changes = session.scalars(select(Change.at_table)).all()
        order = list(session.execute(text("SELECT id FROM story")).scalars())
    assert {one.created_at.time().isoformat() for one in stories} == {"00:00:00"}
    assert "story" not in changes
    dumped = dump(wall.store.engine)["tables"]
    assert [row["id"] for row in dumped["story"]] == sorted(row["id"] for row in dumped["story"])
    assert len(order) == count
    if url.startswith("sqlite"):
        assert order == sorted(order), "as they lie in the file"


def test_of_phones_nothing_is_kept_when_it_is_over(wall: Wall) -> None:
    found = held(wall)
    told(found, FIRST)
    found.post("close")
    with wall.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Teller)) == 0


def pointed_at(store: Store) -> tuple[str, str]:
    """A story under a theme and beside a question, and the key of another that stays."""
    gone, stays, theme = kept(store, story(), story(code="MKJHGFDC"), Theme("small", "t"))
    for key in (f"story:{gone}", f"story:{stays}"):
        with store.writing("staff") as session:
            tag(session, theme, key)
            attach(session, Link("small", key, "question", "practice", "p01"))
    return gone, f"story:{stays}"


def test_no_change_says_what_a_withdrawn_story_was_put_under(store: Store) -> None:
    gone, stays = pointed_at(store)
    take_out(store, Story, gone)
    with store.reading() as session:
        changes = [str(change.values) for change in session.scalars(select(Change))]
    assert not any(gone in one for one in changes)
    assert sum(stays in one for one in changes) == 2


def test_nor_does_an_older_backup(store: Store) -> None:
    gone, stays = pointed_at(store)
    dumped = without_withdrawn(dump(store.engine), {story_digest(f"story:{gone}")})
    assert gone not in str(dumped)
    assert stays in str(dumped)


def test_a_backup_of_an_open_workshop_put_back_lets_its_stories_wait(
    wall: Wall, url: str, tmp_path: Path
) -> None:
    found = held(wall)
    told(found, FIRST)
    back_up(wall.world.at.var, url, tmp_path / "b.zip")
    there = tmp_path / "there"
    restore(tmp_path / "b.zip", there, f"sqlite:///{there}/store.db")
    again = Store(f"sqlite:///{there}/store.db")
    with again.reading() as session:
        assert [one.waits for one in session.scalars(select(Story))] == [True]
    again.close()
