"""How often the interval of a score, and of its difference between two waves, holds the truth, by simulation.

People answer items on five steps around a level of their own; blanks are likelier where answers are low. What
leaves the gate of each sample is made as for a publication; the largest error that stands where the true one
would tell of somebody only widens intervals. Usage: python bench/score_coverage.py
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from dashboard.statistics.change import welch_difference
from dashboard.statistics.moments import Moments, mean_interval, moments_of_errors
from etl.release.scores.patterns import ResponsePatterns
from etl.release.scores.standard_error import LinearisedMean
from publication.scores import rounded_up

RUNS = 2_000
STEPS = 5


@dataclass(frozen=True)
class People:
    """How many of them answer how many items, how high, and what share they leave blank."""

    n: int
    items: int
    level: float
    blanks: float

    def sheets(self, rng: np.random.Generator, n: int) -> npt.NDArray[np.int8]:
        """Draw sheets of n people, shape (n, items); 0 is a blank."""
        own = rng.normal(self.level, 0.7, (n, 1))
        answers = np.clip(np.round(own + rng.normal(0, 0.9, (n, self.items))), 1, STEPS).astype(np.int8)
        # A one is left out three times as often as a five.
        left_out = rng.random(answers.shape) < self.blanks * (3.5 - 0.5 * answers) / 2
        return np.where(left_out, 0, answers).astype(np.int8)

    def truth(self, rng: np.random.Generator) -> float:
        """Return the mean of the items' means of very many."""
        answers = self.sheets(rng, 200_000).astype(float)
        return float(np.nanmean(np.where(answers > 0, answers, np.nan)))


def leaves(answers: npt.NDArray[np.int8]) -> tuple[int, float, float]:
    """Return n, mean and standard error of the score as they leave the gate."""
    items = np.ones(answers.shape[1], dtype=bool)
    sheets = ResponsePatterns.of(answers, np.ones(len(answers), dtype=np.int64), {"overall": items}, STEPS)
    linear = LinearisedMean.of(sheets.cross, items, sheets.n("overall"))
    squares = linear.squares(sheets.cross)
    return (
        linear.n,
        float(linear.mean[linear.weight > 0].mean()),
        rounded_up(linear.standard_error(squares)),
    )


def drawn(people: People, rng: np.random.Generator, runs: int) -> Moments:
    """Return what leaves of that many samples."""
    return moments_of_errors(*zip(*(leaves(people.sheets(rng, people.n)) for _ in range(runs)), strict=True))


def of_one(rng: np.random.Generator) -> Iterator[str]:
    """Yield a line per size, number of items and share of blanks: coverage of the mean's interval."""
    for n, items, blanks in product((8, 22, 200), (3, 9, 28), (0.0, 0.1, 0.3)):
        people = People(n, items, 3.4, blanks)
        low, high = mean_interval(drawn(people, rng, RUNS), (1, STEPS))
        truth = people.truth(rng)
        yield f"{n:4} {items:3} items  {blanks:.0%} blank  {np.mean((low <= truth) & (truth <= high)):.3f}"


def of_two(rng: np.random.Generator) -> Iterator[str]:
    """Yield a line per shift, number of items and share of blanks: coverage at 22 against 21, and claims."""
    for shift, items, blanks in product((0.0, 0.4), (3, 9, 28), (0.0, 0.1, 0.3)):
        before, after = People(22, items, 3.4, blanks), People(21, items, 3.4 + shift, blanks)
        found = welch_difference(drawn(before, rng, RUNS), drawn(after, rng, RUNS))
        truth = after.truth(rng) - before.truth(rng)
        held = np.mean((found.low <= truth) & (truth <= found.high))
        claimed = np.mean(found.p_value < 0.05)
        yield f"shift {shift}  {items:3} items  {blanks:.0%} blank  {held:.3f}  claims {claimed:.3f}"


def main() -> None:
    """Print both tables."""
    rng = np.random.default_rng(1)
    print(*of_one(rng), sep="\n")  # noqa: T201
    print(*of_two(rng), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
