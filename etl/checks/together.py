"""What only shows when the kept cells of a row are seen together, or beside other rows of the file."""

from collections.abc import Iterator

from duckdb import DuckDBPyConnection as Connection

from etl.columns.columns import RowRule
from etl.staging.form import LoadedForm
from etl.staging.stage import Staged
from publication.faults import Fault


def faults_together(con: Connection, form: LoadedForm) -> list[Fault]:
    """Return the faults of every file's rows, in the order of their lines."""
    return [fault for staged in form.files for fault in _faults_of_file(con, form, staged)]


def _faults_of_file(con: Connection, form: LoadedForm, staged: Staged) -> list[Fault]:
    found = [
        (row, rule, value, accepted)
        for rule in form.spec.row_rules
        for row, value, accepted in _rows_at_fault(con, form, staged, rule)
    ]
    lines = staged.grid.lines({row for row, *_ in found}) if found else {}
    return [
        Fault(
            staged.name,
            rule.rule,
            lines.get(row),
            form.column(rule.column).header,
            value,
            {"accepted": accepted or "–", "limits": accepted or "–"},
        )
        for row, rule, value, accepted in sorted(found, key=lambda fault: fault[0])
    ]


def _rows_at_fault(
    con: Connection, form: LoadedForm, staged: Staged, rule: RowRule
) -> Iterator[tuple[int, str | None, str | None]]:
    """Yield row, cell at fault and what is accepted there, of the rows of a file that break a rule."""
    header = form.column(rule.column).header
    if header not in staged.header:
        return
    sql = f"""
        SELECT s.row, s.c{staged.header.index(header)}, t.accepted
        FROM (SELECT file, row, {rule.condition} AS broken, ({rule.accepted})::VARCHAR AS accepted
              FROM {form.typed} WHERE file = '{staged.table}') t
        JOIN {staged.table} s USING (row)
        WHERE t.broken ORDER BY s.row"""
    yield from con.execute(sql).fetchall()
