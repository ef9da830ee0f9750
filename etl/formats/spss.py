"""Reading an SPSS file in a process of its own: `python -m etl.formats.spss FILE CSV` says what it holds.

The C library behind it may fall over a damaged file and take its process with it, so that is not the
command's own. Cases are written as CSV, everything else goes to stdout as JSON.
"""

import dataclasses
import datetime as dt
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyreadstat

from etl.formats.cells import MAX_CELLS, Cell, OddCellError, text_of
from etl.formats.rows import OddCell, TextRows, write_rows
from publication.definitions.text import tidy

# SPSS counts seconds from the day the calendar was reformed.
_BEGINNING = dt.datetime(1582, 10, 14)
_DAY = re.compile(r"(DATE|ADATE|EDATE|SDATE|JDATE|DATETIME|YMDHMS|MOYR|QYR|WKYR)\d")
_TIME = re.compile(r"(TIME|DTIME|MTIME)\d")
_UNREADABLE = (
    pyreadstat.ReadstatError,
    pyreadstat.PyreadstatError,
    UnicodeError,
    ValueError,
    KeyError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Spss:
    """What a file says: variables, their labels, what codes mean (by variable), and the cases' numbers.

    `fault` is the rule that forbids reading it, if there is one; `limit` how many cases would be read.
    """

    fault: str | None = None
    limit: int | None = None
    names: Sequence[str] = ()
    texts: Sequence[str] = ()
    labels: Sequence[Mapping[str, str]] = ()
    cases: Sequence[int] = ()
    blank: int = 0
    odd: Sequence[OddCell] = field(default_factory=list)


def read_spss(path: Path, csv: Path, most: int = MAX_CELLS) -> Spss:
    """Write the cases as CSV: codes as texts, days as ISO 8601, what the system calls missing as blank.

    Codes that a person declared missing stay what they are. No more than so many cells are read.
    """
    try:
        metadata = _opened(path, metadataonly=True)[1]
        limit = most // max(1, len(metadata.column_names))
        columns, metadata = _opened(path, row_limit=limit + 1)
    except _UNREADABLE:
        return Spss(fault="damaged")
    if None in metadata.column_names:
        return Spss(fault="damaged")
    if any(len(cells) > limit for cells in columns.values()):
        return Spss(fault="too_many_cases", limit=limit)
    return _written(csv, columns, metadata)


def _opened(path: Path, **only: Any) -> tuple[Mapping[str, Sequence[Any]], Any]:
    return pyreadstat.read_sav(
        path, user_missing=True, disable_datetime_conversion=True, output_format="dict", **only
    )


def _written(csv: Path, columns: Mapping[str, Sequence[Any]], metadata: Any) -> Spss:
    names: list[str] = metadata.column_names
    cells = [map(_reader(metadata.original_variable_types[name]), columns[name]) for name in names]
    rows = TextRows()
    cases = write_rows(csv, rows.filled(enumerate(zip(*cells, strict=True), start=1)))
    return Spss(
        names=list(map(tidy, names)),
        texts=[tidy(label or "") for label in metadata.column_labels],
        labels=[_labels(metadata.variable_value_labels.get(name, {})) for name in names],
        cases=list(cases),
        blank=rows.blank + rows.trailing,
        odd=rows.odd,
    )


def _reader(written_as: str | None) -> Callable[[Any], Cell]:
    """Return what turns a value, stored as a number or a text, into what its format says it is."""
    if _DAY.match(written_as or ""):
        return _moment
    return _duration if _TIME.match(written_as or "") else _as_stored


def _as_stored(value: Any) -> Cell:
    stored: Cell = value
    return stored


def _moment(seconds: float | None) -> Cell:
    try:
        return None if seconds is None else _BEGINNING + dt.timedelta(seconds=seconds)
    except OverflowError:
        return seconds


def _duration(seconds: float | None) -> Cell:
    try:
        return None if seconds is None else dt.timedelta(seconds=seconds)
    except OverflowError:
        return seconds


def _labels(labels: Mapping[float | str, str]) -> dict[str, str]:
    """Return what codes mean; a code as its cells write it."""
    return {_code(code): tidy(label) for code, label in labels.items()}


def _code(code: float | str) -> str:
    try:
        return text_of(code)
    except OddCellError:
        return str(code)


if __name__ == "__main__":
    json.dump(dataclasses.asdict(read_spss(Path(sys.argv[1]), Path(sys.argv[2]))), sys.stdout)
