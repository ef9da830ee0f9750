"""How each item went over all waves of a programme, for one selection of groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import numpy as np

from dashboard.answers.change import ChangeRow, readable, rows_from_answers, values_of
from dashboard.answers.rows import NO_CHANGE_KNOWN, Claim, Side, moments_of, sides
from dashboard.pages.change.order import is_by_size
from dashboard.pages.change.table import change_cells, change_columns
from dashboard.report.data_table import DataColumn, DataTable
from dashboard.report.labels import item_labels, wave_name
from dashboard.report.selection import Selection
from dashboard.statistics.moments import Moments
from publication.ids import OVERALL
from publication.languages import Language
from publication.queries.answers import WITHHELD, Answer
from publication.queries.change import ask_answers
from publication.reading import Publication, Wave

END = "at{}"


@dataclass(frozen=True, slots=True)
class Course:
    """One item (or the overall score): a side per wave, and its change between the two waves chosen.

    An item that may not be shown in every wave is withheld as a whole: its change says so, no side has a
    number. `steps` are the claims from each wave to the next.
    """

    change: ChangeRow
    sides: Sequence[Side]
    steps: Sequence[Claim] = ()


@dataclass(frozen=True, slots=True)
class Courses:
    """A table over all waves: the waves that have the selection, those that have not, and a row per item."""

    waves: Sequence[Wave]
    missing: Sequence[Wave]
    rows: Sequence[Course]


def _split(moments: Moments, parts: int) -> list[Moments]:
    columns = zip(*(np.split(column, parts) for column in (moments.n, moments.mean, moments.sd)), strict=True)
    return [Moments(*column) for column in columns]


def _sides(found: Sequence[Sequence[Answer]], values: range) -> list[list[Side]]:
    """Return by wave the sides of every item; all waves are worked out at once."""
    moments = _split(moments_of(list(chain.from_iterable(found)), values), len(found))
    return [sides(answers, part, values) for answers, part in zip(found, moments, strict=True)]


def _course(row: ChangeRow, held: Sequence[Side], steps: Sequence[Claim]) -> Course:
    if row.status != "withheld" and all(side.status != "withheld" for side in held):
        return Course(row, held, steps)
    hidden = replace(row, status="withheld", change=NO_CHANGE_KNOWN)
    return Course(hidden, [Side("withheld")] * len(held), ["none"] * len(steps))


def _steps(
    publication: Publication, selection: Selection, waves: Sequence[Wave], items: Sequence[str]
) -> list[list[Claim]]:
    """Return by step what is claimed of every item: as of any two waves, all items as one family."""
    pairs = [replace(selection, from_wave=start.id, to_wave=end.id) for start, end in pairwise(waves)]
    found = [readable(rows_from_answers(publication, [pair], items)[0], publication, pair) for pair in pairs]
    return [[row.change.claim for row in rows] for rows in found]


def courses(publication: Publication, selection: Selection, table: Sequence[ChangeRow]) -> Courses:
    """Return the items of a table of change over all waves in which the instrument was asked.

    A wave is compared only where it has the very same selection; the others are missing. An item that had to
    merge further in any of the waves is withheld in all.
    """
    sheets, instrument = publication.sheets(selection.instrument), selection.instrument
    asked = [wave for wave in publication.waves if (instrument, wave.id) in publication.asked]
    waves = [wave for wave in asked if (selection.group, wave.id) in sheets]
    answers = [ask_answers(sheets, selection.group, wave.id) for wave in waves]
    found = [[answer.get(row.item, WITHHELD) for row in table] for answer in answers]
    values = values_of(publication.instruments[instrument])
    held = zip(*_sides(found, values), strict=True) if waves else [()] * len(table)
    steps = _steps(publication, selection, waves, [row.item for row in table])
    claimed = zip(*steps, strict=True) if steps else [()] * len(table)
    rows = [_course(*course) for course in zip(table, held, claimed, strict=True)]
    missing = [wave for wave in asked if wave not in waves]
    return Courses(waves, missing, sorted(rows, key=_rank) if is_by_size(selection) else rows)


def _rank(course: Course) -> int:
    """Rank what changed from first to last before what changed between, then the rest."""
    if course.change.item == OVERALL or course.change.change.claim != "none":
        return 0
    return 1 if any(claim != "none" for claim in course.steps) else 2


def _wave_columns(at: int, wave: str, language: Language) -> list[DataColumn]:
    end, say = END.format(at), language.say
    named = {"n": ("n", 0), "mean": ("mean", 2), "low": ("low", 2), "high": ("high", 2), "sd": ("sd", 2)}
    return [
        DataColumn(f"{name}_{end}", say(f"table.{key}"), digits, wave)
        for name, (key, digits) in named.items()
    ]


def _cells(row: Course, labels: Mapping[str, str], language: Language) -> dict[str, object]:
    cells: dict[str, object] = {"label": labels[row.change.item], **change_cells(row.change, language)}
    for at, claim in enumerate(row.steps):
        cells[f"step_{at}"] = language.say(f"table.{claim}")
    for at, side in enumerate(row.sides):
        numbers = {"n": side.n, "mean": side.mean, "low": side.low, "high": side.high, "sd": side.sd}
        cells |= {f"{name}_{END.format(at)}": number for name, number in numbers.items()}
    return cells


def courses_data_table(
    found: Courses, publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return the table over all waves: n, mean, interval and SD of each, and the change of the two chosen."""
    labels = item_labels(publication.instruments[selection.instrument], language)
    columns = [DataColumn("label", language.say("table.item"))]
    for at, wave in enumerate(found.waves):
        columns += _wave_columns(at, wave_name(publication, wave.id, language), language)
    for at, step in enumerate(pairwise(wave_name(publication, wave.id, language) for wave in found.waves)):
        columns.append(DataColumn(f"step_{at}", " – ".join(step), None, language.say("table.claim")))
    rows = [_cells(row, labels, language) for row in found.rows]
    one_wave = selection.from_wave == selection.to_wave
    return DataTable(rows, columns + ([] if one_wave else change_columns(language)))
