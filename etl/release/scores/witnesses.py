"""Search for sheets that show the same and in which somebody answered otherwise.

Somebody is a row of the sheets of a group, known by what they answered to some items; these answers stay. A
witness is what everybody answered instead; that none is found proves nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from etl.release.scores.composite import Flags, Numbers
from etl.release.scores.swapping import Candidate

# Somebody, by row, and the item of which it is asked.
Target = tuple[int, int]
# With whom answers are exchanged, and to which items.
Swap = tuple[int, list[int]]

# With so many others an answer is exchanged at first where another exchange follows; or several, so many.
_PARTNERS, _FIRST, _MORE = 12, 3, 5


def binding(sheets: Candidate) -> Candidate:
    """Return the sheets beside what two exchanges can change of all that is shown."""
    return Candidate.truly(sheets.answers, sheets.shown.binding(sheets.answers))


def after_one_swap(near: Candidate, pairs: Sequence[Target]) -> Iterator[tuple[Target, Swap]]:
    """Yield the pairs with a witness after one exchange, and which."""
    rows = list(dict.fromkeys(row for row, _ in pairs))
    unseen = dict(zip(rows, near.unseen(np.array(rows, dtype=np.int64)), strict=True))
    for row, item in pairs:
        if unseen[row][:, item].any():
            yield (row, item), (int(unseen[row][:, item].argmax()), [item])


def after_both(near: Candidate, known: Flags, pairs: Sequence[Target]) -> Iterator[tuple[Target, Swap]]:
    """Yield the pairs with a witness after two people exchanged two answers, and which."""
    for row in dict.fromkeys(row for row, _ in pairs):
        first = np.array([item for other, item in pairs if other == row])
        second = np.flatnonzero(~known[row])
        unseen = near.both_unseen(row, first, second)
        for at, item in enumerate(first.tolist()):
            if unseen[:, at].any():
                other, another = map(int, np.argwhere(unseen[:, at])[0])
                yield (row, item), (other, [item, int(second[another])])


def swapped(answers: Numbers, row: int, swap: Swap) -> Numbers:
    """Return the answers after somebody exchanged some with another."""
    (other, items), after = swap, answers.copy()
    after[row, items], after[other, items] = answers[other, items], answers[row, items]
    return after


def after_two(near: Candidate, known: Flags, pair: Target) -> Numbers | None:
    """Return a witness after two exchanges: the same two exchange another, or one of them with a third."""
    (row, item), fixed = pair, _fixed(known, pair)
    for other in _partners(near, pair)[:_PARTNERS]:
        after, both = near.swapped(row, other, item), (row, other)
        found = after.unseen(np.array(both))
        found[:, row, fixed] = found[0, :, fixed] = False
        if found.any():
            third, whom, what = map(int, np.unravel_index(int(found.argmax()), found.shape))
            return after.swapped(both[third], whom, what).answers
    return None


def after_more(sheets: Candidate, near: Candidate, known: Flags, pair: Target) -> Numbers | None:
    """Return a witness after several exchanges, each the one that brings what is shown nearest."""
    for other in _partners(near, pair)[:_FIRST]:
        found = _descended(near.swapped(pair[0], other, pair[1]), pair[0], _fixed(known, pair))
        if found is not None and sheets.comes_out_as(found):
            return found
    return None


def _descended(after: Candidate, row: int, fixed: Flags) -> Numbers | None:
    far = np.inf
    for _ in range(_MORE):
        off = after.off()
        off[:, row, fixed] = off[row, :, fixed] = np.inf
        third, whom, what = map(int, np.unravel_index(int(off.argmin()), off.shape))
        least = float(off[third, whom, what])
        if not least < far:
            return None
        after, far = after.swapped(third, whom, what), least
        if least == 0:
            return after.answers
    return None


def _fixed(known: Flags, pair: Target) -> Flags:
    fixed = known.copy()
    fixed[pair[1]] = True
    return fixed


def _partners(sheets: Candidate, pair: Target) -> list[int]:
    row, item = pair
    partners: list[int] = np.flatnonzero(sheets.answers[:, item] != sheets.answers[row, item]).tolist()
    return partners


def _hidden(near: Candidate, known: Flags, pairs: Sequence[Target]) -> Mapping[Target, Swap]:
    """Return the pairs with a witness after exchanges between two people, and which."""
    found = dict(after_one_swap(near, pairs))
    return found | dict(after_both(near, known, [pair for pair in pairs if pair not in found]))


@dataclass(frozen=True, slots=True)
class Identified:
    """By which answers somebody is known, and of which others it is asked, shape (people, items) each."""

    known: Flags
    targets: Flags


@dataclass(frozen=True, slots=True)
class Targets:
    """Whom an answer picks out of a group, and of which other items; witnesses found so far."""

    identified: Identified
    pairs: Sequence[Target]
    witnesses: dict[Target, Numbers] = field(default_factory=dict)

    @classmethod
    def of(cls, identified: Identified, beside_counts: Candidate, strictest: Candidate) -> "Targets":
        """Return those of whom something is in question: the counts do not tell it, and all scores might.

        Whom one exchange or two hide where most is shown, they hide where less is.
        """
        rows = np.flatnonzero(identified.targets.any(axis=1))
        open_to_others: Flags = np.any(beside_counts.unseen(rows), axis=1)
        pairs = [
            (row, int(item))
            for row, open_items in zip(rows.tolist(), open_to_others, strict=True)
            for item in np.flatnonzero(open_items & identified.targets[row])
        ]
        near, known = binding(strictest), identified.known
        hidden = _hidden(near, known, pairs)
        left = (pair for pair in pairs if pair not in hidden)
        return cls(identified, [pair for pair in left if after_two(near, known[pair[0]], pair) is None])

    def disclosed(self, sheets: Candidate) -> Iterator[Target]:
        """Yield those of whom no witness is found beside what is shown."""
        near, held, known = binding(sheets), self.witnesses, self.identified.known
        open_ = [pair for pair in self.pairs if pair not in held or not sheets.comes_out_as(held[pair])]
        hidden = _hidden(near, known, open_)
        held.update((pair, swapped(near.answers, pair[0], swap)) for pair, swap in hidden.items())
        for pair in (pair for pair in open_ if pair not in hidden):
            witness = after_two(near, known[pair[0]], pair)
            if witness is None:
                witness = after_more(sheets, near, known[pair[0]], pair)
            if witness is not None:
                held[pair] = witness
            elif not self._fits(sheets, pair):
                yield pair

    def _fits(self, sheets: Candidate, pair: Target) -> bool:
        row, item = pair
        known = np.flatnonzero(self.identified.known[row] & (np.arange(sheets.answers.shape[1]) != item))
        return all(sheets.fits(row, other, item) for other in known.tolist())
