"""How the factors of an instrument shifted: a score over some of its items each, off by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.answers.change import ChangeRow, readable, rows_from_answers
from dashboard.pages.change.table import rows_of_change
from dashboard.report.data_table import DataTable
from dashboard.report.labels import factor_labels, item_labels
from dashboard.report.selection import Selection
from publication.definitions.instrument import Instrument
from publication.ids import subscale_name
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor: its name, its items, the evidence for and against it, and an instrument of the same id."""

    name: str
    items: Sequence[str]
    evidence: str
    namesake: str


def factor_rows(publication: Publication, selection: Selection) -> list[ChangeRow]:
    """Return a row per factor, in the instrument's order: a family of claims of their own."""
    instrument = publication.instruments[selection.instrument]
    names = [subscale_name(subscale.id) for subscale in instrument.subscales]
    return readable(rows_from_answers(publication, [selection], names)[0], publication, selection)


def factors_of(
    instrument: Instrument, instruments: Mapping[str, Instrument], language: Language
) -> list[Factor]:
    """Return what there is to know of an instrument's factors; without a namesake its name is empty."""
    labels = item_labels(instrument, language)
    return [
        Factor(
            language.of(subscale.name),
            [labels[item.id] for item in instrument.items if item.subscale == subscale.id],
            language.of(subscale.evidence),
            language.of(instruments[subscale.id].name) if subscale.id in instruments else "",
        )
        for subscale in instrument.subscales
    ]


def factors_data_table(
    factors: Sequence[ChangeRow], publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return the table of the factors: the same columns as the table of change, without special answers."""
    labels = factor_labels(publication.instruments[selection.instrument], language)
    return rows_of_change(factors, labels, (), publication, selection, language)
