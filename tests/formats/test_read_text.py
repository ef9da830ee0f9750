"""Bytes to text: what is read, what is refused by name. Python's own codecs, or a hand, wrote the bytes."""

import unicodedata

import pytest

from etl.formats.text import read_text
from publication.faults import Fault, SourceError

NORDIC = "id;svar\nÅse;blåbær\nJørgen;3 æbler – «ja»\n"


def refused(raw: bytes) -> list[Fault]:
    with pytest.raises(SourceError) as error:
        read_text("staff.csv", raw)
    return error.value.faults


def found(raw: bytes) -> list[tuple[str, int | None]]:
    return [(fault.rule, fault.line) for fault in refused(raw)]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(NORDIC.encode(), [], id="utf-8"),
        pytest.param(NORDIC.encode("utf-8-sig"), [], id="utf-8 with a mark"),
        pytest.param(NORDIC.encode("utf-16"), ["encoding"], id="utf-16 with a mark"),
        pytest.param(b"\xfe\xff" + NORDIC.encode("utf-16-be"), ["encoding"], id="utf-16, big end first"),
        pytest.param(NORDIC.encode("utf-16-le"), ["encoding"], id="utf-16 without a mark"),
        pytest.param(NORDIC.encode("utf-16-be"), ["encoding"], id="utf-16, big end first, without a mark"),
        pytest.param(NORDIC.encode("cp1252"), ["encoding"], id="windows-1252"),
        pytest.param(NORDIC.replace("\n", "\r\n").encode(), [], id="CRLF"),
        pytest.param(NORDIC.replace("\n", "\r").encode(), [], id="CR"),
        pytest.param(NORDIC.replace("\n", "\r\r\n").encode(), [], id="CR CRLF"),
        pytest.param(NORDIC.replace("\n", "\r\n", 1).encode(), [], id="mixed line ends"),
        pytest.param(NORDIC.encode() + b"\x1a", [], id="Ctrl-Z at the end"),
        pytest.param(NORDIC.replace("\n", "\r\n").encode() + b"\x1a\r\n", [], id="Ctrl-Z and a line end"),
        pytest.param(unicodedata.normalize("NFD", NORDIC).encode(), ["composed"], id="decomposed letters"),
    ],
)
def test_text_is_the_same_however_it_was_written(raw: bytes, said: list[str]) -> None:
    text = read_text("staff.csv", raw)
    assert text.content.decode() == NORDIC
    assert [note.key for note in text.notes] == said


def test_a_plain_file_is_used_as_it_lies() -> None:
    raw = NORDIC.encode()
    assert read_text("staff.csv", raw).content is raw


def test_a_lone_windows_letter_at_the_very_end_is_no_cut_one() -> None:
    assert read_text("staff.csv", b"id;svar\n1;n\xe5").content.decode() == "id;svar\n1;nå"


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00a0", "\u202f", "’", "Ω"])
def test_signs_that_are_neither_letters_nor_controls_stay(hidden: str) -> None:
    assert read_text("staff.csv", f"id\na{hidden}b\n".encode()).content.decode() == f"id\na{hidden}b\n"


UTF8, OLD = "Åse;3\n".encode(), "Åse;3\n".encode("cp1252")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"", ("empty_file", None), id="nothing"),
        pytest.param(b" \r\n\t\n", ("empty_file", None), id="blanks"),
        pytest.param(b"\x1a", ("empty_file", None), id="only Ctrl-Z"),
        pytest.param(NORDIC.encode("utf-32"), ("unsupported_encoding", None), id="utf-32"),
        pytest.param(NORDIC.encode("utf-32-le"), ("unsupported_encoding", None), id="utf-32 without a mark"),
        pytest.param(NORDIC.encode("utf-7"), ("unsupported_encoding", None), id="utf-7"),
        pytest.param("id\nblåbær\n".encode("mac-roman"), ("unsupported_encoding", 2), id="mac"),
        pytest.param("id\nblåbær\n".encode("cp865"), ("unsupported_encoding", 2), id="dos, Norwegian"),
        pytest.param("id\nbrød\n".encode("cp850"), ("unsupported_encoding", 2), id="dos"),
        pytest.param(b"id\n1\n\x81\x8d\n", ("unknown_encoding", 3), id="bytes that mean nothing"),
        pytest.param("Åse\n".encode("cp865"), ("unknown_encoding", 1), id="dos, capital Å"),
        pytest.param(b"id;a\n" + UTF8 + OLD, ("mixed_encoding", 3), id="utf-8, then windows"),
        pytest.param(b"id;a\n" + OLD + UTF8, ("mixed_encoding", 2), id="windows, then utf-8"),
        pytest.param(b"\xef\xbb\xbfid;a\n" + OLD, ("mixed_encoding", 2), id="marked utf-8, windows letters"),
        pytest.param(b"id;a\nJ\xc3\xb8rgen;3\nB\xc3", ("cut_letter", 3), id="cut in a letter"),
        pytest.param(b"id;a\n3;\xe2\x80", ("cut_letter", 2), id="cut in the only sign"),
        pytest.param(NORDIC.encode("utf-16")[:-1], ("cut_letter", 3), id="utf-16 cut in a letter"),
        pytest.param("id\nbl\ufffdb\ufffdr\n".encode(), ("lost_letters", 2), id="letters lost before"),
        pytest.param(
            "id\nÅse".encode().decode("cp1252").encode(), ("garbled_letters", 2), id="encoded twice"
        ),
        pytest.param(
            "id\n“ja”\n".encode()[:9].decode("cp1252").encode(), ("garbled_letters", 2), id="quotes"
        ),
        pytest.param(b"id;a\n1;\x00\n", ("nul_bytes", 2), id="a NUL byte"),
        pytest.param(b"id;a\r\r1;\x00\r", ("nul_bytes", 3), id="a NUL byte, CR line ends"),
        pytest.param(b"id;a\n1;\x07\n", ("control_sign", 2), id="bell"),
        pytest.param(b"id;a\n1;x\x0by\n", ("control_sign", 2), id="vertical tab"),
        pytest.param(b"id;a\x1a\n1;x\n", ("control_sign", 1), id="Ctrl-Z in the middle"),
        pytest.param("id;a\n1;\x85\n".encode(), ("control_sign", 2), id="a control sign of the second kind"),
    ],
)
def test_what_is_in_doubt_is_refused_by_name_and_line(raw: bytes, expected: tuple[str, int | None]) -> None:
    assert found(raw) == [expected]


def test_the_encoding_is_named() -> None:
    assert refused(NORDIC.encode("utf-32"))[0].details["encoding"] == "UTF-32"
    assert refused("blåbær\n".encode("mac-roman"))[0].details["encoding"] == "Mac OS Roman"
    assert refused(b"id;a\n" + UTF8 + OLD)[0].details["utf_8"] == "2"


def test_every_line_that_lost_a_letter_is_told() -> None:
    raw = "id\nbl\ufffd\nja\nb\ufffdr\ufffd\nb\x07\n".encode()
    assert found(raw) == [("lost_letters", 2), ("lost_letters", 4), ("control_sign", 5)]
