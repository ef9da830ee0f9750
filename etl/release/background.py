"""Background tables: one-way, for a whole wave, categories merged until each holds at least k."""

from collections.abc import Mapping, Sequence

from etl.release.background_groups import (
    OTHER_ANSWERS,
    UNANSWERED,
    BackgroundGate,
    Category,
    Ids,
    group_categories,
)
from etl.release.context import ReleaseContext
from etl.release.counted import CountedWave
from etl.release.groups import Block, Partition, common_coarsening
from etl.release.labels import Labels
from etl.release.prior.background import BackgroundChange
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
    ids = tuple(each for category in categories for each in category.ids)
    return Category(
        labels.listed([category.label for category in categories]),
        sum(category.n for category in categories),
        ids,
    )


def _described(counts: Mapping[str, int], variable: Background) -> list[Category]:
    return [
        Category(category.label, counts.get(category.id, 0), (category.id,))
        for category in variable.categories
    ]


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
    context: ReleaseContext,
    wave: Wave,
    variable: str,
    members: int,
    changed: Sequence[BackgroundChange] = (),
) -> list[Category]:
    """Return the categories that may be shown of a background variable; none where it is hidden."""
    programme, labels = context.programme, context.labels
    counts: dict[str, int] = dict(context.con.execute(_VALUES, [programme.id, wave.id, variable]).fetchall())
    if variable in context.background:
        categories = _described(counts, context.background[variable])
    else:
        before = [change.shown[variable] for change in changed if change.shown.get(variable)]
        often = _often(counts, programme.k, before)
        categories = _undescribed(counts, often, labels.other_answers)
    blank = members - sum(category.n for category in categories)
    unanswered = Category(labels.unanswered, blank, (UNANSWERED,))
    known = {name for category in categories for name in category.ids}
    changes = [found for change in changed if (found := change.of_question(variable, known))]
    groups = group_categories(categories, unanswered, BackgroundGate(programme.k, changes))
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
