"""The headers of every answer: what a page may load, who may frame it, what a browser may keep."""

from functools import cached_property

from dash import Dash
from flask import Response

# What the pages need: Dash and plotly write style attributes; plotly draws a picture to be saved from a blob.
_POLICY = (
    "default-src 'none'",
    "script-src 'self' {scripts}",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


class Headers:
    """The headers of an app's answers."""

    def __init__(self, app: Dash) -> None:
        """Keep the app: its inline scripts are known once it has had its first request."""
        self._app = app

    @cached_property
    def _policy(self) -> str:
        return "; ".join(_POLICY).format(scripts=" ".join(self._app.csp_hashes()))

    def put_on(self, response: Response) -> Response:
        """Add the headers to an answer; only what carries its date in its address may be kept."""
        response.headers["Content-Security-Policy"] = self._policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if not response.cache_control.max_age:
            response.headers["Cache-Control"] = "no-store"
            response.vary.update(["Accept-Language", "Accept-Encoding"])
        return response
