"""Attribute disclosure: what scores tell of somebody whom one of their answers picks out.

Beside its questions' counts a score has a standard error, and counts in half steps. In a small group they
can tell whether the only one who answered 5 to a question is the only one who answered 1 to another. So they
leave only where for everyone whom an answer (or a blank) picks out, and every other question, sheets can be
filled in otherwise and all that is shown stays the same: two people (or twice two) have exchanged an answer.
That no such exchange is found proves nothing, and withholds.

Source:
    Attribute disclosure: Duncan and Lambert (1989). The risk of disclosure for microdata. JBES 7.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from etl.publish.scores import OVERALL, Floats, Linear, Numbers, Sheets, next_below, rounded_up, together

Flags = npt.NDArray[np.bool_]

# Exchanges are looked for among so many; that fewer are looked at can only withhold.
_PEOPLE, _PARTNERS = 60, 12
_HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class Release:
    """What may leave of a score of groups together, beside its mean: its counts or its standard error."""

    score: str
    groups: tuple[int, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class _Error:
    """A standard error that is shown: how its sum of squares comes about, and within what limits it is."""

    linear: Linear
    squares: float
    low: float
    high: float

    @classmethod
    def of(cls, sheets: Sheets, score: str, items: Flags) -> "_Error":
        linear = Linear.of(sheets, score, items)
        squares = linear.squares(sheets)
        shown = rounded_up(linear.standard_error(squares))
        n = max(linear.n, 2)
        low, high = (
            (end * (1 + _HAIR)) ** 2 * (n - 1) / n if end >= 0 else -1.0 for end in (next_below(shown), shown)
        )
        return cls(linear, squares, low, max(high, 1e-15))


@dataclass(frozen=True)
class _People:
    """Some people of a group, a row each, and all that is shown of the selections they are part of.

    `scores`: of each, its items and whether its counts are shown. `only` (people, items): whose answer to
    an item nobody else of the group gave.
    """

    answers: Numbers
    only: Flags
    errors: Sequence[_Error]
    scores: Sequence[tuple[Flags, bool]]

    @cached_property
    def added(self) -> list[Floats]:
        """What each answer adds to each score whose standard error is shown, shape (people, items)."""
        return [error.linear.contributions(self.answers) for error in self.errors]

    def exchanged(self, some: int, other: int, item: int) -> "_People":
        """Return the people after two exchanged their answers to an item."""
        two, answers = [some, other], self.answers.copy()
        answers[two, item] = self.answers[two[::-1], item]
        after = _People(answers, self.only, self.errors, self.scores)
        squares = [
            error.squares + float((now[two].sum(axis=1) ** 2 - then[two].sum(axis=1) ** 2).sum())
            for error, then, now in zip(self.errors, self.added, after.added, strict=True)
        ]
        errors = [replace(error, squares=one) for error, one in zip(self.errors, squares, strict=True)]
        return replace(after, errors=errors)

    def alike(self, rows: Numbers, item: int, *, counts: bool) -> Flags:
        """Say with whom each of some can exchange another answer, and those who have a score stay as many.

        `counts`: and what is shown of scores in half steps stays the same.
        """
        column = self.answers[:, item]
        alike: Flags = column[rows, None] != column[None, :]
        for items, counted in self.scores:
            if items[item]:
                rest = self.answers * items
                rest[:, item] = 0
                alike = alike & _same_half_steps(rest, column, rows, counts=counts and counted)
        return alike

    def unseen(self, rows: Numbers, item: int) -> Flags:
        """Say with whom each of some can exchange another answer so that nothing shown changes."""
        alike = self.alike(rows, item, counts=True)
        for error, added in zip(self.errors, self.added, strict=True):
            if error.linear.weight[item] and alike.any():
                own = added[:, item]
                rest = added.sum(axis=1) - own
                # (rest + the other's own)², less what it was, for both
                change = 2 * (own[None, :] - own[rows, None]) * (rest[rows, None] - rest[None, :])
                squares = error.squares + change
                alike &= (error.low < squares) & (squares <= error.high)
        return alike


def _same_half_steps(rest: Numbers, column: Numbers, rows: Numbers, *, counts: bool) -> Flags:
    """Say which exchanges leave the same half steps (or only, where counts are not shown, who has any)."""
    total, answered = rest.sum(axis=1), (rest > 0).sum(axis=1)

    def steps(whose: Numbers, given: Numbers) -> Numbers:
        n = answered[whose] + (given > 0)
        halves = (4 * (total[whose] + given) + n) // np.maximum(2 * n, 1)
        found: Numbers = np.where(n > 0, halves if counts else 1, -1)
        return found

    everyone = np.arange(len(column))
    before = np.sort(
        np.stack(np.broadcast_arrays(steps(rows, column[rows])[:, None], steps(everyone, column)[None, :])),
        axis=0,
    )
    after = np.sort(
        np.stack(
            np.broadcast_arrays(
                steps(rows[:, None], column[None, :]), steps(everyone[None, :], column[rows, None])
            )
        ),
        axis=0,
    )
    same: Flags = (before == after).all(axis=0)
    return same


def _told(people: _People) -> bool:
    """Say whether somebody's answer is told who is known by another, and would not be without the scores."""
    known = np.flatnonzero(people.only.any(axis=1))
    for item in _in_question(people):
        others = people.only.copy()
        others[:, item] = False
        rows = known[others[known].any(axis=1)]
        rows = rows[people.alike(rows, item, counts=False).any(axis=1)]
        sure = rows[~people.unseen(rows, item).any(axis=1)]
        if not all(_unsure_after_two(people, row, item) for row in sure.tolist()):
            return True
    return False


