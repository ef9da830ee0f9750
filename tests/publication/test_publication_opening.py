"""Opening a publication: read-only, locked in, a new one noticed, a bad pointer survived."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from publication.following import Publications
from publication.reading import NothingPublished
from tests.dashboards import LANGUAGES, FullWorld, Served, opened, texts
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(
        tmp_path_factory.mktemp("shown"), waves={"pre": "pre", "post": "post"}, still_open=["post"]
    )
    world.show(people(CELLS, ANSWERS))
    return world


@pytest.fixture
def world(shown: FullWorld, tmp_path: Path) -> FullWorld:
    return shown.copy(tmp_path)


def add_wave(world: FullWorld) -> None:
    world.still_open = []
    world.write()
    rows = people(CELLS, ANSWERS) + people(CELLS, ANSWERS, "post", first=100)
    world.load_files(world.file(rows))
    # By the command, as beside a running dashboard: one process opens a file in one way only.
    command = [str(Path(sys.executable).with_name("rejsespor")), "publish", "small"]
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    subprocess.run([*command, *places], check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (n INTEGER)",
        "INSERT INTO waves SELECT * FROM waves",
        "DELETE FROM answers",
        "DROP TABLE answers",
        "ATTACH 'VAR/other.duckdb' AS other",
        "COPY answers TO 'VAR/out.csv'",
        "FROM read_csv('VAR/some.csv')",
        "FROM read_text('/etc/hostname')",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET threads = 4",
        "INSTALL httpfs",
        "LOAD '/tmp/some.duckdb_extension'",
    ],
)
def test_nothing_can_be_written_read_beside_it_or_unlocked(world: FullWorld, statement: str) -> None:
    (world.at.var / "some.csv").write_text("a\n1\n")
    cursor = opened(world).cursor()
    with pytest.raises(duckdb.Error):
        cursor.execute(statement.replace("VAR", str(world.at.var))).fetchall()
    assert not (world.at.var / "out.csv").exists()


def test_a_second_publication_is_noticed(world: FullWorld) -> None:
    publications = Publications(world.at.var)
    first = publications.current("small")
    assert publications.current("small") is first
    assert (first.number, [wave.id for wave in first.waves]) == (1, ["pre"])
    add_wave(world)
    second = publications.current("small")
    assert (second.number, [wave.id for wave in second.waves]) == (2, ["pre", "post"])
    assert second.published_on > first.published_on
    assert second.key != first.key
    # The old one still answers whoever is asking it just now.
    assert first.cursor().execute("SELECT number FROM meta").fetchall() == [(1,)]


def test_a_running_dashboard_shows_the_new_publication(world: FullWorld) -> None:
    dashboard = Served(world.at.data, world.at.var)
    query = {"programme": "small", "lang": "en"}
    assert dashboard.offered("change", query)["from"] == ["pre"]
    before = dashboard.card("change", query)
    add_wave(world)
    assert dashboard.offered("change", query)["from"] == ["pre", "post"]
    after = dashboard.card("change", query)
    assert b"publication 1 of 2 March 2025" in before
    assert b"publication 2 of" in after


@pytest.mark.parametrize(
    "pointer", ["0009\n", "9", "", "../small/0001", "0001.duckdb", "/etc/passwd", "\xff\xfe"]
)
def test_a_bad_pointer_is_as_if_nothing_were_published(world: FullWorld, pointer: str) -> None:
    (world.publications / "CURRENT").write_bytes(pointer.encode("latin-1"))
    publications = Publications(world.at.var)
    with pytest.raises(NothingPublished):
        publications.current("small")
    assert publications.programmes() == []
    assert publications.all() == []
    assert not publications.has("small")
    dashboard = Served(world.at.data, world.at.var)
    for page in ("overview", "change", "involvement", "principles"):
        assert b"Nothing has been published" in dashboard.page(page, "?lang=en")


def test_one_bad_pointer_leaves_the_other_programmes_alone(world: FullWorld) -> None:
    other = world.publications.with_name("other")
    other.mkdir()
    (other / "CURRENT").write_text("0001\n")
    (world.publications.with_name("Not-Ours")).mkdir()
    (world.publications.with_name("Not-Ours") / "CURRENT").write_text("0001\n")
    publications = Publications(world.at.var)
    assert publications.programmes() == ["small"]
    assert [one.programme for one in publications.all()] == ["small"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../small", "small/", "Small", "små", "small\n", "a b", "*", "-x", "~"]
)
def test_programme_names_are_checked(world: FullWorld, name: str) -> None:
    publications = Publications(world.at.var)
    assert not publications.has(name)
    with pytest.raises(NothingPublished):
        publications.current(name)


def test_nothing_is_there_before_the_first_publication(tmp_path: Path) -> None:
    publications = Publications(tmp_path / "nowhere")
    assert (publications.programmes(), publications.all()) == ([], [])
    dashboard = Served(tmp_path, tmp_path / "nowhere")
    for code, language in LANGUAGES.items():
        page = json.loads(dashboard.page("change", f"?lang={code}"))["response"]["_pages_content"]["children"]
        assert language.say("empty.nothing_published") in list(texts(page))
    assert dashboard.client.get("/files/change.csv").status_code == 404


def test_a_link_is_no_publication(world: FullWorld, tmp_path: Path) -> None:
    (path,) = world.publications.glob("*.duckdb")
    path.rename(tmp_path / "elsewhere.duckdb")
    path.symlink_to(tmp_path / "elsewhere.duckdb")
    with pytest.raises(NothingPublished):
        opened(world)


def test_a_linked_folder_holds_no_publication(world: FullWorld, tmp_path: Path) -> None:
    world.publications.rename(tmp_path / "elsewhere")
    world.publications.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NothingPublished):
        opened(world)
