"""What a load refused last: file, rule and line, for the page about the data; no value, no column's name."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from publication.atomic import READABLE, replace_file
from publication.faults import Fault

MOST_PER_FILE = 20

_Lines = dict[int | None, int]


def _lines(faults: Sequence[Fault]) -> dict[str, dict[str, _Lines]]:
    """Return, by file, rule and line, how many cells of other lines a fault there stands for."""
    found: dict[str, dict[str, _Lines]] = {}
    for fault in faults:
        lines = found.setdefault(fault.file, {}).setdefault(fault.rule, {})
        lines[fault.line] = lines.get(fault.line, 0) + fault.times - 1
    return found


def _entries(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Return the first lines of each rule that a file breaks; the last of them says how many more there are.

    Of a file the first line of every rule, then the second of each, and so on, as far as there is room.
    """
    entries = []
    for file, rules in _lines(faults).items():
        room = max(MOST_PER_FILE, len(rules))
        ranked = sorted((rank, rule) for rule, lines in rules.items() for rank in range(len(lines)))
        kept = Counter(rule for _, rule in ranked[:room])
        for rule, lines in rules.items():
            entries += [{"file": file, "rule": rule, "line": line} for line in [*lines][: kept[rule]]]
            if more := len(lines) - kept[rule] + sum(lines.values()):
                entries[-1]["more"] = more
    return entries


def _write(path: Path, record: dict[str, Any]) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o755)
    replace_file(path, json.dumps(record, ensure_ascii=False).encode(), READABLE)


def record_refusal(path: Path, faults: Sequence[Fault], today: dt.date) -> None:
    """Note what was refused today, in place of what was noted before."""
    _write(path, {"day": today.isoformat(), "refused": _entries(faults)})


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
