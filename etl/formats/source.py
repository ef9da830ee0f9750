"""Opening what a person dropped: the bytes decide the format, not the file's name."""

import hashlib
from pathlib import Path
from tempfile import mkdtemp

from etl.formats.csv import open_csv
from etl.formats.folder import fault_of
from etl.formats.grid import Source
from etl.formats.recognise import recognised
from publication.faults import Fault, SourceError


def open_sources(path: Path, workspace: Path) -> list[Source]:
    """Return the sources a file holds: itself, or the members of an archive ('archive.zip/member.csv').

    Raises SourceError for what is no file that can be read, a format that is not read, too large, or damaged.
    """
    if fault := fault_of(path):
        raise SourceError([fault])
    if recognised(path.name, path) == "zip":
        return _members(path.name, path, workspace)
    return [_opened(path.name, path, workspace)]


def _members(name: str, path: Path, workspace: Path) -> list[Source]:
    """Return the sources in an archive; every member that cannot be read is a fault."""
    from etl.formats.archive import unpacked

    sources: list[Source] = []
    faults: list[Fault] = []
    for member in unpacked(name, path, Path(mkdtemp(dir=workspace))):
        try:
            sources.append(_opened(member.name, member.path, workspace))
        except SourceError as refused:
            faults += refused.faults
    if faults:
        raise SourceError(faults)
    return sources


def _opened(name: str, path: Path, workspace: Path) -> Source:
    """Open a file that is no archive; the libraries behind a format are loaded where one is met."""
    match recognised(name, path):
        case "csv":
            return open_csv(name, path, workspace)
        case "zip":
            raise SourceError([Fault(name, "nested_archive")])
        case "sav":
            from etl.formats.sav import SavSource

            return SavSource(name, _digest(path), path, workspace)
        case "xlsx":
            from etl.formats.workbook import WorkbookSource
            from etl.formats.xlsx import xlsx_sheets

            return WorkbookSource(name, _digest(path), xlsx_sheets(name, path), workspace)
        case "ods":
            from etl.formats.ods import ods_sheets
            from etl.formats.workbook import WorkbookSource

            return WorkbookSource(name, _digest(path), ods_sheets(name, path), workspace)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
