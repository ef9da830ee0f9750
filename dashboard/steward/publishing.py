"""Groups looked at before they are shown, publications made, and withdrawn."""

import json
from functools import partial
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from dashboard.meetings.form import Form, OptionalLine, read
from dashboard.meetings.plain import language
from dashboard.report.labels import occasion_name
from dashboard.report.services import services
from dashboard.steward.kit import options, page, programme, run, said
from dashboard.steward.loading import to_desk
from publication.definitions.files import read_programme


class PublishForm(Form):
    """What must be said to show again what was withdrawn, or answers that are like others."""

    again: OptionalLine = ""
    others: OptionalLine = ""

    def options(self) -> list[str]:
        """Return it as a command takes it."""
        return [*(["--again"] if self.again else []), *options({"others": self.others})]


class WithdrawForm(Form):
    """Which publication is shown no longer."""

    number: Annotated[int, Field(ge=1, lt=10**9)]


def preview() -> Response:
    """Show the groups that the next publication would show, and what it would hide."""
    outcome = run("publish", programme(), "--dry-run", "--format", "json")
    if not outcome.is_done:
        return said(outcome, "", "not_published", again=True)
    described = read_programme(services().data, programme())
    occasions = partial(occasion_name, described, language=language())
    return page("groups", outcome=outcome, groups=json.loads(outcome.printed), occasions=occasions)


def publish() -> Response:
    """Publish what was looked at."""
    outcome = run("publish", programme(), *read(PublishForm).options())
    return said(outcome, "published", "not_published", again=not outcome.is_done)


def withdraw() -> Response:
    """Show a publication no longer."""
    number = str(read(WithdrawForm).number)
    return said(run("withdraw", number, "--programme", programme()), "withdrawn", "not_withdrawn")


def register(pages: Blueprint) -> None:
    """Serve what decides which publication is shown."""
    pages.add_url_rule("/data/steward/publication", "preview", preview)
    pages.add_url_rule("/data/steward/publication", "publish", publish, methods=["POST"])
    pages.add_url_rule("/data/steward/withdraw", "withdraw", withdraw, methods=["POST"])
    pages.add_url_rule("/data/steward/withdraw", "after_withdraw", to_desk)
