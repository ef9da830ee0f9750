"""What a form sends, read by a record of its fields; what is wrong is said field by field."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from flask import request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

# A line on the wall, and a page of typing.
LINE, PAGE = 200, 4_000


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


Line = Annotated[str, Field(min_length=1, max_length=LINE)]
OptionalLine = Annotated[str, Field(max_length=LINE)]
Prose = Annotated[str, Field(max_length=PAGE)]
OptionalDay = Annotated[dt.date | None, BeforeValidator(_empty_is_none)]
Few = Annotated[int, Field(ge=0, le=99)]
OptionalNumber = Annotated[Annotated[int, Field(ge=1, le=99)] | None, BeforeValidator(_empty_is_none)]
OptionalTurn = Annotated[int | None, BeforeValidator(_empty_is_none)]
# What is sent for each kind of fault; any other is a value that is not offered.
_FAULTS = {
    "string_too_short": "empty",
    "missing": "empty",
    "string_too_long": "too_long",
    "date_from_datetime_parsing": "no_day",
    "date_parsing": "no_day",
    "int_parsing": "no_number",
    "greater_than_equal": "no_number",
    "less_than_equal": "no_number",
}


class Form(BaseModel):
    """The fields of a form; a text without blanks around it and with plain line ends."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore")

    def values(self) -> dict[str, Any]:
        """Return field → value, but for the version that was seen."""
        return {name: value for name, value in self if name != "version"}


Filled = TypeVar("Filled", bound=Form)


class NotFilled(Exception):
    """A form with faults.

    Attributes:
        faults: Field → key of the words for what is wrong.
        typed: What was sent.
    """

    def __init__(self, faults: dict[str, str], typed: dict[str, str]) -> None:
        """Keep the faults and what was sent."""
        super().__init__(sorted(faults))
        self.faults, self.typed = faults, typed


def read(form: type[Filled]) -> Filled:
    """Return what was sent as a record. Raises NotFilled."""
    typed = {name: value.replace("\r\n", "\n") for name, value in request.form.items()}
    try:
        return form.model_validate(typed | _lists(form))
    except ValidationError as error:
        faults = {str(found["loc"][0]): _FAULTS.get(found["type"], "not_offered") for found in error.errors()}
        raise NotFilled(faults, typed) from None


def _lists(form: type[Form]) -> dict[str, list[str]]:
    """Return what was ticked: a field that may be sent several times."""
    ticked = {name for name, field in form.model_fields.items() if field.annotation == list[str]}
    return {name: request.form.getlist(name) for name in ticked}


def offered(values: Sequence[str]) -> BeforeValidator:
    """Return a check that a text is one of those offered."""

    def check(value: object) -> object:
        if value in values:
            return value
        raise ValueError(value)

    return BeforeValidator(check)
