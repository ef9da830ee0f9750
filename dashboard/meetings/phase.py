"""How far something is: what phones and walls ask every other second."""

from flask import jsonify, request
from werkzeug.wrappers import Response


def answer_phase(phase: str, tag: str, **told: object) -> Response:
    """Return a phase and what is told beside it, under a tag that changes with that and nothing else."""
    response = jsonify(phase=phase, **told)
    response.set_etag(tag)
    return response.make_conditional(request)
