"""What a report says in words of its printed figures, so that it can be held against them."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from publication.definitions.text import Definition, Id, Words, contradiction, doubled


class Claim(Definition):
    """One claim: these items moved so from one wave to another, the first and the last unless said otherwise.

    'markedly' says more than the others did: it leaves the instrument's other items behind.
    """

    instrument: Id
    kind: Literal["higher", "lower", "higher_markedly", "lower_markedly"]
    items: list[Id] = Field(min_length=1)
    from_wave: Id | None = Field(default=None, alias="from")
    to_wave: Id | None = Field(default=None, alias="to")
    page: Words | None = None

    @property
    def is_marked(self) -> bool:
        """Whether the claim sets its items apart from the rest."""
        return self.kind.endswith("_markedly")

    @model_validator(mode="after")
    def _items_are_single(self) -> Self:
        if twice := doubled(self.items):
            raise contradiction("ids_twice", ids=", ".join(twice))
        return self


def waves_of(claim: Claim, waves: Sequence[str]) -> tuple[str, str]:
    """Return the two waves a claim compares, of those a programme has."""
    return claim.from_wave or waves[0], claim.to_wave or waves[-1]


def waves_contradict(claims: Sequence[Claim], waves: Sequence[str]) -> bool:
    """Say whether a claim names a wave that is not there, or two in the wrong order."""
    for claim in claims:
        named = waves_of(claim, waves) if waves else ("", "")
        if not {*named} <= {*waves} or waves.index(named[0]) >= waves.index(named[1]):
            return True
    return False
