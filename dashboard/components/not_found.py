"""The page that stands where there is none."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.shell import address, heading, shell
from dashboard.report import ids
from publication.languages import Language


def page_not_found(language: Language) -> Component:
    """Return a page that says that its address leads nowhere, and the way to the first page."""
    overview = dcc.Link(language.say("page.overview"), href=address("overview", {"lang": language.code}))
    words = html.Div([html.P(language.say("http.not_found")), overview], className="empty")
    landed = dcc.Store(id=ids.LANDED, data={"lang": language.code})
    content = [heading("not_found", language), words, landed]
    return shell("not_found", {"lang": language.code}, language, content)
