"""Loading: all of a form's files or none of them, with a provenance row per file."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from contextlib import suppress

import duckdb
from duckdb import DuckDBPyConnection as Connection

from etl.kinds.all import kind_of
from etl.kinds.definitions import read_definitions
from etl.kinds.kind import Definitions
from etl.load.forms import read_forms
from etl.staging.form import LoadedForm
from etl.warehouse.keep import keep_published
from etl.warehouse.warehouse import ensure_answers

__all__ = ["Definitions", "LoadedForm", "load", "read_definitions", "read_forms"]

Provenance = tuple[str, str, str, str, str, str, str, int]


def _definitions_digest(definitions: Definitions, form: LoadedForm) -> str:
    read_by = [
        form.mapping,
        definitions.programme,
        *(definitions.instruments[name] for name in form.spec.answers),
        *definitions.background.values(),
        *form.spec.described,
    ]
    return hashlib.sha256("\n".join(each.model_dump_json() for each in read_by).encode()).hexdigest()


def _provenance(definitions: Definitions, form: LoadedForm) -> list[Provenance]:
    digest, mapping = _definitions_digest(definitions, form), form.mapping
    return [
        (mapping.programme, mapping.form, mapping.kind, wave, staged.name, staged.grid.sha256, digest, rows)
        for staged, waves, rows in zip(form.files, form.waves, form.rows, strict=True)
        for wave in sorted(waves)
    ]


def _loaded_before(con: Connection, form: LoadedForm) -> list[Provenance]:
    return con.execute(
        "SELECT programme, form, kind, wave, name, sha256, definitions, rows FROM files"
        " WHERE programme = ? AND form = ? AND list_contains(?, wave)",
        [form.mapping.programme, form.mapping.form, form.all_waves],
    ).fetchall()


def _write(
    con: Connection, definitions: Definitions, form: LoadedForm, rows: list[Provenance], now: dt.datetime
) -> None:
    origins = [wave.origin for wave in definitions.programme.waves if wave.id in form.all_waves]
    keep_published(con, form.mapping.programme, [*form.all_waves, *origins])
    kind_of(form.mapping).write(con, form, form.mapping)
    con.execute(
        "DELETE FROM files WHERE programme = ? AND form = ? AND list_contains(?, wave)",
        [form.mapping.programme, form.mapping.form, form.all_waves],
    )
    con.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [[*row, now] for row in rows])


def load(con: Connection, definitions: Definitions, forms: Sequence[LoadedForm], now: dt.datetime) -> bool:
    """Put checked forms into the warehouse, all or none; say whether anything changed."""
    changed = False
    con.begin()
    try:
        for form in forms:
            rows = _provenance(definitions, form)
            if sorted(_loaded_before(con, form)) != sorted(rows):
                ensure_answers(con, [definitions.instruments[name] for name in form.spec.answers])
                _write(con, definitions, form, rows, now)
                changed = True
        con.commit()
    except BaseException:
        with suppress(duckdb.Error):  # where the disk is full, the database has rolled back by itself
            con.rollback()
        raise
    return changed
