"""Why `rejsespor show` has no rows: what there is not is said; whoever is hidden has the one sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from dashboard.carriers.show import SHOWN, Asked, show_participants
from dashboard.pages import PAGES
from dashboard.pages.data.answer import occasions_in_order
from publication.reading import Publication

# What is called otherwise than the page it stands on.
_PAGES = {"sites": "involvement"}


def _has_subscales(publication: Publication) -> bool:
    return any(definition.subscales for definition in publication.instruments.values())


_HAS: Mapping[str, Callable[[Publication], bool]] = {
    "groups": lambda publication: bool(publication.asked),
    "answers": lambda publication: bool(publication.asked),
    "subscales": lambda publication: bool(publication.asked) and _has_subscales(publication),
    "published": lambda publication: bool(publication.printed),
}


def why_nothing(what: str, asked: Asked) -> str:
    """Return why there is no row: none of the kind, none of the name, or the one sentence."""
    publication, language = asked.publication, asked.language
    page = _PAGES.get(what, what)
    if not (_HAS.get(page) or PAGES[page].has_data)(publication):
        return language.say(f"empty.no_data_{page}", programme=language.of(publication.name))
    for name, found, known in _named(what, asked):
        if found is not None and found not in known:
            return language.say(f"unshown.{name}", found=found, known=", ".join(known))
    return language.say("card.withheld_here")


def _named(what: str, asked: Asked) -> Iterator[tuple[str, str | None, Sequence[str]]]:
    """Yield what a choice can name: what it is, what was asked for, and what there is."""
    definition = asked.publication.definition
    if what == "management":
        yield "indicator", asked.indicator, list(asked.publication.indicators)
        yield (
            "site",
            asked.site,
            [site.id for site in definition.sites],
        )
        return
    waves = [wave.id for wave in definition.waves]
    yield "instrument", asked.instrument, _instruments(what, asked)
    occasions = {"principles": asked.publication.rounds, "sessions": _sessions(asked)}
    yield "wave", asked.wave, occasions.get(what, waves)
    yield "wave", asked.from_wave, waves
    yield "wave", asked.to_wave, waves


def _instruments(what: str, asked: Asked) -> list[str]:
    """Return the questionnaires (of participants the questions) that have rows of a kind."""
    everything = Asked(asked.publication, asked.language)
    if what == "participants":
        return list(dict.fromkeys(row["variable"] for row in show_participants(everything)))
    return [
        instrument
        for instrument in asked.publication.instruments
        if any(SHOWN[what](replace(everything, instrument=instrument)))
    ]


def _sessions(asked: Asked) -> list[str]:
    known = (row["session"].split("|") for row in SHOWN["sessions"](Asked(asked.publication, asked.language)))
    return list(occasions_in_order(asked.publication.definition, chain.from_iterable(known)))
