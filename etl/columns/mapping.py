"""A mapping: how the columns and codes of one form's export say what an instrument asks."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from publication.definitions.instrument import SPECIALS
from publication.definitions.programme import UNKNOWN
from publication.definitions.text import Definition, Id, Words, contradiction, tidy

Role = Literal["role", "site"]
Tool = Literal["nettskjema", "enalyzer", "surveyxact", "spss"]
Cells = Literal["values", "label_numbers", "labels"]
PublishedColumn = Literal["wave", "item", "respondents", "mean", "sd", "not_applicable", "dont_know"]

_CODED = ("blank", "ticked", "not_ticked", *SPECIALS)
# What a tool writes about the answering itself; `$created` is the moment a person answered.
_OWN_COLUMNS: dict[Tool, tuple[str, ...]] = {"nettskjema": ("$submission_id", "$created", "$answer_time_ms")}


class ByText(Definition):
    """A column known by the exact question text in its header."""

    text: Words


def _header(column: object) -> object:
    return ByText.model_validate(column).text if isinstance(column, dict) else column


def _both_or_named(allowed: object) -> object:
    return ["role", "site"] if allowed is True else allowed or []


def _one_of_the_coded(name: str) -> str:
    if name not in _CODED:
        raise contradiction("key_unknown", known=", ".join(_CODED))
    return name


def _has_what_is_printed(columns: dict[PublishedColumn, str]) -> dict[PublishedColumn, str]:
    if missing := [one for one in ("wave", "item", "respondents", "mean", "sd") if one not in columns]:
        raise contradiction("columns_missing", columns=", ".join(missing))
    return columns


def _answered_by(said: object) -> str:
    by_ticks = isinstance(said, Ticks) or (isinstance(said, dict) and "ticks" in said)
    return "(ticks)" if by_ticks else "(column)"


Header = Annotated[Words, AfterValidator(tidy)]
Column = Annotated[Header, BeforeValidator(_header)]
Answers = dict[Id, dict[Id, Column]]
Codes = dict[Annotated[str, AfterValidator(_one_of_the_coded)], list[str]]


class Ticks(Definition):
    """An item answered by ticking one of several columns: the answer, or special answer, each stands for."""

    ticks: dict[Words, Column] = Field(min_length=2)


Answered = Annotated[
    Annotated[Column, Tag("(column)")] | Annotated[Ticks, Tag("(ticks)")], Discriminator(_answered_by)
]


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
    """One row per respondent; an item is one column, or several of which one is ticked.

    `cells` says what answers are written as: values, the numbers of labels in a list, or the labels; then
    `label_numbers` (the labels in order) or `labels` say what they stand for, per instrument. `tick_lists`
    are instruments of which any number of items is ticked.
    """

    kind: Literal["questionnaire"]
    tool: Tool | None = None
    cells: Cells | None = None
    columns: QuestionnaireColumns = QuestionnaireColumns()
    background: dict[Id, Column] = Field(default_factory=dict)
    unknown: Annotated[list[Role], BeforeValidator(_both_or_named)] = Field(default_factory=list)
    answers: dict[Id, dict[Id, Answered]] = Field(min_length=1)
    tick_lists: list[Id] = Field(default_factory=list)
    label_numbers: dict[Id, list[str]] = Field(default_factory=dict)
    labels: dict[Id, dict[Words, str]] = Field(default_factory=dict)
    codes: Codes = Field(default_factory=dict)
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns the tool itself adds, which are passed over."""
        return _OWN_COLUMNS.get(self.tool, ()) if self.tool else ()

    def allows_unknown(self, column: Role) -> bool:
        """Say whether a row without this may be loaded under 'unknown'."""
        return column in self.unknown or UNKNOWN in self.values.get(column, {}).values()


class LeadershipColumns(Definition):
    """Which columns say which leadership group, round and leader a row is, and whether the group agreed."""

    site: Column
    round: Column
    agreed: Column
    leader: Column | None = None
    note: Column | None = None


class LeadershipMapping(FormMapping):
    """One row per leader, leadership group (its site) and round."""

    kind: Literal["leadership"]
    columns: LeadershipColumns
    answers: Answers = Field(min_length=1)
    codes: Codes = Field(default_factory=dict)
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class SessionKey(Definition):
    """Which column names the session, or which two say its kind and number."""

    session: Column | None = None
    kind: Column | None = None
    number: Column | None = None

    @model_validator(mode="after")
    def _says_the_session_once(self) -> Self:
        parts = [self.kind is not None, self.number is not None]
        if parts != ([self.session is None] * 2):
            raise contradiction("session_columns")
        return self


class SessionsColumns(SessionKey):
    """Which columns say at which session a row was given, by whom, and what was added in words."""

    respondent: Column | None = None
    date: Column | None = None
    topic: Column | None = None
    comment: Column | None = None


class SessionsMapping(FormMapping):
    """One row per participant and session, one column per line that was marked."""

    kind: Literal["sessions"]
    columns: SessionsColumns
    answers: Answers = Field(min_length=1)
    codes: Codes = Field(default_factory=dict)
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class SessionMeansColumns(SessionKey):
    """Which columns say whose mean a row is, and what was printed beside it."""

    instrument: Column
    item: Column
    mean: Column
    participants: Column | None = None
    min: Column | None = None
    max: Column | None = None


