"""What a load refused last, cause by cause, for the page about the data: no value, no unknown column."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from publication.atomic import READABLE, replace_file
from publication.causes import Cause, causes
from publication.faults import Fault

MOST_PER_FILE = 20
# Whoever has more causes than this in one file mends its export first.
MOST_CAUSES = 50
# What is wrong with names that stand in the file's own header.
_OF_THE_HEADER = {"doubled_column", "unknown_column"}


def _lines(cause: Cause) -> dict[int | None, int]:
    """Return, by line, how many cells of other lines a fault there stands for."""
    lines: dict[int | None, int] = {}
    for fault in cause.faults:
        lines[fault.line] = lines.get(fault.line, 0) + fault.times - 1
    return lines


def _columns(cause: Cause, known: Collection[str]) -> list[str]:
    """Return the columns of a cause: of a file without a header a column's name may be somebody's answer.

    One that is a word a mapping knows, too: whoever answered 'calm' twice doubles a column called so.
    """
    faults = [fault for fault in cause.faults if fault.rule not in _OF_THE_HEADER]
    return list(dict.fromkeys(name for fault in faults if (name := fault.column) and name in known))


def _of_file(file: str, found: Sequence[Cause], known: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the first lines of each cause; the last of them says how many more there are.

    Of a file the first line of every cause, then the second of each, and so on, as far as there is room.
    """
    lines = list(map(_lines, found[:MOST_CAUSES]))
    ranked = sorted((rank, at) for at, held in enumerate(lines) for rank in range(len(held)))
    kept = Counter(at for _, at in ranked[: max(MOST_PER_FILE, len(lines))])
    for at, held in enumerate(lines):
        first = found[at].faults[0]
        told = {"file": file, "rule": (first.explained_by or first).rule, "cause": at}
        entries: list[dict[str, Any]] = [told | {"line": line} for line in [*held][: kept[at]]]
        if columns := _columns(found[at], known):
            entries[0]["columns"] = columns
        if more := len(held) - kept[at] + sum(held.values()):
            entries[-1]["more"] = more
        yield from entries
    if rest := found[MOST_CAUSES:]:
        faults = sum(fault.times for cause in rest for fault in cause.faults)
        yield {"file": file, "rule": "", "line": None, "more": faults - 1}


def _entries(faults: Sequence[Fault], known: Collection[str]) -> list[dict[str, Any]]:
    by_file: dict[str, list[Cause]] = {}
    for cause in causes(faults):
        by_file.setdefault(cause.faults[0].file, []).append(cause)
    return [entry for file, found in by_file.items() for entry in _of_file(file, found, known)]


def _write(path: Path, record: dict[str, Any]) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o755)
    replace_file(path, json.dumps(record, ensure_ascii=False).encode(), READABLE)


def record_refusal(path: Path, faults: Sequence[Fault], today: dt.date, known: Collection[str]) -> None:
    """Note what was refused today, in place of what was noted; `known` are columns that may be named."""
    _write(path, {"day": today.isoformat(), "refused": _entries(faults, known)})


def forget_refusals(path: Path, loaded: Collection[str]) -> None:
    """Take out the files that are loaded now; nothing left, nothing noted."""
    try:
        record = json.loads(path.read_bytes())
        left = [entry for entry in record["refused"] if entry["file"].partition("/")[0] not in loaded]
        kept = {"day": record["day"], "refused": left}
    except FileNotFoundError:
        return
    except (ValueError, TypeError, KeyError, AttributeError):
        left = []
    if left:
        _write(path, kept)
    else:
        path.unlink(missing_ok=True)
