"""What a report printed and what its figures can be, a record per table of a publication."""

from typing import Literal, NamedTuple, NewType

from publication.definitions.text import Text

Huge = NewType("Huge", int)


class PrintedItem(NamedTuple):
    """One item's printed figures in one wave, and what whole answers that give them make of it."""

    instrument: str
    wave: str
    item: str
    position: int
    printed_mean: str
    printed_sd: str
    respondents: int
    not_applicable: int | None
    dont_know: int | None
    n_inferred: int | None
    mean: str | None
    sd: str | None
    sets_that_fit: Huge | None
    status: str


class PrintedFit(NamedTuple):
    """What a printed row can be: the numbers of answers that fit, for both ways of rounding a 5.

    `fault` says why the figures cannot be, or the conventions (joined by |) under which alone they can;
    `fits_with_box` that they would if the box beside the scale was counted as its next step.
    """

    instrument: str
    wave: str
    item: str
    position: int
    most: int
    n_that_fit: list[int]
    grim_half_up: bool
    grim_half_down: bool
    grimmer_half_up: bool
    grimmer_half_down: bool
    sets_half_up: Huge | None
    sets_half_down: Huge | None
    sets_either: Huge | None
    fault: str | None
    fits_with_box: bool


class PrintedTheta(NamedTuple):
    """The least and the most θ over all answers that give the printed figures: no confidence interval.

    The shares only where all of them give the same.
    """

    instrument: str
    from_wave: str
    to_wave: str
    item: str
    position: int
    theta_least: float
    theta_most: float
    p_higher: float | None
    p_equal: float | None
    p_lower: float | None


class PrintedCopy(NamedTuple):
    """Sessions (no instrument), or waves of an instrument, printed with the same figures throughout."""

    instrument: str | None
    occasions: list[str]
    figures: int


class PrintedPercent(NamedTuple):
    """A printed percentage that no number of respondents gives."""

    wave: str
    question: Text
    answer: Text
    n: int | None
    percent: str
    respondents: int | None
    fault: Literal["percent", "percent_base"]


class PrintedClaim(NamedTuple):
    """What the report says in words and its means do not bear out; the item left out moved further."""

    instrument: str
    from_wave: str
    to_wave: str
    kind: Literal["higher", "lower", "higher_markedly", "lower_markedly"]
    page: str | None
    item: str
    shift: str
    left_out: str | None
    left_out_shift: str | None


class PrintedMark(NamedTuple):
    """One item's printed figures at one session."""

    instrument: str
    session: str
    item: str
    position: int
    participants: int | None
    printed_mean: str
    printed_min: str | None
    printed_max: str | None


class PrintedCount(NamedTuple):
    """People per category of a background question, or per box ticked on an instrument (then `variable`).

    The percentage keeps the digits it was printed with.
    """

    wave: str
    variable: str
    category: str
    position: int
    n: int | None
    percent: str | None
