"""What a report's printed figures can and cannot be."""

from typing import Literal, NamedTuple

import duckdb

_HELD = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'published_fits'"
_FITS = """
SELECT wave, item, printed_mean, printed_sd, most, n_that_fit, grim_half_up, grim_half_down, grimmer_half_up,
       grimmer_half_down, sets_half_up, sets_half_down, sets_either, fault, fits_with_box
FROM published_fits JOIN published USING (instrument, wave, item)
WHERE instrument = $instrument AND wave IN ($from_wave, $to_wave)
ORDER BY published_fits.position, wave <> $from_wave
"""
_THETA = """
SELECT item, theta_least, theta_most, p_higher, p_equal, p_lower FROM published_theta
WHERE instrument = $instrument AND from_wave = $from_wave AND to_wave = $to_wave ORDER BY position
"""
_COPIES = (
    "SELECT instrument, occasions, figures FROM published_copies WHERE instrument IS NULL OR instrument = ?"
)
_PERCENTS = """
SELECT wave, question_{language}, answer_{language}, n, percent, respondents, fault FROM published_percents
"""
_CLAIMS = """
SELECT kind, page, item, shift, left_out, left_out_shift FROM published_claims
WHERE instrument = $instrument AND from_wave = $from_wave AND to_wave = $to_wave
"""


FAULTS = ("mean_off_scale", "grim", "sd_too_large", "grimmer", "no_answers_fit")
CONVENTIONS = ("divisor_n", "cut_off", "divisor_n_cut_off")
PercentFault = Literal["percent", "percent_base"]
Kind = Literal["higher", "lower", "higher_markedly", "lower_markedly"]


class PrintedFigures(NamedTuple):
    """One item's figures in one wave as a report printed them, and what whole answers make of them."""

    instrument: str
    wave: str
    item: str
    printed_mean: str
    printed_sd: str
    respondents: int
    not_applicable: int | None
    dont_know: int | None
    n_inferred: int | None
    mean: float | None
    sd: float | None
    sets_that_fit: int | None
    status: str


class Fit(NamedTuple):
    """What one printed row can be: the numbers of answers that fit, for both ways of rounding a 5."""

    wave: str
    item: str
    mean: str
    sd: str
    most: int
    n_that_fit: list[int]
    grim_half_up: bool
    grim_half_down: bool
    grimmer_half_up: bool
    grimmer_half_down: bool
    sets_half_up: int | None
    sets_half_down: int | None
    sets_either: int | None
    fault: str | None
    fits_with_box: bool

    @property
    def only_if(self) -> list[str]:
        """The conventions, other than the usual one, under which alone the figures can be."""
        said = self.fault.split("|") if self.fault else []
        return [one for one in said if one in CONVENTIONS]


class ThetaRange(NamedTuple):
    """The least and the most θ can be; the shares where all answers that fit give the same ones."""

    least: float
    most: float
    higher: float | None
    equal: float | None
    lower: float | None


class Copy(NamedTuple):
    """Sessions, or waves of an instrument, printed with the same figures throughout."""

    instrument: str | None
    occasions: list[str]
    figures: int


class Percent(NamedTuple):
    """A printed percentage that no number of respondents gives."""

    wave: str
    question: str
    answer: str
    n: int | None
    percent: str
    respondents: int | None
    fault: PercentFault


class Claim(NamedTuple):
    """What the report says of an item and its printed means do not bear out."""

    kind: Kind
    page: str | None
    item: str
    shift: str
    left_out: str | None
    left_out_shift: str | None


def holds_findings(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Say whether a publication has judged its printed figures; one made by an earlier version has not."""
    return bool((cursor.execute(_HELD).fetchone() or (0,))[0])


def _given(instrument: str, from_wave: str, to_wave: str) -> dict[str, str]:
    return {"instrument": instrument, "from_wave": from_wave, "to_wave": to_wave}


def ask_fits(cursor: duckdb.DuckDBPyConnection, instrument: str, from_wave: str, to_wave: str) -> list[Fit]:
    """Return what each printed row of two waves can be, item by item."""
    rows = cursor.execute(_FITS, _given(instrument, from_wave, to_wave)).fetchall()
    return [Fit(*row) for row in rows]


def ask_theta(
    cursor: duckdb.DuckDBPyConnection, instrument: str, from_wave: str, to_wave: str
) -> dict[str, ThetaRange]:
    """Return item → the range of θ between two printed waves."""
    rows = cursor.execute(_THETA, _given(instrument, from_wave, to_wave)).fetchall()
    return {item: ThetaRange(*found) for item, *found in rows}


def ask_copies(cursor: duckdb.DuckDBPyConnection, instrument: str) -> list[Copy]:
    """Return the sessions, and the waves of an instrument, that are copies of one another."""
    return [Copy(*row) for row in cursor.execute(_COPIES, [instrument]).fetchall()]


def ask_percents(cursor: duckdb.DuckDBPyConnection, language: str) -> list[Percent]:
    """Return the printed percentages that cannot be, named in a language ('nb', 'da' or 'en')."""
    return [Percent(*row) for row in cursor.execute(_PERCENTS.format(language=language)).fetchall()]


def ask_claims(
    cursor: duckdb.DuckDBPyConnection, instrument: str, from_wave: str, to_wave: str
) -> list[Claim]:
    """Return the claims about two waves that do not follow."""
    rows = cursor.execute(_CLAIMS, _given(instrument, from_wave, to_wave)).fetchall()
    return [Claim(*row) for row in rows]


def ask_printed_figures(cursor: duckdb.DuckDBPyConnection) -> list[PrintedFigures]:
    """Return every row of figures that a report printed."""
    columns = ", ".join(PrintedFigures._fields)
    rows = cursor.execute(f"SELECT {columns} FROM published ORDER BY instrument, wave, position").fetchall()
    return [PrintedFigures(*row) for row in rows]
