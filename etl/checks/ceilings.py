"""The most a figure can be by what its form does not say: other forms, figures loaded before, the places."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from duckdb import DuckDBPyConnection as Connection

from etl.checks.figure_rules import DAYS, Found, faults_of
from etl.staging.form import LoadedForm
from etl.warehouse.warehouse import table_exists
from publication.definitions.indicator import Series
from publication.definitions.programme import Programme
from publication.faults import Fault
from publication.sql import literal, texts_list

# The series of which the programme's own number of places is the ceiling.
_PLACES, _OF_THE_PROGRAMME = "places", "the programme"
_COLUMNS = "site, month, series, value"
_ABOVE = """
SELECT file, row, header, text, nearest.place, nearest.form, nearest.most
FROM (
    SELECT f.file, f.row, f.header, f.text, f.value, arg_min(
        {{'place': o.place, 'form': o.form, 'most': o.value * CASE WHEN b.per_day THEN {days} ELSE 1 END,
          'own': o.form IS NULL AND b.step = 1}}, b.step
    ) AS nearest
    FROM {table} f
    JOIN (VALUES {ceilings}) b (series, ceiling, step, per_day) ON f.series = b.series
    JOIN ({others}) o ON f.site = o.site AND f.month = o.month AND o.series = b.ceiling
    GROUP BY f.file, f.row, f.header, f.text, f.value
)
WHERE value > nearest.most AND NOT nearest.own ORDER BY file, row, header
"""
_TOO_LOW = """
SELECT o.file, o.row, o.header, o.text, arg_max(f.form, f.value), max(f.value)
FROM {table} o
JOIN (VALUES {ceilings}) b (series, ceiling, step, per_day) ON o.series = b.ceiling
JOIN ({kept}) f ON f.site = o.site AND f.month = o.month AND f.series = b.series
WHERE f.value > o.value * CASE WHEN b.per_day THEN {days} ELSE 1 END
GROUP BY o.file, o.row, o.header, o.text ORDER BY o.file, o.row, o.header
"""


def ceiling_faults(
    con: Connection, forms: Sequence[LoadedForm], described: Mapping[str, Series], programme: Programme
) -> list[Fault]:
    """Return the figures above the nearest ceiling that is known, and ceilings below figures that stay."""
    ceilings = ", ".join(_ceilings(described))
    if not ceilings:
        return []
    kept = _that_stay(con, programme, forms)
    return [
        fault
        for form in forms
        for found in (
            _above(con, form, forms, ceilings, [*kept, *_places(con, form, programme)]),
            _too_low(con, form, ceilings, kept),
        )
        for fault in faults_of(form, list(found))
    ]


def _ceilings(described: Mapping[str, Series]) -> Iterator[str]:
    """Yield every series with its ceilings, theirs, and so on: SQL of series, ceiling, step and per day."""
    for name in described:
        at, per_day, seen = name, False, [name]
        while (ceiling := described[at].ceiling if at in described else None) and ceiling.series not in seen:
            at, per_day = ceiling.series, per_day or ceiling.per_day
            yield f"({literal(name)}, {literal(at)}, {len(seen)}, {per_day})"
            seen.append(at)
        if at == _PLACES:
            yield f"({literal(name)}, {literal(_OF_THE_PROGRAMME)}, {len(seen)}, {per_day})"


def _that_stay(con: Connection, programme: Programme, forms: Sequence[LoadedForm]) -> list[str]:
    """Return the SQL of the figures in the warehouse that this load does not replace, if there are any."""
    if not table_exists(con, "management"):
        return []
    replaced = " OR ".join(
        f"(form = {literal(other.mapping.form)}"
        f" AND list_contains({texts_list(other.all_waves)}, strftime(month, '%Y-%m')))"
        for other in forms
    )
    stay = f"programme = {literal(programme.id)} AND NOT ({replaced})"
    return [f"SELECT NULL AS place, form, {_COLUMNS} FROM management WHERE {stay}"]


def _places(con: Connection, form: LoadedForm, programme: Programme) -> Iterator[str]:
    """Yield the SQL of the places a programme says its sites have, in the months of a form's figures."""
    sites = {site.id: site for site in programme.sites if site.places is not None}
    if not sites:
        return
    asked: list[tuple[str, dt.date]] = con.execute(
        f"SELECT DISTINCT site, month FROM {form.typed} WHERE list_contains({texts_list(sites)}, site)"
    ).fetchall()
    rows = ", ".join(
        f"({literal(site)}, DATE '{month}', {number})"
        for site, month in asked
        if (number := sites[site].places_in(month)) is not None
    )
    if rows:
        name = literal(_OF_THE_PROGRAMME)
        columns = f"site, month, {name} AS series, value::DOUBLE AS value"
        yield f"SELECT NULL AS place, {name} AS form, {columns} FROM (VALUES {rows}) p (site, month, value)"


def _above(
    con: Connection, form: LoadedForm, forms: Sequence[LoadedForm], ceilings: str, others: Sequence[str]
) -> Iterator[Found]:
    """Yield a form's figures above their nearest ceiling, unless that is its own and next to them."""
    own = "{'file': file, 'row': row, 'header': header}"
    given = [
        f"SELECT {own if other is form else 'NULL'} AS place,"
        f" {'NULL' if other is form else literal(other.mapping.form)} AS form, {_COLUMNS} FROM {other.typed}"
        for other in forms
    ]
    union = " UNION ALL ".join([*given, *others])
    sql = _ABOVE.format(table=form.typed, ceilings=ceilings, others=union, days=DAYS)
    for file, row, header, text, place, other, most in con.execute(sql).fetchall():
        details = {"most": f"{most:.10g}"}
        if place is not None:
            at = place["file"], place["row"], place["header"]
            yield Found("over_ceiling", (file, row, header), text, at, details)
        elif other == _OF_THE_PROGRAMME:
            yield Found("over_places", (file, row, header), text, (), details)
        else:
            yield Found("over_ceiling_of_form", (file, row, header), text, (), details | {"form": other})


def _too_low(con: Connection, form: LoadedForm, ceilings: str, kept: Sequence[str]) -> Iterator[Found]:
    """Yield the figures that are a ceiling, and lie below what it holds for of the figures that stay."""
    for stay in kept:
        sql = _TOO_LOW.format(table=form.typed, ceilings=ceilings, kept=stay, days=DAYS.replace("f.", "o."))
        for file, row, header, text, other, least in con.execute(sql).fetchall():
            details = {"form": other, "least": f"{least:.10g}"}
            yield Found("ceiling_too_low", (file, row, header), text, (), details)
