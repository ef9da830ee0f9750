"""Files sent, checked, and loaded: all of them or none; those with faults are deleted at once."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.gate import asks
from dashboard.meetings.form import Form, OptionalLine, read
from dashboard.report.services import services
from dashboard.server.statuses import GONE, NOT_FOUND, UNPROCESSABLE, refusal
from dashboard.server.tickets import MEGABYTES, TICKET
from dashboard.steward.kit import at, options, page, programme, programmes, run, said, tickets, tools
from dashboard.steward.uploads import MINUTES, Sent

MOST_FILES, MOST_PUBLICATIONS = 50, 12


class FilesForm(Form):
    """What is said beside files: which round and mapping they are of, where their columns do not say it."""

    wave: OptionalLine = ""
    mapping: OptionalLine = ""


class SentForm(Form):
    """Files that were sent before."""

    sent: OptionalLine = ""


def desk(status: int = 200, trouble: str = "") -> Response:
    """Show all that a steward does for a programme."""
    found = programme()
    return page(
        "desk",
        status,
        trouble=trouble,
        most=MOST_FILES,
        others=[one for one in programmes() if one != found],
        send_to=at("check", **{TICKET: tickets().give(asks().name, found)}),
        megabytes=MEGABYTES,
        publications=services().publications.kept(found, MOST_PUBLICATIONS),
        shown=_shown(found),
    )


def _shown(found: str) -> int | None:
    publications = services().publications
    return publications.current(found).number if publications.has(found) else None


def _trouble(files: int) -> str:
    """Return what is wrong with what was sent, before anything of it is read; '' where nothing is."""
    if tickets().said(request.args.get(TICKET, "")) != (asks().name, programme()):
        return "expired"
    return "" if 0 < files <= MOST_FILES else "no_files" if not files else "many_files"


def check() -> Response:
    """Check the files somebody sends; those without a fault wait to be loaded."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if trouble := _trouble(len(files)):
        return desk(UNPROCESSABLE, trouble)
    given = options(read(FilesForm).values())
    sent = tools().uploads.keep(files, asks().name, programme(), given)
    try:
        outcome = run("check", *_named(sent))
    except BaseException:
        sent.remove()
        raise
    if not outcome.is_done:
        sent.remove()
        return said(outcome, "", "faulty", lead="faulty_lead", report="check")
    return page("checked", outcome=outcome, sent=sent, count=len(files), minutes=MINUTES)


def _named(sent: Sent) -> list[str]:
    """Return files as a command takes them."""
    return [*sent.options, "--programme", sent.programme, "--", *map(str, sent.files)]


def _taken() -> Sent | None:
    return tools().uploads.take(read(SentForm).sent, asks().name, programme())


def load() -> Response:
    """Load what was checked, and delete it."""
    if (sent := _taken()) is None:
        return page("gone", GONE, minutes=MINUTES)
    try:
        outcome = run("load", *_named(sent))
    finally:
        sent.remove()
    return said(outcome, "loaded", "not_loaded", lead="loaded_lead" if outcome.is_done else "", report="load")


def discard() -> AnyResponse:
    """Delete what was sent."""
    if (sent := _taken()) is not None:
        sent.remove()
    return redirect(at("desk"), 303)


def faults(command: str) -> Response:
    """Return everything that the last check or load of a programme found: a file, for who loads."""
    path = services().var / "reports" / f"{programme()}-{command}.csv"
    if path.is_symlink() or not path.is_file():
        return refusal(NOT_FOUND, "http.not_found")
    answer = Response(path.read_bytes(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={path.name}"
    return answer


def to_desk() -> AnyResponse:
    """Lead back: what was said of a deed is not said again."""
    return redirect(at("desk"), 303)


def register(pages: Blueprint) -> None:
    """Serve the desk, and what is done with files."""
    pages.add_url_rule("/data/steward", "desk", desk)
    pages.add_url_rule("/data/steward", "check", check, methods=["POST"])
    for name, deed in (("load", load), ("discard", discard)):
        pages.add_url_rule(f"/data/steward/{name}", name, deed, methods=["POST"])
        pages.add_url_rule(f"/data/steward/{name}", f"after_{name}", to_desk)
    pages.add_url_rule("/data/steward/<any(check, load):command>.csv", "faults", faults)
