"""Background tables: one-way, for a whole wave, categories merged until each holds at least k."""

from collections.abc import Mapping, Sequence

import duckdb

from etl.release.background_groups import OTHER_ANSWERS, UNANSWERED, Category, Ids, Limits, group_categories
from etl.release.background_history import Changed
from etl.release.gate import CountedWave
from etl.release.groups import Block, Partition, common_coarsening
from etl.release.labels import Labels
from publication.definitions.background import Background
from publication.definitions.programme import UNKNOWN, Programme, Wave
from publication.definitions.text import Text, same_in_all_languages

_VALUES = """
SELECT value, count(*) FROM (
    SELECT min(value) AS value FROM background
    WHERE programme = ? AND wave = ? AND variable = ? GROUP BY respondent)
WHERE value IS NOT NULL GROUP BY value ORDER BY value
"""


def _join(categories: Sequence[Category], labels: Labels) -> Category:
    ids = tuple(each for one in categories for each in one.ids)
    return Category(labels.listed([one.label for one in categories]), sum(one.n for one in categories), ids)


def _described(counts: Mapping[str, int], variable: Background) -> list[Category]:
    return [Category(one.label, counts.get(one.id, 0), (one.id,)) for one in variable.categories]


def _often(counts: Mapping[str, int], k: int, before: Sequence[Sequence[Ids]]) -> list[str]:
    """Return the texts that k people wrote; where some were named before, those."""
    if before:
        named: Ids = frozenset().union(*(ids for shown in before for ids in shown))
        return sorted(named - {UNANSWERED, OTHER_ANSWERS})
    return [value for value, n in counts.items() if n >= k]


def _undescribed(counts: Mapping[str, int], often: Sequence[str], other: Text) -> list[Category]:
    """Name only the texts given; the rest, if any, is one category: no free text of a few is shown."""
    named = [Category(same_in_all_languages(value), counts.get(value, 0), (value,)) for value in often]
    rest = sum(n for value, n in counts.items() if value not in often)
    return [*named, Category(other, rest, (OTHER_ANSWERS,))]


def count_background(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    wave: Wave,
    variable: str,
    described: Mapping[str, Background],
    members: int,
    labels: Labels,
    changed: Sequence[Changed] = (),
) -> list[Category]:
    """Return the categories that may be shown of a background variable; none where it is hidden."""
    counts: dict[str, int] = dict(con.execute(_VALUES, [programme.id, wave.id, variable]).fetchall())
    if variable in described:
        categories = _described(counts, described[variable])
    else:
        before = [one.shown[variable] for one in changed if one.shown.get(variable)]
        often = _often(counts, programme.k, before)
        categories = _undescribed(counts, often, labels.other_answers)
    blank = members - sum(one.n for one in categories)
    unanswered = Category(labels.unanswered, blank, (UNANSWERED,))
    known = {each for one in categories for each in one.ids}
    since = [found for one in changed if (found := one.since(variable, known))]
    groups = group_categories(categories, unanswered, Limits(programme.k, since))
    return [_join(held, labels) for held in groups]


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
