"""What is refused before anything is worked out: foreign hosts, large or forged bodies, doubled choices."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from dash import Dash
from dash._utils import split_callback_id
from flask import Response, request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.datastructures import Headers

from dashboard.report.services import services
from dashboard.server.hosts import is_trusted
from dashboard.server.statuses import BAD, FORBIDDEN, NOT_FOUND, TOO_LARGE, refusal
from dashboard.server.tickets import LARGEST_UPLOAD, UPLOAD
from dashboard.settings import Settings

# Nothing the pages send is a tenth of it.
LARGEST_BODY = 65_536
CALLBACKS = "/_dash-update-component"
# Where Dash would serve all that its components bring along.
_COMPONENTS = "/_dash-component-suites/"
READS = ("GET", "HEAD", "OPTIONS")
# What the fetch of a browser says of where a request comes from.
_OURS = ("same-origin", "none")

Text = Annotated[str, Field(strict=True)]


Callbacks = Mapping[str, Mapping[str, Any]]


class _Target(BaseModel):
    id: Text
    property: Text

    def key(self) -> tuple[str, str]:
        return self.id, self.property.partition("@")[0]


class _Given(_Target):
    """A value of the page: a part of its address, or a selection."""

    value: Text | dict[Text, Text]

    def fits(self) -> bool:
        """Say whether it is what its property takes: a selection, a path, or a text."""
        if isinstance(self.value, dict) or self.property == "data":
            return isinstance(self.value, dict) and self.property == "data"
        return self.property != "pathname" or self.value.startswith("/")


class _Body(BaseModel):
    """What the pages' own code sends to have something worked out."""

    output: Text
    outputs: _Target | list[_Target]
    inputs: list[_Given]
    state: list[_Given] = []
    changedPropIds: list[Text] = []

    def given(self) -> list[_Given]:
        return [*self.inputs, *self.state]

    def searches(self) -> list[str]:
        """Return the queries of the addresses in it."""
        return [str(given.value).removeprefix("?") for given in self.given() if given.property == "search"]


def _keys(targets: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [_Target.model_validate(target).key() for target in targets]


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _fits(body: _Body, callbacks: Callbacks) -> bool:
    """Say whether a body asks for what there is, with the values that takes."""
    if (asked := callbacks.get(body.output)) is None:
        return False
    return (
        [output.key() for output in _listed(body.outputs)] == _keys(_listed(split_callback_id(body.output)))
        and [given.key() for given in body.given()] == _keys([*asked["inputs"], *asked["state"]])
        and all(given.fits() for given in body.given())
    )


def _twice(names: Iterable[str]) -> bool:
    seen = list(names)
    return len(seen) > len(set(seen))


def _given_twice() -> bool:
    """Say whether the address gives a choice twice, or in its path and again after it."""
    names = [name for name, _ in request.args.items(multi=True)]
    site = services().pages["site"].path.partition("<")[0]
    return _twice(names) or ("site" in request.args and request.path.startswith(site))


def _check_body(callbacks: Callbacks) -> Response | None:
    try:
        body = _Body.model_validate_json(request.get_data() if request.is_json else b"")
    except ValidationError:
        return refusal(BAD, "http.bad")
    if not _fits(body, callbacks):
        return refusal(BAD, "http.bad")
    if any(
        _twice(name for name, _ in parse_qsl(search, keep_blank_values=True)) for search in body.searches()
    ):
        return refusal(BAD, "http.twice")
    return None


def _is_ours(headers: Headers) -> bool:
    """Say whether a page of ours sends a request: a page elsewhere cannot say so."""
    if (site := headers.get("Sec-Fetch-Site")) is not None:
        return site in _OURS
    origin = headers.get("Origin")
    return origin is None or origin.partition("://")[2] == headers.get("Host")


def _most() -> int:
    """Return how large a body may be here, and have no more of it read."""
    if request.endpoint == UPLOAD:
        request.max_content_length = LARGEST_UPLOAD
    return request.max_content_length or 0


def refuse_components() -> Response | None:
    """Refuse what Dash would serve of its components: what pages need of it lies in files of ours."""
    return refusal(NOT_FOUND, "http.not_found") if request.path.startswith(_COMPONENTS) else None


def register_request_checks(app: Dash, settings: Settings) -> None:
    """Refuse, before anything else is done, what no page of ours asks."""
    app.server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    def check() -> Response | None:
        """Return a refusal, or nothing where the request may go on."""
        if not is_trusted(request.headers.get("Host", ""), settings.trusted_hosts):
            return refusal(BAD, "http.host")
        if (request.content_length or 0) > _most():
            return refusal(TOO_LARGE, "steward.too_large" if request.endpoint == UPLOAD else "http.too_large")
        if request.method not in READS and not _is_ours(request.headers):
            return refusal(FORBIDDEN, "http.bad")
        if _given_twice():
            return refusal(BAD, "http.twice")
        if request.method == "POST" and request.path == CALLBACKS:
            return _check_body(app.callback_map)
        return None

    app.server.before_request(check)
