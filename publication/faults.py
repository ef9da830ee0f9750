"""What is wrong with a file, told so that the person who loads it can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from publication.catalogue import Words
from publication.definitions.text import Language, Text

NONE_NEAR = "–"

Counted = Literal["line", "row", "case"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where it is, what was found, and the rule (a key of the words' `fault` table).

    `part` says what `column` names: a column of a table, or a key of a definition file; `counted` what `line`
    counts: lines of a text, rows of a spreadsheet, cases of an SPSS file; `explained_by` the fault of
    the file as a whole that this one is a sign of; `times` how many cells of the column it stands for.
    """

    file: str
    rule: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    details: dict[str, str] = field(default_factory=dict)
    part: Literal["column", "key"] = "column"
    counted: Counted = "line"
    explained_by: "Fault | None" = None
    times: int = 1

    def where(self, words: Words, language: Language) -> list[str]:
        """Return line and column (or key), as far as they are known, in the language."""
        return _where(self, words, language, self.part, self.counted)

    def sentence(self, words: Words, language: Language) -> str:
        """Return 'file, line, column: found …; what is accepted, what to do' in the language."""
        where = ", ".join([self.file, *self.where(words, language)])
        found = "" if self.value is None else words.say(language, "fault.found", value=self.value) + " "
        return f"{where}: {found}{self.instruction(words, language)}"

    def instruction(self, words: Words, language: Language) -> str:
        """Return 'what is accepted, what to do' in the language."""
        near = self.details.get("nearest", NONE_NEAR)
        hint = "" if near == NONE_NEAR else " " + words.say(language, "fault.nearest", nearest=near)
        return f"{words.say(language, f'fault.{self.rule}', **self.details)}{hint}"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was read although it was written otherwise, or that a person should look at.

    Where it is, and a key of the words' `note` table; never a value.
    """

    file: str
    key: str
    line: int | None = None
    column: str | None = None
    details: dict[str, str] = field(default_factory=dict)

    def sentence(self, words: Words, language: Language) -> str:
        """Return 'file, line, column: what was done' in the language."""
        where = ", ".join([self.file, *_where(self, words, language)])
        return f"{where}: {words.say(language, f'note.{self.key}', **self.details)}"


def _where(
    said: "Fault | Note", words: Words, language: Language, part: str = "column", counted: Counted = "line"
) -> list[str]:
    """Return line and column (or key) in the language."""
    where = []
    if said.line is not None:
        where.append(words.say(language, f"fault.{counted}", line=str(said.line)))
    if said.column is not None:
        where.append(words.say(language, f"fault.{part}", **{part: said.column}))
    return where


class SourceError(Exception):
    """Input was refused; carries every fault found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults; there is at least one."""
        super().__init__("; ".join(f"{fault.file}: {fault.rule}" for fault in faults))
        self.faults = list(faults)


_WRONG_USE = {
    *("no_place", "no_programme", "no_mapping", "no_wave", "wave_of_several", "wave_not_said"),
    *("which_programme", "instrument_not_there", "file_there", "scale_not_said", "scale_step_said"),
    *("no_occasion", "no_such_word", "word_twice", "not_released", "withdraw_one"),
    *("not_a_port", "not_threads", "not_loopback", "engine_address", "no_language"),
}


class Refused(Exception):
    """A command was refused for a reason beyond one file: a key of the words' `refused` table."""

    def __init__(self, reason: str, **details: str | Text) -> None:
        """Keep the reason's key and what goes into its sentence, in one language or all three."""
        super().__init__(reason)
        self.reason = reason
        self.wrong_use = reason in _WRONG_USE
        self.details = details

    def sentence(self, words: Words, language: Language) -> str:
        """Return the reason and the way out in the language."""
        values = {
            key: detail if isinstance(detail, str) else detail[language]
            for key, detail in self.details.items()
        }
        return words.say(language, f"refused.{self.reason}", **values)
