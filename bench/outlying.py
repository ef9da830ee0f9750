"""How often sites are named as lying outside that do not, and how often the one that does, by simulation.

Prints the figures that dashboard.statistics.outlying speaks of. Usage: python bench/outlying.py
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from dashboard.statistics.moments import Moments, moments_of_counts
from dashboard.statistics.outlying import outlying_sites

SHAPES = {
    "even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "middle": (0.05, 0.2, 0.5, 0.2, 0.05),
    "high": (0.03, 0.07, 0.2, 0.4, 0.3),
    "both ends": (0.4, 0.1, 0, 0.1, 0.4),
    "ceiling 60 %": (0, 0.02, 0.08, 0.3, 0.6),
    "ceiling 80 %": (0.05, 0, 0, 0.15, 0.8),
    "ceiling 90 %": (0, 0, 0.02, 0.08, 0.9),
    "ceiling 95 %": (0.01, 0, 0, 0.04, 0.95),
}
SITES = (3, 5, 10, 20)
RUNS, SHIFTED_RUNS, SHIFT = 4_000, 400, 2.0
STEPS = np.arange(1, 6)
Shares = Sequence[float] | npt.NDArray[np.float64]


def sizes(sites: int) -> dict[str, npt.NDArray[np.int64]]:
    """Return numbers of answers per site, by what is told of them."""
    mixed = np.resize([5, 8, 12, 40, 80, 6, 20, 5], sites)
    alike = {f"{size} each": np.full(sites, size) for size in (5, 8, 20, 80)}
    one_large, one_small = np.full(sites, 5), np.full(sites, 60)
    one_large[0], one_small[0] = 80, 5
    return {**alike, "5 to 80": mixed, "80, others 5": one_large, "5, others 60": one_small}


def moved(shares: Shares, log_odds: float) -> npt.NDArray[np.float64]:
    """Return the shares after every cumulative odds has changed by the same factor."""
    below = np.clip(np.cumsum(shares)[:-1], 1e-12, 1 - 1e-12)
    after: npt.NDArray[np.float64] = np.diff(expit(logit(below) - log_odds), prepend=0, append=1)
    return after.clip(min=0)


def named(
    rng: np.random.Generator, n: npt.NDArray[np.int64], shares: Sequence[Shares], runs: int
) -> npt.NDArray[np.int64]:
    """Return who is named in each world, shape (runs, sites)."""
    counts = np.stack([rng.multinomial(*site, runs) for site in zip(n, shares, strict=True)], axis=1)
    found = moments_of_counts(counts, STEPS)
    worlds = zip(found.n, found.mean, found.sd, strict=True)
    return np.array([outlying_sites(Moments(*world)).side for world in worlds])


def identical(rng: np.random.Generator) -> Iterator[tuple[str, float]]:
    """Yield for identical sites of each number, size and shape how often any is named."""
    for sites, (name, shares) in product(SITES, SHAPES.items()):
        for told, n in sizes(sites).items():
            found = named(rng, n, [shares] * sites, RUNS)
            yield f"{sites:2} sites, {told:13} {name:13}", float(found.any(axis=1).mean())


def one_outside(rng: np.random.Generator) -> Iterator[tuple[str, float, float]]:
    """Yield for one site moved by a log odds of 2: how often it is named, and how often any other is."""
    for sites, (name, shares), shift in product(SITES, SHAPES.items(), (-SHIFT, SHIFT)):
        for told, n in sizes(sites).items():
            found = named(rng, n, [moved(shares, shift), *[shares] * (sites - 1)], SHIFTED_RUNS)
            right, other = found[:, 0] == np.sign(shift), found[:, 1:].any(axis=1)
            yield f"{sites:2} sites, {told:13} {name:13} {shift:+}", right.mean(), other.mean()


def lines() -> Iterator[str]:
    """Yield both tables, and of each the average and the highest figure."""
    rng = np.random.default_rng(1)
    yield "identical sites, answers each, shape, any named"
    false = list(identical(rng))
    yield from (f"{world}  {share:.3f}" for world, share in false)
    shares = [share for _, share in false]
    yield f"mean {np.mean(shares):.3f}, highest {max(shares):.3f}"
    yield "the first site moved by a log odds, it is named, another is named"
    found = list(one_outside(rng))
    yield from (f"{world}  {right:.3f}  {other:.3f}" for world, right, other in found)
    others = [other for _, _, other in found]
    yield f"another is named: mean {np.mean(others):.3f}, highest {max(others):.3f}"


if __name__ == "__main__":
    print(*lines(), sep="\n")  # noqa: T201
