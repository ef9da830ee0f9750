"""Publications: opened read-only with no way out, a new one noticed without a restart."""

import datetime as dt
import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

import duckdb

from publication.definitions.background import Background
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument
from publication.definitions.link import Link
from publication.definitions.programme import Programme, Site
from publication.definitions.stored import read_stored
from publication.definitions.text import Text, same_in_all_languages
from publication.queries.earlier import cut_down, has_sums_of_scores
from publication.withdrawn import digests_of, withdrawn

POINTER = "CURRENT"
_log = logging.getLogger(__name__)
_PROGRAMME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NUMBER = re.compile(r"[0-9]{4,}")
_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "threads": "1",
}


Sheets = dict[tuple[str, str], str]
Cell = tuple[str, str]


Answer = TypeVar("Answer")


class NothingPublished(Exception):
    """There is no publication of the programme asked for (or of any)."""


class NotThere(Exception):
    """An address names something that the publication has not."""


class Replaced(Exception):
    """A page or a link was made of a publication that is no longer shown."""


class NotReadable(Exception):
    """A publication's file is damaged, or does not hold what is asked."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave that may be shown."""

    id: str
    name: Text
    date: dt.date
    asked_as: str
    members: int | None


@dataclass(frozen=True, slots=True)
class Option:
    """A selection of groups that is offered: whole groups and their unions, parents first."""

    id: str
    label: Text
    level: int
    sites: int
    around: tuple[str, ...]
    place: Text

    def within(self, group: str) -> bool:
        """Say whether this selection is another, or lies within it."""
        return group == self.id or group in self.around


Finest = dict[tuple[str, str, int], tuple[Option, ...]]
Named = dict[tuple[str, str], dict[str, Option]]


