"""Management figures as rows of one site, month and series, whatever table they stood in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from duckdb import DuckDBPyConnection as Connection

from etl.checks.cells import stored_value_sql
from etl.columns.columns import Column, FileSpec
from etl.columns.figures import Figure, NotYet
from etl.staging.form import LoadedForm
from etl.staging.stage import Staged
from publication.definitions.indicator import Indicator
from publication.faults import Fault
from publication.sql import literal, text_map

Indicators = Mapping[str, Indicator]

_NAMED = ("site", "indicator", "month")
_NONE = """
SELECT NULL::VARCHAR AS file, NULL::BIGINT AS row, NULL::VARCHAR AS site, NULL::VARCHAR AS indicator,
    NULL::VARCHAR AS header, NULL::VARCHAR AS text, NULL::DATE AS month, NULL::VARCHAR AS series,
    NULL::DOUBLE AS value
"""
_FIGURES = """
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT * FROM ({figures})
WHERE value IS NOT NULL AND site IS NOT NULL AND month IS NOT NULL AND indicator IS NOT NULL
"""


def gather(con: Connection, form: LoadedForm, indicators: Indicators) -> tuple[LoadedForm, list[Fault]]:
    """Bring a form's figures together in its typed table, one row per figure, without the blank cells.

    The table has file, row, site, indicator (as the row names it), header, text, month, series and value;
    where they are at fault, `etl/checks/figure_rules.py` says. The form's occasions are the months a file has
    figures of; a file without any is a fault.
    """
    figures = [_NONE]
    for staged, spec in zip(form.files, form.specs, strict=True):
        figures += _figures_of(staged, spec, indicators)
    con.execute(_FIGURES.format(table=form.typed, figures=" UNION ALL ".join(figures)))
    form = replace(form, waves=[_months(con, form, staged) for staged in form.files])
    files = zip(form.files, form.specs, strict=True)
    return form, [Fault(staged.name, "no_figures") for staged, spec in files if _is_silent(con, staged, spec)]


def _figures_of(staged: Staged, spec: FileSpec, indicators: Indicators) -> Iterator[str]:
    """Yield the SQL of a file's figures, if it has the columns that say whose they are."""
    keys = {column.name: column for column in spec.keys if column.header in staged.header}
    if not {"site", "indicator"} <= set(keys) or not ("month" in keys or spec.months):
        return
    named = [
        f"{stored_value_sql(staged, column)} AS {name}" for name, column in keys.items() if name in _NAMED
    ]
    if spec.months:
        figures = [_figure(staged, column, f"DATE '{column.name}-01'") for column in spec.months]
    else:
        series = _series_by_column(indicators)
        figures = [_figure(staged, keys[name], "month", series[name]) for name in series if name in keys]
    yield (
        f"SELECT '{staged.table}' AS file, row, site, indicator, figure.header, figure.text, figure.month,"
        " figure.series, figure.value"
        f" FROM (SELECT row, site, indicator, unnest([{', '.join(figures)}]) AS figure"
        f" FROM (SELECT *, {', '.join(named)} FROM {staged.table}))"
    )


def _series_by_column(indicators: Indicators) -> dict[str, str]:
    """Return for each column of figures the SQL of their series, which the row's indicator says."""
    numerators = {name: indicator.numerator for name, indicator in indicators.items()}
    denominators = {
        name: indicator.denominator
        for name, indicator in indicators.items()
        if indicator.denominator is not None
    }
    parts = {"numerator": numerators, "denominator": denominators}
    looked_up = {
        name: f"({text_map(series)}::MAP(VARCHAR, VARCHAR))[indicator]" for name, series in parts.items()
    }
    return {"value": "indicator", **looked_up}


def _figure(staged: Staged, column: Column, month: str, series: str = "indicator") -> str:
    """Return the SQL of one column's figure in a row."""
    header, text = literal(column.header), staged.cell(staged.header.index(column.header or ""))
    value = stored_value_sql(staged, column)
    return (
        f"struct_pack(header := {header}, text := {text}, month := {month}, series := {series},"
        f" value := {value})"
    )


def _is_silent(con: Connection, staged: Staged, spec: FileSpec) -> bool:
    """Say whether every cell that could hold a figure is blank."""
    cells = [
        staged.cell(staged.header.index(column.header))
        for column in spec.columns
        if isinstance(column.holds, Figure | NotYet) and column.header in staged.header
    ]
    filled = " OR ".join(f"{cell} <> ''" for cell in cells) or "true"
    return con.execute(f"SELECT 1 FROM {staged.table} WHERE {filled} LIMIT 1").fetchone() is None


def _months(con: Connection, form: LoadedForm, staged: Staged) -> frozenset[str]:
    sql = f"SELECT DISTINCT strftime(month, '%Y-%m') FROM {form.typed} WHERE file = ?"
    return frozenset(month for (month,) in con.execute(sql, [staged.table]).fetchall())
