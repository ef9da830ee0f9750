from collections.abc import Callable
from pathlib import Path

import pytest

from etl.release.background_groups import BackgroundGate, Category, merge_neighbours
from publication.definitions.text import same_in_all_languages
from tests.worlds import World, people

MakeWorld = Callable[..., World]


def merged(*sizes: int) -> list[tuple[str, int]]:
    categories = [
        [Category(same_in_all_languages(letter), n, (letter,))]
        for letter, n in zip("abcdef", sizes, strict=False)
    ]
    groups = merge_neighbours(categories, BackgroundGate(5))
    return [("".join(one.ids[0] for one in group), sum(one.n for one in group)) for group in groups]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((5, 6), [("a", 5), ("b", 6)]),
        ((4, 6), [("ab", 10)]),
        ((4, 6, 9), [("ab", 10), ("c", 9)]),
        ((6, 9, 4), [("a", 6), ("bc", 13)]),
        ((2, 2, 2, 7), [("abc", 6), ("d", 7)]),
        ((9, 0, 9), [("a", 9), ("bc", 9)]),
        ((9, 4, 9), [("a", 9), ("bc", 13)]),
        ((9, 0), [("ab", 9)]),
        ((9,), [("a", 9)]),
        ((), []),
    ],
)
def test_categories_merge_with_their_neighbours(
    sizes: tuple[int, ...], expected: list[tuple[str, int]]
) -> None:
    assert merged(*sizes) == expected


def shown(world: World, values: dict[str, int], variable: str = "gender") -> list[tuple[str, int]]:
    given = [value for value, n in values.items() for _ in range(n)]
    rows = people({("leader", "a"): len(given)})
    world.show([row | {variable: value} for row, value in zip(rows, given, strict=True)])
    return [(row["label_en"], row["n"]) for row in world.rows("background", variable=variable)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"w": 6, "m": 7}, [("W and unanswered", 6), ("M", 7)]),
        ({"w": 6, "m": 7, "": 5}, [("W", 6), ("M", 7), ("Unanswered", 5)]),
        ({"w": 6, "m": 7, "": 4}, [("W and unanswered", 10), ("M", 7)]),
        ({"w": 9, "m": 4}, []),
        ({"w": 9, "m": 4, "": 9}, []),
        ({"": 9}, []),
    ],
)
def test_a_table_holds_everyone_in_categories_of_five(
    make_world: MakeWorld, values: dict[str, int], expected: list[tuple[str, int]]
) -> None:
    found = shown(make_world(background={"gender": ["w", "m"]}), values)
    assert [(label.lower(), n) for label, n in found] == [(label.lower(), n) for label, n in expected]


def test_free_texts_of_few_are_not_named(make_world: MakeWorld) -> None:
    world = make_world(mapping={"background": {"hobby": "hobby"}})
    found = shown(world, {"chess": 6, "football": 7, "falconry": 1, "fencing": 4}, "hobby")
    assert found == [("chess", 6), ("football", 7), ("Other answers and Unanswered", 5)]


@pytest.mark.parametrize(
    ("values", "others"),
    [
        ({"w": 9, "m": 8}, {"w": 9, "m": 7, "x": 1}),
        ({"w": 9, "m": 8}, {"w": 9, "m": 4, "x": 4}),
        ({"w": 6, "m": 9, "x": 8}, {"w": 5, "m": 9, "x": 8, "": 1}),
        ({"w": 9, "m": 9, "x": 9}, {"w": 8, "m": 9, "x": 9, "": 1}),
        ({"w": 9, "m": 3}, {"w": 9, "": 3}),
        ({"w": 9}, {"w": 7, "": 2}),
    ],
    ids=str,
)
def test_whether_any_of_a_few_gave_an_answer_is_not_told(
    tmp_path: Path, values: dict[str, int], others: dict[str, int]
) -> None:
    """What fewer than five answered, or left blank, stands in a category's name even if nobody did."""
    found = []
    for name, given in (("one", values), ("other", others)):
        world = World(tmp_path / name, background={"gender": ["w", "m", "x"]})
        shown(world, given)
        found.append(world.rows("background", variable="gender"))
    assert found[0] == found[1]


def test_whether_anybody_wrote_something_rare_is_not_told(tmp_path: Path) -> None:
    found = []
    for name, given in (
        ("one", {"chess": 6, "football": 8}),
        ("other", {"chess": 6, "football": 6, "go": 2}),
    ):
        world = World(tmp_path / name, mapping={"background": {"hobby": "hobby"}})
        found.append([(label.lower(), n) for label, n in shown(world, given, "hobby")])
    assert found == [[("chess and unanswered", 6), ("football and other answers", 8)]] * 2


def test_roles_follow_the_groups(make_world: MakeWorld) -> None:
    world = make_world(roles=["practitioner", "leader", "peer", "other"])
    world.show(people({("practitioner", "a"): 11, ("leader", "a"): 5, ("peer", "c"): 3, ("other", "b"): 3}))
    rows = world.rows("background", variable="role")
    assert [(row["label_en"], row["n"]) for row in rows] == [
        ("Practitioner", 11),
        ("Leader, peer and other", 11),
    ]


def test_a_category_no_longer_described_counts_as_unanswered(make_world: MakeWorld) -> None:
    world = make_world(background={"gender": ["w", "m", "x"]})
    rows = people({("leader", "a"): 21})
    world.load([row | {"gender": "wmx"[at // 7]} for at, row in enumerate(rows)])
    world.background = {"gender": ["w", "m"]}
    world.write().publish()
    assert [row["n"] for row in world.rows("background", variable="gender")] == [7, 7, 7]
