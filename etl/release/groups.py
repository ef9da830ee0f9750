"""Who may be shown together: cells (role x site) merge in the programme's tree until groups are large enough.

A partition is a tuple of blocks, in the order of their first cells; a block is a set of cells. Cells without
members are in no block: they follow whichever block stands for their place, and are never named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from publication.definitions.instrument import Population
from publication.definitions.programme import UNKNOWN, Programme
from publication.ids import EVERYONE

Cell = tuple[str, str]
Block = frozenset[Cell]
Partition = tuple[Block, ...]
Size = Callable[[Block], int]


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the programme's tree: its path of ids from the root, and all cells below it."""

    path: tuple[str, ...]
    cells: Block
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, parents first, siblings in the file's order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Group:
    """A selection that may be asked for: its id, the nodes that name it, its cells, the ids around it."""

    id: str
    nodes: tuple[tuple[str, ...], ...]
    cells: Block
    ancestors: tuple[str, ...]


def _parent(path: tuple[str, ...], children: Sequence[Node]) -> Node:
    return Node(path, frozenset().union(*(child.cells for child in children)), tuple(children))


def _places(programme: Programme) -> list[tuple[str, list[str]]]:
    """Return municipalities with their sites, the unknown last."""
    known = [(place.id, [site.id for site in place.sites]) for place in programme.municipalities]
    return [*known, (UNKNOWN, [UNKNOWN])]


def population_tree(programme: Programme, population: Population) -> Node:
    """Return the tree the cells of a population merge in, and no others.

    Role > municipality > site, or municipality > site > role; of citizens the same with one role.
    """
    roles = programme.roles_of(population)
    places = _places(programme)
    if programme.tree.startswith("role"):
        top = [
            _parent(
                (role,),
                [
                    _parent(
                        (role, place),
                        [Node((role, place, site), frozenset({(role, site)})) for site in sites],
                    )
                    for place, sites in places
                ],
            )
            for role in roles
        ]
    else:
        top = [
            _parent(
                (place,),
                [
                    _parent(
                        (place, site),
                        [Node((place, site, role), frozenset({(role, site)})) for role in roles],
                    )
                    for site in sites
                ],
            )
            for place, sites in places
        ]
    return _parent((), top)


def _side_by_side(node: Node, blocks: Sequence[Block], size: Size, threshold: int) -> list[Block]:
    """Return the groups below a node in the file's order: each child's own, and blocks that span children."""
    groups: list[Block] = []
    for child in node.children:
        groups += _grouped(child, [block for block in blocks if block <= child.cells], size, threshold)
        spanning = (block for block in blocks if block & child.cells and not block <= child.cells)
        groups += [block for block in spanning if block not in groups]
    return groups


def _grouped(node: Node, blocks: Sequence[Block], size: Size, threshold: int) -> list[Block]:
    """Merge the blocks below a node, bottom-up: the first too small joins the next, the last the previous."""
    if len(blocks) <= 1:
        return list(blocks)
    groups = _side_by_side(node, blocks, size, threshold)
    while len(groups) > 1:
        small = next((at for at, block in enumerate(groups) if size(block) < threshold), None)
        if small is None:
            break
        first = min(small, len(groups) - 2)
        groups[first : first + 2] = [groups[first] | groups[first + 1]]
    return groups


class _Placed(tuple[Block, ...]):
    """A partition that knows where each cell is: a selection is looked at without a look at all the rest."""

    @cached_property
    def place(self) -> Mapping[Cell, int]:
        """Return cell → number of its block."""
        return {cell: number for number, block in enumerate(self) for cell in block}


def _touched(cells: Block, partition: Partition) -> set[int]:
    """Return the numbers of the blocks that have any of some cells."""
    place = (partition if isinstance(partition, _Placed) else _Placed(partition)).place
    return {place[cell] for cell in cells if cell in place}


def in_order(blocks: Iterable[Block]) -> Partition:
    """Return blocks that do not overlap as a partition: always in the same order."""
    return _Placed(sorted(blocks, key=min))


def coarsen(tree: Node, partition: Partition, size: Size, threshold: int) -> Partition:
    """Return the partition merged by the tree until every block holds at least `least`; empty where none can.

    Bottom-up: among the groups below one parent the first too small joins the next (the last the previous),
    again and again; then the parent's parent likewise, over all groups below it. A group of one site too
    small where its municipality has no other thus joins its nearest neighbour in the next, and the rest stay
    as they are.
    """
    if all(size(block) >= threshold for block in partition):
        return partition
    merged = in_order(_grouped(tree, partition, size, threshold))
    return merged if all(size(block) >= threshold for block in merged) else ()


