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

from etl.release.scores.composite import Flags, Numbers
from etl.release.scores.patterns import ResponsePatterns, fewest_respondents, respondents
from etl.release.scores.shown import NO_SLACK, ShownError, ShownScores, step_weights
from etl.release.scores.standard_error import LinearisedMean
from etl.release.scores.swapping import Candidate
from etl.release.scores.witnesses import Identified, Targets
from publication.ids import OVERALL

# Exchanges are looked for among so many people, and those that make good elsewhere with so many. That fewer
# are looked at can only withhold.
_PEOPLE, _MOVERS = 60, 12


class FigureKind(StrEnum):
    """What may leave of a score beside its mean, and stands for something else where it may not."""

    NUMBER = "number"
    ERROR = "error"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class ScoreFigure:
    """A figure of a score of groups together that may leave."""

    score: str
    groups: tuple[int, ...]
    kind: FigureKind


def suppressed(
    patterns: Sequence[ResponsePatterns], items: Mapping[str, Flags], figures: Sequence[ScoreFigure], k: int
) -> set[ScoreFigure]:
    """Return what of scores must not leave so that nobody's other answers are told.

    Looked at one by one beside what was kept: numbers, standard errors, then counts; coarser selections and
    the overall score before finer ones and subscales.

    Args:
        patterns: Of each of the wave's groups.
        items: Score → which items it is taken over, shape (items,).
        figures: What is to leave; numbers of the groups of which every selection has all or none.
        k: So many who gave the same answer pick nobody out.
    """
    if not figures:
        return set()
    steps = max(len(held) for group in patterns for held in group.half_steps.values()) // 2 + 1
    groups = [_Group.of(group, items, steps, k) for group in patterns]
    in_order = sorted(figures, key=lambda figure: (-len(figure.groups), figure.score != OVERALL))
    numbers, errors, counts = ([figure for figure in in_order if figure.kind is kind] for kind in FigureKind)
    hidden = {
        number for number in numbers if any(number.score in groups[at].unnumbered for at in number.groups)
    }
    number_of = {(number.score, at): number for number in numbers for at in number.groups}
    rests_on = {
        figure: {number_of[figure.score, at] for at in figure.groups} for figure in (*errors, *counts)
    }
    left = {*numbers} - hidden
    for figure in errors:
        n = sum(number_shown(patterns, items[figure.score], number, left) for number in rests_on[figure])
        cross = np.sum([patterns[at].cross for at in figure.groups], axis=0)
        error = ShownError.of(LinearisedMean.of(cross, items[figure.score], n), cross)
        for at in figure.groups:
            groups[at].errors[figure] = error
    hidden.update(figure for figure in counts if not hidden.isdisjoint(rests_on[figure]))
    return hidden | _disclosing(groups, [figure for figure in counts if figure not in hidden])


def number_shown(
    patterns: Sequence[ResponsePatterns],
    items: Flags,
    number: ScoreFigure,
    released: Collection[ScoreFigure],
) -> int:
    """Return the number of respondents that is shown of groups together: theirs, or as few as there must be.

    Args:
        patterns: Of each of the wave's groups.
        items: Which items the score is taken over.
        number: Of which groups.
        released: What may leave.
    """
    together = [patterns[at] for at in number.groups]
    if number in released:
        return respondents(together, number.score)
    return fewest_respondents(together, items)


