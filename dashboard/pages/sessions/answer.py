"""Sessions in time order: what was marked on each line, alone or together with others, or as printed."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dashboard.answers.rows import number
from dashboard.report.labels import item_labels
from dashboard.report.offered import EVERYONE
from dashboard.report.selection import Selection
from dashboard.statistics.grouped import moments_of_grouped
from dashboard.statistics.moments import mean_interval
from publication.ids import OVERALL
from publication.languages import Language
from publication.printed_records import PrintedMark
from publication.queries.printed import ask_copies, holds_findings
from publication.queries.sessions import (
    ask_marks,
    ask_printed_marks,
    ask_session_groups,
    ask_sessions,
)
from publication.reading import Publication
from publication.records import Mark, Session, SessionGroup

# From which part of the line on a mark stands at its end.
END_OF_LINE = 0.9


def measured_instruments(publication: Publication) -> list[str]:
    """Return the instruments with marks or printed figures at a session."""
    return [name for name in publication.instruments if name in publication.session_kinds]


def end_of_line(low: int, high: int) -> int:
    """Return the whole mark from which on a mark stands at the high end of the line."""
    return low + math.ceil(END_OF_LINE * (high - low))


@dataclass(frozen=True, slots=True)
class Marked:
    """What is known of one item at one session: nan, None or '' where it is not.

    Attributes:
        status: 'shown', or why there is no number.
        n: How many marked.
        mean: Of the marks.
        sd: Approximately, from counts of whole marks.
        low: Lower bound of the approximate 95 % interval.
        high: Upper bound.
        counts: How many marks there are at each whole mark.
        quartiles: Lower, middle, upper.
        printed: The mean as a report printed it.
        least: The smallest mark as printed.
        most: The largest mark as printed.
        at_the_end: Whether so many marks stand at the high end of the line that it has no room left.
    """

    status: str
    n: float = math.nan
    mean: float = math.nan
    sd: float = math.nan
    low: float = math.nan
    high: float = math.nan
    counts: Sequence[int] | None = None
    quartiles: Sequence[float] | None = None
    printed: str = ""
    least: float = math.nan
    most: float = math.nan
    at_the_end: bool = False

    @property
    def shown(self) -> bool:
        """Say whether there is a mean."""
        return self.status == "shown"


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session, several shown together, or one as printed.

    Attributes:
        id: Of the group of sessions.
        label: What it is called.
        kind: Of session.
        sessions: Those it is made of.
        dates: Of those, as far as known.
        topic: Of a session that stands alone; empty where it has none.
        participants: How many took part; someone who was at two of the sessions is two.
        near: Whether the sessions stand together for every item.
        is_printed: Whether the figures are those of a report.
        marked: By item.
        same_as: Other sessions that were printed with the very same figures.
    """

    id: str
    label: Mapping[str, str]
    kind: str
    sessions: Sequence[str]
    dates: Sequence[dt.date]
    topic: Mapping[str, str]
    participants: float
    near: bool
    is_printed: bool
    marked: Mapping[str, Marked] = field(default_factory=dict)
    same_as: frozenset[str] = frozenset()


def _marked(marks: Sequence[Mark], low: int) -> Iterator[Marked]:
    """Yield what is known of each mark; an interval where its counts may be shown."""
    counts = np.array([mark.counts for mark in marks if mark.counts is not None])
    means = [number(mark.mean) for mark in marks if mark.counts is not None]
    spread: Iterator[tuple[float, float, float]] = iter(())
    if means:
        steps = np.arange(counts.shape[1]) + low
        moments = moments_of_grouped(counts, steps, means)
        bounds = mean_interval(moments, (steps[0], steps[-1]))
        spread = zip(moments.sd.tolist(), *(bound.tolist() for bound in bounds), strict=True)
    for mark in marks:
        known = Marked(mark.status, number(mark.n), number(mark.mean))
        if mark.counts is not None:
            sd, bottom, top = next(spread)
            known = replace(known, sd=sd, low=bottom, high=top, counts=mark.counts, quartiles=mark.quartiles)
            known = replace(known, at_the_end=_is_at_the_end(mark.counts, mark.quartiles, low))
        yield known


def _is_at_the_end(counts: Sequence[int], quartiles: Sequence[float] | None, low: int) -> bool:
    """Say whether more than half of the marks, rounded, and the middle one, unrounded, stand at the end.

    Whenever more than half of the marks as they were made do, it is so; and when it is so, half of them do.
    """
    end = end_of_line(low, low + len(counts) - 1)
    many = 2 * sum(counts[end - low :]) > sum(counts)
    return many and quartiles is not None and quartiles[1] >= end


def _met(
    group: SessionGroup,
    near: bool,
    sessions: Mapping[str, Session],
    marked: Mapping[tuple[str, str], Marked],
) -> SessionRow:
    held = [sessions[session] for session in group.sessions]
    return SessionRow(
        group.group_id,
        group.label,
        group.kind,
        group.sessions,
        [session.date for session in held if session.date is not None],
        (held[0].topic if len(held) == 1 else None) or {},
        group.participants,
        near,
        False,
        {item: marked_on for (of, item), marked_on in marked.items() if of == group.group_id},
    )


