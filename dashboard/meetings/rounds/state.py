"""How far a round is: what phones and walls ask every other second. Never who or how many answered."""

from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response

from dashboard.store.base import now
from dashboard.store.rounds import Round


def state(found: Round) -> Response:
    """Return a round's phase, and in how many milliseconds it is revealed: no clock but the server's counts.

    Its tag changes with what the facilitator does and with the moment itself, and with nothing else.
    """
    moment = now()
    phase = found.phase(moment)
    told: dict[str, Any] = {"phase": phase}
    if phase == "revealing" and found.reveal_at is not None:
        told["in_ms"] = round((found.reveal_at - moment).total_seconds() * 1000)
    response = jsonify(told)
    response.set_etag(f"{found.version}-{phase}")
    return response.make_conditional(request)
