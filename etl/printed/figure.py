"""A printed figure: its digits, and which exact values are printed so; all in whole numbers."""

from decimal import Decimal
from typing import Literal, NamedTuple

# 'either' takes what one of the two gives, so also a 5 that is rounded to the even digit; 'cut' drops digits.
Rounding = Literal["half_up", "half_down", "either", "cut"]


class Span(NamedTuple):
    """All values from `least` to `most`, counted in halves of a unit; whether the ends belong to it."""

    least: int
    most: int
    with_least: bool
    with_most: bool

    def wholes(self, times: int, divisor: int, less: int = 0) -> range:
        """Return the whole numbers x with (times * x - less) / divisor in the span; times, divisor > 0."""
        above, below = self.least * divisor + less, self.most * divisor + less
        first = -(-above // times) if self.with_least else above // times + 1
        end = below // times + 1 if self.with_most else -(-below // times)
        return range(first, end)

    def meets(self, low: int, high: int) -> bool:
        """Say whether some value of the span lies from low to high."""
        above = self.least < high or (self.with_least and self.least == high)
        return above and (self.most > low or (self.with_most and self.most == low))

    @property
    def squared(self) -> "Span":
        """The squares of the values that are not negative."""
        closed = self.with_least or self.least < 0
        return Span(max(self.least, 0) ** 2, self.most**2, closed, self.with_most)


class Printed(NamedTuple):
    """A printed figure as a whole number of its last decimal's units."""

    units: int
    decimals: int

    @property
    def per_one(self) -> int:
        """How many units make one."""
        return int(10**self.decimals)

    @property
    def exact(self) -> Decimal:
        """The figure as it stands."""
        return Decimal(self.units).scaleb(-self.decimals)

    @property
    def share(self) -> "Printed":
        """The share of one that this percentage is."""
        return Printed(self.units, self.decimals + 2)

    def span(self, rounding: Rounding) -> Span:
        """Return the values that are printed as this figure; of figures cut off, none below 0."""
        if rounding == "cut":
            return Span(2 * self.units, 2 * self.units + 2, True, False)
        ends = rounding != "half_down", rounding != "half_up"
        return Span(2 * self.units - 1, 2 * self.units + 1, *ends)

    def text(self, units: int) -> str:
        """Return another figure with as many decimals."""
        return format(Decimal(units).scaleb(-self.decimals), "f")


def read_printed(text: str) -> Printed:
    """Read a figure with a decimal point; trailing zeros count. Raises ValueError for what is none."""
    whole, _, decimals = text.strip().partition(".")
    return Printed(int(whole + decimals), len(decimals))
