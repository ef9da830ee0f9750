"""Logging in by OpenID Connect: Authlib leads there and back (code flow, PKCE, state, nonce)."""

from pathlib import Path
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, session, url_for
from werkzeug.wrappers import Response

from dashboard.access.settings import Provider

EXTENSION = "rejsespor-oidc"
_DISCOVERY = "/.well-known/openid-configuration"
_WANTED = "rejsespor-wanted"


class Oidc:
    """A provider that says who somebody is and which groups they are in."""

    def __init__(self, server: Flask, provider: Provider) -> None:
        """Name the provider; it is asked for the first time when somebody logs in."""
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
        session[_WANTED] = wanted
        back = url_for("door.come_back", _external=True)
        led: Response = self._client.authorize_redirect(back)
        return led

    def come_back(self) -> tuple[str, frozenset[str]]:
        """Return name and groups of who comes back. Raises OAuthError, ValueError without a name.

        State, nonce, signature and audience are checked by Authlib.
        """
        token = self._client.authorize_access_token()
        said = {**self._client.userinfo(token=token), **token["userinfo"]}
        name, groups = said.get("preferred_username") or said.get("sub"), said.get(self._groups, ())
        if not name:
            raise ValueError("nobody")
        if not isinstance(groups, list | tuple):
            # Some providers of many groups send a pointer to the list.
            raise OAuthError("groups_missing")
        return str(name), frozenset(map(str, groups))

    @staticmethod
    def wanted() -> str:
        """Return what somebody wanted to see before they were led away."""
        return str(session.pop(_WANTED, "/"))
