"""The files of one form, read together."""

from dataclasses import dataclass

from etl.columns.columns import Column, Content, occasion_of
from etl.columns.mapping import Mapping
from etl.staging.stage import Staged
from publication.faults import Note


@dataclass(frozen=True, slots=True)
class Form:
    """The files of one form, read and checked, waiting in temporary tables."""

    mapping: Mapping
    content: Content
    files: list[Staged]
    waves: list[frozenset[str]]
    rows: list[int]
    typed: str

    @property
    def all_waves(self) -> list[str]:
        """The waves (or rounds) that any of the files speaks of."""
        return sorted({wave for waves in self.waves for wave in waves})

    @property
    def occasion(self) -> str:
        """The SQL of a row's wave, round or session, over the typed table."""
        return occasion_of(self.content.occasion)

    @property
    def notes(self) -> list[Note]:
        """What was read although it was written otherwise, and what a person should look at."""
        return [note for staged in self.files for note in staged.notes]

    def column(self, name: str) -> Column:
        """Return a key's column."""
        return next(column for column in self.content.keys if column.name == name)
