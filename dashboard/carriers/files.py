"""The files behind the pages: any report as delimited text, workbook or Parquet."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from flask import Flask, Response, abort, request

from dashboard.report.controls import OF_THE_TABLE
from dashboard.report.data_table import Separator
from dashboard.report.page import Page, Pages
from dashboard.report.report import AnyReport
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.reading import Publication


class Format(NamedTuple):
    """A kind of file: what it is called in the headers of a response, and how a report becomes one."""

    mimetype: str
    write: Callable[[AnyReport], bytes]


def _separator() -> Separator:
    return "comma" if request.args.get("separator") == "comma" else "semicolon"


def _delimited(report: AnyReport) -> bytes:
    return report.whole_table.filled().file(report.language, _separator())


def _workbook(report: AnyReport) -> bytes:
    from dashboard.carriers.workbook import workbook

    return workbook(report.sheets(), report.publication.published_on)


def _parquet(report: AnyReport) -> bytes:
    from dashboard.carriers.parquet import parquet

    table, publication = report.whole_table, report.publication
    about = {
        "publication": str(publication.number),
        "published_on": publication.published_on.isoformat(),
    }
    return parquet(table.kinds(), table.columns_of_values(), about)


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv", _delimited),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _workbook),
    "parquet": Format("application/vnd.apache.parquet", _parquet),
}


def _name(page: Page, ending: str, publication: Publication, selection: Selection) -> str:
    """Return what a file is called; a group that is not known, or of no use there, is left out."""
    option = publication.option(*selection.waves, selection.group)
    chosen = {
        "instrument": selection.instrument,
        "group": option.id if option else "",
        "indicator": selection.indicator,
    }
    about = [chosen[control] for control in page.controls if control in chosen]
    seen = ["seen"] if selection.seen else []
    named = [page.name, publication.programme, str(publication.number), *about, *seen]
    return f"rejsespor-{'-'.join(part for part in named if part)}.{ending}"


def _nothing(why: str) -> Response:
    return Response(why, status=404, mimetype="text/plain")


def _file(page: Page, ending: str) -> Response:
    """Return a page's file for the selection in the address; 404 where there is nothing to show."""
    publication, selection, language = services().request(request.args.to_dict(), page)
    if not page.has_data(publication):
        return _nothing(language.say(f"empty.no_data_{page.name}", programme=language.of(publication.name)))
    report = page.report(publication, selection, language) if page.report else None
    if report is None:
        return _nothing(language.say("card.withheld_here"))
    if selection.seen and any(
        request.args.get(name) and not getattr(selection, name) for name in OF_THE_TABLE
    ):
        # A file that held more than what is seen would be taken for it.
        abort(400)
    name = _name(page, ending, publication, selection)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(FORMATS[ending].write(report), mimetype=FORMATS[ending].mimetype, headers=headers)


def register_files(server: Flask, pages: Pages) -> None:
    """Serve `/files/PAGE.ENDING?…` for every page that has files."""
    for page in pages.values():
        for ending in page.files:
            server.add_url_rule(
                f"/files/{page.name}.{ending}",
                f"file-{page.name}-{ending}",
                lambda page=page, ending=ending: _file(page, ending),
            )
