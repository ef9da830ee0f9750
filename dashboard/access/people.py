"""Somebody who asks: what they are called, what they may do, and of which programmes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dashboard.store.scope import Programmes

Role = Literal["viewer", "facilitator", "steward", "administrator"]
# Each may do what those before may: see; hold meetings and rounds; load and publish; say who may what.
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, a role, and the programmes they may see; None for all."""

    name: str
    role: Role
    programmes: Programmes | None = None

    def may(self, role: Role) -> bool:
        """Say whether somebody may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


# Without login the server answers this machine alone, and whoever sits at it.
AT_THIS_MACHINE = Person("", "administrator")


def person(name: str, role: str, programmes: Sequence[str] | None) -> Person:
    """Return somebody as the store or a group says them. Raises ValueError for a role there is not."""
    known = ROLES[ROLES.index(role)]
    return Person(name, known, frozenset(programmes) if programmes is not None else None)