def _from_report(session: Session, marks: Sequence[PrintedMark], same_as: frozenset[str]) -> SessionRow:
    return SessionRow(
        session.session,
        {language: f"{name} {session.number}" for language, name in session.kind_name.items()},
        session.kind,
        [session.session],
        [session.date] if session.date is not None else [],
        session.topic or {},
        next((number(mark.participants) for mark in marks), math.nan),
        True,
        True,
        {mark.item: _as_printed(mark) for mark in marks},
        same_as,
    )


def _as_printed(mark: PrintedMark) -> Marked:
    least, most = (
        float(end) if end is not None else math.nan for end in (mark.printed_min, mark.printed_max)
    )
    return Marked("shown", mean=float(mark.printed_mean), printed=mark.printed_mean, least=least, most=most)


def _copies(publication: Publication, instrument: str) -> dict[str, frozenset[str]]:
    """Return session → the others that were printed with the very same figures on every line."""
    cursor = publication.cursor()
    copies = ask_copies(cursor, instrument) if holds_findings(cursor) else []
    alike = [frozenset(copy.occasions) for copy in copies if copy.instrument is None]
    return {session: sessions - {session} for sessions in alike for session in sessions}


def _measured(
    publication: Publication, instrument: str, sessions: Mapping[str, Session]
) -> Iterator[SessionRow]:
    cursor = publication.cursor()
    marks = ask_marks(cursor, instrument)
    low = publication.instruments[instrument].rating_scale.low
    marked = dict(zip([(mark.group_id, mark.item) for mark in marks], _marked(marks, low), strict=True))
    for group, near in ask_session_groups(cursor):
        row = _met(group, near, sessions, marked)
        if row.marked:
            yield row


def _printed(
    publication: Publication, instrument: str, sessions: Mapping[str, Session]
) -> Iterator[SessionRow]:
    printed, same_as = ask_printed_marks(publication.cursor()), _copies(publication, instrument)
    for session in sessions.values():
        held = [
            figures
            for figures in printed
            if (figures.instrument, figures.session) == (instrument, session.session)
        ]
        if held:
            yield _from_report(session, held, same_as.get(session.session, frozenset()))


def in_time_order(rows: Sequence[SessionRow], position: Mapping[str, int]) -> list[SessionRow]:
    """Return sessions by date where every one has one, else in the programme's order; those of one first."""

    def place(row: SessionRow) -> tuple[int, int, int, bool]:
        first = min(position[session] for session in row.sessions)
        day = min(row.dates).toordinal() if dated(rows) else 0
        return day, first, len(row.sessions), row.is_printed

    return sorted(rows, key=place)


def dated(rows: Sequence[SessionRow]) -> bool:
    """Say whether every session has a date."""
    return all(len(row.dates) == len(row.sessions) for row in rows)


def session_rows(publication: Publication, selection: Selection) -> list[SessionRow]:
    """Return the sessions of the kind chosen, or of all kinds, in time order.

    Where one item is chosen a row has that one alone. A group that only some item merged further is a row of
    its own, with that item alone.
    """
    sessions = ask_sessions(publication.cursor())
    instrument = selection.instrument
    rows = [
        *_measured(publication, instrument, sessions),
        *_printed(publication, instrument, sessions),
    ]
    chosen = [_with(row, selection.item) for row in rows if selection.kind in (EVERYONE, row.kind)]
    position = {name: session.position for name, session in sessions.items()}
    return in_time_order([row for row in chosen if row.marked], position)


def _with(row: SessionRow, item: str) -> SessionRow:
    if item == OVERALL:
        return row
    return replace(row, marked={name: marks for name, marks in row.marked.items() if name == item})


def line_labels(publication: Publication, selection: Selection, language: Language) -> dict[str, str]:
    """Return item → label: of all items, or of the one chosen."""
    labels = item_labels(publication.instruments[selection.instrument], language)
    return {
        item: label for item, label in labels.items() if item != OVERALL and selection.item in (OVERALL, item)
    }


def nobody_marked(rows: Sequence[SessionRow], items: Iterable[str]) -> list[str]:
    """Return the items that nobody marked at any session."""
    known = {item for row in rows for item, marks in row.marked.items() if marks.status != "no_answers"}
    return [item for item in items if item not in known]


def absent_sessions(publication: Publication, selection: Selection) -> list[str]:
    """Return the closed sessions of the kind chosen that have no figure, by id.

    Whether nothing was loaded of them or too few took part is one and the same here.
    """
    known = ask_sessions(publication.cursor())
    closed = {session.id: session.kind for session in publication.definition.sessions if session.closed}
    wanted = [name for name, kind in closed.items() if selection.kind in (EVERYONE, kind)]
    return [name for name in wanted if name not in known]
