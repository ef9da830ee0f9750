"""The rules management figures are held to together: what their series may be, and what they add up to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection as Connection

from etl.columns.figures import without_percent
from etl.staging.form import LoadedForm
from etl.warehouse.warehouse import table_exists
from publication.definitions.indicator import Indicator, Series
from publication.faults import Fault, Note
from publication.sql import literal, text_map, texts_list

_ALONE = "DELETE FROM {table} WHERE {broken} RETURNING file, row, header, text"
_BESIDE_ANOTHER = """
SELECT f.file, f.row, f.header, f.text, min((o.file, o.row, o.header, {most}))
FROM {table} f JOIN {table} o USING (site, month) WHERE {broken}
GROUP BY f.file, f.row, f.header, f.text ORDER BY f.file, f.row
"""
_IN_ANOTHER_FORM = """
SELECT f.file, f.row, f.header, f.text, min(o.form)
FROM {table} f JOIN ({others}) o USING (site, month, series)
GROUP BY f.file, f.row, f.header, f.text ORDER BY f.file, f.row
"""
_NOTHING_TO_COUNT_IN = """
SELECT f.file, f.header, list(f.site || ' ' || strftime(f.month, '%Y-%m') ORDER BY f.site, f.month)
FROM {table} f JOIN {table} o USING (site, month)
WHERE f.series = $numerator AND o.series = $denominator AND o.value = 0 AND f.value > 0
GROUP BY f.file, f.header ORDER BY f.file, f.header
"""
DAYS = "day(last_day(f.month))"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule, the SQL condition of the figures that break it, and what is said of all of them."""

    name: str
    broken: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A figure at fault: where it stands (file, row, column), and the figure it does not agree with."""

    rule: str
    at: tuple[str, int, str]
    text: str
    other: tuple[Any, ...]
    details: Mapping[str, str]


def figure_faults(con: Connection, form: LoadedForm, described: Mapping[str, Series]) -> list[Fault]:
    """Return the faults of a form's figures, rule by rule, in the order of files and lines.

    A figure at fault by itself is held against nothing else: it is taken out of the form's figures.
    """
    found = [figure for rule in _alone(described) for figure in _taken_out(con, form, rule)]
    most = _most(described)
    for rule in _beside_another(described):
        sql = _BESIDE_ANOTHER.format(table=form.typed, broken=rule.broken, most=most)
        for file, row, header, text, (*place, limit) in con.execute(sql).fetchall():
            at = file, row, header
            found.append(Found(rule.name, at, text, tuple(place), {"most": f"{limit:.10g}"}))
    return faults_of(form, found)


def _taken_out(con: Connection, form: LoadedForm, rule: _Rule) -> list[Found]:
    broken = con.execute(_ALONE.format(table=form.typed, broken=rule.broken)).fetchall()
    return [Found(rule.name, (*at,), text, (), rule.details) for *at, text in sorted(broken)]


def note_without_rate(con: Connection, form: LoadedForm, indicators: Mapping[str, Indicator]) -> None:
    """Note the counts of months in which there was nothing to set them against."""
    for indicator in indicators.values():
        if indicator.denominator is None:
            continue
        series = {"numerator": indicator.numerator, "denominator": indicator.denominator}
        for file, header, months in con.execute(
            _NOTHING_TO_COUNT_IN.format(table=form.typed), series
        ).fetchall():
            (staged,) = [staged for staged in form.files if staged.table == file]
            details = {"denominator": indicator.denominator, "months": ", ".join(months)}
            staged.notes.append(Note(staged.name, "no_denominator", column=header, details=details))


def faults_between_forms(con: Connection, forms: Sequence[LoadedForm]) -> list[Fault]:
    """Return the figures that another form gives too, in this load or before."""
    return [fault for form in forms for fault in _in_other_forms(con, form, forms)]


def _in_other_forms(con: Connection, form: LoadedForm, forms: Sequence[LoadedForm]) -> list[Fault]:
    columns = "site, month, series"
    given = [
        f"SELECT {literal(other.mapping.form)} AS form, {columns} FROM {other.typed}"
        for other in forms
        if other is not form
    ]
    if table_exists(con, "management"):
        of_load = texts_list(other.mapping.form for other in forms)
        programme = literal(form.mapping.programme)
        kept = f"programme = {programme} AND NOT list_contains({of_load}, form)"
        given.append(f"SELECT form, {columns} FROM management WHERE {kept}")
    if not given:
        return []
    sql = _IN_ANOTHER_FORM.format(table=form.typed, others=" UNION ALL ".join(given))
    found = [
        Found("figure_in_other_form", (file, row, header), text, (), {"form": other})
        for file, row, header, text, other in con.execute(sql).fetchall()
    ]
    return faults_of(form, found)


def _alone(described: Mapping[str, Series]) -> Iterator[_Rule]:
    """Yield the rules on a figure by itself; what breaks one is asked for no other after it."""
    whole, percent = (
        f"list_contains({texts_list(name for name in described if described[name].values == kind)}, series)"
        for kind in ("whole", "percent")
    )
    yield _Rule("no_denominator", "series IS NULL")
    yield _Rule("percent_sign", f"NOT {percent} AND text <> {without_percent('text')}")
    yield _Rule("not_a_whole_number", f"{whole} AND value <> floor(value)", {"accepted": "12"})
    yield _Rule("out_of_range", f"{percent} AND value > 100", {"limits": "0 … 100"})


def _beside_another(described: Mapping[str, Series]) -> Iterator[_Rule]:
    same = "f.indicator = o.indicator AND f.series = o.series"
    yield _Rule("doubled", f"{same} AND f.file <> o.file")
    differs = "f.series = o.series AND f.indicator <> o.indicator AND f.value <> o.value"
    yield _Rule("figure_differs", differs)
    ceilings = {name: series.ceiling.series for name, series in described.items() if series.ceiling}
    ceiling = f"({text_map(ceilings)}::MAP(VARCHAR, VARCHAR))[f.series]"
    yield _Rule("over_ceiling", f"o.series = {ceiling} AND f.value > {_most(described)}")


def _most(described: Mapping[str, Series]) -> str:
    """Return the SQL of the most a figure (f) can be beside its ceiling (o)."""
    per_day = [name for name, series in described.items() if series.ceiling and series.ceiling.per_day]
    return f"o.value * CASE WHEN list_contains({texts_list(per_day)}, f.series) THEN {DAYS} ELSE 1 END"


def faults_of(form: LoadedForm, found: Sequence[Found]) -> list[Fault]:
    """Return what was found as faults, with the lines of both figures."""
    places = [place for figure in found for place in (figure.at, figure.other) if place]
    staged = {staged.table: staged for staged in form.files}
    lines = {
        table: each.grid.lines({row for file, row, _ in places if file == table}) if places else {}
        for table, each in staged.items()
    }

    def beside(place: tuple[Any, ...]) -> dict[str, str]:
        if not place:
            return {}
        file, row, header = place
        name, line = staged[file].name, str(lines[file].get(row, ""))
        return {"other_file": name, "other_line": line, "other_column": header}

    return [
        Fault(
            staged[file].name,
            figure.rule,
            lines[file].get(row),
            header,
            figure.text,
            {**figure.details, **beside(figure.other)},
        )
        for figure in found
        for file, row, header in [figure.at]
    ]
