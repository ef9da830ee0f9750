"""A publication is known by its identity: one made anew under an old number has none of the old answers."""

import shutil
from pathlib import Path

import duckdb
import pytest

from publication.file import file_of, identity_of, new_identity
from publication.following import Publications
from tests import killing
from tests.dashboards import FullWorld, Served
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
QUERY = {"programme": "small", "lang": "en", "view": "answers"}


def made(folder: Path, answer: int) -> FullWorld:
    folder.mkdir()
    world = FullWorld(folder)
    world.load(people(CELLS, {"p1": answer, "p2": answer, "i1": answer, "i2": answer}))
    status, _, told = killing.run(world, "publish", "small")
    assert status == 0, told
    return world


def put_in_place(source: FullWorld, target: FullWorld) -> None:
    """Delete a programme's publications, and put those of one made anew there."""
    shutil.rmtree(target.publications)
    shutil.copytree(source.publications, target.publications)


def without_identity(world: FullWorld) -> None:
    """Make a publication as it was before publications had identities."""
    path = file_of(world.publications, 1)
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        con.execute("ALTER TABLE meta DROP COLUMN identity")


@pytest.mark.parametrize("old", [False, True], ids=["with identities", "made before there were any"])
def test_a_programme_made_anew_is_answered_with_its_own_figures(tmp_path: Path, old: bool) -> None:
    first, second = made(tmp_path / "first", 1), made(tmp_path / "second", 5)
    if old:
        without_identity(first)
        without_identity(second)
    dashboard = Served(first.at.data, first.at.var)
    before = {page: dashboard.card(page, QUERY) for page in ("change", "involvement")}
    put_in_place(second, first)
    fresh = Served(second.at.data, second.at.var)
    after = {page: dashboard.card(page, QUERY) for page in before}
    assert after == {page: fresh.card(page, QUERY) for page in before}
    assert all(after[page] != before[page] for page in before)


def test_whoever_asks_the_old_one_just_now_does_not_make_the_new_one_old(tmp_path: Path) -> None:
    first, second = made(tmp_path / "first", 1), made(tmp_path / "second", 5)
    publications = Publications(first.at.var)
    asking = publications.current("small").cursor()
    put_in_place(second, first)
    shown = publications.current("small")
    assert shown.identity == identity_of(file_of(second.publications, 1))
    counts = shown.cursor().execute(
        "SELECT DISTINCT counts FROM answers WHERE status = 'shown' AND item = 'p1'"
    )
    assert all(one[0] == 0 for (one,) in counts.fetchall())
    asking.close()


def test_one_copied_back_unchanged_stays_open(tmp_path: Path) -> None:
    world = made(tmp_path / "only", 3)
    publications = Publications(world.at.var)
    shown = publications.current("small")
    path = file_of(world.publications, 1)
    shutil.copy(path, path.with_name("copy"))
    path.with_name("copy").replace(path)
    assert publications.current("small") is shown


def test_answers_kept_for_one_are_not_those_of_the_other(tmp_path: Path) -> None:
    first, second = made(tmp_path / "first", 1), made(tmp_path / "second", 1)
    keys = {Publications(one.at.var).current("small").key for one in (first, second)}
    assert len(keys) == 2


def test_an_identity_is_drawn_anew_each_time() -> None:
    assert len({new_identity() for _ in range(100)}) == 100
    assert all(len(new_identity()) == 32 for _ in range(3))
