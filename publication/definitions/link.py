"""A link: which items of a questionnaire belong to what leaders assess of themselves."""

from typing import Self

from pydantic import Field, model_validator

from publication.definitions.instrument import Population
from publication.definitions.text import Definition, Id, contradiction, doubled


class Link(Definition):
    """One link as `data/links/ID.toml` describes it: items of `staff` or `citizens` by item of `leaders`.

    An item of the leaders' that nothing belongs to has an empty list: that there is none is said, too.
    """

    id: Id
    leaders: Id
    staff: Id | None = None
    citizens: Id | None = None
    items: dict[Id, list[Id]] = Field(min_length=1)

    @property
    def instrument(self) -> str:
        """The questionnaire whose items belong to what leaders say."""
        return self.staff or self.citizens or ""

    @property
    def population(self) -> Population:
        """Who answers it."""
        return "staff" if self.staff else "citizens"

    @model_validator(mode="after")
    def _is_to_one_population(self) -> Self:
        if (self.staff is None) == (self.citizens is None):
            raise contradiction("link_to_one")
        return self

    @model_validator(mode="after")
    def _names_an_item_once(self) -> Self:
        for item, belonging in self.items.items():
            if twice := doubled(belonging):
                raise contradiction("ids_twice", ids=f"items.{item}: {', '.join(twice)}")
        return self
