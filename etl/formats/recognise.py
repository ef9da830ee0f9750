"""What a file is: its bytes decide, not its name. What is not read is refused by name, with the way out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

from etl.formats.archive import MEGABYTE, opened, part, protected
from publication.faults import Fault, SourceError

Format = Literal["csv", "xlsx", "ods", "sav", "zip"]

MAX_SIZE: dict[Format, int] = {
    "csv": 512 * MEGABYTE,
    "xlsx": 64 * MEGABYTE,
    "ods": 64 * MEGABYTE,
    "sav": 256 * MEGABYTE,
    "zip": 512 * MEGABYTE,
}
_HEAD = 4096
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class _Mark:
    """Bytes a format has at a place, and what is said of a file that has them."""

    format: str
    pattern: bytes
    rule: str = "other_format"

    def fits(self, head: bytes) -> bool:
        return re.match(self.pattern, head, re.DOTALL) is not None


_MARKS = (
    _Mark("SPSS", rb".{0,8}ENCRYPTED(SAV|SPS|SPV)", "protected"),
    _Mark("SPSS por", rb".{0,400}SPSS PORT FILE"),
    _Mark("PDF", rb"\s*%PDF-"),
    _Mark("RTF", rb"\s*\{\\rtf"),
    _Mark("gzip", rb"\x1f\x8b", "packed"),
    _Mark("Unix compress", rb"\x1f[\x9d\xa0]", "packed"),
    _Mark("bzip2", rb"BZh[1-9]1AY&SY", "packed"),
    _Mark("xz", rb"\xfd7zXZ\0", "packed"),
    _Mark("Zstandard", rb"\x28\xb5\x2f\xfd", "packed"),
    _Mark("LZ4", rb"\x04\x22\x4d\x18", "packed"),
    _Mark("7-Zip", rb"7z\xbc\xaf\x27\x1c", "packed"),
    _Mark("RAR", rb"Rar!\x1a\x07", "packed"),
    _Mark("CAB", rb"MSCF\0\0\0\0", "packed"),
    _Mark("tar", rb".{257}ustar", "packed"),
    _Mark("Excel 2-4 (xls)", rb"\x09[\x00\x02\x04]\x04\x00|\x09[\x02\x04]\x06\x00", "old_workbook"),
    _Mark("Lotus 1-2-3", rb"\0\0\x02\0\x06\x04"),
    _Mark("Stata", rb"<stata_dta>|[\x6e-\x73][\x01\x02]\x01\0"),
    _Mark("SAS", rb"\0{12}\xc2\xea\x81\x60|HEADER RECORD\*{7}LIB"),
    _Mark("R", rb"RD[AX][23]\n|X\n\0\0\0"),
    _Mark("PNG", rb"\x89PNG"),
    _Mark("JPEG", rb"\xff\xd8\xff"),
    _Mark("GIF", rb"GIF8[79]a"),
    _Mark("TIFF", rb"II\*\0|MM\0\*"),
    _Mark("WebP", rb"RIFF.{4}WEBP"),
    _Mark("BMP", rb"BM.{4}\0{4}"),
    _Mark("SQLite", rb"SQLite format 3\0"),
    _Mark("DuckDB", rb".{8}DUCK"),
    _Mark("Parquet", rb"PAR1[\x00-\x1f]"),
    _Mark("Arrow", rb"ARROW1\0|FEA1"),
    _Mark("HDF5", rb"\x89HDF\r\n"),
    _Mark("Access", rb"\0\x01\0\0Standard (Jet|ACE) DB"),
    _Mark("EXE", rb"MZ.{0,200}\0\0\0|\x7fELF"),
)
_TEXT_MARKS = (
    _Mark(
        "HTML",
        rb"\s*(<\?xml[^>]*>\s*)?(<!--.{0,2000}?-->\s*)?<(!doctype\s+html|html|head|body|table|meta)\b",
    ),
    _Mark("Excel XML 2003", rb"\s*<.{0,2000}urn:schemas-microsoft-com:office:spreadsheet"),
    _Mark("OpenDocument XML (fods)", rb"\s*<.{0,2000}urn:oasis:names:tc:opendocument"),
    _Mark("XML", rb"\s*<(\?xml|!doctype|!--|workbook\b)"),
    _Mark("JSON", rb"\s*(\{\s*[\"}]|\[\s*[\[{\"\]])"),
    _Mark("MHTML", rb"\s*mime-version:"),
)


def recognised(name: str, path: Path) -> Format:
    """Return the format of a file.

    Raises SourceError for one that is not read (which it is, and what to do instead), protected by a
    password, with macros, damaged, or larger than is read of its format.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_OLE):
        raise SourceError([_ole_fault(name, path)])
    if mark := next((mark for mark in _MARKS if mark.fits(head)), None):
        raise SourceError([_refusal(name, mark)])
    found: Format = _zip_format(name, path) if head.startswith(_ZIP) else _plain_format(name, head)
    if path.stat().st_size > MAX_SIZE[found]:
        limit = f"{MAX_SIZE[found] // MEGABYTE} MB"
        raise SourceError([Fault(name, "too_large", details={"limit": limit, "format": found})])
    return found


