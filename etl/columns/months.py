"""Months as people write them: 2025-03, 03.2025, and by name in each language ('mars 2025')."""

import re
from dataclasses import dataclass
from functools import cache

from etl.columns.values import Month
from publication.attached import in_memory
from publication.definitions.text import LANGUAGES
from publication.sql import literal, text_map

_YEAR = re.compile("(19|20)[0-9]{2}")
_BETWEEN = "[.]?[ \u00a0\u202f-]?"


@cache
def month_names() -> dict[str, int]:
    """Return every name of a month, and what it is cut to ('sep', 'sept'), with its number."""
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                plain = name.lower().rstrip(".")
                names |= {plain: number, plain[:3]: number, plain[:4]: number}
    return names


@dataclass(frozen=True, slots=True)
class NamedMonth(Month):
    """A month by number or by name: the DATE of its first day. A year has four digits."""

    def typed(self, cell: str) -> str:
        """Return the SQL of the month's first day."""
        names = month_names()
        pattern = f"({'|'.join(sorted(names, key=len, reverse=True))}){_BETWEEN}((19|20)[0-9]{{2}})"
        number = f"{text_map(names)}[regexp_extract({cell}, '^{pattern}$', 1)]"
        year = f"TRY_CAST(regexp_extract({cell}, '^{pattern}$', 2) AS INTEGER)"
        return f"coalesce({Month.typed(self, cell)}, TRY(make_date({year}, {number}, 1)))"


@cache
def months_of(headers: tuple[str, ...]) -> dict[str, str]:
    """Return the columns that are months, and which: '2025-03'."""
    dated = [header for header in headers if _YEAR.search(header)]
    if not dated:
        return {}
    month = f"strftime({NamedMonth().typed('lower(header)')}, '%Y-%m')"
    rows = ", ".join(f"({literal(header)})" for header in dated)
    with in_memory() as con:
        found = con.execute(f"SELECT header, {month} FROM (VALUES {rows}) t (header)").fetchall()
    return {header: month for header, month in found if month is not None}
