"""What a load refused last: file, rule and line, for the page about the data; no value, no column's name."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from etl.faults import Fault
from etl.state.atomic import READABLE, replace_file

MOST_PER_FILE = 20


def _entries(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Return the first faults of each file, of every rule the first before the second of any."""
    seen: Counter[tuple[str, str]] = Counter()
    entries: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for fault in faults:
        rank = seen[fault.file, fault.rule]
        seen[fault.file, fault.rule] += 1
        said = {"file": fault.file, "rule": fault.rule, "line": fault.line}
        entries.setdefault(fault.file, []).append((rank, said))
    ranked = (sorted(of_file, key=itemgetter(0))[:MOST_PER_FILE] for of_file in entries.values())
    return [said for of_file in ranked for _, said in of_file]


def _write(path: Path, said: dict[str, Any]) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o755)
    replace_file(path, json.dumps(said, ensure_ascii=False).encode(), READABLE)


def record_refusal(path: Path, faults: Sequence[Fault], today: dt.date) -> None:
    """Note what was refused today, in place of what was noted before."""
    _write(path, {"day": today.isoformat(), "refused": _entries(faults)})


def forget_refusals(path: Path, loaded: Collection[str]) -> None:
    """Take out the files that are loaded now; nothing left, nothing noted."""
    try:
        said = json.loads(path.read_bytes())
        left = [one for one in said["refused"] if one["file"].partition("/")[0] not in loaded]
        kept = {"day": said["day"], "refused": left}
    except FileNotFoundError:
        return
    except (ValueError, TypeError, KeyError, AttributeError):
        left = []
    if left:
        _write(path, kept)
    else:
        path.unlink(missing_ok=True)