def _refusal(name: str, mark: _Mark) -> Fault:
    return Fault(name, mark.rule, details={"format": mark.format})


def _plain_format(name: str, head: bytes) -> Format:
    if head.startswith((b"$FL2@(#)", b"$FL3@(#)")):
        return "sav"
    text = _lower_text(head)
    if mark := next((mark for mark in _TEXT_MARKS if mark.fits(text)), None):
        raise SourceError([_refusal(name, mark)])
    return "csv"


def _lower_text(head: bytes) -> bytes:
    """Return the beginning of a text in lower case, without byte order mark, UTF-16 as UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf").lower()


def _ole_fault(name: str, path: Path) -> Fault:
    """Name a file in the container that Office used until 2003, and for encrypted workbooks since."""
    content = path.read_bytes() if path.stat().st_size <= MAX_SIZE["xlsx"] else b""
    kinds = (
        ("EncryptedPackage", "protected", "Office"),
        ("WordDocument", "other_format", "Word (doc)"),
        ("PowerPoint Document", "other_format", "PowerPoint (ppt)"),
        ("Workbook", "old_workbook", "Excel 97-2003 (xls)"),
        ("Book", "old_workbook", "Excel 5 (xls)"),
    )
    for stream, rule, kind in kinds:
        if stream.encode("utf-16-le") in content:
            return Fault(name, rule, details={"format": kind})
    return Fault(name, "other_format", details={"format": "Office 97-2003"})


def _zip_format(name: str, path: Path) -> Format:
    """Return what the parts of a zip file make it: a workbook, or an archive of files."""
    with opened(name, path, "zip") as archive:
        names = archive.namelist()
        lower = {member.lower() for member in names}
        document = "[content_types].xml" in lower or "mimetype" in lower or "meta-inf/manifest.xml" in lower
        if document and any(map(protected, archive.infolist())):
            raise SourceError([Fault(name, "protected", details={"format": "zip"})])
        if "[content_types].xml" in lower:
            return _office_format(name, lower)
        if document:
            return _open_document_format(name, archive, names)
        if any(member.endswith(".iwa") for member in lower):
            raise SourceError([_other(name, "Apple Numbers")])
        return "zip"


def _other(name: str, kind: str) -> Fault:
    return Fault(name, "other_format", details={"format": kind})


def _office_format(name: str, lower: set[str]) -> Format:
    kinds = (
        ("xl/workbook.bin", "binary_workbook", "Excel (xlsb)"),
        ("vbaproject.bin", "has_macros", "Excel (xlsm)"),
        ("xl/macrosheets/", "has_macros", "Excel (xlsm)"),
        ("word/", "other_format", "Word (docx)"),
        ("ppt/", "other_format", "PowerPoint (pptx)"),
    )
    for mark, rule, kind in kinds:
        if any(mark in member for member in lower):
            raise SourceError([Fault(name, rule, details={"format": kind})])
    if not any(member.startswith("xl/") for member in lower):
        raise SourceError([_other(name, "Office")])
    return "xlsx"


def _open_document_format(name: str, archive: ZipFile, names: Sequence[str]) -> Format:
    if b"encryption-data" in _beginning(name, archive, "META-INF/manifest.xml"):
        raise SourceError([Fault(name, "protected", details={"format": "OpenDocument"})])
    kind = _beginning(name, archive, "mimetype").strip()
    if kind in (b"", _ODS, _ODS + b"-template") and "content.xml" in names:
        return "ods"
    if kind.startswith((b"application/vnd.oasis.opendocument", b"application/epub")):
        raise SourceError([_other(name, kind.decode("ascii", "replace").rpartition("/")[2])])
    return "zip"


def _beginning(name: str, archive: ZipFile, part_name: str) -> bytes:
    """Return the beginning of a part, empty where it is not there."""
    if part_name not in archive.namelist():
        return b""
    with part(archive, archive.getinfo(part_name), name, "ods") as file:
        return file.read(MEGABYTE)
