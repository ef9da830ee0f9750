"""How often intervals hold the truth and tests claim what is not so, by simulation.

Prints the figures that the docstrings of dashboard.statistics speak of. Usage: python bench/coverage.py
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from dashboard.statistics.change import superiority, welch_difference
from dashboard.statistics.moments import Moments, moments_of_counts
from dashboard.statistics.sites import brown_forsythe, sites_differ, welch_anova

SHAPES = {
    "even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "middle": (0.05, 0.2, 0.5, 0.2, 0.05),
    "low": (0.3, 0.4, 0.2, 0.07, 0.03),
    "high": (0.03, 0.07, 0.2, 0.4, 0.3),
    "ceiling 60 %": (0, 0.02, 0.08, 0.3, 0.6),
    "ceiling 80 %": (0.01, 0.01, 0.03, 0.15, 0.8),
    "ceiling 90 %": (0, 0, 0.02, 0.08, 0.9),
}
STEPS = np.arange(1, 6)
SIZES = ((22, 21), (8, 8), (6, 40))
SITES = ((8,) * 12, (8, 10, 12, 20, 35, 9, 8, 15, 11, 8, 22, 14), (8,) * 4, (30,) * 5)
RUNS, SITE_RUNS = 50_000, 4_000
Bounds = npt.NDArray[np.float64]


def moved(shares: tuple[float, ...], log_odds: float) -> Bounds:
    """Return the shares after every cumulative odds has changed by the same factor."""
    below = np.clip(np.cumsum(shares)[:-1], 1e-12, 1)
    return np.diff(expit(logit(below) - log_odds), prepend=0, append=1)


def held(low: Bounds, high: Bounds, truth: float) -> float:
    """Return the share of the intervals there are that hold the truth."""
    there = ~np.isnan(low)
    return float(np.mean((low <= truth + 1e-12)[there] & (truth - 1e-12 <= high)[there]))


def intervals(rng: np.random.Generator) -> Iterator[str]:
    """Yield a line per size, shape and shift: theta, coverage of its interval, and of Welch's."""
    for (m, n), (name, shares), log_odds in product(SIZES, SHAPES.items(), (0.0, 1.0, 2.0, 3.0, 4.0)):
        after = moved(shares, log_odds)
        earlier, later = rng.multinomial(m, shares, RUNS), rng.multinomial(n, after, RUNS)
        theta = float(np.dot(after, np.cumsum(shares) - np.array(shares) / 2))
        ordinal = superiority(earlier, later)
        means = welch_difference(moments_of_counts(earlier, STEPS), moments_of_counts(later, STEPS))
        ours = held(ordinal.low, ordinal.high, theta)
        welch = held(means.low, means.high, float(np.dot(after - shares, STEPS)))
        constant = np.mean(ordinal.basis == "one_constant")
        yield f"{m:3} {n:3}  {name:13} {theta:.3f}  {ours:.3f}  {welch:.3f}  {constant:.3f}"


def false_claims(rng: np.random.Generator) -> Iterator[str]:
    """Yield a line per set of identical sites and shape: how often each test claims a difference."""
    for sizes, (name, shares) in product(SITES, SHAPES.items()):
        counts = np.stack([rng.multinomial(size, shares, SITE_RUNS) for size in sizes], axis=1)
        found = moments_of_counts(counts, STEPS)
        runs = [Moments(*one) for one in zip(found.n, found.mean, found.sd, strict=True)]
        welch = np.mean([welch_anova(run).p_value < 0.05 for run in runs])
        brown = np.mean([brown_forsythe(run) < 0.05 for run in runs])
        both = np.mean([sites_differ(run) for run in runs])
        yield f"{len(sizes):3} sites from {min(sizes):2}  {name:13} {welch:.3f}  {brown:.3f}  {both:.3f}"


def main() -> None:
    """Print both tables."""
    rng = np.random.default_rng(1)
    print("earlier, later, answers before, theta, coverage of its interval, Welch's, one sample constant")  # noqa: T201
    print(*intervals(rng), sep="\n")  # noqa: T201
    print("identical sites, answers, claims by Welch's test, Brown and Forsythe's, both")  # noqa: T201
    print(*false_claims(rng), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
