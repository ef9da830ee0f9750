"""The files a person named: themselves, or what lies in a folder; each of them once."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from publication.definitions.text import is_seen, shown
from publication.faults import Fault, SourceError

_CLUTTER = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Named:
    """The files to read, in order, and what lay beside them in a folder and is passed over."""

    files: list[Path]
    passed_over: list[Path]


def _is_clutter(path: Path) -> bool:
    """Say whether a system or a spreadsheet program put it there, not a person."""
    return path.name.startswith((".", "~$", "__")) or path.name.lower() in _CLUTTER


def _is_ours(path: Path) -> bool:
    """Say whether it is a definition or a note to a reader."""
    return path.suffix.lower() == ".toml" or path.name.lower().startswith("readme")


def _in_folder(folder: Path) -> Named:
    """Return what lies in a folder, sorted by name; folders in it are passed over, and said so."""
    lying = sorted(path for path in folder.iterdir() if not _is_clutter(path))
    if linked := [fault for path in lying for fault in _linked(path)]:
        raise SourceError(linked)
    passed_over = [path for path in lying if _is_ours(path) or path.is_dir()]
    files = [path for path in lying if path not in passed_over]
    if not files:
        raise SourceError([Fault(_name(folder), "empty_folder")])
    return Named(files, passed_over)


def _name(path: Path) -> str:
    return shown(path.name or path.resolve().name or str(path))


def fault_of(path: Path) -> Fault | None:
    """Return why a path cannot be read at all; nothing is opened to see it: a pipe would wait for ever."""
    try:
        path.stat()
    except OSError as error:
        return unreadable(path, error)
    if not is_seen(str(path)):
        return Fault(_name(path), "unseen_name")
    return None if path.is_file() else Fault(_name(path), "not_a_file")


def _linked(path: Path) -> list[Fault]:
    """Return a fault for a link that lies in a folder: who named the folder may not know where it leads."""
    return [Fault(_name(path), "linked")] if path.is_symlink() and path.exists() else []


def unreadable(path: Path, error: OSError) -> Fault:
    """Return the fault of a file that the system does not let us read."""
    if isinstance(error, PermissionError):
        return Fault(_name(path), "not_permitted")
    return Fault(_name(path), "unreadable", details={"why": error.strerror or type(error).__name__})


def _twice(files: Iterable[Path]) -> list[Fault]:
    """Find files that were named twice, whatever the path or link that leads there."""
    first: dict[Path, Path] = {}
    faults = []
    for path in files:
        there = path.resolve()
        if there in first:
            faults.append(Fault(_name(path), "named_twice", details={"other": str(first[there])}))
        first.setdefault(there, path)
    return faults


def _alike(files: Iterable[Path]) -> list[Fault]:
    """Find files of one name from several folders: what is said of one could be meant of the other."""
    first: dict[str, Path] = {}
    faults = []
    for path in files:
        name = unicodedata.normalize("NFC", path.name).casefold()
        if name in first:
            faults.append(Fault(_name(path), "same_name", details={"other": str(first[name])}))
        first.setdefault(name, path)
    return faults


def files_of(paths: Sequence[Path]) -> Named:
    """Return the files that paths name; a folder stands for everything in it.

    Raises SourceError for an empty folder, a file named twice, and whatever is no file that can be read.
    """
    files: list[Path] = []
    passed_over: list[Path] = []
    faults = []
    for path in paths:
        try:
            found = _in_folder(path) if path.is_dir() else Named([path], [])
        except OSError as error:
            faults.append(unreadable(path, error))
        except SourceError as refused:
            faults += refused.faults
        else:
            files += found.files
            passed_over += found.passed_over
    faults += filter(None, map(fault_of, files))
    if faults := faults or _twice(files) or _alike(files):
        raise SourceError(faults)
    return Named(files, passed_over)


Stamp = tuple[int, int, int]


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def stamps(paths: Iterable[Path]) -> dict[Path, Stamp | None]:
    """Return what tells that a file was written to meanwhile: which file it is, its size, its time."""
    return {path: _stamp(path) for path in paths}


def refuse_changed_files(before: dict[Path, Stamp | None]) -> None:
    """Raise SourceError where a file is not the one it was when reading began."""
    changed = [path for path, stamp in before.items() if _stamp(path) != stamp]
    if changed:
        raise SourceError([Fault(_name(path), "changed_while_read") for path in changed])
