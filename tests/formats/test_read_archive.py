"""Archives: good ones are read member by member, unsafe ones refused before anything is unpacked."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from etl.formats import archive as archives
from publication.faults import SourceError
from tests.formats.test_read_formats import ANSWERS
from tests.made_files import GOOD_CSV, good_columns, ods, ods_table, sav, workbook, zipped
from tests.worlds import World

HEAD = b"id;wave;site;role;p1;p2\n"
FIRST, SECOND = HEAD + b"r1;pre;a;leader;4;9\n", HEAD + b"r2;pre;b;leader;5;\n"


def refusals(world: World, path: Path) -> list[tuple[str, str]]:
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    return [(fault.file, fault.rule) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "members",
    [
        {"staff.csv": GOOD_CSV},
        {"one.csv": FIRST, "two.csv": SECOND},
        {"one.csv": FIRST, "two.txt": SECOND.replace(b"\n", b"\r\n")},
        {
            "staff.csv": GOOD_CSV,
            "__MACOSX/._staff.csv": b"\x00\x05\x16\x07",
            ".DS_Store": b"\x00\x00\x00\x01Bud1",
        },
        {"staff.csv": GOOD_CSV, "__MACOSX/": b""},
        {"spørreskjema æøå.csv": GOOD_CSV},
    ],
    ids=["one", "two of a form", "other line ends", "macOS", "macOS folder", "letters"],
)
@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_archives_of_data_files_are_read(world: World, members: dict[str, bytes], method: int) -> None:
    assert world.load_files(zipped(world.folder / "all.zip", members, method))
    assert world.stored('"answers_practice"') == ANSWERS


def test_workbooks_within_an_archive_are_read_and_named(world: World) -> None:
    book = workbook(world.folder / "b.xlsx", [*_rows(FIRST)])
    other = sav(world.folder / "s.sav", {name: cells[1:] for name, cells in good_columns().items()})
    both = {"book.xlsx": book.read_bytes(), "spss.sav": other.read_bytes()}
    assert world.load_files(zipped(world.folder / "all.zip", both))
    assert world.stored('"answers_practice"') == ANSWERS
    names = {row[4] for row in world.stored("files")}
    assert names == {"all.zip/book.xlsx", "all.zip/spss.sav"}


def _rows(content: bytes) -> list[list[object]]:
    return [
        [int(cell) if cell.isdigit() else cell for cell in line.split(";")]
        for line in content.decode().split()
    ]


def test_a_respondent_in_two_members_is_refused(world: World) -> None:
    path = zipped(world.folder / "all.zip", {"one.csv": GOOD_CSV, "two.csv": FIRST})
    assert refusals(world, path) == [("all.zip/one.csv", "doubled"), ("all.zip/two.csv", "doubled")]


def test_every_faulty_member_is_named(world: World) -> None:
    members = {"a.csv": b"", "b.csv": GOOD_CSV, "c.csv": b"%PDF-1.4", "d.csv": b"\x1f\x8b\x08"}
    path = zipped(world.folder / "all.zip", members)
    assert refusals(world, path) == [
        ("all.zip/a.csv", "empty_file"),
        ("all.zip/c.csv", "other_format"),
        ("all.zip/d.csv", "packed"),
    ]


def test_a_file_that_is_no_data_is_refused_by_its_name(world: World) -> None:
    path = zipped(world.folder / "all.zip", {"staff.csv": GOOD_CSV, "readme.txt": b"Exported by hand.\n"})
    assert {file for file, _ in refusals(world, path)} == {"all.zip/readme.txt"}


def link(path: Path, mode: int) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("staff.csv")
        info.external_attr = (mode | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return path


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(world: World, mode: int) -> None:
    assert refusals(world, link(world.folder / "all.zip", mode)) == [("all.zip/staff.csv", "member_link")]


@pytest.mark.parametrize(
    "name",
    [
        "../staff.csv",
        "/staff.csv",
        "data/staff.csv",
        "..\\staff.csv",
        "C:staff.csv",
        "C:\\staff.csv",
        "..",
        "__MACOSX/../staff.csv",
        "__MACOSX/deep/._staff.csv",
        "data/",
        "./staff.csv",
        "staff.csv/",
    ],
)
def test_members_with_paths_are_refused(world: World, name: str) -> None:
    path = zipped(world.folder / "all.zip", {name: GOOD_CSV})
    assert refusals(world, path) == [(f"all.zip/{name}", "member_path")]
    assert not (world.folder.parent / "staff.csv").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["staff.csv", "STAFF.csv", "Staff.CSV"])
def test_doubled_names_are_refused(world: World, second: str) -> None:
    with zipfile.ZipFile(world.folder / "all.zip", "w") as archive:
        archive.writestr("staff.csv", FIRST)
        archive.writestr(second, SECOND)
    assert refusals(world, world.folder / "all.zip") == [
        ("all.zip/staff.csv", "member_twice"),
        (f"all.zip/{second}", "member_twice"),
    ]


@pytest.mark.parametrize("inner", ["zip", "jar"])
def test_an_archive_in_an_archive_is_refused(world: World, inner: str) -> None:
    within = zipped(world.folder / "in", {"staff.csv": GOOD_CSV}).read_bytes()
    path = zipped(world.folder / "all.zip", {f"in.{inner}": within, "staff.csv": GOOD_CSV})
    assert refusals(world, path) == [(f"all.zip/in.{inner}", "nested_archive")]


@pytest.mark.parametrize("members", [{}, {".DS_Store": b"x"}, {"__MACOSX/": b"", "__MACOSX/._a.csv": b"x"}])
def test_an_archive_without_data_is_refused(world: World, members: dict[str, bytes]) -> None:
    assert refusals(world, zipped(world.folder / "all.zip", members)) == [("all.zip", "empty_archive")]


def test_too_many_members_are_refused(world: World) -> None:
    path = zipped(world.folder / "all.zip", {f"{n}.csv": b"" for n in range(archives.MAX_MEMBERS + 1)})
    assert refusals(world, path) == [("all.zip", "too_many_members")]


def patched(path: Path, flags: int | None = None, method: int | None = None, size: int | None = None) -> Path:
    """Change what the archive's directories say of its first member."""
    with zipfile.ZipFile(path) as archive:
        local, central = archive.infolist()[0].header_offset, archive.start_dir
    content = bytearray(path.read_bytes())
    for at, form, value in (
        (local + 6, "<H", flags),
        (central + 8, "<H", flags),
        (local + 8, "<H", method),
        (central + 10, "<H", method),
        (local + 22, "<I", size),
        (central + 24, "<I", size),
    ):
        if value is not None:
            struct.pack_into(form, content, at, value)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2001])
