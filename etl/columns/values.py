"""What a cell stands for where it is no code: a number, a date or a month, as SQL over the cell's text.

A date may lie at midnight ('2025-03-01 00:00:00'), as spreadsheets and databases write it. A year has four
digits. A spreadsheet's day number (45717) is no date: which day it is depends on the workbook.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

_BLANK = "[ \u00a0\u2007\u2009\u202f]"
_GROUPED = rf"[1-9][0-9]{{0,2}}({_BLANK}[0-9]{{3}})+"
_AMBIGUOUS = "[+−-]?[1-9][0-9]{0,2}[.,][0-9]{3}"
_MIDNIGHT = "([ t]00:00(:00([.]0+)?)?)?"
_YEAR = "(19|20)[0-9]{2}"
_ISO, _DOTS, _DASHES = (
    f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}",
    f"[0-9]{{1,2}}[.][0-9]{{1,2}}[.]{_YEAR}",
    f"[0-9]{{2}}-[0-9]{{2}}-{_YEAR}",
)
_DATE = f"({_ISO}|{_DOTS}|{_DASHES}){_MIDNIGHT}"
_MONTH = f"({_YEAR}-[0-9]{{2}}|[0-9]{{1,2}}[.]{_YEAR}|[0-9]{{2}}-{_YEAR})"


class Value(Protocol):
    """What a column's cells stand for. `cell` is the SQL of a cell as it is compared: trimmed, lower case."""

    @property
    def sql_type(self) -> str:
        """The type of what `typed` yields."""

    @property
    def limits(self) -> str:
        """The limits, for a person: '0 … 10'; empty where there are none."""

    def typed(self, cell: str) -> str:
        """Return the SQL of the value; NULL where the cell is blank or cannot be read."""

    def rules(self, cell: str) -> dict[str, str]:
        """Return rule → the SQL condition under which a cell that is not blank breaks it."""


def _between(low: object, high: object) -> str:
    if low is not None and high is not None:
        return f"{low} … {high}"
    return f"≥ {low}" if low is not None else f"≤ {high}" if high is not None else ""


def _outside(value: str, low: float | None, high: float | None) -> dict[str, str]:
    below = [f"{value} < {low}"] if low is not None else []
    above = [f"{value} > {high}"] if high is not None else []
    return {"out_of_range": " OR ".join(below + above)} if below or above else {}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`: DOUBLE.

    Read with decimal comma or point, blanks between thousands (no-break ones too) and either kind of minus;
    no percent signs, no exponents. '1.234' could be thousands or decimals and breaks `ambiguous_number`,
    unless `high` leaves no room for thousands. Other rules: `not_a_number`, `out_of_range`.
    """

    low: float | None = None
    high: float | None = None

    @property
    def sql_type(self) -> str:
        """DOUBLE."""
        return "DOUBLE"

    @property
    def limits(self) -> str:
        """The limits, for a person."""
        return _between(self.low, self.high)

    def typed(self, cell: str) -> str:
        """Return the SQL of the number."""
        return _number(cell, "[0-9]+", "DOUBLE")

    def rules(self, cell: str) -> dict[str, str]:
        """Return the conditions of the rules a number is held to."""
        value = self.typed(cell)
        ambiguous = (
            {"ambiguous_number": f"regexp_full_match({cell}, '{_AMBIGUOUS}')"}
            if self.high is None or self.high >= 1000
            else {}
        )
        return {"not_a_number": f"{value} IS NULL"} | ambiguous | _outside(value, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from `low` (zero, unless said) to `high`: BIGINT.

    '12,0' is whole, blanks between thousands are read. Rules: `not_a_whole_number` (also '1.234', which could
    be thousands), `out_of_range` (also a negative count).
    """

    low: int | None = 0
    high: int | None = None

    @property
    def sql_type(self) -> str:
        """BIGINT."""
        return "BIGINT"

    @property
    def limits(self) -> str:
        """The limits, for a person."""
        return _between(self.low, self.high)

    def typed(self, cell: str) -> str:
        """Return the SQL of the whole number."""
        return _number(cell, "0{1,2}", "BIGINT")

    def rules(self, cell: str) -> dict[str, str]:
        """Return the conditions of the rules a count is held to."""
        value = self.typed(cell)
        return {"not_a_whole_number": f"{value} IS NULL"} | _outside(value, self.low, self.high)


def _number(cell: str, decimals: str, sql_type: str) -> str:
    pattern = f"[+−-]?([0-9]{{1,15}}|{_GROUPED})([.,]{decimals})?"
    plain = f"regexp_replace(translate({cell}, ',−', '.-'), '{_BLANK}', '', 'g')"
    return f"CASE WHEN regexp_full_match({cell}, '{pattern}') THEN TRY_CAST({plain} AS {sql_type}) END"


@dataclass(frozen=True, slots=True)
class Date:
    """A day that exists, `latest` at the latest: DATE.

    Read as 2025-03-01, 01.03.2025 (1.3.2025) or 01-03-2025. Rules: `not_a_date`, `in_future`.
    """

    latest: dt.date | None = None

    @property
    def sql_type(self) -> str:
        """DATE."""
        return "DATE"

    @property
    def limits(self) -> str:
        """The latest day, for a person."""
        return _between(None, self.latest)

    def typed(self, cell: str) -> str:
        """Return the SQL of the day."""
        day = f"regexp_replace({cell}, '{_MIDNIGHT}$', '')"
        return _day(f"regexp_full_match({cell}, '{_DATE}')", day, "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y")

    def rules(self, cell: str) -> dict[str, str]:
        """Return the conditions of the rules a date is held to."""
        return {"not_a_date": f"{self.typed(cell)} IS NULL"} | _later(self.typed(cell), self.latest)


@dataclass(frozen=True, slots=True)
class Month:
    """A month, that of `latest` at the latest: the DATE of its first day.

    Read as 2025-03, 03.2025 (3.2025), 03-2025, or as the date of its first day. Rules: `not_a_month`,
    `in_future`.
    """

    latest: dt.date | None = None

    @property
    def sql_type(self) -> str:
        """DATE."""
        return "DATE"

    @property
    def limits(self) -> str:
        """The latest month, for a person."""
        return _between(None, self.latest and self.latest.strftime("%Y-%m"))

    def typed(self, cell: str) -> str:
        """Return the SQL of the month's first day."""
        first = Date().typed(cell)
        month = _day(f"regexp_full_match({cell}, '{_MONTH}')", cell, "%Y-%m", "%m.%Y", "%m-%Y")
        return f"coalesce({month}, CASE WHEN day({first}) = 1 THEN {first} END)"

    def rules(self, cell: str) -> dict[str, str]:
        """Return the conditions of the rules a month is held to."""
        return {"not_a_month": f"{self.typed(cell)} IS NULL"} | _later(self.typed(cell), self.latest)


def _day(condition: str, text: str, *forms: str) -> str:
    formats = ", ".join(f"'{form}'" for form in forms)
    return f"CASE WHEN {condition} THEN try_strptime({text}, [{formats}])::DATE END"


def _later(value: str, latest: dt.date | None) -> dict[str, str]:
    return {"in_future": f"{value} > DATE '{latest}'"} if latest is not None else {}
