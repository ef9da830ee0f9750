"""The sheets of a workbook: the rows behind a chart, and what one must know to use them alone."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.report.data_table import Twin
from dashboard.report.labels import group_name, wave_name
from dashboard.report.offered import EVERYONE, PRINCIPLES
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Publication

Cells = Sequence[Any]
# What is said by the key of its heading.
Lines = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: name, header, rows of texts and numbers, and per column the decimals shown (None: a text)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Cells]
    digits: Sequence[int | None]
    filtered: bool = True


def _group(publication: Publication, selection: Selection, language: Language) -> str:
    name = group_name(publication, selection, language)
    return language.say("bar.everyone") if selection.group == EVERYONE else name


def _waves(publication: Publication, selection: Selection, language: Language) -> str:
    return "; ".join(
        f"{wave_name(publication, one, language)} ({language.date(publication.wave(one).date)})"
        for one in dict.fromkeys(selection.waves)
    )


def _instrument(publication: Publication, instrument: str, language: Language) -> str:
    return language.of(publication.instruments[instrument].name)


def _of_answers(publication: Publication, selection: Selection, language: Language) -> Lines:
    return {
        "workbook.instrument": _instrument(publication, selection.instrument, language),
        "workbook.waves": _waves(publication, selection, language),
        "workbook.group": _group(publication, selection, language),
    }


def _of_assessments(publication: Publication, selection: Selection, language: Language) -> Lines:
    rounds = [one for one in (selection.against, selection.round) if one]
    dates = "; ".join(language.date(publication.round_date(one)) for one in rounds)
    return {
        "workbook.instrument": _instrument(publication, PRINCIPLES, language),
        "workbook.waves": dates,
    }


def _of_participants(publication: Publication, selection: Selection, language: Language) -> Lines:
    return {"workbook.waves": _waves(publication, selection, language)}


def _of_sessions(publication: Publication, selection: Selection, language: Language) -> Lines:
    kinds = {one.id: language.of(one.name) for one in publication.definition.session_kinds}
    return {
        "workbook.instrument": _instrument(publication, selection.instrument, language),
        "bar.kind": kinds.get(selection.kind, language.say("bar.kind_all")),
    }


def _of_months(publication: Publication, selection: Selection, language: Language) -> Lines:
    indicator = publication.indicators[selection.indicator]
    return {
        "bar.indicator": f"{language.of(indicator.name)} ({language.of(indicator.unit)})",
        "bar.rules": language.say(f"bar.rules_{selection.rules}"),
    }


_SHOWN: Mapping[str, Callable[[Publication, Selection, Language], Lines]] = {
    "principles": _of_assessments,
    "participants": _of_participants,
    "sessions": _of_sessions,
    "management": _of_months,
}


def about_sheet(
    page: str, rests_on: str, publication: Publication, selection: Selection, language: Language
) -> Sheet:
    """Return what a page's file shows, which kind of files it rests on, and what protects who answered.

    Management figures are nobody's answers, and the sheet says so.
    """
    say = language.say
    shown = _SHOWN.get(page, _of_answers)(publication, selection, language)
    files = dict.fromkeys(file.name for file in publication.files if file.kind == rests_on)
    service, kept = say("management.service"), say("workbook.kept", k=publication.definition.k)
    rows = [
        (say("workbook.programme"), language.of(publication.name)),
        *((say(name), text) for name, text in shown.items()),
        (say("workbook.publication"), str(publication.number)),
        (say("workbook.published_on"), publication.published_on.isoformat()),
        (say("workbook.files"), ", ".join(files)),
        (say("workbook.privacy"), service if rests_on == "management" else kept),
    ]
    return Sheet(say("workbook.about"), ("Rejsespor", ""), rows, (None, None), filtered=False)


def twin_sheet(twin: Twin, language: Language) -> Sheet:
    """Return the table of a card: the same columns as its CSV."""
    rows = [
        [
            row[one.name] if one.digits is None else _number(row.get(one.name, math.nan), one.digits)
            for one in twin.columns
        ]
        for row in twin.rows
    ]
    digits = [one.digits for one in twin.columns]
    return Sheet(language.say("workbook.figures"), twin.headers(), rows, digits)


def _number(value: float, digits: int) -> float | int | None:
    if math.isnan(value):
        return None
    return round(value) if digits == 0 else value
