"""Attribute disclosure: what scores tell of somebody whom an answer picks out, alone or as one of few.

Beside its questions' counts a score has a number of respondents, a standard error and counts in half steps.
In a small group they can tell whether the only one who answered 5 to a question is the only one who answered
1 to another. So they leave only where for everyone whom an answer (or a blank) picks out, and every other
question, sheets can be filled in otherwise and all that is shown stays the same. That none are found proves
nothing, and withholds.

    Two questions, answered 5 4 4 4 4 and 1 3 3 3 3: both means are the same whoever answered 1, the standard
    error is not. It would tell that who answered 5 is (or is not) who answered 1. Where one left the first
    blank and one the second, five respondents are two people's blanks, four one person's.

Source:
    Attribute disclosure: Duncan and Lambert (1989). The risk of disclosure for microdata. JBES 7.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from etl.release.alternatives import Asked, Picked
from etl.release.exchanges import NO_SLACK, Error, Filled, Shown, step_weights
from etl.release.scores import OVERALL, Flags, Linear, Numbers, Sheets, fewest_respondents, respondents

# Exchanges are looked for among so many people, and those that make good elsewhere with so many. That fewer
# are looked at can only withhold.
_PEOPLE, _MOVERS = 60, 12


class Figure(StrEnum):
    """What may leave of a score beside its mean, and stands for something else where it may not."""

    NUMBER = "number"
    ERROR = "error"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Release:
    """A figure of a score of groups together that may leave."""

    score: str
    groups: tuple[int, ...]
    figure: Figure


def withheld(
    sheets: Sequence[Sheets], items: Mapping[str, Flags], releases: Sequence[Release], k: int
) -> set[Release]:
    """Return what of scores must not leave so that nobody's other answers are told.

    Looked at one by one beside what was kept: numbers, standard errors, then counts; coarser selections and
    the overall score before finer ones and subscales.

    Args:
        sheets: Of each of the wave's groups.
        items: Score → which items it is taken over, shape (items,).
        releases: What is to leave; numbers of the groups of which every selection has all or none.
        k: So many who gave the same answer pick nobody out.
    """
    if not releases:
        return set()
    steps = max(len(held) for one in sheets for held in one.half_steps.values()) // 2 + 1
    groups = [_Group.of(group, items, steps, k) for group in sheets]
    in_order = sorted(releases, key=lambda one: (-len(one.groups), one.score != OVERALL))
    numbers, errors, counts = ([one for one in in_order if one.figure is figure] for figure in Figure)
    told = {one for one in numbers if any(one.score in groups[at].unnumbered for at in one.groups)}
    left = {*numbers} - told
    of_group = {(one.score, at): one for one in numbers for at in one.groups}
    rests_on = {one: {of_group[one.score, at] for at in one.groups} for one in (*errors, *counts)}
    for one in errors:
        n = sum(number_shown(sheets, items[one.score], number, left) for number in rests_on[one])
        cross = np.sum([sheets[at].cross for at in one.groups], axis=0)
        error = Error.of(Linear.of(cross, items[one.score], n), cross)
        for at in one.groups:
            groups[at].errors[one] = error
    told.update(one for one in counts if not told.isdisjoint(rests_on[one]))
    return told | _told(groups, [one for one in counts if one not in told])


def number_shown(
    sheets: Sequence[Sheets], items: Flags, release: Release, leaving: Collection[Release]
) -> int:
    """Return the number of respondents that is shown of groups together: theirs, or as few as there must be.

    Args:
        sheets: Of each of the wave's groups.
        items: Which items the score is taken over.
        release: Of the number.
        leaving: What may leave.
    """
    together = [sheets[at] for at in release.groups]
    if release in leaving:
        return respondents(together, release.score)
    return fewest_respondents(together, items)


def _told(groups: Sequence["_Group"], counts: Sequence[Release]) -> set[Release]:
    """Return the standard errors and counts that must not leave; those errors are taken out of the groups."""
    asked = [
        group.asked({one.score for one in counts if at in one.groups}) for at, group in enumerate(groups)
    ]
    gone = {one for group, of in zip(groups, asked, strict=True) for one in group.errors_told(of)}
    for group in groups:
        for one in gone & group.errors.keys():
            del group.errors[one]
    return gone.union(_counts_told(groups, asked, counts))


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of a wave: the sheets of some people, and which of their answers pick somebody out.

    `unnumbered`: scores whose number of respondents would tell. Of the others (`names`), `behind` which items
    they are taken over and `weights` of their half steps. `errors`: those that are shown of selections with
    the group. `moves`: see `moves_of`.
    """

    answers: Numbers
    picked: Picked
    unnumbered: frozenset[str]
    names: Sequence[str]
    behind: Flags
    weights: Numbers
    errors: dict[Release, Error] = field(default_factory=dict)
    moves: dict[frozenset[str], Numbers] = field(default_factory=dict)

    @classmethod
    def of(cls, sheets: Sheets, items: Mapping[str, Flags], steps: int, k: int) -> "_Group":
        some = _some_of(sheets, k)
        blanks = np.any(sheets.answers <= 0, axis=0).reshape(-1)
        # Where everybody answered an item, the counts tell how many have its scores.
        told = _unnumbered(*some, {name: held for name, held in items.items() if blanks[held].all()})
        kept = [name not in told for name in items]
        behind, weights = np.array(list(items.values())), step_weights(len(items), steps)
        names = [name for name in items if name not in told]
        return cls(*some, told, names, behind[kept], weights[kept])

    def filled(
        self, errors: Collection[Error], counted: Collection[str] = (), slack: Numbers = NO_SLACK
    ) -> Filled:
        """Return the sheets beside what is shown of the group; `counted`: scores with their half steps."""
        are_counted: Numbers = np.array([name in counted for name in self.names], dtype=np.int64)
        shown = Shown(list(errors), self.behind, self.weights * are_counted[:, None], slack)
        return Filled.truly(self.answers, shown)

    def asked(self, counted: Collection[str]) -> Asked:
        """Return whom an answer picks out, and what is in question where most is shown."""
        return Asked.of(self.picked, self.filled([]), self.filled(self.errors.values(), counted))

    def errors_told(self, asked: Asked) -> Iterator[Release]:
        """Yield whose standard errors must not leave."""
        kept = dict[Release, Error]()
        for one, error in self.errors.items() if asked.pairs else ():
            if any(asked.told(self.filled([*kept.values(), error]))):
                yield one
            else:
                kept[one] = error

    def moves_of(self, counted: frozenset[str]) -> Numbers:
        """Return by how much an exchange may change the weights of half steps, and nothing else shown."""
        if counted not in self.moves:
            self.moves[counted] = self.filled(self.errors.values(), counted).moves(_MOVERS)
        return self.moves[counted]


