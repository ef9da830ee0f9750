"""What to know when reading involvement: where more is shown, what a factor is, the way to each site."""

from collections.abc import Sequence

from dashboard.answers.site_groups import sites_of_groups
from dashboard.pages.involvement.answer import waves_alone
from dashboard.report.addresses import SITE, written
from dashboard.report.labels import wave_name
from dashboard.report.offered import INVOLVEMENT
from dashboard.report.selection import Selection
from dashboard.report.text import Link, Paragraph, listed_links
from publication.languages import Language
from publication.reading import Publication

PAGE = "involvement"


def more_alone(
    publication: Publication, selection: Selection, language: Language, group: str, compared: int
) -> list[Paragraph]:
    """Link to each time that by itself shows more sites than both together."""
    query = selection.query()
    links = [
        Link(wave_name(publication, wave, language), PAGE, {**query, "from": wave, "to": wave})
        for wave in waves_alone(publication, selection, group, compared)
    ]
    return [listed_links(language.say("involvement.alone"), links)] if links else []


def links_to_sites(publication: Publication, selection: Selection, language: Language) -> list[Paragraph]:
    """Link to the page of every site."""
    query = selection.query()
    links = [Link(site.name, "site", {**query, "site": site.id}) for site in publication.sites]
    return [listed_links(language.say("involvement.site_pages"), links)] if links else []


def factor_notes(publication: Publication, selection: Selection, language: Language) -> list[str]:
    """Say that the questions of a factor are not the instrument of the same name, and what it is worth."""
    if selection.instrument == INVOLVEMENT:
        return []
    instrument = publication.instruments[selection.instrument]
    factor = next(score for score in instrument.subscales if score.id == INVOLVEMENT)
    other = publication.instruments.get(INVOLVEMENT)
    of_items = selection.item in {item.id for item in instrument.items}
    evidence = [] if of_items else [language.of(factor.evidence)]
    if other is None:
        return evidence
    names = {"factor": factor.name, "instrument": instrument.name, "other": other.name}
    values = {name: language.of(text) for name, text in names.items()}
    return [language.say("involvement.factor_note", **values), *evidence]


def addresses_of(
    publication: Publication, selection: Selection, whole: str, groups: Sequence[str]
) -> list[str]:
    """Return where the name of each row leads: to its site's page, the first's where several share one.

    Nowhere where the row is all there is.
    """
    query, found = selection.query(), sites_of_groups(publication, groups)
    return [
        written(SITE, {**query, "site": sites[0].id}) if sites and group != whole else ""
        for group, sites in zip(groups, found, strict=True)
    ]
