"""The answer of change to a selection, and what the parts of its report have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dashboard.answers.change import ChangeRow, asks_alike, change_tables, is_printed, readable
from dashboard.pages.change.composition import Part, Within, change_within, largest_parts, parts_of
from dashboard.pages.change.order import ordered
from dashboard.pages.change.subscales import factor_rows
from dashboard.pages.change.waves import Courses, courses
from dashboard.report.about import Lines, chosen_answers
from dashboard.report.labels import (
    factor_labels,
    item_labels,
    wave_names,
)
from dashboard.report.report import WIDTH, ChartReport, RestsOn
from dashboard.report.selection import Selection
from publication.definitions.instrument import Instrument
from publication.reading import Publication

# In rem: three columns of segments with numbers in them, four of small charts.
WIDTH_OF_ANSWERS = 52
WIDTH_OF_WAVES = 42


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """The rows of a selection, whose answers they are, and the change within the largest groups.

    `factors` are the rows of the instrument's factors and `over` those of all waves, where they are shown;
    `wanted` are the waves that were chosen, which may not have asked the instrument.
    """

    table: Sequence[ChangeRow]
    parts: Sequence[Part] = ()
    within: Sequence[Within] = ()
    factors: Sequence[ChangeRow] = ()
    over: Courses | None = None
    wanted: tuple[str, str] = ("", "")


def is_compared(publication: Publication, selection: Selection) -> bool:
    """Say whether the two waves are two, and asked about the same thing."""
    return selection.from_wave != selection.to_wave and asks_alike(publication, selection)


def change_answer(publication: Publication, selection: Selection) -> ChangeAnswer:
    """Work out the table of a selection, and with it those of the largest groups within it."""
    apart = selection.view == "factors" or is_printed(publication, selection.instrument)
    parts = [] if apart else parts_of(publication, selection)
    largest = largest_parts(parts) if is_compared(publication, selection) else []
    alone = [replace(selection, group=part.option.id) for part in largest]
    table, *inside = change_tables(publication, [selection, *alone])
    within = [change_within(part, table, rows) for part, rows in zip(largest, inside, strict=True)]
    shown = ordered(readable(table, publication, selection), selection)
    return ChangeAnswer(
        shown,
        parts,
        [change for change in within if change is not None],
        ordered(factor_rows(publication, selection), selection) if selection.view == "factors" else (),
        courses(publication, selection, shown) if selection.view == "waves" else None,
    )


@dataclass(frozen=True)
class ChangeContext(ChartReport[ChangeAnswer]):
    """What the parts of a report of change have in common: names, waves, and what is drawn."""

    @property
    def instrument(self) -> Instrument:
        """The instrument's definition."""
        return self.publication.instruments[self.selection.instrument]

    @property
    def printed(self) -> bool:
        """Whether the figures are those of a printed report."""
        return is_printed(self.publication, self.selection.instrument)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Item or score → what it is called."""
        items = item_labels(self.instrument, self.language)
        return items | factor_labels(self.instrument, self.language)

    @cached_property
    def waves(self) -> tuple[str, str]:
        """What the two waves are called."""
        return wave_names(self.publication, self.selection, self.language)

    @cached_property
    def waves_asked(self) -> dict[int, str]:
        """The waves in which the instrument was asked, by place; where both are one, the later."""
        table = self.answer.table
        ends = [[row.earlier for row in table], [row.later for row in table]]
        return {
            at: self.waves[at]
            for at in (0, 1)
            if not (self.one_wave and at == 0) and any(side.status != "not_asked" for side in ends[at])
        }

    @property
    def one_wave(self) -> bool:
        """Whether both waves are the same."""
        return self.selection.from_wave == self.selection.to_wave

    @property
    def with_counts(self) -> bool:
        """Whether the answers themselves are drawn."""
        return self.selection.view == "answers" and not self.printed

    @property
    def shown(self) -> Sequence[ChangeRow]:
        """The rows that are drawn: items, or the factors over them."""
        if self.answer.over is not None:
            return [course.change for course in self.answer.over.rows]
        return self.answer.factors if self.selection.view == "factors" else self.answer.table

    @property
    def rests_on(self) -> RestsOn:
        """Answers, or figures of a printed report."""
        return "published" if self.printed and self.selection.view != "factors" else "questionnaire"

    @property
    def width(self) -> int:
        """The least room the chart needs, in rem."""
        if self.answer.over is not None:
            return WIDTH_OF_WAVES
        return WIDTH_OF_ANSWERS if self.with_counts else WIDTH

    @property
    def question(self) -> str:
        """The instrument's."""
        return self.language.of(self.instrument.question)

    @property
    def chosen(self) -> Lines:
        """Questionnaire, waves and group."""
        return chosen_answers(self.publication, self.selection, self.language)
