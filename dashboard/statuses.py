"""Which status an address has, and the sentence that goes with every refusal."""

from collections.abc import Mapping

from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from dashboard.publication import NothingPublished
from dashboard.services import services

NOT_FOUND = 404
TOO_LARGE = 413
BAD = 400
# A status and the words of its sentence; any other has the words of a trouble.
_SAID = {BAD: "http.bad", NOT_FOUND: "http.not_found", 405: "http.method", TOO_LARGE: "http.too_large"}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>Rejsespor</title></head>
<body><main><h1>{title}</h1><p>{sentence}</p></main></body>
</html>
"""


def is_there(page: str, query: Mapping[str, str]) -> bool:
    """Say whether a page has what its address names; the one rule for its status and for what it shows."""
    try:
        publication, selection, _ = services().asked(query, page)
    except NothingPublished:
        return True
    return page != "site" or selection.site in {site["id"] for site in publication.sites}


def refusal(status: int, key: str) -> Response:
    """Return a sentence of the pages' words, in the reader's language, with a status."""
    language = services().language(request.args)
    page = _PAGE.format(
        language=language.code,
        title=escape(language.say("http.title")),
        sentence=escape(language.say(key)),
    )
    return Response(page, status, mimetype="text/html")


def _refused(error: HTTPException) -> Response:
    """Answer what the server refuses; what it has to say of it in English stays inside."""
    status = error.code or 500
    return refusal(status, _SAID.get(status, "empty.error"))


def register_refusals(server: Flask) -> None:
    """Have every refusal answered by a sentence."""
    server.register_error_handler(HTTPException, _refused)
    for error in (DependencyException, InvalidResourceError):
        server.register_error_handler(error, lambda _: refusal(NOT_FOUND, "http.not_found"))
