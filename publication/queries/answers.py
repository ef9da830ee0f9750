"""What leaves the gate of an item in a group, as the pages ask for it."""

from typing import NamedTuple


class Answer(NamedTuple):
    """One item of one group in one wave: its status, and the counts where they are shown."""

    status: str
    members: int | None = None
    n: int | None = None
    counts: list[int] | None = None
    not_applicable: int | None = None
    dont_know: int | None = None
    not_relevant: int | None = None
    blank: int | None = None
    mean: float | None = None
    se: float | None = None

    @property
    def is_score(self) -> bool:
        """Say whether it is a score: the mean of its items' means, with its standard error."""
        return self.mean is not None


WITHHELD = Answer("withheld")
