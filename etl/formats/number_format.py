"""Number formats of spreadsheets: in which unit a cell shows its number, where that is not the number alone.

'0 %' shows 0.085 as 8.5 %; '#,##0,' shows thousands; a currency stands beside the number. Signs in quotation
marks or behind a backslash are only shown (ECMA-376 part 1, 18.8.31).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from etl.formats.cells import Quantity

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)', re.DOTALL
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_CURRENCY = re.compile(r"(?i)[€$£¥¤]|(?<![^\W_])(kr|dkk|nok|sek|eur|usd|gbp)(?![^\W_])")
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")
_HOLDS = {
    "<=": float.__le__,
    ">=": float.__ge__,
    "<>": float.__ne__,
    "<": float.__lt__,
    ">": float.__gt__,
    "=": float.__eq__,
}
# Formats that a workbook need not spell out; which currency it is, the reader's system says.
BUILT_IN = {9: "0%", 10: "0.00%"} | dict.fromkeys((5, 6, 7, 8, 42, 44), "¤ #,##0.00")


@dataclass(frozen=True, slots=True)
class _Section:
    """How numbers under a condition (a sign and a number) are shown: × 10 to a power, and the sign beside."""

    power: int
    sign: str
    condition: tuple[str, float] | None

    def is_for(self, number: float) -> bool:
        return self.condition is None or _HOLDS[self.condition[0]](number, self.condition[1])


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format's sections: for all numbers, or positive, negative and zero, or each with its condition."""

    sections: Sequence[_Section]

    def shown(self, number: float) -> Quantity | float:
        """Return a number with the unit it is shown in; the number where it is shown as it is."""
        section = self._section(float(number))
        return Quantity(number, section.power, section.sign) if section.sign else number

    def _section(self, number: float) -> _Section:
        if any(section.condition for section in self.sections):
            return next((section for section in self.sections if section.is_for(number)), self.sections[-1])
        at = 0 if number > 0 else 1 if number < 0 else 2
        return self.sections[at if at < len(self.sections) else 0]


@cache
def number_format(code: str) -> NumberFormat | None:
    """Return what a format code says of units; None where numbers are shown as they are."""
    sections = [_section(part) for part in _parts(code)[:3]]
    return NumberFormat(sections) if any(section.sign for section in sections) else None


def unit_beside(shown: str) -> str:
    """Return the unit that stands beside a number in a text, if it is a percent sign or a currency."""
    if found := _CURRENCY.search(shown):
        return found[0]
    return next((sign for sign in "%‰" if sign in shown), "")


def _parts(code: str) -> list[list[re.Match[str]]]:
    """Return a code's sections, in tokens."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["plain"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _section(tokens: Sequence[re.Match[str]]) -> _Section:
    brackets = [token["bracket"] for token in tokens if token["bracket"]]
    plain = "".join(token["plain"] or " " for token in tokens)
    currency = [bracket[1:].partition("-")[0] for bracket in brackets if bracket.startswith("$")]
    beside = "".join(token["quoted"] or token["escaped"] or token["plain"] or " " for token in tokens)
    conditions = (_CONDITION.fullmatch(bracket.strip()) for bracket in brackets)
    condition = next(filter(None, conditions), None)
    power = 2 * plain.count("%") - 3 * sum(len(found[1]) for found in _THOUSANDS.finditer(plain))
    sign = "".join(currency) or unit_beside(beside) or (f"× {10**-power}" if power else "")
    return _Section(power, sign, (condition[1], float(condition[2])) if condition else None)
