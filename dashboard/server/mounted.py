"""The app at the address its readers know: its path stands before every address, its scheme in every link.

A proxy hands requests on as they came. What it says of them in headers is not believed, so nobody can say it.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

# What a probe asks is asked of this machine, not through the address of readers.
PROBES = ("/health", "/ready")


# What can stand before every path, and in a link that a phone scans.
_ADDRESS = re.compile(
    r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?(/[\w.~-]+)*/?", re.ASCII | re.IGNORECASE
)


def is_address(url: str) -> bool:
    """Say whether a text is an address the app can be mounted at."""
    return _ADDRESS.fullmatch(url) is not None


class Mounted:
    """A WSGI app below a path; whatever is asked beside it is not there."""

    def __init__(self, app: "WSGIApplication", url: str) -> None:
        """Keep the app, and the scheme and path of its address."""
        self._app = app
        self._scheme, self._prefix = urlsplit(url).scheme, urlsplit(url).path.rstrip("/")

    def __call__(self, environ: dict[str, Any], start: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        if path in PROBES:
            return self._app(environ, start)
        if not f"{path}/".startswith(f"{self._prefix}/"):
            start("404 NOT FOUND", [("Content-Type", "text/plain")])
            return [b"Not found\n"]
        rest = path.removeprefix(self._prefix)
        mounted = {"SCRIPT_NAME": self._prefix, "PATH_INFO": rest or "/", "wsgi.url_scheme": self._scheme}
        return self._app(environ | mounted, start)
