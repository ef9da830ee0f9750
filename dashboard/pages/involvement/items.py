"""Every question of involvement at every site, in one wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.answers.change import values_of
from dashboard.answers.rows import Side, moments_of, sides
from dashboard.pages.involvement.answer import sites_within
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from dashboard.report.labels import factor_labels, item_labels
from dashboard.report.offered import compared_of
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.queries.answers import WITHHELD
from publication.queries.change import ask_answers
from publication.reading import Option, Publication


@dataclass(frozen=True, slots=True)
class ItemTable:
    """Sites down, questions across.

    Attributes:
        labels: Question → what it is called, the score first where there is one.
        sites: The sites, or those the gate merged, in the programme's order.
        sides: The later wave's numbers per site and question, in the same orders.
    """

    labels: Mapping[str, str]
    sites: Sequence[Option]
    sides: Sequence[Sequence[Side]]


def _labels(publication: Publication, selection: Selection, language: Language) -> dict[str, str]:
    instrument = publication.instruments[selection.instrument]
    known = item_labels(instrument, language) | factor_labels(instrument, language)
    return {item: known[item] for item in compared_of(publication, selection.instrument)}


def _of_site(
    publication: Publication, selection: Selection, site: Option, items: Sequence[str]
) -> list[Side]:
    found = ask_answers(publication.sheets(selection.instrument), site.id, selection.to_wave)
    answers = [found.get(item, WITHHELD) for item in items]
    values = values_of(publication.instruments[selection.instrument])
    return sides(answers, moments_of(answers, values), values)


def item_table(publication: Publication, selection: Selection, group: str, language: Language) -> ItemTable:
    """Return every question at every site within a selection, in the selection's later wave.

    A question whose people had to be merged further at a site is withheld there.
    """
    labels, sites = (
        _labels(publication, selection, language),
        sites_within(publication, selection, group),
    )
    return ItemTable(labels, sites, [_of_site(publication, selection, site, list(labels)) for site in sites])


def items_data_table(
    publication: Publication, selection: Selection, language: Language, group: str
) -> DataTable:
    """Return the same numbers as the heatmap: n and mean per site and question."""
    table, say = item_table(publication, selection, group, language), language.say
    columns = [DataColumn("name", say("table.group"))]
    for item, label in table.labels.items():
        columns += [DataColumn(f"n_{item}", say("table.n"), 0, label)]
        columns += [DataColumn(f"mean_{item}", say("table.mean"), 2, label)]
    return DataTable([_row(table, at, language) for at in range(len(table.sites))], columns)


def _row(table: ItemTable, at: int, language: Language) -> TableRow:
    row: TableRow = {"name": language.of(table.sites[at].place)}
    for item, side in zip(table.labels, table.sides[at], strict=True):
        row |= {f"n_{item}": side.n, f"mean_{item}": side.mean}
    return row
