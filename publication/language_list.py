"""The one list of languages, of pages and of labels: `data/words/languages.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from publication.places import DEFAULT_DATA


@dataclass(frozen=True, slots=True)
class Described:
    """A language: its name, locale, how it writes numbers, letters after z, words with a capital anywhere."""

    name: str
    locale: str
    decimal: str
    thousands: str = "\u202f"
    percent: str = "{number}\u00a0%"
    span: str = "{low} – {high}"
    after_z: str = ""
    also: Sequence[str] = ()
    capitals: Sequence[str] = ()

    def whole(self, number: int) -> str:
        """Return a whole number with thousands set apart."""
        return f"{number:,}".replace(",", self.thousands)

    def order(self, text: str) -> tuple[list[int], str]:
        """Return what a text is sorted by: its letters, capitals and foreign accents apart.

        Aa is å where å stands in the alphabet, as Danish and Norwegian lists have it.
        """
        letters = text.casefold().replace("aa", "å") if "å" in self.after_z else text.casefold()
        return [self._place(letter) for letter in letters], text

    def _place(self, letter: str) -> int:
        """Return where a letter stands: one of the alphabet's own after z, any other as its plain letter."""
        if letter in self.after_z:
            return ord("z") + 1 + self.after_z.index(letter)
        plain = ord(normalize("NFD", letter)[0])
        return plain if plain <= ord("z") else plain + len(self.after_z)


@dataclass(frozen=True, slots=True)
class LanguageList:
    """The languages there are, and the one for readers whose language is none of them."""

    default: str
    languages: Mapping[str, Described]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, the default first."""
        return (self.default, *(code for code in self.languages if code != self.default))

    def known(self, asked: str | None) -> str | None:
        """Return the language asked for by code, as a browser writes it ('no' is read as 'nb'), or none."""
        short = (asked or "").lower().split("-")[0]
        return next(
            (code for code, described in self.languages.items() if short in (code, *described.also)), None
        )

    @property
    def asked_for(self) -> list[str]:
        """Every code that is read as one of the languages."""
        return [code for known, described in self.languages.items() for code in (known, *described.also)]


def read_list(data: Path) -> LanguageList:
    """Read the list; a data folder without one uses the repository's."""
    own = data / "words" / "languages.toml"
    path = own if own.is_file() else DEFAULT_DATA / "words" / "languages.toml"
    listed = tomllib.loads(path.read_text("utf-8"))
    return LanguageList(
        listed["default"], {code: Described(**held) for code, held in listed["languages"].items()}
    )


KNOWN = read_list(DEFAULT_DATA)
