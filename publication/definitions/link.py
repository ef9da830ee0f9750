"""A link: which items of a staff questionnaire belong to what leaders assess of themselves."""

from typing import Self

from pydantic import Field, model_validator

from publication.definitions.text import Definition, Id, contradiction, doubled


class Link(Definition):
    """One link as `data/links/ID.toml` describes it: items of `staff` by item of `leaders`.

    An item of the leaders' with none of the staff's has an empty list: that there is none is said, too.
    """

    id: Id
    leaders: Id
    staff: Id
    items: dict[Id, list[Id]] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_an_item_once(self) -> Self:
        for item, belonging in self.items.items():
            if twice := doubled(belonging):
                raise contradiction("ids_twice", ids=f"items.{item}: {', '.join(twice)}")
        return self
