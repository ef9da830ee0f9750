"""The server's log: a dated line per event that says what and where, and not a word of anybody's.

    2026-11-30T14:02:11Z error rejsespor callback failed: KeyError at=dashboard.pages.change.answer:48

What an exception says may hold what somebody answered, a path or the release of a library; the places in our
own code that led there hold none of them.
"""

import logging
import sys
import time
import traceback
from copy import copy
from types import TracebackType

_OURS = ("dashboard", "publication", "etl")
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def _places(found: TracebackType | None) -> list[str]:
    """Return where in our own code it went wrong, the innermost last, as module:line."""
    frames = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(found)]
    return [f"{module}:{line}" for module, line in frames if module.partition(".")[0] in _OURS]


class Line(logging.Formatter):
    """A line of the log."""

    def __init__(self) -> None:
        """Say when, how bad, who says so, and what."""
        self.converter = time.gmtime
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what is written in several lines is one."""
        own = copy(record)
        own.levelname, own.exc_text = record.levelname.lower(), None
        return " ".join(super().format(own).split())

    def formatException(self, ei: _Raised) -> str:
        """Return what kind of exception it was and where; never its message."""
        _, error, found = ei
        said = f"raised={type(error).__name__}"
        return " at=".join([said, *filter(None, [",".join(_places(found))])])

    def formatStack(self, stack_info: str) -> str:
        """Return nothing: a stack shows lines of code."""
        return ""


def write_log() -> None:
    """Have what this process logs written to its error stream, line by line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
