"""Building blocks the definitions share: words in three languages, ids, a model that refuses the unknown."""

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, with_config
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

Language = Literal["nb", "da", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "da", "en")

_WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
ID_PATTERN = r"^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
Month = Annotated[str, StringConstraints(pattern=MONTH_PATTERN)]


def _seen(words: str) -> str:
    """Refuse signs that are not seen and turn the text around them (Unicode UAX 9), or are no text at all."""
    harmless = {"\n", "\t", *map(chr, _WITHOUT_WIDTH)}
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co") and sign not in harmless for sign in words):
        raise PydanticCustomError("contradiction", "{rule}", {"rule": "hidden_sign"})
    return words


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_seen)]


@with_config(ConfigDict(extra="forbid"))
class Text(TypedDict):
    """The same words in Norwegian Bokmål, Danish and English."""

    nb: Words
    da: Words
    en: Words


class Definition(BaseModel):
    """A part of a definition file; a key it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def contradiction(rule: str, **details: str) -> PydanticCustomError:
    """Return the error of a definition that breaks a rule (a key of the words' `fault` table)."""
    return PydanticCustomError("contradiction", "{rule}", {"rule": rule, **details})


def tidy(header: str) -> str:
    """Return a header the way headers are compared: composed, each run of blanks a single space.

    Signs that take no room (soft hyphens, zero-width spaces) are left out.
    """
    return " ".join(unicodedata.normalize("NFC", header).translate(_WITHOUT_WIDTH).split())


def same_in_all_languages(words: str) -> Text:
    """Return a proper name, which reads the same in every language."""
    return {"nb": words, "da": words, "en": words}


def texts(text: Text) -> list[str]:
    """Return the words of all languages."""
    return [text[language] for language in LANGUAGES]


def doubled(ids: list[str]) -> list[str]:
    """Return the ids that occur more than once, each once, in order of appearance."""
    return [one for one in dict.fromkeys(ids) if ids.count(one) > 1]
