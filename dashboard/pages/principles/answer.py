"""Leadership groups' assessments: a row per group and principle, one round, or two side by side."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from dashboard.answers.rows import number
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from dashboard.report.offered import PRINCIPLES
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.queries.principles import ask_assessments
from publication.reading import Publication
from publication.records import Assessment


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the heatmap, and what the same group answered in the round compared."""

    group: str
    label: Mapping[str, str]
    groups: int
    leaders: int
    item: str
    status: str
    n: float
    middle: float
    range: float
    dont_know: float
    middle_before: float = math.nan
    range_before: float = math.nan

    @property
    def shown(self) -> bool:
        """Say whether the cell may be shown."""
        return self.status == "shown"

    @property
    def alone(self) -> bool:
        """Say whether it is of one group; several together are shown with the middle answer alone."""
        return self.groups == 1

    @property
    def has_range(self) -> bool:
        """Say whether it is known how far apart the leaders are."""
        return self.range == self.range


def _cell(now: Assessment, before: Assessment | None) -> Cell:
    return Cell(
        now.group_id,
        now.label,
        now.groups,
        now.leaders,
        now.item,
        now.status,
        number(now.n),
        number(now.middle),
        number(now.range),
        number(now.dont_know),
        number(before.middle) if before else math.nan,
        number(before.range) if before else math.nan,
    )


def principles_table(publication: Publication, selection: Selection) -> list[Cell]:
    """Return a cell per group of the round shown and principle, groups in order."""
    cursor = publication.cursor()
    earlier = ask_assessments(cursor, PRINCIPLES, selection.against) if selection.against else []
    before = {(cell.group_id, cell.item): cell for cell in earlier}
    now = ask_assessments(cursor, PRINCIPLES, selection.round)
    return [_cell(cell, before.get((cell.group_id, cell.item))) for cell in now]


def principle_names(publication: Publication, language: Language) -> dict[str, str]:
    """Return principle → name, in order; none where the programme has no assessments."""
    instrument = publication.instruments.get(PRINCIPLES)
    return {item.id: language.of(item.label) for item in instrument.items} if instrument else {}


def middles_over_all(cells: Sequence[Cell], items: Iterable[str]) -> dict[str, float]:
    """Return principle → the middle one of its columns' middle answers; without those no column shows."""
    middles = {item: [cell.middle for cell in cells if cell.item == item and cell.shown] for item in items}
    return {item: median(found) for item, found in middles.items() if found}


def to_talk_about(cells: Sequence[Cell], items: Iterable[str]) -> str:
    """Return the principle rated lowest, of several the most divided; '' where no cell may be shown."""
    middles = middles_over_all(cells, items)
    lowest = [item for item, middle in middles.items() if middle == min(middles.values())]
    return next(iter(by_distance(cells, lowest)), "")


def by_distance(cells: Sequence[Cell], items: Iterable[str]) -> list[str]:
    """Return principles by how far apart the leaders of a group are: the widest distance, then their mean."""
    ranges = {item: [cell.range for cell in cells if cell.item == item and cell.has_range] for item in items}
    return sorted(
        ranges, key=lambda item: (max(ranges[item], default=0), fmean(ranges[item] or [0])), reverse=True
    )


def beside_middle(cell: Cell, language: Language) -> str:
    """Say what stands beside a middle answer: 'spread 2 · n 4', or how many answered alone."""
    if not cell.alone:
        return language.say("principles.cell_together", n=language.whole(cell.n))
    return language.say("principles.cell", range=language.whole(cell.range), n=language.whole(cell.n))


def _cells(cell: Cell, names: Mapping[str, str], language: Language) -> TableRow:
    numbers = ("leaders", "n", "middle", "range", "dont_know", "middle_before", "range_before")
    return {
        "principle": names[cell.item],
        "group": language.of(cell.label),
        **{name: getattr(cell, name) for name in numbers},
    }


def principles_data_table(
    cells: Sequence[Cell], publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return the assessments as a table: the same numbers as the heatmap, principle by principle."""
    names, say = principle_names(publication, language), language.say
    order = list(names)
    table = sorted(cells, key=lambda cell: order.index(cell.item))
    over = language.date(publication.round_date(selection.round))
    columns = [
        DataColumn("principle", say("table.principle")),
        DataColumn("group", say("table.group")),
        DataColumn("leaders", say("table.leaders"), 0, over),
        DataColumn("n", say("table.n"), 0, over),
        DataColumn("middle", say("table.middle"), 1, over),
        DataColumn("range", say("table.range"), 0, over),
        DataColumn("dont_know", say("special.dont_know_short"), 0, over),
    ]
    if selection.against:
        earlier = language.date(publication.round_date(selection.against))
        columns += [
            DataColumn("middle_before", say("table.middle"), 1, earlier),
            DataColumn("range_before", say("table.range"), 0, earlier),
        ]
    return DataTable([_cells(cell, names, language) for cell in table], columns)
