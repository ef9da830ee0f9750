"""A mapping: how the columns and codes of one form's export say what an instrument asks."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from etl.definitions.instrument import Special
from etl.definitions.programme import UNKNOWN
from etl.definitions.text import Definition, Id, Words, tidy

Role = Literal["role", "site"]
PublishedColumn = Literal["wave", "item", "respondents", "mean", "sd", "not_applicable", "dont_know"]


class ByText(Definition):
    """A column known by the exact question text in its header."""

    text: Words


def _header(column: object) -> object:
    return ByText.model_validate(column).text if isinstance(column, dict) else column


def _both_or_named(allowed: object) -> object:
    return ["role", "site"] if allowed is True else allowed or []


def _known_specials(codes: dict[str, list[str]]) -> dict[str, list[str]]:
    known = {"blank", *Special.__args__}  # type: ignore[attr-defined]
    if unknown := set(codes) - known:
        raise ValueError(f"codes for {sorted(unknown)}; known are {sorted(known)}")
    return codes


Header = Annotated[Words, AfterValidator(tidy)]
Column = Annotated[Header, BeforeValidator(_header)]
Answers = dict[Id, dict[Id, Column]]


class FormMapping(Definition):
    """What every mapping says: the form, and how the file is laid out around the cells."""

    form: Id
    programme: Id
    sheet: Words | None = None
    header_rows: Literal[1, 2] = 1
    drop: list[Header] = Field(default_factory=list)


class QuestionnaireColumns(Definition):
    """Which columns say who answered, when and where; the wave may come from the command line."""

    respondent: Column | None = None
    wave: Column | None = None
    site: Column | None = None
    role: Column | None = None


class QuestionnaireMapping(FormMapping):
    """One row per respondent, one column per item."""

    kind: Literal["questionnaire"]
    columns: QuestionnaireColumns = QuestionnaireColumns()
    background: dict[Id, Column] = Field(default_factory=dict)
    unknown: Annotated[list[Role], BeforeValidator(_both_or_named)] = Field(default_factory=list)
    answers: Answers = Field(min_length=1)
    codes: Annotated[dict[str, list[str]], AfterValidator(_known_specials)] = Field(default_factory=dict)
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)

    def allows_unknown(self, column: Role) -> bool:
        """Say whether a row without this may be loaded under 'unknown'."""
        return column in self.unknown or UNKNOWN in self.values.get(column, {}).values()


class LeadershipColumns(Definition):
    """Which columns say which leadership group, round and leader a row is, and whether the group agreed."""

    site: Column
    round: Column
    agreed: Column
    leader: Column | None = None


class LeadershipMapping(FormMapping):
    """One row per leader, leadership group (its site) and round."""

    kind: Literal["leadership"]
    columns: LeadershipColumns
    answers: Answers = Field(min_length=1)
    codes: Annotated[dict[str, list[str]], AfterValidator(_known_specials)] = Field(default_factory=dict)
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class PublishedMapping(FormMapping):
    """One row per wave and item of a report's table: the figures as printed."""

    kind: Literal["published"]
    instrument: Id
    columns: dict[PublishedColumn, Column]


Mapping = QuestionnaireMapping | LeadershipMapping | PublishedMapping
AnyMapping = Annotated[Mapping, Field(discriminator="kind")]
