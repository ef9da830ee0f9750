"""What a reader chose: read from the address, made whole with what the publication has."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import has_request_context, request

from dashboard.report.offered import (
    EVERYONE,
    NOTHING,
    RULES,
    SITE_VIEWS,
    VIEWS,
    compared_of,
    has_data,
    instruments_of,
    views_of,
)
from dashboard.report.site_batches import FIRST_PAGE, site_pages
from dashboard.report.site_map import SITE_MAP
from publication.following import Publications
from publication.ids import OVERALL
from publication.languages import CODES, DEFAULT, Code, known_code
from publication.reading import NothingPublished, NotThere, Publication, Replaced

# Shown first, where a programme has it.
FIRST_INDICATOR = "violence"
# A column and a direction, several in the order they sort.
_SORT = re.compile(r"[a-z0-9_]+:(asc|desc)(,[a-z0-9_]+:(asc|desc)){0,9}")
LONGEST_FILTER = 2000


@dataclass(frozen=True, slots=True)
class Selection:
    """One selection, complete: the same address gives the same selection and so the same page."""

    language: Code
    programme: str
    instrument: str = ""
    from_wave: str = ""
    to_wave: str = ""
    group: str = EVERYONE
    item: str = OVERALL
    round: str = ""
    against: str = ""
    view: str = VIEWS[0]
    kind: str = EVERYONE
    indicator: str = ""
    rules: str = RULES[0]
    sites: str = FIRST_PAGE
    site: str = ""
    # Not shown as text, which is what the cache keeps answers under: sorting changes no answer.
    sort: str = field(default="", repr=False)
    filter: str = field(default="", repr=False)

    @property
    def waves(self) -> tuple[str, str]:
        """The earlier and the later wave."""
        return self.from_wave, self.to_wave

    def query(self) -> dict[str, str]:
        """Return the selection as the address writes it."""
        return {
            "programme": self.programme,
            "instrument": self.instrument,
            "from": self.from_wave,
            "to": self.to_wave,
            "group": self.group,
            "item": self.item,
            "round": self.round,
            "against": self.against,
            "view": self.view,
            "kind": self.kind,
            "indicator": self.indicator,
            "rules": self.rules,
            "sites": self.sites,
            "site": self.site,
            "sort": self.sort,
            "filter": self.filter,
            "lang": self.language,
        }


def language_of(query: Mapping[str, str]) -> Code:
    """Return the language asked for in the address, else the browser's, else Danish."""
    if asked := known_code(query.get("lang")):
        return asked
    if has_request_context():
        wanted = request.accept_languages.best_match([*CODES, "no", "nn"])
        return known_code(wanted) or DEFAULT
    return DEFAULT


def _item(publication: Publication, instrument: str, page: str, asked: str) -> str:
    if page == "involvement":
        known = compared_of(publication, instrument) if instrument else []
        return asked if asked in known else next(iter(known), OVERALL)
    items = publication.instruments[instrument].items if instrument in publication.instruments else []
    return asked if asked in {one.id for one in items} else OVERALL


def _wave(asked: Sequence[str], waves: Sequence[str], chosen: str | None, default: int) -> str:
    if chosen in waves:
        return str(chosen)
    return asked[default] if asked else ""


def _asked_waves(publication: Publication, instrument: str) -> list[str]:
    """Return the waves in which an instrument was asked; all, where none says so."""
    waves = [wave.id for wave in publication.waves]
    return [wave for wave in waves if (instrument, wave) in publication.asked] or waves


def _waves(publication: Publication, query: Mapping[str, str], instrument: str) -> tuple[str, str]:
    """Return the earlier and the later wave: where none is chosen, the first and the last that asked.

    Two the wrong way round are turned.
    """
    waves = [wave.id for wave in publication.waves]
    asked = _asked_waves(publication, instrument)
    chosen = {_wave(asked, waves, query.get("from"), 0), _wave(asked, waves, query.get("to"), -1)}
    ordered = sorted(chosen - {""}, key=waves.index)
    return (ordered[0], ordered[-1]) if ordered else ("", "")


def _rounds(publication: Publication, query: Mapping[str, str]) -> tuple[str, str]:
    """Return the round to show and the earlier one to compare with ('' for none)."""
    if not publication.rounds:
        return "", ""
    asked, against = query.get("round", ""), query.get("against", "")
    shown = asked if asked in publication.rounds else publication.rounds[-1]
    return shown, against if against in publication.rounds and against != shown else ""


def _instrument(publication: Publication, query: Mapping[str, str], page: str) -> str:
    known = instruments_of(publication, page)
    asked = query.get("instrument", "")
    return asked if asked in known else next(iter(known), "")


