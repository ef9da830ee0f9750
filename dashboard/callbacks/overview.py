"""/: what is here, how fresh it is, where to go."""

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, dcc, html

from dashboard import ids
from dashboard.cache import remembered
from dashboard.callbacks.card import Read
from dashboard.callbacks.change import read_change
from dashboard.callbacks.involvement import read_involvement
from dashboard.callbacks.principles import read_principles
from dashboard.components.shell import address
from dashboard.labels import wave_name
from dashboard.languages import Language
from dashboard.publication import Publication
from dashboard.selection import has_data, instruments_of, resolve
from dashboard.services import Services, services

READERS: Mapping[str, Read] = {
    "change": read_change,
    "involvement": read_involvement,
    "principles": read_principles,
}


def _waves(publication: Publication, language: Language) -> list[str]:
    said = []
    for wave in publication.waves:
        named = {"wave": wave_name(publication, wave.id, language), "date": language.date(wave.date)}
        if wave.members is None:
            said.append(language.say("overview.wave_printed", **named))
        else:
            said.append(language.say("overview.wave_line", members=language.whole(wave.members), **named))
    return said


def _facts(publication: Publication, language: Language) -> Any:
    rounds = [language.date(publication.round_date(one)) for one in publication.rounds]
    asked = instruments_of(publication, "change")
    instruments = [language.of(publication.instruments[one]["name"]) for one in asked]
    facts = {
        "waves": _waves(publication, language),
        "rounds": rounds,
        "instruments": [", ".join(instruments)],
    }
    return html.Dl(
        [
            part
            for name, lines in facts.items()
            if lines
            for part in (html.Dt(language.say(f"overview.{name}")), *map(html.Dd, lines))
        ],
        className="facts",
    )


def _tile(service: Services, publication: Publication, page: str, language: Language) -> Any:
    """Return one question with the sentence that answers it, and the way to its page."""
    head = html.H3(language.say(f"title.{page}"))
    if not has_data(publication, page):
        return html.Div([head, html.P(language.say("overview.missing"), className="quiet")], className="tile")
    query = {"programme": publication.programme, "lang": language.code}
    selection = resolve(service.publications, query, page)

    def work_out() -> list[str]:
        reading = READERS[page](publication, selection, language)
        return reading.sentences[:1] if reading else [language.say("card.withheld_here")]

    sentences = remembered(service.cache, f"tile-{page}", publication, selection, work_out)
    link = dcc.Link(language.say(f"overview.go_{page}"), href=address(page, query), className="go")
    return html.Div([head, *map(html.P, sentences), link], className="tile")


def _programme(service: Services, publication: Publication, language: Language) -> Any:
    definition = publication.definition
    badge = (
        [html.Span(language.say("shell.invented"), className="badge-invented")]
        if definition["invented"]
        else []
    )
    about = [html.P(language.of(definition["about"]))] if definition["about"] else []
    fresh = language.say(
        "overview.fresh", number=publication.number, date=language.date(publication.published_on)
    )
    promise = language.say("overview.k_note", k=definition["k"]) if publication.asked else ""
    return html.Section(
        [
            html.Div([html.H2(language.of(publication.name)), *badge], className="programme-head"),
            html.P(f"{fresh}. {promise}", className="quiet"),
            *about,
            html.Div([_tile(service, publication, page, language) for page in READERS], className="tiles"),
            _facts(publication, language),
        ],
        className="programme",
    )


def register(app: Dash) -> None:
    """Register the page's callback."""

    @app.callback(Output("overview-programmes", "children"), Input(ids.LANDED, "data"))
    def show(query: dict[str, str]) -> Any:
        """Show every programme that is published."""
        service = services()
        language = service.language(query)
        return [_programme(service, publication, language) for publication in service.publications.all()]
