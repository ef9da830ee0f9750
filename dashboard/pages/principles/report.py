"""The report of leadership groups' own assessment on the seven principles."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts.style import Figure
from dashboard.pages.principles.answer import (
    Cell,
    by_distance,
    principle_names,
    principles_data_table,
    principles_table,
)
from dashboard.pages.principles.chart import PrinciplesTexts, draw_principles
from dashboard.pages.principles.text import principles_sentences
from dashboard.report.about import Lines, chosen_instrument
from dashboard.report.data_table import DataTable
from dashboard.report.offered import BY_DISTANCE, PRINCIPLES
from dashboard.report.report import ChartReport, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.text import Paragraph
from publication.languages import Language
from publication.reading import Publication

# What a cell needs for its number, in rem.
WIDTH_OF_COLUMN = 1.9


@dataclass(frozen=True)
class PrinciplesReport(ChartReport[Sequence[Cell]]):
    """A cell per leadership group and principle, in a round and, where chosen, in an earlier one."""

    @property
    def rests_on(self) -> RestsOn:
        """Leaders' assessments."""
        return "leadership"

    @property
    def width(self) -> int:
        """The least room the chart needs, in rem."""
        return math.ceil(WIDTH_OF_COLUMN * len({cell.group for cell in self.answer}))

    @property
    def question(self) -> str:
        """Where leaders agree, and where not."""
        return self.language.say("principles.question")

    @cached_property
    def names(self) -> dict[str, str]:
        """Principle → what it is called, in the order of the view."""
        names = principle_names(self.publication, self.language)
        if self.selection.view != BY_DISTANCE:
            return names
        return {item: names[item] for item in by_distance(self.answer, names)}

    @cached_property
    def sentences(self) -> Sequence[str]:
        """What stands out, the finding first; none where no cell may be shown."""
        names = principle_names(self.publication, self.language)
        compared = bool(self.selection.against)
        return principles_sentences(self.answer, names, self.language, compared=compared)

    @property
    def lead(self) -> str:
        """How many groups, and the second thing to know."""
        return " ".join([f"{self.people}.", *self.sentences[1:2]])

    @property
    def further(self) -> Sequence[str]:
        """What the lead has no room for."""
        return self.sentences[2:]

    @cached_property
    def people(self) -> str:
        """How many groups and leaders."""
        columns = {cell.group: cell for cell in self.answer}.values()
        leaders = sum(cell.leaders for cell in columns)
        groups = sum(cell.groups for cell in columns)
        return self.language.counted("principles.people", groups, leaders=leaders)

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """What is compared, the scale, what a dash means."""
        return _notes(self)

    @cached_property
    def chart(self) -> Figure:
        """The heatmap."""
        scale = self.publication.instruments[PRINCIPLES].rating_scale
        ends, say = (scale.low, scale.high), self.language.say
        key = [say("principles.key.number", low=scale.low, high=scale.high), say("principles.key.bar")]
        words = PrinciplesTexts(
            self.language, self.names, ends, self._date(self.selection.round), say("card.withheld"), key
        )
        return draw_principles(self.answer, self.selection.item, words)

    @cached_property
    def table(self) -> DataTable:
        """A row per principle and group."""
        return principles_data_table(self.answer, self.publication, self.selection, self.language)

    @property
    def chosen(self) -> Lines:
        """The questionnaire and its rounds."""
        rounds = filter(None, (self.selection.against, self.selection.round))
        return {
            "workbook.instrument": chosen_instrument(self.publication, PRINCIPLES, self.language),
            "workbook.waves": "; ".join(map(self._date, rounds)),
        }

    def _date(self, round_id: str) -> str:
        return self.language.date(self.publication.round_date(round_id))


def principles_report(
    publication: Publication, selection: Selection, language: Language
) -> PrinciplesReport | None:
    """Return what is to be said of a round; None where no cell may be shown."""
    report = PrinciplesReport(publication, selection, language, principles_table(publication, selection))
    return report if report.sentences else None


def _notes(report: PrinciplesReport) -> list[str]:
    language, selection = report.language, report.selection
    scale = report.publication.instruments[PRINCIPLES].rating_scale
    low = f"{scale.low} ({language.of(scale.low_label)})"
    high = f"{scale.high} ({language.of(scale.high_label)})"
    rounds = {"round": selection.round, "against": selection.against}
    dates = {
        name: language.date(report.publication.round_date(chosen))
        for name, chosen in rounds.items()
        if chosen
    }
    compared = [language.say("principles.compare_note", **dates)] if selection.against else []
    dash = language.say("principles.dash_note", withheld=language.say("card.withheld"))
    return [
        language.say("principles.note"),
        *compared,
        language.say("principles.scale", low=low, high=high),
        *([dash] if any(cell.status == "withheld" for cell in report.answer) else []),
    ]
