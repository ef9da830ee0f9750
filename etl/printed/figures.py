"""Printed figures: what answers fit them, row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import duckdb

from etl.printed.enumeration import enumerate_fits
from etl.printed.figure import read_printed
from etl.printed.verdict import Figure, count_sets, judge, sizes_up_to
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One item's figures in one wave as a report printed them, and its place in the questionnaire."""

    instrument: Instrument
    wave: str
    item: str
    position: int
    mean: str
    sd: str
    respondents: int
    not_applicable: int | None
    dont_know: int | None

    @property
    def most(self) -> int:
        """The most answers there can be."""
        return self.respondents - (self.not_applicable or 0) - (self.dont_know or 0)

    @property
    def figure(self) -> Figure:
        """The figures with what is known of the answers behind them."""
        answers = self.instrument.answers
        sizes = sizes_up_to(self.most, with_sd=True)
        ends = answers.start, answers.stop - 1
        return Figure(read_printed(self.mean), read_printed(self.sd), sizes, ends)

    @property
    def place(self) -> Row:
        """Where it stands."""
        return self.instrument.id, self.wave, self.item, self.position


def read_printed_rows(
    con: duckdb.DuckDBPyConnection, programme: str, instruments: Mapping[str, Instrument]
) -> list[PrintedRow]:
    """Return what was printed of a programme's waves, in the order of instruments and items."""
    figures = con.execute(
        "SELECT instrument, wave, item, mean, sd, respondents, not_applicable, dont_know"
        " FROM printed_figures WHERE programme = ?",
        [programme],
    ).fetchall()
    places = places_of(instruments.values(), [(name, item) for name, _, item, *_ in figures])
    return [
        PrintedRow(instruments[name], wave, item, places[name, item][1], *printed)
        for name, wave, item, *printed in sorted(figures, key=lambda row: (places[row[0], row[2]], row[1]))
    ]


def places_of(
    instruments: Iterable[Instrument], printed: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Return the places of instruments and their items, by the ids of both.

    Raises Refused where something was printed of an item that is called otherwise since it was loaded.
    """
    places = {
        (instrument.id, item.id): (at, position)
        for at, instrument in enumerate(instruments)
        for position, item in enumerate(instrument.items)
    }
    for instrument, item in printed:
        if (instrument, item) not in places:
            raise Refused("printed_not_in_instrument", instrument=instrument, item=item)
    return places


def printed_rows(printed: Sequence[PrintedRow]) -> list[Row]:
    """Return a row per instrument, wave and item as printed, with the n and the sets of answers that fit."""
    return [_printed(row) for row in printed]


def _printed(row: PrintedRow) -> Row:
    answers = row.instrument.answers
    fit = enumerate_fits(row.mean, row.sd, low=answers.start, high=answers.stop - 1, largest_n=row.most)
    status = "fits" if fit.sets_that_fit else "no_answers_fit"
    as_printed = row.mean, row.sd, row.respondents, row.not_applicable, row.dont_know
    return (*row.place, *as_printed, fit.n_inferred, fit.mean, fit.sd, fit.sets_that_fit, status)


def fit_rows(printed: Sequence[PrintedRow]) -> Iterator[Row]:
    """Yield what each row can be: verdicts for both ways of rounding a 5, and the numbers that would fit."""
    for row in printed:
        verdict = judge(row.figure)
        grim, grimmer, sets = verdict.grim, verdict.grimmer, verdict.sets
        yield (
            *row.place,
            row.most,
            list(verdict.n_that_fit),
            *(grim[:2] if grim else (None, None)),
            *(grimmer[:2] if grimmer else (None, None)),
            *(sets or (None, None, None)),
            verdict.fault or "|".join(verdict.fits_if) or None,
            verdict.fault is not None and _fits_with_the_box_beside(row),
        )


def _fits_with_the_box_beside(row: PrintedRow) -> bool:
    """Say whether figures fit if a special answer was counted as the step after the last.

    Forms often number the box beside a scale so, and a mean over all numbers takes it along.
    """
    if not row.instrument.special or row.figure.ends is None:
        return False
    low, high = row.figure.ends
    return count_sets(row.figure._replace(ends=(low, high + 1)), "half_up") > 0


def theta_rows(printed: Sequence[PrintedRow], programme: Programme) -> Iterator[Row]:
    """Yield the range of θ of every item printed in two waves, earlier against later."""
    from etl.printed.theta import theta_range

    found = {(row.instrument.id, row.item, row.wave): row for row in printed}
    rows = {(row.instrument.id, row.item): row for row in printed}
    for start, end in combinations([wave.id for wave in programme.waves], 2):
        for (instrument, item), row in rows.items():
            sides = found.get((instrument, item, start)), found.get((instrument, item, end))
            if sides[0] is None or sides[1] is None:
                continue
            if (theta := theta_range(sides[0].figure, sides[1].figure)) is not None:
                shares = theta.exact[1:] if theta.exact else (None, None, None)
                yield instrument, start, end, item, row.position, theta.least, theta.most, *shares
