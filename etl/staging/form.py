"""The files of one form, read together."""

from dataclasses import dataclass

from etl.columns.columns import Column, FileSpec, occasion_of
from etl.columns.mapping import FormMapping
from etl.staging.stage import Staged
from publication.faults import Note


@dataclass(frozen=True, slots=True)
class LoadedForm:
    """The files of one form, read and checked, waiting in temporary tables.

    By file: what it may hold, its staged cells, the waves it speaks of, its rows. `typed` is the table (or
    view) of what the warehouse keeps of all their rows: file, row, and a column per name of the spec.
    """

    mapping: FormMapping
    specs: list[FileSpec]
    files: list[Staged]
    waves: list[frozenset[str]]
    rows: list[int]
    typed: str

    @property
    def spec(self) -> FileSpec:
        """What its files may hold; they differ in their columns for months alone."""
        return self.specs[0]

    @property
    def all_waves(self) -> list[str]:
        """The waves (or rounds) that any of the files speaks of."""
        return sorted({wave for waves in self.waves for wave in waves})

    @property
    def occasion(self) -> str:
        """The SQL of a row's wave, round or session, over the typed table."""
        return occasion_of(self.spec.occasion)

    @property
    def notes(self) -> list[Note]:
        """What was read although it was written otherwise, and what a person should look at."""
        return [note for staged in self.files for note in staged.notes]

    def column(self, name: str) -> Column:
        """Return a key's column."""
        return next(column for column in self.spec.keys if column.name == name)

    def answered(self, *instruments: str) -> str:
        """Return the SQL of a row of the typed table with any answer to one of these instruments."""
        columns = [column.name for instrument in instruments for column in self.spec.answers[instrument]]
        return "(" + " OR ".join(f'"{name}" IS NOT NULL' for name in columns) + ")"
