"""What a publication holds, a record per table: aggregates only, never changed once written.

A field of type `Text` is a column per language. What a report printed stands in `printed_records`.
"""

import datetime as dt
from typing import NamedTuple, NewType

from publication.definitions.text import Text

Json = NewType("Json", str)


class Meta(NamedTuple):
    """`identity` is drawn at random: it tells this publication from every other, also of the same number."""

    programme: str
    number: int
    published_on: dt.date
    identity: str
    schema: int = 0


class StoredDefinition(NamedTuple):
    """A definition as it was when this was published."""

    kind: str
    id: str
    position: int
    definition: Json


class WaveRecord(NamedTuple):
    """A wave that may be shown; how many members it has is not told to who sees some sites alone."""

    wave: str
    position: int
    date: dt.date
    asked_as: str
    members: int | None


class Group(NamedTuple):
    """A whole group of a wave; ids of roles and sites are joined by |."""

    wave: str
    position: int
    group_id: str
    label: Text
    roles: str
    sites: str
    members: int


class Block(NamedTuple):
    """A block of the partition behind what is shown, so that a later publication is never finer.

    `instrument` and `item` '' is the wave's own; items that differ from it follow, a hidden one with an
    empty block. A cell is role@site.
    """

    wave: str
    instrument: str
    item: str
    cells: list[str]


class OfferedSelection(NamedTuple):
    """What may be asked for, of one wave (from = to) or two compared; `around` it, nearest first."""

    from_wave: str
    to_wave: str
    position: int
    group_id: str
    label: Text
    level: int
    sites: int
    around: list[str]
    place: Text


class ItemAnswers(NamedTuple):
    """What leaves of an item in a group and wave.

    Of a score: the mean of its items' means, its standard error rounded up to two digits, counts in half
    steps.
    """

    instrument: str
    wave: str
    group_id: str
    item: str
    position: int
    status: str
    members: int
    n: int | None
    counts: list[int] | None
    not_applicable: int | None
    dont_know: int | None
    not_relevant: int | None
    blank: int | None
    mean: float | None
    se: float | None


class AnswerSheet(NamedTuple):
    """The answers of an instrument, group and wave as one text: a filter change asks for one row a wave."""

    instrument: str
    group_id: str
    wave: str
    answers: str


class Merged(NamedTuple):
    """Under which larger selection an item stands where its group had to merge further."""

    instrument: str
    from_wave: str
    to_wave: str
    group_id: str
    item: str
    merged_id: str


class CategoryCount(NamedTuple):
    """People in one category of a background question, or in several that stand together."""

    wave: str
    variable: str
    position: int
    label: Text
    n: int
    categories: list[str]


class QuestionAsked(NamedTuple):
    """A background question asked in a wave: 'shown', or 'withheld' and without a count."""

    wave: str
    variable: str
    status: str


class Assessment(NamedTuple):
    """What leaves of one item of one leadership group, or of several shown together (`sites` joined by |)."""

    instrument: str
    round: str
    position: int
    group_id: str
    label: Text
    sites: str
    groups: int
    leaders: int
    item: str
    item_position: int
    status: str
    n: int | None
    middle: float | None
    range: int | None
    dont_know: int | None


class Session(NamedTuple):
    """A session that is shown, alone or with others of its kind, or was printed."""

    session: str
    position: int
    kind: str
    kind_name: Text
    number: int
    date: dt.date | None
    topic: Text | None


class SessionGroup(NamedTuple):
    """Sessions shown together, or merged further for some item; who was at two of them counts twice."""

    group_id: str
    position: int
    kind: str
    label: Text
    sessions: list[str]
    participants: int


class SessionBlock(NamedTuple):
    """A group behind what is shown of sessions, as a `Block` is of waves."""

    instrument: str
    item: str
    cells: list[str]


class Mark(NamedTuple):
    """Marks on a line: counts of whole marks from low to high (halves up), quartiles from ten people on."""

    instrument: str
    group_id: str
    item: str
    position: int
    status: str
    n: int | None
    mean: float | None
    counts: list[int] | None
    quartiles: list[float] | None


class ReleasedText(NamedTuple):
    """A question's part of a comment or story that a person released.

    `occasion` is a wave, a session after 'session:', or none; `position` is the order of the texts by their
    words, and keeps the parts of a story together.
    """

    kind: str
    occasion: str | None
    position: int
    question: str | None
    text: str
    tags: list[str]


class ManagementFigure(NamedTuple):
    """What a service records of itself in a month: per × numerator / denominator, or the numerator itself."""

    indicator: str
    site: str
    month: dt.date
    numerator: float
    denominator: float | None


class WithheldMonth(NamedTuple):
    """A month of a series about staff that is withheld, now or before: it is never shown again."""

    series: str
    site: str
    month: dt.date


class File(NamedTuple):
    """A file behind what is published, for a wave or round, and the day (never the hour) it was loaded."""

    kind: str
    wave: str
    name: str
    loaded_on: dt.date
