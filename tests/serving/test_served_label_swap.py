"""Swap role and site among the members of the same group: every byte the dashboard serves stays the same."""

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from publication.languages import CODES
from tests.dashboards import FullWorld, leaders, run, served
from tests.release.attacks.test_publish_label_swap import group_of, swapped
from tests.release.test_publish_sessions import at, ids
from tests.release.test_publish_words import comment, release, write_words
from tests.seeds import few_and_many

Rows = list[dict[str, object]]
Groups = Callable[[dict[str, object]], str]
CELLS = [(role, site) for role in ("practitioner", "leader") for site in ("a", "b", "c")]
ITEMS = ("p1", "p2", "i1", "i2")
TREES = ("role > municipality > site", "municipality > site > role")
ASSESSED = [
    *leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 9)),
    *leaders("b", "r1", "no", (1, 2), (3, 4), (5, 5)),
]
MET = ("opening-1", "theme_day-1", "theme_day-2")
MARKED = [
    *at("opening-1", ids(0, 4), [1, 2, 3, 4], [1] * 4),
    *at("theme_day-1", ids(10, 9), [5, 6, 7, 8, 9, 5, 6, 7, 8], [6] * 9),
    *at("theme_day-2", ids(30, 10), [9, 9, 10, 10, 8, 9, 9, 7, 10, 10], [7] * 4),
]
WHATS = ("groups", "answers", "change", "sites", "principles", "participants", "explore", "sessions")


def drawn(wave: str, first: int, people: list[tuple[int, tuple[int, ...]]]) -> Rows:
    """Write people as (cell, answers to the items): 8 not applicable, 0 a blank.

    Who would have left everything blank is no member: they answer the first item.
    """
    return [
        {
            "id": f"r{first + at}",
            "wave": wave,
            "role": CELLS[cell][0],
            "site": CELLS[cell][1],
            **{item: answer or "" for item, answer in zip(ITEMS, answers, strict=True)},
            **({} if any(answers) else {ITEMS[0]: 3}),
            "gender": ("woman", "man", "woman", "man", "")[at % 5],
        }
        for at, (cell, answers) in enumerate(people)
    ]


answers = st.tuples(*[st.sampled_from([0, 1, 2, 3, 4, 5, 8])] * len(ITEMS))
people = st.lists(st.tuples(st.integers(0, 5), answers), min_size=8, max_size=30)


@cache
def everything_of_fixed(tree: str) -> tuple[dict[str, bytes], Groups]:
    return everything(FIXED, tree, ("en",))


def everything(rows: Rows, tree: str, languages: tuple[str, ...]) -> tuple[dict[str, bytes], Groups]:
    """Load and publish rows in a world of its own; return all it serves and prints, and who belongs where."""
    with TemporaryDirectory() as folder:
        world = FullWorld(
            Path(folder),
            waves={"pre": "pre", "post": "post"},
            tree=tree,
            rounds=["r1"],
            sessions=MET,
            background={"gender": ["woman", "man"]},
        )
        world.load(rows)
        world.assess(ASSESSED)
        world.meet(MARKED)
        write_words(world, [("pre", "And?", "More time."), ("session:theme_day-2", "", "Tea.")])
        release(world, comment("More time."))
        world.publish()
        group = group_of(world)
        found = served(world).everything(languages)
        for what in WHATS:
            said = run(world.at.var, world.at.data, "show", what, "--programme", "small", "--format", "csv")
            found[f"show {what}"] = said.stdout_bytes + said.stderr_bytes
        return found, group


def differing(rows: Rows, seed: int, tree: str, languages: tuple[str, ...] = ("en",)) -> list[str]:
    before, group = everything(rows, tree, languages)
    assert len(before) > 30
    after, _ = everything(swapped(rows, group, random.Random(seed)), tree, languages)
    return [asked for asked in {**before, **after} if before.get(asked) != after.get(asked)]


FIXED = drawn(
    "pre",
    0,
    [
        (cell, tuple((cell * 3 + at * step) % 5 + 1 for step in (1, 2, 3, 4)))
        for cell in (0, 1, 3, 5)
        for at in range(6)
    ],
) + drawn(
    "post",
    100,
    [
        (cell, tuple((cell + at * step) % 5 + 1 for step in (3, 1, 4, 2)))
        for cell in (0, 1, 5)
        for at in range(5)
    ],
)


@pytest.mark.parametrize(
    ("tree", "languages"),
    [
        (TREES[0], ("en",)),
        (TREES[1], ("da",)),
        *(pytest.param(tree, CODES, marks=pytest.mark.attack) for tree in TREES),
    ],
)
def test_nothing_changes(tree: str, languages: tuple[str, ...]) -> None:
    assert differing(FIXED, 7, tree, languages) == []


def anything_answered(
    first: list[tuple[int, tuple[int, ...]]], last: list[tuple[int, tuple[int, ...]]], tree: str, seed: int
) -> None:
    assert differing(drawn("pre", 0, first) + drawn("post", 100, last), seed, tree) == []


@pytest.mark.parametrize("examples", few_and_many(1, 12))
def test_whatever_was_answered_nothing_changes(examples: int) -> None:
    settings(max_examples=examples, phases=[Phase.generate])(
        given(people, people, st.sampled_from(TREES), st.integers(0, 99))(anything_answered)
    )()


def test_labels_swapped_between_groups_do_show() -> None:
    """The comparison can see: leaders' and practitioners' labels exchanged change what is served."""
    other = {"practitioner": "leader", "leader": "practitioner"}
    turned = [row | {"role": other[str(row["role"])]} for row in FIXED]
    before, _ = everything_of_fixed(TREES[0])
    after, _ = everything(turned, TREES[0], ("en",))
    changed = {asked.split()[0] for asked in before if before[asked] != after.get(asked)}
    assert {"card", "table", "file", "workbook", "explore", "show"} <= changed


def test_who_answered_is_among_what_is_compared() -> None:
    found, _ = everything_of_fixed(TREES[0])
    cards = [said for asked, said in found.items() if asked.startswith("card participants")]
    assert len(cards) == 3
    assert all(b"woman" in said.lower() for said in cards)
    assert b"post,gender,man,Man,6," in found["show participants"]
