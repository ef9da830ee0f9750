"""The figures of the analyst's table, from counts: one wave's, and how two waves compare."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from dashboard.answers.rows import (
    SPECIALS,
    Change,
    Floats,
    Theta,
    compare,
    counted,
    moments_of,
    number,
    unjudged,
)
from dashboard.pages.explore.columns import DELTA, OF_CHANGE, QUARTILES, TESTS, Columns, Value
from dashboard.statistics.change import cliffs_delta, superiority, welch_difference
from dashboard.statistics.moments import Moments, mean_interval
from dashboard.statistics.quartiles import quartiles_of_counts
from dashboard.statistics.ranks import brunner_munzel, mann_whitney
from dashboard.statistics.shares import share
from publication.queries.answers import Answer

Flags = npt.NDArray[np.bool_]


def wave_columns(answers: Sequence[Answer], values: range, hidden: Flags) -> Columns:
    """Return one wave's figures; nan where they are hidden."""
    moments = moments_of(answers, values)
    low, high = mean_interval(moments, (values[0], values[-1]))
    several = moments.n > 1
    shown = np.array([answer.status == "shown" for answer in answers])
    given = {
        name: np.array([number(getattr(answer, name)) for answer in answers]) for name in (*SPECIALS, "blank")
    }
    figures: dict[str, Floats] = {
        "members": np.array([number(answer.members) for answer in answers]),
        "n": np.where(shown, moments.n, np.array([number(answer.n) for answer in answers])),
        "mean": moments.mean,
        "mean_low": np.where(several, low, np.nan),
        "mean_high": np.where(several, high, np.nan),
        "sd": np.where([answer.is_score for answer in answers], np.nan, moments.sd),
        **_quartiles(answers, values),
        **_counts(answers, values),
        **given,
        **_special_shares(answers, given),
    }
    status = ["withheld" if hide else answer.status for answer, hide in zip(answers, hidden, strict=True)]
    return {
        "status": status,
        **{name: np.where(hidden, np.nan, column).tolist() for name, column in figures.items()},
    }


def _special_shares(answers: Sequence[Answer], given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the share of each special answer among all who answered, on the scale or not."""
    n = np.array([number(answer.n) for answer in answers])
    answered = n + sum(np.nan_to_num(given[name]) for name in SPECIALS)
    return {f"{name}_share": _share(given[name], answered) for name in SPECIALS}


def _share(counts: Floats, answered: Floats) -> Floats:
    found = share(np.nan_to_num(counts).astype(np.int64), np.nan_to_num(answered).astype(np.int64)).estimate
    shares: Floats = np.where(np.isnan(counts), np.nan, found)
    return shares


def _blocks(answers: Sequence[Answer], values: range) -> Iterator[tuple[list[int], Floats]]:
    """Yield rows whose counts have the same steps, and the steps: items by answers, scores by half steps."""
    scores = [at for at, answer in enumerate(answers) if answer.is_score]
    items = sorted(set(range(len(answers))) - set(scores))
    half_steps = np.arange(2 * values[0], 2 * values[-1] + 1) / 2
    blocks = (items, np.array(values, float)), (scores, half_steps)
    yield from ((rows, steps) for rows, steps in blocks if rows)


def _quartiles(answers: Sequence[Answer], values: range) -> dict[str, Floats]:
    found = {name: np.full(len(answers), np.nan) for name in QUARTILES}
    for rows, steps in _blocks(answers, values):
        of = quartiles_of_counts(counted([answers[at] for at in rows], len(steps)), steps)
        for name, column in zip(QUARTILES, (of.lower, of.median, of.upper), strict=True):
            found[name][rows] = column
    return found


def _counts(answers: Sequence[Answer], values: range) -> dict[str, Floats]:
    """Return how many gave each answer of the scale; scores have no such counts."""
    known = np.array([answer.counts is not None and not answer.is_score for answer in answers])
    counts = np.where(known[:, None], counted(answers, len(values)), np.nan)
    return {f"count_{value}": counts[:, at] for at, value in enumerate(values)}


def change_columns(
    found: Sequence[Sequence[Answer]], values: range, hidden: Flags, items: int
) -> dict[str, Sequence[Value]]:
    """Return the comparison of every row, claims within each group's items as one family."""
    earlier, later = found
    moments = moments_of(earlier, values), moments_of(later, values)
    theta = Theta.of(earlier, later, values)
    comparable = [
        before.status == other.status == "shown" for before, other in zip(earlier, later, strict=True)
    ]
    usable = np.array(comparable) & ~hidden
    changes = [
        change
        for start in range(0, len(earlier), items)
        for change in _family(moments, theta, usable, slice(start, start + items))
    ]
    ordinal = _ordinal(earlier, later, values) | {"p_welch": welch_difference(*moments).p_value}
    return {
        **{name: [getattr(change, name) for change in changes] for name in OF_CHANGE},
        "claim": [change.claim if use else None for change, use in zip(changes, usable, strict=True)],
        "unjudged": [why or None for why in unjudged(*moments, theta, usable.tolist())],
        **{name: np.where(usable, column, np.nan).tolist() for name, column in ordinal.items()},
    }


def _family(moments: tuple[Moments, Moments], theta: Theta, usable: Flags, rows: slice) -> list[Change]:
    earlier, later = (Moments(moment.n[rows], moment.mean[rows], moment.sd[rows]) for moment in moments)
    of_family = Theta({name: column[rows] for name, column in theta.columns.items()})
    return compare(earlier, later, of_family, usable[rows].tolist())


def _ordinal(earlier: Sequence[Answer], later: Sequence[Answer], values: range) -> dict[str, Floats]:
    """Return what compares counts with counts: δ with its interval, and the p-values."""
    found = {name: np.full(len(earlier), np.nan) for name in (*DELTA, *TESTS)}
    for rows, steps in _blocks(later, values):
        before = counted([earlier[at] for at in rows], len(steps))
        after = counted([later[at] for at in rows], len(steps))
        theta = superiority(before, after)
        delta = cliffs_delta(theta)
        p_values = theta.p_value, mann_whitney(before, after), brunner_munzel(before, after)
        for name, column in zip(
            (*DELTA, *TESTS), (delta.estimate, delta.low, delta.high, *p_values), strict=True
        ):
            found[name][rows] = column
    return found
