"""What a file is, by its bytes: each thing that is not read is refused by its name."""

import gzip
import lzma
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from etl.formats import recognise as formats
from etl.formats.recognise import recognised
from publication.faults import SourceError
from tests.made_files import GOOD, GOOD_CSV, good_columns, ods, ods_table, sav, workbook, zipped
from tests.seeds import few_and_many
from tests.worlds import World

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# The rows of the good file as the warehouse keeps them: 9 is 'don't know', which is kept as -2.
ANSWERS = [("small", "staff", "pre", "r1", 4, -2), ("small", "staff", "pre", "r2", 5, None)]


def ole(stream: str) -> bytes:
    """Return the beginning of a file of Office 97-2003, with a stream's name in its directory."""
    return OLE + bytes(504) + stream.encode("utf-16-le") + bytes(512)


REFUSED = {
    "old Excel": (ole("Workbook"), "old_workbook", "Excel 97-2003 (xls)"),
    "Excel 5": (ole("Book"), "old_workbook", "Excel 5 (xls)"),
    "Excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(50), "old_workbook", "Excel 2-4 (xls)"),
    "encrypted xlsx": (ole("EncryptedPackage"), "protected", "Office"),
    "Word 97": (ole("WordDocument"), "other_format", "Word (doc)"),
    "PowerPoint 97": (ole("PowerPoint Document"), "other_format", "PowerPoint (ppt)"),
    "Outlook message": (ole("__substg1.0_0037001F"), "other_format", "Office 97-2003"),
    "encrypted sav": (b"\x1c" + bytes(7) + b"ENCRYPTEDSAV\x15" + bytes(40), "protected", "SPSS"),
    "por": (b" " * 200 + b"ASCII SPSS PORT FILE" + b" " * 100, "other_format", "SPSS por"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "other_format", "PDF"),
    "RTF": (b"{\\rtf1\\ansi}", "other_format", "RTF"),
    "gzip": (gzip.compress(GOOD_CSV), "packed", "gzip"),
    "xz": (lzma.compress(GOOD_CSV), "packed", "xz"),
    "bzip2": (b"BZh91AY&SY" + bytes(20), "packed", "bzip2"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c\x00\x04", "packed", "7-Zip"),
    "RAR": (b"Rar!\x1a\x07\x01\x00", "packed", "RAR"),
    "tar": (b"staff.csv" + bytes(248) + b"ustar\x0000" + bytes(200), "packed", "tar"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(20), "other_format", "PNG"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "other_format", "JPEG"),
    "HTML": (b"<html><body><table><tr><td>id</td></tr></table>", "other_format", "HTML"),
    "HTML, UTF-16": ("<TABLE><tr><td>id".encode("utf-16"), "other_format", "HTML"),
    "XHTML": (b'<?xml version="1.0"?>\n<!DOCTYPE html><html/>', "other_format", "HTML"),
    "Excel XML": (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "other_format",
        "Excel XML 2003",
    ),
    "fods": (
        b'<?xml version="1.0"?>\n<o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
        "other_format",
        "OpenDocument XML (fods)",
    ),
    "XML": (b"\xef\xbb\xbf<?xml version='1.0'?><rows/>", "other_format", "XML"),
    "JSON": (b'[{"id": "r1"}]', "other_format", "JSON"),
    "MHTML": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "other_format", "MHTML"),
    "Parquet": (b"PAR1\x15\x04\x15", "other_format", "Parquet"),
    "Stata": (b"<stata_dta><header>", "other_format", "Stata"),
    "Access": (b"\x00\x01\x00\x00Standard ACE DB\x00", "other_format", "Access"),
    "program": (b"MZ\x90\x00\x03" + bytes(100), "other_format", "EXE"),
}


