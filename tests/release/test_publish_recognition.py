"""Answers published as another wave, questionnaire, question or programme are known by their sheets."""

import random
import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from etl.release.prior.likeness import Overlap
from publication.definitions.text import LANGUAGES, Language
from publication.faults import Refused
from tests.release.attacks.test_publish_differencing import CELLS, newcomer
from tests.test_etl_cli import run
from tests.worlds import WORDS, World, person, write_toml

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]


def answered(
    n: int, seed: int, wave: str = "pre", items: tuple[str, ...] = ("p1", "p2", "p3"), first: int = 0
) -> Rows:
    """So many people who answer as most people do: some answers are frequent."""
    chance = random.Random(seed)
    return [
        person(first + at, "practitioner", "ab"[at % 2], wave)
        | {item: chance.choices([1, 2, 3, 4, 5], [1, 2, 4, 8, 5])[0] for item in items}
        for at in range(n)
    ]


def as_wave(rows: Rows, wave: str) -> Rows:
    return [row | {"wave": wave} for row in rows]


def publishes(world: World, rows: Rows, rule: str = "known_elsewhere") -> bool:
    world.load(rows)
    try:
        world.publish()
    except Refused as refused:
        assert refused.reason == rule
        return False
    return True


def of_two(make_world: MakeWorld, items: tuple[str, ...]) -> World:
    return make_world(items=items, waves={"pre": "pre", "post": "post"})


@pytest.mark.parametrize(("items", "n"), [(("p1", "p2"), 12), (("p1", "p2", "p3"), 30)])
@pytest.mark.parametrize("late", [0, 1, 4])
def test_answers_that_are_no_longer_where_they_were_published_are_recognised(
    make_world: MakeWorld, items: tuple[str, ...], n: int, late: int
) -> None:
    """However short the questionnaire: loaded as the wrong wave, then as the right one, and others there."""
    world, rows = of_two(make_world, items), answered(n, 1, items=items)
    world.show(rows)
    right = as_wave(rows, "post") + answered(late, 2, "post", items, first=500)
    assert not publishes(world, answered(2 * n, 3, items=items, first=900) + right)


@pytest.mark.parametrize(("items", "n"), [(("p1", "p2"), 40), (("p1", "p2", "p3"), 40), (("p1", "p2"), 200)])
def test_short_questionnaires_are_recognised_where_chance_does_not_make_them_so_alike(
    make_world: MakeWorld, items: tuple[str, ...], n: int
) -> None:
    """Many sheets are alike, but never so many by chance."""
    world, rows = of_two(make_world, items), answered(n, 1, items=items)
    world.show(rows)
    assert not publishes(world, rows + as_wave(rows, "post") + answered(1, 2, "post", items, first=500))


@pytest.mark.parametrize("n", [8, 12, 20, 40])
@pytest.mark.parametrize("items", [("p1",), ("p1", "p2"), ("p1", "p2", "p3")])
def test_other_people_are_not_taken_for_the_same(
    make_world: MakeWorld, items: tuple[str, ...], n: int
) -> None:
    world, rows = of_two(make_world, items), answered(n, n, items=items)
    world.show(rows)
    assert publishes(world, rows + answered(n, n + 1, "post", items, first=500))


