"""From an address to a selection: made whole with what the publication has, refused where it has it not."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from flask import has_request_context, request

from dashboard.report.groups import may_be_of
from dashboard.report.offered import (
    DIRECTIONS,
    EVERYONE,
    NOTHING,
    ORDERS,
    PRINCIPLE_VIEWS,
    RULES,
    SITE_VIEWS,
    SUBJECTS,
    VIEWS,
    compared_of,
    waves_of_people,
)
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from dashboard.report.site_batches import FIRST_PAGE, site_choices
from publication.following import Publications
from publication.language_list import KNOWN, LanguageList
from publication.queries.management import ask_spans, month_text
from publication.reading import NothingPublished, NotThere, Publication, Replaced

# Shown first, where a programme has it.
FIRST_INDICATOR = "violence"
# A column and a direction, several in the order they sort.
_SORT = re.compile(r"[a-z0-9_]+:(asc|desc)(,[a-z0-9_]+:(asc|desc)){0,9}")
# As much as an address can hold: every group of a large programme, or every answer of a long scale.
LONGEST_FILTER = 6000
_COLUMNS = re.compile(r"(?=.{1,4000}$)[a-z0-9_]+(,[a-z0-9_]+)*")


def language_of(query: Mapping[str, str], listed: LanguageList = KNOWN) -> str:
    """Return the language asked for in the address, else the browser's, else the default."""
    if asked := listed.known(query.get("lang")):
        return asked
    wanted = request.accept_languages.best_match(listed.asked_for) if has_request_context() else None
    return listed.known(wanted) or listed.default


def _chosen(asked: str, known: Sequence[str], default: str = "") -> str:
    """Return what was asked for where it is known, else the first."""
    return asked if asked in known else next(iter(known), default)


def _wave(asked: Sequence[str], waves: Sequence[str], chosen: str | None, default: int) -> str:
    if chosen in waves:
        return str(chosen)
    return asked[default] if asked else ""


def _waves(
    publication: Publication, query: Mapping[str, str], instrument: str, page: Page
) -> tuple[str, str]:
    """Return the earlier and the later wave: where none is chosen, the first and the last of the page's.

    Two the wrong way round are turned. A wave of other people is none of them.
    """
    waves = waves_of_people(publication, instrument)
    asked = page.waves(publication, instrument)
    chosen = {_wave(asked, waves, query.get("from"), 0), _wave(asked, waves, query.get("to"), -1)}
    ordered = sorted(chosen - {""}, key=waves.index)
    return (ordered[0], ordered[-1]) if ordered else ("", "")


def _group(publication: Publication, asked: str | None, waves: tuple[str, str]) -> str:
    """Return the group asked for; the widest there is where its id is of other people than the wave asked."""
    if not waves[0]:
        return asked or EVERYONE
    population = publication.wave(waves[0]).population
    return asked if asked and may_be_of(publication, population, asked) else publication.widest(*waves)


def _rounds(publication: Publication, query: Mapping[str, str]) -> tuple[str, str]:
    """Return the round to show and the earlier one to compare with ('' for none)."""
    if not publication.rounds:
        return "", ""
    asked, against = query.get("round", ""), query.get("against", "")
    shown = asked if asked in publication.rounds else publication.rounds[-1]
    return shown, against if against in publication.rounds and against != shown else ""


def _sort(query: Mapping[str, str]) -> str:
    """Return how the analyst's table is sorted, where it is written as columns and directions."""
    asked = query.get("sort", "")
    return asked if _SORT.fullmatch(asked) else ""


def _columns(query: Mapping[str, str]) -> str:
    """Return the columns chosen of the analyst's table, where they are written as names."""
    asked = query.get("columns", "")
    return asked if _COLUMNS.fullmatch(asked) else ""


def _filter(query: Mapping[str, str]) -> str:
    """Return the filters of the analyst's table, where they are written as a JSON object of some length."""
    asked = query.get("filter", "")
    try:
        return asked if len(asked) <= LONGEST_FILTER and isinstance(json.loads(asked), dict) else ""
    except (ValueError, RecursionError):
        return ""


def _kind(publication: Publication, instrument: str, asked: str | None) -> str:
    """Return the kind of session asked for, where the instrument has marks at one; else all kinds."""
    return str(asked) if asked in publication.session_kinds.get(instrument, ()) else EVERYONE


def _indicator(publication: Publication, query: Mapping[str, str]) -> str:
    known, asked = publication.indicators, query.get("indicator", "")
    first = FIRST_INDICATOR if FIRST_INDICATOR in known else next(iter(known), "")
    return asked if asked in known else first


