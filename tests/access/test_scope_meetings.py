"""What people wrote of what lies outside: not there for who may see some sites alone, by whatever address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard.access.accounts import add
from dashboard.store.meetings import Meeting, Step
from dashboard.store.rounds import Round
from dashboard.store.scope import Placed
from dashboard.store.tables import Base
from dashboard.store.voices import Story, Theme
from dashboard.store.workshops import Workshop
from tests.access.conftest import OURS, PASSWORD, Installation, installed
from tests.access.scopes import BASE, addresses

ABOUT = "programme=fjordby&lang=en"
PLAN = {"day": "2026-05-04"}
OWN, OTHER = "practitioner.fjordby.solsiden", "practitioner.elvestrand.kvernhuset"
# What a chart of the example is added by, and whether who sees Solsiden alone sees what was said of it.
CHARTS = {
    "page=change&instrument=practice&group=all": False,
    f"page=change&instrument=practice&group={OTHER}": False,
    f"page=change&instrument=practice&group={OWN}": True,
    "page=change&instrument=practice&group=practitioner.fjordby": False,
    "page=principles": False,
    "page=management&indicator=violence&sites=ronningen": False,
    "page=management&indicator=violence&sites=solsiden": True,
    "page=management&indicator=violence": False,
    "page=involvement&group=practitioner": False,
}


@dataclass
class Written:
    """What somebody who sees everything wrote: ids by the names addresses have for them."""

    meeting: str
    steps: dict[str, str]
    decisions: dict[str, str]
    ids: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def installation(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found = installed(example, tmp_path_factory.mktemp("meetings"), "accounts = true\n")
    people: dict[str, list[str] | None] = {
        "sol": ["fjordby/solsiden"],
        "muni": ["fjordby/fjordby"],
        "kvern": ["fjordby/kvernhuset"],
        "ida": None,
    }
    for name, places in people.items():
        add(found.store, name, "facilitator", places, PASSWORD)
    yield found
    found.store.close()


def post(browser: FlaskClient, path: str, **data: Any) -> Any:
    return browser.post(path, data=data, headers=OURS)


def made(browser: FlaskClient, path: str, pattern: str, **data: Any) -> str:
    answer = post(browser, path, **data)
    assert answer.status_code == 303, (path, answer.text)
    return str(re.findall(pattern, answer.headers["Location"])[0])


def chart_added(browser: FlaskClient, meeting: str, chart: str) -> None:
    assert post(browser, f"/meetings/add?{ABOUT}&{chart}", meeting=meeting).status_code == 303, chart


@pytest.fixture(scope="module")
def written(installation: Installation) -> Written:
    """Ida holds a meeting over every chart, opens rounds, keeps themes, words and a workshop."""
    ida, store = installation.person("ida"), installation.store
    meeting = made(ida, f"/meetings?{ABOUT}", r"/meeting/(\w+)", title="March", **PLAN)
    for chart in CHARTS:
        chart_added(ida, meeting, chart)
    with store.reading() as session:
        kept = session.scalars(select(Step).where(Step.meeting_id == meeting).order_by(Step.place)).all()
        steps = {chart: step.id for chart, step in zip(CHARTS, kept, strict=True)}
    decisions = {}
    for chart, is_seen in CHARTS.items():
        word, step = "Open" if is_seen else "Secret", steps[chart]
        assert post(ida, f"/step/{step}/note?{ABOUT}", note=f"{word} note", version=1).status_code == 303
        post(ida, f"/step/{step}/decide?{ABOUT}", what=f"{word} deed", who="Leader")
        decisions[chart] = re.findall(r"/decision/(\w+)", ida.get(f"/actions?{ABOUT}").text)[-1]
    rounds = {
        site: made(ida, f"/rounds?{ABOUT}", r"/rounds/(\w+)", site=site, label=f"Spring at {site}")
        for site in ("solsiden", "kvernhuset")
    }
    theme = made(ida, f"/voices?{ABOUT}", r"/voices/theme/(\w+)", name="Secret theme")
    workshop = made(ida, f"/workshop?{ABOUT}", r"/workshop/(\w+)", title="Secret workshop", **PLAN)
    post(ida, f"/words?{ABOUT}", name="Secret word", meaning="Secret meaning")
    post(ida, f"/meetings/groups?{ABOUT}", name="Secret group", kind="leadership")
    post(ida, f"/actions?{ABOUT}", what="Secret wish", who="Leader")
    told = {"theme_id": theme, "workshop_id": workshop}
    ids = [
        {"meeting_id": meeting, "step_id": steps[chart], "decision_id": decisions[chart], **told}
        | {"round_id": rounds["kvernhuset"], "story_id": theme}
        for chart in CHARTS
    ]
    return Written(meeting, steps, decisions, ids)


def test_nothing_said_of_what_lies_outside_is_there_by_any_address(
    installation: Installation, written: Written
) -> None:
    sol, asked = installation.person("sol"), 0
    for known in [{}, *written.ids]:
        for rule, _, path in addresses(sol, known):
            if "<" in rule or not known:
                answer = sol.get(path, query_string=BASE)
                assert b"Secret" not in answer.data, (rule, known)
                assert b"kvernhuset" not in answer.data.lower(), (rule, known)
                asked += 1
    assert asked > 300


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_outside_answers_like_one_there_is_not(
    installation: Installation, written: Written, chart: str
) -> None:
    sol, step, decision = installation.person("sol"), written.steps[chart], written.decisions[chart]
    known = sol.get(f"/decision/{decision}?{ABOUT}")
    if CHARTS[chart]:
        assert known.status_code == 200
        assert "Open deed" in known.text
        return
    nothing = sol.get(f"/decision/0123456789abcdef?{ABOUT}")
    assert (known.status_code, known.data) == (nothing.status_code, nothing.data)
    for way in ("note", "decide", "remove", "plan", "up", "choice"):
        there, nowhere = (
            post(sol, f"/step/{one}/{way}?{ABOUT}", what="w", who="l", version=1)
            for one in (step, "0123456789abcdef")
        )
        assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data), way
        assert there.status_code == 404, way


def test_the_meeting_itself_is_there_with_the_charts_inside(
    installation: Installation, written: Written
) -> None:
    sol, inside = installation.person("sol"), sum(CHARTS.values())
    page = sol.get(f"/meeting/{written.meeting}?{ABOUT}")
    assert page.status_code == 200
    assert page.text.count("Open note") == inside
    assert f"{inside} charts" in sol.get(f"/meetings?{ABOUT}").text
    for number in range(1, inside + 1):
        assert sol.get(f"/meeting/{written.meeting}/{number}?{ABOUT}").status_code == 200
    assert sol.get(f"/meeting/{written.meeting}/{inside + 1}?{ABOUT}").status_code == 404
    for way in ("minutes", "remote", "place", "minutes.pptx"):
        assert sol.get(f"/meeting/{written.meeting}/{way}?{ABOUT}").status_code == 200, way
    ida = installation.person("ida").get(f"/meeting/{written.meeting}?{ABOUT}").text
    assert ida.count(" note</p>") == len(CHARTS)


def test_who_does_not_see_all_of_a_meeting_changes_nothing_in_it(
    installation: Installation, written: Written
) -> None:
    sol = installation.person("sol")
    own = next(step for chart, step in written.steps.items() if CHARTS[chart])
    writes: dict[str, dict[str, Any]] = {
        f"/meeting/{written.meeting}": {"title": "Mine", **PLAN, "version": 1},
        f"/meeting/{written.meeting}/begin": {},
        f"/meeting/{written.meeting}/remote": {"way": "next"},
        f"/step/{own}/note": {"note": "Mine", "version": 2},
        f"/step/{own}/decide": {"what": "Mine", "who": "Me"},
        f"/step/{own}/remove": {},
    }
    for path, data in writes.items():
        assert post(sol, f"{path}?{ABOUT}", **data).status_code == 404, path
    assert post(sol, f"/meetings/add?{ABOUT}&page=change", meeting=written.meeting).status_code == 404
    page = sol.get(f"/meeting/{written.meeting}?{ABOUT}").text
    assert '<form class="plan"' not in page
    assert "Mine" not in installation.person("ida").get(f"/meeting/{written.meeting}?{ABOUT}").text


def test_a_decision_of_ones_own_site_is_followed_up(installation: Installation, written: Written) -> None:
    sol = installation.person("sol")
    decision = next(one for chart, one in written.decisions.items() if CHARTS[chart])
    assert post(sol, f"/decision/{decision}/review?{ABOUT}", seen="seen", version=1).status_code == 303


def test_ones_own_meeting_is_there_for_who_sees_the_same_or_more(installation: Installation) -> None:
    sol = installation.person("sol")
    meeting = made(sol, f"/meetings?{ABOUT}", r"/meeting/(\w+)", title="At Solsiden", **PLAN)
    chart_added(sol, meeting, "page=principles")
    for name, status in (("sol", 200), ("muni", 200), ("ida", 200), ("kvern", 404)):
        answer = installation.person(name).get(f"/meeting/{meeting}?{ABOUT}")
        assert answer.status_code == status, name
        assert ("At Solsiden" in answer.text) == (status == 200)


def test_live_rounds_are_those_of_the_sites_inside(installation: Installation, written: Written) -> None:
    sol = installation.person("sol")
    page = sol.get(f"/rounds?{ABOUT}").text
    assert "Spring at solsiden" in page
    assert "Spring at kvernhuset" not in page
    refused = [
        post(sol, f"/rounds?{ABOUT}", site=site, label="Spring at kvernhuset")
        for site in ("kvernhuset", "nowhere")
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    with installation.store.reading() as session:
        assert len(session.scalars(select(Round)).all()) == 2


@pytest.mark.parametrize("path", ["/voices", "/voices/read", "/voices/points", "/workshop"])
def test_what_belongs_to_the_whole_programme_is_not_there(installation: Installation, path: str) -> None:
    sol = installation.person("sol")
    there, nowhere = (sol.get(f"{path}?programme={one}&lang=en") for one in ("fjordby", "nowhere"))
    assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)
    assert there.status_code == 404
    assert f'href="{path}' not in sol.get(f"/meetings?{ABOUT}").text


def test_words_are_read_as_ours_and_written_by_who_sees_the_programme(installation: Installation) -> None:
    sol = installation.person("sol")
    page = sol.get(f"/words?{ABOUT}")
    assert page.status_code == 200
    assert 'method="post"' not in re.sub(r'<form class="way-out".*?</form>', "", page.text, flags=re.S)
    assert post(sol, f"/words?{ABOUT}", name="Mine", meaning="Mine").status_code == 404


def test_every_table_of_a_programme_says_where_its_rows_belong_or_is_the_whole_programmes() -> None:
    """A new table is not seen in part until somebody lists it here, with what that means."""
    kinds = [one.class_ for one in Base.registry.mappers if "programme" in one.columns]
    placed = {kind.__name__ for kind in kinds if issubclass(kind, Placed)}
    assert placed == {"Group", "Meeting", "Step", "Decision"}
    assert {kind.__name__ for kind in kinds if hasattr(kind, "site")} == {"Round"}
    assert {Story, Theme, Workshop} <= set(kinds)
    assert Meeting in kinds


def test_another_choice_of_a_chart_never_shows_more_of_what_was_said(installation: Installation) -> None:
    ida, sol = installation.person("ida"), installation.person("sol")
    meeting = made(ida, f"/meetings?{ABOUT}", r"/meeting/(\w+)", title="Choices", **PLAN)
    for group in ("all", OWN):
        chart_added(ida, meeting, f"page=change&instrument=practice&group={group}")
    with installation.store.reading() as session:
        kept = session.scalars(select(Step).where(Step.meeting_id == meeting).order_by(Step.place)).all()
    wide, own = (step.id for step in kept)
    assert "1 chart" in sol.get(f"/meetings?{ABOUT}").text
    assert post(ida, f"/step/{wide}/choice?{ABOUT}", group=OWN, version=1).status_code == 303
    assert sol.get(f"/meeting/{meeting}/1?{ABOUT}").status_code == 200
    assert sol.get(f"/meeting/{meeting}/2?{ABOUT}").status_code == 404
    assert post(ida, f"/step/{own}/choice?{ABOUT}", group=OTHER, version=1).status_code == 303
    assert sol.get(f"/meeting/{meeting}?{ABOUT}").status_code == 404
