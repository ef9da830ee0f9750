"""Rows of session evaluations: a row per session and line."""

from collections.abc import Iterator, Sequence
from itertools import chain

from dashboard.pages.sessions.answer import Marked, SessionRow, measured_instruments, session_rows
from dashboard.report.occasions import occasions_in_order
from dashboard.report.rows import Known, Row, RowKind, RowKinds, Wanted, scale_of
from dashboard.report.selection import Selection


def _session_cells(marked: Marked, low: int, counted: Sequence[int]) -> Row:
    counts = dict(enumerate(marked.counts or (), low))
    quartiles = dict(zip(("q1", "median", "q3"), marked.quartiles or (), strict=False))
    return {
        "n": int(marked.n) if marked.n == marked.n else None,
        "mean": marked.mean,
        **{f"count_{mark}": counts.get(mark) for mark in counted},
        **{name: quartiles.get(name) for name in ("q1", "median", "q3")},
        "status": marked.status,
        "printed": "yes" if marked.printed else "no",
    }


def _session(wanted: Wanted, instrument: str, row: SessionRow, item: str, counted: Sequence[int]) -> Row:
    low = scale_of(wanted, instrument).start
    return {
        "programme": wanted.publication.programme,
        "instrument": instrument,
        "session": "|".join(row.sessions),
        "group": row.id,
        "group_label": wanted.language.of(row.label),
        "kind": row.kind,
        "date": "|".join(day.isoformat() for day in row.dates),
        "item": item,
        "label": wanted.labels(instrument)[item],
        **_session_cells(row.marked[item], low, counted),
    }


def marks_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield what was marked on every line at every session, in time order, measured or printed."""
    publication = wanted.publication
    known = measured_instruments(publication)
    instruments = [instrument for instrument in known if wanted.instrument in (None, instrument)]
    counted = sorted({mark for instrument in instruments for mark in scale_of(wanted, instrument)})
    for instrument in instruments:
        selection = Selection(wanted.language.code, publication.programme, instrument)
        for row in session_rows(publication, selection):
            if wanted.group in (None, row.id) and (wanted.wave is None or wanted.wave in row.sessions):
                items = [label for label in wanted.labels(instrument) if label in row.marked]
                yield from (_session(wanted, instrument, row, item, counted) for item in items)


def _names(wanted: Wanted) -> Known:
    everything = marks_rows(Wanted(wanted.publication, wanted.language))
    met = chain.from_iterable(row["session"].split("|") for row in everything)
    return {"wave": list(occasions_in_order(wanted.publication.definition, met))}


KINDS: RowKinds = {"sessions": RowKind(marks_rows, names=_names)}
