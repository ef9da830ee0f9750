"""What a person names: files and folders, each file once, all in or none."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from etl.cli import cli
from etl.formats.folder import files_of
from etl.formats.source import open_sources
from etl.load import forms
from publication.faults import SourceError
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


def test_links_in_a_folder_are_not_followed(world: World) -> None:
    """A file that a person names is theirs, however it is reached; what lies in a folder may be anybody's."""
    world.file(PRE, "elsewhere.csv")
    (world.folder / "in" / "a.csv").symlink_to(world.folder / "elsewhere.csv")
    (world.folder / "in" / "more").symlink_to(world.folder)
    assert rules(world.folder / "in") == [("a.csv", "linked"), ("more", "linked")]
    assert run(world, "load", world.folder / "in").exit_code == 1
    assert world.stored("members") == []


@pytest.mark.parametrize("where", ["", "warehouse.duckdb", "publications", "publications/small", "reports"])
@pytest.mark.parametrize("command", ["load", "check", "publish"])
def test_nothing_is_read_or_written_through_a_link(world: World, where: str, command: str) -> None:
    other = world.folder / "other"
    other.mkdir()
    link = world.at.var / where
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(other / "x" if where.endswith("duckdb") else other)
    said = [str(world.file(PRE)), "--programme", "small"] if command != "publish" else ["small"]
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    result = CliRunner().invoke(cli, [command, *said, *places])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{link} is a link, and nothing is read or written through links.")
    assert list(other.iterdir()) == []


BYTES = [b"bl\xe5b\xe6r.csv", b"two\nlines.csv", b"\x1b[31mred.csv", "turned\u202evsc.csv".encode()]


@pytest.mark.parametrize("name", BYTES)
@pytest.mark.parametrize("command", ["load", "check", "map", "check-table"])
def test_a_name_that_cannot_be_read_is_a_sentence(world: World, name: bytes, command: str) -> None:
    path = Path(os.fsdecode(os.fsencode(world.folder / "in") + b"/" + name))
    world.file(PRE).rename(path)
    result = run(world, command, path)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "characters that cannot be seen or are not text. Rename it." in result.stderr
    assert result.stderr.replace("\n", "").isprintable()
    assert all(line == line.strip() for line in result.stderr.splitlines())


def test_a_path_that_is_no_text_is_a_sentence(world: World) -> None:
    var = os.fsdecode(os.fsencode(world.folder) + b"/v\xe5r")
    said = ["--programme", "small", "--data", str(world.at.data), "--var", var]
    result = CliRunner().invoke(cli, ["load", str(world.file(PRE)), *said])
    assert result.exit_code == 1
    assert "v\\udce5r holds characters that cannot be seen or are not text." in result.stderr


def test_a_cell_turns_no_line_of_the_terminal(world: World) -> None:
    bad = world.file([PRE[0] | {"role": "\u202eboss"}])
    result = run(world, "check", bad)
    assert "found “\\u202eboss”" in result.stderr


@pytest.mark.parametrize("command", ["load", "map", "check-table"])
def test_a_pipe_holds_nobody_up(world: World, command: str) -> None:
    pipe = world.folder / "pipe.csv"
    os.mkfifo(pipe)
    result = run(world, command, pipe)
    assert result.exit_code == 1
    assert "pipe.csv: This is not a file that can be read from start to end." in result.stderr
    result = run(world, command, Path("/dev/zero"))
    assert "zero: This is not a file that can be read from start to end." in result.stderr


def test_a_proposal_is_written_to_no_link(world: World) -> None:
    link = world.folder / "proposed.toml"
    link.symlink_to(world.folder / "elsewhere.toml")
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    result = CliRunner().invoke(cli, ["map", str(world.file(PRE)), "--to", str(link), *places])
    assert result.exit_code == 2
    assert not (world.folder / "elsewhere.toml").exists()


def test_two_files_of_one_name_are_refused(world: World) -> None:
    """Line 2 of which of them? Some systems know no difference between capital and small letters."""
    (world.folder / "other").mkdir()
    first, second = world.file(PRE, "in/a.csv"), world.file(POST, "other/A.csv")
    assert rules(first, second) == [("A.csv", "same_name")]
    assert f"called the same ({first})" in run(world, "load", first.parent, second.parent).stderr


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
