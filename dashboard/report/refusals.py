"""What was refused at the last load of a programme, as the loading command noted it: never a value."""

import datetime as dt
import json
import re
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROGRAMME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_RULE = re.compile(r"[a-z][a-z0-9_]*")


class DamagedRecord(Exception):
    """The record of a programme's refusals cannot be read."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing to mend: the file, the rule it breaks, and the line unless it is the file as a whole.

    `more`: how many others of the cause are not in the record; `cause`: which of the file's causes it is;
    `columns`: where it stands, as far as a mapping names them.
    """

    file: str
    rule: str
    line: int | None
    more: int
    cause: int = 0
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastRefused:
    """What was refused, and when."""

    day: dt.date
    refused: tuple[Refusal, ...]


def _refusal(said: Any) -> Refusal:
    """Take the things we know from an entry; whatever else stands in it is left unread."""
    file, rule, line, more = said["file"], said["rule"], said.get("line"), said.get("more", 0)
    if not isinstance(file, str) or not isinstance(rule, str) or type(line) not in (int, type(None)):
        raise TypeError("a refusal is a file, a rule and a line")
    cause, columns = said.get("cause", 0), said.get("columns", [])
    if type(more) is not int or more < 0 or type(cause) is not int:
        raise TypeError("how many more there are, and of which cause, are numbers")
    if not isinstance(columns, list) or not all(isinstance(column, str) for column in columns):
        raise TypeError("columns are names")
    rule = rule if _RULE.fullmatch(rule) else ""
    return Refusal(_sendable(file), rule, line, more, cause, tuple(map(_sendable, columns)))


def _sendable(name: str) -> str:
    """Return a name without what is no Unicode, which cannot be sent to a browser."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _read(record: bytes) -> LastRefused:
    words = json.loads(record)
    return LastRefused(dt.date.fromisoformat(words["day"]), tuple(map(_refusal, words["refused"])))


class RefusalRecords:
    """The records of all programmes, one file each; looked at anew every time."""

    def __init__(self, var: Path) -> None:
        """Look for records below a `var` folder; none need be there."""
        self._folder = var / "refusals"
        self._programmes: frozenset[str] | None = None

    def within(self, programmes: frozenset[str] | None) -> "RefusalRecords":
        """Return the same records, as if there were none of other programmes; None for all."""
        found = copy(self)
        found._programmes = programmes
        return found

    def _is_seen(self, programme: str) -> bool:
        seen = self._programmes is None or programme in self._programmes
        return seen and _PROGRAMME.fullmatch(programme) is not None

    def programmes(self) -> list[str]:
        """Return the ids of the programmes that have a record."""
        found = (path.stem for path in self._folder.glob("*.json"))
        return sorted(filter(self._is_seen, found))

    def last(self, programme: str) -> LastRefused | None:
        """Return what was refused at the last load; None where nothing was. Raises DamagedRecord."""
        if not self._is_seen(programme):
            return None
        path = self._folder / f"{programme}.json"
        if path.is_symlink():
            raise DamagedRecord(programme)
        try:
            return _read(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise DamagedRecord(programme) from error
