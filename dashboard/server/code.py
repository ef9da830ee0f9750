"""What a browser needs before it can show anything: one style sheet and one file of code, compressed once.

Dash puts a link for every file on its page. Here its files and ours are joined in the order of the links;
they and the parts fetched later are served under an address that is a digest of them all: a browser keeps
them for good. How they are compressed counts more than how much code there is, so it is done thoroughly, in
the background; until that is done a quick way serves.
"""

import gzip
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from pkgutil import get_data
from threading import Thread

import brotli
import dash_ag_grid
from dash import Dash, dcc
from dash.fingerprint import check_fingerprint
from flask import Response, abort, request

# Dash refuses a page of which no script is called so.
CODE = "dash-renderer.js"
STYLE = "style.css"
CHARTS = "charts.js"
TABLE = "dash_ag_grid.min.js"
ICON = "favicon.ico"
FONT = "vendor/source-sans-3-latin-wght-normal.woff2"
A_YEAR = 31_536_000

_QUICK, _THOROUGH = 5, 11
_KINDS = {".js": "text/javascript", ".css": "text/css", ".ico": "image/x-icon"}
# For browsers that run none of the rest (what of it is needed stands in vendor/); a table we do not use; what
# explore.js fetches with the first table.
_LEFT_OUT = ("deps/polyfill", "dash_table/", "dash_ag_grid/")
# Parts of Dash's code that it would fetch one by one before the first chart.
_JOINED = ("async-graph.js",)
# Those that a page fetches when it shows its first long text.
_FETCHED = ("async-markdown.js", "async-highlight.js")


class Packed:
    """A file in the forms a browser takes it in."""

    def __init__(self, name: str, content: bytes = b"", thorough: bytes = b"") -> None:
        """Keep the content, or what it was compressed to."""
        self.kind = _KINDS[Path(name).suffix]
        self._plain = content
        self._thorough = thorough
        self.given = content or thorough

    @cached_property
    def content(self) -> bytes:
        """The file as it is."""
        return self._plain or bytes(brotli.decompress(self._thorough))

    @cached_property
    def _quick(self) -> bytes:
        return bytes(brotli.compress(self.content, quality=_QUICK))

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.content)

    def compress(self) -> None:
        """Compress it as far as can be: some two seconds for a megabyte."""
        self._thorough = self._thorough or brotli.compress(self.content, quality=_THOROUGH)

    def encoded(self, encoding: str) -> bytes:
        """Return it as `br`, `gzip` or `identity`."""
        forms = {"br": lambda: self._thorough or self._quick, "gzip": lambda: self._gzip}
        return forms.get(encoding, lambda: self.content)()


def _addresses(links: str) -> Iterator[str]:
    for address in re.findall(r'(?:src|href)="([^"]+)"', links):
        if not any(part in address for part in _LEFT_OUT):
            yield address.partition("?")[0]


def _later() -> Iterator[Path]:
    """Yield the files that code fetches when it needs them."""
    yield from (Path(dcc.__file__).parent / name for name in (*_JOINED, *_FETCHED))
    grid = Path(dash_ag_grid.__file__).parent
    yield from (grid / TABLE, grid / "async-community.js")


def _compress_all(files: Sequence[Packed]) -> None:
    """Compress files in turn. Knows no app: a server that ends meanwhile lets go of all it has open."""
    for file in files:
        file.compress()


class Code:
    """The files of an app's pages, by name."""

    def __init__(self, app: Dash, scripts: str, styles: str) -> None:
        """Join the files that Dash's links lead to.

        Args:
            app: The app.
            scripts: The links to code that Dash would put on a page.
            styles: Those to style sheets.
        """
        self._app = app
        later = {path.name: path.read_bytes() for path in _later()}
        code = [*map(self._read, _addresses(scripts)), *(later[name] for name in _JOINED)]
        style = b"\n".join(map(self._read, _addresses(styles)))
        vendor = app.get_asset_url("vendor/").encode()
        self._files = {
            CODE: Packed(CODE, b"\n;".join(code)),
            STYLE: Packed(STYLE, style.replace(b"../vendor/", vendor)),
            CHARTS: Packed(CHARTS, thorough=self._asset("vendor/plotly.min.js.br")),
            ICON: Packed(ICON, get_data("dash", ICON) or b""),
            **{name: Packed(name, content) for name, content in later.items()},
        }
        self._digest = sha256(b"".join(file.given for file in self._files.values())).hexdigest()[:16]

    def _asset(self, name: str) -> bytes:
        return Path(self._app.config.assets_folder, name).read_bytes()

    def _read(self, address: str) -> bytes:
        path = address.removeprefix(self._app.config.requests_pathname_prefix)
        where, _, rest = path.partition("/")
        if where == "assets":
            return self._asset(rest)
        package, _, name = rest.partition("/")
        return get_data(package, check_fingerprint(name)[0]) or b""

    def address(self, name: str) -> str:
        """Return where a file is served."""
        return f"{self._app.config.requests_pathname_prefix}code/{self._digest}/{name}"

    def compress(self) -> None:
        """Compress in the background what most visits need, most needed first."""
        first = [self._files[name] for name in (CODE, STYLE, TABLE)]
        Thread(target=_compress_all, args=(first,), daemon=True).start()

    def answer(self, digest: str, name: str) -> Response:
        """Answer with a file, in the best form the browser takes."""
        file = self._files.get(name) if digest == self._digest else None
        if file is None:
            abort(404)
        takes = request.accept_encodings
        encoding = next((form for form in ("br", "gzip") if takes.quality(form)), "identity")
        response = Response(file.encoded(encoding), mimetype=file.kind)
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        response.set_etag(f"{digest}-{encoding}")
        if encoding != "identity":
            response.headers["Content-Encoding"] = encoding
        response.make_conditional(request)
        return response