@pytest.mark.parametrize(("content", "rule", "name"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("called", ["staff.csv", "staff.xlsx"])
def test_what_is_not_read_is_refused_by_name(
    world: World, content: bytes, rule: str, name: str, called: str
) -> None:
    path = world.folder / called
    path.write_bytes(content)
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    (fault,) = refused.value.faults
    assert (fault.file, fault.rule, fault.details["format"]) == (called, rule, name)


def packed(folder: Path, *names: str) -> Path:
    return zipped(folder / "packed", dict.fromkeys(names, "<x/>"))


def test_databases_are_refused_by_name(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "s.csv") as con:
        con.execute("CREATE TABLE t (a)")
    con.close()
    duckdb.connect(tmp_path / "d.csv").close()
    for name, kind in (("s.csv", "SQLite"), ("d.csv", "DuckDB")):
        with pytest.raises(SourceError) as refused:
            recognised(name, tmp_path / name)
        assert refused.value.faults[0].details == {"format": kind}


@pytest.mark.parametrize(
    ("names", "rule", "kind"),
    [
        (["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"], "has_macros", "Excel (xlsm)"),
        (["[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/s1.xml"], "has_macros", "Excel (xlsm)"),
        (["[Content_Types].xml", "xl/workbook.bin"], "binary_workbook", "Excel (xlsb)"),
        (["[Content_Types].xml", "word/document.xml"], "other_format", "Word (docx)"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "other_format", "PowerPoint (pptx)"),
        (["[Content_Types].xml", "visio/document.xml"], "other_format", "Office"),
        (["Index/Document.iwa"], "other_format", "Apple Numbers"),
    ],
)
def test_documents_that_are_archives_are_told_apart(
    tmp_path: Path, names: list[str], rule: str, kind: str
) -> None:
    with pytest.raises(SourceError) as refused:
        recognised("file.xlsx", packed(tmp_path, *names))
    (fault,) = refused.value.faults
    assert (fault.rule, fault.details["format"]) == (rule, kind)


def test_a_workbook_with_macros_as_a_writer_makes_it(tmp_path: Path) -> None:
    (tmp_path / "vba.bin").write_bytes(OLE)
    with xlsxwriter.Workbook(tmp_path / "m.xlsm") as book:
        book.add_worksheet().write(0, 0, "id")
        book.add_vba_project(str(tmp_path / "vba.bin"))
    with pytest.raises(SourceError) as refused:
        recognised("m.xlsm", tmp_path / "m.xlsm")
    assert refused.value.faults[0].rule == "has_macros"


def test_open_documents_that_are_no_spreadsheets_or_encrypted(tmp_path: Path) -> None:
    text = zipped(
        tmp_path / "t", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    )
    locked = ods(tmp_path / "l", manifest="<manifest:encryption-data/>")
    for path, rule in ((text, "other_format"), (locked, "protected")):
        with pytest.raises(SourceError) as refused:
            recognised("file.ods", path)
        assert refused.value.faults[0].rule == rule


def test_the_name_does_not_decide(world: World) -> None:
    csv = world.folder / "staff.xlsx"
    csv.write_bytes(GOOD_CSV)
    assert world.load_files(csv)
    assert world.stored('"answers_practice"') == ANSWERS
    for name in ("book.csv", "calc.csv", "spss.csv"):
        make = {"book.csv": workbook, "calc.csv": make_ods, "spss.csv": make_sav}[name]
        world.load_files(make(world.folder / name))
        assert world.stored('"answers_practice"') == ANSWERS


def make_ods(path: Path) -> Path:
    return ods(path, ods_table(GOOD))


def make_sav(path: Path) -> Path:
    return sav(path.with_suffix(".sav"), good_columns()).rename(path)


@pytest.mark.parametrize(
    "beginning", [b"MZ;p1\n", b"BM;p1\n", b"PAR1;p1\n", b"ID;P1\n", b"[id];{p1}\n", b"<5;p1\n"]
)
def test_text_that_begins_like_something_else_is_text(tmp_path: Path, beginning: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(beginning + b"r1;4\n")
    assert recognised("t.csv", tmp_path / "t.csv") == "csv"


@pytest.mark.parametrize(("made", "kind"), [(GOOD_CSV, "csv"), (None, "xlsx")])
def test_too_large_is_refused_with_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bytes | None, kind: formats.Format
) -> None:
    path = tmp_path / "large"
    workbook(path) if made is None else path.write_bytes(made)
    monkeypatch.setitem(formats.MAX_SIZE, kind, 20)
    with pytest.raises(SourceError) as refused:
        recognised("large", path)
    assert refused.value.faults[0].rule == "too_large"


@pytest.mark.own_process
@pytest.mark.parametrize("cut", [30, 200, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("make", [workbook, make_ods, make_sav])
def test_a_file_that_was_cut_is_damaged(world: World, make: Callable[[Path], Path], cut: float) -> None:
    path = make(world.folder / "cut.bin")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(cut if cut >= 1 else cut * len(whole))])
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    assert [(fault.file, fault.rule) for fault in refused.value.faults] == [("cut.bin", "damaged")]


@pytest.mark.own_process
@pytest.mark.parametrize("bytes_turned", few_and_many(8, 80))
@pytest.mark.parametrize("make", [workbook, make_ods, make_sav])
def test_single_wrong_bytes_never_surprise(
    world: World, make: Callable[[Path], Path], bytes_turned: int
) -> None:
    """Whatever byte is turned over: the file is refused, or what is read is right or refused by a rule."""
    path = make(world.folder / "flip.bin")
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // bytes_turned)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            world.load_files(path)
        except SourceError as refused:
            assert refused.faults


def test_archives_are_told_from_workbooks(tmp_path: Path) -> None:
    assert recognised("z", zipped(tmp_path / "z", {"staff.csv": GOOD_CSV})) == "zip"
    assert recognised("x", workbook(tmp_path / "x")) == "xlsx"
    assert recognised("o", make_ods(tmp_path / "o")) == "ods"
