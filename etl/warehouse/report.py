"""All faults of an attempt in one file for whoever loads the programme, for a spreadsheet program."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from publication.atomic import PRIVATE, replace_file
from publication.catalogue import Words
from publication.definitions.text import Language
from publication.faults import Fault
from publication.tabular import defused

_HEAD = ("file", "line", "column", "found", "sentence")


def _what_to_do(fault: Fault, words: Words, language: Language) -> str:
    more = [words.say(language, "done.more", number=str(fault.times - 1))] if fault.times > 1 else []
    return " ".join([fault.instruction(words, language), *more])


def write_report(path: Path, faults: Sequence[Fault], words: Words, language: Language) -> None:
    """Write every fault, a line each: file, line, column, what was found, what to do.

    UTF-8 with a byte order mark and semicolons, so that a double click opens it; its owner's alone, since it
    repeats what stood in cells. Replaces the report of the attempt before.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([words.say(language, f"report.{name}") for name in _HEAD])
    for fault in faults:
        cells = fault.file, fault.line, fault.column, fault.value, _what_to_do(fault, words, language)
        writer.writerow(map(defused, cells))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, text.getvalue().encode("utf-8-sig"), PRIVATE)


def remove_report(path: Path) -> None:
    """Remove the report of an earlier attempt: nothing is left to mend."""
    for file in (path, path.with_name(f"{path.name}.new")):
        file.unlink(missing_ok=True)
