"""The words and numbers of a language: what a reader sees is written in theirs."""

import datetime as dt
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

from babel.dates import format_date

from publication.definitions.text import Text
from publication.language_list import KNOWN, Described, read_list
from publication.places import DEFAULT_DATA

CODES = KNOWN.codes
# A file of words for each; no table stands in two.
PARTS = (
    *("pages", "meetings", "rounds", "voices", "terms", "glossary"),
    *("workshop", "access", "steward", "paper"),
)


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its words by dotted key, and how it writes numbers, dates and lists."""

    code: str
    words: Mapping[str, Any]
    described: Described
    default: str

    def say(self, key: str, **values: object) -> str:
        """Return the words under a dotted key with the values put in; an unknown key is a KeyError."""
        words: Any = reduce(getitem, key.split("."), self.words)
        return str(words).format(**values)

    def counted(self, key: str, number: int, **values: object) -> str:
        """Return the words for one or for several: `key.one` or `key.many`, with {n}."""
        return self.say(f"{key}.{'one' if number == 1 else 'many'}", n=self.whole(number), **values)

    def of(self, text: Text | None) -> str:
        """Return a text's words in this language, in the default where it lacks them; nothing for none."""
        return text.get(self.code) or text[self.default] if text else ""

    @property
    def separators(self) -> str:
        """Decimal mark and thousands mark, as plotly takes them."""
        return self.described.decimal + self.described.thousands

    def decimal(self, number: float | None, digits: int = 2, *, sign: bool = False) -> str:
        """Return a number with its decimal mark and a real minus; nothing for none or nan."""
        if number is None or math.isnan(number):
            return ""
        rounded = round(number, digits) + 0.0
        text = f"{rounded:{'+' if sign and rounded else ''}.{digits}f}".replace("-", "−")
        return text.replace(".", self.described.decimal)

    def as_printed(self, figure: Decimal) -> str:
        """Return a figure of a report with all the digits it was printed with."""
        return self.decimal(float(figure), len(str(figure).partition(".")[2]))

    def middle(self, number: float) -> str:
        """Return a middle answer: whole, or with its half."""
        return self.decimal(number, 0 if number == int(number) else 1)

    def whole(self, number: float | None) -> str:
        """Return a whole number with thousands set apart; nothing for none."""
        return "" if number is None or number != number else self.described.whole(int(number))

    def per_cent(self, share: float) -> str:
        """Return a share of one as whole hundredths, halves to the even one, without the sign."""
        return self.whole(round(round(100 * share, 9)))

    def percent(self, number: str) -> str:
        """Return a number of per cent, already written, with the sign: '76%'."""
        return self.described.percent.format(number=number)

    def span(self, low: str, high: str) -> str:
        """Return where an interval, already written, goes from and to: '3.55 to 3.76'."""
        return self.described.span.format(low=low, high=high)

    def date(self, day: dt.date) -> str:
        """Return a date as '12 June 2025'."""
        return format_date(day, "long", locale=self.described.locale)

    def month(self, day: dt.date) -> str:
        """Return a month as 'June 2025'."""
        return format_date(day, "MMMM y", locale=self.described.locale)

    def short_month(self, day: dt.date) -> str:
        """Return a month as 'Jun 2025'."""
        return format_date(day, "MMM y", locale=self.described.locale)

    def listed(self, names: Sequence[str]) -> str:
        """Return 'a, b and c'."""
        if len(names) < 2:
            return "".join(names)
        return self.say("list.and", first=", ".join(names[:-1]), last=names[-1])


def read_languages(data: Path) -> dict[str, Language]:
    """Read the words of the pages, the default first; what a data folder lacks is the repository's."""
    listed = read_list(data)
    return {
        code: Language(code, _words(data, code), listed.languages[code], listed.default)
        for code in listed.codes
    }


def _words(data: Path, code: str) -> dict[str, Any]:
    return {name: words for part in PARTS for name, words in _part(data, f"{part}.{code}.toml").items()}


def _part(data: Path, name: str) -> dict[str, Any]:
    own = data / "words" / name
    return _parsed((own if own.is_file() else DEFAULT_DATA / "words" / name).read_text("utf-8"))


@cache
def _parsed(text: str) -> dict[str, Any]:
    """Return what a file of words says; the same text is taken apart once in a process."""
    return tomllib.loads(text)
