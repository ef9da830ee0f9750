"""The app: Dash with our pages, words, cache and files. Only cli, wsgi and tests import it."""

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from dash import Dash, ctx, page_registry, register_page, set_props
from dash._pages import _path_to_page
from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.gate import STEWARDS, register_gate
from dashboard.access.login import register_login
from dashboard.access.oidc import EXTENSION as OIDC
from dashboard.access.settings import read_access
from dashboard.callbacks import card_of, register_callbacks
from dashboard.carriers.files import register_files
from dashboard.carriers.paper.pdf import Busy
from dashboard.carriers.paper.serving import register_paper
from dashboard.components.not_found import page_not_found
from dashboard.components.notice import replaced
from dashboard.meetings import register_meetings
from dashboard.pages import PAGES
from dashboard.report import ids
from dashboard.report.cache import cache_here, make_cache
from dashboard.report.page import ChartPage, Page, Pages, for_the_browser
from dashboard.report.prompts import read_prompts
from dashboard.report.prose import read_prose
from dashboard.report.refusals import RefusalRecords
from dashboard.report.services import EXTENSION, Services, services
from dashboard.server.code import A_YEAR, CHARTS, CODE, FONT, ICON, STYLE, TABLE, Code
from dashboard.server.headers import Headers
from dashboard.server.mounted import Mounted
from dashboard.server.probes import register_probes
from dashboard.server.request_checks import refuse_components, register_request_checks
from dashboard.server.statuses import NOT_FOUND, UNAVAILABLE, is_there, refusal, register_refusals
from dashboard.server.tickets import EXTENSION as TICKETS
from dashboard.server.tickets import Tickets
from dashboard.settings import Settings
from dashboard.steward import register_steward
from dashboard.store.access import secret
from dashboard.store.store import Store
from publication.following import Publications
from publication.language_list import read_list
from publication.languages import read_languages
from publication.reading import NothingPublished, NotThere, Replaced

# Files are worth compressing; a callback's few kilobytes are not worth the wait.
COMPRESSED = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"]

_LOG = logging.getLogger("rejsespor")
_INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
{metas}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rejsespor</title>
<link rel="icon" type="image/x-icon" href="{icon}">
<link rel="stylesheet" href="{style}">
<link rel="preload" as="script" href="{code}">
{early}
<link rel="preload" as="font" type="font/woff2" href="{font}" crossorigin>
<link rel="preload" as="fetch" href="{prefix}_dash-layout" crossorigin>
<link rel="preload" as="fetch" href="{prefix}_dash-dependencies" crossorigin>
</head>
<body>
<script type="application/json" id="{map_id}">{map}</script>
{app_entry}
<div>{config}<script src="{code}"></script>{inline}{renderer}</div>
</body>
</html>"""
_EARLY = '<link rel="preload" as="script" id="early-charts" href="{charts}">'
_FILES = {"style": STYLE, "code": CODE, "charts": CHARTS, "table": TABLE, "icon": ICON}
_INLINE = re.compile(r"<script>.*?</script>", re.DOTALL)


class Dashboard(Dash):
    """A Dash app whose page says its language and status from the first byte, and no version of anything."""

    code: Code | None = None

    def index(self, *_: Any, **__: Any) -> Response:
        """Return the page that starts the app, 404 where its address leads nowhere."""
        page, about = _asked()
        there = page is not None and is_there(page, {**request.args.to_dict(), **about})
        started = super().index()  # type: ignore[no-untyped-call]
        return Response(started, 200 if there else NOT_FOUND)

    def _config(self) -> dict[str, Any]:
        told = super()._config()  # type: ignore[no-untyped-call]
        return {name: value for name, value in told.items() if "version" not in name}

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """Return the page that starts the app, in the language of the address or the browser."""
        self.code = self.code or Code(self, parts["scripts"], parts["css"])
        known = {name: parts[name] for name in ("metas", "app_entry", "config", "renderer")}
        files = {name: self.code.address(file) for name, file in _FILES.items()}
        told = for_the_browser(services().pages, services().languages, services().person)
        told |= {name: files[name] for name in ("charts", "table")}
        return _INDEX.format(
            language=services().language(request.args).code,
            prefix=self.config.requests_pathname_prefix,
            early=_EARLY.format(**files) if isinstance(_asked()[0], ChartPage) else "",
            font=self.get_asset_url(FONT),
            inline="".join(_INLINE.findall(parts["scripts"])),
            map_id=ids.MAP,
            map=json.dumps(told).replace("<", "\\u003c"),
            **files,
            **known,
        )

    def serve_code(self, digest: str, name: str) -> Response:
        """Answer with a file of the pages' code, once the first page has been asked for."""
        return self.code.answer(digest, name) if self.code else abort(NOT_FOUND)

    def lead_to_charts(self) -> AnyResponse:
        """Lead to the code of charts, for pages that are not Dash's."""
        if self.code is None:
            start(self)
        return redirect(self.code.address(CHARTS)) if self.code else abort(NOT_FOUND)


