"""The report of response: numbers, then sentences, table and chart made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts import style
from dashboard.charts.style import Figure
from dashboard.report.about import Lines
from dashboard.report.data_table import DataColumn, DataTable
from dashboard.report.labels import wave_name
from dashboard.report.report import ChartReport
from dashboard.report.selection import Selection
from dashboard.report.text import Paragraph
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True, slots=True)
class Response:
    """How many of those invited to a wave answered."""

    wave: str
    members: int
    invited: int

    @property
    def rate(self) -> float:
        """The response rate, of one."""
        return self.members / self.invited


@dataclass(frozen=True)
class ResponseReport(ChartReport[Sequence[Response]]):
    """The response rate of every wave."""

    @property
    def question(self) -> str:
        """Whom the answers speak for."""
        return self.language.say("response.question")

    @cached_property
    def names(self) -> list[str]:
        """What the waves are called."""
        return [wave_name(self.publication, response.wave, self.language) for response in self.answer]

    @cached_property
    def sentences(self) -> Sequence[str]:
        """The lowest rate first: it is the one to be careful with."""
        lowest = min(self.answer, key=lambda response: response.rate)
        name = wave_name(self.publication, lowest.wave, self.language)
        return [self.language.say("response.lowest", wave=name, rate=self.language.per_cent(lowest.rate))]

    @cached_property
    def people(self) -> str:
        """How many answered at all."""
        return self.language.whole(sum(response.members for response in self.answer))

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """Nothing that the chart does not say."""
        return ()

    @cached_property
    def table(self) -> DataTable:
        """A row per wave."""
        rows = [
            {"wave": name, "members": response.members, "rate": 100 * response.rate}
            for name, response in zip(self.names, self.answer, strict=True)
        ]
        say = self.language.say
        columns = [DataColumn("wave", say("table.wave")), DataColumn("members", say("table.n"), 0)]
        return DataTable(rows, [*columns, DataColumn("rate", say("participants.percent"), 1)])

    @cached_property
    def chart(self) -> Figure:
        """A bar per wave."""
        rows = list(range(len(self.answer)))
        rates = [response.rate for response in self.answer]
        bars = {"type": "bar", "orientation": "h", "y": rows, "x": rates, "marker": {"color": style.LATER}}
        height = 90 + style.ROW * len(rows)
        return {
            "data": [bars],
            "layout": style.layout(
                self.language.separators,
                height,
                margin=style.room_for(self.names),
                yaxis=style.rows_axis(self.names, rows, len(rows) - 0.3),
                xaxis={"range": [0, 1], "tickformat": ".0%", "fixedrange": True, "side": "top"},
            ),
        }

    @property
    def chosen(self) -> Lines:
        """Nothing but the programme."""
        return {}


def response_report(
    publication: Publication, selection: Selection, language: Language
) -> ResponseReport | None:
    """Return what is to be said; None where no wave that may be shown says how many were invited."""
    described = {wave.id: wave.invited for wave in publication.definition.waves}
    found = [
        Response(wave.id, wave.members, invited)
        for wave in publication.waves
        if wave.members is not None and (invited := described[wave.id])
    ]
    return ResponseReport(publication, selection, language, found) if found else None
