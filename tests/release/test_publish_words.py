"""Words through the gate: released by a person, ten possible authors, sorted, and withdrawn for good."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from etl.release.free_text import FreeText, decide, texts_in
from etl.release.withdraw_text import withdraw_texts
from publication.faults import Refused
from publication.file import current_number, file_of, point_to
from publication.following import Publications
from publication.queries.data import ask_contents
from publication.reading import NothingPublished, NotReadable
from publication.records import Meta
from publication.schema import meta_of
from publication.withdrawn import digests_of
from tests.release.test_publish_sessions import at, described, ids
from tests.worlds import World, people, write_toml

NOW = dt.datetime(2025, 3, 5, 10, 0)
PARTS = ("experience", "supports", "stops", "reflections")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Twelve members before, nine after (too few), one later wave that is still open."""
    waves = {"pre": "pre", "post": "post", "later": "post"}
    world = World(tmp_path_factory.mktemp("loaded"), waves=waves, still_open=["later"])
    cells = {("practitioner", "a"): 12}
    few = {("practitioner", "a"): 9}
    world.load([*people(cells), *people(few, wave="post", first=50), *people(cells, wave="later", first=80)])
    return world


@pytest.fixture
def spoken(loaded: World, tmp_path: Path) -> World:
    return loaded.copy(tmp_path)


def write_words(world: World, comments: Sequence[tuple[str, str, str]], *stories: Sequence[str]) -> None:
    """Put comments (occasion, question, text) and stories (their parts) into the warehouse."""
    with world.warehouse() as con:
        con.execute("DELETE FROM comments")
        con.execute("DELETE FROM stories")
        for occasion, question, said in comments:
            con.execute("INSERT INTO comments VALUES ('small', 'words', ?, ?, ?)", [occasion, question, said])
        for number, parts in enumerate(stories):
            told = [*parts, *[""] * (4 - len(parts))]
            row = ["small", "stories", str(number), NOW.date(), *told, ["w2", "w1"]]
            con.execute(f"INSERT INTO stories VALUES ({', '.join('?' * len(row))})", row)


def comment(text: str, question: str = "And?", occasion: str = "pre") -> FreeText:
    return FreeText("comment", occasion, ((question, text),))


def story(*parts: str) -> FreeText:
    return FreeText("story", "", tuple(part for part in zip(PARTS, parts, strict=False) if part[1]))


def release(world: World, *said: FreeText) -> None:
    with world.warehouse() as con:
        for one in said:
            decide(con, "small", one.kind, one.digest, "released", "me", NOW)


def withdraw(world: World, *said: FreeText) -> int | None:
    with world.warehouse() as con:
        return withdraw_texts(con, world.publications, "small", [one.id for one in said], "me", NOW)


def words(world: World) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in world.rows("words")]


def meta_in(path: Path) -> Meta:
    with duckdb.connect(path, read_only=True) as con:
        return meta_of(con)


def texts(path: Path) -> list[str]:
    with duckdb.connect(path, read_only=True) as con:
        return [said for (said,) in con.execute("SELECT text FROM words ORDER BY text").fetchall()]


def test_nothing_leaves_that_nobody_released(spoken: World) -> None:
    write_words(spoken, [("pre", "And?", "More time.")], ["Slowly."])
    spoken.publish()
    assert words(spoken) == []
    assert "More time" not in repr(spoken.everything())


def test_released_words_stand_in_the_order_of_their_texts(spoken: World) -> None:
    said = [("pre", "And?", "More time."), ("pre", "And?", "Å lytte."), ("pre", "Why?", "A word.")]
    write_words(spoken, said, ["Slowly.", "", "Forms."], ["At once."])
    release(spoken, comment("More time."), comment("A word.", "Why?"))
    release(spoken, story("Slowly.", "", "Forms."), story("At once."))
    spoken.publish()
    assert words(spoken) == [
        ("comment", "pre", 0, "Why?", "A word.", []),
        ("comment", "pre", 1, "And?", "More time.", []),
        ("story", None, 0, "experience", "At once.", ["w1", "w2"]),
        ("story", None, 1, "experience", "Slowly.", ["w1", "w2"]),
        ("story", None, 1, "stops", "Forms.", ["w1", "w2"]),
    ]


