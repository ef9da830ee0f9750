"""The files behind the pages: the rows of a card's table, and the analyst's table."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from flask import Flask, Response, request

from dashboard.callbacks.card import Read
from dashboard.pages.change.card import read_change
from dashboard.pages.change.card import twin as change_twin
from dashboard.pages.explore.answer import explore_table
from dashboard.pages.explore.sheets import explore_sheets
from dashboard.pages.involvement.card import read_involvement, twin
from dashboard.pages.management.card import read_management
from dashboard.pages.management.table import management_file
from dashboard.pages.participants.answer import participants_twin
from dashboard.pages.participants.card import read_participants
from dashboard.pages.principles.answer import principles_twin
from dashboard.pages.principles.card import read_principles
from dashboard.pages.sessions.card import read_sessions
from dashboard.pages.sessions.table import sessions_twin
from dashboard.report.data_table import Separator, Twin, of_locale
from dashboard.report.offered import has_data
from dashboard.report.selection import Selection
from dashboard.report.services import services
from dashboard.report.sheets import about_sheet, twin_sheet
from dashboard.report.site_map import SITE_MAP
from publication.languages import Language
from publication.reading import Publication

TWINS: Mapping[str, Callable[[Publication, Selection, Language], Twin]] = {
    "change": change_twin,
    "involvement": twin,
    "principles": principles_twin,
    "participants": participants_twin,
    "sessions": sessions_twin,
    "management": management_file,
}
SHOWN: Mapping[str, Read] = {
    "change": read_change,
    "involvement": read_involvement,
    "principles": read_principles,
    "participants": read_participants,
    "sessions": read_sessions,
    "management": read_management,
}
# What a workbook says of itself where that is no questionnaire.
EXPLORE = "explore"


class Taken(NamedTuple):
    """A file somebody takes along."""

    content: bytes
    mimetype: str


Write = Callable[[Publication, Selection, Language], Taken | None]


def _separator() -> Separator:
    return "comma" if request.args.get("separator") == "comma" else "semicolon"


def _card_csv(page: str) -> Write:
    def write(publication: Publication, selection: Selection, language: Language) -> Taken | None:
        if SHOWN[page](publication, selection, language) is None:
            return None
        table = TWINS[page](publication, selection, language).filled()
        return Taken(table.file(language, _separator()), "text/csv")

    return write


def _card_workbook(page: str) -> Write:
    def write(publication: Publication, selection: Selection, language: Language) -> Taken | None:
        from dashboard.carriers.workbook import MIMETYPE, workbook

        reading = SHOWN[page](publication, selection, language)
        if reading is None:
            return None
        table = TWINS[page](publication, selection, language).filled()
        about = about_sheet(page, reading.rests_on, publication, selection, language)
        return Taken(workbook([twin_sheet(table, language), about], publication.published_on), MIMETYPE)

    return write


def _explore_csv(publication: Publication, selection: Selection, language: Language) -> Taken | None:
    from dashboard.carriers.delimited import delimited

    explored = explore_table(publication, selection, language)
    if explored is None:
        return None
    separator = of_locale(_separator(), language)
    return Taken(delimited(explored.names(), explored.lines(), separator), "text/csv")


def _explore_workbook(publication: Publication, selection: Selection, language: Language) -> Taken | None:
    from dashboard.carriers.workbook import MIMETYPE, workbook

    explored = explore_table(publication, selection, language)
    if explored is None:
        return None
    sheets = explore_sheets(explored, publication, selection, language)
    return Taken(workbook(sheets, publication.published_on), MIMETYPE)


def _explore_parquet(publication: Publication, selection: Selection, language: Language) -> Taken | None:
    from dashboard.carriers.parquet import MIMETYPE, parquet

    explored = explore_table(publication, selection, language)
    if explored is None:
        return None
    kinds = {column.name: column.kind for column in explored.columns}
    about = {"publication": str(publication.number), "published_on": publication.published_on.isoformat()}
    return Taken(parquet(kinds, explored.values, about), MIMETYPE)


def _name(page: str, ending: str, publication: Publication, selection: Selection) -> str:
    """Return what a file is called; a group that is not known, or of no use there, is left out."""
    option = publication.option(selection.from_wave, selection.to_wave, selection.group)
    chosen = {
        "instrument": selection.instrument,
        "group": option.id if option else "",
        "indicator": selection.indicator,
    }
    about = [chosen[one] for one in SITE_MAP[page].controls if one in chosen]
    named = [page, publication.programme, str(publication.number), *about]
    return f"rejsespor-{'-'.join(part for part in named if part)}.{ending}"


def _file(page: str, ending: str, write: Write) -> Response:
    """Return a page's file for the selection in the address; 404 where there is nothing to show."""
    publication, selection, language = services().asked(request.args.to_dict(), page)
    taken = write(publication, selection, language) if has_data(publication, page) else None
    if taken is None:
        return Response(language.say("card.withheld_here"), status=404, mimetype="text/plain")
    name = _name(page, ending, publication, selection)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(taken.content, mimetype=taken.mimetype, headers=headers)


def register_downloads(server: Flask) -> None:
    """Serve `/files/PAGE.ENDING?…` for every page with a table."""
    writers: dict[tuple[str, str], Write] = {
        (EXPLORE, "csv"): _explore_csv,
        (EXPLORE, "xlsx"): _explore_workbook,
        (EXPLORE, "parquet"): _explore_parquet,
    }
    for page in TWINS:
        writers |= {(page, "csv"): _card_csv(page), (page, "xlsx"): _card_workbook(page)}
    for (page, ending), write in writers.items():
        server.add_url_rule(
            f"/files/{page}.{ending}",
            f"file-{page}-{ending}",
            lambda page=page, ending=ending, write=write: _file(page, ending, write),
        )
