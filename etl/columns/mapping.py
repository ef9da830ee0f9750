"""What every mapping says: how the columns and codes of one form's export say what its kind asks."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from publication.definitions.instrument import SPECIALS
from publication.definitions.text import Definition, Id, Words, contradiction, tidy

Cells = Literal["values", "label_numbers", "labels"]

_CODED = ("blank", "ticked", "not_ticked", *SPECIALS)


class ByText(Definition):
    """A column known by the exact question text in its header."""

    text: Words


def _header(column: object) -> object:
    return ByText.model_validate(column).text if isinstance(column, dict) else column


def _one_of_the_coded(name: str) -> str:
    if name not in _CODED:
        raise contradiction("key_unknown", known=", ".join(_CODED))
    return name


_Name = Annotated[Words, AfterValidator(tidy)]
Header = Annotated[_Name, BeforeValidator(_header)]
Answers = dict[Id, dict[Id, Header]]
Codes = dict[Annotated[str, AfterValidator(_one_of_the_coded)], list[str]]
Values = dict[Id, dict[str, str]]


class FormMapping(Definition):
    """What every mapping says: the form, and how the file is laid out around the cells.

    Each kind adds `columns`, and more of its own; its `kind` is the word that a mapping file says.
    """

    form: Id
    programme: Id
    sheet: Words | None = None
    header_rows: Literal[1, 2] = 1
    drop: list[_Name] = Field(default_factory=list)
    kind: str
