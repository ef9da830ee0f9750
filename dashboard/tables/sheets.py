"""The sheets of a workbook: the rows behind a chart, and what one must know to use them alone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.labels import group_name, wave_name
from dashboard.languages import Language
from dashboard.publication import Publication
from dashboard.selection import EVERYONE, PRINCIPLES, Selection
from dashboard.tables.twin import Twin

Cells = Sequence[Any]


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


def _kind(publication: Publication, selection: Selection) -> str:
    """Return the kind of file that a selection's figures come from."""
    if selection.instrument == PRINCIPLES:
        return "leadership"
    return "published" if selection.instrument in publication.printed else "questionnaire"


def _assessed(publication: Publication, selection: Selection, language: Language) -> list[tuple[str, str]]:
    rounds = [one for one in (selection.against, selection.round) if one]
    dates = "; ".join(language.date(publication.round_date(one)) for one in rounds)
    return [("instrument", language.of(publication.instruments[PRINCIPLES]["name"])), ("waves", dates)]


def _asked(publication: Publication, selection: Selection, language: Language) -> list[tuple[str, str]]:
    """Return which questionnaire, times and group a selection is about."""
    if selection.instrument == PRINCIPLES:
        return _assessed(publication, selection, language)
    instrument = publication.instruments[selection.instrument]
    waves = dict.fromkeys((selection.from_wave, selection.to_wave))
    named = [
        f"{wave_name(publication, one, language)} ({language.date(publication.wave(one).date)})"
        for one in waves
    ]
    return [
        ("instrument", language.of(instrument["name"])),
        ("waves", "; ".join(named)),
        ("group", _group(publication, selection, language)),
    ]


def about_sheet(publication: Publication, selection: Selection, language: Language) -> Sheet:
    """Return where the figures come from and what protects those who answered."""
    say = language.say
    files = dict.fromkeys(
        name for kind, _, name, _ in publication.files if kind == _kind(publication, selection)
    )
    lines = [
        ("programme", language.of(publication.name)),
        *_asked(publication, selection, language),
        ("publication", str(publication.number)),
        ("published_on", publication.published_on.isoformat()),
        ("files", ", ".join(files)),
        ("privacy", say("workbook.kept", k=publication.definition["k"])),
    ]
    rows = [(say(f"workbook.{name}"), text) for name, text in lines]
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
