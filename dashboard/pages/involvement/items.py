"""Every question of involvement at every site, in one wave, and how it changed since another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.answers.change import ChangeRow, change_tables, readable, rows_from_answers
from dashboard.pages.involvement.answer import sites_within
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from dashboard.report.labels import factor_labels, item_labels
from dashboard.report.offered import compared_of
from dashboard.report.selection import Selection
from publication.ids import OVERALL, is_subscale, subscale_name
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One site, or all of them together, with what its page of change says of each question."""

    group: str
    name: str
    answers: Sequence[ChangeRow]


@dataclass(frozen=True, slots=True)
class ItemTable:
    """Sites down, questions across.

    Attributes:
        items: The questions, the score first where there is one.
        labels: What each is called.
        whole: All sites together.
        sites: The sites, or those the gate merged, in the programme's order.
    """

    items: Sequence[str]
    labels: Sequence[str]
    whole: ItemRow
    sites: Sequence[ItemRow]

    @property
    def rows(self) -> list[ItemRow]:
        """All together on top."""
        return [self.whole, *self.sites]

    @property
    def questions(self) -> list[tuple[str, ChangeRow]]:
        """The questions as all together answered them, with their labels; no scores, nothing hidden."""
        found = zip(self.items, self.labels, self.whole.answers, strict=True)
        return [
            (label, row)
            for item, label, row in found
            if item != OVERALL and not is_subscale(item) and row.later.shown
        ]


def _changes(publication: Publication, selection: Selection, groups: Sequence[str]) -> list[list[ChangeRow]]:
    """Return what the page of change says of the questions and of the factors, group by group."""
    selections = [replace(selection, group=group) for group in groups]
    factors = [subscale_name(factor.id) for factor in publication.instruments[selection.instrument].subscales]
    scores = rows_from_answers(publication, selections, factors) if factors else [[] for _ in groups]
    tables = zip(change_tables(publication, selections), scores, strict=True)
    return [readable([*rows, *more], publication, selection) for rows, more in tables]


def item_table(publication: Publication, selection: Selection, group: str, language: Language) -> ItemTable:
    """Return every question at every site within a selection, in its later wave, with its change.

    A question whose people had to be merged further at a site is withheld there.
    """
    instrument, sites = (
        publication.instruments[selection.instrument],
        sites_within(publication, selection, group),
    )
    known = item_labels(instrument, language) | factor_labels(instrument, language)
    items = compared_of(publication, selection.instrument)
    groups = [group, *(site.id for site in sites)]
    names = [language.say("involvement.band"), *(language.of(site.place) for site in sites)]
    found = [{row.item: row for row in rows} for rows in _changes(publication, selection, groups)]
    whole, *rest = [
        ItemRow(group, name, [rows[item] for item in items])
        for group, name, rows in zip(groups, names, found, strict=True)
    ]
    return ItemTable(items, [known[item] for item in items], whole, rest)


def items_data_table(table: ItemTable, language: Language) -> DataTable:
    """Return the same numbers as the heatmap: n, mean and claim of a change, per site and question."""
    say = language.say
    columns = [DataColumn("name", say("table.group"))]
    claimed = any(answer.change.claim != "none" for row in table.rows for answer in row.answers)
    for item, label in zip(table.items, table.labels, strict=True):
        claim = [DataColumn(f"claim_{item}", say("table.claim"), None, label)] if claimed else []
        columns += [
            DataColumn(f"n_{item}", say("table.n"), 0, label),
            DataColumn(f"mean_{item}", say("table.mean"), 2, label),
            *claim,
        ]
    return DataTable([_row(row, language) for row in table.rows], columns)


def _row(row: ItemRow, language: Language) -> TableRow:
    cells: TableRow = {"name": row.name}
    for answer in row.answers:
        claim = answer.change.claim
        cells |= {f"n_{answer.item}": answer.later.n, f"mean_{answer.item}": answer.later.mean}
        cells |= {f"claim_{answer.item}": language.say(f"table.{claim}") if claim != "none" else ""}
    return cells