def _in_question(people: _People) -> list[int]:
    """Return the items with different answers: where all agree, their counts tell it."""
    highest = people.answers.max(axis=0)
    lowest = np.where(people.answers > 0, people.answers, highest).min(axis=0)
    return [int(item) for item in np.flatnonzero(lowest < highest)]


def _unsure_after_two(people: _People, row: int, item: int) -> bool:
    """Say whether one can exchange an answer if others exchange one, too."""
    (partners,) = np.nonzero(people.alike(np.array([row]), item, counts=True)[0])
    everyone = np.arange(len(people.answers))
    kept = people.only[row].copy()
    kept[item] = True
    for partner in partners[:_PARTNERS].tolist():
        after = people.exchanged(row, partner, item)
        for other in range(people.answers.shape[1]):
            found = after.unseen(everyone, other)
            if kept[other]:
                found[row], found[:, row] = False, False
            if found.any():
                return True
    return False


def withheld(
    sheets: Sequence[Sheets], items: Mapping[str, Flags], releases: Sequence[Release]
) -> set[Release]:
    """Return what of scores must not leave so that nobody's other answers are told.

    Args:
        sheets: Of each of the wave's groups.
        items: Score → which items it is taken over, shape (items,).
        releases: What is to leave.
    """
    errors = {
        one: _Error.of(together([sheets[group] for group in one.groups]), one.score, items[one.score])
        for one in releases
        if not one.counts
    }
    dropped: set[Release] = set()
    for number, group in enumerate(sheets):
        about = [one for one in releases if number in one.groups]
        if about:
            dropped |= _drop(group, items, [one for one in about if one not in dropped], errors)
    return dropped


def _drop(
    group: Sheets, items: Mapping[str, Flags], about: Sequence[Release], errors: Mapping[Release, _Error]
) -> set[Release]:
    """Return what to drop of what is about a group: of the finest selections and of subscales first."""
    rows, only = _some_of(group)

    def told(left: Sequence[Release]) -> bool:
        counted = {one.score for one in left if one.counts}
        scores = [(held, name in counted) for name, held in items.items()]
        shown = [errors[one] for one in left if not one.counts]
        return _told(_People(group.answers[rows], only, shown, scores))

    order = sorted(about, key=lambda one: (len(one.groups), one.score == OVERALL, not one.counts))
    gone = 0
    while gone < len(order) and told(order[gone:]):
        gone += 1
    return {*_needed(order[:gone], order[gone:], told)}


def _needed(
    gone: Sequence[Release], left: Sequence[Release], told: Callable[[Sequence[Release]], bool]
) -> Iterator[Release]:
    """Yield what really has to go: the last dropped first, each is taken back where it tells nothing."""
    kept = list(left)
    for one in reversed(gone):
        if told([*kept, one]):
            yield one
        else:
            kept.append(one)


def _some_of(group: Sheets) -> tuple[Numbers, Flags]:
    """Return the rows of some people, those whom an answer picks out before others, and which answers do."""
    only = np.zeros(group.answers.shape, dtype=bool)
    for at, column in enumerate(group.answers.T):
        held = np.bincount(column, weights=group.people)
        only[:, at] = held[column] == 1
    picked = np.flatnonzero(only.any(axis=1))
    rest = np.repeat(np.arange(len(only)), np.minimum(group.people, 2))
    rest = rest[~only[rest].any(axis=1)]
    some = (
        rest[np.unique(np.linspace(0, len(rest) - 1, min(len(rest), _PEOPLE)).astype(int))]
        if len(rest)
        else rest
    )
    rows = np.concatenate([picked, some])
    return rows, only[rows]
