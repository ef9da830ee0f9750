"""What a reader chose: read from the address, made whole with what the publication has."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import has_request_context, request

from dashboard.languages import CODES, DEFAULT, Code, known_code
from dashboard.publication import NothingPublished, Publication, Publications
from dashboard.queries.answers import subscale_name
from dashboard.site_pages import FIRST_PAGE, site_pages

EVERYONE = "all"
INVOLVEMENT = "involvement"
PRINCIPLES = "principles"
EXPECTATIONS = "expectations"
ONE_INSTRUMENT = {"principles": PRINCIPLES}
ALWAYS = ("means", "answers")
VIEWS = (*ALWAYS, "waves", "factors")
SITE_VIEWS = ("sites", "items", "funnel")
# A funnel of fewer sites says nothing that their intervals do not.
FUNNEL_FROM = 20
OWN = "own"
RULES = ("anhoej", "nhs", OWN)
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
    item: str = "overall"
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


def has_data(publication: Publication, page: str) -> bool:
    """Say whether a programme has what a page shows."""
    if page == "principles":
        return bool(publication.rounds)
    if page == "involvement":
        return bool(instruments_of(publication, page))
    if page == "participants":
        return bool(publication.background) or any(name == EXPECTATIONS for name, _ in publication.asked)
    if page == "sessions":
        return bool(publication.session_kinds)
    if page == "management":
        return bool(publication.indicators)
    if page in ("change", "explore"):
        return bool(publication.asked or publication.printed)
    return True


def instruments_of(publication: Publication, page: str) -> list[str]:
    """Return the instruments a page can show, in the publication's order of their names."""
    if page in ONE_INSTRUMENT:
        return [ONE_INSTRUMENT[page]]
    if page == "sessions":
        return [one for one in publication.instruments if one in publication.session_kinds]
    if page == "involvement":
        asked = {instrument for instrument, _ in publication.asked}
        order = [INVOLVEMENT, *(one for one in publication.instruments if one != INVOLVEMENT)]
        return [one for one in order if one in asked and compared_of(publication, one)]
    shown = {instrument for instrument, _ in publication.asked} | publication.printed
    order = ["practice", INVOLVEMENT]
    rest = [one for one in publication.instruments if one in shown and one not in order]
    return [one for one in order if one in shown] + rest


def _has_factor(publication: Publication, instrument: str, factor: str) -> bool:
    """Say whether the score over a factor of an instrument was published: earlier publications have none."""
    sheets, name = publication.sheets(instrument), f'"{subscale_name(factor)}"'
    return any(name in sheets.get((EVERYONE, wave.id), "") for wave in publication.waves)


def _has_factors(publication: Publication, instrument: str) -> bool:
    declared = publication.instruments.get(instrument, {}).get("subscales") or []
    return any(_has_factor(publication, instrument, one["id"]) for one in declared)


def compared_of(publication: Publication, instrument: str) -> list[str]:
    """Return what of an instrument is compared site by site as involvement: a score first, then items.

    All of the instrument of that name; of any other, what it counts to a factor of that name.
    """
    definition = publication.instruments[instrument]
    if instrument == INVOLVEMENT:
        overall = ["overall"] if definition["overall"] else []
        return [*overall, *(one["id"] for one in definition["items"])]
    items = [one["id"] for one in definition["items"] if one["subscale"] == INVOLVEMENT]
    scored = items and _has_factor(publication, instrument, INVOLVEMENT)
    return [*([subscale_name(INVOLVEMENT)] if scored else []), *items]


def _item(publication: Publication, instrument: str, page: str, asked: str) -> str:
    if page == "involvement":
        known = compared_of(publication, instrument) if instrument else []
        return asked if asked in known else next(iter(known), "overall")
    items = publication.instruments.get(instrument, {}).get("items", [])
    return asked if asked in {one["id"] for one in items} else "overall"


def _most_sites(publication: Publication, from_wave: str, to_wave: str) -> int:
    """Return how many sites stand side by side, in the role that has most of them."""
    near = publication.finest(from_wave, to_wave, publication.site_level)
    by_role = publication.definition["tree"].startswith("role")
    return max(Counter(one.id.split(".")[0] if by_role else "" for one in near).values(), default=0)


def _views_of_answers(publication: Publication, instrument: str) -> list[str]:
    asked = [wave for wave in publication.waves if (instrument, wave.id) in publication.asked]
    offered = {"waves": len(asked) > 2, "factors": _has_factors(publication, instrument)}
    return [view for view in VIEWS if offered.get(view, True)]


def views_of(publication: Publication, page: str, instrument: str, waves: tuple[str, str]) -> list[str]:
    """Return the ways a page's chart can be drawn for an instrument and two waves."""
    if page != "involvement":
        return _views_of_answers(publication, instrument)
    many = _most_sites(publication, *waves) >= FUNNEL_FROM
    return [view for view in SITE_VIEWS if many or view != "funnel"]


def _wave(publication: Publication, asked: str | None, default: int) -> str:
    waves = [wave.id for wave in publication.waves]
    if asked in waves:
        return str(asked)
    return waves[default] if waves else ""


def _waves(publication: Publication, query: Mapping[str, str]) -> tuple[str, str]:
    """Return the earlier and the later wave; two the wrong way round are turned."""
    waves = [wave.id for wave in publication.waves]
    chosen = {_wave(publication, query.get("from"), 0), _wave(publication, query.get("to"), -1)}
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
    """Return the programme asked for, else the first that has the page's data. Raises NothingPublished."""
    if publications.has(asked := query.get("programme", "")):
        return asked
    known = publications.programmes()
    having = [one for one in known if has_data(publications.current(one), page)]
    if not known:
        raise NothingPublished
    return (having or known)[0]


def resolve(publications: Publications, query: Mapping[str, str], page: str) -> Selection:
    """Return the complete selection an address stands for on a page. Raises NothingPublished."""
    publication = publications.current(programme_of(publications, query, page))
    from_wave, to_wave = _waves(publication, query)
    shown, against = _rounds(publication, query)
    instrument = _instrument(publication, query, page)
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
        sites=query["sites"] if query.get("sites") in site_pages(publication.definition) else FIRST_PAGE,
        site=query.get("site", "") if page == "site" else "",
        sort=_sort(query),
        filter=_filter(query),
    )
