"""Attribute disclosure: what scores tell of somebody whom one of their answers picks out.

Beside its questions' counts a score has a standard error, and counts in half steps. In a small group they
can tell whether the only one who answered 5 to a question is the only one who answered 1 to another. So they
leave only where for everyone whom an answer (or a blank) picks out, and every other question, sheets can be
filled in otherwise and all that is shown stays the same: answers were exchanged between people, once or
twice. That no such exchange is found proves nothing, and withholds.

    Two questions, answered 5 4 4 4 4 and 1 3 3 3 3: both means are the same whoever answered 1, the standard
    error is not. It would tell that who answered 5 is (or is not) who answered 1.

Source:
    Exchanges that leave all counts as they are: Dalenius and Reiss (1982). Data-swapping: a technique for
    disclosure control. Journal of Statistical Planning and Inference 6.
    Attribute disclosure: Duncan and Lambert (1989). The risk of disclosure for microdata. JBES 7.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from etl.publish.scores import OVERALL, Flags, Floats, Linear, Numbers, Sheets, next_below, rounded_up

# Exchanges are looked for among so many; that fewer are looked at can only withhold.
_PEOPLE, _PARTNERS = 60, 12
# What rounding of floating numbers may add to a limit, and the smallest sum of squares above that.
_HAIR, _NOTHING = 1e-6, 1e-15
# Half steps → a number each, whose sum over people says how many have which: equal only by a chance of 2⁻⁴⁰.
_MARKS = np.random.default_rng(1982).integers(2**40, size=1024)


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
    def of(cls, groups: Sequence[Sheets], release: Release, items: Flags) -> "_Error":
        cross = np.sum([group.cross for group in groups], axis=0)
        linear = Linear.of(cross, items, sum(group.n(release.score) for group in groups))
        squares = linear.squares(cross)
        shown = rounded_up(linear.standard_error(squares))
        ends, n = (next_below(shown), shown), max(linear.n, 2)
        low, high = ((end * (1 + _HAIR)) ** 2 * (n - 1) / n if end >= 0 else -1.0 for end in ends)
        return cls(linear, squares, low, max(high, _NOTHING))

    def binds(self, answers: Numbers) -> bool:
        """Say whether two exchanges between people can lead beyond the limits."""
        added = self.linear.contributions(answers)
        most, apart = np.ptp(added, axis=0).max(), np.ptp(added.sum(axis=1))
        change = 4 * most * (apart + 2 * most)
        return not self.low < self.squares - change < self.squares + change <= self.high


@dataclass(frozen=True)
class _Shown:
    """What is shown of scores that a group is part of.

    `behind` (scores, items): whether a score is taken over an item; `counted` (scores,): whether its counts
    in half steps are shown (how many have it always is).
    """

    errors: Sequence[_Error]
    behind: Flags
    counted: Flags

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """The sums of squares between which each standard error stays the same, shape (errors, 1, 1) each."""
        low, high = (np.array([getattr(one, end) for one in self.errors]) for end in ("low", "high"))
        return low.reshape(-1, 1, 1), high.reshape(-1, 1, 1)

    def added(self, answers: Numbers) -> Floats:
        """Return what each answer adds to each score with a standard error, shape (errors, people, items)."""
        added = [one.linear.contributions(answers) for one in self.errors]
        return np.stack(added) if added else np.zeros((0, *answers.shape))

    def marks(self, total: Numbers, answered: Numbers) -> Numbers:
        """Return the mark of the half step of answers with a total, both of shape (scores, any)."""
        halves = np.where(self.counted[:, None], (4 * total + answered) // np.maximum(2 * answered, 1), 1)
        marks: Numbers = _MARKS[np.where(answered > 0, halves, 0)]
        return marks


@dataclass(frozen=True)
class _Filled:
    """Sheets of a group, a row each, filled in so that its counts come out, and how far off the rest is.

    `added` (errors, people, items): what each answer adds to each score; `squares` (errors,): the sums of
    squares that came of it; `missing` (scores,): what the marks of half steps lack of those shown.
    """

    answers: Numbers
    added: Floats
    shown: _Shown
    squares: Floats
    missing: Numbers

    @classmethod
    def truly(cls, answers: Numbers, shown: _Shown) -> "_Filled":
        """Return the sheets as people filled them in."""
        squares = np.array([one.squares for one in shown.errors], dtype=float)
        missing = np.zeros(len(shown.behind), dtype=np.int64)
        return cls(answers, shown.added(answers), shown, squares, missing)

    @cached_property
    def contributions(self) -> Floats:
        """What each person adds to each score, shape (errors, people)."""
        summed: Floats = self.added.sum(axis=2)
        return summed

    @cached_property
    def worth(self) -> tuple[Numbers, Numbers]:
        """What each answer is worth to a score, and whether it counts as one, shape (people, items)."""
        return np.maximum(self.answers, 0).astype(np.int64), (self.answers > 0).astype(np.int64)

    @cached_property
    def sums(self) -> tuple[Numbers, Numbers]:
        """What people's answers to each score's items add up to, and how many, shape (scores, people)."""
        total, answered = (self.shown.behind.astype(np.int64) @ held.T for held in self.worth)
        return total, answered

    @cached_property
    def marks(self) -> Numbers:
        """The mark of each person's half step, shape (scores, people)."""
        return self.shown.marks(*self.sums)

    def exchanged(self, row: int, other: int, item: int) -> "_Filled":
        """Return the sheets after two exchanged their answers to an item."""
        two, answers, added = [row, other], self.answers.copy(), self.added.copy()
        answers[two, item] = self.answers[two[::-1], item]
        added[:, two, item] = self.added[:, two[::-1], item]
        after = replace(self, answers=answers, added=added)
        squares = (after.contributions[:, two] ** 2 - self.contributions[:, two] ** 2).sum(axis=1)
        marks = (after.marks[:, two] - self.marks[:, two]).sum(axis=1)
        return replace(after, squares=self.squares + squares, missing=self.missing - marks)

    def unseen(self, row: int) -> Flags:
        """Say with whom one can exchange which answer so that what is shown comes out, (people, items)."""
        found: Flags = np.not_equal(self.answers, self.answers[row]) & self._same_errors(row)
        people, items = np.nonzero(found)
        found[people, items] = self._same_marks(row, people, items)
        return found

    def _same_errors(self, row: int) -> Flags:
        change = self.added - self.added[:, [row]]
        apart = self.contributions[:, [row], None] - self.contributions[:, :, None]
        # (one's + change)² + (the other's - change)², less what both were
        squares = self.squares[:, None, None] + 2 * change * (apart + change)
        low, high = self.shown.limits
        same: Flags = np.all((low < squares) & (squares <= high), axis=0)
        return same

    def _same_marks(self, row: int, people: Numbers, items: Numbers) -> Flags:
        pairs = [(held[people, items], held[row, items]) for held in self.worth]
        moved = [self.shown.behind[:, items] * (others - own) for others, own in pairs]
        own = [held[:, [row]] + more for held, more in zip(self.sums, moved, strict=True)]
        others = [held[:, people] - more for held, more in zip(self.sums, moved, strict=True)]
        after = self.shown.marks(*own) + self.shown.marks(*others)
        before = self.marks[:, [row]] + self.marks[:, people]
        same: Flags = (after - before == self.missing[:, None]).all(axis=0)
        return same


