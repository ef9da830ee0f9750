"""Every statistic of every item, group and wave: the analyst's table, column by column."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from dashboard.answers.change import ChangeRow, asks_alike, change_table, is_printed, items_of, values_of
from dashboard.answers.rows import NO_CHANGE_KNOWN, SPECIALS
from dashboard.pages.explore.columns import (
    DELTA,
    OF_CHANGE,
    TESTS,
    Columns,
    Explored,
    Kind,
    Value,
    columns_of,
)
from dashboard.pages.explore.numbers import change_columns, wave_columns
from dashboard.report.labels import everyone_asked, group_name, item_labels, wave_name
from dashboard.report.offered import EVERYONE
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.queries.answers import WITHHELD
from publication.queries.change import ask_answers
from publication.reading import Option, Publication


def groups_within(publication: Publication, selection: Selection) -> list[Option]:
    """Return the group chosen and every group within it; none for a group that is not offered."""
    options = publication.options.get((selection.from_wave, selection.to_wave), ())
    return [option for option in options if option.within(selection.group)]


def explore_table(publication: Publication, selection: Selection, language: Language) -> Explored | None:
    """Return a row per item, group and wave, for the group chosen and all within it; None where withheld.

    A row's own figures and its comparison are withheld together, as on the page of change: both waves of a
    comparison have one population.
    """
    if selection.instrument not in publication.instruments:
        return None
    build = _from_print if is_printed(publication, selection.instrument) else _from_answers
    found = build(publication, selection, language)
    if not found or all(status == "withheld" for status in found["status"]):
        return None
    if not asks_alike(publication, selection):
        found["claim"] = [None] * len(found["claim"])
    columns = columns_of(values_of(publication.instruments[selection.instrument]))
    blank = [None] * len(found["item"])
    values = {column.name: _plain(found.get(column.name, blank), column.kind) for column in columns}
    return Explored(columns, values)


def _plain(values: Sequence[Value], kind: Kind) -> list[Value]:
    """Return a column as plain values: None for nan, whole numbers as such."""
    if kind == "text":
        return list(values)
    known = [None if value is None or value != value else float(value) for value in values]
    return [None if value is None else int(value) for value in known] if kind == "whole" else known


def _waves(selection: Selection) -> tuple[str, ...]:
    return tuple(dict.fromkeys((selection.from_wave, selection.to_wave)))


def _texts(
    publication: Publication,
    selection: Selection,
    named: Sequence[tuple[str, str]],
    items: Sequence[str],
    language: Language,
) -> Columns:
    """Return the columns that say what a row is about: groups × items × waves."""
    labels = item_labels(publication.instruments[selection.instrument], language)
    waves = [(wave, wave_name(publication, wave, language)) for wave in _waves(selection)]
    found = [
        (group, name, item, labels[item], wave, words)
        for group, name in named
        for item in items
        for wave, words in waves
    ]
    names = ("group", "group_label", "item", "label", "wave", "wave_label")
    columns: Columns = {
        name: list(column) for name, column in zip(names, zip(*found, strict=True), strict=True)
    }
    basis = "printed" if is_printed(publication, selection.instrument) else "answers"
    whole = {"programme": publication.programme, "instrument": selection.instrument, "basis": basis}
    return columns | {name: [value] * len(found) for name, value in whole.items()}


def _interleaved(sides: Sequence[Mapping[str, Sequence[Value]]]) -> Columns:
    """Return columns in which the waves of a row follow each other."""
    return {
        name: [value for values in zip(*(side[name] for side in sides), strict=True) for value in values]
        for name in sides[0]
    }


def _from_answers(publication: Publication, selection: Selection, language: Language) -> Columns:
    groups, waves = groups_within(publication, selection), _waves(selection)
    if not groups:
        return {}
    instrument = publication.instruments[selection.instrument]
    items, values = items_of(instrument), values_of(instrument)
    sheets = publication.sheets(selection.instrument)
    found = [
        [
            answers.get(item, WITHHELD)
            for answers in (ask_answers(sheets, group.id, wave) for group in groups)
            for item in items
        ]
        for wave in waves
    ]
    hidden = np.array(
        ["withheld" in {answer.status for answer in answers} for answers in zip(*found, strict=True)]
    )
    sides = [wave_columns(side, values, hidden) for side in found]
    changes = change_columns(found, values, hidden, len(items)) if len(waves) > 1 else {}
    named = [(group.id, language.of(group.label)) for group in groups]
    texts = _texts(publication, selection, named, items, language)
    return texts | _interleaved(
        [*_without_change(sides[:-1]), sides[-1] | _compared(changes, waves, len(hidden))]
    )


def _without_change(sides: Sequence[Columns]) -> list[Columns]:
    """Return the earlier wave's columns, its comparison empty."""
    return [side | _compared({}, (), len(side["status"])) for side in sides]


def _compared(changes: Mapping[str, Sequence[Value]], waves: Sequence[str], rows: int) -> Columns:
    """Return the columns of a comparison; empty ones where nothing is compared."""
    names = [*OF_CHANGE, *DELTA, *TESTS, "p_welch", "claim", "unjudged"]
    if not changes:
        return {name: [None] * rows for name in ("compared_with", *names)}
    return {"compared_with": [waves[0]] * rows, **{name: list(changes[name]) for name in names}}


def _from_print(publication: Publication, selection: Selection, language: Language) -> Columns:
    """Return what a report printed: no groups, no counts; n is inferred."""
    if selection.group != EVERYONE:
        return {}
    waves = _waves(selection)
    table = change_table(publication, selection)
    sides = [_printed_columns(table, earlier=wave != selection.to_wave) for wave in waves]
    changes = _printed_changes(table) if len(waves) > 1 else {}
    name = group_name(publication, selection, language) or everyone_asked(publication, selection, language)
    texts = _texts(publication, selection, [(EVERYONE, name)], [row.item for row in table], language)
    known = _interleaved([*_without_change(sides[:-1]), sides[-1] | _compared(changes, waves, len(table))])
    return texts | known


def _printed_columns(table: Sequence[ChangeRow], *, earlier: bool) -> Columns:
    sides = [row.earlier if earlier else row.later for row in table]
    names = {
        "members": "members",
        "n": "n",
        "mean": "mean",
        "mean_low": "low",
        "mean_high": "high",
        "sd": "sd",
    }
    return {
        # Printed figures that no answers give are shown as printed; only what rests on n is missing.
        "status": ["shown" if side.status == "no_answers_fit" else side.status for side in sides],
        **{name: [getattr(side, field) for side in sides] for name, field in names.items()},
        **{name: [side.special.get(name) for side in sides] for name in SPECIALS},
    }


def _printed_changes(table: Sequence[ChangeRow]) -> dict[str, Sequence[Value]]:
    changes = [row.change if row.status != "withheld" else NO_CHANGE_KNOWN for row in table]
    nothing = [math.nan] * len(table)
    return {
        **{name: [getattr(change, name) for change in changes] for name in OF_CHANGE},
        "claim": [row.change.claim if row.status == "shown" else None for row in table],
        "unjudged": [row.unjudged or None for row in table],
        **dict.fromkeys((*DELTA, *TESTS, "p_welch"), nothing),
    }
