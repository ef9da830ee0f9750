"""Background tables: one-way, for a whole wave, categories merged until each holds at least k."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from etl.definitions.background import Background
from etl.definitions.programme import UNKNOWN, Programme, Wave
from etl.definitions.text import Text, same_in_all_languages
from etl.publish.gate import CountedWave
from etl.publish.groups import Block, Partition, common_coarsening
from etl.publish.labels import Labels

_VALUES = """
SELECT value, count(*) FROM (
    SELECT min(value) AS value FROM background
    WHERE programme = ? AND wave = ? AND variable = ? GROUP BY respondent)
WHERE value IS NOT NULL GROUP BY value ORDER BY value
"""

# Categories that no description has; a printed table may count the unanswered too.
UNANSWERED = "unanswered"
OTHER_ANSWERS = "other_answers"


@dataclass(frozen=True, slots=True)
class Category:
    """One or more answers to a background question, counted together; `ids` names them.

    Also those that nobody gave: were they left out, a name would say that somebody gave it.
    """

    label: Text
    n: int
    ids: tuple[str, ...] = ()


def _join(categories: Sequence[Category], labels: Labels) -> Category:
    ids = tuple(each for one in categories for each in one.ids)
    return Category(labels.listed([one.label for one in categories]), sum(one.n for one in categories), ids)


def merge_categories(categories: Sequence[Category], k: int, labels: Labels) -> list[Category]:
    """Merge neighbours, the first too small with the next (the last with the previous), until each holds k.

    Fewer than two left: nothing is shown.
    """
    merged = [[one] for one in categories]
    while len(merged) > 1:
        small = next((at for at, held in enumerate(merged) if sum(one.n for one in held) < k), None)
        if small is None:
            break
        first = min(small, len(merged) - 2)
        merged[first : first + 2] = [merged[first] + merged[first + 1]]
    return [_join(held, labels) for held in merged] if len(merged) > 1 else []


def _with_unanswered(
    categories: list[Category], unanswered: Category, k: int, labels: Labels
) -> list[Category]:
    """Count the unanswered as a category of their own from k on, else with the smallest, even if nobody is."""
    if not categories:
        return categories
    if unanswered.n >= k:
        return [*categories, unanswered]
    smallest = min(range(len(categories)), key=lambda at: categories[at].n)
    joined = _join([categories[smallest], unanswered], labels)
    return [*categories[:smallest], joined, *categories[smallest + 1 :]]


def _described(counts: Mapping[str, int], variable: Background) -> list[Category]:
    return [Category(one.label, counts.get(one.id, 0), (one.id,)) for one in variable.categories]


def _undescribed(counts: Mapping[str, int], k: int, other: Text) -> list[Category]:
    """Name only texts that k people wrote; the rest, if any, is one category: no free text of a few is shown."""
    named = [Category(same_in_all_languages(v), n, (v,)) for v, n in counts.items() if n >= k]
    rest = sum(n for n in counts.values() if n < k)
    return [*named, Category(other, rest, (OTHER_ANSWERS,))]


def count_background(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    wave: Wave,
    variable: str,
    described: Mapping[str, Background],
    members: int,
    labels: Labels,
) -> list[Category]:
    """Return the categories that may be shown of a background variable; none where it is hidden."""
    counts: dict[str, int] = dict(con.execute(_VALUES, [programme.id, wave.id, variable]).fetchall())
    categories = (
        _described(counts, described[variable])
        if variable in described
        else _undescribed(counts, programme.k, labels.other_answers)
    )
    blank = members - sum(one.n for one in categories)
    unanswered = Category(labels.unanswered, blank, (UNANSWERED,))
    merged = merge_categories(categories, programme.k, labels)
    return _with_unanswered(merged, unanswered, programme.k, labels)


def count_roles(programme: Programme, counted: CountedWave, labels: Labels) -> list[Category]:
    """Return the roles of a wave as its groups allow: roles that share a group are one category."""
    by_role: dict[str, set[tuple[str, str]]] = {}
    for cell in counted.members:
        by_role.setdefault(cell[0], set()).add(cell)
    roles: Partition = tuple(frozenset(cells) for cells in by_role.values())
    blocks = common_coarsening([roles, counted.partition])
    if len(blocks) < 2:
        return []
    order = [*(role.id for role in programme.roles), UNKNOWN]

    def category(block: Block) -> Category:
        held = sorted({role for role, _ in block}, key=order.index)
        return Category(labels.roles(held), sum(counted.members[cell] for cell in block), tuple(held))

    return [
        category(block) for block in sorted(blocks, key=lambda b: min(order.index(role) for role, _ in b))
    ]
