"""What the documents say is there: places, commands, options, make targets."""

import re
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner

from dashboard.cli import cli

ROOT = Path(__file__).parents[1]

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
QUOTED = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"(publication|etl|dashboard|data|docs|tests|bench)/[\w./*-]*")
PROSE = [
    *DOCUMENTS,
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "data" / "prose").glob("*.md")),
    *sorted((ROOT / "data" / "words").glob("pages.*.toml")),
]
FEWEST_ITEMS = re.compile(r"six (questions|items)|seks (spørgsmål|spørsmål|udsagn|utsagn)")
NOBODYS = re.compile(r"(nobody|somebody)[’']s answer|nogens svar|noens svar")
# Patterns that stand for a family of files, not for one.
FAMILY = re.compile(r"\bID\b|LANG|NNNN|PROGRAMME|_x_|/x\.py|…")


def quoted(text: str) -> list[str]:
    return [part for quote in QUOTED.findall(text) for part in quote.split()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_place_named_is_there(document: Path) -> None:
    for part in quoted(document.read_text("utf-8")):
        place = part.rstrip(",.;:")
        if PLACE.fullmatch(place) and not FAMILY.search(place):
            assert list(ROOT.glob(place)), f"{document.name} names {place}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_named_is_there(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s])", document.read_text("utf-8")))
    assert named & {"run", "test", "check", "example", "pictures", "bench"} <= targets


def test_the_readme_names_every_command_with_options_it_has() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for command in re.findall(r"`rejsespor ([\w-]+)", text):
        assert command in cli.commands
    options = {option for command in cli.commands.values() for one in command.params for option in one.opts}
    assert set(re.findall(r"(?<=[` ])--[a-z][a-z-]*", text)) <= options | {"--help"}
    assert set(cli.commands) - {"build"} <= set(re.findall(r"rejsespor ([\w-]+)", text))


def test_every_fault_put_into_the_gate_is_in_the_table_of_mutants() -> None:
    mutants = (ROOT / "tests" / "release" / "test_publish_mutants.py").read_text("utf-8")
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "mutants.md").read_text("utf-8")))
    assert set(re.findall(r"def (test_\w+_caught)\(", mutants)) <= named
    assert named <= set(re.findall(r"def (test_\w+)\(", written))


@pytest.mark.parametrize("text", PROSE, ids=lambda path: path.name)
def test_counts_of_scores_are_said_to_need_more_than_ten_people_and_six_items(text: Path) -> None:
    said = " ".join(text.read_text("utf-8").split())
    for found in FEWEST_ITEMS.finditer(said):
        assert NOBODYS.search(said[found.end() : found.end() + 80]), said[found.start() :][:120]


@pytest.mark.parametrize("text", PROSE, ids=lambda path: path.name)
def test_no_score_is_said_to_leave_out_who_answered_less_than_half(text: Path) -> None:
    said = " ".join(text.read_text("utf-8").split())
    assert not re.search(r"answered at least half|at least half answered|n, Σ and Σ² leave", said)


def test_the_readme_says_where_the_command_is_before_it_names_one() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (folder,) = re.findall(r"^BIN := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert f"source {folder}/activate" in text[: text.index("`rejsespor ")]


def test_the_readmes_commands_run_as_they_are_written(tmp_path: Path) -> None:
    """Those that stand in lines of their own, one after the other, from nothing on."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    lines = [line.split("#")[0].split() for block in blocks for line in block.splitlines()]
    commands = [words[1:] for words in lines if words[:1] == ["rejsespor"]]
    assert {"map", "check", "load", "publish", "show"} <= {command[0] for command in commands}
    for command in commands:
        given = [re.sub("^(data|var)/", rf"{ROOT}/\1/", word) for word in command]
        given = [word.replace(f"{ROOT}/var/", f"{tmp_path}/") for word in given]
        result = CliRunner().invoke(cli, given, env={"REJSESPOR_VAR": str(tmp_path)})
        assert result.exit_code == 0, (command, result.output)
    assert (tmp_path / "proposed.toml").is_file()


def test_the_path_of_the_data_names_folders_in_their_order() -> None:
    path = re.search(r"etl: (.+) \(only etl opens it\)", (ROOT / "README.md").read_text("utf-8"))
    assert path is not None
    folders = path[1].split(" → ")
    assert folders == ["formats", "columns", "staging", "checks", "kinds", "warehouse"]
    assert all((ROOT / "etl" / folder).is_dir() for folder in folders)


def test_third_party_files_are_all_named_with_a_licence_we_keep() -> None:
    text = (ROOT / "docs" / "third-party.md").read_text("utf-8")
    for file in (ROOT / "dashboard" / "assets" / "vendor").iterdir():
        assert f"`dashboard/assets/vendor/{file.name}`" in text
    for licence in (ROOT / "docs" / "licences").iterdir():
        assert f"`docs/licences/{licence.name}`" in text


def test_the_plotly_bundle_is_the_version_of_the_package() -> None:
    from plotly.offline import get_plotlyjs_version

    bundle = ROOT / "dashboard" / "assets" / "vendor" / "plotly.min.js.br"
    assert f"v{get_plotlyjs_version()}" in brotli.decompress(bundle.read_bytes())[:200].decode()
