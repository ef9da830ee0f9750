"""An instrument: its items, scale, special answers and the question it gives a meeting to talk about."""

from typing import Literal, Self

from pydantic import Field, model_validator

from publication.definitions.text import (
    Definition,
    Id,
    Number,
    Renamed,
    Text,
    Whole,
    contradiction,
    doubled,
    refuse_two_of_one_origin,
)
from publication.ids import CITIZENS, OVERALL

Occasion = Literal["pre", "post", "session", "assessment", "tag"]
Special = Literal["not_applicable", "dont_know", "not_relevant"]
# Whose answers they are: two populations are never counted, compared or shown together.
Population = Literal["staff", "citizens"]
POPULATIONS: tuple[Population, ...] = ("staff", "citizens")
SPECIALS: tuple[Special, ...] = ("not_applicable", "dont_know", "not_relevant")

# What everybody says of themselves is kept and compared under this name, as an instrument is under its id.
_BACKGROUND = "background"
# Columns that stand beside the items' own in any table, and what is shown like an item.
_TAKEN = {
    *(OVERALL, "programme", "form", "wave", "respondent", "item", "answer"),
    *("role", "site", "cell", "group_no", "responded", "block", "publication", "said"),
}


class Scale(Definition):
    """Whole answers from low to high (or steps of a mark on a line), with named ends."""

    low: Whole
    high: Whole
    step: Number = 1
    low_label: Text
    high_label: Text

    @model_validator(mode="after")
    def _low_below_high(self) -> Self:
        if not 0 <= self.low < self.high <= 100:
            raise contradiction("scale_ends", low=str(self.low), high=str(self.high))
        return self

    @model_validator(mode="after")
    def _step_can_be_kept(self) -> Self:
        if self.step not in (1, 0.1) or (self.step < 1 and self.high > 12):
            raise contradiction("scale_step", step=str(self.step))
        return self

    @property
    def values(self) -> range:
        """The whole answers a respondent can give."""
        return range(self.low, self.high + 1)


class Item(Renamed):
    """One statement or question.

    `reverse` marks one where a high answer is bad news, `neutral` one where neither end is better.
    """

    label: Text
    reverse: bool = False
    neutral: bool = False
    subscale: Id | None = None
    asked_as: list[Occasion] | None = None


class Subscale(Definition):
    """Items grouped by a published factor, with the evidence for and against the grouping."""

    id: Id
    name: Text
    evidence: Text


class Instrument(Renamed):
    """One questionnaire instrument as `data/instruments/ID.toml` describes it.

    `population` is who answers it in waves.
    `occasions_differ` says what it asked about before and afterwards, where that is not the same thing.
    """

    name: Text
    asked_as: list[Occasion] = Field(min_length=1)
    population: Population = "staff"
    special: list[Special] = Field(default_factory=list)
    overall: bool = False
    question: Text | None = None
    source: Text | None = None
    occasions_differ: Text | None = None
    scale: Scale | None = None
    subscales: list[Subscale] = Field(default_factory=list)
    items: list[Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if twice := doubled([item.id for item in self.items]):
            raise contradiction("ids_twice", ids=", ".join(twice))
        if taken := _TAKEN & {item.id for item in self.items}:
            raise contradiction("ids_kept", ids=", ".join(sorted(taken)))
        if self.id == _BACKGROUND:
            raise contradiction("ids_kept", ids=_BACKGROUND)
        refuse_two_of_one_origin("items", self.items)
        if self.asked_as != ["tag"] and (self.scale is None or self.question is None):
            raise contradiction("scale_and_question")
        return self

    @model_validator(mode="after")
    def _parts_are_known(self) -> Self:
        wider = {o for item in self.items for o in item.asked_as or []} - set(self.asked_as)
        if wider:
            raise contradiction("asked_wider", items=", ".join(sorted(wider)), all=", ".join(self.asked_as))
        if self.population == CITIZENS and not {*self.asked_as} <= {"pre", "post"}:
            raise contradiction("citizens_in_waves", asked_as=", ".join(self.asked_as))
        used = {item.subscale for item in self.items if item.subscale}
        if self.subscales and (unknown := used - {subscale.id for subscale in self.subscales}):
            raise contradiction("subscales_unknown", ids=", ".join(sorted(unknown)))
        return self

    def items_asked(self, occasion: str) -> list[Item]:
        """Return the items asked on an occasion ('pre', 'post' ...), in the questionnaire's order."""
        return [item for item in self.items if occasion in (item.asked_as or self.asked_as)]

    @property
    def rating_scale(self) -> Scale:
        """The scale it is answered on. Raises ValueError for a list of tags, which has none."""
        if self.scale is None:
            raise ValueError(self.id)
        return self.scale

    @property
    def answers(self) -> range:
        """The whole answers on the scale; empty for a list of tags."""
        return self.scale.values if self.scale else range(0)
