"""Strict decoding: UTF-8, UTF-16 or Windows-1252; what is in doubt is refused, nothing is replaced.

Work is done on bytes: at 80 MB a file of plain UTF-8 is looked through once and used as it lies.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import AnyStr

from publication.faults import Fault, Note, SourceError

UTF_8, UTF_16, WINDOWS = "UTF-8", "UTF-16", "Windows-1252"

_BEGINNING = 4096
_NOTHING = b" \t\r\n\x1a"
_PLAIN = bytes([9, 10, *range(32, 127)])
_MARKS_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_MARKS_16 = (b"\xff\xfe", b"\xfe\xff")
_MARK_8 = b"\xef\xbb\xbf"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_LOST = re.compile("\ufffd")
# Å, é, “ and their like in UTF-8: no word in Windows-1252 holds Ã, Â or â€ before such a sign.
_PAIRS = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x80-\xbf]")
_PAIRS_TWICE = re.compile("Ã[^\x00-\x7f]|â€")
_UTF_7 = re.compile(rb"\+A(?:OU|OY|Pg|MU|MY|Ng|Ok)-")
# å, ø and æ of these encodings, read as Windows-1252, are signs that do not stand inside a word.
_OTHERS = {
    "Mac OS Roman": re.compile(rb"[A-Za-z][\x8c\xbe\xbf][a-z]"),
    "DOS (850, 865)": re.compile(rb"[A-Za-z][\x86\x9b][a-z]"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text as UTF-8 with composed letters and plain line ends, and what was done to make it so."""

    content: bytes
    notes: list[Note]


def read_text(name: str, raw: bytes) -> Text:
    """Return a file's text.

    Raises SourceError for an empty file, bytes of another encoding or of two, letters that are cut, garbled
    or lost, NUL bytes and control characters.
    """
    if not raw[:_BEGINNING].strip(_NOTHING) and not raw.strip(_NOTHING):
        raise SourceError([Fault(name, "empty_file")])
    encoding = _encoding(name, raw)
    decoded = raw if encoding == UTF_8 else _decoded(name, raw, encoding)
    content = _plain_ends(decoded.removeprefix(_MARK_8))
    notes = [] if encoding == UTF_8 else [Note(name, "encoding", details={"encoding": encoding})]
    if not (odd := set(content.translate(None, _PLAIN).decode())):
        return Text(content, notes)
    if faults := _letter_faults(name, content, odd):
        raise SourceError(faults)
    composed = _composed(content) if max(odd) >= "\u0300" else content
    if composed is not content:
        notes.append(Note(name, "composed"))
    return Text(composed, notes)


def _plain_ends(content: bytes) -> bytes:
    """Return the content with one kind of line end, without an end-of-file mark of old (Ctrl-Z)."""
    if b"\r" in content:
        content = content.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content.rstrip(b"\x1a\n") + b"\n" if content[-2:].strip(b"\n") == b"\x1a" else content


def _encoding(name: str, raw: bytes) -> str:
    """Return the encoding the bytes are in; where it is another or in doubt, refuse by name and line."""
    if raw.startswith(_MARKS_32):
        raise _refused(name, "unsupported_encoding", encoding="UTF-32")
    if raw.startswith(_MARKS_16):
        return UTF_16
    if b"\x00" in raw:
        return _wide(name, raw)
    if raw.isascii():
        return _ascii(name, raw)
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return _single_bytes(name, raw, error)
    return UTF_8


def _ascii(name: str, raw: bytes) -> str:
    """Return UTF-8, which ASCII is, unless å, ø or æ are written in UTF-7."""
    if b"+" in raw and _UTF_7.search(raw):
        raise _refused(name, "unsupported_encoding", encoding="UTF-7")
    return UTF_8


