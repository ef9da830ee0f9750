"""Files that a steward sent: private, in folders of their own, gone once they are loaded or left lying."""

import json
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer

from werkzeug.datastructures import FileStorage

from publication.atomic import PRIVATE

MINUTES = 15
_KEPT = MINUTES * 60
_TOKEN = re.compile(r"[0-9a-f]{32}")
# Where a file that was sent lies below `var`.
SENT_BELOW = rf"uploads/{_TOKEN.pattern}/\d+/"
# Of a name; in UTF-8 at most four bytes each, and a file system takes 255.
_LONGEST_NAME = 60
_ALSO = frozenset(" .-_()+,&=@#!'[]")
_ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Sent:
    """Files as they lie here, who sent them for which programme, and what they said no column says."""

    folder: Path
    person: str
    programme: str
    options: tuple[str, ...]

    @property
    def token(self) -> str:
        """What they are known by to who sent them."""
        return self.folder.name

    @property
    def files(self) -> list[Path]:
        """The files, in the order they were sent."""
        return sorted(self.folder.glob("*/*"), key=lambda path: int(path.parent.name))

    def remove(self) -> None:
        """Delete them."""
        shutil.rmtree(self.folder, ignore_errors=True)


def safe_name(name: str) -> str:
    r"""Return a name that is one part of a path, whatever a browser says a file is called.

    ../../etc/svar.csv → svar.csv; C:\data\svar.csv → svar.csv; .. → file
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign if sign.isalnum() or sign in _ALSO else "_" for sign in last)
    return kept[-_LONGEST_NAME:].strip(" .") or "file"


class Uploads:
    """The files that were sent and are not loaded yet, of every programme."""

    def __init__(self, var: Path) -> None:
        """Keep them below a `var` folder; whatever a process that was killed left there too long goes."""
        self._folder = var / "uploads"
        self.sweep()
        # What a process left behind that was killed just now is not old enough yet.
        _later(self.sweep)

    def sweep(self) -> None:
        """Delete what was left behind by whoever did not load it."""
        oldest = time.time() - _KEPT
        for folder in self._folder.glob("*"):
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)

    def keep(self, files: Sequence[FileStorage], person: str, programme: str, options: Sequence[str]) -> Sent:
        """Keep files for a while, each in a folder of its own, so that no two are taken for one."""
        self.sweep()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sent = Sent(self._folder / secrets.token_hex(16), person, programme, tuple(options))
        sent.folder.mkdir(mode=0o700)
        try:
            for number, file in enumerate(files):
                _save(file, sent.folder / str(number))
            about = {"person": person, "programme": programme, "options": list(options)}
            (sent.folder / _ABOUT).write_text(json.dumps(about), "utf-8")
        except BaseException:
            sent.remove()
            raise
        _later(sent.remove)
        return sent

    def take(self, token: str, person: str, programme: str) -> Sent | None:
        """Return what somebody sent for a programme, once; nothing of what others did."""
        self.sweep()
        found = self._found(token)
        if found is None or (found.person, found.programme) != (person, programme):
            return None
        taken = replace(found, folder=self._folder / secrets.token_hex(16))
        try:
            found.folder.rename(taken.folder)
        except FileNotFoundError:
            return None
        os.utime(taken.folder)
        return taken

    def _found(self, token: str) -> Sent | None:
        if not _TOKEN.fullmatch(token):
            return None
        try:
            about = json.loads((self._folder / token / _ABOUT).read_text("utf-8"))
        except FileNotFoundError:
            return None
        return Sent(self._folder / token, about["person"], about["programme"], tuple(about["options"]))


def _later(deed: Callable[[], None]) -> None:
    """Do something once files have waited for as long as they may, and a moment."""
    timer = Timer(_KEPT + 1, deed)
    timer.daemon = True
    timer.start()


def _save(file: FileStorage, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    path = folder / safe_name(file.filename or "")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as kept:
        file.save(kept)
