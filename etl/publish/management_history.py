"""Figures about staff over time: a month that was withheld stays withheld, whatever is said later."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from etl.attached import attached_to_read
from etl.definitions.programme import Programme
from etl.faults import Refused
from etl.publish.management import SiteMonth
from etl.publish.writer import file_of, published_numbers
from etl.warehouse import table_exists


def _in_file(path: Path) -> Sequence[SiteMonth]:
    """Return what a publication withheld; nothing where it cannot be read: the warehouse remembers it."""
    try:
        with attached_to_read(path) as published:
            if not table_exists(published, "withheld_months"):
                return []
            return published.execute("SELECT series, site, month FROM withheld_months").fetchall()
    except duckdb.Error:
        return []


def withheld_before(con: duckdb.DuckDBPyConnection, programme: Programme, folder: Path) -> set[SiteMonth]:
    """Return the months that any publication withheld, as the warehouse remembers and as the files say.

    Raises Refused where the programme's file has no such site any longer: it could be there under another id.
    """
    sql = "SELECT series, site, month FROM withheld_months WHERE programme = ?"
    before = set(con.execute(sql, [programme.id]).fetchall())
    for number in published_numbers(folder):
        before |= set(_in_file(file_of(folder, number)))
    known = {published for site in programme.sites for published in (site.id, *site.was)}
    if gone := {site for _, site, _ in before} - known:
        raise Refused("withheld_site_gone", site=min(gone))
    return before | {
        (series, site.id, month)
        for series, published, month in before
        for site in programme.sites
        if published in site.was
    }


def remember_withheld(
    con: duckdb.DuckDBPyConnection, programme: str, withheld: Iterable[Sequence[object]]
) -> None:
    """Note the months a publication withholds."""
    con.begin()
    con.execute("DELETE FROM withheld_months WHERE programme = ?", [programme])
    for row in withheld:
        con.execute("INSERT INTO withheld_months VALUES (?, ?, ?, ?)", [programme, *row])
    con.commit()
