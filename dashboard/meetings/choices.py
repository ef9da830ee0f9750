"""The choices of a step's chart, made on the wall: tried there, and kept on the agenda if they are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.components.filter_bar import choices, state
from dashboard.meetings.form import Form, read
from dashboard.meetings.plain import go, language, role
from dashboard.meetings.subjects import Seen, lies_in, seen
from dashboard.report.page import Page
from dashboard.report.services import services
from dashboard.store.meetings import Meeting, Step
from dashboard.store.scope import wider
from dashboard.store.store import NotKept, edit, get


class VersionForm(Form):
    """Which version of a step was seen."""

    version: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a chart: its name in addresses, its label, what is chosen, what each option is called."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]]


def _offered(page: Page) -> list[str]:
    return [control for control in page.controls if control != "programme"]


def asked_of(step: Step, asked: Mapping[str, str]) -> dict[str, str]:
    """Return what an address or a form chooses of a step's chart."""
    page = services().pages.get(step.page)
    return {name: asked[name] for name in (_offered(page) if page else ()) if asked.get(name)}


def tried(step: Step, chosen: Mapping[str, str]) -> Seen:
    """Return what a step's chart shows with other choices."""
    about = (step.programme, step.page, {**step.query, **chosen}, step.publication)
    return seen(Step(*about, place=step.place, meeting_id=step.meeting_id), language())


def choices_of(chart: Seen, page_name: str) -> list[Choice]:
    """Return the choices of a chart in which there is something to choose."""
    page, report = services().pages[page_name], chart.report
    if report is None:
        return []
    values = state(report.publication, report.selection, page)
    offers = choices(services().publications, report.publication, report.selection, page, report.language)
    return [
        Choice(name, _label(name, page), values[name], [(one["value"], one["label"]) for one in offers[name]])
        for name in _offered(page)
        if len(offers[name]) > 1
    ]


def _label(name: str, page: Page) -> str:
    key = {"item": page.item_label, "view": "view.label"}.get(name, f"bar.{name}")
    return language().say(key)


def keep_choice(step_id: str) -> AnyResponse:
    """Keep a step's chart on the agenda as it was chosen on the wall. Raises NotKept for one not shown."""
    filled = read(VersionForm)
    with services().store.writing(role()) as session:
        step = get(session, Step, step_id)
        query = {**step.query, **asked_of(step, request.form)}
        if (chosen := tried(step, query)).report is None:
            raise NotKept(step_id)
        # What was written before another choice may speak of that one: nobody sees more of it than before.
        kept = edit(session, Step, step_id, filled.version, query=query)
        kept.within = wider(kept.within, lies_in(chosen))
        places = [one.id for one in get(session, Meeting, step.meeting_id).steps]
    return go("wall", meeting_id=step.meeting_id, number=places.index(step_id) + 1)


def register(pages: Blueprint) -> None:
    """Serve the choices."""
    pages.add_url_rule("/step/<step_id>/choice", "keep_choice", keep_choice, methods=["POST"])
