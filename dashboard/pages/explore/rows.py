"""Rows of the analyst's table, as its files hold them."""

from collections.abc import Iterator
from dataclasses import replace

from dashboard.pages.explore.answer import explore_table
from dashboard.report.offered import EVERYONE
from dashboard.report.rows import Row, RowKind, RowKinds, Wanted, ends_of
from dashboard.report.selection import Selection


def explore_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the analyst's table: every statistic of every item, group and wave, as the files hold it.

    A group stands for itself and all within it.
    """
    publication, group = wanted.publication, wanted.group or EVERYONE
    blank = Selection(wanted.language.code, publication.programme, group=group)
    for instrument in dict.fromkeys([*wanted.instruments(), *sorted(publication.printed)]):
        ends = ends_of(wanted, instrument)
        if ends is None or wanted.instrument not in (None, instrument):
            continue
        selection = replace(blank, instrument=instrument, from_wave=ends[0], to_wave=ends[1])
        if explored := explore_table(publication, selection, wanted.language):
            yield from (row for row in explored.rows() if wanted.wave in (None, row["wave"]))


KINDS: RowKinds = {"explore": RowKind(explore_rows)}
