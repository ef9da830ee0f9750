"""The app: Dash with our pages, words, cache and files. Only cli, wsgi and tests import it."""

import json
import logging
from types import ModuleType
from typing import Any

from dash import Dash, page_registry, register_page, set_props
from flask import request

from dashboard import callbacks, ids
from dashboard.cache import make_cache
from dashboard.downloads import register_downloads
from dashboard.languages import read_languages
from dashboard.pages import PAGES
from dashboard.programme_check import register_programme_check
from dashboard.prompts import read_prompts
from dashboard.prose import read_prose
from dashboard.publication import Publications
from dashboard.refusals import RefusalRecords
from dashboard.selection import language_of
from dashboard.services import EXTENSION, Services, services
from dashboard.settings import Settings
from dashboard.site_map import for_the_browser
from dashboard.table_code import address_of_table_code, leave_out_of_every_page

# Files are worth compressing; a callback's few kilobytes are not worth the wait.
COMPRESSED = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"]
# Addresses of files carry their date, so a browser may keep them.
A_YEAR = 31_536_000

_LOG = logging.getLogger("rejsespor")
_INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
{metas}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{favicon}
{css}
</head>
<body>
<script type="application/json" id="{map_id}">{map}</script>
{app_entry}
<div>{config}{scripts}{renderer}</div>
</body>
</html>"""


class Dashboard(Dash):
    """A Dash app whose page says its language from the first byte."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """Return the page that starts the app, in the language of the address or the browser."""
        language = language_of(request.args)
        known = {
            name: parts[name]
            for name in ("metas", "favicon", "css", "app_entry", "config", "scripts", "renderer")
        }
        told = for_the_browser() | {
            "tableSource": address_of_table_code(self.config.requests_pathname_prefix)
        }
        pages = {"map_id": ids.MAP, "map": json.dumps(told)}
        return _INDEX.format(language=language, title="Rejsespor", **pages, **known)


def _say_trouble(error: Exception) -> None:
    """Log what went wrong and tell the reader, without a word about the data."""
    _LOG.error("callback failed: %s", type(error).__name__, exc_info=error)
    set_props(ids.TROUBLE, {"children": services().language(request.args).say("empty.error")})


def _register(page: ModuleType) -> None:
    path = "path_template" if "<" in page.PATH else "path"
    register_page(page.__name__, **{path: page.PATH}, name=page.NAME, title="Rejsespor", layout=page.layout)


def create_app(settings: Settings) -> Dash:
    """Return the app over a folder of publications; call it once per process."""
    page_registry.clear()
    leave_out_of_every_page()
    app = Dashboard(
        "dashboard",
        use_pages=True,
        pages_folder="",
        title="Rejsespor",
        update_title=None,  # type: ignore[arg-type]
        suppress_callback_exceptions=True,
        enable_mcp=False,
        compress=True,
        on_error=_say_trouble,
    )
    app.server.config["COMPRESS_MIMETYPES"] = COMPRESSED
    app.server.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    for page in PAGES:
        _register(page)
    app.server.extensions[EXTENSION] = Services(
        publications=Publications(settings.var),
        refusals=RefusalRecords(settings.var),
        languages=read_languages(settings.data),
        prompts=read_prompts(settings.data),
        prose=read_prose(settings.data),
        cache=make_cache(app.server, settings),
    )
    callbacks.register(app)
    register_downloads(app.server)
    register_programme_check(app.server)
    return app
