"""A command that is told to end leaves nothing behind: what it began is undone on the way out."""

import signal
from types import FrameType
from typing import NoReturn


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)  # the shells' exit status of what a signal ended


def end_in_order() -> None:
    """End by an exception on SIGTERM, SIGINT and SIGHUP, unless they were to be passed over from the start.

    What the database does meanwhile is finished first.
    """
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
