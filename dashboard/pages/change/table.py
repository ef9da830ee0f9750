"""The table of change: a row per item, both waves' figures and the difference, as a reader takes it away."""

from collections.abc import Mapping, Sequence

from dashboard.answers.change import ChangeRow, side_cells
from dashboard.answers.printed_theta import theta_ranges
from dashboard.pages.change.printed import with_ranges
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from dashboard.report.labels import item_labels, wave_names
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Publication


def _side_columns(end: str, wave: str, specials: Sequence[str], language: Language) -> list[DataColumn]:
    say = language.say
    return [
        DataColumn(f"n_{end}", say("table.n"), 0, wave),
        DataColumn(f"mean_{end}", say("table.mean"), 2, wave),
        DataColumn(f"low_{end}", say("table.low"), 2, wave),
        DataColumn(f"high_{end}", say("table.high"), 2, wave),
        DataColumn(f"sd_{end}", say("table.sd"), 2, wave),
        *(DataColumn(f"{special}_{end}", say(f"special.{special}_short"), 0, wave) for special in specials),
    ]


CHANGE_COLUMNS = ("difference", "difference_low", "difference_high", "theta", "theta_low", "theta_high")


def change_columns(language: Language) -> list[DataColumn]:
    """Return the columns of a change: its difference, θ and what may be said of it."""
    say = language.say
    over = say("table.difference")
    return [
        DataColumn("difference", over, 2, over),
        DataColumn("difference_low", say("table.low"), 2, over),
        DataColumn("difference_high", say("table.high"), 2, over),
        DataColumn("theta", say("table.theta"), 3, over),
        DataColumn("theta_low", say("table.theta_low"), 3, over),
        DataColumn("theta_high", say("table.theta_high"), 3, over),
        DataColumn("reading", say("table.claim"), None, over),
    ]


def _reading(row: ChangeRow, language: Language) -> str:
    """Return the claim in words, or why there is no number."""
    if row.status == "shown":
        return language.say(f"table.{row.unjudged or row.change.claim}")
    words = {"withheld": "card.withheld", "not_asked": "card.not_asked"}.get(row.status)
    return language.say(words) if words else "–"


def change_cells(row: ChangeRow, language: Language) -> TableRow:
    """Return a row's change by column name: numbers, the claim in words, and as a picture marks it."""
    numbers = {name: getattr(row.change, name) for name in CHANGE_COLUMNS}
    judged = row.status == "shown" and not row.unjudged
    claim = row.change.claim if judged else "none"
    return {**numbers, "reading": _reading(row, language), "claim": claim}


def _cells(row: ChangeRow, label: str, language: Language) -> TableRow:
    hidden = row.status == "withheld"
    return {
        "label": label,
        **side_cells(row.earlier, "from", hidden=hidden),
        **side_cells(row.later, "to", hidden=hidden),
        **change_cells(row, language),
    }


def change_data_table(
    table: Sequence[ChangeRow], publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return the table of change as the printed reports have it, and θ: the same numbers as the chart."""
    instrument = publication.instruments[selection.instrument]
    labels = item_labels(instrument, language)
    rows = rows_of_change(table, labels, instrument.special, publication, selection, language)
    return with_ranges(rows, [row.item for row in table], theta_ranges(publication, selection), language)


def rows_of_change(
    table: Sequence[ChangeRow],
    labels: Mapping[str, str],
    specials: Sequence[str],
    publication: Publication,
    selection: Selection,
    language: Language,
) -> DataTable:
    """Return rows of change as a table, with the special answers named."""
    rows = [_cells(row, labels[row.item], language) for row in table]
    waves = list(zip(("from", "to"), wave_names(publication, selection, language), strict=True))
    one_wave = selection.from_wave == selection.to_wave
    columns = [DataColumn("label", language.say("table.item"))]
    for end, wave in waves[1:] if one_wave else waves:
        columns += _side_columns(end, wave, specials, language)
    return DataTable(rows, columns + ([] if one_wave else change_columns(language)))
