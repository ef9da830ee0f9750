"""The publications of all programmes: a new one is noticed without a restart, a withdrawn one at once."""

import logging
import re
import threading
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import NamedTuple, TypeVar

import duckdb

from publication.attached import attached_to_read
from publication.file import POINTER, identity_in
from publication.opening import locked, lying_at, open_publication, publication_in
from publication.reading import NothingPublished, NotReadable, Publication
from publication.records import Meta
from publication.schema import MadeByNewerRelease, meta_of
from publication.scope import Scope, Sites
from publication.scoped import scoped
from publication.withdrawn import digests_of, listed

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)
_PROGRAMME = re.compile(r"[a-z0-9][a-z0-9_-]*")
# Earlier publications that are open at a time: a meeting looks back at one or two.
_KEPT = 4
# Publications cut down to somebody's sites that are kept at a time: each takes 6 MB and a tenth of a second.
_KEPT_SCOPED = 16
_NUMBER = re.compile(r"[0-9]{4,}")


def _is_named(path: Path, names: frozenset[str]) -> bool:
    """Say whether a publication was withdrawn; one that is damaged shows nothing anyway."""
    try:
        return lying_at(path)[0] in names
    except (duckdb.Error, IndexError):
        return False


def _cut_down(con: duckdb.DuckDBPyConnection, path: Path, sites: Sites) -> duckdb.DuckDBPyConnection:
    """Return a connection to what a publication's file holds of some sites."""
    return scoped(publication_in(con, identity_in(con, path), digests_of(con)), sites).connection


def _meta_unless(path: Path, gone: frozenset[str]) -> Meta | None:
    """Return what a publication says of itself; None for one that was withdrawn or is damaged."""
    try:
        with attached_to_read(path) as con:
            return None if {identity_in(con, path), *digests_of(con)} & gone else meta_of(con)
    except (duckdb.Error, IndexError, MadeByNewerRelease):
        return None


class _File(NamedTuple):
    """A file as it lies there: another one by the same name is another file."""

    path: Path
    stamp: tuple[int, int, int, int]


