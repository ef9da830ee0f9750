"""Attribute disclosure: what scores tell of somebody whom one of their answers picks out.

Beside its questions' counts a score has a standard error, and counts in half steps. In a small group they
can tell whether the only one who answered 5 to a question is the only one who answered 1 to another. So they
leave only where for everyone whom an answer (or a blank) picks out, and every other question, sheets can be
filled in otherwise and all that is shown stays the same: after one exchange of answers between people, after
two, or, of few questions, in any way at all. That none is found proves nothing, and withholds.

    Two questions, answered 5 4 4 4 4 and 1 3 3 3 3: both means are the same whoever answered 1, the standard
    error is not. It would tell that who answered 5 is (or is not) who answered 1.

Source:
    Attribute disclosure: Duncan and Lambert (1989). The risk of disclosure for microdata. JBES 7.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.publish.exchanges import Error, Filled, Shown
from etl.publish.scores import OVERALL, Flags, Numbers, Sheets

# Exchanges are looked for among so many; that fewer are looked at can only withhold.
_PEOPLE, _PARTNERS = 60, 12


@dataclass(frozen=True, slots=True)
class Release:
    """What may leave of a score of groups together, beside its mean: its counts or its standard error."""

    score: str
    groups: tuple[int, ...]
    counts: bool


def _unseen_after_two(sheets: Filled, picked: Flags, row: int, item: int) -> bool:
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


def _told(sheets: Filled, only: Flags, pairs: Sequence[_Pair]) -> Iterator[_Pair]:
    """Yield the pairs of which no exchange is found that nobody sees, and no other way to fill in sheets."""
    near = Filled.truly(sheets.answers, sheets.shown.binding(sheets.answers))
    unseen = {row: np.any(near.unseen(row), axis=0) for row in dict.fromkeys(row for row, _ in pairs)}
    for row, item in pairs:
        if not (unseen[row][item] or _unseen_after_two(near, only[row], row, item)):
            known = np.flatnonzero(only[row] & (np.arange(len(only[row])) != item)).tolist()
            if not all(sheets.fits(row, one, item) for one in known):
                yield row, item


def _in_question(sheets: Filled, only: Flags) -> list[_Pair]:
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
        one: Error.of([sheets[group] for group in one.groups], one.score, items[one.score])
        for one in releases
        if not one.counts
    }
    dropped: set[Release] = set()
    for number, group in enumerate(sheets):
        about = [one for one in releases if number in one.groups and one not in dropped]
        dropped.update(_dropped(group, items, about, errors) if about else ())
    return dropped


def _dropped(
    group: Sheets, items: Mapping[str, Flags], about: Sequence[Release], errors: Mapping[Release, Error]
) -> Iterator[Release]:
    """Yield what must not leave about a group: counts go first, then errors; the finest selections before."""
    answers, only = _some_of(group)
    behind = np.array(list(items.values()))

    def shown(kept: Sequence[Release]) -> Filled:
        counted = {one.score for one in kept if one.counts}
        held = [errors[one] for one in kept if not one.counts]
        return Filled.truly(answers, Shown(held, behind, np.array([name in counted for name in items])))

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
