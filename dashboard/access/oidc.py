"""Logging in by OpenID Connect: Authlib leads there and back (code flow, PKCE, state, nonce)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from dashboard.access.settings import Provider

EXTENSION = "rejsespor-oidc"
_DISCOVERY = "/.well-known/openid-configuration"
_WANTED = "rejsespor-wanted"
# Longer ones are left out of the cookie that remembers where somebody wanted to be.
_LONGEST = 500
# What a provider that answers amiss, or not at all, makes the libraries raise.
FAILED = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, RuntimeError)


def _named(subject: str, called: object) -> str:
    """Return what somebody is called with the one name that is theirs for good (Core 1.0, 5.7)."""
    name = subject if called in (None, subject) else f"{called} ({subject})"
    return "".join(sign for sign in name if sign.isprintable())[:200]


class Oidc:
    """A provider that says who somebody is and which groups they are in."""

    def __init__(self, server: Flask, provider: Provider, url: str) -> None:
        """Name the provider; it is asked for the first time when somebody logs in."""
        # The cookie that remembers a login under way goes where ours goes, and nowhere else.
        server.config["SESSION_COOKIE_NAME"] = "rejsespor-way"
        server.config["SESSION_COOKIE_PATH"] = f"{urlsplit(url).path.rstrip('/')}/"
        server.config["SESSION_COOKIE_SAMESITE"] = "Lax"
        server.config["SESSION_COOKIE_SECURE"] = urlsplit(url).scheme == "https"
        self._groups = provider.groups_claim
        self._client: Any = OAuth(server).register(
            "provider",
            client_id=provider.client_id,
            client_secret=Path(provider.client_secret_file).read_text("utf-8").strip(),
            server_metadata_url=provider.issuer.rstrip("/") + _DISCOVERY,
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": 10},
        )

    def leave(self, wanted: str) -> Response:
        """Lead to the provider, remembering what somebody wanted to see. Raises OAuthError."""
        session[_WANTED] = wanted if len(wanted) <= _LONGEST else "/"
        back = url_for("door.come_back", _external=True)
        led: Response = self._client.authorize_redirect(back)
        return led

    def come_back(self) -> tuple[str, frozenset[str]]:
        """Return name and groups of who comes back. Raises what FAILED holds.

        State, nonce, signature and audience are checked by Authlib.
        """
        token = self._client.authorize_access_token()
        checked, told = token["userinfo"], self._client.userinfo(token=token)
        if told.get("sub") != checked["sub"]:
            # OpenID Connect Core 1.0, 5.3.2: what is told may be of somebody else.
            raise OAuthError("subject_differs")
        said = {**told, **checked}
        groups, name = said.get(self._groups, ()), _named(str(checked["sub"]), said.get("preferred_username"))
        if not isinstance(groups, list | tuple):
            # Some providers of many groups send a pointer to the list.
            raise OAuthError("groups_missing")
        return name, frozenset(map(str, groups))

    @staticmethod
    def wanted() -> str:
        """Return what somebody wanted to see before they were led away."""
        return str(session.pop(_WANTED, "/"))