def _wide(name: str, raw: bytes) -> str:
    """Return UTF-16 where every second byte says so without a mark; else the NUL bytes are a fault."""
    low, high = raw[::2].count(0), raw[1::2].count(0)
    if len(raw) % 2 == 0 and min(low, high) == 0 and max(low, high) * 2 > 0.8 * len(raw):
        return UTF_16
    if low and high and low + high > 0.7 * len(raw):
        raise _refused(name, "unsupported_encoding", encoding="UTF-32")
    raise _refused(name, "nul_bytes", line=_line(raw, raw.index(0)))


def _single_bytes(name: str, raw: bytes, error: UnicodeDecodeError) -> str:
    """Return Windows-1252 for bytes that are not UTF-8, unless they are cut, mixed or something else."""
    line, pair = _line(raw, error.start), _PAIRS.search(raw)
    if error.reason == "unexpected end of data" and (pair or raw[error.start] in b"\xc2\xc3\xe2"):
        raise _refused(name, "cut_letter", line)
    if pair or raw.startswith(_MARK_8):
        raise _refused(name, "mixed_encoding", line, utf_8=str(_line(raw, pair.start()) if pair else 1))
    for encoding, letters in _OTHERS.items():
        if found := letters.search(raw):
            raise _refused(name, "unsupported_encoding", _line(raw, found.start()), encoding=encoding)
    return WINDOWS


def _decoded(name: str, raw: bytes, encoding: str) -> bytes:
    """Return UTF-16 or Windows-1252 as UTF-8."""
    codec = _utf_16(raw) if encoding == UTF_16 else "windows-1252"
    try:
        return raw.decode(codec).encode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(codec).encode()
        rule = "unknown_encoding" if encoding == WINDOWS else "cut_letter"
        raise _refused(name, rule, _line(before, len(before))) from error


def _utf_16(raw: bytes) -> str:
    if raw.startswith(_MARKS_16):
        return "utf-16"
    return "utf-16-le" if raw[1] == 0 else "utf-16-be"


def _letter_faults(name: str, content: bytes, odd: set[str]) -> list[Fault]:
    """Return a fault for every line with a letter that was lost or garbled before, or a control character."""
    faults: list[Fault] = []
    signs = "".join(sorted(odd))
    for rule, suspect, pattern in (
        ("control_sign", _CONTROLS, _CONTROLS),
        ("lost_letters", _LOST, _LOST),
        ("garbled_letters", re.compile("[Ãâ]"), _PAIRS_TWICE),
    ):
        if suspect.search(signs):
            faults += _faults_at(name, rule, content.decode(), pattern)
    return sorted(faults, key=lambda fault: fault.line or 0)


def lines_at(text: AnyStr, line_end: AnyStr, positions: Iterable[int]) -> Iterator[int]:
    """Yield the line each position stands on, the positions ascending: every line end is counted once."""
    at, line = 0, 1
    for position in positions:
        line += text.count(line_end, at, position)
        at = position
        yield line


def _faults_at(name: str, rule: str, text: str, pattern: re.Pattern[str]) -> list[Fault]:
    found = list(pattern.finditer(text))
    lines: dict[int, str] = {}
    for line, sign in zip(lines_at(text, "\n", (match.start() for match in found)), found, strict=True):
        lines.setdefault(line, sign.group())
    return [Fault(name, rule, line, details={"sign": _sign(sign)}) for line, sign in lines.items()]


def _sign(found: str) -> str:
    return found if found.isprintable() else " ".join(f"U+{ord(sign):04X}" for sign in found)


def _composed(content: bytes) -> bytes:
    """Return the content with letters composed (NFC); the very same where they are."""
    text = content.decode()
    if unicodedata.is_normalized("NFC", text):
        return content
    return unicodedata.normalize("NFC", text).encode()


def _line(content: bytes, position: int) -> int:
    """Return the line a byte stands on, whatever the line ends."""
    before = content[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _refused(name: str, rule: str, line: int | None = None, **details: str) -> SourceError:
    return SourceError([Fault(name, rule, line=line, details=details)])
