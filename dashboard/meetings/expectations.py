"""What a group expects to see on a chart, and whether it was seen: a claim held against today's figures.

The page of claims decides, by the statistics of the pages. A group that expected more and sees no sure change
after enough months, or in another round, has not seen it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dashboard.components.shell import address
from dashboard.meetings.subjects import Seen, seen, shown_now
from dashboard.report.labels import item_labels
from dashboard.report.offered import ANSWERS, FIGURES
from dashboard.report.page import ChartPage
from dashboard.report.report import AnyChartReport
from dashboard.report.resolving import select
from dashboard.report.services import Request, services
from dashboard.store.meetings import Decision, Subject
from publication.languages import Language
from publication.reading import NotThere

CLAIM = "claim"
Became = Literal["seen", "not_seen", "too_early"]
# What a claim has to be of.
_ASKED = ("indicator", "sites", "since", "instrument", "item", "from", "to")
# Why a claim is not decided, where more time is all that is lacking.
_WAITS = ("few_before", "few_since", "not_comparable")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an expectation.

    Attributes:
        became: Seen, not seen, or too early to say.
        why: The reason in a sentence; empty where there are no figures yet.
        address: Where the claim stands.
    """

    became: Became
    why: str
    address: str


def watchable(subject: Subject, language: Language) -> list[tuple[str, str]]:
    """Return what of a chart an expectation can be about: id and name, a question or score, or a site."""
    chart = seen(subject, language)
    if chart.request is None or chart.page is None:
        return []
    publication, selection, _ = chart.request
    if "indicator" in chart.page.controls:
        return [(site.id, site.name) for site in publication.sites if site.id in _places(chart.request)]
    if "from" not in chart.page.controls or not selection.instrument:
        return []
    known = publication.instruments[selection.instrument]
    labels = item_labels(known, language)
    items = services().pages[CLAIM].items(publication, selection.instrument)
    return [(item, labels[item]) for item in items if item in labels]


def _places(request: Request) -> list[str]:
    """Return the sites that claims about an indicator can be of."""
    publication, selection, language = request
    page = services().pages[CLAIM]
    query = {"subject": FIGURES, "indicator": selection.indicator, "lang": language.code}
    offered = page.offers(publication, select(publication, query, page, services().language_list), language)
    return [site for site, _ in offered["sites"]]


def outcome(decision: Decision, language: Language) -> Outcome | None:
    """Say what became of what a decision expects; None where it expects nothing of its chart."""
    page = services().pages[CLAIM]
    chart = seen(decision, language)
    if not (decision.expects and decision.watched and chart.page and isinstance(page, ChartPage)):
        return None
    query = _query(decision, chart, language)
    where = address(CLAIM, query)
    report = _claim(page, decision.programme, query, language) if query else None
    return Outcome(_became(report), report.lead if report else "", where)


def _query(decision: Decision, chart: Seen, language: Language) -> dict[str, str]:
    """Return a decision's expectation as a claim; nothing where there is no later round yet."""
    about = {"programme": decision.programme, "direction": decision.expects, "lang": language.code}
    if chart.page and "indicator" in chart.page.controls:
        month = f"{decision.created_at:%Y-%m}"
        figure = {"indicator": _asked(decision, chart, "indicator"), "sites": decision.watched}
        return {**about, "subject": FIGURES, **figure, "since": month}
    waves = _waves(decision, chart)
    if len(waves) < 2:
        return {}
    asked = {name: _asked(decision, chart, name) for name in ("instrument", "group")}
    return {**about, "subject": ANSWERS, **asked, "item": decision.watched, "from": waves[0], "to": waves[-1]}


def _asked(decision: Decision, chart: Seen, name: str) -> str:
    """Return what a chart was of, as its selection was made whole."""
    return chart.request.selection.query()[name] if chart.request else decision.query.get(name, "")


def _waves(decision: Decision, chart: Seen) -> list[str]:
    """Return the round that was seen, and those that asked the same since."""
    publication = shown_now(decision.programme)
    if publication is None or chart.request is None:
        return []
    selection = chart.request.selection
    known = [wave.id for wave in publication.waves if (selection.instrument, wave.id) in publication.asked]
    return known[known.index(selection.to_wave) :] if selection.to_wave in known else []


def _claim(
    page: ChartPage, programme: str, query: Mapping[str, str], language: Language
) -> AnyChartReport | None:
    """Return what the page of claims says today; None where it has no figures for it yet."""
    publication = shown_now(programme)
    if publication is None or not page.has_data(publication):
        return None
    try:
        chosen = select(publication, query, page, services().language_list)
    except NotThere:
        return None
    # What is no longer there is completed on a page; here it would be answered for something else.
    answered = chosen.query()
    if any(answered[name] != query[name] for name in _ASKED if query.get(name)):
        return None
    return page.report(publication, chosen, language)


def _became(report: AnyChartReport | None) -> Became:
    if report is None or report.answer.verdict.reason in _WAITS:
        return "too_early"
    return "seen" if report.answer.verdict.outcome == "supported" else "not_seen"