def test_the_order_of_the_rows_and_who_loaded_them_change_nothing(spoken: World) -> None:
    said = [("pre", "And?", one) for one in ("More time.", "A word.", "Coffee.")]
    write_words(spoken, said)
    release(spoken, *(comment(one) for _, _, one in said))
    spoken.publish()
    before = spoken.everything()
    write_words(spoken, said[::-1])
    release(spoken, comment("Coffee."))
    assert spoken.publish() == (1, False)
    assert spoken.everything() == before


def test_a_text_two_people_wrote_is_one(spoken: World) -> None:
    write_words(spoken, [("pre", "And?", "Yes."), ("pre", "And?", "Yes.")])
    release(spoken, comment("Yes."))
    spoken.publish()
    assert len(words(spoken)) == 1


@pytest.mark.parametrize("occasion", ["post", "later", "never"])
def test_few_possible_authors_or_an_open_wave_hold_a_comment_back(spoken: World, occasion: str) -> None:
    write_words(spoken, [(occasion, "And?", "More time."), ("pre", "And?", "Coffee.")])
    release(spoken, comment("More time.", occasion=occasion), comment("Coffee."))
    spoken.publish()
    assert [row[4] for row in words(spoken)] == ["Coffee."]


@pytest.mark.parametrize(("members", "shown"), [(9, []), (10, ["Coffee.", "Slowly."])])
def test_ten_people_can_have_written_it_and_nine_cannot(
    tmp_path: Path, members: int, shown: list[str]
) -> None:
    world = World(tmp_path)
    world.load(people({("leader", "a"): members}))
    write_words(world, [("pre", "And?", "Coffee.")], ["Slowly."])
    release(world, comment("Coffee."), story("Slowly."))
    world.publish()
    assert [row[4] for row in words(world)] == shown


@pytest.mark.parametrize(("participants", "shown"), [(9, []), (10, ["Coffee."])])
def test_a_session_has_authors_of_its_own(world: World, participants: int, shown: list[str]) -> None:
    described(world, "theme_day-1")
    columns = {"respondent": "who", "session": "session", "comment": "comment"}
    kor = {"form": "kor", "kind": "sessions", "programme": "small", "columns": columns}
    write_toml(world.at.data / "mappings/kor.toml", kor | {"answers": {"benefit": {"b1": "b1", "b2": "b2"}}})
    rows = [row | {"comment": ""} for row in at("theme_day-1", ids(0, participants), [5] * participants)]
    rows[0]["comment"] = "Coffee."
    world.load_files(world.file(rows, "kor.csv"), mapping="kor")
    release(world, comment("Coffee.", "", "session:theme_day-1"))
    world.publish()
    assert [row[1:5] for row in words(world)] == [("session:theme_day-1", 0, None, one) for one in shown]


