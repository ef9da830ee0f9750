"""Every statistic of every item, group and wave: the analyst's table, column by column."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.labels import group_name, item_labels, wave_name
from dashboard.languages import Language
from dashboard.publication import Option, Publication
from dashboard.queries.answers import WITHHELD, Answer
from dashboard.queries.change import ask_answers
from dashboard.selection import EVERYONE, Selection
from dashboard.statistics.change import cliffs_delta, superiority, welch_difference
from dashboard.statistics.moments import Moments, mean_interval
from dashboard.statistics.quartiles import quartiles_of_counts
from dashboard.statistics.ranks import brunner_munzel, mann_whitney
from dashboard.statistics.shares import share
from dashboard.tables.change import ChangeRow, change_table, is_printed, items_of, values_of
from dashboard.tables.explore_columns import (
    DELTA,
    OF_CHANGE,
    QUARTILES,
    TESTS,
    Columns,
    Explored,
    Kind,
    columns_of,
)
from dashboard.tables.rows import (
    NO_CHANGE_KNOWN,
    SPECIALS,
    Change,
    Floats,
    Theta,
    compare,
    counted,
    moments_of,
    number,
)

Flags = npt.NDArray[np.bool_]


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
    columns = columns_of(values_of(publication.instruments[selection.instrument]))
    return Explored(columns, {one.name: _plain(found[one.name], one.kind) for one in columns})


def _plain(values: Sequence[Any], kind: Kind) -> list[Any]:
    """Return a column as plain values: None for nan, whole numbers as such."""
    if kind == "text":
        return list(values)
    known = [None if value is None or value != value else float(value) for value in values]
    return [None if one is None else int(one) for one in known] if kind == "whole" else known


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
        (group, name, item, labels[item], wave, said)
        for group, name in named
        for item in items
        for wave, said in waves
    ]
    names = ("group", "group_label", "item", "label", "wave", "wave_label")
    columns: Columns = {
        name: list(column) for name, column in zip(names, zip(*found, strict=True), strict=True)
    }
    basis = "printed" if is_printed(publication, selection.instrument) else "answers"
    whole = {"programme": publication.programme, "instrument": selection.instrument, "basis": basis}
    return columns | {name: [value] * len(found) for name, value in whole.items()}


def _interleaved(sides: Sequence[Mapping[str, Sequence[Any]]]) -> Columns:
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
    items, values, sheets = (
        items_of(instrument),
        values_of(instrument),
        publication.sheets(selection.instrument),
    )
    found = [
        [
            answers.get(item, WITHHELD)
            for answers in (ask_answers(sheets, group.id, wave) for group in groups)
            for item in items
        ]
        for wave in waves
    ]
    hidden = np.array(["withheld" in {one.status for one in answers} for answers in zip(*found, strict=True)])
    sides = [_wave_columns(side, values, hidden) for side in found]
    changes = _change_columns(found, values, hidden, len(items)) if len(waves) > 1 else {}
    named = [(group.id, language.of(group.label)) for group in groups]
    texts = _texts(publication, selection, named, items, language)
    return texts | _interleaved(
        [*_without_change(sides[:-1]), sides[-1] | _compared(changes, waves, len(hidden))]
    )


def _without_change(sides: Sequence[Columns]) -> list[Columns]:
    """Return the earlier wave's columns, its comparison empty."""
    return [side | _compared({}, (), len(side["status"])) for side in sides]


def _compared(changes: Mapping[str, Sequence[Any]], waves: Sequence[str], rows: int) -> Columns:
    """Return the columns of a comparison; empty ones where nothing is compared."""
    names = [*OF_CHANGE, *DELTA, *TESTS, "p_welch", "claim"]
    if not changes:
        return {name: [None] * rows for name in ("compared_with", *names)}
    return {"compared_with": [waves[0]] * rows, **{name: list(changes[name]) for name in names}}


def _wave_columns(answers: Sequence[Answer], values: range, hidden: Flags) -> Columns:
    """Return one wave's figures; nan where they are hidden."""
    moments = moments_of(answers, values)
    low, high = mean_interval(moments)
    several = moments.n > 1
    shown = np.array([answer.status == "shown" for answer in answers])
    given = {name: np.array([number(getattr(one, name)) for one in answers]) for name in (*SPECIALS, "blank")}
    figures: dict[str, Floats] = {
        "members": np.array([number(answer.members) for answer in answers]),
        "n": np.where(shown, moments.n, np.array([number(answer.n) for answer in answers])),
        "mean": moments.mean,
        "mean_low": np.where(several, low, np.nan),
        "mean_high": np.where(several, high, np.nan),
        "sd": moments.sd,
        **_quartiles(answers, values),
        **_counts(answers, values),
        **given,
        **_special_shares(answers, given),
    }
    status = ["withheld" if hide else answer.status for answer, hide in zip(answers, hidden, strict=True)]
    return {
        "status": status,
        **{name: np.where(hidden, np.nan, one).tolist() for name, one in figures.items()},
    }


