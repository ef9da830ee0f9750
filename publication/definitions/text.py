"""Building blocks the definitions share: words in every language, ids, a model that refuses the unknown."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Strict,
    StringConstraints,
    with_config,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from publication.language_list import KNOWN

Language = str
LANGUAGES: tuple[Language, ...] = tuple(KNOWN.languages)

_WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
ID_PATTERN = r"^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
Month = Annotated[str, StringConstraints(pattern=MONTH_PATTERN)]


_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def is_seen(text: str) -> bool:
    """Say whether every sign is seen and is text: no control, no turned direction (UAX 9), no lost byte."""
    return _UNSEEN.isdisjoint(map(unicodedata.category, text))


def shown(text: str) -> str:
    """Return a text in one line, what cannot be seen written as its number: a terminal may print it."""
    return "".join(sign if is_seen(sign) else sign.encode("unicode_escape").decode() for sign in text)


def _seen(words: str) -> str:
    """Refuse signs that are not seen and turn the text around them, or are no text at all."""
    harmless = {"\n", "\t", *map(chr, _WITHOUT_WIDTH)}
    if not is_seen("".join(sign for sign in words if sign not in harmless)):
        raise PydanticCustomError("contradiction", "{rule}", {"rule": "hidden_sign"})
    return words


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_seen)]


def listed(ids: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return ids for a person, with the name of those that have one: 'solsiden (Solsiden), tunet (Tunet)'."""
    return ", ".join(f"{name} ({names[0]})" if len(names) == 1 else name for name, names in ids) or "–"


# The same words in every language, by its code.
if TYPE_CHECKING:
    Text = Mapping[str, str]
else:
    Text = with_config(ConfigDict(extra="forbid"))(TypedDict("Text", dict.fromkeys(LANGUAGES, Words)))


# Numbers as TOML writes them: true is none, nor is what stands in quotation marks.
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]


class Definition(BaseModel):
    """A part of a definition file; a key it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def contradiction(rule: str, **details: str) -> PydanticCustomError:
    """Return the error of a definition that breaks a rule (a key of the words' `fault` table)."""
    return PydanticCustomError("contradiction", "{rule}", {"rule": rule, **details})


def _of_one(given: object) -> object:
    if isinstance(given, list):
        raise contradiction("was_several", ids=", ".join(map(str, given)))
    return given


class Renamed(Definition):
    """What may be called otherwise after it was published: `was` is the id it was first published under.

    Answers to two questions, questionnaires or waves are never the answers to one: there is no list.
    """

    id: Id
    was: Annotated[Id | None, BeforeValidator(_of_one)] = None

    @property
    def origin(self) -> str:
        """The id it was first published under."""
        return self.was or self.id


def refuse_two_of_one_origin(kind: str, held: Iterable[Renamed]) -> None:
    """Raise a contradiction where two would be held against what one of them was published as."""
    if twice := doubled([described.origin for described in held]):
        raise contradiction("was_twice", ids=f"{kind}: {', '.join(twice)}")


def tidy(header: str) -> str:
    """Return a header the way headers are compared: composed, each run of blanks a single space.

    Signs that take no room (soft hyphens, zero-width spaces) are left out.
    """
    return " ".join(unicodedata.normalize("NFC", header).translate(_WITHOUT_WIDTH).split())


def same_in_all_languages(words: str) -> Text:
    """Return a proper name, which reads the same in every language."""
    return dict.fromkeys(LANGUAGES, words)


def texts(text: Text) -> list[str]:
    """Return the words of all languages."""
    return [text[language] for language in LANGUAGES]


def doubled(ids: list[str]) -> list[str]:
    """Return the ids that occur more than once, each once, in order of appearance."""
    return [fromkey for fromkey in dict.fromkeys(ids) if ids.count(fromkey) > 1]
