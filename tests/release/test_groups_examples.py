from collections.abc import Mapping
from pathlib import Path

import pytest

from etl.release.groups import (
    Block,
    Cell,
    Node,
    Partition,
    coarsen,
    common_coarsening,
    finer_than,
    groups_offered,
    in_order,
    is_union,
    population_tree,
)
from publication.definitions.files import read_programme
from publication.faults import Refused
from tests.worlds import World, people


def tree_of(folder: Path, **said: object) -> Node:
    world = World(folder, **said).write()  # type: ignore[arg-type]
    return population_tree(read_programme(world.at.data, "small"), "staff")


def grouped(tree: Node, members: Mapping[Cell, int], least: int) -> Partition:
    cells = in_order(frozenset({cell}) for cell, n in members.items() if n)
    return coarsen(tree, cells, lambda block: sum(members[cell] for cell in block), least)


def block(*cells: str) -> Block:
    return frozenset((role, site) for role, site in (cell.split("@") for cell in cells))


ROLES = ["practitioner", "leader", "peer_worker", "other"]


@pytest.mark.parametrize("sizes", [(11, 5, 3, 3), (10, 5, 1, 5)])
def test_small_roles_stand_together(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    tree = tree_of(tmp_path, roles=ROLES, places={"nord": ["a"]})
    members = {(role, "a"): n for role, n in zip(ROLES, sizes, strict=True)}
    partition = grouped(tree, members, 8)
    assert partition == (block("leader@a", "other@a", "peer_worker@a"), block("practitioner@a"))


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((9, 9, 9), [["a"], ["b"], ["c"]]),
        ((3, 9, 9), [["a", "b"], ["c"]]),
        ((9, 3, 9), [["a"], ["b", "c"]]),
        ((9, 9, 3), [["a"], ["b", "c"]]),
        ((3, 3, 9), [["a", "b", "c"]]),
        ((3, 6, 3), [["a", "b", "c"]]),
        ((8, 3, 5), [["a"], ["b", "c"]]),
        ((3, 0, 9), [["a", "c"]]),
        ((7, 0, 0), []),
        ((0, 8, 0), [["b"]]),
    ],
)
def test_the_first_too_small_joins_the_next_and_the_last_the_previous(
    tmp_path: Path, sizes: tuple[int, ...], expected: list[list[str]]
) -> None:
    tree = tree_of(tmp_path, roles=["leader"], places={"nord": ["a", "b", "c"]})
    members = {("leader", site): n for site, n in zip("abc", sizes, strict=True)}
    assert grouped(tree, members, 8) == tuple(block(*(f"leader@{one}" for one in held)) for held in expected)


def test_a_municipality_too_small_joins_its_nearest_neighbour_only(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, roles=["leader"], places={"nord": ["a"], "sor": ["b", "c"], "vest": ["d", "e"]})
    members = {("leader", site): n for site, n in zip("abcde", (3, 9, 9, 9, 9), strict=True)}
    assert grouped(tree, members, 8) == (
        block("leader@a", "leader@b"),
        block("leader@c"),
        block("leader@d"),
        block("leader@e"),
    )


def test_the_last_municipality_joins_the_last_site_before_it(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, roles=["leader"], places={"nord": ["a", "b"], "sor": ["c"]})
    members = {("leader", site): n for site, n in zip("abc", (20, 9, 3), strict=True)}
    assert grouped(tree, members, 8) == (block("leader@a"), block("leader@b", "leader@c"))


def test_a_role_too_small_joins_a_part_of_the_next_and_is_offered_with_all_of_it(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, roles=["leader", "peer"], places={"nord": ["a"], "sor": ["b"]})
    members = {("leader", "a"): 3, ("peer", "a"): 9, ("peer", "b"): 9}
    assert grouped(tree, members, 8) == (block("leader@a", "peer@a"), block("peer@b"))


def test_the_other_tree_merges_roles_within_a_site_first(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, tree="municipality > site > role", places={"nord": ["a", "b"]})
    members = {("practitioner", "a"): 9, ("leader", "a"): 2, ("practitioner", "b"): 9, ("leader", "b"): 8}
    assert grouped(tree, members, 8) == (
        block("practitioner@a", "leader@a"),
        block("leader@b"),
        block("practitioner@b"),
    )


def test_cells_of_five_stand_when_groups_form_at_five(tmp_path: Path) -> None:
    members = {(role, site): 5 for role in ("practitioner", "leader") for site in "abc"}
    partition = grouped(tree_of(tmp_path), members, 5)
    assert len(partition) == 6
    assert all(len(one) == 1 for one in partition)


