"""Whether what a report says in words follows from the figures it prints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from etl.printed.figure import Printed
from publication.definitions.claims import Claim

Means = Mapping[str, Printed]


@dataclass(frozen=True, slots=True)
class Shift:
    """How far an item's printed mean moved, and how far rounding may have moved it."""

    item: str
    by: Decimal
    slack: Decimal


@dataclass(frozen=True, slots=True)
class Unfounded:
    """A claim that does not follow: the item named, and one left out that moved further (if that is why)."""

    named: Shift
    left_out: Shift | None


def unfounded(claim: Claim, earlier: Means, later: Means) -> Iterator[Unfounded]:
    """Yield the items of a claim that the printed means do not bear out.

    An item called higher must not be lower; one called markedly higher must be higher, and no item left out
    may have moved further the same way. Means are rounded, so a difference counts only where it is larger
    than rounding can make it.

    Args:
        claim: What the report says.
        earlier: Item → printed mean in the wave the claim begins with.
        later: The same in the wave it ends with.
    """
    sign = -1 if claim.kind.startswith("lower") else 1
    shifts = {item: _shift(item, earlier[item], later[item], sign) for item in earlier if item in later}
    left_out = [shift for item, shift in shifts.items() if item not in claim.items]
    furthest = max(left_out, key=lambda shift: shift.by, default=None) if claim.is_marked else None
    for named in (shifts[item] for item in claim.items if item in shifts):
        if named.by + named.slack <= 0 or (claim.is_marked and named.by <= 0):
            yield Unfounded(_signed(named, sign), None)
        elif furthest is not None and furthest.by - named.by > furthest.slack + named.slack:
            yield Unfounded(_signed(named, sign), _signed(furthest, sign))


def _shift(item: str, earlier: Printed, later: Printed, sign: int) -> Shift:
    half_units = sum((Decimal(figure.per_one) ** -1 for figure in (earlier, later)), Decimal(0)) / 2
    return Shift(item, sign * (later.exact - earlier.exact), half_units)


def _signed(shift: Shift, sign: int) -> Shift:
    return Shift(shift.item, sign * shift.by, shift.slack)
