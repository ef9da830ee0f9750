"""`rejsespor show`: the rows behind every page, or why there are none."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.pages import PAGES
from dashboard.report.page import Page
from dashboard.report.rows import Known, Row, RowKind, Wanted

# Kind of rows → it, and the page that answers for it.
SHOWN: Mapping[str, tuple[RowKind, Page]] = {
    name: (kind, page) for page in PAGES.values() for name, kind in page.rows.items()
}


def rows_of(what: str, wanted: Wanted) -> list[Row]:
    """Return the rows of a kind."""
    kind, _ = SHOWN[what]
    return list(kind.rows(wanted))


def why_nothing(what: str, wanted: Wanted) -> str:
    """Return why there is no row: none of the kind, none of the name, or the one sentence."""
    publication, language = wanted.publication, wanted.language
    kind, page = SHOWN[what]
    if not (kind.has_data or page.has_data)(publication):
        name = language.of(publication.name)
        return language.say(f"empty.no_data_{kind.page or page.name}", programme=name)
    for control, known in {**_usually_known(what, wanted), **kind.names(wanted)}.items():
        found = getattr(wanted, control)
        if found is not None and found not in known:
            name = control.removeprefix("from_").removeprefix("to_")
            return language.say(f"unshown.{name}", found=found, known=", ".join(known))
    return language.say("card.withheld_here")


def _usually_known(what: str, wanted: Wanted) -> Known:
    """Return what there is of what most kinds of rows are chosen by: questionnaires and waves."""
    waves = [wave.id for wave in wanted.publication.definition.waves]
    instruments = _instruments(what, wanted)
    return {"instrument": instruments, "wave": waves, "from_wave": waves, "to_wave": waves}


def _instruments(what: str, wanted: Wanted) -> list[str]:
    """Return the questionnaires that have rows of a kind."""
    everything = Wanted(wanted.publication, wanted.language)
    kind, _ = SHOWN[what]
    return [
        instrument
        for instrument in wanted.publication.instruments
        if any(kind.rows(replace(everything, instrument=instrument)))
    ]


def _written(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value)) if isinstance(value, float) else str(value)


def as_text(rows: Sequence[Row]) -> list[list[str]]:
    """Return header and rows as texts, empty where there is no value; columns in order of appearance."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [columns, *([_written(row.get(name)) for name in columns] for row in rows)]


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows as a JSON list, null where there is no value."""
    clean = [{name: None if value != value else value for name, value in row.items()} for row in rows]
    return json.dumps(clean, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    return value.item()
