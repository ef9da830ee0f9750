"""What a workbook's or SPSS file's typed cell says as a text; the same whatever the format."""

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

MAX_CELLS = 10_000_000


class Quantity(NamedTuple):
    """A number that its cell shows in a unit: × 10 to a power, with a sign ('%', 'kr') beside it."""

    number: float
    power: int
    sign: str


Cell = str | float | bool | dt.date | dt.time | dt.timedelta | Quantity | None

_HALF_A_SECOND = dt.timedelta(milliseconds=500)
_DIGITS_KEPT = 15
_LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_BYTE_ORDER_MARK, _LOST = "\ufeff", "\ufffd"


class OddCellError(ValueError):
    """A cell that no text stands for; carries the rule it breaks."""

    def __init__(self, rule: str, **details: str) -> None:
        """Keep the rule, a key of the words' `fault` table, and what goes into its sentence."""
        super().__init__(rule)
        self.rule, self.details = rule, details


def text_of(cell: Cell) -> str:
    """Return a cell as text: dates as ISO 8601, whole numbers without decimals, composed letters.

    Raises OddCellError for a number that has lost digits, and for letters that were lost or are none.
    """
    match cell:
        case None:
            return ""
        case str():
            return _plain(cell)
        case bool():
            return "true" if cell else "false"
        case int() | float():
            return number_text(cell)
        case Quantity():
            return f"{number_text(cell.number, cell.power)} {cell.sign}"
        case dt.datetime():
            return moment_text(cell)
        case dt.timedelta():
            return _duration_text(cell)
        case dt.time():
            return cell.isoformat("seconds")
    return cell.isoformat()


def number_text(number: float, power: int = 0) -> str:
    """Return a number, × 10 to a power, with the 15 digits that spreadsheets keep, without an exponent.

    '1.234' gets a zero at its end: as text it could be read as thousands, which a number's cell cannot mean.
    Raises OddCellError for a number of more digits (an id that was typed as one), and for what is none.
    """
    if not math.isfinite(number):
        raise OddCellError("error_cell")
    if abs(number) >= 10**_DIGITS_KEPT:
        raise OddCellError("long_number")
    text = f"{Decimal(f'{number:.{_DIGITS_KEPT}g}').scaleb(power).normalize():f}"
    if text in ("-0", "0"):
        return "0"
    return f"{text}0" if _LIKE_THOUSANDS.fullmatch(text) else text


def moment_text(moment: dt.datetime) -> str:
    """Return a day, with its time unless it is midnight; fractions of a second come from how it is stored."""
    whole = (moment + _HALF_A_SECOND).replace(microsecond=0)
    return whole.date().isoformat() if whole.time() == dt.time() else whole.isoformat(" ")


def _duration_text(duration: dt.timedelta) -> str:
    seconds = round(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix(_BYTE_ORDER_MARK)
    if _LOST in text:
        raise OddCellError("lost_letters", sign=_LOST)
    if found := _CONTROLS.search(text):
        raise OddCellError("control_sign", sign=f"U+{ord(found.group()):04X}")
    return unicodedata.normalize("NFC", text)
