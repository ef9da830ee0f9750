"""How often a test of chance is run: a few times by `make test`, all of them by `make attack` as well."""

from collections.abc import Sequence
from typing import Any

import pytest

FEW = 3


def attack(value: object) -> Any:
    """A parameter that only `make attack` runs."""
    return pytest.param(value, marks=pytest.mark.attack)


def seeds(many: int, few: int = FEW) -> Sequence[Any]:
    """So many seeds, of which `make test` runs a few."""
    return [*range(few), *map(attack, range(few, many))]


def few_and_many(few: int, many: int) -> Sequence[Any]:
    """How many examples are drawn: few in `make test`, many in `make attack`."""
    return [few, attack(many)]
