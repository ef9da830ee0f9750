"""The sessions as a table: the same numbers as the chart, session by session and line by line."""

from collections.abc import Sequence

from dashboard.pages.sessions.answer import Marked, SessionRow, line_labels
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from dashboard.report.selection import Selection
from publication.definitions.instrument import Scale
from publication.languages import Language
from publication.reading import Publication

_MEASURED = (("n", 0), ("mean", 2), ("sd", 2), ("low", 2), ("high", 2), ("q1", 2), ("median", 2), ("q3", 2))
_PRINTED = (("participants", 0), ("mean", 2), ("least", 1), ("most", 1))


def _remark(row: SessionRow, marked: Marked, language: Language) -> str:
    if not marked.shown:
        return language.say("card.withheld" if marked.status == "withheld" else "sessions.column.nobody")
    if row.same_as:
        return language.say("sessions.column.copied")
    return language.say("sessions.column.at_the_end") if marked.at_the_end else ""


def _cells(row: SessionRow, item: str, label: str, low: int, language: Language) -> TableRow:
    marked = row.marked[item]
    numbers = {name: getattr(marked, name) for name in ("n", "mean", "sd", "low", "high", "least", "most")}
    counts = {f"count_{low + at}": count for at, count in enumerate(marked.counts or ())}
    return {
        "session": language.of(row.label),
        "line": label,
        "participants": row.participants,
        **numbers,
        **dict(zip(("q1", "median", "q3"), marked.quartiles or (), strict=False)),
        **counts,
        "remark": _remark(row, marked, language),
    }


def _columns(rows: Sequence[SessionRow], scale: Scale, language: Language) -> Sequence[DataColumn]:
    """Return the columns there is something for: of marks, of printed figures, or of both."""
    named = {False: _MEASURED, True: _PRINTED}
    numbers = dict(column for kind in sorted({row.is_printed for row in rows}) for column in named[kind])
    counted = range(scale.low, scale.high + 1) if "median" in numbers else ()
    over = language.say("sessions.column.counts")
    return [
        DataColumn("session", language.say("sessions.column.session")),
        DataColumn("line", language.say("sessions.column.line")),
        *(
            DataColumn(name, language.say(f"sessions.column.{name}"), digits)
            for name, digits in numbers.items()
        ),
        *(DataColumn(f"count_{mark}", str(mark), 0, over) for mark in counted),
        DataColumn("remark", language.say("sessions.column.remark")),
    ]


def sessions_data_table(
    rows: Sequence[SessionRow], publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return what was marked as a table."""
    labels = line_labels(publication, selection, language)
    scale = publication.instruments[selection.instrument].rating_scale
    cells = [
        _cells(row, item, label, scale.low, language)
        for row in rows
        for item, label in labels.items()
        if item in row.marked
    ]
    return DataTable(cells, _columns(rows, scale, language))
