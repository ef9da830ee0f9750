"""What stands where a chart cannot: why, and where to go."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.shell import address, heading
from dashboard.report.page import Page
from dashboard.report.part_seen import part_words
from dashboard.report.selection import Selection
from publication.following import Publications
from publication.languages import Language
from publication.reading import Publication


def nothing_published(language: Language) -> Component:
    """Return the empty state of a service that has published nothing."""
    said = [html.H2(language.say("empty.title")), html.P(language.say("empty.nothing_published"))]
    return html.Div(said, className="empty")


def no_data(
    publications: Publications, publication: Publication, page: Page, language: Language
) -> Component:
    """Say that a programme lacks what the page shows, and link to those that have it."""
    links = [
        html.Li(
            dcc.Link(
                language.say("empty.elsewhere", programme=language.of(known.name)),
                href=address(page.name, {"programme": known.programme, "lang": language.code}),
            )
        )
        for known in publications.all()
        if page.has_data(known)
    ]
    key = f"no_data_{page.name}" if publication.within is None else "no_data_part"
    words = language.say(f"empty.{key}", programme=language.of(publication.name))
    said = [html.H2(language.say("empty.title")), html.P(words), html.Ul(links)]
    return html.Div([heading(page.name, language), html.Div(said, className="empty")])


def replaced(language: Language) -> list[Component]:
    """Say that the figures a page was made of are no longer shown, and link to the page as it is now."""
    # An empty address is that of the page itself, loaded anew.
    again = html.A(language.say("replaced.again"), href="")
    words = html.Div([html.P(language.say("replaced.said")), again], className="empty", role="alert")
    return [html.H1(language.say("replaced.title")), words]


def withheld(selection: Selection, page: Page, language: Language) -> Component:
    """Say the one sentence for every selection that is not shown, whatever the reason."""
    everyone = address(page.name, {**selection.query(), "group": ""})
    said = [
        html.P(language.say("card.withheld_here")),
        dcc.Link(language.say("card.withheld_way_out"), href=everyone),
    ]
    return html.Div([heading(page.name, language), html.Div(said, className="empty")])


def badges(publication: Publication, language: Language) -> list[Component]:
    """Say that a programme is an invented example, and which part of it is shown, where that is so."""
    return [badge for badge in (invented(publication, language), _part_seen(publication, language)) if badge]


def _part_seen(publication: Publication, language: Language) -> Component | None:
    words = part_words(publication, language)
    long = language.say("shell.only_long")
    return html.Span(words, className="badge-part", title=long) if words else None


def invented(publication: Publication, language: Language) -> Component | None:
    """Say that a programme is an invented example; nothing for one that is not."""
    if not publication.definition.invented:
        return None
    return html.Span(
        language.say("shell.invented"), className="badge-invented", title=language.say("shell.invented_long")
    )
