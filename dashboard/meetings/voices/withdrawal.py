"""Withdrawing, by the code that a trio or a focus group keeps or by a facilitator: at once, everywhere."""

import logging

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import LASTING_LENGTH, TooManyMisses, check_misses, count_miss, typed
from dashboard.meetings.plain import go, language, role, show
from dashboard.report.services import services
from dashboard.server.statuses import NOT_FOUND, TOO_MANY
from dashboard.store.store import cause, get
from dashboard.store.voices import Story, Theme, of_code
from dashboard.store.withdrawing import erase, withdraw
from publication.withdrawn import list_story

_LOG = logging.getLogger("rejsespor")


def withdrawing() -> Response:
    """Ask for a code; say that what it led to is gone."""
    return _page(done=bool(request.args.get("done")))


def _page(status: int = 200, code: str = "", fault: str = "", *, done: bool = False) -> Response:
    return show("withdraw", status, code=code, fault=fault, done=done, length=LASTING_LENGTH)


def _of_code(session: Session, code: str) -> Story | Theme | None:
    return of_code(session, Story, code) or of_code(session, Theme, code)


def withdraw_by_code() -> AnyResponse:
    """Withdraw what a code leads to."""
    sent = request.form.get("code", "")
    try:
        with services().store.reading() as session:
            check_misses(session)
            found = _of_code(session, typed(sent, LASTING_LENGTH))
    except TooManyMisses:
        return _page(TOO_MANY, fault=language().say("round.too_many"))
    if found is None:
        count_miss()
        return _page(NOT_FOUND, sent, language().say("voice.no_code"))
    return _withdraw(type(found), found.id, "")


def withdraw_story(story_id: str) -> AnyResponse:
    """Withdraw a story for the trio that told it."""
    return _withdraw(Story, story_id, role())


def withdraw_points(theme_id: str) -> AnyResponse:
    """Withdraw a focus group's points, or take a theme away for good."""
    return _withdraw(Theme, theme_id, role())


def _withdraw(kind: type[Story] | type[Theme], row_id: str, author: str) -> AnyResponse:
    """Take a story or a theme out of everything that is served and kept.

    It is listed first: from then on nothing shows it, whatever else fails, and no backup brings it back.
    """
    store = services().store
    with store.reading() as session:
        key = get(session, kind, row_id).key
    _list(key)
    with store.writing(author) as session:
        withdraw(session, get(session, kind, row_id))
    erase(store.engine)
    return go("withdrawing", done="yes")


def _list(key: str) -> None:
    """Name it outside the store. Where that cannot be written it is withdrawn nevertheless."""
    try:
        list_story(services().var, key)
    except OSError as error:
        _LOG.error(
            "a withdrawn story is not on the list, so an old backup would bring it back: %s", cause(error)
        )


def register(pages: Blueprint) -> None:
    """Serve withdrawing."""
    pages.add_url_rule("/voices/withdraw", "withdrawing", withdrawing)
    pages.add_url_rule("/voices/withdraw", "withdraw_by_code", withdraw_by_code, methods=["POST"])
    pages.add_url_rule(
        "/voices/story/<story_id>/withdraw", "withdraw_story", withdraw_story, methods=["POST"]
    )
    pages.add_url_rule(
        "/voices/theme/<theme_id>/withdraw", "withdraw_points", withdraw_points, methods=["POST"]
    )
