"""The page about the data in a browser: what the charts rest on, and what was refused."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Card, Panel
from dashboard.components.listing import listing
from dashboard.components.page import whole_page
from dashboard.pages.data.answer import contents_of, file_rows, instrument_rows, since_before
from dashboard.pages.data.refused import headers, refused_list, register_file
from dashboard.pages.data.text import difference_sentences, kind_name, occasions_listed
from dashboard.report import ids
from dashboard.report.addresses import STEWARD, written
from dashboard.report.ids import part
from dashboard.report.labels import unbroken
from dashboard.report.page import Page
from dashboard.report.refusals import DamagedRecord, LastRefused, RefusalRecords
from dashboard.report.services import services
from publication.following import Publications
from publication.languages import Language
from publication.queries.words import ask_words
from publication.reading import NotReadable, Publication

PAGE = "data"


def _card(name: str, heading: str, content: Sequence[Component], mark: str = "") -> Component:
    """Return one part of the page under its heading."""
    return html.Section(
        [html.H2(heading, id=part(PAGE, f"{name}-heading")), *content],
        className=f"data-card {mark}".strip(),
        **aria(labelledby=part(PAGE, f"{name}-heading")),
    )


def _since(publications: Publications, publication: Publication, language: Language) -> list[Component]:
    """Say what changed since the publication before, or why that cannot be said."""
    try:
        change = since_before(publications, publication)
    except NotReadable:
        return [html.P(language.say("data.not_readable"))]
    if change is None:
        return [html.P(language.say("data.first"))]
    before = {"number": change.before.number, "date": language.date(change.before.published_on)}
    if change.nothing and publication.within is not None:
        return []
    if change.nothing:
        return [html.P(language.say("data.same", **before))]
    lines = [html.Li(sentence) for sentence in difference_sentences(change, language)]
    return [html.P(language.say("data.since", **before)), html.Ul(lines)]


def _shown(publications: Publications, publication: Publication, language: Language) -> Component:
    shown = language.say(
        "data.shown",
        programme=language.of(publication.name),
        number=publication.number,
        date=language.date(publication.published_on),
    )
    since = [*_since(publications, publication, language), *_words(publication, language)]
    return _card("shown", language.say("data.heading.shown"), [html.P(shown, className="first"), *since])


def _words(publication: Publication, language: Language) -> list[Component]:
    """Say who releases texts that wait, where none is released."""
    is_told = publication.within is not None or ask_words(publication.cursor())
    return [] if is_told else [html.P(language.say("data.no_words"))]


def _files(publication: Publication, language: Language) -> Component:
    rows = [
        [
            row.name,
            kind_name(row.kind, language),
            occasions_listed(publication.definition, row.occasions, language),
            unbroken(language.date(row.loaded_on)),
        ]
        for row in file_rows(contents_of(publication))
    ]
    caption = language.say("data.files_caption", number=publication.number)
    table = listing(caption, headers(("file", "kind", "occasions", "loaded"), language), rows)
    note = html.P(language.say("data.files_note"), className="quiet")
    return _card("files", language.say("data.heading.files"), [table, note])


def _instruments(publication: Publication, language: Language) -> list[Component]:
    """Return which questionnaires there are; nothing where there is none."""
    rows = [
        [
            language.of(row.name),
            language.say(f"data.basis.{row.basis}"),
            occasions_listed(publication.definition, row.occasions, language),
        ]
        for row in instrument_rows(contents_of(publication))
    ]
    if not rows:
        return []
    caption = language.say("data.instruments_caption", number=publication.number)
    table = listing(caption, headers(("instrument", "basis", "occasions"), language), rows)
    return [_card("instruments", language.say("data.heading.instruments"), [table])]


def _next_step(programme: str, language: Language) -> Component:
    """Say where all that has to be mended is listed."""
    return html.P(language.say("data.next", report=f"reports/{programme}-check.csv"))


def _refused(last: LastRefused, programme: str, language: Language) -> list[Component]:
    files, date = len({refusal.file for refusal in last.refused}), language.date(last.day)
    return [
        html.P(language.counted("data.refused", files, date=date), className="first"),
        _next_step(programme, language),
        *refused_list(last, programme, language),
    ]


def _last_load(records: RefusalRecords, programme: str, heading: str, language: Language) -> Component:
    """Return what was refused at a programme's last load, with what to do about it."""
    name = f"refused-{programme}"
    try:
        last = records.last(programme)
    except DamagedRecord:
        damaged = html.P(language.say("data.refused_damaged"), className="first")
        return _card(name, heading, [damaged, _next_step(programme, language)], "data-refused")
    if last is None or not last.refused:
        return _card(name, heading, [html.P(language.say("data.refused_nothing"))])
    return _card(name, heading, _refused(last, programme, language), "data-refused")


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    """Return the page's skeleton, with room for programmes that have nothing published yet."""
    return whole_page(page, query, [html.Div(id=part(page.name, "waiting"))])


def _contents(page: Page, query: Mapping[str, str]) -> list[Component | None]:
    """Return what the chosen programme's publication rests on, and what was refused at the last load."""
    service = services()
    publication, _, language = service.request(query, page)
    return [
        *(_way_in(publication.programme, language) if publication.within is None else ()),
        _shown(service.publications, publication, language),
        *(_loaded(service.refusals, publication, language) if publication.within is None else ()),
        *_instruments(publication, language),
    ]


def _loaded(records: RefusalRecords, publication: Publication, language: Language) -> list[Component]:
    """Return what was refused, and the files: of all of a programme, so nothing to who sees a part of it."""
    heading = language.say("data.heading.refused")
    return [
        _last_load(records, publication.programme, heading, language),
        _files(publication, language),
    ]


def _way_in(programme: str, language: Language) -> list[Component]:
    """Lead who may load to where it is done; without login say which command does it; others load nothing."""
    if services().loads:
        to = written(STEWARD, {"programme": programme, "lang": language.code})
        return [html.P(html.A(language.say("steward.way"), href=to))]
    if services().person or not programme:
        return []
    return [html.P(language.say("steward.command", programme=programme), className="quiet")]


def _waiting(_: Page, query: Mapping[str, str]) -> list[Component]:
    """Return what was refused of programmes that have nothing published yet, so cannot be chosen."""
    service = services()
    language = service.language(query)
    waiting = [name for name in service.refusals.programmes() if not service.publications.has(name)]
    way = [] if service.publications.programmes() else _way_in("", language)
    return way + [
        _last_load(service.refusals, name, language.say("data.heading.waiting", programme=name), language)
        for name in waiting
    ]


CARD = Card(
    _skeleton,
    [Panel("contents", _contents), Panel("waiting", _waiting, follows=ids.LANDED)],
    register=register_file,
)