# Of which selections the half steps are shown that hold a group, by their number.
_Signature = tuple[int, ...]
# Which scores' half steps are shown of a group, and which groups are in the same selections throughout.
_Standing = tuple[frozenset[str], frozenset[int]]


def _standings(signatures: Sequence[_Signature], counts: Sequence[Release]) -> list[_Standing]:
    alike: dict[_Signature, set[int]] = {}
    for number, signature in enumerate(signatures):
        alike.setdefault(signature, set()).add(number)
    found = {
        signature: (frozenset(counts[at].score for at in signature), frozenset(numbers))
        for signature, numbers in alike.items()
    }
    return [found[signature] for signature in signatures]


def _counts_told(
    groups: Sequence[_Group], asked: Sequence[Asked], counts: Sequence[Release]
) -> Iterator[Release]:
    """Yield whose counts in half steps must not leave beside the errors.

    Selections of several groups tell less: an exchange in one group makes good for one in another that is in
    the same selections throughout. So what was decided of coarser ones is looked at again where finer ones
    part groups.
    """
    signatures: list[_Signature] = [()] * len(groups)
    safe = _standings(signatures, counts)
    for number, one in enumerate(counts):
        wanted = [
            (*signature, number) if at in one.groups else signature for at, signature in enumerate(signatures)
        ]
        standings = _standings(wanted, counts)
        anew = (at for at, held in enumerate(standings) if asked[at].pairs and held[0] and held != safe[at])
        if any(any(asked[at].told(_beside(groups, at, standings[at]))) for at in anew):
            yield one
        else:
            signatures, safe = wanted, standings


def _beside(groups: Sequence[_Group], number: int, standing: _Standing) -> Filled:
    """Return a group's sheets beside all that is shown of selections with it."""
    counted, alike = standing
    moves = [groups[other].moves_of(counted) for other in sorted(alike - {number})]
    group, slack = groups[number], np.unique(np.concatenate([NO_SLACK, *moves]))
    return group.filled(group.errors.values(), counted, slack)


def _some_of(group: Sheets, k: int) -> tuple[Numbers, Picked]:
    """Return the sheets of some people, those whom an answer picks out first, and which answers do."""
    picked = _picked(group, k)
    known = np.flatnonzero(picked.known.any(axis=1))
    rest = np.repeat(np.arange(len(group.people)), np.minimum(group.people, 2))
    rest = rest[~np.isin(rest, known)]
    some = rest[np.linspace(0, len(rest) - 1, min(len(rest), _PEOPLE)).astype(int)]
    rows = np.concatenate([known, some])
    return group.answers[rows], Picked(picked.known[rows], picked.asked[rows])


def _picked(group: Sheets, k: int) -> Picked:
    """Return by which answers somebody is known, and what they would tell.

    An answer that one gave tells all others of theirs; one that a few gave (fewer than k), those they share.
    """
    known, asked = (np.zeros(group.answers.shape, dtype=bool) for _ in range(2))
    for item, column in enumerate(group.answers.T):
        for answer in np.unique(column):
            rows = np.flatnonzero(column == answer)
            if group.people[rows].sum() < k:
                shared = (group.answers[rows] == group.answers[rows[0]]).all(axis=0)
                shared[item] = False
                known[rows[0], item] |= shared.any()
                asked[rows[0]] |= shared
    return Picked(known, asked)


def _unnumbered(answers: Numbers, picked: Picked, scores: Mapping[str, Flags]) -> frozenset[str]:
    """Return of which scores the number of respondents would tell somebody's other answers."""
    if not scores:
        return frozenset()

    def numbered(names: Collection[str]) -> Filled:
        behind = np.array([scores[name] for name in names], dtype=bool).reshape(len(names), answers.shape[1])
        no_weights = np.zeros((len(names), 2 * answers.max(initial=0) + 1), dtype=np.int64)
        return Filled.truly(answers, Shown([], behind, no_weights, NO_SLACK))

    asked, kept = Asked.of(picked, numbered([]), numbered(scores)), list[str]()
    for name in scores:
        if not any(asked.told(numbered([*kept, name]))):
            kept.append(name)
    return frozenset(scores) - {*kept}