def _unseen_after_two(sheets: _Filled, picked: Flags, row: int, item: int) -> bool:
    """Say whether one can exchange an answer if another exchange makes good for it.

    `picked` (items,): by which answers the one is known; these stay.
    """
    fixed = picked.copy()
    fixed[item] = True
    (partners,) = np.nonzero(sheets.answers[:, item] != sheets.answers[row, item])
    for other in partners[:_PARTNERS].tolist():
        after = sheets.exchanged(row, other, item)
        for third in (row, other):
            found = after.unseen(third)
            found[row, fixed] = False
            if third == row:
                found[:, fixed] = False
            if found.any():
                return True
    return False


# Somebody, by row, and a question.
_Pair = tuple[int, int]


def _told(sheets: _Filled, only: Flags, pairs: Sequence[_Pair]) -> Iterator[_Pair]:
    """Yield the pairs of which no exchange is found that nobody sees."""
    unseen = {row: np.any(sheets.unseen(row), axis=0) for row in dict.fromkeys(row for row, _ in pairs)}
    for row, item in pairs:
        if not (unseen[row][item] or _unseen_after_two(sheets, only[row], row, item)):
            yield row, item


def _in_question(sheets: _Filled, only: Flags) -> list[_Pair]:
    """Return who is known by an answer, and of which other question the counts alone do not tell theirs."""
    return [
        (row, int(item))
        for row in np.flatnonzero(only.any(axis=1)).tolist()
        for item in np.flatnonzero(sheets.unseen(row).any(axis=0))
        if only[row].sum() > only[row, item]
    ]


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
        one: _Error.of([sheets[group] for group in one.groups], one, items[one.score])
        for one in releases
        if not one.counts
    }
    dropped: set[Release] = set()
    for number, group in enumerate(sheets):
        about = [one for one in releases if number in one.groups and one not in dropped]
        dropped.update(_dropped(group, items, about, errors) if about else ())
    return dropped


def _dropped(
    group: Sheets, items: Mapping[str, Flags], about: Sequence[Release], errors: Mapping[Release, _Error]
) -> Iterator[Release]:
    """Yield what must not leave about a group: counts go first, then errors; the finest selections before."""
    answers, only = _some_of(group)
    binding = {one: errors[one] for one in about if one in errors and errors[one].binds(answers)}

    def shown(kept: Sequence[Release]) -> _Filled:
        counted = {one.score for one in kept if one.counts}
        held = [binding[one] for one in kept if one in binding]
        behind, counts = np.array(list(items.values())), np.array([name in counted for name in items])
        # Two exchanges leave somebody with more than two answers to a score with one.
        matters = counts | ((answers > 0) @ behind.T <= 2).any(axis=0)
        return _Filled.truly(answers, _Shown(held, behind[matters], counts[matters]))

    told = list(_told(shown(about), only, _in_question(shown([]), only)))
    kept: list[Release] = []
    worth = sorted(about, key=lambda one: (one.counts, -len(one.groups), one.score != OVERALL))
    for one in worth:
        if told and any(_told(shown([*kept, one]), only, told)):
            yield one
        else:
            kept.append(one)


def _some_of(group: Sheets) -> tuple[Numbers, Flags]:
    """Return the sheets of some people, those whom an answer picks out first, and which answers do."""
    only = np.zeros(group.answers.shape, dtype=bool)
    for at, column in enumerate(group.answers.T):
        place = np.unique(column, return_inverse=True)[1]
        only[:, at] = np.bincount(place, weights=group.people)[place] == 1
    picked = np.flatnonzero(only.any(axis=1))
    rest = np.repeat(np.arange(len(only)), np.minimum(group.people, 2))
    rest = rest[~only[rest].any(axis=1)]
    some = rest[np.linspace(0, len(rest) - 1, min(len(rest), _PEOPLE)).astype(int)]
    rows = np.concatenate([picked, some])
    return group.answers[rows], only[rows]
