"""A publication that is damaged or missing: what was shown before stays, and publishing mends it."""

import os
import stat
from pathlib import Path

import pytest

from publication.following import Publications
from publication.reading import NothingPublished
from tests.dashboards import FullWorld, Served
from tests.killing import run
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
QUERY = {"programme": "small", "lang": "en"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(tmp_path_factory.mktemp("shown"), waves={"pre": "pre", "post": "post"})
    world.show(people(CELLS, ANSWERS) + people(CELLS, ANSWERS, "post", first=100))
    return world


@pytest.fixture
def world(shown: FullWorld, tmp_path: Path) -> FullWorld:
    return shown.copy(tmp_path)


def damage(path: Path, how: str) -> None:
    """Damage a file in place, whatever its mode says."""
    path.chmod(0o644)
    size = path.stat().st_size
    if how == "truncated":
        os.truncate(path, size // 2)
    elif how == "emptied":
        os.truncate(path, 0)
    elif how == "overwritten":
        with path.open("r+b") as file:
            file.seek(12288)
            file.write(bytes(size - 12288))
    elif how == "removed":
        path.unlink()
    else:
        path.write_bytes(b"no publication at all" * 1000)


HOW = ["truncated", "emptied", "overwritten", "removed", "another file"]


@pytest.mark.parametrize("how", HOW)
def test_a_dashboard_goes_on_showing_what_it_shows(world: FullWorld, how: str) -> None:
    dashboard = Served(world.at.data, world.at.var)
    before = dashboard.card("change", QUERY)
    untouched = Served(world.at.data, world.at.var).card("involvement", QUERY)
    damage(world.publications / "0001.duckdb", how)
    assert dashboard.card("change", QUERY) == before
    assert dashboard.card("involvement", QUERY) == untouched


@pytest.mark.parametrize("how", HOW)
def test_a_new_publication_that_is_damaged_does_not_take_its_place(world: FullWorld, how: str) -> None:
    publications = Publications(world.at.var)
    first = publications.current("small")
    second = world.publications / "0002.duckdb"
    second.write_bytes((world.publications / "0001.duckdb").read_bytes())
    damage(second, how)
    (world.publications / "CURRENT").write_text("0002\n")
    assert publications.current("small") is first
    assert publications.programmes() == ["small"]


@pytest.mark.parametrize("pointer", ["", "0009\n", "rubbish", "\xff"])
def test_a_pointer_that_names_nothing_changes_nothing(world: FullWorld, pointer: str) -> None:
    publications = Publications(world.at.var)
    first = publications.current("small")
    (world.publications / "CURRENT").write_bytes(pointer.encode("latin-1"))
    assert publications.current("small") is first


def test_taking_the_pointer_away_withdraws_at_once(world: FullWorld) -> None:
    publications = Publications(world.at.var)
    publications.current("small")
    (world.publications / "CURRENT").unlink()
    with pytest.raises(NothingPublished):
        publications.current("small")


@pytest.mark.parametrize("how", HOW)
def test_a_dashboard_started_on_damage_shows_nothing_until_it_is_mended(world: FullWorld, how: str) -> None:
    damage(world.publications / "0001.duckdb", how)
    dashboard = Served(world.at.data, world.at.var)
    assert b"Nothing has been published" in dashboard.page("change", "?lang=en")
    status, _, told = run(world, "publish", "small")
    assert status == 0, told
    assert "the publication that should be shown is missing or damaged" in told
    assert "small: publication 2 is shown from now on" in told
    assert b"publication 2 of" in dashboard.card("change", QUERY)


def test_what_was_shown_binds_though_its_file_is_gone(world: FullWorld) -> None:
    """The warehouse remembers in which groups people were shown; finer ones stay refused."""
    world.form_at = 19
    world.write()
    status, _, told = run(world, "publish", "small")
    assert (status, "publication 2 is shown" in told) == (0, True), told
    (world.publications / "0001.duckdb").unlink()
    damage(world.publications / "0002.duckdb", "truncated")
    world.form_at = 8
    world.write()
    status, _, told = run(world, "publish", "small")
    assert status == 1
    assert "would be shown in finer groups than in publication 2" in told


def test_a_number_is_never_given_twice(world: FullWorld) -> None:
    (world.publications / "0001.duckdb").unlink()
    run(world, "publish", "small")
    assert [path.name for path in world.publications.glob("*.duckdb")] == ["0002.duckdb"]
    assert stat.S_IMODE((world.publications / "0002.duckdb").stat().st_mode) == 0o444
