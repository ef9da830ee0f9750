"""Withdrawing lasts: whatever is published, restored, taken away or killed, only a person shows it again."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.release.withdraw import withdraw_publication
from publication import file as writer
from publication.faults import Refused
from publication.file import current_number, file_of, identity_in, point_to
from publication.following import Publications
from publication.reading import NothingPublished
from tests import killing
from tests.dashboards import FullWorld, Served, leaders
from tests.killing import killer
from tests.release.test_publish_words import comment, release, texts, write_words
from tests.release.test_publish_words import withdraw as withdraw_text
from tests.seeds import few_and_many
from tests.test_etl_cli import run
from tests.worlds import World, people, write_toml

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 9}
ROWS = people(CELLS)
Rows = list[dict[str, object]]
LATE = people({("leader", "c"): 5}, first=100)
POST = people(CELLS, {"p1": 5, "p2": 1}, "post", first=200)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("shown"), waves={"pre": "pre", "post": "post"}).show(ROWS)


@pytest.fixture
def world(shown: World, tmp_path: Path) -> World:
    return shown.copy(tmp_path)


def withdraw(world: World, number: int) -> int | None:
    with world.warehouse() as con:
        return withdraw_publication(con, world.publications, "small", number)


def on_disk(world: World) -> dict[str, bytes]:
    """Return every file a reader could be served from."""
    folders = world.publications, world.at.var / "withdrawn"
    return {
        str(path.relative_to(world.at.var)): path.read_bytes()
        for folder in folders
        for path in folder.glob("*")
    }


def by_command(world: World) -> None:
    withdraw(world, 1)


def by_hand(world: World) -> None:
    (world.publications / "CURRENT").unlink()


def by_damage(world: World) -> None:
    (world.publications / "CURRENT").write_bytes(b"\xff\n")


WAYS = pytest.mark.parametrize("taken_away", [by_command, by_hand, by_damage])


@WAYS
def test_unchanged_data_are_shown_again_only_when_a_person_says_so(
    world: World, taken_away: Callable[[World], None]
) -> None:
    taken_away(world)
    before = on_disk(world)
    for said in ([], ["--dry-run"]):
        result = run(world, "publish", "small", *said)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "--again" in result.stderr
        assert on_disk(world) == before
    assert not world.load(ROWS)
    assert run(world, "publish", "small").exit_code == 1
    assert run(world, "publish", "small", "--dry-run", "--again").exit_code == 0
    assert on_disk(world) == before
    assert run(world, "publish", "small", "--again").exit_code == 0
    assert current_number(world.publications) == 2
    assert Publications(world.at.var).current("small").number == 2
    assert world.publish() == (2, False)


@WAYS
def test_neither_a_new_name_nor_another_wave_shows_it_again(
    world: World, taken_away: Callable[[World], None]
) -> None:
    taken_away(world)
    world.load([*ROWS, *POST])
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()
    world.load(ROWS)
    world.items = ("p1", "p2")
    write_toml(
        world.at.data / "programmes/small.toml",
        world.programme() | {"name": dict.fromkeys(("nb", "da", "en"), "New")},
    )
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()


@WAYS
def test_late_answers_make_it_another_publication(world: World, taken_away: Callable[[World], None]) -> None:
    taken_away(world)
    world.load([*ROWS, *LATE])
    assert world.publish() == (2, True)
    assert world.publish() == (2, False)
    world.load(ROWS)
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()


def test_an_earlier_one_that_is_shown_instead_shows_what_it_showed(world: World) -> None:
    world.load([*ROWS, *LATE])
    assert world.publish() == (2, True)
    assert withdraw(world, 2) == 1
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()
    world.load(ROWS)
    assert world.publish() == (1, False)
    world.load([*ROWS, *LATE])
    assert world.publish(again=True) == (3, True)


def test_a_pointer_set_back_by_hand_takes_the_later_one_back(world: World) -> None:
    world.load([*ROWS, *LATE])
    world.publish()
    (world.publications / "CURRENT").write_text("0001\n")
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()
    world.load([*ROWS, *LATE, *POST])
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()


def test_neither_a_lost_nor_a_restored_warehouse_forgets(world: World, tmp_path: Path) -> None:
    shutil.copy(world.at.warehouse, tmp_path / "backup")
    withdraw(world, 1)
    shutil.copy(tmp_path / "backup", world.at.warehouse)
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()
    world.at.warehouse.unlink()
    world.load(ROWS)
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()


def test_restored_publications_are_not_shown(world: World, tmp_path: Path) -> None:
    shutil.copytree(world.publications, tmp_path / "backup")
    withdraw(world, 1)
    shutil.rmtree(world.publications)
    shutil.copytree(tmp_path / "backup", world.publications)
    assert current_number(world.publications) == 1
    with pytest.raises(NothingPublished):
        Publications(world.at.var).current("small")
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()
    assert world.publish(again=True) == (2, True)
    assert Publications(world.at.var).has("small")


def test_leadership_and_printed_figures_stay_withdrawn_likewise(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, rounds=["r1", "r2"])
    world.write()
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.publish()
    withdraw(world, 1)
    world.assess(
        [
            *leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)),
            *leaders("a", "r2", "yes", (1, 2), (3, 4), (5, 5)),
        ]
    )
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()
    assert world.publish(again=True) == (2, True)


def site_called_otherwise(world: FullWorld) -> None:
    path = world.at.data / "programmes/small.toml"
    path.write_text(path.read_text("utf-8").replace('"Site c"', '"By the sea"'), "utf-8")


def sites_in_another_order(world: FullWorld) -> None:
    replace(world, places={"sor": ["d", "c"], "nord": ["b", "a"]}).write()


def questions_in_another_order(world: FullWorld) -> None:
    path = world.at.data / "instruments/principles.toml"
    said = path.read_text("utf-8").replace('"l1"', '"-"').replace('"l2"', '"l1"').replace('"-"', '"l2"')
    path.write_text(said, "utf-8")


def site_under_another_id(world: FullWorld) -> None:
    replace(world, places={"nord": ["a", "b"], "sor": ["z", "d"]}, was={"z": "c"}).write()
    world.assess(given_at("a", "b", "z", "d"))


def question_under_another_id(world: FullWorld) -> None:
    path = world.at.data / "instruments/principles.toml"
    said = path.read_text("utf-8").replace('"id" = "l1"', '"was" = "l1", "id" = "y1"')
    path.write_text(said, "utf-8")
    for name in ("mappings/leaders.toml", "links/principles-practice.toml"):
        path = world.at.data / name
        path.write_text(path.read_text("utf-8").replace('"l1" =', '"y1" ='), "utf-8")
    world.assess(given_at("a", "b", "c", "d"))


def given_at(*sites: str) -> Rows:
    """Leaders of two sites that did not agree, and of two that did."""
    agreed = dict(zip(sites, ("no", "no", "yes", "yes"), strict=True))
    answers = (1, 2), (3, 4), (5, 5)
    return [row for site, said in agreed.items() for row in leaders(site, "r1", said, *answers)]


def published_with_fewer_columns(world: FullWorld) -> None:
    path = file_of(world.publications, 1)
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        for column in ("dont_know", "label_da", "item_position"):
            con.execute(f"ALTER TABLE assessments DROP COLUMN {column}")


@pytest.fixture(scope="module")
def round_shown(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    """A round that is shown: two groups together, two alone."""
    places = {"nord": ["a", "b"], "sor": ["c", "d"]}
    world = FullWorld(tmp_path_factory.mktemp("round"), rounds=["r1"], places=places)
    world.write()
    world.assess(given_at("a", "b", "c", "d"))
    world.publish()
    return world


@pytest.fixture
def assessed(round_shown: FullWorld, tmp_path: Path) -> FullWorld:
    return round_shown.copy(tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        site_called_otherwise,
        sites_in_another_order,
        questions_in_another_order,
        site_under_another_id,
        question_under_another_id,
        published_with_fewer_columns,
    ],
)
def test_neither_a_name_nor_a_place_brings_leadership_figures_back(
    assessed: FullWorld, changed: Callable[[FullWorld], None]
) -> None:
    withdraw(assessed, 1)
    changed(assessed)
    with pytest.raises(Refused, match="withdrawn"):
        assessed.publish()
    assert assessed.publish(again=True) == (2, True)
    assert assessed.publish() == (2, False)


def test_an_earlier_publication_without_a_column_does_not_show_it(assessed: FullWorld) -> None:
    published_with_fewer_columns(assessed)
    assert assessed.publish() == (2, True)
    assert withdraw(assessed, 2) == 1
    with pytest.raises(Refused, match="withdrawn"):
        assessed.publish()


def test_a_killed_publication_is_finished_unless_the_pointer_was_touched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.load([*ROWS, *LATE])
    with monkeypatch.context() as broken:
        broken.setattr(writer, "point_to", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.publish()
    saved = world.publications.with_name("saved")
    shutil.copytree(world.publications, saved)
    assert world.publish() == (2, True)
    shutil.rmtree(world.publications)
    shutil.copytree(saved, world.publications)
    (world.publications / "CURRENT").unlink()
    with pytest.raises(Refused, match="withdrawn"):
        world.publish()


def told_of_data(dashboard: Served) -> bytes:
    """Return what the pages that name files say."""
    query = {"programme": "small", "lang": "en"}
    return b"".join(
        [dashboard.contents(query), dashboard.overview(query), dashboard.card("change", query)]
    ) + dashboard.waiting(query)


def test_the_files_of_a_withdrawn_publication_are_named_nowhere(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"})
    answers = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
    world.show(people(CELLS, answers))
    world.load(people(CELLS, answers, "post", first=100), "secret.csv")
    world.publish()
    dashboard = Served(world.at.data, world.at.var)
    assert b"secret.csv" in told_of_data(dashboard)
    assert run(world, "withdraw", "2", "--programme", "small").exit_code == 0
    assert b"secret.csv" not in told_of_data(dashboard)
    world.load(people(CELLS, answers, "post", first=300), "mended.csv")
    status, _, told = killing.run(world, "publish", "small", "--again")
    assert (status, current_number(world.publications)) == (0, 3), told
    assert b"mended.csv" in told_of_data(dashboard)
    assert b"secret.csv" not in told_of_data(dashboard)


def test_what_was_refused_of_its_files_is_no_longer_told(world: World) -> None:
    bad = world.file([{"id": "1", "wave": "pre", "site": "nowhere", "role": "leader", "p1": 1}], "staff.csv")
    assert run(world, "load", str(bad), "--programme", "small").exit_code == 1
    assert b"staff.csv" in world.at.refusals("small").read_bytes()
    run(world, "withdraw", "1", "--programme", "small")
    assert not world.at.refusals("small").exists()


@pytest.fixture
def spoken(world: World) -> World:
    write_words(world, [("pre", "And?", "Coffee."), ("pre", "And?", "Tea.")])
    release(world, comment("Coffee."), comment("Tea."))
    assert world.publish() == (2, True)
    return world


@pytest.mark.parametrize("restored", ["publications", "warehouse.duckdb"])
def test_a_withdrawn_text_outlasts_a_restore(spoken: World, tmp_path: Path, restored: str) -> None:
    shutil.copytree(spoken.at.var, tmp_path / "backup")
    withdraw_text(spoken, comment("Coffee."))
    path = spoken.at.var / restored
    if path.is_dir():
        shutil.rmtree(path)
        shutil.copytree(tmp_path / "backup" / restored, path)
        assert not Publications(spoken.at.var).has("small")
    else:
        shutil.copy(tmp_path / "backup" / restored, path)
    spoken.publish()
    for held in sorted(spoken.publications.glob("*.duckdb")):
        assert "Coffee." not in texts(held)
        assert b"Coffee." not in held.read_bytes()
    publications = Publications(spoken.at.var)
    shown = publications.current("small")
    assert shown.cursor().execute("SELECT text FROM words").fetchall() == [("Tea.",)]
    shown.connection.close()


def test_copied_publications_know_what_was_withdrawn(spoken: World, tmp_path: Path) -> None:
    old = spoken.publications / "0002.duckdb"
    backup = old.read_bytes()
    withdraw_text(spoken, comment("Coffee."))
    shutil.copytree(spoken.publications, tmp_path / "other/publications/small")
    copied = tmp_path / "other/publications/small/0002.duckdb"
    copied.unlink()
    copied.write_bytes(backup)
    point_to(copied.parent, 2)
    assert not Publications(tmp_path / "other").has("small")


def test_a_publication_without_identity_keeps_what_is_derived(spoken: World) -> None:
    path = file_of(spoken.publications, 2)
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        con.execute("ALTER TABLE meta DROP COLUMN identity")
    with duckdb.connect(path, read_only=True) as con:
        derived = identity_in(con, path)
    assert derived == writer.identity_of(path)
    withdraw_text(spoken, comment("Coffee."))
    assert writer.identity_of(path) == derived


def state(world: World) -> Any:
    """Return what must be equal in the end: who is shown, the texts, and all that is remembered."""
    remembered = (*writer.REMEMBERED, "withdrawn_publications")
    files = {path.name: texts(path) for path in world.publications.glob("*.duckdb")}
    others = sorted(path.name for path in world.publications.iterdir())
    numbers = {path: writer.identity_of(path) for path in world.publications.glob("*.duckdb")}
    named = {
        path.name: sorted(one for one in said.read_text("ascii").split() if one not in numbers.values())
        + sorted(path.name for path, one in numbers.items() if one in said.read_text("ascii").split())
        for path in world.publications.parent.iterdir()
        for said in (path / "WITHDRAWN", world.at.var / "withdrawn" / path.name)
        if said.is_file()
    }
    pointer = world.publications / "CURRENT"
    with world.warehouse() as con:
        told = {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in remembered}
        decided = con.execute(
            "SELECT programme, kind, digest, decision FROM released_words ORDER BY ALL"
        ).fetchall()
    return files, others, named, pointer.read_text("ascii") if pointer.exists() else None, told, decided


@pytest.mark.parametrize("parts", few_and_many(4, 40))
@pytest.mark.parametrize(
    "command",
    [
        "withdraw,2,--programme,small",
        f"withdraw,{comment('Coffee.').id},{comment('Tea.').id},--programme,small",
        "publish,small,--again",
    ],
    ids=["publication", "texts", "again"],
)
def test_killed_anywhere_the_end_is_the_same(spoken: World, tmp_path: Path, command: str, parts: int) -> None:
    if "again" in command:
        withdraw(spoken, 2)
        withdraw(spoken, 1)
    saved = tmp_path / "saved"
    shutil.copytree(spoken.at.var, saved)
    with killer(spoken, command) as commands:
        moments = commands.run_until(0)
        assert moments is not None
        assert moments > 40
        end = state(spoken)
        for part in range(parts):
            shutil.rmtree(spoken.at.var)
            shutil.copytree(saved, spoken.at.var)
            moment = 1 + round((moments - 1) * part / (parts - 1))
            assert commands.run_until(moment) is None
            assert commands.run_until(0) is not None
            assert state(spoken) == end, moment
