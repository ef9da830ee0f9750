"""One publication that is shown: what it holds, and a connection to ask it."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from publication.definitions.background import Background
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import POPULATIONS, Instrument, Population
from publication.definitions.link import Link
from publication.definitions.programme import Programme, Site
from publication.definitions.text import Text
from publication.ids import BESIDE, EVERYONE
from publication.queries.earlier import cut_down, has_sums_of_scores
from publication.records import AnswerSheet, File
from publication.schema import read
from publication.scope import Sites

Sheets = dict[tuple[str, str], str]
Cell = tuple[str, str]


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
    population: Population = "staff"


@dataclass(frozen=True, slots=True)
class Option:
    """A selection of groups that is offered: whole groups and their unions, parents first."""

    id: str
    label: Text
    level: int
    sites: int
    ancestors: tuple[str, ...]
    place: Text

    def within(self, group: str) -> bool:
        """Say whether this selection is another, or lies within it."""
        return group == self.id or group in self.ancestors


Leaves = dict[tuple[str, str, int], tuple[Option, ...]]
# By a place in the programme's tree as ids write it, the numbers of the leaves that are made of it.
Places = dict[str, list[int]]
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
    files: tuple[File, ...]
    words: frozenset[str]
    session_kinds: Mapping[str, tuple[str, ...]]
    identity: str
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)
    # The sites it was cut down to, for who may see those alone; None where it is whole.
    within: Sites | None = None
    _sheets: dict[str, Sheets] = field(default_factory=dict, repr=False, compare=False)
    _leaves: Leaves = field(default_factory=dict, repr=False, compare=False)
    _places: dict[tuple[str, str, int], Places] = field(default_factory=dict, repr=False, compare=False)
    _named: Named = field(default_factory=dict, repr=False, compare=False)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor of one's own, for one request."""
        return self.connection.cursor()

    def sheets(self, instrument: str) -> Sheets:
        """Return (group, wave) → the answers of an instrument as one JSON text, read once per instrument.

        Counts grow with groups and items, not with respondents, so they fit in memory; looking one up costs
        nothing beside asking the database again.
        """
        if instrument not in self._sheets:
            found = read(self.cursor(), AnswerSheet, "WHERE instrument = ?", [instrument])
            sheets = {(sheet.group_id, sheet.wave): sheet.answers for sheet in found}
            if has_sums_of_scores(self.cursor()):
                definition = self.instruments[instrument]
                sheets = {at: cut_down(answers, definition) for at, answers in sheets.items()}
            self._sheets[instrument] = sheets
        return self._sheets[instrument]

    @property
    def site_level(self) -> int:
        """How deep in the programme's tree the sites lie: below the roles, or above them."""
        return 3 if self.definition.tree.startswith("role") else 2

    @property
    def key(self) -> str:
        """What tells this publication from every other: texts may be erased from its file.

        Cut down to some sites it has the same, so that a link leads whoever may see it to their part of it.
        A programme deleted and made anew has the same numbers; its publications have other identities.
        """
        words = hashlib.sha256("".join(sorted(self.words)).encode()).hexdigest()[:12] if self.words else ""
        return f"{self.programme}-{self.number}-{self.identity}{words and '-'}{words}"

    @property
    def name(self) -> Text:
        """The programme's name in every language."""
        return self.definition.name

    @property
    def sites(self) -> list[Site]:
        """The programme's sites as it describes them, municipality by municipality."""
        return self.definition.sites

    @property
    def populations(self) -> list[Population]:
        """Who was asked in any wave, staff first."""
        asked = {wave.population for wave in self.waves}
        return [whose for whose in POPULATIONS if whose in asked]

    def population_of(self, instrument: str) -> Population:
        """Return who answers an instrument; of none in particular, staff where any were asked."""
        known = self.instruments.get(instrument)
        return known.population if known else next(iter(self.populations), "staff")

    def population_in(self, wave: str) -> Population:
        """Return who was asked in a wave; staff where there is none of that id."""
        return next((known.population for known in self.waves if known.id == wave), "staff")

    def waves_of(self, population: Population) -> list[Wave]:
        """Return the waves that asked a population, in order."""
        return [wave for wave in self.waves if wave.population == population]

    def wave(self, wave: str) -> Wave:
        """Return a wave by id."""
        return next(known for known in self.waves if known.id == wave)

    def round_date(self, round_id: str) -> dt.date:
        """Return the date of a leadership assessment."""
        return next(assessment.date for assessment in self.definition.rounds if assessment.id == round_id)

    def leaves(self, from_wave: str, to_wave: str, level: int) -> tuple[Option, ...]:
        """Return the selections down to a level of the tree that contain no other of them, in order."""
        asked = from_wave, to_wave, level
        if asked not in self._leaves:
            near = [option for option in self.options.get((from_wave, to_wave), ()) if option.level <= level]
            containing = {group for option in near for group in option.ancestors}
            self._leaves[asked] = tuple(option for option in near if option.id not in containing)
        return self._leaves[asked]

    def leaves_at(self, from_wave: str, to_wave: str, level: int, places: Iterable[str]) -> list[Option]:
        """Return those of `leaves` that are made of any of some places in the tree, in order."""
        asked, leaves = (from_wave, to_wave, level), self.leaves(from_wave, to_wave, level)
        if asked not in self._places:
            found: Places = {}
            for number, option in enumerate(leaves):
                for place in option.id.split(BESIDE):
                    found.setdefault(place, []).append(number)
            self._places[asked] = found
        numbers = {number for place in places for number in self._places[asked].get(place, ())}
        return [leaves[number] for number in sorted(numbers)]

    def widest(self, from_wave: str, to_wave: str) -> str:
        """Return the first selection offered for the waves: everyone, unless some sites alone may be seen."""
        return next((option.id for option in self.options.get((from_wave, to_wave), ())), EVERYONE)

    def option(self, from_wave: str, to_wave: str, group: str) -> Option | None:
        """Return a selection by id, where it is offered for the waves."""
        waves = from_wave, to_wave
        if waves not in self._named:
            self._named[waves] = {option.id: option for option in self.options.get(waves, ())}
        return self._named[waves].get(group)
