"""The rows of a publication about background: which categories of each question leave, wave by wave."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from etl.release.background import count_background, count_roles
from etl.release.background_groups import Category
from etl.release.background_records import BACKGROUND
from etl.release.context import ReleaseContext
from etl.release.counted import CountedWave
from etl.release.prior.background import background_changes
from etl.release.prior.record import PriorWave
from publication.records import CategoryCount, QuestionAsked

_ASKED = "SELECT DISTINCT variable, wave FROM background WHERE programme = ? ORDER BY ALL"


def variables_asked(context: ReleaseContext) -> dict[str, list[str]]:
    """Return background question → the waves it was asked in, whatever was answered."""
    found: dict[str, list[str]] = {}
    for variable, wave in context.con.execute(_ASKED, [context.programme.id]).fetchall():
        found.setdefault(variable, []).append(wave)
    return found


def with_background(context: ReleaseContext, counted: CountedWave, prior: Sequence[PriorWave]) -> CountedWave:
    """Return a wave with the categories of each background question; none of one that is hidden."""
    wave, members = counted.wave, counted.members
    changed = background_changes(
        context.con, context.programme.id, wave.id, members, counted.fingerprints[BACKGROUND], prior
    )
    categories = {
        variable: count_background(context, wave, variable, members.total(), changed)
        for variable, waves in variables_asked(context).items()
        if wave.id in waves
    }
    return replace(counted, background=categories)


def background_rows(context: ReleaseContext, waves: Sequence[CountedWave]) -> dict[str, list[Any]]:
    """Return all that leaves of background, by table; the roles first."""
    tables: dict[tuple[str, str], Sequence[Category]] = {}
    for counted in waves:
        if context.programme.roles and counted.wave.population == "staff":
            tables[counted.wave.id, "role"] = count_roles(context.programme, counted, context.labels)
        tables |= {
            (counted.wave.id, variable): categories for variable, categories in counted.background.items()
        }
    return {
        "background": [
            CategoryCount(*about, position, category.label, category.n, list(category.ids))
            for about, categories in tables.items()
            for position, category in enumerate(categories)
        ],
        "background_asked": [
            QuestionAsked(*about, "shown" if categories else "withheld")
            for about, categories in tables.items()
        ],
    }
