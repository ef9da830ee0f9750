"""A backup holds everything people see and wrote, and restoring it brings all of that back."""

import datetime as dt
import json
import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from dashboard.backup import back_up, restore
from dashboard.store.dump import dump
from dashboard.store.history import Change
from dashboard.store.meetings import Decision, Meeting, Step
from dashboard.store.store import Store, edit, get
from publication.faults import Refused


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Two publications of a programme, one withdrawn text."""
    folder = tmp_path / "var/publications/p"
    folder.mkdir(parents=True)
    for number in (1, 2):
        (folder / f"000{number}.duckdb").write_bytes(os.urandom(5000))
    (folder / "CURRENT").write_text("0002")
    (folder / "WITHDRAWN").write_text("a\n")
    (tmp_path / "var/withdrawn").mkdir()
    (tmp_path / "var/withdrawn/p").write_text("a\n")
    (tmp_path / "var/warehouse.duckdb").write_text("answers")
    return tmp_path / "var"


def written(store: Store) -> str:
    with store.writing("leader") as session:
        meeting = Meeting(programme="p", title="Æøå ▲", day=dt.date(2026, 3, 4))
        session.add(meeting)
        step = Step("p", "change", {"instrument": "practice"}, "p-1-x", place=1, meeting_id=meeting.id)
        session.add(step)
        session.flush()
        about: tuple[str, str, dict[str, str], str] = ("p", "change", {}, "p-1-x")
        made = Decision(
            *about, what="w", who="l", due=None, meeting_id=meeting.id, step_id=step.id, tags=["l1"]
        )
        session.add(made)
    with store.writing("staff") as session:
        edit(session, Meeting, meeting.id, 1, title="Later")
    return meeting.id


def contents(var: Path) -> dict[str, bytes]:
    found = (path for path in var.rglob("*") if path.is_file() and "store" not in path.name)
    return {path.relative_to(var).as_posix(): path.read_bytes() for path in found}


def test_everything_comes_back_but_the_answers(var: Path, url: str, store: Store, tmp_path: Path) -> None:
    kept = written(store)
    assert back_up(var, url, tmp_path / "b.zip") == 2
    there = tmp_path / "there"
    new = f"sqlite:///{tmp_path}/new.db"
    assert restore(tmp_path / "b.zip", there, new) == 2
    wanted = contents(var)
    del wanted["warehouse.duckdb"]
    assert contents(there) == wanted
    back = Store(new)
    assert dump(back.engine) == dump(store.engine)
    # What is written next has a number of its own.
    with back.writing("x") as session:
        edit(session, Meeting, kept, 2, title="After")
        session.flush()
    with back.reading() as session:
        assert get(session, Meeting, kept).title == "After"
        assert [change.number for change in session.query(Change)] == [1, 2, 3, 4, 5]
    back.close()


def test_a_store_moves_to_postgresql(var: Path, postgres: str, tmp_path: Path) -> None:
    from tests.store.conftest import _empty

    file = Store(f"sqlite:///{tmp_path}/from.db")
    kept = written(file)
    back_up(var, f"sqlite:///{tmp_path}/from.db", tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "there", _empty(postgres))
    server = Store(postgres)
    assert dump(server.engine)["tables"] == dump(file.engine)["tables"]
    with server.writing("x") as session:
        edit(session, Meeting, kept, 2, title="After")
    server.close()
    file.close()


def test_nothing_is_written_over(var: Path, url: str, store: Store, tmp_path: Path) -> None:
    written(store)
    back_up(var, url, tmp_path / "b.zip")
    with pytest.raises(Refused, match="backup_there"):
        back_up(var, url, tmp_path / "b.zip")
    before = contents(var)
    with pytest.raises(Refused, match="restore_over"):
        restore(tmp_path / "b.zip", var, f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(Refused, match="store_has_rows"):
        restore(tmp_path / "b.zip", tmp_path / "there", url)
    assert contents(var) == before
    assert not (tmp_path / "there/publications").exists()


def test_what_was_withdrawn_since_stays_withdrawn(var: Path, tmp_path: Path) -> None:
    back_up(var, f"sqlite:///{tmp_path}/s.db", tmp_path / "b.zip")
    there = tmp_path / "there"
    (there / "withdrawn").mkdir(parents=True)
    (there / "withdrawn/p").write_text("b\n")
    restore(tmp_path / "b.zip", there, f"sqlite:///{tmp_path}/new.db")
    assert (there / "withdrawn/p").read_text().split() == ["b", "a"]


@pytest.mark.parametrize("name", ["../evil", "publications/../../evil", "warehouse.duckdb", "/etc/evil"])
def test_a_file_that_leads_elsewhere_is_no_backup(name: str, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("store.json", json.dumps({"revision": "0001", "tables": {}}))
        archive.writestr(name, "evil")
    with pytest.raises(Refused, match="no_backup"):
        restore(tmp_path / "b.zip", tmp_path / "there", f"sqlite:///{tmp_path}/new.db")
    assert not (tmp_path / "evil").exists()


def test_a_damaged_backup_is_none(var: Path, tmp_path: Path) -> None:
    back_up(var, f"sqlite:///{tmp_path}/s.db", tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    for cut in (len(whole) // 2, 10):
        (tmp_path / "cut.zip").write_bytes(whole[:cut])
        with pytest.raises(Refused, match="no_backup"):
            restore(tmp_path / "cut.zip", tmp_path / "there", f"sqlite:///{tmp_path}/new.db")
    flipped = bytearray(whole)
    flipped[200] ^= 255
    (tmp_path / "flipped.zip").write_bytes(flipped)
    with pytest.raises(Refused, match="no_backup"):
        restore(tmp_path / "flipped.zip", tmp_path / "there", f"sqlite:///{tmp_path}/new.db")
