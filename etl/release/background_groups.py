"""Which categories of a background question stand together: k people each, and never finer than before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from publication.definitions.text import Text

# Categories that no description has; a printed table may count the unanswered too.
UNANSWERED = "unanswered"
OTHER_ANSWERS = "other_answers"

Ids = frozenset[str]


@dataclass(frozen=True, slots=True)
class Category:
    """One or more answers to a background question, counted together; `ids` names them.

    Also those that nobody gave: were they left out, a name would say that somebody gave it.
    """

    label: Text
    n: int
    ids: tuple[str, ...] = ()


Group = list[Category]


@dataclass(frozen=True, slots=True)
class CategoryChange:
    """What one publication showed of a question, and how many came and went since, by category.

    `shown` are its categories, those that stood together as one; none where it was hidden.
    """

    shown: Sequence[Ids]
    came: Mapping[str, int] = field(default_factory=dict)
    went: Mapping[str, int] = field(default_factory=dict)

    def moved(self, ids: Collection[str]) -> list[int]:
        """Return how many came to some categories together, how many went, and the net number."""
        came, went = (sum(held.get(category, 0) for category in ids) for held in (self.came, self.went))
        return [came, went, abs(came - went)]

    def unmoved(self, ids: Ids) -> Ids:
        """Return the categories shown within some others that are still as many, whoever is in them."""
        found = (held for held in self.shown if held <= ids and self.as_many(held))
        return frozenset().union(*found)

    def as_many(self, ids: Collection[str]) -> bool:
        """Say whether as many came to some categories as went from them."""
        return not self.moved(ids)[-1]

    def around(self, category: str) -> Ids:
        """Return what a category stood together with; one without a name stood with the rest."""
        for name in (category, OTHER_ANSWERS, UNANSWERED):
            for held in self.shown:
                if name in held:
                    return held | {category}
        return frozenset({category})


@dataclass(frozen=True, slots=True)
class BackgroundGate:
    """What a question's categories are held to: k people, alone and held against what was shown before."""

    k: int
    changes: Sequence[CategoryChange] = ()

    def hold(self, group: Group) -> bool:
        """Say whether some categories together tell of at least k people, or of nobody more than before."""
        ids = _ids(group)
        known: Ids = frozenset().union(*(change.unmoved(ids) for change in self.changes))
        left = sum(category.n for category in group if not known.issuperset(category.ids))
        apart = [left, *(n for change in self.changes for n in change.moved(ids))]
        return sum(category.n for category in group) >= self.k and not any(0 < n < self.k for n in apart)


def _ids(group: Iterable[Category]) -> Ids:
    return frozenset(each for category in group for each in category.ids)


def merge_neighbours(groups: Iterable[Group], gate: BackgroundGate) -> list[Group]:
    """Merge neighbours, the first that does not hold with the next (the last with the previous)."""
    merged = list(groups)
    while len(merged) > 1:
        small = next((at for at, group in enumerate(merged) if not gate.hold(group)), None)
        if small is None:
            break
        first = min(small, len(merged) - 2)
        merged[first : first + 2] = [merged[first] + merged[first + 1]]
    return merged


def _with_unanswered(groups: Sequence[Group], unanswered: Category, gate: BackgroundGate) -> list[Group]:
    """Count the unanswered as a category of their own from k on, else with the smallest, even if nobody is.

    Where they were shown with others before, with those.
    """
    before: Ids = frozenset().union(*(change.around(UNANSWERED) for change in gate.changes)) - {UNANSWERED}
    if not before and gate.hold([unanswered]):
        return [*groups, [unanswered]]
    smallest = min(groups, key=lambda group: sum(category.n for category in group))
    place = next((group for group in groups if _ids(group) & before), smallest)
    return [[*group, unanswered] if group is place else group for group in groups]


def _as_before(groups: Iterable[Group], change: CategoryChange) -> list[Group]:
    """Merge the groups that share categories which were shown together."""
    joined: list[tuple[Ids, Group]] = []
    for group in groups:
        around: Ids = frozenset().union(*(change.around(name) for name in _ids(group)))
        touched = [held for held in joined if held[0] & around]
        apart = [held for held in joined if not held[0] & around]
        wider = around.union(*(ids for ids, _ in touched))
        joined = [*apart, (wider, [*chain.from_iterable(held for _, held in touched), *group])]
    return [group for _, group in joined]


def group_categories(
    categories: Sequence[Category], unanswered: Category, gate: BackgroundGate
) -> list[Group]:
    """Return which categories stand together, so that each group holds; none where fewer than two are left.

    What was shown together before stays together, and what was hidden stays hidden.
    """
    groups = merge_neighbours(([category] for category in categories), gate)
    if len(groups) < 2 or not all(change.shown for change in gate.changes):
        return []
    groups = _with_unanswered(groups, unanswered, gate)
    for change in gate.changes:
        groups = _as_before(groups, change)
    place = [*categories, unanswered].index
    in_order = sorted((sorted(group, key=place) for group in groups), key=lambda group: place(group[0]))
    groups = merge_neighbours(in_order, gate)
    answered = [group for group in groups if group != [unanswered]]
    return groups if len(answered) > 1 and all(map(gate.hold, groups)) else []
