import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from etl.cli import cli
from publication.places import DEFAULT_DATA
from tests.worlds import World, people, person, write_toml

ROWS = people({("practitioner", "a"): 9, ("leader", "c"): 8})


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")


def run(world: World, *arguments: object) -> Result:
    said = [*map(str, arguments), "--data", str(world.at.data), "--var", str(world.at.var)]
    return CliRunner().invoke(cli, said)


def load(world: World, path: Path) -> Result:
    return run(world, "load", path, "--programme", "small")


def test_loading_says_what_was_read(world: World) -> None:
    path = world.file(ROWS)
    first, second = load(world, path), load(world, path)
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == "staff.csv: rows read: 17\nsmall: files loaded: 1.\n"
    assert second.exit_code == 0
    assert "already loaded" in second.stderr


def test_refused_data_is_status_1_and_told_on_stderr(world: World) -> None:
    load(world, world.file(ROWS))
    before = world.stored("members")
    for command in ("load", "check"):
        result = run(
            world,
            command,
            world.file([person(1, "boss", "a", p1=7, p2=1)], "bad.csv"),
            "--programme",
            "small",
        )
        assert (result.exit_code, result.stdout) == (1, "")
        assert (
            "bad.csv, line 2, column “role”: found “boss”. Accepted: practitioner, leader." in result.stderr
        )
        assert "bad.csv, line 2, column “p1”: found “7”. Accepted: 1 … 5, 8, 9." in result.stderr
        assert "Rejected. Errors: 2." in result.stderr
    assert world.stored("members") == before


def test_only_so_many_faults_are_listed(world: World) -> None:
    """One file, one cause: a value off the scale. Eighty files, eighty of them."""
    bad = [person(at, "leader", "a", p1=7, p2=1) for at in range(80)]
    result = load(world, world.file(bad))
    assert result.stderr.count("found “7”") == 1
    assert "80 lines in all: 2, 3, 4, 5, 6 …" in result.stderr
    assert "Rejected. Errors: 1." in result.stderr
    (world.folder / "in").mkdir()
    for at, row in enumerate(bad):
        world.file([row], f"in/{at}.csv")
    result = load(world, world.folder / "in")
    assert result.stderr.count("found “7”") == 50
    assert "30 more" in result.stderr
    assert "Rejected. Errors: 80." in result.stderr


def test_check_says_what_load_would_and_leaves_no_trace(world: World) -> None:
    result = run(world, "check", world.file(ROWS), "--programme", "small")
    assert result.exit_code == 0
    assert (
        result.stderr == "staff.csv: rows read: 17\nFiles checked: 1. Nothing to fix. Nothing was loaded.\n"
    )
    assert not world.at.var.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["load"],
        ["load", "nowhere.csv", "--programme", "small"],
        ["load", "FILE"],
        ["load", "FILE", "--programme", "none"],
        ["load", "FILE", "--programme", "small", "--mapping", "none"],
        ["load", "FILE", "--programme", "small", "--wave", "none"],
        ["check", "FILE", "--programme", "small", "--colour", "red"],
        ["publish"],
        ["publish", "none"],
        ["nothing"],
    ],
)
def test_wrong_use_is_status_2(world: World, arguments: list[str]) -> None:
    path = str(world.file(ROWS))
    result = CliRunner().invoke(
        cli,
        [path if one == "FILE" else one for one in arguments],
        env={"REJSESPOR_DATA": str(world.at.data), "REJSESPOR_VAR": str(world.at.var)},
    )
    assert result.exit_code == 2
    assert result.stdout == ""


def test_publishing_prints_the_groups(world: World) -> None:
    load(world, world.file(ROWS))
    preview = run(world, "publish", "small", "--dry-run")
    assert preview.exit_code == 0
    assert not world.publications.exists()
    first = "pre  practitioner.nord.a  Practitioner at Site a: 9 members\n"
    groups = f"{first}pre  leader.sor  Leader in Sor: 8 members\n"
    assert preview.stdout == groups
    result = run(world, "publish", "small")
    assert (result.exit_code, result.stdout) == (0, groups)
    assert "publication 1 is shown from now on" in result.stderr
    assert "publication 1 stays" in run(world, "publish", "small").stderr


def test_nothing_to_publish_is_status_1(world: World) -> None:
    assert run(world, "publish", "small").exit_code == 1
    load(world, world.file(ROWS))
    write_toml(world.at.data / "programmes/small.toml", World(world.folder, still_open=["pre"]).programme())
    result = run(world, "publish", "small")
    assert result.exit_code == 1
    assert "nothing to publish" in result.stderr


def test_a_broken_definition_is_status_1(world: World) -> None:
    write_toml(world.at.data / "programmes/small.toml", world.programme() | {"colour": "red"})
    result = load(world, world.file(ROWS))
    assert result.exit_code == 1
    assert "small.toml, key “colour”" in result.stderr


def test_build_wants_examples(world: World) -> None:
    assert run(world, "build").exit_code == 1


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_it_speaks_the_terminals_language(
    world: World, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", language)
    said = load(world, world.file(ROWS)).stderr
    assert {"nb": "rader", "da": "rækker", "en": "rows"}[language] in said


def test_the_example_is_built_and_nothing_is_done_twice(example: Path, tmp_path: Path) -> None:
    built = (example.parent / "built.txt").read_text("utf-8")
    assert built.count("publication 1 is shown") == 2
    assert len(built.splitlines()) <= 6, "whoever starts the example reads a few calm lines"
    var = shutil.copytree(example, tmp_path / "var")
    second = CliRunner().invoke(cli, ["build", "--data", str(DEFAULT_DATA), "--var", str(var)])
    assert second.exit_code == 0
    assert second.stderr.count("publication 1 stays") == 2


def waiting(at: list[str]) -> str:
    listed = CliRunner().invoke(cli, ["release", "comments", "--programme", "fjordby", *at])
    return listed.stdout + listed.stderr


def test_what_somebody_loaded_beside_the_example_is_released_by_nobody_but_them(
    example: Path, tmp_path: Path
) -> None:
    var = Path(shutil.copytree(example, tmp_path / "var"))
    at = ["--data", str(DEFAULT_DATA), "--var", str(var)]
    header = (DEFAULT_DATA / "example/fjordby/comments.csv").read_text("utf-8").splitlines()[0]
    own = tmp_path / "own.csv"
    own.write_text(f"{header}\nFør;Hva tar du med deg fra dagene?;Nobody has read this.\n", "utf-8")
    mapping = ["--mapping", str(DEFAULT_DATA / "mappings/fjordby-comments.toml")]
    loaded = CliRunner().invoke(cli, ["load", str(own), "--programme", "fjordby", *mapping, *at])
    assert loaded.exit_code == 0, loaded.stderr
    assert "Nobody has read this." in waiting(at)
    assert CliRunner().invoke(cli, ["build", *at]).exit_code == 0
    assert "Nobody has read this." in waiting(at)
