"""What is here, how fresh it is, and where to go."""

from typing import Any

from dash import dcc, html

from dashboard.components.notice import nothing_published
from dashboard.components.shell import shell
from dashboard.report import ids
from dashboard.report.services import services
from dashboard.report.site_map import SITE_MAP

NAME = "overview"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton."""
    service = services()
    language = service.language(query)
    if not service.publications.programmes():
        return shell(
            NAME, {"lang": language.code}, language, [nothing_published(services().publications, language)]
        )
    content = [
        html.P(language.say("overview.intro"), className="lead"),
        html.Div(id="overview-programmes"),
        dcc.Store(id=ids.LANDED, data={"lang": language.code}),
    ]
    return shell(NAME, {**query, "lang": language.code}, language, content)
