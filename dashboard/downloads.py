"""The files behind the cards: the same rows as the table twin, as CSV."""

from collections.abc import Callable, Mapping

from flask import Flask, Response, request

from dashboard.callbacks.card import Read
from dashboard.callbacks.change import read_change
from dashboard.callbacks.involvement import read_involvement, twin
from dashboard.callbacks.management import read_management
from dashboard.callbacks.principles import read_principles
from dashboard.languages import Language
from dashboard.publication import NothingPublished, Publication
from dashboard.selection import Selection, has_data, resolve
from dashboard.services import services
from dashboard.tables.change import change_twin
from dashboard.tables.management_twin import management_file
from dashboard.tables.principles import principles_twin
from dashboard.tables.twin import Separator, Twin

TWINS: Mapping[str, Callable[[Publication, Selection, Language], Twin]] = {
    "change": change_twin,
    "involvement": twin,
    "principles": principles_twin,
    "management": management_file,
}
SHOWN: Mapping[str, Read] = {
    "change": read_change,
    "involvement": read_involvement,
    "principles": read_principles,
    "management": read_management,
}


def _name(page: str, publication: Publication, selection: Selection) -> str:
    """Return what a file is called: after what it shows; a group that is not known is left out."""
    option = publication.option(selection.from_wave, selection.to_wave, selection.group)
    answers = [selection.instrument, option.id if option else ""]
    shown = [selection.indicator] if page == "management" else answers
    about = [page, publication.programme, str(publication.number), *shown]
    return f"rejsespor-{'-'.join(part for part in about if part)}.csv"


def _file(page: str) -> Response:
    """Return a page's table for the selection in the address; 404 where there is nothing to show."""
    service, query = services(), request.args.to_dict()
    separator: Separator = "comma" if query.get("separator") == "comma" else "semicolon"
    try:
        selection = resolve(service.publications, query, page)
        publication = service.publications.current(selection.programme)
    except NothingPublished:
        return Response(status=404)
    language = service.languages[selection.language]
    if not has_data(publication, page) or SHOWN[page](publication, selection, language) is None:
        return Response(language.say("card.withheld_here"), status=404, mimetype="text/plain")
    content = TWINS[page](publication, selection, language).file(language, separator)
    headers = {"Content-Disposition": f'attachment; filename="{_name(page, publication, selection)}"'}
    return Response(content, mimetype="text/csv", headers=headers)


def register_downloads(server: Flask) -> None:
    """Serve `/files/PAGE.csv?…` for every page with a figure card."""
    for page in TWINS:
        server.add_url_rule(f"/files/{page}.csv", f"file-{page}", lambda page=page: _file(page))