class SessionMeansMapping(FormMapping):
    """One row per session and line of a report: the mean as printed."""

    kind: Literal["session_means"]
    columns: SessionMeansColumns
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class PublishedMapping(FormMapping):
    """One row per wave and item of a report's table: the figures as printed."""

    kind: Literal["published"]
    instrument: Id
    columns: Annotated[dict[PublishedColumn, Column], AfterValidator(_has_what_is_printed)]


class CountsColumns(Definition):
    """Which columns say what was counted (an item, or a category of a variable), and the two figures."""

    wave: Column
    item: Column | None = None
    variable: Column | None = None
    category: Column | None = None
    n: Column
    percent: Column


class NotPrinted(Definition):
    """A category, or a ticked item, of which a report printed neither number nor percentage."""

    wave: Id
    item: Id | None = None
    variable: Id | None = None
    category: Id | None = None


class PublishedCountsMapping(FormMapping):
    """One row per wave and category, or item that was ticked, of a report's table: figures as printed."""

    kind: Literal["published_counts"]
    instrument: Id | None = None
    columns: CountsColumns
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)
    not_printed: list[NotPrinted] = Field(default_factory=list)

    @model_validator(mode="after")
    def _counts_items_or_categories(self) -> Self:
        counted = self.columns.item, self.columns.variable, self.columns.category
        of_an_instrument = self.instrument is not None
        if [one is not None for one in counted] != [of_an_instrument, *[not of_an_instrument] * 2]:
            raise contradiction("counts_columns")
        return self


class ManagementColumns(Definition):
    """Which columns say whose figure a row gives, of which month, and what it is.

    Without a column for the month, every column named after a month is one. `indicator` names a series; with
    `numerator` (and `denominator`) in place of `value` it names an indicator.
    """

    site: Column
    indicator: Column
    month: Column | None = None
    value: Column | None = None
    numerator: Column | None = None
    denominator: Column | None = None

    @model_validator(mode="after")
    def _says_the_figure_once(self) -> Self:
        figures = [self.value is not None, self.numerator is not None]
        allowed = [[False, False]] if self.month is None else [[True, False], [False, True]]
        if figures not in allowed or (self.denominator is not None and self.numerator is None):
            raise contradiction("management_columns")
        return self


class ManagementMapping(FormMapping):
    """One row per site, month and series; or one per site and series, with a column per month."""

    kind: Literal["management"]
    columns: ManagementColumns
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class StoriesColumns(Definition):
    """Which columns hold the answers to the three questions, the reflections, the tags and the consent."""

    experience: Column
    supports: Column
    stops: Column
    consent: Column
    reflections: Column | None = None
    tags: Column | None = None
    told_on: Column | None = None
    story: Column | None = None


class StoriesMapping(FormMapping):
    """One row per practice story; no names, no role, no site."""

    kind: Literal["stories"]
    columns: StoriesColumns
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class CommentsColumns(Definition):
    """Which columns hold what was said, to which question and when; --wave may say the wave."""

    text: Column
    question: Column | None = None
    wave: Column | None = None


class AskedOf(Definition):
    """Who saw the question of a comment: those of some forms, in some roles, at some sites; none is all."""

    forms: list[Id] = Field(default_factory=list)
    roles: list[Id] = Field(default_factory=list)
    sites: list[Id] = Field(default_factory=list)


class CommentsMapping(FormMapping):
    """One row per comment; no names, no role, no site. `asked_of` says who could have written one."""

    kind: Literal["comments"]
    columns: CommentsColumns
    asked_of: AskedOf = Field(default_factory=AskedOf)
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class MembersColumns(Definition):
    """Which columns say whose group a member is in (a site's, a municipality's), as what, and how long."""

    place: Column
    kind: Column
    since: Column
    until: Column | None = None
    member: Column | None = None


class MembersMapping(FormMapping):
    """One row per member of an implementation group; no names."""

    kind: Literal["members"]
    columns: MembersColumns
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


class ActivitiesColumns(Definition):
    """Which columns say what is done, when, where, by whom, and what is needed before, during and after."""

    title: Column
    begins: Column
    responsible: Column
    status: Column
    ends: Column | None = None
    place: Column | None = None
    tags: Column | None = None
    before: Column | None = None
    during: Column | None = None
    after: Column | None = None


class ActivitiesMapping(FormMapping):
    """One row per activity of an implementation group."""

    kind: Literal["activities"]
    columns: ActivitiesColumns
    values: dict[Id, dict[str, str]] = Field(default_factory=dict)


Mapping = (
    QuestionnaireMapping
    | LeadershipMapping
    | SessionsMapping
    | SessionMeansMapping
    | PublishedMapping
    | PublishedCountsMapping
    | ManagementMapping
    | StoriesMapping
    | CommentsMapping
    | MembersMapping
    | ActivitiesMapping
)
AnyMapping = Annotated[Mapping, Field(discriminator="kind")]