def _disclosing(groups: Sequence["_Group"], counts: Sequence[ScoreFigure]) -> set[ScoreFigure]:
    """Return the standard errors and counts that must not leave; those errors are taken out of the groups."""
    targets = [
        group.targets({figure.score for figure in counts if at in figure.groups})
        for at, group in enumerate(groups)
    ]
    found = {
        figure
        for group, of_group in zip(groups, targets, strict=True)
        for figure in group.disclosing_errors(of_group)
    }
    for group in groups:
        for figure in found & group.errors.keys():
            del group.errors[figure]
    return found.union(_disclosing_counts(groups, targets, counts))


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of a wave: the sheets of some people, and which of their answers pick somebody out.

    `unnumbered`: scores whose number of respondents would tell. Of the others (`names`), `behind` which items
    they are taken over and `weights` of their half steps. `errors`: those that are shown of selections with
    the group. `moves`: see `moves_of`.
    """

    answers: Numbers
    identified: Identified
    unnumbered: frozenset[str]
    names: Sequence[str]
    behind: Flags
    weights: Numbers
    errors: dict[ScoreFigure, ShownError] = field(default_factory=dict)
    moves: dict[frozenset[str], Numbers] = field(default_factory=dict)

    @classmethod
    def of(cls, patterns: ResponsePatterns, items: Mapping[str, Flags], steps: int, k: int) -> "_Group":
        some = _some_of(patterns, k)
        blanks = np.any(patterns.answers <= 0, axis=0).reshape(-1)
        # Where everybody answered an item, the counts tell how many have its scores.
        unnumbered = _unnumbered(*some, {name: held for name, held in items.items() if blanks[held].all()})
        kept = [name not in unnumbered for name in items]
        behind, weights = np.array(list(items.values())), step_weights(len(items), steps)
        names = [name for name in items if name not in unnumbered]
        return cls(*some, unnumbered, names, behind[kept], weights[kept])

    def beside(
        self, errors: Collection[ShownError], counted: Collection[str] = (), slack: Numbers = NO_SLACK
    ) -> Candidate:
        """Return the sheets beside what is shown of the group; `counted`: scores with their half steps."""
        are_counted: Numbers = np.array([name in counted for name in self.names], dtype=np.int64)
        shown = ShownScores(list(errors), self.behind, self.weights * are_counted[:, None], slack)
        return Candidate.truly(self.answers, shown)

    def targets(self, counted: Collection[str]) -> Targets:
        """Return whom an answer picks out, and what is in question where most is shown."""
        return Targets.of(self.identified, self.beside([]), self.beside(self.errors.values(), counted))

    def disclosing_errors(self, targets: Targets) -> Iterator[ScoreFigure]:
        """Yield whose standard errors must not leave."""
        kept = dict[ScoreFigure, ShownError]()
        for figure, error in self.errors.items() if targets.pairs else ():
            if any(targets.disclosed(self.beside([*kept.values(), error]))):
                yield figure
            else:
                kept[figure] = error

    def moves_of(self, counted: frozenset[str]) -> Numbers:
        """Return by how much an exchange may change the weights of half steps, and nothing else shown."""
        if counted not in self.moves:
            self.moves[counted] = self.beside(self.errors.values(), counted).moves(_MOVERS)
        return self.moves[counted]


# Of which selections the half steps are shown that hold a group, by their number.
_Signature = tuple[int, ...]
# By those, the groups that are in the same selections throughout.
_Alike = dict[_Signature, frozenset[int]]
# Which scores' half steps are shown of a group, and which groups are in the same selections throughout.
_Standing = tuple[frozenset[str], frozenset[int]]


def _parted(alike: _Alike, number: int, groups: frozenset[int]) -> _Alike:
    """Return groups that were alike so far, parted by whether one more selection holds them."""
    parts: _Alike = {}
    for signature, members in alike.items():
        parts |= {(*signature, number): members & groups, signature: members - groups}
    return {signature: members for signature, members in parts.items() if members}


def _standings(alike: _Alike, counts: Sequence[ScoreFigure]) -> dict[int, _Standing]:
    return {
        at: (frozenset(counts[number].score for number in signature), members)
        for signature, members in alike.items()
        for at in members
    }


def _disclosing_counts(
    groups: Sequence[_Group], targets: Sequence[Targets], counts: Sequence[ScoreFigure]
) -> Iterator[ScoreFigure]:
    """Yield whose counts in half steps must not leave beside the errors.

    Selections of several groups tell less: an exchange in one group makes good for one in another that is in
    the same selections throughout. So what was decided of coarser ones is looked at again where finer ones
    part groups; the others stand as they stood.
    """
    alike: _Alike = {(): frozenset(range(len(groups)))}
    signatures: dict[int, _Signature] = dict.fromkeys(range(len(groups)), ())
    for number, figure in enumerate(counts):
        before = {signature: alike[signature] for signature in {signatures[at] for at in figure.groups}}
        parts = _parted(before, number, frozenset(figure.groups))
        if _tells(groups, targets, _standings(before, counts), _standings(parts, counts)):
            yield figure
        else:
            for signature in before:
                del alike[signature]
            alike |= parts
            signatures |= {at: signature for signature, members in parts.items() for at in members}


def _tells(
    groups: Sequence[_Group],
    targets: Sequence[Targets],
    safe: Mapping[int, _Standing],
    standings: Mapping[int, _Standing],
) -> bool:
    """Say whether somebody's other answers are told of a group that stands otherwise than it did."""
    anew = (
        at for at, held in sorted(standings.items()) if targets[at].pairs and held[0] and held != safe[at]
    )
    return any(any(targets[at].disclosed(_beside(groups, at, standings[at]))) for at in anew)


