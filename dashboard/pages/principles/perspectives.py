"""Perspectives on the principles of leadership: beside leaders', what staff and citizens answered."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.answers.change import values_of
from dashboard.answers.rows import Side, moments_of, sides
from dashboard.answers.site_groups import groups_of_site
from dashboard.report.offered import PRINCIPLES
from dashboard.report.selection import Selection
from publication.definitions.instrument import POPULATIONS, Population
from publication.definitions.link import Link
from publication.queries.answers import WITHHELD
from publication.queries.change import ask_answers
from publication.reading import Option, Publication


@dataclass(frozen=True, slots=True)
class Perspective:
    """What one population answered to the questions that belong to the principles.

    Attributes:
        population: Who they are: staff or citizens, never both.
        instrument: The questionnaire they answered, on a scale of its own.
        wave: When they answered it.
        group: Which of them; None where none is shown.
        members: How many are in the group; 0 where none is shown.
        items: Principle → each question that belongs to it, with its numbers.
    """

    population: Population
    instrument: str
    wave: str
    group: Option | None
    members: int
    items: Mapping[str, Sequence[tuple[str, Side]]]

    def mean(self, principle: str) -> float:
        """Return the mean of a principle's questions' means; nan for none, or where any is withheld."""
        means = [side.mean for _, side in self.items.get(principle, ())]
        return sum(means) / len(means) if means else math.nan


def perspective(publication: Publication, link: Link, wave: str, group: Option | None) -> Perspective:
    """Return what a group answered in a wave to what a link names; no distance to the leaders is computed."""
    answers = ask_answers(publication.sheets(link.instrument), group.id, wave) if group else {}
    values, given = values_of(publication.instruments[link.instrument]), list(answers.values())
    numbers = dict(zip(answers, sides(given, moments_of(given, values), values), strict=True))
    missing = Side(WITHHELD.status)
    items = {
        principle: [(item, numbers.get(item, missing)) for item in belonging]
        for principle, belonging in link.items.items()
    }
    members = next((answer.members or 0 for answer in given), 0)
    return Perspective(link.population, link.instrument, wave, group, members, items)


def links_heard(publication: Publication) -> list[tuple[Link, str]]:
    """Return the first link of each population that was asked, staff first, and when it last was."""
    found = []
    for population in POPULATIONS:
        links = (link for link in publication.links if link.leaders == PRINCIPLES)
        link = next((link for link in links if link.population == population), None)
        waves = [wave.id for wave in publication.waves_of(population)]
        asked = [wave for wave in waves if link and (link.instrument, wave) in publication.asked]
        found += [(link, asked[-1])] if link and asked else []
    return found


def perspectives_everywhere(publication: Publication) -> list[Perspective]:
    """Return what all staff, and all citizens, answered the last time they were asked."""
    return [
        perspective(publication, link, wave, publication.option(wave, wave, publication.widest(wave, wave)))
        for link, wave in links_heard(publication)
    ]


def perspectives_at(
    publication: Publication, selection: Selection, staff: Option | None
) -> list[Perspective]:
    """Return what staff and citizens of a selection's site answered.

    Args:
        publication: The publication.
        selection: Says the site, and the later wave of staff.
        staff: The group of staff whose answers stand beside the leaders'; None for none.
    """
    return [
        perspective(publication, link, selection.to_wave, staff)
        if link.population == "staff"
        else perspective(publication, link, wave, _citizens_of(publication, wave, selection.site))
        for link, wave in links_heard(publication)
    ]


def _citizens_of(publication: Publication, wave: str, site: str) -> Option | None:
    """Return the finest group of citizens a site is part of; None where none is shown."""
    return next((option for _, option in groups_of_site(publication, (wave, wave), site)), None)
