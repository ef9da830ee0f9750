"""The files and instruments of a publication, row by row, and what is new since the one before."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from dashboard.report.occasions import occasions_in_order
from dashboard.report.refusals import LastRefused, Refusal
from publication.following import Publications
from publication.queries.data import Contents, Figures, ask_contents, ask_contents_and_figures
from publication.reading import Publication

BASES = ("answers", "assessments", "published", "marks", "printed_marks")
# A reader who has more than this to mend reads the report on the machine where the files are.
MOST_REFUSED = 50
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file: what it holds, for which waves or rounds, and the day it was loaded."""

    name: str
    kind: str
    occasions: tuple[str, ...]
    loaded_on: dt.date


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """An instrument: what is known of it, and for which waves or rounds."""

    name: Mapping[str, str]
    basis: str
    occasions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two publications do not share: ids of waves, rounds, sessions and instruments, names of files.

    `renewed` are files loaded on another day, `changed` the kinds of files whose figures are others.
    """

    now: Contents
    before: Contents
    new: Mapping[str, Sequence[str]]
    gone: Mapping[str, Sequence[str]]
    renewed: Sequence[str]
    changed: Sequence[str]

    @property
    def nothing(self) -> bool:
        """Say whether waves, rounds, sessions, instruments, files and figures are the same."""
        return not (any(self.new.values()) or any(self.gone.values()) or self.renewed or self.changed)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One cause of a refusal: its columns, the first lines (none: the file as a whole), how many more."""

    file: str
    rule: str
    columns: tuple[str, ...]
    lines: tuple[int, ...]
    more: int


def contents_of(publication: Publication) -> Contents:
    """Return what the publication shown holds."""
    return ask_contents(publication.cursor())


def file_rows(contents: Contents) -> list[FileRow]:
    """Return a row per file, the latest loaded first, then by name."""
    occasions: dict[tuple[str, str, dt.date], list[str]] = {}
    for file in contents.files:
        occasions.setdefault((file.name, file.kind, file.loaded_on), []).append(file.wave)
    rows = [
        FileRow(name, kind, occasions_in_order(contents.programme, found), loaded_on)
        for (name, kind, loaded_on), found in occasions.items()
    ]
    return sorted(rows, key=lambda row: (-row.loaded_on.toordinal(), row.name, row.kind))


def instrument_rows(contents: Contents) -> list[InstrumentRow]:
    """Return a row per instrument and what is known of it, in the publication's order."""
    rows = []
    for name, instrument in contents.instruments.items():
        for basis in BASES:
            found = [
                record.occasion
                for record in contents.asked
                if (record.basis, record.instrument) == (basis, name)
            ]
            if found:
                occasions = occasions_in_order(contents.programme, found)
                rows.append(InstrumentRow(instrument.name, basis, occasions))
    return rows


def _occasions(contents: Contents, bases: Collection[str]) -> tuple[str, ...]:
    found = {record.occasion for record in contents.asked if record.basis in bases}
    return occasions_in_order(contents.programme, found)


def _held(contents: Contents) -> dict[str, list[str]]:
    """Return what is compared, in order."""
    asked = {record.instrument for record in contents.asked}
    return {
        "waves": list(_occasions(contents, {"answers", "published"})),
        "rounds": list(_occasions(contents, {"assessments"})),
        "sessions": list(_occasions(contents, {"marks", "printed_marks"})),
        "instruments": [instrument for instrument in contents.instruments if instrument in asked],
        "files": sorted({file.name for file in contents.files}),
    }


def _loaded(contents: Contents) -> dict[str, set[dt.date]]:
    """Return file name → the days it was loaded."""
    found: dict[str, set[dt.date]] = {}
    for file in contents.files:
        found.setdefault(file.name, set()).add(file.loaded_on)
    return found


def kinds_changed(now: Figures, before: Figures) -> list[str]:
    """Return the kinds of files that gave other figures or texts for what both publications show."""
    return sorted(
        {kind for kind, shown_for in now.keys() & before if now[kind, shown_for] != before[kind, shown_for]}
    )


def difference(now: Contents, before: Contents, changed: Sequence[str] = ()) -> Difference:
    """Return what is new, gone, loaded again or changed since the publication before."""
    held, held_before = _held(now), _held(before)
    loaded, loaded_before = _loaded(now), _loaded(before)
    return Difference(
        now,
        before,
        {what: [name for name in held[what] if name not in held_before[what]] for what in held},
        {what: [name for name in held_before[what] if name not in held[what]] for what in held},
        [kind for kind in sorted(loaded) if loaded[kind] - loaded_before.get(kind, loaded[kind])],
        changed,
    )


def since_before(publications: Publications, publication: Publication) -> Difference | None:
    """Return what changed since the publication before; None for the first.

    Raises NotReadable where the file of the one before cannot be read any more.
    """
    found = publications.ask_before(publication, ask_contents_and_figures)
    if found is None:
        return None
    (now, figures), (before, figures_before) = ask_contents_and_figures(publication.cursor()), found
    return difference(now, before, kinds_changed(figures, figures_before))


def refused_rows(refused: LastRefused) -> tuple[list[RefusedRow], int]:
    """Return a row per cause, in the record's order, and how many refusals have no row."""
    found: dict[tuple[str, str, int], list[Refusal]] = {}
    for refusal in refused.refused:
        found.setdefault((refusal.file, refusal.rule, refusal.cause), []).append(refusal)
    rows = list(map(_refused_row, found.values()))
    rest = chain.from_iterable(list(found.values())[MOST_REFUSED:])
    return rows[:MOST_REFUSED], sum(1 + row.more for row in rest)


def _refused_row(refusals: Sequence[Refusal]) -> RefusedRow:
    first = refusals[0]
    columns = tuple(dict.fromkeys(chain.from_iterable(refusal.columns for refusal in refusals)))
    lines = sorted({refusal.line for refusal in refusals if refusal.line is not None})
    more = len(lines[MOST_LINES:]) + sum(refusal.more for refusal in refusals)
    return RefusedRow(first.file, first.rule, columns, tuple(lines[:MOST_LINES]), more)