def _special_shares(answers: Sequence[Answer], given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the share of each special answer among all who answered, on the scale or not."""
    n = np.array([number(answer.n) for answer in answers])
    answered = n + sum(np.nan_to_num(given[name]) for name in SPECIALS)
    return {f"{name}_share": _share(given[name], answered) for name in SPECIALS}


def _share(counts: Floats, answered: Floats) -> Floats:
    found = share(np.nan_to_num(counts).astype(np.int64), np.nan_to_num(answered).astype(np.int64)).estimate
    shares: Floats = np.where(np.isnan(counts), np.nan, found)
    return shares


def _blocks(answers: Sequence[Answer], values: range) -> Iterator[tuple[list[int], Floats]]:
    """Yield rows whose counts have the same steps, and the steps: items by answers, scores by tenths."""
    scores = [at for at, answer in enumerate(answers) if answer.total is not None]
    items = sorted(set(range(len(answers))) - set(scores))
    tenths = np.arange(10 * values[0], 10 * values[-1] + 1) / 10
    yield from ((rows, steps) for rows, steps in ((items, np.array(values, float)), (scores, tenths)) if rows)


def _quartiles(answers: Sequence[Answer], values: range) -> dict[str, Floats]:
    found = {name: np.full(len(answers), np.nan) for name in QUARTILES}
    for rows, steps in _blocks(answers, values):
        of = quartiles_of_counts(counted([answers[at] for at in rows], len(steps)), steps)
        for name, column in zip(QUARTILES, (of.lower, of.median, of.upper), strict=True):
            found[name][rows] = column
    return found


def _counts(answers: Sequence[Answer], values: range) -> dict[str, Floats]:
    """Return how many gave each answer of the scale; scores have no such counts."""
    known = np.array([one.counts is not None and one.total is None for one in answers])
    counts = np.where(known[:, None], counted(answers, len(values)), np.nan)
    return {f"count_{value}": counts[:, at] for at, value in enumerate(values)}


def _change_columns(
    found: Sequence[Sequence[Answer]], values: range, hidden: Flags, items: int
) -> dict[str, Sequence[Any]]:
    """Return the comparison of every row, claims within each group's items as one family."""
    earlier, later = found
    moments = moments_of(earlier, values), moments_of(later, values)
    theta = Theta.of(earlier, later, values)
    comparable = [one.status == other.status == "shown" for one, other in zip(earlier, later, strict=True)]
    usable = np.array(comparable) & ~hidden
    changes = [
        change
        for start in range(0, len(earlier), items)
        for change in _family(moments, theta, usable, slice(start, start + items))
    ]
    ordinal = _ordinal(earlier, later, values) | {"p_welch": welch_difference(*moments).p_value}
    return {
        **{name: [getattr(change, name) for change in changes] for name in OF_CHANGE},
        "claim": [change.claim if use else None for change, use in zip(changes, usable, strict=True)],
        **{name: np.where(usable, column, np.nan).tolist() for name, column in ordinal.items()},
    }


def _family(moments: tuple[Moments, Moments], theta: Theta, usable: Flags, rows: slice) -> list[Change]:
    earlier, later = (Moments(one.n[rows], one.mean[rows], one.sd[rows]) for one in moments)
    of_family = Theta({name: column[rows] for name, column in theta.columns.items()})
    return compare(earlier, later, of_family, usable[rows].tolist())


def _ordinal(earlier: Sequence[Answer], later: Sequence[Answer], values: range) -> dict[str, Floats]:
    """Return what compares counts with counts: δ with its interval, and the p-values."""
    found = {name: np.full(len(earlier), np.nan) for name in (*DELTA, *TESTS)}
    for rows, steps in _blocks(later, values):
        before = counted([earlier[at] for at in rows], len(steps))
        after = counted([later[at] for at in rows], len(steps))
        theta = superiority(before, after)
        delta = cliffs_delta(theta)
        p_values = theta.p_value, mann_whitney(before, after), brunner_munzel(before, after)
        for name, column in zip(
            (*DELTA, *TESTS), (delta.estimate, delta.low, delta.high, *p_values), strict=True
        ):
            found[name][rows] = column
    return found


def _from_print(publication: Publication, selection: Selection, language: Language) -> Columns:
    """Return what a report printed: no groups, no counts; n is inferred."""
    if selection.group != EVERYONE:
        return {}
    waves = _waves(selection)
    table = change_table(publication, selection)
    sides = [_printed_columns(table, earlier=wave != selection.to_wave) for wave in waves]
    changes = _printed_changes(table) if len(waves) > 1 else {}
    name = group_name(publication, selection, language) or language.say("bar.everyone")
    texts = _texts(publication, selection, [(EVERYONE, name)], [row.item for row in table], language)
    blank = [None] * len(texts["item"])
    scale = values_of(publication.instruments[selection.instrument])
    unknown = ("blank", *QUARTILES, *(f"count_{one}" for one in scale), *(f"{one}_share" for one in SPECIALS))
    missing = dict.fromkeys(unknown, blank)
    known = _interleaved([*_without_change(sides[:-1]), sides[-1] | _compared(changes, waves, len(table))])
    return texts | missing | known


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


def _printed_changes(table: Sequence[ChangeRow]) -> dict[str, Sequence[Any]]:
    changes = [row.change if row.status != "withheld" else NO_CHANGE_KNOWN for row in table]
    nothing = [math.nan] * len(table)
    return {
        **{name: [getattr(change, name) for change in changes] for name in OF_CHANGE},
        "claim": [row.change.claim if row.status == "shown" else None for row in table],
        **dict.fromkeys((*DELTA, *TESTS, "p_welch"), nothing),
    }
