from collections import Counter
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

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
from publication.definitions.programme import Programme

ROLES = ("practitioner", "leader", "peer")
PLACES = {"nord": ("a", "b"), "sor": ("c",), "vest": ("d", "e", "f")}
CELLS = [(role, site) for role in ROLES for sites in PLACES.values() for site in sites]
NAMES = {"nb": "x", "da": "x", "en": "x"}


def tree(first: str) -> Node:
    return population_tree(
        Programme.model_validate(
            {
                "id": "small",
                "name": NAMES,
                "tree": first,
                "roles": [{"id": role, "name": NAMES} for role in ROLES],
                "municipalities": [
                    {"id": place, "name": place, "sites": [{"id": site, "name": site} for site in sites]}
                    for place, sites in PLACES.items()
                ],
            }
        ),
        "staff",
    )


TREES = [tree("role > municipality > site"), tree("municipality > site > role")]
trees = st.sampled_from(TREES)
members = st.dictionaries(st.sampled_from(CELLS), st.integers(1, 14), min_size=1).map(Counter)
least = st.integers(1, 20)


def cells_of(size: Counter[Cell]) -> Partition:
    return in_order(frozenset({cell}) for cell in size)


def total(size: Counter[Cell], block: Block) -> int:
    return sum(size[cell] for cell in block)


def grouped(tree: Node, size: Counter[Cell], least: int) -> Partition:
    return coarsen(tree, cells_of(size), lambda block: total(size, block), least)


@given(trees, members, least)
def test_every_block_is_large_enough_and_all_members_are_in_one(
    tree: Node, size: Counter[Cell], least: int
) -> None:
    partition = grouped(tree, size, least)
    assert bool(partition) == (size.total() >= least)
    assert all(total(size, block) >= least for block in partition)
    assert sorted(cell for block in partition for cell in block) == (sorted(size) if partition else [])


@given(trees, members, least, st.randoms())
def test_the_order_of_loading_does_not_matter(
    tree: Node, size: Counter[Cell], least: int, random: object
) -> None:
    shuffled = list(size.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert grouped(tree, Counter(dict(shuffled)), least) == grouped(tree, size, least)


@given(trees, members, least)
def test_a_block_is_a_run_of_neighbours(tree: Node, size: Counter[Cell], least: int) -> None:
    order = [cell for node in tree.walk() if not node.children for cell in node.cells if size[cell]]
    for block in grouped(tree, size, least):
        places = sorted(order.index(cell) for cell in block)
        assert places == list(range(places[0], places[0] + len(places)))


@given(trees, members, least)
def test_a_cell_large_enough_between_large_ones_stands_by_itself(
    tree: Node, size: Counter[Cell], least: int
) -> None:
    order = [cell for node in tree.walk() if not node.children for cell in node.cells if size[cell]]
    partition = grouped(tree, size, least)
    for at, cell in enumerate(order):
        if all(size[one] >= least for one in order[max(at - 1, 0) : at + 2]):
            assert frozenset({cell}) in partition


@given(trees, members, members, least, least)
def test_coarsening_further_only_merges(
    tree: Node, size: Counter[Cell], answered: Counter[Cell], first: int, then: int
) -> None:
    partition = grouped(tree, size, first)
    merged = coarsen(tree, partition, lambda block: total(answered, block), then)
    assert not finer_than(merged, partition)
    assert all(total(answered, block) >= then for block in merged)
    assert not merged or frozenset().union(*merged) == frozenset().union(*partition)


@given(trees, members, least)
def test_what_is_large_enough_already_stays(tree: Node, size: Counter[Cell], least: int) -> None:
    partition = grouped(tree, size, least)
    assert coarsen(tree, partition, lambda block: total(size, block), least) == partition


def partitions_of(cells: list[str]) -> list[list[frozenset[str]]]:
    """Every way to part some cells."""
    if not cells:
        return [[]]
    found = []
    for smaller in partitions_of(cells[1:]):
        found.append([frozenset(cells[:1]), *smaller])
        found += [[*smaller[:at], one | {cells[0]}, *smaller[at + 1 :]] for at, one in enumerate(smaller)]
    return found


SMALL = [
    in_order(frozenset(("r", site) for site in block) for block in blocks)
    for blocks in partitions_of(list("abcde"))
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(SMALL), min_size=1, max_size=3))
def test_the_common_coarsening_is_the_finest_there_is(partitions: list[Partition]) -> None:
    coarser = [one for one in SMALL if not any(finer_than(one, other) for other in partitions)]
    finest = [
        one for one in coarser if not any(finer_than(one, other) for other in coarser if other != one) or True
    ]
    most_blocks = max(finest, key=len)
    assert [one for one in coarser if len(one) == len(most_blocks)] == [most_blocks]
    assert common_coarsening(partitions) == most_blocks


@given(trees, members, least, st.sets(st.sampled_from(CELLS)))
def test_a_union_is_exactly_a_sum_of_blocks(
    tree: Node, size: Counter[Cell], least: int, chosen: set[Cell]
) -> None:
    partition = grouped(tree, size, least)[:6]
    cells = frozenset(chosen) & frozenset().union(*partition)
    sums = [
        frozenset().union(*some) for n in range(1, len(partition) + 1) for some in combinations(partition, n)
    ]
    assert is_union(cells, partition) == (cells in sums)


@given(trees, members, least)
def test_selections_are_unions_with_one_id_each_and_a_tree(
    tree: Node, size: Counter[Cell], least: int
) -> None:
    partition = grouped(tree, size, least)
    if not partition:
        return
    offered = groups_offered(tree, partition)
    assert len({group.id for group in offered}) == len({group.cells for group in offered}) == len(offered)
    assert all(is_union(group.cells, partition) for group in offered)
    assert set(partition) <= {group.cells for group in offered}
    assert offered[0].id == "all"
    for one, other in combinations(offered, 2):
        assert not (one.cells & other.cells) or one.cells < other.cells or other.cells < one.cells
