"""A background variable: its categories in order, as `data/background/ID.toml` describes them."""

from typing import Self

from pydantic import Field, model_validator

from publication.definitions.text import Definition, Id, Text, contradiction, doubled


class Category(Definition):
    """One answer to a background question."""

    id: Id
    label: Text


class Background(Definition):
    """A background variable, shown one-way for a whole wave only."""

    id: Id
    name: Text
    categories: list[Category] = Field(min_length=2)

    @model_validator(mode="after")
    def _categories_are_single(self) -> Self:
        if twice := doubled([category.id for category in self.categories]):
            raise contradiction("ids_twice", ids=", ".join(twice))
        return self