@pytest.fixture(scope="module")
def three(loaded: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Three publications: one text, two, then three and a story."""
    spoken = loaded.copy(tmp_path_factory.mktemp("three"))
    said = [("pre", "And?", one) for one in ("Coffee.", "More time.", "Tea.")]
    write_words(spoken, said, ["Slowly.", "Time."])
    for one in (comment("Coffee."), comment("More time.")):
        release(spoken, one)
        spoken.publish()
    release(spoken, comment("Tea."), story("Slowly.", "Time."))
    spoken.publish()
    return spoken


@pytest.fixture
def published(three: World, tmp_path: Path) -> World:
    return three.copy(tmp_path)


def test_withdrawing_makes_the_same_publication_without_the_text(published: World) -> None:
    before = published.everything()
    assert withdraw(published, comment("Coffee.")) == 4
    after = published.everything()
    assert {table for table in before if before[table] != after[table]} == {"words", "meta"}
    old, new = (meta_in(file_of(published.publications, number)) for number in (3, 4))
    assert new == old._replace(number=4, published_on=NOW.date(), identity=new.identity)
    assert new.identity != old.identity
    assert [row[2:5:2] for row in after["words"]] == [
        (0, "More time."),
        (1, "Tea."),
        (0, "Slowly."),
        (0, "Time."),
    ]
    assert published.publish() == (4, False)
    assert oct(file_of(published.publications, 4).stat().st_mode & 0o777) == "0o444"


def test_no_older_publication_holds_a_withdrawn_text_any_longer(published: World) -> None:
    withdraw(published, comment("Coffee."))
    for number, left in ((1, []), (2, ["More time."]), (3, ["More time.", "Slowly.", "Tea.", "Time."])):
        path = file_of(published.publications, number)
        assert texts(path) == left
        assert b"Coffee." not in path.read_bytes()
    assert sorted(one.name for one in published.publications.iterdir()) == [
        *(f"000{number}.duckdb" for number in (1, 2, 3, 4)),
        "CURRENT",
        "WITHDRAWN",
    ]


def test_a_story_goes_as_a_whole(published: World) -> None:
    withdraw(published, story("Slowly.", "Time."))
    assert texts(file_of(published.publications, 4)) == ["Coffee.", "More time.", "Tea."]


def test_withdrawing_again_finishes_what_was_interrupted(published: World) -> None:
    kept = file_of(published.publications, 2).read_bytes()
    assert withdraw(published, comment("Coffee.")) == 4
    path = file_of(published.publications, 2)
    path.unlink()
    path.write_bytes(kept)
    assert withdraw(published, comment("Coffee.")) is None
    assert texts(path) == ["More time."]


def test_a_withdrawn_text_that_is_loaded_and_released_again_stays_away(published: World) -> None:
    withdraw(published, comment("Coffee."))
    write_words(published, [("pre", "And?", "Coffee."), ("pre", "And?", "Tea.")])
    release(published, comment("Coffee."))
    published.publish()
    assert texts(file_of(published.publications, 5)) == ["Tea."]


def test_only_what_was_released_can_be_withdrawn(published: World) -> None:
    with pytest.raises(Refused, match="not_released"):
        withdraw(published, comment("Never said."))
    assert current_number(published.publications) == 3


def test_a_text_not_published_yet_is_withdrawn_without_a_publication(spoken: World) -> None:
    write_words(spoken, [("pre", "And?", "Coffee.")])
    spoken.publish()
    release(spoken, comment("Coffee."))
    assert withdraw(spoken, comment("Coffee.")) is None
    assert spoken.publish() == (1, False)


def test_the_dashboard_sees_texts_as_the_gate_does(published: World) -> None:
    with published.publication() as con:
        assert digests_of(con) == {one.digest for one in texts_in(con)}
        assert len(digests_of(con)) == 4


def test_going_back_shows_an_older_publication_without_the_text(published: World) -> None:
    withdraw(published, comment("Coffee."))
    point_to(published.publications, 2)
    shown = Publications(published.at.var).current("small")
    assert shown.number == 2
    assert shown.cursor().execute("SELECT text FROM words").fetchall() == [("More time.",)]
    shown.connection.close()


def test_one_restored_from_a_backup_is_not_shown(published: World) -> None:
    backup = file_of(published.publications, 2).read_bytes()
    withdraw(published, comment("Coffee."))
    path = file_of(published.publications, 2)
    path.unlink()
    path.write_bytes(backup)
    point_to(published.publications, 2)
    publications = Publications(published.at.var)
    assert not publications.has("small")
    with pytest.raises(NothingPublished):
        publications.current("small")


def test_the_one_before_is_not_asked_while_it_holds_a_withdrawn_text(published: World) -> None:
    backup = file_of(published.publications, 3).read_bytes()
    withdraw(published, comment("Coffee."))
    path = file_of(published.publications, 3)
    path.unlink()
    path.write_bytes(backup)
    publications = Publications(published.at.var)
    with pytest.raises(NotReadable):
        publications.ask_before(publications.current("small"), ask_contents)


def test_what_is_shown_ends_the_moment_a_text_of_it_is_withdrawn(published: World) -> None:
    publications = Publications(published.at.var)
    publications.current("small")
    (published.publications / "WITHDRAWN").write_text(f"{comment('Coffee.').digest}\n", "ascii")
    assert not publications.has("small")


def test_an_erased_publication_is_another_one_for_the_cache(published: World) -> None:
    point_to(published.publications, 2)
    publications = Publications(published.at.var)
    before = publications.current("small")
    key = before.key
    before.connection.close()
    withdraw(published, comment("Coffee."))
    point_to(published.publications, 2)
    assert Publications(published.at.var).current("small").key != key
