"""Printed figures: what answers fit them, row by row."""

from collections.abc import Mapping

import duckdb

from etl.definitions.instrument import Instrument
from etl.published.enumeration import enumerate_fits


def published_rows(
    con: duckdb.DuckDBPyConnection, programme: str, instruments: Mapping[str, Instrument]
) -> list[tuple[object, ...]]:
    """Return a row per instrument, wave and item as printed, with the n and the sets of answers that fit."""
    figures = con.execute(
        "SELECT instrument, wave, item, mean, sd, respondents, not_applicable, dont_know"
        " FROM published_figures WHERE programme = ?",
        [programme],
    ).fetchall()
    order = {
        (name, item.id): (at, position)
        for at, (name, one) in enumerate(instruments.items())
        for position, item in enumerate(one.items)
    }
    return [
        _row(order[figure[0], figure[2]][1], instruments[figure[0]], *figure)
        for figure in sorted(figures, key=lambda row: (order[row[0], row[2]], row[1]))
    ]


def _row(
    position: int,
    described: Instrument,
    instrument: str,
    wave: str,
    item: str,
    mean: str,
    sd: str,
    respondents: int,
    not_applicable: int | None,
    dont_know: int | None,
) -> tuple[object, ...]:
    largest = respondents - (not_applicable or 0) - (dont_know or 0)
    answers = described.answers
    fit = enumerate_fits(mean, sd, low=answers.start, high=answers.stop - 1, largest_n=largest)
    status = "fits" if fit.sets_that_fit else "no_answers_fit"
    printed = mean, sd, respondents, not_applicable, dont_know
    return (
        instrument,
        wave,
        item,
        position,
        *printed,
        fit.n_inferred,
        fit.mean,
        fit.sd,
        fit.sets_that_fit,
        status,
    )
