"""Which sites lie outside, by a rule that holds for all of them at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.statistics.change import welch_difference
from dashboard.statistics.claims import survives_benjamini_hochberg
from dashboard.statistics.moments import Moments
from dashboard.statistics.sites import pooled_variance, sites_differ


@dataclass(frozen=True, slots=True)
class Outlying:
    """Which sites lie below or above the others.

    Attributes:
        side: Per site -1 below the others, 1 above them, 0 where it cannot be singled out; shape (sites,).
        p_value: Of each site against the others, in the last step it took part in, shape (sites,); nan where
            it took part in none.
    """

    side: npt.NDArray[np.int64]
    p_value: npt.NDArray[np.float64]


def others_together(moments: Moments) -> Moments:
    """Return, for each site, the moments of the answers of all the others together, shape (sites,).

    Squares within sites and between them add up (the identity of the analysis of variance), so no counts are
    needed: Σ (n - 1) s² + Σ n (mean - common mean)², over the others. Both are those of all sites less the
    site's own, taken around the mean of all: a thousand sites need no table of a million.

    Args:
        moments: Of each site, at least two answers each, shape (sites,).

    Source:
        Fisher (1925). Statistical methods for research workers, chapter 7.
    """
    n, centre = moments.n.sum() - moments.n, np.average(moments.mean, weights=moments.n)
    away = moments.mean - centre
    within, apart = (moments.n - 1) * moments.sd**2, moments.n * away**2
    mean = centre - moments.n * away / n
    between = apart.sum() - apart - n * (mean - centre) ** 2
    between = np.where(between > _ROUNDING * apart.sum(), between, 0.0)
    return Moments(n, mean, np.sqrt((within.sum() - within + between) / (n - 1)))


# Squares below this share of all of them are what rounding left of none.
_ROUNDING = 1e-13


def against_the_others(moments: Moments) -> npt.NDArray[np.float64]:
    """P-value of each site's mean against that of all the others' answers together, by Welch's t.

    A site's variance is taken as no lower than the one within all sites: few answers that happen to be alike
    would make a site all too sure of itself.

    Args:
        moments: Of each site, at least two sites of at least two answers, shape (sites,).

    Returns:
        Two-sided, shape (sites,); nan where no answers vary.

    Source:
        Welch (1947). Biometrika 34; degrees of freedom by Satterthwaite (1946). Biometrics Bulletin 2.
    """
    within = np.sqrt(pooled_variance(moments))
    site = Moments(moments.n, moments.mean, np.maximum(moments.sd, within))
    return welch_difference(others_together(moments), site).p_value


def outlying_sites(moments: Moments, rate: float = 0.05) -> Outlying:
    """Name the sites that lie below or above all the others together.

    The global test comes first: nothing is named unless sites_differ says that the sites do. Then each site
    is held against the others, with Benjamini and Hochberg's procedure over them; of those that survive, the
    one of the smallest p is named and set aside. The rest are looked at anew, by the global test first, until
    it no longer says that they differ, or none survives. So one site far out does not make its fellows lie on
    the other side of it. Of two sites both are named, one below and one above.

    Identical sites are named in at most 5 % of worlds (3 to 20 of them, 5 to 80 answers each, five steps,
    ceilings of up to 95 %), in 1 % on average: never more often than the global test errs. Where one site
    truly lies outside, another is named beside it in 1 % of worlds on average. With the sites' own variances
    that was 6 %, and up to 86 % at a ceiling; all tested once, 31 % and up to 100 % (bench/outlying.py).

    Args:
        moments: Of each site, shape (sites,). Sites with fewer than two answers take no part.
        rate: Of the global test and of false discoveries, between 0 and 1.

    Source:
        Welch (1947). Biometrika 34; (1951). Biometrika 38. Brown and Forsythe (1974). Technometrics 16.
        Benjamini and Hochberg (1995). J R Stat Soc B 57, formula 1.
    """
    side, p_value = np.zeros(len(moments.n), np.int64), np.full(len(moments.n), np.nan)
    rest = np.flatnonzero(moments.n >= 2)
    while sites_differ(here := _of(moments, rest), rate):
        p_value[rest] = against_the_others(here)
        survive = rest[survives_benjamini_hochberg(p_value[rest], rate)]
        if not len(survive):
            break
        away = np.sign(moments.mean - np.average(here.mean, weights=here.n)).astype(np.int64)
        named = survive if len(moments.n) == 2 else [_farthest(survive, p_value, moments)]
        side[named] = away[named]
        rest = np.setdiff1d(rest, named)
    return Outlying(side, p_value)


def _of(moments: Moments, sites: npt.NDArray[np.intp]) -> Moments:
    return Moments(moments.n[sites], moments.mean[sites], moments.sd[sites])


def _farthest(sites: npt.NDArray[np.intp], p_value: npt.NDArray[np.float64], moments: Moments) -> int:
    """Return the site of the smallest p; of two alike (the last two have one p) the farther from all."""
    answered = moments.n > 0
    centre = np.average(moments.mean[answered], weights=moments.n[answered])
    alike = sites[np.isclose(p_value[sites], p_value[sites].min(), rtol=1e-9, atol=0)]
    return int(alike[np.abs(moments.mean[alike] - centre).argmax()])
