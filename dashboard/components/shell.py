"""What stands around every page: brand, pages, languages, footer."""

from collections.abc import Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria, data
from dashboard.components.native import Links
from dashboard.report import ids
from dashboard.report.addresses import LOGOUT, MEETINGS, WORDS, rooted, written
from dashboard.report.page import Place, linked_from
from dashboard.report.services import services
from publication.languages import Language

# What the list of links takes: id, label, address and what it says of itself.
Link = dict[str, str]


def address(page: str, query: Mapping[str, str]) -> str:
    """Return the address of a page (the first, where it has none) with a selection, empty values left out."""
    pages = services().pages
    return written(pages.get(page, pages["overview"]).path, query)


def _page_link(page: str, current: str, query: Mapping[str, str], language: Language) -> Link:
    pages = services().pages
    is_under = current in pages and pages[current].under == page
    here = {"current": "page"} if page == current else {"current": "true"} if is_under else {}
    return {
        "id": f"nav-{page}",
        "label": language.say(f"page.{page}"),
        "href": address(page, query),
        "className": "opens nav-link active" if here else "opens nav-link",
        **here,
    }


def _language_link(code: str, page: str, query: Mapping[str, str], language: Language) -> Link:
    here = {"current": "true"} if code == language.code else {}
    return {
        "id": f"lang-{code}",
        "label": services().languages[code].described.name,
        "href": address(page, {**query, "lang": code}),
        "lang": code,
        "className": "lang-link" + (" active" if here else ""),
        **here,
    }


def _page_links(place: Place, page: str, query: Mapping[str, str], language: Language) -> list[Link]:
    return [_page_link(name, page, query, language) for name in linked_from(services().pages, place)]


def _plain_link(page: str, path: str, label: str, query: Mapping[str, str], language: Language) -> Link:
    """Return the link to a plain page, which knows a programme and a language alone."""
    carried = {name: value for name, value in query.items() if name in ("programme", "lang")}
    href = written(path, {"lang": language.code, **carried})
    return {"id": f"nav-{page}", "label": label, "href": href, "className": "nav-link"}


def _meetings(query: Mapping[str, str], language: Language) -> Link:
    return _plain_link("meetings", MEETINGS, language.say("meeting.menu"), query, language)


def _words(query: Mapping[str, str], language: Language) -> Link:
    return _plain_link("words", WORDS, language.say("glossary.menu"), query, language)


def _header(page: str, query: Mapping[str, str], language: Language) -> Component:
    languages = [_language_link(code, page, query, language) for code in services().languages]
    return html.Header(
        [
            html.A(language.say("shell.skip"), href=f"#{ids.MAIN}", className="skip-link"),
            html.Div(
                [
                    dcc.Link(
                        "Rejsespor", href=address("overview", {"lang": language.code}), className="brand"
                    ),
                    html.Nav(
                        Links(
                            id=ids.PAGES,
                            links=[
                                *_page_links("header", page, query, language),
                                _meetings(query, language),
                            ],
                            className="pages",
                        ),
                        **aria(label=language.say("shell.pages")),
                    ),
                    html.Nav(
                        Links(id=ids.LANGUAGES, links=languages, className="languages"),
                        **aria(label=language.say("shell.language")),
                    ),
                ],
                className="wide bar-top",
            ),
        ],
        className="top",
    )


def _footer(page: str, query: Mapping[str, str], language: Language) -> Component:
    pages = _page_links("footer", page, query, language)
    links = Links(id=ids.FOOT, links=[*pages, _words(query, language)])
    said = [html.P(language.say("shell.footer")), links, *_way_out(language)]
    return html.Footer(html.Div(said, className="wide foot"))


def _way_out(language: Language) -> list[Component]:
    """Return who is logged in, with the way out; nothing where nobody logs in."""
    if not (person := services().person):
        return []
    button = html.Button(language.say("access.out"), className="btn")
    return [html.Form([html.Span(person), button], action=rooted(LOGOUT), method="post", className="way-out")]


def shell(
    page: str, query: Mapping[str, str], language: Language, content: Sequence[Component], title: str = ""
) -> Component:
    """Return a whole page: the links carry the selection along.

    Args:
        page: Its name.
        query: The selection, as an address holds it.
        language: The reader's.
        content: What stands between header and footer.
        title: What the browser calls it; '' for the page's own title.
    """
    return html.Div(
        [
            _header(page, query, language),
            html.Main(
                [
                    html.Div(id=ids.TROUBLE, role="alert"),
                    *content,
                    html.P(id=ids.PAPER_ADDRESS, className="paper-only"),
                ],
                id=ids.MAIN,
                className="wide",
                tabIndex="-1",
            ),
            _footer(page, query, language),
        ],
        lang=language.code,
        className=f"page page-{page}",
        **data(title=title or language.say(f"title.{page}")),
    )


def heading(page: str, language: Language) -> Component:
    """Return the heading of a page that has no finding of its own."""
    return html.H1(language.say(f"title.{page}"))
