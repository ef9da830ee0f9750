"""What a printed mean, alone or with its standard deviation, can and cannot be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.printed.enumeration import Sums, fitting
from etl.printed.figure import Printed, Rounding
from etl.printed.grim import Divisor, Ends, grim, grimmer, mean_on_scale, sd_on_scale
from publication.queries.printed import FAULTS

ROUNDINGS: tuple[Rounding, ...] = ("half_up", "half_down", "either")
# Answers times steps: up to here every set is counted within a second.
COUNTABLE = 400


class Figure(NamedTuple):
    """A printed mean and what is known of the answers behind it.

    Attributes:
        mean: As printed.
        sd: As printed; None where none was printed.
        sizes: The numbers of answers there can be; one where it is printed, none where nothing is known.
        ends: Lowest and highest answer on the scale; None where it is not known.
        items: How many items each respondent's score is the mean of.
        steps: How many steps of the scale make one: 2 of half steps, 10 of tenths.
    """

    mean: Printed
    sd: Printed | None
    sizes: range
    ends: Ends | None = None
    items: int = 1
    steps: int = 1


class Convention(NamedTuple):
    """How a report came from exact figures to printed ones."""

    rounding: Rounding = "either"
    divisor: Divisor = "n-1"


USUAL = Convention()
# What else is done, the least unusual first. Half to even lies within the usual: either way of rounding a 5.
OTHERS = {
    "divisor_n": Convention(divisor="n"),
    "cut_off": Convention("cut"),
    "divisor_n_cut_off": Convention("cut", "n"),
}


class ByRounding(NamedTuple):
    """One verdict or number for each thing a report can do with a 5."""

    half_up: int
    half_down: int
    either: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a printed figure can be.

    Attributes:
        grim: Whether some number of answers there can be gives the mean; None where none is known.
        grimmer: The same of mean and SD together.
        sets: How many sets of whole answers on the scale give both; None where they are not counted.
        n_that_fit: The numbers of answers that fit, however a 5 was rounded.
        fault: Why it cannot be, one of FAULTS; None where it can, or nothing is known against it.
        fits_if: The conventions, among OTHERS, under which a figure can be that under the usual one cannot.
    """

    grim: ByRounding | None
    grimmer: ByRounding | None
    sets: ByRounding | None
    n_that_fit: Sequence[int]
    fault: str | None
    fits_if: Sequence[str] = ()


def sizes_up_to(most: int, *, with_sd: bool) -> range:
    """Return the numbers of answers up to a largest; a standard deviation needs two."""
    return range(2 if with_sd else 1, most + 1)


def judge(figure: Figure) -> Verdict:
    """Return what a printed figure can and cannot be; only what fails under every convention is a fault."""
    faults = {n: fault_at(figure, n) for n in figure.sizes}
    found = max(faults.values(), key=_gravity, default=fault_at(figure, None))
    fits_if = _fits_if(figure) if found is not None else []
    return Verdict(
        _by_rounding(figure, _grim) if figure.sizes else None,
        _by_rounding(figure, _grimmer) if figure.sizes and figure.sd else None,
        _by_rounding(figure, count_sets) if is_countable(figure) else None,
        [n for n, fault in faults.items() if fault is None],
        None if fits_if else found,
        fits_if,
    )


def _fits_if(figure: Figure) -> list[str]:
    """Return the conventions that some number of answers fits; two at once only where neither helps alone."""
    helping = [name for name in OTHERS if fits(figure, name)]
    return [name for name in helping if name != "divisor_n_cut_off"] or helping


def fits(figure: Figure, convention: str) -> bool:
    """Say whether some number of answers gives a figure under one of OTHERS."""
    return any(fault_at(figure, n, OTHERS[convention]) is None for n in figure.sizes)


def _gravity(fault: str | None) -> int:
    """Return how much of a figure had to be looked at to find its fault; nothing found is the most."""
    return len(FAULTS) if fault is None else FAULTS.index(fault)


def fault_at(figure: Figure, n: int | None, convention: Convention = USUAL) -> str | None:
    """Return why so many answers cannot give a figure; None where they can. Without n, of the mean alone."""
    mean, sd, _, ends, items, steps = figure
    rounding, divisor = convention
    grid = items * steps
    if ends is not None and not mean_on_scale(mean, ends, rounding):
        return "mean_off_scale"
    if n is None:
        return None
    if not grim(mean, n, items=grid, rounding=rounding):
        return "grim"
    if sd is None:
        return None
    if ends and not sd_on_scale(mean, sd, n, ends, items=grid, rounding=rounding, divisor=divisor):
        return "sd_too_large"
    if not grimmer(mean, sd, n, items=grid, rounding=rounding, divisor=divisor):
        return "grimmer"
    alone = figure._replace(sizes=range(n, n + 1))
    return "no_answers_fit" if is_countable(alone) and not count_sets(alone, rounding, divisor) else None


def is_countable(figure: Figure) -> bool:
    """Say whether every set of answers that gives a figure can be counted."""
    if figure.sd is None or figure.ends is None or figure.items > 1 or not figure.sizes:
        return False
    return figure.sizes[-1] * (figure.ends[1] - figure.ends[0]) * figure.steps <= COUNTABLE


def sums_that_fit(figure: Figure, rounding: Rounding, divisor: Divisor = "n-1") -> list[Sums]:
    """Return the sums of the sets of whole answers that give a figure; none without an SD or a scale."""
    if figure.sd is None or figure.ends is None:
        return []
    low, high = figure.ends
    return fitting(
        figure.mean,
        figure.sd,
        low=low,
        high=high,
        sizes=figure.sizes,
        rounding=rounding,
        steps=figure.steps,
        divisor=divisor,
    )


def count_sets(figure: Figure, rounding: Rounding, divisor: Divisor = "n-1") -> int:
    """Return how many sets of whole answers give a figure, over all numbers of answers."""
    return sum(sums.ways for sums in sums_that_fit(figure, rounding, divisor))


def _by_rounding(figure: Figure, of: Callable[[Figure, Rounding], int]) -> ByRounding:
    return ByRounding(*(of(figure, rounding) for rounding in ROUNDINGS))


def _grim(figure: Figure, rounding: Rounding) -> bool:
    grid = figure.items * figure.steps
    return any(grim(figure.mean, n, items=grid, rounding=rounding) for n in figure.sizes)


def _grimmer(figure: Figure, rounding: Rounding) -> bool:
    mean, sd, sizes, _, items, steps = figure
    return sd is not None and any(grimmer(mean, sd, n, items=items * steps, rounding=rounding) for n in sizes)
