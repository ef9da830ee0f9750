"""Comments and stories that wait: each is read, and released or never published, by a person."""

import json

from flask import Blueprint, Response, request

from dashboard.meetings.plain import language
from dashboard.steward.commands import Outcome
from dashboard.steward.kit import options, page, programme, run, said

# Of many that wait; the others come once these are decided about.
MOST = 40
_DECIDED = ("release", "reject")
WHAT = "<any(comments, stories):what>"


def _waiting(what: str) -> Outcome:
    return run("release", what, "--programme", programme(), "--format", "json")


def words(what: str, done: tuple[str, ...] = ()) -> Response:
    """Show what waits to be read."""
    outcome = _waiting(what)
    if not outcome.is_done:
        return said(outcome, "", "not_read")
    waiting = json.loads(outcome.printed)
    more = language().whole(max(0, len(waiting) - MOST))
    return page("words", what=what, waiting=waiting[:MOST], count=len(waiting), more=more, done=done)


def decide(what: str) -> Response:
    """Release what was chosen and reject what was; whatever is left waits on."""
    chosen = [(text, deed) for text, deed in request.form.items() if deed in _DECIDED]
    given = {deed: ",".join(text for text, found in chosen if found == deed) for deed in _DECIDED}
    if not chosen:
        return words(what)
    outcome = run("release", what, "--programme", programme(), *options(given))
    if not outcome.is_done:
        return said(outcome, "", "not_decided")
    return words(what, outcome.said)


def register(pages: Blueprint) -> None:
    """Serve what is read before it is published."""
    pages.add_url_rule(f"/data/steward/words/{WHAT}", "words", words)
    pages.add_url_rule(f"/data/steward/words/{WHAT}", "decide", decide, methods=["POST"])
