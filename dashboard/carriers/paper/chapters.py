"""The chapters of a paper: every page that has something to say of a programme, from its own reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.carriers.paper.blocks import Block, on_paper, told
from dashboard.carriers.paper.figures import pictures
from dashboard.carriers.paper.tables import PaperTable, paper_tables
from dashboard.charts.svg import Picture
from dashboard.report.page import ChartPage, Pages
from dashboard.report.report import AnyChartReport
from dashboard.report.resolving import select
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True, slots=True)
class Part:
    """What one report says.

    Attributes:
        title: What it is of, and what was found.
        people: Whom it is about.
        lead: The whole in one line.
        pictures: Its pictures, in order.
        sentences: What else was found.
        beside: Findings of their own.
        tables: Its numbers.
        notes: What one must know to read it.
        source: Where it comes from.
    """

    title: str
    people: str
    lead: str
    pictures: Sequence[Picture]
    sentences: Sequence[str]
    beside: Sequence[Block]
    tables: Sequence[PaperTable]
    notes: Sequence[str]
    source: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a page says."""

    title: str
    parts: Sequence[Part]


def chapters(pages: Pages, publication: Publication, language: Language) -> dict[str, Chapter]:
    """Return page → its chapter, in the order of the menu; what may not be shown is no part of it."""
    found = {
        name: Chapter(
            language.say(f"title.{name}"),
            [
                _part(report, _name(page, query, report))
                for query, report in reports(page, publication, language)
            ],
        )
        for name, page in pages.items()
        if isinstance(page, ChartPage) and page.has_data(publication)
    }
    return {name: chapter for name, chapter in found.items() if chapter.parts}


def reports(
    page: ChartPage, publication: Publication, language: Language
) -> Iterator[tuple[Mapping[str, str], AnyChartReport]]:
    """Yield what a paper shows of a page, as addresses say it, with its report."""
    for query in page.in_paper(publication):
        selection = select(publication, _asked(query, publication, language), page)
        report = page.report(publication, selection, language)
        if report is not None:
            yield query, report


def _asked(query: Mapping[str, str], publication: Publication, language: Language) -> dict[str, str]:
    return {**query, "programme": publication.programme, "lang": language.code}


def _name(page: ChartPage, query: Mapping[str, str], report: AnyChartReport) -> str:
    """Return the questionnaire a report is of; '' where its page is of none."""
    instrument = report.publication.instruments.get(query.get("instrument", ""))
    is_of_one = instrument and {"group", "item"} & {*page.controls}
    return report.language.of(instrument.name) if instrument and is_of_one else ""


def _part(report: AnyChartReport, name: str) -> Part:
    return Part(
        ": ".join(filter(None, (name, report.finding))),
        report.people,
        report.lead,
        pictures(report),
        report.further,
        list(told(report.beside)),
        paper_tables(report.whole_table, name, report.language),
        on_paper(report.notes),
        report.source,
    )
