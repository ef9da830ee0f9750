"""Data swapping: sheets filled in otherwise, so that all counts stay and what is shown of scores comes out.

Source:
    Exchanges that leave all counts as they are: Dalenius and Reiss (1982). Data-swapping: a technique for
    disclosure control. Journal of Statistical Planning and Inference 6.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod

import numpy as np

from etl.release.scores.composite import Flags, Floats, Numbers
from etl.release.scores.shown import HAIR, NO_SLACK, ShownScores

# Above so many possible sheets none but exchanges are tried. An integer program stops after so many nodes and
# not after a time: what is published must not depend on how busy a machine is.
_SHEETS, _NODES = 500, 100
# So many people's exchanges are looked at in one go: more take more memory.
_ROWS = 32

# What answers add up to that go to one from another, and how many more answers that are, shape (scores, any).
_Moved = tuple[Numbers, Numbers]


@dataclass(frozen=True)
class Candidate:
    """Sheets of a group, a row each, filled in so that its counts come out, and how far off the rest is.

    `added` (errors, people, items): what each answer adds to each score; `squares` (errors,): the sums of
    squares that came of it; `lacking` (scores,): how many fewer have a score than is shown; `missing`: what
    the weights of half steps lack of those shown.
    """

    answers: Numbers
    added: Floats
    shown: ShownScores
    squares: Floats
    lacking: Numbers
    missing: int = 0

    @classmethod
    def truly(cls, answers: Numbers, shown: ShownScores) -> "Candidate":
        """Return the sheets as people filled them in."""
        lacking = np.zeros(len(shown.behind), dtype=np.int64)
        return cls(answers, shown.added(answers), shown, shown.limits[0], lacking)

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
        """The weight of each person's half steps, shape (people,)."""
        return self.shown.marks(*self.sums)

    def swapped(self, row: int, other: int, item: int) -> "Candidate":
        """Return the sheets after two exchanged their answers to an item."""
        two, answers, added = [row, other], self.answers.copy(), self.added.copy()
        answers[two, item] = self.answers[two[::-1], item]
        added[:, two, item] = self.added[:, two[::-1], item]
        after = replace(self, answers=answers, added=added)
        squares = (after.contributions[:, two] ** 2 - self.contributions[:, two] ** 2).sum(axis=1)
        have = ((after.sums[1][:, two] > 0).sum(axis=1) - (self.sums[1][:, two] > 0).sum(axis=1)).astype(int)
        marks = int((after.marks[two] - self.marks[two]).sum())
        return replace(
            after,
            squares=self.squares + squares,
            lacking=self.lacking - have,
            missing=self.missing - marks,
        )

    def unseen(self, rows: Numbers) -> Flags:
        """Say with whom some can exchange which answer so that what is shown comes out.

        Shape (rows, people, items).
        """
        return np.concatenate([self._all_unseen(batch) for batch in _batches(rows)])

    def _all_unseen(self, rows: Numbers) -> Flags:
        return self._unseen(rows, self._squares(rows, self._change(rows)), self._differs(rows), self._moved)

    def both_unseen(self, row: int, first: Numbers, second: Numbers) -> Flags:
        """Say with whom one can exchange two answers so that what is shown comes out.

        Args:
            row: Whose.
            first: Items.
            second: Items.

        Returns:
            Shape (people, first, second).
        """
        rows = np.array([row])
        change, differs = self._change(rows), self._differs(rows)
        squares = self._squares(rows, change[..., first, None] + change[..., None, second])
        two = differs[..., first, None] & differs[..., None, second] & (first[:, None] != second)

        def moved(own: Numbers, people: Numbers, item: Numbers, other: Numbers) -> _Moved:
            total, answered = self._moved(own, people, first[item])
            more, and_more = self._moved(own, people, second[other])
            return total + more, answered + and_more

        both: Flags = self._unseen(rows, squares, two, moved)[0]
        return both

    def _unseen(self, rows: Numbers, squares: Floats, some: Flags, moved: Callable[..., _Moved]) -> Flags:
        """Say after which of some exchanges (shape (rows, people, …)) all that is shown comes out."""
        found: Flags = some & self._within(squares)
        at = np.nonzero(found)
        own, people = rows[at[0]], at[1]
        come_out, elsewhere = self._come_out(own, people, moved(own, *at[1:]))
        found[at] = come_out & (~elsewhere | self._half_way(squares)[at])
        return found

    def off(self) -> Floats:
        """Return how far errors are beyond their limits after each exchange, shape (people, people, items).

        In parts of the limits' distance, summed over errors; infinite where nothing changes, or where half
        steps do not come out.
        """
        return np.concatenate([self._all_off(batch) for batch in _batches(np.arange(len(self.answers)))])

    def _all_off(self, rows: Numbers) -> Floats:
        at = np.nonzero(self._differs(rows))
        own, people, items = rows[at[0]], at[1], at[2]
        come_out, elsewhere = self._come_out(own, people, self._moved(own, people, items))
        true, low, high = (limit[:, None] for limit in self.shown.limits)
        squares = self._squares(rows, self._change(rows))[:, at[0], people, items]
        squares = np.where(elsewhere, 2 * squares - true, squares)
        beyond = np.where(squares <= low, low - squares + HAIR * high, np.maximum(squares - high, 0))
        off = np.full((len(rows), *self.answers.shape), np.inf)
        off[at] = np.where(come_out, (beyond / (high - low)).sum(axis=0), np.inf)
        return off

    def comes_out_as(self, answers: Numbers) -> bool:
        """Say whether all that is shown comes out of other sheets; an exchange elsewhere may make good."""
        other = Candidate.truly(answers, self.shown)
        squares = self.squares + np.square(other.contributions).sum(axis=1)
        squares -= np.square(self.contributions).sum(axis=1)
        missing = int(self.marks.sum() - other.marks.sum())
        within = self._within(squares) if missing == 0 else self._half_way(squares)
        have = [(sheets.sums[1] > 0).sum(axis=1) for sheets in (self, other)]
        return bool(within) and np.array_equal(*have) and missing in self.shown.slack

    def moves(self, most: int) -> Numbers:
        """Return by how much an exchange of the first people changes weights of half steps and no more."""
        rows = np.arange(min(most, len(self.answers)))
        squares = self._squares(rows, self._change(rows))
        at = np.nonzero(self._differs(rows) & self._half_way(squares))
        have, marks = self._changes(at[0], at[1], self._moved(*at))
        return np.unique(np.concatenate([NO_SLACK, marks[(have == 0).all(axis=0)]]))

    def _differs(self, rows: Numbers) -> Flags:
        differs: Flags = np.not_equal(self.answers, self.answers[rows, None])
        return differs

    def _change(self, rows: Numbers) -> Floats:
        """Return how much more others' answers add than some's own, shape (errors, rows, people, items)."""
        change: Floats = self.added[:, None] - self.added[:, rows, None]
        return change

    def _moved(self, own: Numbers, people: Numbers, items: Numbers) -> _Moved:
        """Return by how much some's sums grow with others' answers, shape (scores, any) each."""
        total, answered = (
            self.shown.behind[:, items] * (held[people, items] - held[own, items]) for held in self.worth
        )
        return total, answered

    def _squares(self, rows: Numbers, change: Floats) -> Floats:
        """Return the sums of squares after contributions moved from others to some.

        Shape (errors, rows, people, …). A change d makes of one's and another's (a + d)² and (b - d)²:
        2 d (a - b + d) more than before.
        """
        rest = (1,) * (change.ndim - 3)
        apart = self.contributions[:, rows, None] - self.contributions[:, None]
        squares: Floats = 2 * change * (apart.reshape(*apart.shape, *rest) + change)
        squares += self.squares.reshape(-1, 1, 1, *rest)
        return squares

    def _within(self, squares: Floats) -> Flags:
        """Say where all errors (the first axis) are within their limits."""
        _, low, high = (limit.reshape(-1, *(1,) * (squares.ndim - 1)) for limit in self.shown.limits)
        within: Flags = np.all((low < squares) & (squares <= high), axis=0)
        return within

    def _half_way(self, squares: Floats) -> Flags:
        """Say where all errors are half way to their limits at most.

        Two groups' exchanges, each at most half way, are within the limits together.
        """
        true = self.shown.limits[0].reshape(-1, *(1,) * (squares.ndim - 1))
        return self._within(2 * squares - true)

    def _come_out(self, own: Numbers, people: Numbers, moved: _Moved) -> tuple[Flags, Flags]:
        """Say after which exchanges half steps come out, and of which one elsewhere has to make good."""
        have, marks = self._changes(own, people, moved)
        missing = self.missing - marks
        come_out: Flags = np.all(have == self.lacking[:, None], axis=0) & self.shown.made_good(missing)
        return come_out, missing != 0

    def _changes(self, own: Numbers, people: Numbers, moved: _Moved) -> tuple[Numbers, Numbers]:
        """Return by how much exchanges change who has each score, and the weights of half steps."""
        ours = [held[:, own] + more for held, more in zip(self.sums, moved, strict=True)]
        others = [held[:, people] - more for held, more in zip(self.sums, moved, strict=True)]
        before = (self.sums[1][:, own] > 0).astype(int) + (self.sums[1][:, people] > 0)
        have: Numbers = (ours[1] > 0).astype(int) + (others[1] > 0) - before
        marks = self.shown.marks(*ours) + self.shown.marks(*others) - self.marks[own] - self.marks[people]
        return have, marks

    def fits(self, row: int, known: int, item: int) -> bool:
        """Say whether one of those with somebody's answer to an item may have given another to a second item.

        By integer programming: how many people filled in each possible sheet. Where too many are possible,
        nothing is found.
        """
        answers = [np.unique(column) for column in self.answers.T]
        if prod(map(len, answers)) > _SHEETS:
            return False
        from scipy.optimize import Bounds, LinearConstraint, milp

        sheets = np.array(list(product(*answers)), dtype=self.answers.dtype)
        as_it_is = (sheets[:, [known, item]] == self.answers[row, [known, item]]).all(axis=1)
        alike = (self.answers[:, known] == self.answers[row, known]).sum()
        equations = [*self._equations(sheets), (as_it_is.astype(float), 0, alike - 1)]
        table, least, most = (np.array(column) for column in zip(*equations, strict=True))
        solved = milp(
            np.zeros(len(sheets)),
            constraints=LinearConstraint(table, least, most),
            bounds=Bounds(0, np.inf),
            integrality=np.ones(len(sheets), dtype=np.int64),
            options={"node_limit": _NODES},
        )
        return solved.x is not None

    def _equations(self, sheets: Numbers) -> Iterator[tuple[Floats, float, float]]:
        """Yield, of each possible sheet, what it adds to something shown, and least and most of that."""
        for own, all_of_them in zip(self.answers.T, sheets.T, strict=True):
            yield from _as_often(own, all_of_them)
        other = Candidate.truly(sheets, self.shown)
        for own, all_of_them in zip(self.sums[1] > 0, other.sums[1] > 0, strict=True):
            yield from _as_often(own, all_of_them)
        yield from _as_often(self.marks, other.marks)
        for at, error in enumerate(self.shown.errors):
            rest = self.squares[at] - np.square(self.contributions[at]).sum()
            squares = np.square(other.contributions[at])
            # Around one, where the tolerance of a solver is known.
            unit = error.high
            yield squares / unit, (error.low * (1 + HAIR) - rest) / unit, (error.high - rest) / unit


def _as_often(own: Numbers, all_of_them: Numbers) -> Iterator[tuple[Floats, float, float]]:
    for value, n in zip(*np.unique(own, return_counts=True), strict=True):
        yield (all_of_them == value).astype(float), n, n


def _batches(rows: Numbers) -> Iterator[Numbers]:
    for begin in range(0, max(len(rows), 1), _ROWS):
        yield rows[begin : begin + _ROWS]
