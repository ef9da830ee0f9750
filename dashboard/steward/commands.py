"""The command line run for a steward: what may be loaded or shown is decided there, and nowhere else.

A command is a process of its own, so the one that serves opens no file that holds somebody's answers. What it
says is shown to who asked, and kept and logged nowhere.
"""

import logging
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

import dashboard
from dashboard.settings import Settings
from dashboard.steward.uploads import SENT_BELOW
from publication.acting import RUN_FOR

_LOG = logging.getLogger("rejsespor")
# Seconds: how long a command may take, how long it stands in line for another, how long we do for ours.
LONGEST, WAITS, PATIENCE = 600, 10, 10.0
# 0: done; 1: refused; 2: asked for what there is not. Whatever else is a mistake of ours.
_SAID = (0, 1, 2)


class Busy(Exception):
    """Another steward's command runs here."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: its status, the sentences it said, and what it printed."""

    status: int
    said: tuple[str, ...]
    printed: str

    @property
    def is_done(self) -> bool:
        """Whether it did what it was to do."""
        return self.status == 0

    @property
    def is_mistake(self) -> bool:
        """Whether it ended for no reason it could say."""
        return self.status not in _SAID


class Commands:
    """The commands of an installation: one at a time here, and by the lock of loading one anywhere."""

    def __init__(self, settings: Settings) -> None:
        """Keep where definitions, publications and the store lie."""
        self._settings = settings
        self._turn = BoundedSemaphore(1)

    def run(self, person: str, language: str, *arguments: str) -> Outcome:
        """Run a command for somebody, in their language. Raises Busy."""
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            return self._run(self._environment(person, language), arguments)
        finally:
            self._turn.release()

    def _run(self, environment: dict[str, str], arguments: tuple[str, ...]) -> Outcome:
        name, *about = arguments
        places = ("--data", self._settings.data.absolute(), "--var", self._settings.var.absolute())
        given = [*map(str, places), "--wait", str(WAITS)]
        command = [sys.executable, "-P", "-m", "dashboard.cli", name, *given, *about]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=environment
        ) as process:
            printed, said = _ended(process)
        if process.returncode not in _SAID:
            _LOG.error("a steward's command failed: %s, status %s", name, process.returncode)
        lines = tuple(self._shown(said.decode("utf-8", "replace")).splitlines())
        return Outcome(process.returncode, lines, printed.decode("utf-8", "replace"))

    def _environment(self, person: str, language: str) -> dict[str, str]:
        """Return what a command is told: for whom it runs, and that it is this very code that runs."""
        here = str(Path(dashboard.__file__).parents[1])
        return os.environ | {
            RUN_FOR: person,
            "REJSESPOR_LANGUAGE": language,
            "REJSESPOR_STORE_URL": self._settings.store,
            "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")])),
            "PYTHONIOENCODING": "utf-8",
        }

    def _shown(self, text: str) -> str:
        """Return what was said without where it lies on this machine."""
        return re.sub(rf"{re.escape(str(self._settings.var.absolute()))}/({SENT_BELOW})?", "", text)


def _ended(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """Return what a command printed and said; one that takes too long is told to end, and ends in order."""
    try:
        return process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.terminate()
        return process.communicate()
