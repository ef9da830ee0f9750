"""An address that asks for a programme that is not there is answered by 404, never by another's figures."""

from flask import Flask, Response, request

from dashboard.services import services


def register_programme_check(server: Flask) -> None:
    """Refuse what is asked of an unknown programme, in the reader's language."""

    @server.before_request
    def look() -> Response | None:
        asked = request.args.get("programme", "")
        if not asked or services().publications.has(asked):
            return None
        said = services().language(request.args).say("empty.no_such_programme")
        return Response(said, status=404, mimetype="text/plain")
