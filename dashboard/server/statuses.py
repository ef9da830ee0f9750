"""Which status an address has, and the sentence that goes with every refusal."""

from collections.abc import Mapping

from dash import get_asset_url, get_relative_path
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from dashboard.components.shell import address
from dashboard.report.page import Page
from dashboard.report.services import services
from publication.reading import NothingPublished, NotThere, Replaced

NOT_FOUND = 404
GONE = 410
TOO_LARGE = 413
BAD = 400
UNAUTHORIZED, FORBIDDEN = 401, 403
CONFLICT, UNPROCESSABLE, TOO_MANY = 409, 422, 429
BAD_GATEWAY, UNAVAILABLE = 502, 503
# A status and the words of its sentence; any other has the words of a trouble.
_SAID = {BAD: "http.bad", NOT_FOUND: "http.not_found", 405: "http.method", TOO_LARGE: "http.too_large"}
# What an address asks for in vain, and how that is answered.
_IN_VAIN = {
    NothingPublished: (NOT_FOUND, "http.no_programme"),
    NotThere: (NOT_FOUND, "http.not_found"),
    Replaced: (GONE, "http.replaced"),
    DependencyException: (NOT_FOUND, "http.not_found"),
    InvalidResourceError: (NOT_FOUND, "http.not_found"),
}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rejsespor</title>
<link rel="icon" type="image/x-icon" href="{icon}">
<link rel="stylesheet" href="{style}">
</head>
<body><main class="wide">
<h1>{title}</h1>
<div class="empty"><p>{sentence}</p><a href="{address}">{way}</a></div>
</main></body>
</html>
"""


def is_there(page: Page, query: Mapping[str, str]) -> bool:
    """Say whether a page has what its address names; the one rule for its status and for what it shows."""
    try:
        publication, selection, _ = services().request(query, page)
    except (NotThere, Replaced):
        return False
    except NothingPublished:
        return not (query.get("programme") and services().publications.programmes())
    return page.is_there(publication, selection)


def refusal(status: int, key: str, way: tuple[str, str] | None = None) -> Response:
    """Return a sentence of the pages' words, in the reader's language, with a status.

    Args:
        status: As HTTP has it.
        key: The sentence's.
        way: The address to go on to and its words' key; without it, the overview.
    """
    language = services().language(request.args)
    leads_to, words = way or (address("overview", {"lang": language.code}), "page.overview")
    page = _PAGE.format(
        language=language.code,
        title=escape(language.say("http.title")),
        sentence=escape(language.say(key)),
        icon=get_relative_path("/_favicon.ico"),
        style=get_asset_url("view/style.css"),
        address=escape(leads_to),
        way=escape(language.say(words)),
    )
    return Response(page, status, mimetype="text/html")


def _refused(error: HTTPException) -> Response:
    """Answer what the server refuses; what it has to say of it in English stays inside."""
    status = error.code or 500
    return refusal(status, _SAID.get(status, "empty.error"))


def register_refusals(server: Flask) -> None:
    """Have every refusal answered by a sentence."""
    server.register_error_handler(HTTPException, _refused)
    for error, (status, key) in _IN_VAIN.items():
        server.register_error_handler(error, lambda _, status=status, key=key: refusal(status, key))