def _asked() -> tuple[Page | None, dict[str, str]]:
    """Return the page whose address is asked for, and what its path says."""
    found, about = _path_to_page(request.path.strip("/"))
    return services().pages.get(found.get("name", "")), about or {}


def _say_trouble(error: Exception) -> None:
    """Log what went wrong and tell the reader, without a word about the data."""
    if isinstance(error, NothingPublished | NotThere):
        raise error  # refused with a status, as an address is
    language = services().language(_query())
    if isinstance(error, Replaced):
        set_props(ids.MAIN, {"children": replaced(language)})
        return
    _LOG.error("callback failed: %s", type(error).__name__, exc_info=error)
    set_props(ids.TROUBLE, {"children": language.say("empty.error")})


def _query() -> dict[str, str]:
    """Return the selection that the present callback was given; nothing where it was given none."""
    return next((given for given in ctx.inputs.values() if isinstance(given, dict)), {})


def _register(page: Page) -> None:
    card = card_of(page)

    def layout(**query: str) -> Any:
        return card.skeleton(page, query) if is_there(page, query) else _not_found(page, query)

    path = "path_template" if "<" in page.path else "path"
    register_page(page.name, **{path: page.path}, name=page.name, title="Rejsespor", layout=layout)


def _not_found(page: Page | None, query: Mapping[str, str]) -> Any:
    return page_not_found(page, query, services().language(query))


def _nowhere(**query: str) -> Any:
    return _not_found(None, query)


def create_app(settings: Settings, pages: Pages = PAGES) -> Dashboard:
    """Return the app over a folder of publications; call it once per process."""
    page_registry.clear()
    access = read_access(settings.access, settings.data) if settings.access else None
    app = Dashboard(
        "dashboard",
        use_pages=True,
        pages_folder="",
        title="Rejsespor",
        update_title=None,  # type: ignore[arg-type]
        suppress_callback_exceptions=True,
        enable_mcp=False,
        include_pages_meta=False,
        compress=True,
        on_error=_say_trouble,
        requests_pathname_prefix=f"{settings.prefix}/",
        routes_pathname_prefix="/",
    )
    if settings.url:
        app.server.wsgi_app = Mounted(app.server.wsgi_app, settings.url)
    app.server.config["COMPRESS_MIMETYPES"] = COMPRESSED
    app.server.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    register_request_checks(app, settings)
    register_gate(app.server, access)
    app.server.before_request(refuse_components)
    register_refusals(app.server)
    register_probes(app.server)
    app.server.after_request(Headers(app).put_on)
    app.server.add_url_rule("/code/<digest>/<name>", "code", app.serve_code)
    app.server.add_url_rule(f"/code/{CHARTS}", "charts", app.lead_to_charts)
    for page in pages.values():
        _register(page)
    # Dash looks for this name.
    register_page("not_found_404", path="/not-found", name="not_found", title="Rejsespor", layout=_nowhere)
    app.server.extensions[EXTENSION] = Services(
        pages=pages,
        all_publications=Publications(settings.var),
        all_refusals=RefusalRecords(settings.var),
        languages=read_languages(settings.data),
        language_list=read_list(settings.data),
        prompts=read_prompts(settings.data),
        prose=read_prose(settings.data, read_list(settings.data)),
        cache=make_cache(app.server, settings),
        tables=cache_here(app.server),
        store=Store(settings.store),
        is_written=settings.writes,
        data=settings.data,
        var=settings.var,
    )
    register_callbacks(app, pages)
    register_files(app.server, pages)
    register_paper(app.server)
    app.server.register_error_handler(Busy, lambda _: refusal(UNAVAILABLE, "paper.busy"))
    register_meetings(app.server)
    if access:
        register_login(app.server, access, settings.url)
    if access and not access.open:
        register_steward(app.server, settings)
    return app


def ready_app(settings: Settings) -> Flask:
    """Return what answers a process's requests, ready for readers."""
    app = create_app(settings)
    start(app)
    server: Flask = app.server
    return server


def _secret(server: Flask, name: str) -> str:
    """Return what something is signed with, in every process alike."""
    store: Store = server.extensions[EXTENSION].store
    with store.writing("") as session:
        return secret(session, name)


def start(app: Dashboard) -> None:
    """Make an app ready for readers: its first request sets it up, and two at once would race."""
    if app.server.extensions.get(OIDC):
        # Cookies of a login that is under way.
        app.server.secret_key = _secret(app.server, "cookies")
    if STEWARDS in app.server.blueprints:
        app.server.extensions[TICKETS] = Tickets(_secret(app.server, "uploads"))
    with app.server.test_request_context("/"):
        # Past the gate, which would lead whoever is nobody to the login before anything is set up.
        app._setup_server()  # type: ignore[no-untyped-call]
        app.index()
    if app.code:
        app.code.compress()
