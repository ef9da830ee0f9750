"""What a person names: files and folders, each file once, all in or none."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from etl import forms
from etl.cli import cli
from etl.faults import SourceError
from etl.read.folder import files_of
from etl.read.source import open_sources
from tests.worlds import World, people

MakeWorld = Callable[..., World]
PRE, POST = people({("leader", "a"): 5}), people({("leader", "a"): 4}, wave="post")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world(waves={"pre": "pre", "post": "post"})
    (world.folder / "in").mkdir()
    return world


def run(world: World, command: str, *paths: Path) -> Result:
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    return CliRunner().invoke(cli, [command, *map(str, paths), "--programme", "small", *places])


def rules(*paths: Path) -> list[tuple[str, str]]:
    with pytest.raises(SourceError) as refused:
        files_of(paths)
    return [(one.file, one.rule) for one in refused.value.faults]


@pytest.mark.parametrize("command", ["load", "check"])
def test_everything_in_a_folder_is_read_by_name(world: World, command: str) -> None:
    world.file(POST, "in/b.csv")
    world.file(PRE, "in/a.CSV")
    result = run(world, command, world.folder / "in")
    assert result.exit_code == 0, result.stderr
    assert result.stderr.startswith("a.CSV: rows read: 5\nb.csv: rows read: 4\n")
    assert [row[4] for row in world.stored("files")] == (["b.csv", "a.CSV"] if command == "load" else [])


def test_one_bad_file_keeps_a_whole_folder_out(world: World) -> None:
    world.file(PRE, "in/a.csv")
    world.file([row | {"p1": 7} for row in POST], "in/b.csv")
    result = run(world, "load", world.folder / "in")
    assert result.exit_code == 1
    assert "b.csv, line 2" in result.stderr
    assert world.stored("members") == []


def test_what_no_person_put_there_is_no_file_to_read(world: World) -> None:
    folder = world.folder / "in"
    for name in (".hidden", ".DS_Store", "~$book.xlsx", "Thumbs.db", "thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"\0")
    for name in ("mapping.toml", "README", "README.md", "readme.txt"):
        (folder / name).write_text("ours")
    (folder / "older").mkdir()
    (folder / "older" / "c.csv").write_text("id\n")
    assert rules(folder) == [("in", "empty_folder")]
    kept = world.file(PRE, "in/kept")
    named = files_of([folder])
    assert named.files == [kept]
    passed_over = ["README", "README.md", "mapping.toml", "older", "readme.txt"]
    assert [path.name for path in named.passed_over] == passed_over
    assert (
        "Not read: README, README.md, mapping.toml, older, readme.txt\n" in run(world, "load", folder).stderr
    )


def test_an_empty_folder_is_refused(world: World) -> None:
    result = run(world, "load", world.folder / "in")
    assert result.exit_code == 1
    assert "in: There is no file to load in this folder." in result.stderr


def test_a_file_named_twice_is_refused_whatever_the_path(world: World) -> None:
    path = world.file(PRE, "in/a.csv")
    other = world.folder / "link.csv"
    other.symlink_to(path)
    assert rules(path, path) == [("a.csv", "named_twice")]
    assert rules(path.parent, path) == [("a.csv", "named_twice")]
    assert rules(path, other) == [("link.csv", "named_twice")]
    assert rules(path, path.parent / ".." / "in" / "a.csv") == [("a.csv", "named_twice")]
    assert files_of([other]).files == [other]


def test_two_files_of_one_content_are_refused(world: World) -> None:
    first, second = world.file(PRE, "in/a.csv"), world.file(PRE, "in/copy of a.csv")
    with pytest.raises(SourceError) as refused:
        world.load_files(first, second)
    copied = [one for one in refused.value.faults if one.rule == "same_content"]
    assert [(one.file, one.details) for one in copied] == [("copy of a.csv", {"other": "a.csv"})]


def test_what_is_no_file_is_refused_without_being_opened(world: World) -> None:
    folder = world.folder / "in"
    (folder / "nowhere.csv").symlink_to(folder / "gone.csv")
    (folder / "round.csv").symlink_to(folder / "round.csv")
    os.mkfifo(folder / "pipe.csv")
    found = [("nowhere.csv", "unreadable"), ("pipe.csv", "not_a_file"), ("round.csv", "unreadable")]
    assert rules(folder) == found
    result = run(world, "load", folder)
    assert result.exit_code == 1
    assert "nowhere.csv: The file cannot be opened (No such file or directory)." in result.stderr


@pytest.mark.parametrize(
    ("error", "rule"),
    [(PermissionError(13, "Permission denied"), "not_permitted"), (OSError(5, "I/O error"), "unreadable")],
)
def test_a_file_the_system_does_not_give_is_a_fault_among_others(
    world: World, monkeypatch: pytest.MonkeyPatch, error: OSError, rule: str
) -> None:
    """As root nothing is forbidden, so the system's answer is put in its place."""

    def refusing(path: Path, workspace: Path) -> object:
        if path.name == "a.csv":
            raise error
        return open_sources(path, workspace)

    monkeypatch.setattr(forms, "open_sources", refusing)
    bad = world.file([row | {"p1": 7} for row in POST[:1]], "in/b.csv")
    with pytest.raises(SourceError) as refused:
        world.load_files(world.file(PRE, "in/a.csv"), bad)
    assert [(one.file, one.rule) for one in refused.value.faults] == [
        ("a.csv", rule),
        ("b.csv", "not_accepted"),
    ]


@pytest.mark.parametrize("how", ["written", "replaced", "removed"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    path = world.file(PRE, "in/a.csv")
    read_form = forms._read_form

    def meanwhile(*said: object) -> object:
        found = read_form(*said)  # type: ignore[arg-type]
        if how == "written":
            with path.open("a") as file:
                file.write("r99;pre;a;leader;1;1\n")
        elif how == "replaced":
            os.replace(world.file(PRE[:-1] + POST[:1], "in/new"), path)
        else:
            path.unlink()
        return found

    monkeypatch.setattr(forms, "_read_form", meanwhile)
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    assert [(one.file, one.rule) for one in refused.value.faults] == [("a.csv", "changed_while_read")]
    assert world.stored("members") == []
