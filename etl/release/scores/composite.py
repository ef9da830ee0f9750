"""Composite scores: their names, the items they are taken over, and the half step of a record's mean."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from publication.definitions.instrument import Instrument, Item
from publication.ids import OVERALL, subscale_name

_STEPS = "steps:"

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Score:
    """A score: the name it is shown under, as an item is under its id, and the items it is taken over."""

    name: str
    items: tuple[Item, ...]

    def over(self, items: Sequence[Item]) -> Flags:
        """Say of each item whether it is one of the score's."""
        own = {item.id for item in self.items}
        return np.array([item.id in own for item in items])

    def within(self, items: Collection[str]) -> "Score":
        """Return the score over those of its items that are given."""
        return Score(self.name, tuple(item for item in self.items if item.id in items))


def steps_name(score: str) -> str:
    """Return the name under which the groups of a score's counts in half steps are kept."""
    return f"{_STEPS}{score}"


def score_of_steps(name: str) -> str | None:
    """Return the score whose counts in half steps a name stands for; None for any other name."""
    return name.removeprefix(_STEPS) if name.startswith(_STEPS) else None


def subscales_asked(instrument: Instrument, occasion: str) -> list[Score]:
    """Return the declared subscales with items asked on an occasion, in the file's order."""
    asked = instrument.items_asked(occasion)
    scores = (
        Score(subscale_name(subscale.id), tuple(item for item in asked if item.subscale == subscale.id))
        for subscale in instrument.subscales
    )
    return [score for score in scores if score.items]


def overall_asked(instrument: Instrument, occasion: str) -> list[Score]:
    """Return the overall score of an instrument on an occasion; none where none is declared."""
    asked = tuple(instrument.items_asked(occasion))
    return [Score(OVERALL, asked)] if instrument.overall and asked else []


def scores_asked(instrument: Instrument, occasion: str) -> list[Score]:
    """Return every score of an instrument on an occasion, the overall one first."""
    return [*overall_asked(instrument, occasion), *subscales_asked(instrument, occasion)]


def _on_scale(item: Item, instrument: Instrument) -> str:
    return f'"{item.id}" BETWEEN {instrument.answers[0]} AND {instrument.answers[-1]}'


def _turned(item: Item, instrument: Instrument) -> str:
    """Return the SQL of an answer: an integer wide enough to add up (a stored answer is a single byte)."""
    answer, both_ends = f'CAST("{item.id}" AS INTEGER)', instrument.answers[0] + instrument.answers[-1]
    return f"{both_ends} - {answer}" if item.reverse else answer


def _sum_sql(score: Score, instrument: Instrument, worth: Mapping[str, str]) -> str:
    """Return the SQL of what the answers on the scale are worth together, by item."""
    terms = (
        f"CASE WHEN {_on_scale(item, instrument)} THEN {worth[item.id]} ELSE 0 END" for item in score.items
    )
    return f"({' + '.join(terms) or 0})"


def half_step_sql(score: Score, instrument: Instrument) -> str:
    """Return the SQL of twice a record's mean of its answered items, as a whole number, halves up.

    NULL where none of the score's items is answered on the scale.
    """
    answered = _sum_sql(score, instrument, {item.id: "1" for item in score.items})
    total = _sum_sql(score, instrument, {item.id: _turned(item, instrument) for item in score.items})
    return f"CAST(floor((4 * {total} + {answered}) / nullif(2.0 * {answered}, 0)) AS INTEGER)"
