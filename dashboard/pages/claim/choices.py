"""What a claim is put together from: places, figures or questions, directions, months: each from a list."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.answers.change import is_printed, items_of
from dashboard.answers.site_groups import groups_of_site, path_to, sites_of_groups
from dashboard.pages.management.answer import GOOD
from dashboard.report.groups import groups_offered, waves_beside
from dashboard.report.labels import in_sentence
from dashboard.report.offered import ANSWERS, DIRECTIONS, FIGURES, answered_instruments
from dashboard.report.page import Offered, Waves
from dashboard.report.selection import Selection
from publication.definitions.indicator import Indicator
from publication.languages import Language
from publication.queries.management import ask_figures, ask_spans, month_text
from publication.reading import Option, Publication

# A claim is about the newest year until a reader chooses otherwise.
NEWEST = 12
WAYS = {"up": 1, "down": -1}


def subjects(publication: Publication) -> list[str]:
    """Return what of a programme a claim can be about."""
    held = {FIGURES: bool(publication.indicators), ANSWERS: bool(answered_instruments(publication))}
    return [subject for subject, there in held.items() if there]


def places_of(publication: Publication, indicator: str) -> dict[str, str]:
    """Return id → name of the sites that have an indicator, in the programme's order.

    No page shows an indicator of all sites together: what is withheld at one could be subtracted from it.
    """
    having = {figures.site for figures in ask_figures(publication.cursor(), indicator)}
    return {site.id: site.name for site in publication.sites if site.id in having}


def months_of(publication: Publication, indicator: str) -> list[str]:
    """Return the months of an indicator that have one before them, as 'YYYY-MM'."""
    first, last = ask_spans(publication.cursor()).get(indicator, (0, -1))
    return [month_text(month) for month in range(first + 1, last + 1)]


def items_claimed(publication: Publication, instrument: str) -> Sequence[str]:
    """Return what of an instrument a claim can be about: its score, where it has one, and its questions."""
    known = publication.instruments.get(instrument)
    if known is None:
        return []
    return [item.id for item in known.items] if is_printed(publication, instrument) else items_of(known)


def groups_claimed(publication: Publication, waves: Waves) -> list[Option]:
    """Return every selection of groups, each followed by the sites that stand in it with others."""
    within: dict[str, list[Option]] = {}
    for site in _sites_within(publication, waves):
        within.setdefault(site.ancestors[-1], []).append(site)
    offered = groups_offered(publication, waves)
    return [each for option in offered for each in (option, *within.get(option.id, ()))]


def _sites_within(publication: Publication, waves: Waves) -> Iterator[Option]:
    """Yield the sites that stand in a group with others, by the programme's tree alone."""
    for site in publication.sites:
        standing = groups_of_site(publication, waves, site.id)
        counts = sites_of_groups(publication, [option.id for _, option in standing])
        for (role, group), sites in zip(standing, counts, strict=True):
            if len(sites) > 1:
                place = ".".join(path_to(publication, role, site.id))
                name = dict.fromkeys(group.label, site.name)
                yield Option(place, name, group.level + 1, 1, (*group.ancestors, group.id), name)


def standing_in(publication: Publication, selection: Selection) -> Option | None:
    """Return the group that is shown for what was chosen; None where there is none."""
    offered = publication.option(*selection.waves, selection.group)
    if offered is not None:
        return offered
    sites = _sites_within(publication, selection.waves)
    found = next((site for site in sites if site.id == selection.group), None)
    return publication.option(*selection.waves, found.ancestors[-1]) if found else None


def complete(publication: Publication, selection: Selection) -> Selection:
    """Fill in what of a claim was not chosen, or is not there for its figure."""
    known = subjects(publication)
    subject = selection.subject if selection.subject in known else next(iter(known), "")
    if subject != FIGURES:
        return replace(selection, subject=subject, direction=selection.direction or "up", since="")
    indicator = publication.indicators[selection.indicator]
    months, places = months_of(publication, indicator.id), places_of(publication, indicator.id)
    return replace(
        selection,
        subject=subject,
        direction=selection.direction or hoped(indicator),
        since=selection.since if selection.since in months else months[-NEWEST:][0] if months else "",
        sites=selection.sites if selection.sites in places else next(iter(places), ""),
    )


def hoped(indicator: Indicator) -> str:
    """Return the direction an indicator is meant to go; up where there is none."""
    return "down" if GOOD[indicator.direction] < 0 else "up"


def direction_words(indicator: Indicator | None, direction: str, language: Language) -> str:
    """Return 'fewer episodes', or 'lower' where there are no words of its own."""
    own = {"up": indicator.higher, "down": indicator.lower}[direction] if indicator else None
    return language.of(own) or language.say(f"claim.direction.{direction}")


def month_named(month: str, language: Language) -> str:
    """Return a month 'YYYY-MM' as it is called."""
    return language.month(dt.date.fromisoformat(f"{month}-01"))


def offers(publication: Publication, selection: Selection, language: Language) -> Offered:
    """Return the choices of a claim, worded so that those chosen read as one sentence."""
    known = subjects(publication)
    by_subject = {FIGURES: _of_figures, ANSWERS: _of_answers}[selection.subject]
    return {
        "subject": [(each, language.say(f"claim.subject.{each}")) for each in known],
        **by_subject(publication, selection, language),
    }


def _directions(indicator: Indicator | None, language: Language) -> list[tuple[str, str]]:
    return [(each, direction_words(indicator, each, language)) for each in DIRECTIONS]


def _of_figures(publication: Publication, selection: Selection, language: Language) -> Offered:
    indicator = selection.indicator
    places, months = places_of(publication, indicator), months_of(publication, indicator)
    return {
        **dict.fromkeys(("instrument", "item", "group", "from", "to"), ()),
        "direction": _directions(publication.indicators[indicator], language),
        "indicator": [
            (each, in_sentence(language.of(known.name))) for each, known in publication.indicators.items()
        ],
        "sites": [(site, language.say("claim.at", site=name)) for site, name in places.items()],
        "since": [(each, language.say("claim.since", month=month_named(each, language))) for each in months],
    }


def _of_answers(publication: Publication, selection: Selection, language: Language) -> Offered:
    beside = waves_beside(publication, selection)
    waves = [(wave.id, in_sentence(language.of(wave.name))) for wave in beside]
    return {
        **dict.fromkeys(("indicator", "sites", "since"), ()),
        "direction": _directions(None, language),
        "from": waves,
        "to": waves,
    }
