"""The tables of a publication about printed reports: what was printed, and what it can and cannot be."""

from collections.abc import Mapping

import duckdb

from etl.printed.counts import printed_count_rows
from etl.printed.figures import fit_rows, printed_rows, read_printed_rows, theta_rows
from etl.printed.findings import claim_rows, copy_rows, percent_rows
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme


def printed_tables(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    used: Mapping[str, Instrument],
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
) -> dict[str, list[tuple[object, ...]]]:
    """Return all that leaves of a programme's printed reports, by table.

    Args:
        con: The warehouse.
        programme: Whose.
        used: The instruments that the programme answered or a report printed.
        instruments: All there are.
        background: All background questions there are.
    """
    printed = read_printed_rows(con, programme.id, used)
    return {
        "published": printed_rows(printed),
        "published_fits": list(fit_rows(printed)),
        "published_theta": list(theta_rows(printed, programme)),
        "published_copies": list(copy_rows(con, programme, printed)),
        "published_percents": list(percent_rows(con, programme, instruments, background)),
        "published_claims": list(claim_rows(programme, printed)),
        "published_counts": printed_count_rows(con, programme.id, used, background),
    }
