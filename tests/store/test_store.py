"""The store on both databases: nothing lost, nothing overwritten, every change kept."""

import datetime as dt
import multiprocessing
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from dashboard.store.base import now
from dashboard.store.history import Change
from dashboard.store.meetings import Decision, Meeting, Step, meetings_of
from dashboard.store.store import Conflict, NotKept, Store, edit, get
from dashboard.store.upgrade import MadeByNewerRelease

DAY = dt.date(2026, 3, 4)
SET_UP = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000}
FORKED = multiprocessing.get_context("spawn")


def meeting(store: Store, title: str = "March", steps: int = 0) -> str:
    """A meeting with steps, and its id."""
    with store.writing("facilitator") as session:
        made = Meeting(programme="p", title=title, day=DAY)
        session.add(made)
        for place in range(steps):
            session.add(step(made.id, place))
    return made.id


def step(meeting_id: str, place: int) -> Step:
    return Step("p", "change", {}, "x", place=place, meeting_id=meeting_id)


def decision(meeting_id: str) -> Decision:
    return Decision("p", "change", {}, "x", what="w", who="l", due=None, meeting_id=meeting_id)


def changes(store: Store) -> list[tuple[str, str, dict[str, Any]]]:
    with store.reading() as session:
        found = session.scalars(select(Change).order_by(Change.number))
        return [(change.kind, change.author, change.values) for change in found]


def test_what_is_written_is_read(store: Store) -> None:
    meeting(store, steps=2)
    with store.reading() as session:
        (found,) = meetings_of(session, "p")
        assert (found.title, found.day, [one.place for one in found.steps]) == ("March", DAY, [0, 1])
        assert meetings_of(session, "another") == []


def test_a_moment_keeps_its_zone(store: Store) -> None:
    copenhagen = dt.timezone(dt.timedelta(hours=2))
    kept = meeting(store)
    with store.writing("x") as session:
        get(session, Meeting, kept).held_at = dt.datetime(2026, 5, 1, 12, tzinfo=copenhagen)
    with store.reading() as session:
        assert get(session, Meeting, kept).held_at == dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    kept = meeting(store)
    with pytest.raises(StatementError, match="without a zone"), store.writing("x") as session:
        get(session, Meeting, kept).held_at = dt.datetime(2026, 5, 1, 12)


def test_what_refers_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing("x") as session:
        session.add(decision("none"))


def test_the_other_persons_text_is_shown_and_not_overwritten(store: Store) -> None:
    kept = meeting(store)
    with store.writing("leader") as session:
        edit(session, Meeting, kept, 1, title="Theirs")
    with pytest.raises(Conflict) as found, store.writing("staff") as session:
        edit(session, Meeting, kept, 1, title="Mine")
    assert isinstance(found.value.theirs, Meeting)
    assert (found.value.theirs.title, found.value.theirs.version) == ("Theirs", 2)
    with store.writing("staff") as session:
        edit(session, Meeting, kept, 2, title="Both")
    with store.reading() as session:
        assert (get(session, Meeting, kept).title, get(session, Meeting, kept).version) == ("Both", 3)


def test_who_sends_twice_meets_nobody(store: Store) -> None:
    """A form sent again after its answer was lost is not another person's."""
    kept = meeting(store)
    for _ in range(2):
        with store.writing("leader") as session:
            edit(session, Meeting, kept, 1, title="Sent twice")
    assert [kind for kind, *_ in changes(store)] == ["new", "changed"]


def test_a_version_that_is_ahead_is_no_key(store: Store) -> None:
    kept = meeting(store)
    with pytest.raises(Conflict), store.writing("x") as session:
        edit(session, Meeting, kept, 7, title="Mine")


def test_every_change_is_kept_with_its_role(store: Store) -> None:
    kept = meeting(store)
    with store.writing("leader") as session:
        edit(session, Meeting, kept, 1, title="April", day=dt.date(2026, 4, 1))
    with store.writing("staff") as session:
        session.delete(get(session, Meeting, kept))
    (new, *_), (_, who, changed), (_, by, gone) = changes(store)
    assert (new, who, by) == ("new", "leader", "staff")
    assert changed == {"title": ["March", "April"], "day": ["2026-03-04", "2026-04-01"]}
    assert gone["title"] == ["April", None]


def test_steps_that_go_with_their_meeting_are_kept_as_gone(store: Store) -> None:
    kept = meeting(store, steps=2)
    with store.writing("leader") as session:
        session.delete(get(session, Meeting, kept))
    assert Counter(kind for kind, *_ in changes(store)) == {"new": 3, "deleted": 3}


def test_what_is_taken_back_is_not_kept_as_done(store: Store) -> None:
    kept = meeting(store)
    with pytest.raises(ZeroDivisionError), store.writing("x") as session:
        edit(session, Meeting, kept, 1, title="Never")
        session.flush()
        raise ZeroDivisionError
    assert len(changes(store)) == 1
    with store.reading() as session:
        assert get(session, Meeting, kept).title == "March"


@pytest.mark.parametrize("statement", [update(Meeting).values(title="x"), delete(Meeting)])
def test_a_change_without_history_is_refused(store: Store, statement: Any) -> None:
    kept = meeting(store)
    with pytest.raises(ValueError, match="history"), store.writing("x") as session:
        session.execute(statement)
    with store.reading() as session:
        assert get(session, Meeting, kept).title == "March"


