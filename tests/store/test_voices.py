"""Stories and themes on both databases; and an attack: what is withdrawn is in no byte of the database."""

import datetime as dt
import random
import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from dashboard.store.history import Change
from dashboard.store.store import Store, get
from dashboard.store.voices import (
    READ,
    Link,
    NoMerge,
    Story,
    Tag,
    Theme,
    attach,
    code_digest,
    links_of,
    merge,
    of_code,
    separate,
    stands_for,
    stories_of,
    tag,
    tags_of,
    themes_of,
    untag,
)
from dashboard.store.withdrawing import erase, withdraw

DAY = dt.date(2026, 3, 4)
CODE = "CDFGHJKM"
# Longer than a page of a database, so that it lies in several; of chance, so that none stores it shortened.
RANDOM = random.Random(7719)
WORDS = ["".join(RANDOM.choices(string.ascii_letters + string.digits + "-_", k=20)) for _ in range(400)]
PLANTED = " ".join(WORDS)
LINK = {"programme": "p", "kind": "question", "about": "practice", "item": "p01"}


def story(words: str = "words", code: str = CODE) -> Story:
    return Story("p", DAY, "da", READ, code_digest(code), experience=words, tags=["l3"])


def kept(store: Store, *rows: Story | Theme) -> list[str]:
    with store.writing("facilitator") as session:
        session.add_all(rows)
    return [row.id for row in rows]


def bytes_of(url: str) -> bytes:
    """Every byte of a database's own files, as they lie on the disk."""
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        files = list(Path(str(found.database)).parent.glob("store.db*"))
    else:
        store = Store(url)
        with store.engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
        store.close()
        files = list((Path(str(found.query["host"])) / "data" / "base").rglob("*"))
    return b"".join(path.read_bytes() for path in files if path.is_file())


def holds(url: str) -> bool:
    """Whether any word that was planted is there."""
    found = bytes_of(url)
    return any(word.encode() in found for word in WORDS)


def take_out(store: Store, kind: type[Story] | type[Theme], row: str) -> None:
    with store.writing("facilitator") as session:
        withdraw(session, get(session, kind, row))
    erase(store.engine)


def test_a_withdrawn_story_is_in_no_byte(store: Store, url: str) -> None:
    kept(store, *(story(f"another {number} " * 90, f"{number}") for number in range(40)))
    (row,) = kept(store, story(PLANTED))
    with store.writing("facilitator") as session:
        get(session, Story, row).supports = PLANTED
    with store.writing("facilitator") as session:
        get(session, Story, row).supports = "shorter"
    assert holds(url), "the test would find it"
    take_out(store, Story, row)
    assert not holds(url)
    assert code_digest(CODE).encode() not in bytes_of(url)
    with store.reading() as session:
        assert len(stories_of(session, "p")) == 40


def test_the_points_of_a_focus_group_are_in_no_byte(store: Store, url: str) -> None:
    theme = Theme("p", "Quetzalcoatl-name", PLANTED, told_on=DAY, code=code_digest(CODE))
    (row,) = kept(store, theme)
    with store.writing("staff") as session:
        get(session, Theme, row).name = "another"
    assert b"Quetzalcoatl-name" in bytes_of(url), "history holds a theme's earlier name"
    take_out(store, Theme, row)
    assert b"Quetzalcoatl" not in bytes_of(url)
    assert not holds(url)


def test_what_pointed_at_it_is_gone_and_the_withdrawal_is_kept(store: Store) -> None:
    row, theme = kept(store, story(), Theme("p", "t"))
    key = f"story:{row}"
    with store.writing("staff") as session:
        tag(session, theme, key)
        attach(session, Link(attached=key, **LINK))
        attach(session, Link(attached=f"theme:{theme}", **LINK))
    take_out(store, Story, row)
    with store.reading() as session:
        assert tags_of(session, "p") == []
        assert [one.attached for one in links_of(session, "p")] == [f"theme:{theme}"]
        changes = session.query(Change).where(Change.row == row).all()
    assert [(one.kind, one.author, one.values) for one in changes] == [("withdrawn", "facilitator", {})]


def test_there_is_no_history_of_a_story(store: Store) -> None:
    (row,) = kept(store, story("Quetzalcoatl"))
    with store.writing("staff") as session:
        get(session, Story, row).experience = "put right"
    with store.reading() as session:
        assert session.query(Change).where(Change.row == row).all() == []


def test_a_code_leads_to_its_story_alone(store: Store) -> None:
    (row,) = kept(store, story())
    with store.reading() as session:
        found = of_code(session, Story, CODE)
        assert found is not None
        assert found.id == row
        assert of_code(session, Story, CODE[::-1]) is None
        assert of_code(session, Theme, CODE) is None


@pytest.mark.parametrize("count", [1, 2])
def test_tagged_twice_is_tagged_once(store: Store, count: int) -> None:
    row, theme = kept(store, story(), Theme("p", "t"))
    for _ in range(count):
        with store.writing("staff") as session:
            tag(session, theme, f"story:{row}")
    with store.reading() as session:
        assert [(one.theme_id, one.voice) for one in tags_of(session, "p")] == [(theme, f"story:{row}")]
    with store.writing("leader") as session:
        untag(session, theme, f"story:{row}")
    with store.reading() as session:
        assert tags_of(session, "p") == []
        kinds = [(one.kind, one.author) for one in session.query(Change).where(Change.at_table == "tag")]
    assert kinds == [("new", "staff"), ("deleted", "leader")]


def merged(store: Store, one: str, into: str) -> None:
    with store.writing("staff") as session:
        merge(session, get(session, Theme, one), get(session, Theme, into))


def test_a_merge_is_undone_with_all_it_had(store: Store) -> None:
    row, first, second = kept(store, story(), Theme("p", "first"), Theme("p", "second"))
    with store.writing("staff") as session:
        session.add(Tag(first, f"story:{row}"))
    merged(store, first, second)
    with store.reading() as session:
        themes = {theme.id: theme for theme in themes_of(session, "p")}
        assert stands_for(themes[first], themes).id == second
    with store.writing("leader") as session:
        separate(get(session, Theme, first))
    with store.reading() as session:
        themes = {theme.id: theme for theme in themes_of(session, "p")}
        assert stands_for(themes[first], themes).id == first
        assert [one.theme_id for one in tags_of(session, "p")] == [first]


@pytest.mark.parametrize("ends", [lambda a, _: (a, a), lambda a, b: (b, a)], ids=["itself", "circle"])
def test_no_circle_is_closed(store: Store, ends: Callable[[str, str], tuple[str, str]]) -> None:
    first, second = kept(store, Theme("p", "first"), Theme("p", "second"))
    merged(store, first, second)
    with pytest.raises(NoMerge):
        merged(store, *ends(first, second))


def test_themes_of_two_programmes_are_not_merged(store: Store) -> None:
    first, other = kept(store, Theme("p", "first"), Theme("q", "other"))
    with pytest.raises(NoMerge):
        merged(store, first, other)


def test_an_id_is_random(store: Store) -> None:
    first, second = kept(store, story(), story(code="another"))
    assert first != second
    assert re.fullmatch("[0-9a-f]{16}", first)
