"""Opening a publication: read-only with no way out, whole, and the one that lies at its path now."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from publication.attached import attached_to_read
from publication.definitions.programme import Programme
from publication.definitions.text import same_in_all_languages
from publication.file import identity_in
from publication.printed_records import PrintedCount, PrintedItem
from publication.queries.definitions import read_stored
from publication.reading import Cell, Option, Publication, Wave
from publication.records import File, OfferedSelection, QuestionAsked, WaveRecord
from publication.schema import meta_of, read, read_whole
from publication.scope import Sites
from publication.withdrawn import digests_of

_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "threads": "1",
}
_SESSION_KINDS = """
SELECT DISTINCT instrument, kind FROM marks JOIN session_groups USING (group_id) WHERE status = 'shown'
UNION SELECT instrument, kind FROM published_sessions JOIN sessions USING (session)
"""


def locked(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a publication's file read-only, with no way out of it. Raises duckdb.Error."""
    return duckdb.connect(path, read_only=True, config=_LOCKED)


def locked_in_memory() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory, with no way out of it."""
    return duckdb.connect(config=_LOCKED)


def lying_at(path: Path) -> tuple[str, frozenset[str]]:
    """Return the identity and texts of the publication that lies at a path now. Raises duckdb.Error."""
    with attached_to_read(path) as con:
        return identity_in(con, path), digests_of(con)


def open_publication(path: Path) -> Publication:
    """Open a publication read-only, external access off, and read what it holds.

    Raises duckdb.Error, ValueError for a link (it may lead anywhere) and for one that a newer release made,
    and LookupError where somebody still asks the one that lay there before.
    """
    if any(part.is_symlink() for part in (path, path.parent, path.parent.parent)):
        raise ValueError(path.name)
    con = locked(path)
    read_whole(con)
    meta_of(con)
    identity, texts = identity_in(con, path), digests_of(con)
    if (identity, texts) != lying_at(path):
        con.close()
        raise LookupError(path.name)
    return publication_in(con, identity, texts)


def publication_in(
    con: duckdb.DuckDBPyConnection, identity: str, texts: frozenset[str], within: Sites | None = None
) -> Publication:
    """Return the publication that a connection leads to.

    Args:
        con: The connection, which it keeps.
        identity: What tells it from every other.
        texts: The digests of the texts released in it.
        within: The sites it was cut down to; None where it is whole.
    """
    meta, held = meta_of(con), read_stored(con)
    printed = {item.instrument for item in read(con, PrintedItem)}
    background = _background(con)
    return Publication(
        meta.programme,
        meta.number,
        meta.published_on,
        held.programme,
        held.instruments,
        held.indicators,
        held.background,
        held.links,
        held.texts,
        tuple(_waves(con, held.programme, background)),
        _options(con),
        _cells(con),
        {site.id: place.id for place in held.programme.municipalities for site in place.sites},
        _rounds(con, held.programme),
        _asked(con),
        frozenset(printed),
        background,
        tuple(read(con, File, "ORDER BY ALL")),
        texts,
        _session_kinds(con, held.programme),
        identity,
        con,
        within,
    )


def _options(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[Option, ...]]:
    found: dict[tuple[str, str], list[Option]] = {}
    for offered in read(con, OfferedSelection, "ORDER BY from_wave, to_wave, position"):
        option = Option(
            offered.group_id,
            offered.label,
            offered.level,
            offered.sites,
            tuple(offered.around),
            offered.place,
        )
        found.setdefault((offered.from_wave, offered.to_wave), []).append(option)
    return {waves: tuple(options) for waves, options in found.items()}


def _cells(con: duckdb.DuckDBPyConnection) -> dict[str, frozenset[Cell]]:
    """Return by wave the cells (role, site) that its groups are made of."""
    sql = "SELECT wave, unnest(cells) FROM blocks WHERE instrument = '' AND item = ''"
    found: dict[str, set[Cell]] = {}
    for wave, cell in con.execute(sql).fetchall():
        role, _, site = cell.partition("@")
        found.setdefault(wave, set()).add((role, site))
    return {wave: frozenset(cells) for wave, cells in found.items()}


def _asked(con: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """Return (instrument, wave) of what was asked."""
    sql = "SELECT DISTINCT instrument, wave FROM answers WHERE status <> 'not_asked'"
    return frozenset(con.execute(sql).fetchall())


def _background(con: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """Return (question, wave) of the background that was asked or printed; none made before it was kept."""
    asked = {(question.variable, question.wave) for question in read(con, QuestionAsked)}
    return frozenset(asked | {(count.variable, count.wave) for count in read(con, PrintedCount)})


def _waves(
    con: duckdb.DuckDBPyConnection, programme: Programme, background: frozenset[tuple[str, str]]
) -> Iterator[Wave]:
    """Yield the waves that are shown or printed, in the programme's order."""
    members = {wave.wave: wave.members for wave in read(con, WaveRecord)}
    known = {*members, *(item.wave for item in read(con, PrintedItem)), *(wave for _, wave in background)}
    for wave in programme.waves:
        if wave.id in known:
            name = wave.name or same_in_all_languages(wave.id)
            yield Wave(wave.id, name, wave.date, wave.asked_as, members.get(wave.id), wave.population)


def _rounds(con: duckdb.DuckDBPyConnection, programme: Programme) -> tuple[str, ...]:
    found = con.execute("SELECT DISTINCT round FROM assessments").fetchall()
    return tuple(assessment.id for assessment in programme.rounds if (assessment.id,) in found)


def _session_kinds(con: duckdb.DuckDBPyConnection, programme: Programme) -> dict[str, tuple[str, ...]]:
    """Return by instrument the kinds of session with marks or printed figures, in the programme's order."""
    found = con.execute(_SESSION_KINDS).fetchall()
    order = [kind.id for kind in programme.session_kinds]
    return {
        instrument: tuple(kind for kind in order if (instrument, kind) in found)
        for instrument in {instrument for instrument, _ in found}
    }