def test_encrypted_members_are_refused(world: World, flags: int) -> None:
    path = patched(zipped(world.folder / "all.zip", {"staff.csv": GOOD_CSV}), flags=flags)
    assert refusals(world, path) == [("all.zip/staff.csv", "protected")]


def test_an_encrypted_workbook_archive_is_refused(world: World) -> None:
    path = patched(workbook(world.folder / "b.xlsx"), flags=0x1)
    assert refusals(world, path) == [("b.xlsx", "protected")]


@pytest.mark.parametrize("method", [1, 9, 93, 98])
def test_unusual_packing_is_refused(world: World, method: int) -> None:
    path = patched(zipped(world.folder / "all.zip", {"staff.csv": GOOD_CSV}), method=method)
    assert refusals(world, path) == [("all.zip/staff.csv", "member_method")]


def test_a_bomb_is_refused_by_its_directory(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(world.folder / "all.zip", {"staff.csv": bytes(20 << 20)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("something was unpacked"))
    assert refusals(world, path) == [("all.zip", "unpacks_too_large")]


def test_many_members_together_are_a_bomb_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1000)
    path = zipped(world.folder / "all.zip", {f"{n}.csv": GOOD_CSV for n in range(20)})
    assert refusals(world, path) == [("all.zip", "unpacks_too_large")]


def test_a_bomb_in_a_workbook_is_refused(world: World) -> None:
    book = workbook(world.folder / "b.xlsx")
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(20 << 20))
    calc = ods(world.folder / "c.ods", ods_table([["id"]]) + " " * (20 << 20))
    for path in (book, calc):
        assert refusals(world, path) == [(path.name, "unpacks_too_large")]


def overlapping() -> bytes:
    """Return an archive whose two members are the same bytes, as in a bomb without repetition."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", FIRST * 3)
    content = made.getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.start_dir
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    directory = entry + entry.replace(b"a.csv", b"b.csv")
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), start, 0)
    return content[:start] + directory + tail


def test_members_that_share_bytes_are_refused(world: World) -> None:
    (world.folder / "all.zip").write_bytes(overlapping())
    assert refusals(world, world.folder / "all.zip") == [("all.zip", "unpacks_too_large")]


@pytest.mark.parametrize("size", [10, len(GOOD_CSV) + 100])
def test_a_size_that_is_a_lie_is_found_while_unpacking(world: World, size: int) -> None:
    path = patched(zipped(world.folder / "all.zip", {"staff.csv": GOOD_CSV}), size=size)
    assert refusals(world, path) == [("all.zip/staff.csv", "damaged")]


def test_a_wrong_checksum_is_damage(world: World) -> None:
    path = zipped(world.folder / "all.zip", {"staff.csv": GOOD_CSV}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"leader;4", b"leader;3", 1))
    assert refusals(world, path) == [("all.zip/staff.csv", "damaged")]


def test_an_archive_that_was_cut_is_damaged(world: World) -> None:
    path = zipped(world.folder / "all.zip", {"staff.csv": GOOD_CSV * 20})
    path.write_bytes(path.read_bytes()[:-30])
    assert refusals(world, path) == [("all.zip", "damaged")]
