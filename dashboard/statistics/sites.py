"""Whether sites differ at all."""

from dataclasses import dataclass

import numpy as np

from dashboard.statistics.moments import Moments


@dataclass(frozen=True, slots=True)
class WelchAnova:
    """Welch's test that all sites have the same mean.

    Attributes:
        statistic: The F statistic.
        df_between: Degrees of freedom of the numerator: sites used, less one.
        df_within: Degrees of freedom of the denominator.
        p_value: Of the hypothesis that all means are the same.
    """

    statistic: float
    df_between: float
    df_within: float
    p_value: float


def welch_anova(moments: Moments) -> WelchAnova:
    """Test whether the means of sites differ, without assuming that their variances are the same.

    A site with fewer than two answers, or whose answers are all the same, has no usable estimate of
    its variance, so its weight n / variance does not exist: the site is left out, and the test speaks
    of the others.

    Args:
        moments: Of each site, shape (sites,).

    Returns:
        The test; all nan with fewer than two usable sites.

    Source:
        Welch (1951). On the comparison of several mean values: an alternative approach. Biometrika 38.
    """
    from scipy.special import fdtrc

    usable = (moments.n >= 2) & (moments.sd > 0)
    n, mean, sd = moments.n[usable], moments.mean[usable], moments.sd[usable]
    sites = len(n)
    if sites < 2:
        return WelchAnova(np.nan, np.nan, np.nan, np.nan)
    weight = n / sd**2
    centre = np.average(mean, weights=weight)
    between = np.sum(weight * (mean - centre) ** 2) / (sites - 1)
    uncertainty = np.sum((1 - weight / weight.sum()) ** 2 / (n - 1))
    statistic = between / (1 + 2 * (sites - 2) / (sites**2 - 1) * uncertainty)
    df_within = (sites**2 - 1) / (3 * uncertainty)
    p_value = fdtrc(sites - 1, df_within, statistic)
    return WelchAnova(float(statistic), sites - 1.0, float(df_within), float(p_value))