class Publications:
    """The publications of all programmes; each look at one follows its pointer."""

    def __init__(self, var: Path) -> None:
        """Look for publications below a `var` folder; none need be there yet."""
        self._folder = var / "publications"
        self._open: dict[str, tuple[_File, Publication]] = {}
        self._kept: dict[Path, tuple[_File, Publication]] = {}
        self._unreadable: set[Path] = set()
        self._scoped: dict[tuple[str, Sites], Publication] = {}
        self._lock = threading.Lock()
        self._scope: Scope | None = None

    def within(self, scope: Scope | None) -> "Publications":
        """Return the same publications, as if there were nothing outside a scope; None for all."""
        found = copy(self)
        found._scope = scope
        return found

    def programmes(self) -> list[str]:
        """Return the ids of the programmes that have a publication."""
        found = (pointer.parent.name for pointer in self._folder.glob(f"*/{POINTER}"))
        return sorted(programme for programme in found if self.has(programme))

    def has(self, programme: str) -> bool:
        """Say whether a programme has a publication that can be shown."""
        return self._shown(programme) is not None

    def current(self, programme: str) -> Publication:
        """Return the publication the pointer names. Raises NothingPublished where there is none.

        Where that one is missing or damaged, the last one shown stays; a pointer taken away ends it at once,
        and so does a text that was withdrawn since.
        """
        shown = self._shown(programme)
        if shown is None:
            raise NothingPublished(programme)
        return shown

    def _shown(self, programme: str) -> Publication | None:
        """Return what the pointer names, unless it, or a text it holds, was withdrawn."""
        if self._scope is not None and programme not in self._scope.programmes:
            return None
        shown = self._pointed_to(programme)
        if shown is None or {shown.identity, *shown.words} & self._withdrawn(programme):
            return None
        return self._seen_of(shown)

    def _seen_of(self, full: Publication) -> Publication:
        """Return what may be seen of a publication: the same, or one of some of its sites alone."""
        sites = self._scope.programmes[full.programme] if self._scope is not None else None
        if sites is None:
            return full
        with self._lock:
            found = self._scoped.pop((full.key, sites), None) or scoped(full, sites)
            self._scoped[full.key, sites] = found
            while len(self._scoped) > _KEPT_SCOPED:
                del self._scoped[next(iter(self._scoped))]
        return found

    def _pointed_to(self, programme: str) -> Publication | None:
        try:
            file = self._file(programme)
        except FileNotFoundError:
            return None
        known = self._open.get(programme)
        if file is None or (known is not None and known[0] == file):
            return known[1] if known is not None else None
        with self._lock:
            return self._followed(programme, file)

    def _followed(self, programme: str, file: _File) -> Publication | None:
        """Open what the pointer names now, and keep what is open where that fails."""
        known = self._open.get(programme)
        if known is None or known[0] != file:
            try:
                self._open[programme] = file, self._opened(programme, file)
            except (duckdb.Error, LookupError, ValueError, TypeError) as error:
                if file.path not in self._unreadable:
                    reason = f" ({error})" if isinstance(error, MadeByNewerRelease) else ""
                    _log.warning("%s cannot be read%s; what was shown before stays.", file.path, reason)
                self._unreadable.add(file.path)
        found = self._open.get(programme)
        return found[1] if found is not None else None

    def _opened(self, programme: str, file: _File) -> Publication:
        """Return the publication in a file. Another that lay there before is closed: its path is taken."""
        known = self._open.get(programme)
        if known is not None and known[0].path == file.path:
            if lying_at(file.path) == (known[1].identity, known[1].words):
                return known[1]
            del self._open[programme]
            known[1].connection.close()
        return open_publication(file.path)

    def _file(self, programme: str) -> _File | None:
        """Return the file that a programme's pointer names; none where that is missing or misnamed.

        Raises FileNotFoundError where there is no pointer.
        """
        if not _PROGRAMME.fullmatch(programme):
            raise FileNotFoundError(programme)
        try:
            number = (self._folder / programme / POINTER).read_text("ascii").strip()
        except FileNotFoundError:
            raise
        except (OSError, UnicodeDecodeError):
            return None
        return self._numbered(programme, number)

    def _numbered(self, programme: str, number: str) -> _File | None:
        """Return the file of a publication as it lies there now; none where there is none of that number."""
        path = self._folder / programme / f"{number}.duckdb"
        try:
            found = path.stat() if _NUMBER.fullmatch(number) and path.is_file() else None
        except FileNotFoundError:  # taken away this very moment
            return None
        if found is None:
            return None
        return _File(path, (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))

    def all(self) -> list[Publication]:
        """Return the current publication of every programme."""
        found = map(self._shown, self.programmes())
        return [shown for shown in found if shown is not None]

    def known_as(self, programme: str, key: str) -> Publication | None:
        """Return the publication of a key, the one shown now or one before it; None where it was withdrawn.

        One after it was taken back by hand. A text withdrawn since changes the key of what held it, so that
        is gone too.
        """
        shown = self._shown(programme)
        if shown is None or shown.key == key:
            return shown
        found = self._earlier(programme, key.removeprefix(f"{programme}-").partition("-")[0].zfill(4))
        if found is None or found.key != key or found.number > shown.number:
            return None
        if {found.identity, *found.words} & self._withdrawn(programme):
            return None
        return self._seen_of(found)

    def kept(self, programme: str, most: int) -> list[Meta]:
        """Return what a programme's last publications say of themselves, newest first.

        Without those withdrawn or damaged; each is opened for this look only.
        """
        if self._scope is not None and programme not in self._scope.whole:
            return []
        folder = self._folder / programme
        found = sorted((int(path.stem), path) for path in folder.glob("*.duckdb") if path.stem.isdecimal())
        gone = listed(folder)
        metas = (_meta_unless(path, gone) for _, path in found[: -most - 1 : -1])
        return [meta for meta in metas if meta is not None]

    def _withdrawn(self, programme: str) -> frozenset[str]:
        return listed(self._folder / programme)

    def _earlier(self, programme: str, number: str) -> Publication | None:
        """Return the publication of a number, kept open for the next look; None where it cannot be read."""
        file = self._numbered(programme, number)
        if file is None:
            return None
        with self._lock:
            known = self._kept.pop(file.path, None)
            try:
                kept = known if known and known[0] == file else (file, open_publication(file.path))
            except (duckdb.Error, LookupError, ValueError, TypeError):
                return None
            self._kept[file.path] = kept
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return kept[1]

    def _file_before(self, publication: Publication) -> Path | None:
        """Return the file of the last one before that was not withdrawn: of one that was, nothing is told."""
        folder = self._folder / publication.programme
        found = {int(path.stem): path for path in folder.glob("*.duckdb") if _NUMBER.fullmatch(path.stem)}
        before = sorted((number for number in found if number < publication.number), reverse=True)
        gone = listed(folder)
        return next(
            (found[number] for number in before if not gone or not _is_named(found[number], gone)), None
        )

    def ask_before(
        self, publication: Publication, ask: Callable[[duckdb.DuckDBPyConnection], Answer]
    ) -> Answer | None:
        """Ask the publication that came before one, opened for this look only; None where there is none.

        Raises NotReadable where its file is damaged, or was made before what is asked was kept.
        """
        path = self._file_before(publication)
        if path is None:
            return None
        try:
            with locked(path) as con:
                if digests_of(con) & listed(path.parent):
                    raise ValueError(path.name)
                return ask(con if publication.within is None else _cut_down(con, path, publication.within))
        except (duckdb.Error, LookupError, ValueError, TypeError) as error:
            raise NotReadable(path.name) from error