def _beside(groups: Sequence[_Group], number: int, standing: _Standing) -> Candidate:
    """Return a group's sheets beside all that is shown of selections with it."""
    counted, alike = standing
    moves = [groups[other].moves_of(counted) for other in sorted(alike - {number})]
    group, slack = groups[number], np.unique(np.concatenate([NO_SLACK, *moves]))
    return group.beside(group.errors.values(), counted, slack)


def _some_of(group: ResponsePatterns, k: int) -> tuple[Numbers, Identified]:
    """Return the sheets of some people, those whom an answer picks out first, and which answers do."""
    identified = _identified(group, k)
    known = np.flatnonzero(identified.known.any(axis=1))
    rest = np.repeat(np.arange(len(group.people)), np.minimum(group.people, 2))
    rest = rest[~np.isin(rest, known)]
    some = rest[np.linspace(0, len(rest) - 1, min(len(rest), _PEOPLE)).astype(int)]
    rows = np.concatenate([known, some])
    return group.answers[rows], Identified(identified.known[rows], identified.targets[rows])


def _identified(group: ResponsePatterns, k: int) -> Identified:
    """Return by which answers somebody is known, and what they would tell.

    An answer that one gave tells all others of theirs; one that a few gave (fewer than k), those they share.
    """
    known, targets = (np.zeros(group.answers.shape, dtype=bool) for _ in range(2))
    for item, column in enumerate(group.answers.T):
        for answer in np.unique(column):
            rows = np.flatnonzero(column == answer)
            if group.people[rows].sum() < k:
                shared = (group.answers[rows] == group.answers[rows[0]]).all(axis=0)
                shared[item] = False
                known[rows[0], item] |= shared.any()
                targets[rows[0]] |= shared
    return Identified(known, targets)


def _unnumbered(answers: Numbers, identified: Identified, scores: Mapping[str, Flags]) -> frozenset[str]:
    """Return of which scores the number of respondents would tell somebody's other answers."""
    if not scores:
        return frozenset()

    def numbered(names: Collection[str]) -> Candidate:
        behind = np.array([scores[name] for name in names], dtype=bool).reshape(len(names), answers.shape[1])
        no_weights = np.zeros((len(names), 2 * answers.max(initial=0) + 1), dtype=np.int64)
        return Candidate.truly(answers, ShownScores([], behind, no_weights, NO_SLACK))

    targets, kept = Targets.of(identified, numbered([]), numbered(scores)), list[str]()
    for name in scores:
        if not any(targets.disclosed(numbered([*kept, name]))):
            kept.append(name)
    return frozenset(scores) - {*kept}