def common_coarsening(partitions: Iterable[Partition]) -> Partition:
    """Return the finest partition that each of the given ones is finer than (or equal to)."""
    distinct = dict.fromkeys(partitions)
    if len(distinct) == 1:
        return next(iter(distinct))
    holder: dict[Cell, Block] = {}
    for block in (block for partition in distinct for block in partition):
        joined = block.union(*(holder[cell] for cell in block if cell in holder))
        holder |= dict.fromkeys(joined, joined)
    return in_order(set(holder.values()))


def never_finer(partition: Partition, prior: Iterable[Partition]) -> Partition:
    """Return the partition merged until it splits no earlier group; empty where something was hidden."""
    before = list(prior)
    if not all(before):
        return ()
    return common_coarsening([partition, *before]) if before else partition


def within(partition: Partition, cells: Block) -> Partition:
    """Return a partition of the given cells alone; blocks without any are left out."""
    return _Placed(block & cells for block in partition if block & cells)


def is_union(cells: Block, partition: Partition) -> bool:
    """Say whether cells are whole blocks of the partition, at least one, and nothing beside them."""
    touched = _touched(cells, partition)
    return bool(touched) and all(partition[number] <= cells for number in touched)


def containing(cells: Block, partition: Partition) -> Block:
    """Return the cells of every block that has any of some cells."""
    return frozenset().union(*(partition[number] for number in _touched(cells, partition)))


def blocks_within(cells: Block, partition: Partition) -> tuple[int, ...]:
    """Return the numbers of the partition's blocks that lie wholly within cells."""
    return tuple(sorted(number for number in _touched(cells, partition) if partition[number] <= cells))


def finer_than(partition: Partition, other: Partition) -> bool:
    """Say whether a partition shows more than the other: a block split, or anything where all was hidden."""
    if not partition or not other:
        return bool(partition)
    placed = _Placed(partition)
    return any(not block <= placed[min(_touched(block, placed), default=0)] for block in other)


def _most_telling(node: Node, scope: Block) -> Node:
    """Go down while one child holds all: 'practitioners at Solsiden' says more than 'practitioners'."""
    while len(node.children) > 1:
        filled = [child for child in node.children if child.cells & scope]
        if len(filled) != 1 or len([c for c in node.children if c.path[-1] != UNKNOWN]) == 1:
            break
        node = filled[0]
    return node


def _cover(node: Node, cells: Block, scope: Block) -> Iterator[Node]:
    """Yield the largest tree nodes that together are the cells, as far as the scope has members."""
    own = node.cells & scope
    if own and own <= cells:
        yield node
    elif own & cells:
        for child in node.children:
            yield from _cover(child, cells, scope)


def name_nodes(tree: Node, cells: Block, scope: Block) -> tuple[tuple[str, ...], ...]:
    """Return the paths of the tree nodes that name a selection; the empty path alone is everyone."""
    if scope <= cells:
        return ((),)
    covering = list(_cover(tree, cells, scope))
    if len(covering) == 1:
        covering = [_most_telling(covering[0], scope)]
    return tuple(node.path for node in covering)


def level_of(tree: Node, cells: Block, scope: Block) -> int:
    """Return how deep in the tree the largest nodes lie that together are a selection: 0 for everyone.

    A site where only practitioners work lies as deep as any other site, whatever it is called.
    """
    return max(len(node.path) for node in _cover(tree, cells, scope))


def group_id(nodes: Sequence[tuple[str, ...]]) -> str:
    """Return the id of a selection: paths joined by '~', parts by '.'; 'all' for everyone."""
    return "~".join(".".join(path) for path in nodes) or EVERYONE


def groups_offered(tree: Node, partition: Partition, also: Iterable[Block] = ()) -> list[Group]:
    """Return the tree of selections there are: whole blocks and their unions by tree node, parents first.

    `also` adds blocks that some item merged further. Nothing else can be asked for.
    """
    scope: Block = frozenset().union(*partition)
    nodes = (node.cells & scope for node in tree.walk())
    found = dict.fromkeys([*(cells for cells in nodes if is_union(cells, partition)), *partition, *also])
    leaves = (node for node in tree.walk() if not node.children)
    place = {cell: at for at, leaf in enumerate(leaves) for cell in leaf.cells}
    spans = {
        cells: (min(place[cell] for cell in cells), max(place[cell] for cell in cells)) for cells in found
    }
    groups: list[Group] = []
    still_open: list[Group] = []
    # The last of it tells alike ones apart: a set gives them in another order in each process.
    for cells in sorted(found, key=lambda cells: (spans[cells][0], -len(cells), sorted(cells))):
        still_open = [group for group in still_open if spans[group.cells][1] >= spans[cells][0]]
        ancestors = sorted(
            (group for group in still_open if cells < group.cells), key=lambda group: len(group.cells)
        )
        names = name_nodes(tree, cells, scope)
        groups.append(Group(group_id(names), names, cells, tuple(group.id for group in ancestors)))
        still_open.append(groups[-1])
    return groups