@dataclass(frozen=True, slots=True)
class Publication:
    """One frozen publication: what it holds, and a connection to ask it."""

    programme: str
    number: int
    published_on: dt.date
    definition: Programme
    instruments: Mapping[str, Instrument]
    indicators: Mapping[str, Indicator]
    questions: Mapping[str, Background]
    links: Sequence[Link]
    written_by_people: frozenset[str]
    waves: tuple[Wave, ...]
    options: Mapping[tuple[str, str], tuple[Option, ...]]
    cells: Mapping[str, frozenset[Cell]]
    municipality_of: Mapping[str, str]
    rounds: tuple[str, ...]
    asked: frozenset[tuple[str, str]]
    printed: frozenset[str]
    background: frozenset[tuple[str, str]]
    files: tuple[tuple[str, str, str, dt.date], ...]
    words: frozenset[str]
    session_kinds: Mapping[str, tuple[str, ...]]
    identity: str
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)
    _sheets: dict[str, Sheets] = field(default_factory=dict, repr=False, compare=False)
    _finest: Finest = field(default_factory=dict, repr=False, compare=False)
    _named: Named = field(default_factory=dict, repr=False, compare=False)

    def ask(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor of one's own, for one request."""
        return self.connection.cursor()

    def sheets(self, instrument: str) -> Sheets:
        """Return (group, wave) → the answers of an instrument as one JSON text, read once per instrument.

        Counts grow with groups and items, not with respondents, so they fit in memory; looking one up costs
        nothing beside asking the database again.
        """
        if instrument not in self._sheets:
            sql = "SELECT group_id, wave, answers FROM answer_sheets WHERE instrument = ?"
            rows = self.ask().execute(sql, [instrument]).fetchall()
            if has_sums_of_scores(self.ask()):
                definition = self.instruments[instrument]
                rows = [(group, wave, cut_down(answers, definition)) for group, wave, answers in rows]
            self._sheets[instrument] = {(group, wave): answers for group, wave, answers in rows}
        return self._sheets[instrument]

    @property
    def site_level(self) -> int:
        """How deep in the programme's tree the sites lie: below the roles, or above them."""
        return 3 if self.definition.tree.startswith("role") else 2

    @property
    def key(self) -> str:
        """What tells this publication from every other, for the cache: texts may be erased from its file.

        A programme deleted and made anew has the same numbers; its publications have other identities.
        """
        words = hashlib.sha256("".join(sorted(self.words)).encode()).hexdigest()[:12] if self.words else ""
        return f"{self.programme}-{self.number}-{self.identity}{words and '-'}{words}"

    @property
    def name(self) -> Text:
        """The programme's name in three languages."""
        return self.definition.name

    @property
    def sites(self) -> list[Site]:
        """The programme's sites as it describes them, municipality by municipality."""
        return self.definition.sites

    def wave(self, wave: str) -> Wave:
        """Return a wave by id."""
        return next(one for one in self.waves if one.id == wave)

    def round_date(self, round_id: str) -> dt.date:
        """Return the date of a leadership assessment."""
        return next(assessment.date for assessment in self.definition.rounds if assessment.id == round_id)

    def finest(self, from_wave: str, to_wave: str, level: int) -> tuple[Option, ...]:
        """Return the selections down to a level of the tree that contain no other of them, in order."""
        asked = from_wave, to_wave, level
        if asked not in self._finest:
            near = [one for one in self.options.get((from_wave, to_wave), ()) if one.level <= level]
            containing = {group for option in near for group in option.around}
            self._finest[asked] = tuple(option for option in near if option.id not in containing)
        return self._finest[asked]

    def option(self, from_wave: str, to_wave: str, group: str) -> Option | None:
        """Return a selection by id, where it is offered for the waves."""
        waves = from_wave, to_wave
        if waves not in self._named:
            self._named[waves] = {one.id: one for one in self.options.get(waves, ())}
        return self._named[waves].get(group)


def _label(nb: str, da: str, en: str) -> Text:
    return {"nb": nb, "da": da, "en": en}


def _options(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[Option, ...]]:
    sql = (
        "SELECT from_wave, to_wave, group_id, label_nb, label_da, label_en, level, sites, around,"
        " place_nb, place_da, place_en FROM selections ORDER BY from_wave, to_wave, position"
    )
    found: dict[tuple[str, str], list[Option]] = {}
    for start, end, group, nb, da, en, level, sites, around, *place in con.execute(sql).fetchall():
        option = Option(group, _label(nb, da, en), level, sites, tuple(around), _label(*place))
        found.setdefault((start, end), []).append(option)
    return {waves: tuple(options) for waves, options in found.items()}


def _cells(con: duckdb.DuckDBPyConnection) -> dict[str, frozenset[Cell]]:
    """Return by wave the cells (role, site) that its groups are made of."""
    sql = "SELECT wave, unnest(cells) FROM blocks WHERE instrument = '' AND item = ''"
    found: dict[str, set[Cell]] = {}
    for wave, cell in con.execute(sql).fetchall():
        role, _, site = cell.partition("@")
        found.setdefault(wave, set()).add((role, site))
    return {wave: frozenset(cells) for wave, cells in found.items()}


def _background(con: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """Return (question, wave) of the background that was asked or printed; none made before it was kept."""
    made = "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('background_asked', 'published_counts')"
    if con.execute(made).fetchall() != [(2,)]:
        return frozenset()
    known = "SELECT variable, wave FROM background_asked UNION SELECT variable, wave FROM published_counts"
    return frozenset((variable, wave) for variable, wave in con.execute(known).fetchall())


def _waves(
    con: duckdb.DuckDBPyConnection, definition: Programme, background: frozenset[tuple[str, str]]
) -> Iterator[Wave]:
    """Yield the waves that are shown or printed, in the programme's order."""
    members = dict(con.execute("SELECT wave, members FROM waves").fetchall())
    printed = {wave for (wave,) in con.execute("SELECT DISTINCT wave FROM published").fetchall()}
    printed |= {wave for _, wave in background}
    for wave in definition.waves:
        if wave.id in members or wave.id in printed:
            name = wave.name or same_in_all_languages(wave.id)
            yield Wave(wave.id, name, wave.date, wave.asked_as, members.get(wave.id))


def _rounds(con: duckdb.DuckDBPyConnection, definition: Programme) -> tuple[str, ...]:
    found = {one for (one,) in con.execute("SELECT DISTINCT round FROM assessments").fetchall()}
    return tuple(assessment.id for assessment in definition.rounds if assessment.id in found)


_SESSION_KINDS = """
SELECT DISTINCT instrument, kind FROM marks JOIN session_groups USING (group_id) WHERE status = 'shown'
UNION SELECT instrument, kind FROM published_sessions JOIN sessions USING (session)
"""


def _session_kinds(con: duckdb.DuckDBPyConnection, definition: Programme) -> dict[str, tuple[str, ...]]:
    """Return by instrument the kinds of session with marks or printed figures, in the programme's order."""
    found = con.execute(_SESSION_KINDS).fetchall()
    order = [kind.id for kind in definition.session_kinds]
    return {
        instrument: tuple(kind for kind in order if (instrument, kind) in found)
        for instrument in {one for one, _ in found}
    }


def _read_whole(con: duckdb.DuckDBPyConnection) -> None:
    """Read every table once (20 ms in 3 MB): damage anywhere is found before any of it is shown.

    What was read stays in memory, so the publication can be shown whatever becomes of its file.
    """
    tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    for (table,) in tables:
        con.execute(f'SELECT bit_xor(hash(COLUMNS(*))) FROM "{table}"').fetchall()


def identity_of(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return a publication's identity; a digest of its file where it was made before there were any."""
    columns = "SELECT 1 FROM duckdb_columns() WHERE table_name = 'meta' AND column_name = 'identity'"
    if con.execute(columns).fetchone() is None:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
    return str(con.execute("SELECT identity FROM meta").fetchall()[0][0])


def _lying_at(path: Path) -> tuple[str, frozenset[str]]:
    """Return the identity and texts of the file that lies at a path now. Raises duckdb.Error.

    Attached to a database of its own: opened by its path it would be the one this process has open already,
    whatever took its place since.
    """
    with duckdb.connect() as con:
        con.execute("ATTACH '" + str(path).replace("'", "''") + "' AS lying (READ_ONLY)")
        con.execute("USE lying")
        return identity_of(con, path), digests_of(con)


def open_publication(path: Path) -> Publication:
    """Open a publication read-only, external access off, and read what it holds.

    Raises duckdb.Error, ValueError for a link (it may lead anywhere), and LookupError
    where somebody still asks the one that lay there before.
    """
    if any(one.is_symlink() for one in (path, path.parent, path.parent.parent)):
        raise ValueError(path.name)
    con = duckdb.connect(path, read_only=True, config=_LOCKED)
    _read_whole(con)
    identity, texts = identity_of(con, path), digests_of(con)
    if (identity, texts) != _lying_at(path):
        con.close()
        raise LookupError(path.name)
    about = con.execute("SELECT programme, number, published_on FROM meta").fetchall()
    (programme, number, published_on) = about[0]
    definitions = read_stored(con)
    definition = definitions.programme
    asked = con.execute(
        "SELECT DISTINCT instrument, wave FROM answers WHERE status <> 'not_asked'"
    ).fetchall()
    printed = con.execute("SELECT DISTINCT instrument FROM published").fetchall()
    background = _background(con)
    files = con.execute("SELECT kind, wave, name, loaded_on FROM files ORDER BY ALL").fetchall()
    return Publication(
        programme,
        number,
        published_on,
        definition,
        definitions.instruments,
        definitions.indicators,
        definitions.background,
        definitions.links,
        definitions.texts,
        tuple(_waves(con, definition, background)),
        _options(con),
        _cells(con),
        {site.id: place.id for place in definition.municipalities for site in place.sites},
        _rounds(con, definition),
        frozenset((instrument, wave) for instrument, wave in asked),
        frozenset(instrument for (instrument,) in printed),
        background,
        tuple(files),
        texts,
        _session_kinds(con, definition),
        identity,
        con,
    )


def _is_named(path: Path, names: frozenset[str]) -> bool:
    """Say whether a publication was withdrawn; one that is damaged shows nothing anyway."""
    try:
        return _lying_at(path)[0] in names
    except (duckdb.Error, IndexError):
        return False


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
        self._unreadable: set[Path] = set()
        self._lock = threading.Lock()

    def programmes(self) -> list[str]:
        """Return the ids of the programmes that have a publication."""
        found = (pointer.parent.name for pointer in self._folder.glob(f"*/{POINTER}"))
        return sorted(one for one in found if self.has(one))

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
        shown = self._pointed_to(programme)
        if shown is None or {shown.identity, *shown.words} & withdrawn(self._folder / programme):
            return None
        return shown

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
            except (duckdb.Error, LookupError, ValueError, TypeError):
                if file.path not in self._unreadable:
                    _log.warning("%s cannot be read; what was shown before stays.", file.path)
                self._unreadable.add(file.path)
        found = self._open.get(programme)
        return found[1] if found is not None else None

    def _opened(self, programme: str, file: _File) -> Publication:
        """Return the publication in a file. Another that lay there before is closed: its path is taken."""
        known = self._open.get(programme)
        if known is not None and known[0].path == file.path:
            if _lying_at(file.path) == (known[1].identity, known[1].words):
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
        return [one for one in found if one is not None]

    def _file_before(self, publication: Publication) -> Path | None:
        """Return the file of the last one before that was not withdrawn: of one that was, nothing is told."""
        folder = self._folder / publication.programme
        found = {int(path.stem): path for path in folder.glob("*.duckdb") if _NUMBER.fullmatch(path.stem)}
        before = sorted((one for one in found if one < publication.number), reverse=True)
        gone = withdrawn(folder)
        return next((found[one] for one in before if not gone or not _is_named(found[one], gone)), None)

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
            with duckdb.connect(path, read_only=True, config=_LOCKED) as con:
                if digests_of(con) & withdrawn(path.parent):
                    raise ValueError(path.name)
                return ask(con)
        except (duckdb.Error, LookupError, ValueError, TypeError) as error:
            raise NotReadable(path.name) from error