def test_a_coarsening_holds_what_any_of_them_holds_together() -> None:
    one = (block("r@a", "r@b"), block("r@c"), block("r@d"))
    other = (block("r@a"), block("r@b", "r@c"), block("r@d"))
    assert common_coarsening([one, other]) == (block("r@a", "r@b", "r@c"), block("r@d"))


def test_cells_that_are_in_one_wave_only_stand_by_themselves() -> None:
    assert common_coarsening([(block("r@a"),), (block("r@b"),)]) == (block("r@a"), block("r@b"))


def test_finer_is_a_block_split_or_anything_where_all_was_hidden() -> None:
    wide, narrow = (block("r@a", "r@b"),), (block("r@a"), block("r@b"))
    assert finer_than(narrow, wide)
    assert not finer_than(wide, narrow)
    assert not finer_than(wide, wide)
    assert finer_than(wide, ())
    assert not finer_than((), wide)
    assert not finer_than((), ())


def test_a_union_is_whole_blocks() -> None:
    partition = (block("r@a", "r@b"), block("r@c"))
    assert is_union(block("r@a", "r@b"), partition)
    assert is_union(block("r@a", "r@b", "r@c"), partition)
    assert not is_union(block("r@a"), partition)
    assert not is_union(block("r@a", "r@c"), partition)
    assert not is_union(block("r@d"), partition)


def test_the_tree_of_selections_has_whole_groups_and_their_unions(tmp_path: Path) -> None:
    tree = tree_of(tmp_path)
    partition = (
        block("practitioner@a"),
        block("practitioner@b"),
        block("practitioner@c"),
        block("leader@a", "leader@b", "leader@c"),
    )
    assert [(group.id, group.ancestors) for group in groups_offered(tree, partition)] == [
        ("all", ()),
        ("practitioner", ("all",)),
        ("practitioner.nord", ("practitioner", "all")),
        ("practitioner.nord.a", ("practitioner.nord", "practitioner", "all")),
        ("practitioner.nord.b", ("practitioner.nord", "practitioner", "all")),
        ("practitioner.sor", ("practitioner", "all")),
        ("leader", ("all",)),
    ]


def test_a_selection_knows_every_selection_around_it_even_where_they_overlap(tmp_path: Path) -> None:
    tree = tree_of(tmp_path)
    cells = [block(f"practitioner@{site}") for site in "abc"]
    offered = groups_offered(tree, tuple(cells), [cells[0] | cells[1], cells[1] | cells[2]])
    by_cells = {group.cells: group for group in offered}
    for group in offered:
        assert set(group.ancestors) == {one.id for cells, one in by_cells.items() if group.cells < cells}


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({("leader", "a"): 4}, None),
        ({("leader", "a"): 3, ("practitioner", "c"): 2}, 5),
        ({("leader", "a"): 7}, 7),
    ],
)
def test_a_small_wave_is_one_group_or_hidden(
    tmp_path: Path, sizes: dict[Cell, int], groups: int | None
) -> None:
    world = World(tmp_path).write()
    world.load(people(sizes))
    if groups is None:
        with pytest.raises(Refused, match="nothing_to_publish"):
            world.publish()
    else:
        world.publish()
        assert [(row["group_id"], row["members"]) for row in world.rows("groups")] == [("all", groups)]


def test_empty_cells_are_not_named(tmp_path: Path) -> None:
    world = World(tmp_path, roles=ROLES).write()
    world.show(people({("practitioner", "a"): 9, ("leader", "a"): 5, ("other", "c"): 5}))
    assert [
        (row["label_en"], row["roles"], row["sites"], row["members"]) for row in world.rows("groups")
    ] == [
        ("Practitioner at Site a", "practitioner", "a", 9),
        ("Leader and other", "leader|other", "a|c", 10),
    ]


def test_selections_are_the_same_in_whatever_order_a_set_gives_what_was_merged(tmp_path: Path) -> None:
    """Two as large that begin at one place: which comes first is no matter of the process."""
    tree = tree_of(tmp_path)
    cells = [block(name) for name in ("practitioner@a", "practitioner@b", "practitioner@c", "leader@a")]
    also = [cells[0] | cells[2], cells[0] | cells[3]]
    found = [groups_offered(tree, tuple(cells), each) for each in (also, also[::-1])]
    assert found[0] == found[1]
    assert {*also} <= {group.cells for group in found[0]}