def programme_of(publications: Publications, query: Mapping[str, str], page: Page) -> str:
    """Return the programme asked for, or where none is the first that has the page's data.

    Raises NothingPublished, also where the programme asked for is not there.
    """
    if asked := query.get("programme", ""):
        publications.current(asked)
        return asked
    known = publications.programmes()
    having = [programme for programme in known if page.has_data(publications.current(programme))]
    if not known:
        raise NothingPublished
    return (having or known)[0]


def resolve(
    publications: Publications, query: Mapping[str, str], page: Page, listed: LanguageList = KNOWN
) -> tuple[Publication, Selection]:
    """Return the publication an address asks for, and the complete selection it stands for on a page.

    Both at once: the next look may find a newer publication, which the selection was not made for.
    Raises NothingPublished, NotThere, and Replaced where the address names a publication no longer shown.
    """
    publication = _shown(publications, query, page)
    return publication, select(publication, query, page, listed)


def _shown(publications: Publications, query: Mapping[str, str], page: Page) -> Publication:
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


def _waves_there(publication: Publication) -> list[str]:
    return [wave.id for wave in publication.waves]


def _months_there(publication: Publication) -> list[str]:
    """Return the months that any indicator spans, as 'YYYY-MM'."""
    spans = ask_spans(publication.cursor()).values()
    first, last = min((first for first, _ in spans), default=0), max((last for _, last in spans), default=-1)
    return [month_text(month) for month in range(first, last + 1)]


def _items_there(publication: Publication) -> Iterator[str]:
    yield "overall"
    for instrument, definition in publication.instruments.items():
        yield from (item.id for item in definition.items)
        yield from compared_of(publication, instrument)


# By control what an address may name of a publication, on whichever page. No groups and sites: one that is
# hidden and one that was made up are answered alike.
_THERE: Mapping[str, Callable[[Publication], Iterable[str]]] = {
    "instrument": lambda publication: publication.instruments,
    "from": _waves_there,
    "to": _waves_there,
    "item": _items_there,
    "round": lambda publication: publication.rounds,
    "against": lambda publication: (NOTHING, *publication.rounds),
    "view": lambda _: (*VIEWS, *SITE_VIEWS, *PRINCIPLE_VIEWS),
    "kind": lambda publication: (EVERYONE, *chain.from_iterable(publication.session_kinds.values())),
    "indicator": lambda publication: publication.indicators,
    "rules": lambda _: RULES,
    "sites": site_choices,
    "order": lambda _: ORDERS,
    "subject": lambda _: SUBJECTS,
    "direction": lambda _: DIRECTIONS,
    "since": _months_there,
}


def _check_names(publication: Publication, query: Mapping[str, str]) -> None:
    """Raise NotThere where an address names what the publication has not: never another's figures."""
    for control, there in _THERE.items():
        asked = query.get(control)
        if asked and not any(asked == name for name in there(publication)):
            raise NotThere(control)


def select(
    publication: Publication, query: Mapping[str, str], page: Page, listed: LanguageList = KNOWN
) -> Selection:
    """Return the complete selection that an address stands for in a publication. Raises NotThere."""
    _check_names(publication, query)
    shown, against = _rounds(publication, query)
    instrument = _chosen(query.get("instrument", ""), page.instruments(publication))
    of_answers = "instrument" in page.controls
    from_wave, to_wave = _waves(publication, query, instrument if of_answers else "", page)
    views = page.views(publication, instrument, (from_wave, to_wave))
    items = page.items(publication, instrument)
    chosen = Selection(
        language=language_of(query, listed),
        programme=publication.programme,
        instrument=instrument,
        from_wave=from_wave,
        to_wave=to_wave,
        group=_group(publication, query.get("group"), (from_wave, to_wave)),
        item=_chosen(query.get("item", ""), items, "overall"),
        round=shown,
        against=against,
        view=_chosen(query.get("view", ""), views),
        kind=_kind(publication, instrument, query.get("kind")),
        indicator=_indicator(publication, query),
        rules=_chosen(query.get("rules", ""), RULES),
        sites=query.get("sites") or FIRST_PAGE,
        order=_chosen(query.get("order", ""), ORDERS),
        subject=query.get("subject", ""),
        direction=query.get("direction", ""),
        since=query.get("since", ""),
        site=query.get("site", "") if "<site>" in page.path else "",
        sort=_sort(query),
        filter=_filter(query),
        columns=_columns(query),
        seen=_chosen(query.get("seen", ""), ("", "yes")),
    )
    return page.complete(publication, chosen)
