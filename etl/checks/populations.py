"""Whose waves a form may give: staff's and citizens' are never the same, in no file and in no load."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection as Connection

from etl.checks.across import from_others
from etl.columns.columns import RowRule
from etl.staging.form import LoadedForm
from publication.definitions.instrument import Population
from publication.definitions.programme import Programme
from publication.faults import Fault
from publication.ids import CITIZENS
from publication.sql import literal, texts_list

OF_OTHERS = "wave_of_others"


def of_own_waves(programme: Programme, whose: Population) -> RowRule:
    """Return what a row's wave is held to: one that asks the people of the form."""
    own = [wave.id for wave in programme.waves_of(whose)]
    condition = f"NOT list_contains({texts_list(own)}, wave)"
    return RowRule(OF_OTHERS, "wave", condition, literal(_listed(own)))


def named_wave_of_others(form: LoadedForm, programme: Programme, whose: Population) -> list[Fault]:
    """Return the fault of a file that a person named a wave for which asks others."""
    wave, own = form.column("wave").default, [wave.id for wave in programme.waves_of(whose)]
    if wave is None or wave in own:
        return []
    return [Fault(form.files[0].name, OF_OTHERS, value=wave, details={"accepted": _listed(own)})]


def _listed(waves: Sequence[str]) -> str:
    return ", ".join(waves) or "–"


def both_in_a_wave(con: Connection, form: LoadedForm, forms: Sequence[LoadedForm]) -> list[Fault]:
    """Return the forms that gave a wave of this one other people: the programme's file has changed."""
    given = [
        f"SELECT {literal(other.mapping.form)} AS form, wave, role FROM {other.typed}"
        for other in forms
        if other is not form
    ]
    members = from_others(con, form, forms, "members", "form, wave, role", given)
    if members is None:
        return []
    sql = f"""
        SELECT DISTINCT w.wave, w.form FROM ({members}) w JOIN {form.typed} t ON t.wave = w.wave
        WHERE (t.role = {literal(CITIZENS)}) <> (w.role = {literal(CITIZENS)}) ORDER BY ALL"""
    return [
        Fault(form.files[0].name, "both_in_wave", value=wave, details={"form": other})
        for wave, other in con.execute(sql).fetchall()
    ]
