"""Zip archives: what their directory says is checked before anything is unpacked, and again while it is.

A workbook is such an archive too. Every member of one that was dropped must be a data file, at its top level.
"""

import lzma
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo

from publication.definitions.text import is_seen, shown
from publication.faults import Fault, SourceError

MEGABYTE = 1 << 20
MAX_MEMBERS = 200
MAX_PARTS = 10_000
MAX_UNPACKED = 1024 * MEGABYTE
MAX_RATIO = 200
_ALWAYS_ALLOWED = MEGABYTE
_CHUNK = MEGABYTE
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_DRIVE = re.compile(r"[A-Za-z]:")
_LEFT_BY_A_SYSTEM = re.compile(r"(__MACOSX/(\._[^/\\]+)?|(\._)?\.DS_Store)")
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file taken out of an archive: its name as 'archive.zip/member.csv', and where it lies now."""

    name: str
    path: Path


@contextmanager
def opened(name: str, path: Path, kind: str) -> Iterator[ZipFile]:
    """Open an archive. Raises SourceError where its directory cannot be read: it is cut or damaged."""
    try:
        archive = ZipFile(path)
    except (*UNREADABLE, UnicodeDecodeError, ValueError) as broken:
        raise SourceError([Fault(name, "damaged", details={"format": kind})]) from broken
    with archive:
        yield archive


@contextmanager
def part(archive: ZipFile, info: ZipInfo, name: str, kind: str) -> Iterator[IO[bytes]]:
    """Open one part; it gives no more bytes than declared. Raises SourceError where they are damaged."""
    try:
        with archive.open(info) as file:
            yield file
    except (*UNREADABLE, RuntimeError) as broken:
        raise SourceError([Fault(name, "damaged", details={"format": kind})]) from broken


def size_faults(name: str, archive: ZipFile, parts: int) -> list[Fault]:
    """Return what forbids unpacking an archive at all, by its directory alone."""
    infos = archive.infolist()
    if len(infos) > parts:
        return [Fault(name, "too_many_members", details={"limit": str(parts)})]
    swollen = any(info.file_size > max(_ALWAYS_ALLOWED, MAX_RATIO * info.compress_size) for info in infos)
    if swollen or sum(info.file_size for info in infos) > MAX_UNPACKED or _overlap(infos):
        limits = {"limit": f"{MAX_UNPACKED // MEGABYTE} MB", "ratio": str(MAX_RATIO)}
        return [Fault(name, "unpacks_too_large", details=limits)]
    return []


def _overlap(infos: Sequence[ZipInfo]) -> bool:
    """Say whether two members share packed bytes, as in a bomb that names one core many times."""
    packed = sorted((info.header_offset, info.header_offset + 30 + info.compress_size) for info in infos)
    return any(ends > begins for (_, ends), (begins, _) in pairwise(packed))


def protected(info: ZipInfo) -> bool:
    """Say whether a member is encrypted."""
    return bool(info.flag_bits & _ENCRYPTED)


def unpacked(name: str, path: Path, folder: Path) -> list[Member]:
    """Take the data files out of an archive into an empty folder, under names of our own.

    What macOS leaves in archives (`__MACOSX/._…`, `.DS_Store`) is passed over. Raises SourceError for an
    archive that would grow too large, and for every member that is unsafe, encrypted or damaged.
    """
    with opened(name, path, "zip") as archive:
        if faults := size_faults(name, archive, MAX_MEMBERS):
            raise SourceError(faults)
        every = archive.infolist()
        infos = [member for member in every if not _LEFT_BY_A_SYSTEM.fullmatch(member.orig_filename)]
        if faults := _member_faults(name, infos):
            raise SourceError(faults)
        members = [Member(f"{name}/{member.filename}", folder / str(at)) for at, member in enumerate(infos)]
        for info, member in zip(infos, members, strict=True):
            _unpack(archive, info, member)
        return members


def chunks(archive: ZipFile, info: ZipInfo, name: str, kind: str) -> Iterator[bytes]:
    """Yield a part's bytes. Raises SourceError where they are damaged, or other in number than declared."""
    size = 0
    with part(archive, info, name, kind) as packed:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            yield chunk
    if size != info.file_size:
        raise SourceError([Fault(name, "damaged", details={"format": kind})])


def _unpack(archive: ZipFile, info: ZipInfo, member: Member) -> None:
    with member.path.open("wb") as file:
        file.writelines(chunks(archive, info, member.name, "zip"))


def _member_faults(name: str, infos: Sequence[ZipInfo]) -> list[Fault]:
    if not infos:
        return [Fault(name, "empty_archive")]
    names = Counter(_folded(info.filename) for info in infos)
    rules = ((info, _member_rule(info, names)) for info in infos)
    return [Fault(f"{name}/{shown(info.orig_filename)}", rule) for info, rule in rules if rule is not None]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _member_rule(info: ZipInfo, names: Counter[str]) -> str | None:
    """Return the rule a member breaks, the gravest first."""
    path = info.orig_filename
    mode = stat.S_IFMT(info.external_attr >> 16)
    broken = {
        "member_path": any(mark in path for mark in "/\\\0") or _DRIVE.match(path) or path in ("", ".", ".."),
        "unseen_name": not is_seen(path),
        "member_link": mode not in (0, stat.S_IFREG),
        "member_twice": names[_folded(info.filename)] > 1,
        "protected": protected(info),
        "member_method": info.compress_type not in _METHODS,
    }
    return next((rule for rule, holds in broken.items() if holds), None)
