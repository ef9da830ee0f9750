"""What a room sees of a revealed round: how far apart those are who let it be seen.

Fewer than three answers on the scale show nothing of a question, not even how many there were or how many did
not know; those who said no stand in no number here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from dashboard.meetings.rounds.questions import Part, name_of
from dashboard.store.kept_rounds import SEEN_FROM
from dashboard.store.rounds import DONT_KNOW, Given


@dataclass(frozen=True, slots=True)
class Spread:
    """How members answered one question.

    Attributes:
        item: Its id.
        counts: Answer on the scale → how many gave it, the lowest answer first.
        dont_know: How many did not know.
    """

    item: str
    counts: Mapping[int, int]
    dont_know: int

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest answer."""
        return min(self.counts), max(self.counts)

    @property
    def distance(self) -> int:
        """How far the most different answers are apart."""
        low, high = self.ends
        return high - low

    @property
    def middle(self) -> float:
        """The middle answer."""
        return float(median(Counter(self.counts).elements()))


def spread_of(item: str, answers: Sequence[int | str]) -> Spread | None:
    """Return how one question was answered; None where fewer than three answered on its scale."""
    on_scale = sorted(answer for answer in answers if isinstance(answer, int))
    if len(on_scale) < SEEN_FROM:
        return None
    return Spread(item, Counter(on_scale), sum(answer == DONT_KNOW for answer in answers))


def spreads(part: Part, shown: Sequence[Given]) -> list[Spread]:
    """Return what is seen of an instrument's questions: the widest apart first, then as they are asked."""
    given = {
        item.id: [one[name] for one in shown if (name := name_of(part, item)) in one] for item in part.items
    }
    found = [spread for item, answers in given.items() if (spread := spread_of(item, answers))]
    return sorted(found, key=lambda spread: -spread.distance)
