"""What a report's printed figures can and cannot be."""

from typing import NamedTuple

import duckdb

from publication.printed_records import PrintedClaim, PrintedCopy, PrintedPercent, PrintedTheta
from publication.schema import read, records

_HELD = "SELECT 1 FROM (SHOW TABLES) WHERE name = 'published_fits'"
_FITS = """
SELECT * EXCLUDE (mean, sd), printed_mean AS mean, printed_sd AS sd
FROM published_fits JOIN published USING (instrument, wave, item)
WHERE instrument = $instrument AND wave IN ($from_wave, $to_wave)
ORDER BY published_fits.position, wave <> $from_wave
"""
_OF_WAVES = "WHERE instrument = $instrument AND from_wave = $from_wave AND to_wave = $to_wave"


# From the least to the most that a figure shows of what whole answers can give.
FAULTS = ("mean_off_scale", "grim", "sd_too_large", "grimmer", "no_answers_fit")
CONVENTIONS = ("divisor_n", "cut_off", "divisor_n_cut_off")


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
        words = self.fault.split("|") if self.fault else []
        return [text for text in words if text in CONVENTIONS]


def holds_findings(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Say whether a publication has judged its printed figures; one made by an earlier version has not."""
    return cursor.execute(_HELD).fetchone() is not None


def _given(instrument: str, from_wave: str, to_wave: str) -> dict[str, str]:
    return {"instrument": instrument, "from_wave": from_wave, "to_wave": to_wave}


def ask_fits(cursor: duckdb.DuckDBPyConnection, instrument: str, from_wave: str, to_wave: str) -> list[Fit]:
    """Return what each printed row of two waves can be, item by item."""
    return records(cursor.execute(_FITS, _given(instrument, from_wave, to_wave)), Fit)


def ask_theta(
    cursor: duckdb.DuckDBPyConnection, instrument: str, from_wave: str, to_wave: str
) -> dict[str, PrintedTheta]:
    """Return item → the range of θ between two printed waves."""
    given = _given(instrument, from_wave, to_wave)
    return {
        theta.item: theta for theta in read(cursor, PrintedTheta, f"{_OF_WAVES} ORDER BY position", given)
    }


def ask_copies(cursor: duckdb.DuckDBPyConnection, instrument: str) -> list[PrintedCopy]:
    """Return the sessions, and the waves of an instrument, that are copies of one another."""
    return read(cursor, PrintedCopy, "WHERE instrument IS NULL OR instrument = ?", [instrument])


def ask_percents(cursor: duckdb.DuckDBPyConnection) -> list[PrintedPercent]:
    """Return the printed percentages that cannot be."""
    return read(cursor, PrintedPercent)


def ask_claims(
    cursor: duckdb.DuckDBPyConnection, instrument: str, from_wave: str, to_wave: str
) -> list[PrintedClaim]:
    """Return the claims about two waves that do not follow."""
    return read(cursor, PrintedClaim, _OF_WAVES, _given(instrument, from_wave, to_wave))