def test_what_is_not_there_is_said(store: Store) -> None:
    with store.reading() as session, pytest.raises(NotKept):
        get(session, Meeting, "none")
    with pytest.raises(NotKept), store.writing("x") as session:
        edit(session, Meeting, "none", 1, title="x")


def _add_to_the_note(url: str, kept: str, sign: str, times: int) -> None:
    """Read, change and write one row again and again, as people do who all write in one place."""
    store = Store(url)
    for _ in range(times):
        done = False
        while not done:
            with store.reading() as session:
                seen = get(session, Meeting, kept)
            try:
                with store.writing("x") as session:
                    edit(session, Meeting, kept, seen.version, title=seen.title + sign)
                done = True
            except (Conflict, OperationalError):  # another's, or not the time for it: again, as a person does
                pass
    store.close()


def _together(count: int, target: Callable[..., None], *args: Any) -> list[Any]:
    started = [FORKED.Process(target=target, args=args) for _ in range(count)]
    for process in started:
        process.start()
    return started


def test_nothing_is_lost_where_several_write_in_one_place(store: Store, url: str) -> None:
    kept = meeting(store, "")
    # Two who write the very same have lost nothing to each other; these write what is their own.
    writers = [FORKED.Process(target=_add_to_the_note, args=(url, kept, sign, 20)) for sign in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    with store.reading() as session:
        assert Counter(get(session, Meeting, kept).title) == {"a": 20, "b": 20}
    assert len(changes(store)) == 41


def _write_until_killed(url: str) -> None:
    store = Store(url)
    while True:
        with store.writing("x") as session:
            session.add(Meeting(programme="p", title="x", day=DAY))


def test_who_is_killed_while_writing_takes_nothing_along(store: Store, url: str) -> None:
    meeting(store)
    writers = _together(2, _write_until_killed, url)
    before = time.monotonic()
    while time.monotonic() < before + 30 and len(changes(store)) < 20:
        time.sleep(0.1)
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    meeting(store, "after")
    with store.reading() as session:
        meetings = session.scalar(select(func.count()).select_from(Meeting))
        assert meetings == len(changes(store)) > 20


def _open(url: str) -> None:
    store = Store(url)
    assert store.engine
    store.close()


def test_several_that_start_at_once_make_the_tables_once(url: str, again: Store) -> None:
    for process in _together(3, _open, url):
        process.join(60)
        assert process.exitcode == 0
    meeting(again)


def test_a_store_of_a_newer_release_is_refused(store: Store, again: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(MadeByNewerRelease):
        _ = again.engine


MIGRATION = """
import sqlalchemy as sa
from alembic import op
revision = "next"
down_revision = "{head}"
def upgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.add_column(sa.Column("later", sa.Text(), nullable=True))
        table.alter_column("title", existing_type=sa.Text(), nullable=True)
    {then}
"""


@pytest.fixture
def with_migration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Adds a migration that makes the table of meetings anew, and then does something more."""
    import shutil

    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from dashboard.store import upgrade as upgrading

    folder = tmp_path / "migrations"
    shutil.copytree(upgrading.MIGRATIONS, folder)
    config = Config()
    config.set_main_option("script_location", str(folder))
    head = ScriptDirectory.from_config(config).get_current_head()

    def add(then: str) -> None:
        (folder / "versions/next.py").write_text(MIGRATION.format(head=head, then=then))
        monkeypatch.setattr(upgrading, "MIGRATIONS", folder)

    yield add


def rows(engine: Engine) -> dict[str, int]:
    """How many rows every table has."""
    from dashboard.store.tables import Base

    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_a_filled_store_keeps_every_row_when_its_tables_change(
    store: Store, again: Store, with_migration: Callable[[str], None]
) -> None:
    kept = meeting(store, steps=3)
    with store.writing("x") as session:
        session.add(decision(kept))
    before = rows(store.engine)
    with_migration("pass")
    assert rows(again.engine) == before
    assert before["step"] == 3
    with again.reading() as session:
        assert session.scalars(select(Decision.meeting_id)).all() == [kept]
    with pytest.raises(IntegrityError), again.engine.begin() as connection:
        connection.execute(text("UPDATE step SET meeting_id = 'none'"))


def test_a_migration_that_fails_half_way_leaves_nothing_behind(
    store: Store, again: Store, with_migration: Callable[[str], None]
) -> None:
    meeting(store, steps=1)
    with_migration("raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        _ = again.engine
    with store.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM step")) == 1
        with pytest.raises(Exception, match="later"):
            connection.execute(text("SELECT later FROM meeting"))


def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    from alembic import command
    from alembic.config import Config

    from dashboard.store.upgrade import MIGRATIONS

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_sqlite_is_set_up_as_it_must_be(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.db")
    meeting(store)
    with store.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert asked == SET_UP
    store.close()


def test_a_file_that_is_no_store_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("not a database, but somebody's notes")
    with pytest.raises(Exception, match="not a database"):
        _ = Store(f"sqlite:///{path}").engine
    assert path.read_text() == "not a database, but somebody's notes"
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT 1 FROM sqlite_master")


def test_times_are_now() -> None:
    assert abs((now() - dt.datetime.now(dt.UTC)).total_seconds()) < 5
