"""Which part of a programme a publication shows, in words; nothing where it shows all of it."""

from publication.languages import Language
from publication.reading import Publication

# More sites than these are counted, and more municipalities, too.
_MOST_NAMED = 3


def part_words(publication: Publication, language: Language) -> str:
    """Return 'Solsiden only', '5 sites in Fjordby only'; '' where all of a programme is shown."""
    return language.say("shell.only", places=_places(publication, language)) if publication.within else ""


def _places(publication: Publication, language: Language) -> str:
    sites, around = publication.sites, publication.definition.municipalities
    if len(sites) <= _MOST_NAMED:
        return language.listed([site.name for site in sites])
    counted = language.counted("sites.sites", len(sites))
    if len(around) > _MOST_NAMED:
        return language.counted("sites.in", len(around), sites=counted).removesuffix(".")
    places = language.listed([place.name for place in around])
    return language.say("shell.sites_in", sites=counted, places=places)
