"""What commands do stands in the audit: who, when, what, by digest or number; never what anybody wrote."""

from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.access.accounts import add
from dashboard.access.audit import lines
from dashboard.access.audit import write_down as note
from dashboard.access.settings import Access, Group
from dashboard.cli import cli
from dashboard.cli.recording import write_down
from dashboard.store.access import Audited, audited
from dashboard.store.store import Store
from publication.acting import RUN_FOR
from publication.faults import Refused
from tests.release.test_publish_words import comment, write_words
from tests.worlds import World, people

ROWS = people({("practitioner", "a"): 9, ("leader", "c"): 8})


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")
    monkeypatch.delenv("REJSESPOR_STORE_URL", raising=False)


def run(world: World, *arguments: object) -> Result:
    said = [*map(str, arguments), "--data", str(world.at.data), "--var", str(world.at.var)]
    return CliRunner().invoke(cli, said, obj=write_down)


def written(world: World) -> list[Audited]:
    store = Store(f"sqlite:///{world.at.var}/store.db")
    with store.reading() as session:
        found = [*audited(session)]
    store.close()
    assert all(whole for _, whole in found)
    return [row for row, _ in found]


def test_what_the_terminal_does_is_written_down(world: World) -> None:
    path = world.file(ROWS)
    for command in (("load", path, "--programme", "small"), ("publish", "small"), ("publish", "small")):
        assert run(world, *command).exit_code == 0
    assert run(world, "withdraw", 1, "--programme", "small").exit_code == 0
    assert run(world, "publish", "small", "--again").exit_code == 0
    done = written(world)
    assert [(row.who, row.what) for row in done] == [
        ("terminal", "loaded"),
        ("terminal", "published"),
        ("terminal", "withdrawn"),
        ("terminal", "published"),
    ]
    digest = sha256(path.read_bytes()).hexdigest()
    assert done[0].about == {"programme": "small", "files": digest[:16]}
    assert done[1].about == {"programme": "small", "number": "1"}
    assert done[2].about == {"programme": "small", "number": "1", "shown": "–"}
    assert done[3].about == {"programme": "small", "number": "2", "again": "yes"}


def test_what_was_refused_or_changes_nothing_was_not_done(world: World) -> None:
    path = world.file(ROWS)
    run(world, "load", path, "--programme", "small")
    assert run(world, "load", path, "--programme", "small").exit_code == 0
    assert run(world, "load", world.file([{"x": "1"}], "bad.csv"), "--programme", "small").exit_code == 1
    assert run(world, "check", path, "--programme", "small").exit_code == 0
    assert run(world, "publish", "small", "--dry-run").exit_code == 0
    assert run(world, "withdraw", 7, "--programme", "small").exit_code == 1
    assert [row.what for row in written(world)] == ["loaded"]


def test_for_whom_the_server_runs_a_command_it_was_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RUN_FOR, "anna")
    run(world, "load", world.file(ROWS), "--programme", "small")
    assert [row.who for row in written(world)] == ["anna"]


def test_backup_and_restore_are_written_down(world: World, tmp_path: Path) -> None:
    run(world, "load", world.file(ROWS), "--programme", "small")
    run(world, "publish", "small")
    assert run(world, "backup", tmp_path / "all.zip").exit_code == 0
    there = World(tmp_path / "there")
    assert run(there, "restore", tmp_path / "all.zip").exit_code == 0
    assert [row.what for row in written(world)] == ["loaded", "published", "backed_up"]
    assert [row.what for row in written(there)] == ["loaded", "published", "restored"]


def test_what_cannot_be_written_down_is_said(world: World) -> None:
    (world.at.var).mkdir(parents=True, exist_ok=True)
    (world.at.var / "store.db").write_bytes(b"no store at all, but some bytes")
    result = run(world, "load", world.file(ROWS), "--programme", "small")
    assert result.exit_code == 1
    assert "could not be written into the audit" in result.stderr
    assert world.stored("members")


def test_without_a_recorder_nothing_is_written(world: World) -> None:
    said = ["load", str(world.file(ROWS)), "--programme", "small"]
    told = [*said, "--data", str(world.at.data), "--var", str(world.at.var)]
    assert CliRunner().invoke(cli, told).exit_code == 0
    assert not (world.at.var / "store.db").exists()


def test_nobody_is_called_as_the_terminal_is(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.db")
    with pytest.raises(Refused):
        add(store, "Terminal ", "viewer", None, "a long enough password")
    assert [*lines(store)] == []
    store.close()


def test_a_name_cannot_look_like_another_line(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.db")
    note(store, "eva  published  number=9", "wrote", {"path": "/a b=c"})
    ((line, _),) = lines(store)
    store.close()
    assert line.endswith('"eva  published  number=9"  wrote  path="/a b=c"')


@pytest.mark.parametrize("name", ["terminal", "Terminal"])
def test_no_provider_and_no_proxy_calls_anybody_as_the_terminal_is(name: str) -> None:
    access = Access(groups=(Group(name="all", role="viewer"),))
    assert access.known_by("anna", ["all"]) is not None
    assert access.known_by(name, ["all"]) is None


def test_of_texts_it_is_written_down_how_many_never_which(world: World) -> None:
    world.load(people({("practitioner", "a"): 12}))
    write_words(world, [("pre", "And?", "Coffee for Ada."), ("pre", "And?", "More time.")], [])
    waits = [comment(one).id for one in ("Coffee for Ada.", "More time.")]
    assert run(world, "release", "comments", "--programme", "small").exit_code == 0
    chosen = ("--release", waits[0], "--reject", waits[1])
    assert run(world, "release", "comments", "--programme", "small", *chosen).exit_code == 0
    assert run(world, "publish", "small").exit_code == 0
    assert run(world, "withdraw", waits[0], "--programme", "small").exit_code == 0
    reviewed, published, withdrawn = written(world)
    assert (reviewed.what, published.what, withdrawn.what) == ("reviewed", "published", "texts_withdrawn")
    assert reviewed.about == {"programme": "small", "kind": "comment", "released": "1", "rejected": "1"}
    assert withdrawn.about == {"programme": "small", "texts": "1", "shown": "2"}
    kept = (world.at.var / "store.db").read_bytes()
    assert not [word for word in (b"Coffee", b"Ada", waits[0].encode()) if word in kept]
