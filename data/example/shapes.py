"""The shapes survey tools give their exports: a table of texts goes in, the bytes of a file come out."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyreadstat
import xlsxwriter

Rows = Sequence[Sequence[str]]

FIRST_SUBMISSION, BETWEEN_SUBMISSIONS = dt.datetime(2025, 2, 3, 7, 30), dt.timedelta(minutes=11)
WORKBOOK_WRITTEN = dt.datetime(2025, 6, 27, 9, 0)
SAV_WRITTEN = b"20 Feb 2609:00:00"
_SAV_DATE_AND_TIME = slice(92, 109)


@dataclass(frozen=True)
class Variable:
    """What an SPSS file says of a column: its question, what its codes mean, which of them it calls missing.

    A variable whose codes have no labels is one of texts.
    """

    name: str
    question: str
    labels: Mapping[float, str] = field(default_factory=dict)
    missing: Sequence[int] = ()

    def cells(self, texts: Sequence[str]) -> list[str] | list[float | None]:
        """Return texts as the file keeps them: as codes, where a text is a code or the label of one."""
        if not self.labels:
            return list(texts)
        codes = {label: float(code) for code, label in self.labels.items()}
        return [None if not text else codes[text] if text in codes else float(text) for text in texts]


def delimited(rows: Rows, encoding: str, delimiter: str, line_end: str) -> bytes:
    """Return a table as delimited text."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(encoding)


def nettskjema(rows: Rows) -> bytes:
    """Return a table as Nettskjema exports it: after the submission's id, the moment it was sent."""
    header, *submissions = rows
    sent = [FIRST_SUBMISSION + at * BETWEEN_SUBMISSIONS for at in range(len(submissions))]
    moments = ["$created", *(moment.isoformat() for moment in sent)]
    table = [
        [first, moment, *rest] for (first, *rest), moment in zip([header, *submissions], moments, strict=True)
    ]
    return delimited(table, "utf-8-sig", ";", "\r\n")


def enalyzer(rows: Rows) -> bytes:
    """Return a table as Enalyzer's workbook: numbers are numbers, what was not answered is empty."""
    content = io.BytesIO()
    said = {"in_memory": True, "strings_to_numbers": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(content, said) as book:
        book.set_properties({"created": WORKBOOK_WRITTEN})
        sheet = book.add_worksheet("Data")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return content.getvalue()


def spss(rows: Rows, variables: Sequence[Variable]) -> bytes:
    """Return a table as an SPSS file: codes with labels, some of them called missing by the user."""
    columns = zip(*rows[1:], strict=True)
    cells = {one.name: one.cells(texts) for one, texts in zip(variables, columns, strict=True)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.sav"
        pyreadstat.write_sav(
            pd.DataFrame(cells),
            path,
            column_labels={one.name: one.question for one in variables},
            variable_value_labels={one.name: dict(one.labels) for one in variables if one.labels},
            missing_ranges={one.name: list(one.missing) for one in variables if one.missing},
            row_compress=True,
        )
        content = bytearray(path.read_bytes())
    # The header says when the file was written: another moment would make another file of the same answers.
    content[_SAV_DATE_AND_TIME] = SAV_WRITTEN
    return bytes(content)
