"""Response patterns: a group's sheets, those filled in alike as one row, and what scores need of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from etl.release.counting import Axis, columns_of, sql_of
from etl.release.engine import Engine
from etl.release.scores.composite import Flags, Floats, Numbers, scores_asked
from etl.release.scores.packing import packed_sql, unpacked
from publication.definitions.instrument import Instrument, Item


@dataclass(frozen=True, slots=True)
class ResponsePatterns:
    """The sheets of one group, those filled in alike as one row, in an order that says nothing.

    `answers` (rows, items): 1 for the scale's low end (turned, for reverse items), below 1 where none on the
    scale was given. `people` (rows,): how many filled it in so. `cross` (3, items, items), over people: the
    sums of answer times answer, answer times whether another is there, and whether both are. `half_steps`
    (steps,), by score: how many have which mean, in half steps from the low end on, halves up.
    """

    answers: npt.NDArray[np.int8]
    people: Numbers
    cross: Floats
    half_steps: Mapping[str, Numbers]

    @classmethod
    def of(
        cls, answers: npt.NDArray[np.int8], people: Numbers, behind: Mapping[str, Flags], steps: int
    ) -> "ResponsePatterns":
        """Return a group's sheets; `behind`: score → which items it is taken over; `steps` of the scale."""
        half_steps = {name: _half_steps(answers[:, items], people, steps) for name, items in behind.items()}
        return cls(answers, people, _cross(answers, people), half_steps)

    def n(self, score: str) -> int:
        """Return how many gave any of a score's items an answer on the scale."""
        return int(self.half_steps[score].sum())


def respondents(patterns: Sequence[ResponsePatterns], score: str) -> int:
    """Return how many of groups gave any of a score's items an answer on the scale."""
    return sum(group.n(score) for group in patterns)


def fewest_respondents(patterns: Sequence[ResponsePatterns], items: Flags) -> int:
    """Return how many at least have a score over items: those who answered the item that most did."""
    return int(np.sum([np.diagonal(group.cross[2])[items] for group in patterns], axis=0).max(initial=0))


def _half_steps(answers: npt.NDArray[np.int8], people: Numbers, steps: int) -> Numbers:
    """Return how many have which half step: twice the mean of the answers given, rounded halves up."""
    total = np.maximum(answers, 0).sum(axis=1, dtype=np.int64)
    given = (answers > 0).sum(axis=1)
    held = given > 0
    from_low = (4 * total[held] + given[held]) // (2 * given[held]) - 2
    return np.bincount(from_low, weights=people[held], minlength=2 * steps - 1).astype(np.int64)


# So many rows are multiplied at once: floating numbers take eight times the room of the answers.
_ROWS = 50_000


def _cross(answers: npt.NDArray[np.int8], people: Numbers) -> Floats:
    items = answers.shape[1]
    cross = np.zeros((3, items, items))
    for begin in range(0, len(answers), _ROWS):
        rows = answers[begin : begin + _ROWS]
        worth, given = np.maximum(rows, 0).astype(np.float64), (rows > 0).astype(np.float64)
        weighed = (each.T * people[begin : begin + _ROWS] for each in (worth, worth, given))
        cross += np.stack([each @ other for each, other in zip(weighed, (worth, given, given), strict=True)])
    return cross


def gather_patterns(
    engine: Engine, instrument: Instrument, occasion: str, groups: int
) -> list[ResponsePatterns]:
    """Return each group's sheets, of the answers gathered last."""
    items, axis = instrument.items_asked(occasion), Axis.of(instrument)
    codes = [code for code in axis.codes if code is not None]
    low, high, steps = min(codes), max(codes), len(axis.answers)
    packed = {
        f"packed_{at}": sql for at, sql in enumerate(packed_sql(columns_of(instrument, items), low, high))
    }
    group_no, *columns, people = engine.columns(_sheets_sql(packed))
    answers = unpacked(columns, [_meaning(item, axis) for item in items], low, high)
    behind = {score.name: score.over(items) for score in scores_asked(instrument, occasion)}
    ends = np.searchsorted(group_no, np.arange(groups + 1))
    return [
        ResponsePatterns.of(answers[begin:end], people[begin:end].astype(np.int64), behind, steps)
        for begin, end in pairwise(ends)
    ]


def _sheets_sql(packed: Mapping[str, str]) -> str:
    named = ", ".join(f"{sql} AS {name}" for name, sql in packed.items())
    return sql_of("scores", names=", ".join(packed), packed=named)


def _meaning(item: Item, axis: Axis) -> dict[int | None, int]:
    """Return, by stored code, which answer it is from the scale's low end on; below 1 where not on it."""
    steps = len(axis.answers)
    return {
        code: -at + steps if at >= steps else (steps - at if item.reverse else at + 1)
        for code, at in axis.codes.items()
    }
