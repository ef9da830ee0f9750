"""Rows as CSV, every number in full precision."""

import csv
import io
from collections.abc import Iterable, Sequence

from dashboard.report.data_table import MARKS, Separator, defused


def delimited(header: Sequence[str], rows: Iterable[Sequence[object]], separator: Separator) -> bytes:
    """Return a CSV file in UTF-8 with a byte order mark, as spreadsheets expect it.

    Args:
        header: One name per column.
        rows: Texts, whole numbers, floats, None.
        separator: What stands between two columns; decimals have a point beside commas, else a comma.
    """
    text, point = io.StringIO(), separator == "comma"
    writer = csv.writer(text, delimiter=MARKS[separator], lineterminator="\r\n")
    writer.writerow(map(defused, header))
    writer.writerows([_written(value, point=point) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _written(value: object, *, point: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value) if point else repr(value).replace(".", ",")
    return str(value) if isinstance(value, int) else defused(value)
