"""The page of who answered, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.pages.participants.report import participants_report
from dashboard.pages.participants.rows import KINDS
from dashboard.report.offered import answered_instruments, waves_of_people
from dashboard.report.page import ChartPage, Offered
from dashboard.report.selection import Selection
from publication.definitions.instrument import Population
from publication.ids import EXPECTATIONS
from publication.languages import Language
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    # Both are told of all members of a wave: to who may see some sites alone, neither.
    asked = publication.within is None and any(name == EXPECTATIONS for name, _ in publication.asked)
    return bool(publication.background) or asked


def _first_of(publication: Publication, population: Population) -> str:
    """Return the questionnaire that stands for all of a population's: who answered is told of waves."""
    answered = answered_instruments(publication)
    return next((name for name in answered if publication.population_of(name) == population), "")


def _of_its_people(publication: Publication, selection: Selection) -> Selection:
    population = publication.population_in(selection.from_wave)
    return replace(selection, instrument=_first_of(publication, population))


def _people(publication: Publication, _: Selection, language: Language) -> Offered:
    """Offer whose answers, where more than one population was asked; a questionnaire stands for each."""
    named = [
        (_first_of(publication, whose), language.say(f"people.{whose}")) for whose in publication.populations
    ]
    return {"instrument": named if len(named) > 1 else ()}


def _each_population(publication: Publication) -> Sequence[Mapping[str, str]]:
    return [{"instrument": _first_of(publication, whose)} for whose in publication.populations]


PAGE = ChartPage(
    name="participants",
    path="/participants",
    controls=("programme", "instrument", "from", "to"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    waves=waves_of_people,
    complete=_of_its_people,
    offers=_people,
    report=participants_report,
    rows=KINDS,
    in_paper=_each_population,
)
