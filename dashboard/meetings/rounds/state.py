"""How far a round is. Never who or how many answered."""

from typing import Any

from werkzeug.wrappers import Response

from dashboard.meetings.phase import answer_phase
from dashboard.store.base import now
from dashboard.store.rounds import Round


def state(found: Round) -> Response:
    """Return a round's phase, and in how many milliseconds it is revealed: no clock but the server's counts.

    Its tag changes with what the facilitator does and with the moment itself, and with nothing else.
    """
    moment = now()
    phase = found.phase(moment)
    told: dict[str, Any] = {}
    if phase == "revealing" and found.reveal_at is not None:
        told["in_ms"] = round((found.reveal_at - moment).total_seconds() * 1000)
    return answer_phase(phase, f"{found.version}-{phase}", **told)
