"""A fourth language: what is published has it, and what was withdrawn in three is known."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from etl.release.withdraw import withdraw_publication
from publication.places import DEFAULT_DATA
from tests.dashboards import FullWorld, leaders
from tests.killing import ROOT
from tests.release.test_publish_sessions import at, ids
from tests.worlds import people

SWEDISH = '\n[languages.sv]\nname = "Svenska"\nlocale = "sv_SE"\ndecimal = ","\n'
# The list is read once, when its module is.
COMMAND = """
import sys
from pathlib import Path
from publication import places
places.DEFAULT_DATA = Path(sys.argv.pop(1))
from etl.cli import cli
cli()
"""


@pytest.fixture
def world(tmp_path: Path) -> FullWorld:
    """A round and two sessions without a topic, published in three languages."""
    world = FullWorld(tmp_path, rounds=["r1"], sessions=["theme_day-1", "theme_day-2"])
    world.write()
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.meet([*at("theme_day-1", ids(1, 9), [5] * 9, [6] * 9), *at("theme_day-2", ids(1, 9), [5] * 9)])
    world.publish()
    return world


def put_into_swedish(world: FullWorld) -> None:
    for path in world.at.data.rglob("*.toml"):
        said = re.sub(r'"en" = ("[^"]*")', r'"en" = \1, "sv" = \1', path.read_text("utf-8"))
        path.write_text(said, "utf-8")


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with Swedish in its list."""
    data = tmp_path_factory.mktemp("sv") / "data"
    shutil.copytree(DEFAULT_DATA / "words", data / "words")
    with (data / "words/languages.toml").open("a", encoding="utf-8") as languages:
        languages.write(SWEDISH)
    shutil.copy(data / "words/nb.toml", data / "words/sv.toml")
    return data


def publish(world: FullWorld, listed: Path, *said: str) -> subprocess.CompletedProcess[str]:
    places = "--data", str(world.at.data), "--var", str(world.at.var)
    return subprocess.run(
        [sys.executable, "-c", COMMAND, str(listed), "publish", "small", *said, *places],
        cwd=ROOT,
        env={"REJSESPOR_LANGUAGE": "sv"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_what_is_published_has_its_words(world: FullWorld, listed: Path) -> None:
    answers = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
    world.load(people({("leader", "a"): 9, ("practitioner", "b"): 9}, answers))
    put_into_swedish(world)
    told = publish(world, listed)
    assert told.returncode == 0, told.stderr
    assert "Site a" in told.stdout
    assert {row["label_sv"] for row in world.rows("assessments")} == {"Site a"}
    sessions = world.rows("sessions")
    assert [(row["kind_sv"], row["topic_sv"]) for row in sessions] == [(sessions[0]["kind_en"], None)] * 2
    for table in ("groups", "selections", "session_groups"):
        assert all(row["label_sv"] for row in world.rows(table))


def test_what_was_withdrawn_in_three_languages_stays_away(world: FullWorld, listed: Path) -> None:
    with world.warehouse() as con:
        withdraw_publication(con, world.publications, "small", 1)
    put_into_swedish(world)
    refused = publish(world, listed)
    assert refused.returncode == 1
    assert "--again" in refused.stderr
    assert publish(world, listed, "--again").returncode == 0