@pytest.mark.parametrize("corrected", [0, 1, 4])
def test_columns_that_were_exchanged_are_recognised(make_world: MakeWorld, corrected: int) -> None:
    world = make_world(items=("p1", "p2", "p3"))
    rows = [
        row | {"p1": 1 + at % 2, "p2": 4 + at // 2 % 2, "p3": 3} for at, row in enumerate(answered(12, 1))
    ]
    world.show(rows)
    exchanged = [row | {"p1": row["p2"], "p2": row["p3"], "p3": row["p1"]} for row in rows]
    after = [row | ({"p2": 1} if at < corrected else {}) for at, row in enumerate(exchanged)]
    assert not publishes(world, after, "columns_exchanged")
    assert publishes(world, rows)


def test_five_corrections_are_no_exchange(make_world: MakeWorld) -> None:
    world, rows = make_world(items=("p1", "p2", "p3")), answered(30, 1)
    world.show(rows)
    chance = random.Random(5)
    assert publishes(world, rows + [newcomer(chance, 700 + at, CELLS[0]) for at in range(5)])


@pytest.mark.parametrize("corrected", [0, 1])
def test_a_questionnaire_copied_under_another_id_is_recognised(make_world: MakeWorld, corrected: int) -> None:
    world, rows = make_world(items=("p1", "p2", "p3")), answered(30, 1)
    world.show(rows)
    copy = replace(world, asked="copy", items=("q1", "q2", "q3"))
    named = [
        {name.replace("p", "q"): told for name, told in row.items()}
        | ({"q1": 1 if row["p1"] != 1 else 5} if at < corrected else {})
        for at, row in enumerate(rows)
    ]
    copy.mapping = {"form": "copy"}
    said = copy.questionnaire()
    copy.write()
    write_toml(world.at.data / "mappings/copy.toml", said)
    world.mapping = {}
    world.write()
    copy.load_files(copy.file(named, "copy.csv"), mapping="copy")
    with pytest.raises(Refused, match="known_elsewhere"):
        world.publish()


@pytest.mark.parametrize("corrected", [0, 1])
def test_a_programme_copied_under_another_id_is_recognised(make_world: MakeWorld, corrected: int) -> None:
    """Its publications stand beside those of the first, in the same workspace."""
    world, rows = make_world(items=("p1", "p2", "p3")), answered(30, 1)
    world.show(rows)
    with world.warehouse() as con:
        tables = con.execute(
            "SELECT DISTINCT table_name FROM duckdb_columns() WHERE column_name = 'programme'"
        ).fetchall()
        for (table,) in tables:
            con.execute(f"UPDATE \"{table}\" SET programme = 'first' WHERE programme = 'small'")
    shutil.rmtree(world.publications)
    after = [
        row | ({"p1": 1 if row["p1"] != 1 else 5} if at < corrected else {}) for at, row in enumerate(rows)
    ]
    assert not publishes(world, after)


def alike(make_world: MakeWorld) -> tuple[World, Rows, Rows]:
    """Two waves of twenty people, alike but for three sheets of three questions; the first is out."""
    world, rows = of_two(make_world, ("p1", "p2", "p3")), answered(20, 1)
    world.show(rows)
    after = [row | ({"p1": 1 if row["p1"] != 1 else 5} if at < 3 else {}) for at, row in enumerate(rows)]
    post = as_wave(after, "post")
    assert not publishes(world, rows + post)
    return world, rows, post


def waves_shown(world: World) -> set[str]:
    return {row["wave"] for row in world.rows("answers", status="shown")}


def test_a_person_may_say_that_they_are_other_answers(make_world: MakeWorld) -> None:
    world, _, post = alike(make_world)
    assert world.publish(others=["post"]) == (2, True)
    assert world.publish() == (2, False)
    assert [row["n"] for row in world.rows("answers", wave="post", group_id="all", item="p1")] == [20]
    world.load([*answered(20, 1), post[0] | {"p2": 6 - int(str(post[0]["p2"]))}, *post[1:]])
    with pytest.raises(Refused, match="few_changed"):
        world.publish(others=["post"])


def test_the_command_says_whose_word_it_took(make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")
    world, *_ = alike(make_world)
    result = run(world, "publish", "small", "--others", "post")
    assert result.exit_code == 0
    assert "The answers of “post” count as other answers" in result.stderr


def test_the_word_is_about_one_wave(make_world: MakeWorld) -> None:
    world, *_ = alike(make_world)
    with pytest.raises(Refused, match="known_elsewhere"):
        world.publish(others=["pre"])
    with pytest.raises(Refused, match="no_wave") as said:
        world.publish(others=["later"])
    assert said.value.details == {"wave": "later", "known": "pre, post"}


def test_the_word_does_not_let_columns_be_exchanged(make_world: MakeWorld) -> None:
    world = make_world(items=("p1", "p2", "p3"))
    rows = [
        row | {"p1": 1 + at % 2, "p2": 4 + at // 2 % 2, "p3": 3} for at, row in enumerate(answered(12, 1))
    ]
    world.show(rows)
    world.load([row | {"p1": row["p2"], "p2": row["p3"], "p3": row["p1"]} for row in rows])
    with pytest.raises(Refused, match="columns_exchanged"):
        world.publish(others=["pre"])


def test_a_copy_makes_room_for_the_waves_own_answers(make_world: MakeWorld) -> None:
    world, rows, _ = alike(make_world)
    assert publishes(world, rows + answered(20, 2, "post", first=500))
    assert waves_shown(world) == {"pre", "post"}


def test_a_wave_one_is_not_sure_of_is_left_out(make_world: MakeWorld) -> None:
    world, rows, post = alike(make_world)
    world.still_open = ["post"]
    assert publishes(world, rows + post)
    assert waves_shown(world) == {"pre"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_other_wave_is_still_there_nothing_is_said_of_was(
    make_world: MakeWorld, language: Language
) -> None:
    world, *_ = alike(make_world)
    with pytest.raises(Refused) as said:
        world.publish()
    sentence = said.value.sentence(WORDS, language)
    assert "rejsespor publish small --others post" in sentence
    assert "closed = false" in sentence
    assert "was =" not in sentence


SHORT, LONG = tuple(f"p{at}" for at in range(4)), tuple(f"p{at}" for at in range(8))


def varied(n: int, seed: int, items: tuple[str, ...], wave: str = "pre", first: int = 0) -> Rows:
    """So many people whose answers are all as frequent."""
    chance = random.Random(seed)
    return [
        person(first + at, "practitioner", "ab"[at * 2 // n], wave)
        | {item: chance.randint(1, 5) for item in items}
        for at in range(n)
    ]


def of_long(make_world: MakeWorld, items: tuple[str, ...]) -> World:
    return make_world(items=items, waves={"pre": "pre", "post": "post"}, form_at=5)


def with_correction(rows: Rows, few: int = 1) -> Rows:
    return [row | ({"p0": 1 + int(str(row["p0"])) % 5} if at < few else {}) for at, row in enumerate(rows)]


@pytest.mark.parametrize("there", [True, False], ids=["there", "gone"])
@pytest.mark.parametrize("corrected", [0, 1])
def test_a_copy_with_five_new_people_is_recognised(
    make_world: MakeWorld, corrected: int, there: bool
) -> None:
    world, rows = of_long(make_world, SHORT), varied(12, 1, SHORT)
    world.show(rows)
    copied = with_correction(as_wave(rows, "post"), corrected) + varied(5, 2, SHORT, "post", first=500)
    assert not publishes(world, copied + (rows if there else []))


def test_a_copy_of_one_site_is_recognised(make_world: MakeWorld) -> None:
    """Eight of sixteen, and one late answer."""
    world, rows = of_long(make_world, SHORT), varied(16, 1, SHORT)
    world.show(rows)
    copied = as_wave(rows[:8], "post") + varied(2, 2, SHORT, "post", first=500)[:1]
    assert not publishes(world, rows + copied)


def test_a_copy_of_one_site_beside_new_people_elsewhere_is_recognised(make_world: MakeWorld) -> None:
    """Among all only half are shared; the site by itself has one sheet more."""
    world, rows = of_long(make_world, LONG), varied(20, 1, LONG)
    world.show(rows)
    new = [row | {"site": "b"} for row in varied(12, 2, LONG, "post", first=500)]
    copied = as_wave(rows[:10], "post") + varied(2, 3, LONG, "post", first=600)[:1]
    assert not publishes(world, rows + copied + new)


@pytest.mark.parametrize("corrected", [0, 1])
def test_a_copy_of_some_questions_is_recognised(make_world: MakeWorld, corrected: int) -> None:
    world, rows = of_long(make_world, LONG), varied(12, 1, LONG)
    world.show(rows)
    kept = [{name: told for name, told in row.items() if name not in LONG[3:]} for row in rows]
    assert not publishes(world, rows + with_correction(as_wave(kept, "post"), corrected))


@pytest.mark.parametrize("turned", [SHORT, SHORT[:1]])
@pytest.mark.parametrize("corrected", [0, 1])
def test_a_copy_with_the_scale_turned_is_recognised(
    make_world: MakeWorld, corrected: int, turned: tuple[str, ...]
) -> None:
    world, rows = of_long(make_world, SHORT), varied(12, 1, SHORT)
    world.show(rows)
    copied = [row | {item: 6 - int(str(row[item])) for item in turned} for row in as_wave(rows, "post")]
    assert not publishes(world, rows + with_correction(copied, corrected))


def test_exchanged_columns_of_which_one_is_turned_are_recognised(make_world: MakeWorld) -> None:
    world, rows = make_world(items=("p0", "p1", "p2"), form_at=5), varied(16, 1, ("p0", "p1", "p2"))
    world.show([row | {"p0": row["p1"], "p1": 6 - int(str(row["p0"]))} for row in rows])
    world.load(with_correction(rows))
    with pytest.raises(Refused, match=r"columns_exchanged|few_stayed"):
        world.publish()


def test_everybody_who_answers_otherwise_alike_is_no_turned_exchange(make_world: MakeWorld) -> None:
    """2 3 becomes 3 4: turned and exchanged that is 3 2, as is 2 3 exchanged; nothing says which."""
    world = make_world(waves={"pre": "pre", "post": "post"})

    def rows(low: int) -> Rows:
        sheet = {"p1": low, "p2": low + 1}
        return [person(at, "leader", "c", wave) | sheet for wave in ("pre", "post") for at in range(9)]

    world.show(rows(2))
    assert publishes(world, rows(3))


@pytest.mark.parametrize("new", [0, 6])
@pytest.mark.parametrize("same", [0.7, 0.8])
@pytest.mark.parametrize("items", [SHORT, LONG])
def test_the_same_people_who_answer_again_are_not_taken_for_a_copy(
    make_world: MakeWorld, items: tuple[str, ...], same: float, new: int
) -> None:
    """Most of their answers stay as they were, at each of two sites."""
    world, rows, chance = of_long(make_world, items), varied(24, 1, items), random.Random(2)
    world.show(rows)
    again = [
        row | {item: chance.randint(1, 5) for item in items if chance.random() > same}
        for row in as_wave(rows, "post")
    ]
    assert publishes(world, rows + again + varied(new, 3, items, "post", first=500))


def test_a_few_frequent_sheets_are_no_part_of_others() -> None:
    """Twelve people who tick one of four sheets, and forty who tick the same four."""
    assert not Overlap(
        now=40, different_now=4, then=12, different_then=4, shared=12, different_shared=4
    ).is_part(5)
    assert Overlap(
        now=17, different_now=17, then=12, different_then=12, shared=11, different_shared=11
    ).is_part(5)
    assert not Overlap(
        now=17, different_now=17, then=12, different_then=12, shared=10, different_shared=10
    ).is_part(5)
