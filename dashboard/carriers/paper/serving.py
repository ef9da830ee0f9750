"""The paper as a file: `/files/paper.pdf` and `/files/paper.html`, of the programme that is asked for."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import NamedTuple

from flask import Flask, Response, request

from dashboard.carriers.paper.html import html
from dashboard.carriers.paper.paper import Paper, Sources, paper
from dashboard.carriers.paper.pdf import pdf
from dashboard.report.services import services


class Format(NamedTuple):
    """A kind of paper: what it is called in the headers of a response, and how it is written."""

    mimetype: str
    write: Callable[[Paper], bytes]


FORMATS: Mapping[str, Format] = {
    "pdf": Format("application/pdf", pdf),
    "html": Format("text/html", html),
}


def can_be_set(ending: str) -> bool:
    """Say whether this machine can write a kind of paper: PDF needs a package of its own."""
    return ending != "pdf" or find_spec("typst") is not None


def _paper(ending: str) -> Response:
    """Return the paper of the programme in the address, made anew: a voice may have been withdrawn."""
    service = services()
    publication, _, language = service.request(request.args.to_dict(), service.pages["overview"])
    if not can_be_set(ending):
        return Response(language.say("paper.no_pdf"), status=404, mimetype="text/plain")
    sources = Sources(service.pages, service.prose, service.store, service.var)
    written = FORMATS[ending].write(paper(sources, publication, language))
    name = f"rejsespor-{publication.programme}-{publication.number}-{language.code}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, mimetype=FORMATS[ending].mimetype, headers=headers)


def register_paper(server: Flask) -> None:
    """Serve the paper in each of its formats."""
    for ending in FORMATS:
        server.add_url_rule(
            f"/files/paper.{ending}", f"file-paper-{ending}", lambda ending=ending: _paper(ending)
        )