def _sort(query: Mapping[str, str]) -> str:
    """Return how the analyst's table is sorted, where it is written as columns and directions."""
    asked = query.get("sort", "")
    return asked if _SORT.fullmatch(asked) else ""


def _filter(query: Mapping[str, str]) -> str:
    """Return the filters of the analyst's table, where they are written as a JSON object of some length."""
    asked = query.get("filter", "")
    try:
        return asked if len(asked) <= LONGEST_FILTER and isinstance(json.loads(asked), dict) else ""
    except ValueError:
        return ""


def _kind(publication: Publication, instrument: str, asked: str | None) -> str:
    """Return the kind of session asked for, where the instrument has marks at one; else all kinds."""
    return str(asked) if asked in publication.session_kinds.get(instrument, ()) else EVERYONE


def _indicator(publication: Publication, query: Mapping[str, str]) -> str:
    known, asked = publication.indicators, query.get("indicator", "")
    first = FIRST_INDICATOR if FIRST_INDICATOR in known else next(iter(known), "")
    return asked if asked in known else first


def programme_of(publications: Publications, query: Mapping[str, str], page: str) -> str:
    """Return the programme asked for, or where none is the first that has the page's data.

    Raises NothingPublished, also where the programme asked for is not there.
    """
    if asked := query.get("programme", ""):
        publications.current(asked)
        return asked
    known = publications.programmes()
    having = [one for one in known if has_data(publications.current(one), page)]
    if not known:
        raise NothingPublished
    return (having or known)[0]


def resolve(publications: Publications, query: Mapping[str, str], page: str) -> tuple[Publication, Selection]:
    """Return the publication an address asks for, and the complete selection it stands for on a page.

    Both at once: the next look may find a newer publication, which the selection was not made for.
    Raises NothingPublished, NotThere, and Replaced where the address names a publication no longer shown.
    """
    publication = _shown(publications, query, page)
    return publication, select(publication, query, page)


def _shown(publications: Publications, query: Mapping[str, str], page: str) -> Publication:
    """Return the publication that is shown, if a page or a link that was made of one was made of this one."""
    made_of = query.get("identity")
    try:
        shown = publications.current(programme_of(publications, query, page))
    except NothingPublished:
        if made_of:
            raise Replaced from None
        raise
    if made_of and made_of != shown.key:
        raise Replaced
    return shown


def _names(publication: Publication) -> Mapping[str, Collection[str]]:
    """Return by control what an address may name of a publication, on whichever page.

    No groups and sites: one that is hidden and one that was made up are answered alike.
    """
    waves = [wave.id for wave in publication.waves]
    instruments = publication.instruments
    items = {item.id for one in instruments.values() for item in one.items}
    scores = {score for one in instruments for score in compared_of(publication, one)}
    return {
        "instrument": instruments,
        "from": waves,
        "to": waves,
        "item": {OVERALL, *items, *scores},
        "round": publication.rounds,
        "against": (NOTHING, *publication.rounds),
        "view": (*VIEWS, *SITE_VIEWS),
        "kind": {EVERYONE, *(kind for kinds in publication.session_kinds.values() for kind in kinds)},
        "indicator": publication.indicators,
        "rules": RULES,
        "sites": site_pages(publication),
    }


def _check_names(publication: Publication, query: Mapping[str, str]) -> None:
    """Raise NotThere where an address names what the publication has not: never another's figures."""
    for control, known in _names(publication).items():
        if query.get(control) and query[control] not in known:
            raise NotThere(control)


def select(publication: Publication, query: Mapping[str, str], page: str) -> Selection:
    """Return the complete selection that an address stands for in a publication. Raises NotThere."""
    _check_names(publication, query)
    shown, against = _rounds(publication, query)
    instrument = _instrument(publication, query, page)
    of_answers = "instrument" in SITE_MAP[page].controls
    from_wave, to_wave = _waves(publication, query, instrument if of_answers else "")
    views = views_of(publication, page, instrument, (from_wave, to_wave))
    return Selection(
        language=language_of(query),
        programme=publication.programme,
        instrument=instrument,
        from_wave=from_wave,
        to_wave=to_wave,
        group=query.get("group") or EVERYONE,
        item=_item(publication, instrument, page, query.get("item", "")),
        round=shown,
        against=against,
        view=query["view"] if query.get("view") in views else views[0],
        kind=_kind(publication, instrument, query.get("kind")),
        indicator=_indicator(publication, query),
        rules=query["rules"] if query.get("rules") in RULES else RULES[0],
        sites=query["sites"] if query.get("sites") in site_pages(publication) else FIRST_PAGE,
        site=query.get("site", "") if page == "site" else "",
        sort=_sort(query),
        filter=_filter(query),
    )
