"""CSV files: semicolon or comma, double quotes, every cell as text."""

import csv
import hashlib
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from etl.definitions.text import tidy
from etl.faults import Fault, SourceError
from etl.read.grid import Grid, Layout
from etl.read.text import decode


@dataclass(frozen=True, slots=True)
class TextSource:
    """A CSV file, rewritten as UTF-8 with composed letters and plain line ends where it was not."""

    name: str
    sha256: str
    path: Path

    def grid(self, layout: Layout) -> Grid:
        """Return the header and where the rows begin. Raises SourceError for a doubled or unnamed column."""
        with self.path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        before = len(text) - len(text.lstrip("\n"))
        delimiter = _delimiter(text[before:].split("\n", 1)[0])
        reader = csv.reader(io.StringIO(text[before:], newline=""), delimiter=delimiter)
        rows = [tuple(map(tidy, next(reader, []))) for _ in range(layout.header_rows)]
        skip, begins = before + layout.header_rows, before + reader.line_num + 1
        if faults := _name_faults(self.name, rows[0]):
            raise SourceError(faults)
        texts = rows[1] if layout.header_rows > 1 else ()
        return Grid(self.name, self.sha256, self.path, delimiter, rows[0], skip, begins, texts)


def _delimiter(first_line: str) -> str:
    outside_quotes = "".join(first_line.split('"')[::2])
    return ";" if outside_quotes.count(";") >= outside_quotes.count(",") else ","


def _name_faults(file: str, names: tuple[str, ...]) -> list[Fault]:
    faults = [
        Fault(file, "doubled_column", line=1, column=name)
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    if "" in names:
        faults.append(Fault(file, "unnamed_column", line=1, column=str(names.index("") + 1)))
    return faults


def open_csv(path: Path, workspace: Path) -> TextSource:
    """Decode a file strictly; the workspace takes the rewritten text where the file was not plain.

    Raises SourceError where the bytes cannot be trusted.
    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    text = unicodedata.normalize("NFC", decode(path.name, raw)).replace("\r\n", "\n").replace("\r", "\n")
    if (content := text.encode()) != raw:
        path_of_text = workspace / f"{digest}.csv"
        path_of_text.write_bytes(content)
        return TextSource(path.name, digest, path_of_text)
    return TextSource(path.name, digest, path)
