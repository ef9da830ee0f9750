"""A page open while another publication is shown, or none: it never mixes two, and says what happened."""

import filecmp
import json
import re
import shutil
from pathlib import Path

import pytest

from dashboard.pages import PAGES
from tests.dashboards import LANGUAGES, FullWorld, Served, leaders, run
from tests.release.test_publish_sessions import at, ids
from tests.worlds import Row, people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
WITH_FILE = [page for page, place in PAGES.items() if place.files]


def rows(low: int) -> list[Row]:
    answers = {"p1": low, "p2": low + 1, "i1": low, "i2": low + 1}
    return [row for at, wave in enumerate(("pre", "post")) for row in people(CELLS, answers, wave, 100 * at)]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    """What is shown at first."""
    world = FullWorld(
        tmp_path_factory.mktemp("published"),
        waves={"pre": "pre", "post": "post"},
        rounds=["r1"],
        sessions=["theme_day-1"],
    )
    world.load(rows(2))
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.meet(at("theme_day-1", ids(1, 9), [5] * 9, [6] * 9))
    world.publish()
    return world


@pytest.fixture(scope="module")
def another(published: FullWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a folder holds after everybody answered otherwise, and that was published."""
    world = published.copy(tmp_path_factory.mktemp("another"))
    world.load(rows(3))
    assert world.publish() == (2, True)
    return world.at.var


@pytest.fixture(scope="module")
def withdrawn(published: FullWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a folder holds after its publication was withdrawn."""
    world = published.copy(tmp_path_factory.mktemp("withdrawn"))
    result = run(world.at.var, world.at.data, "withdraw", "1", "--programme", "small")
    assert result.exit_code == 0, result.stderr
    return world.at.var


@pytest.fixture
def world(published: FullWorld, tmp_path: Path) -> FullWorld:
    return published.copy(tmp_path)


@pytest.fixture
def dashboard(world: FullWorld) -> Served:
    return Served(world.at.data, world.at.var)


def files(var: Path) -> set[Path]:
    return {path.relative_to(var) for path in var.rglob("*") if path.is_file()}


def bring(var: Path, after: Path) -> None:
    """Bring a folder to what another holds, as the commands do: publications, then the pointer to one."""
    for name in sorted(files(after)):
        new, now = var / "new", var / name
        if not now.exists() or not filecmp.cmp(after / name, now, shallow=False):
            now.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(after / name, new)
            new.replace(now)
    for name in files(var) - files(after):
        (var / name).unlink()


def laid(dashboard: Served, page: str) -> dict[str, str]:
    """Return the selection that an open page holds."""
    path = PAGES[page].path.replace("<site>", "a")
    layout = dashboard.at(path, "?programme=small&lang=en")
    found = re.search(
        rb'"data":(\{[^{}]*"identity"[^{}]*\}),"id":"selection"|'
        rb'"id":"selection","data":(\{[^{}]*\})',
        layout,
    )
    assert found, page
    selection: dict[str, str] = json.loads(found[1] or found[2])
    return selection


def callbacks(dashboard: Served, page: str) -> list[str]:
    """Return the outputs of all callbacks that fill a page from its selection."""
    return [
        one["output"].strip(".")
        for one in dashboard.callbacks
        if one["output"].strip(".").startswith((f"{page}-", "bar-"))
        and {part["id"] for part in one["inputs"]} != {"landed"}
    ]


OPEN = [page for page in PAGES if page != "overview"]


@pytest.mark.parametrize("change", ["another", "withdrawn"])
@pytest.mark.parametrize("page", OPEN)
def test_an_open_page_is_answered_by_its_own_publication_or_told(
    dashboard: Served, world: FullWorld, page: str, change: str, request: pytest.FixtureRequest
) -> None:
    query = laid(dashboard, page)
    asked = callbacks(dashboard, page)
    assert asked
    values = {"data": query, "is_open": True, "value": ""}
    before = {one: dashboard.ask(one, values) for one in asked}
    assert not any(b"Show the current figures" in one.data for one in before.values())
    bring(world.at.var, request.getfixturevalue(change))
    for one in asked:
        answer = dashboard.ask(one, values)
        said = answer.get_json()
        assert said["sideUpdate"].keys() == {"main"}, one
        assert LANGUAGES["en"].say("replaced.said") in answer.get_data(as_text=True)
        assert said.get("response", {}) == {}, one


@pytest.mark.parametrize("change", ["another", "withdrawn"])
@pytest.mark.parametrize("page", WITH_FILE)
def test_a_link_to_a_file_is_its_own_publication_or_gone(
    dashboard: Served, world: FullWorld, page: str, change: str, request: pytest.FixtureRequest
) -> None:
    query = laid(dashboard, page)
    asked = query | {"separator": "comma"}
    endings = ["csv", "xlsx", *(["parquet"] if page == "explore" else [])]
    before = {one: dashboard.client.get(f"/files/{page}.{one}", query_string=asked) for one in endings}
    bring(world.at.var, request.getfixturevalue(change))
    for ending, served in before.items():
        address = f"/files/{page}.{ending}"
        gone = dashboard.client.get(address, query_string=asked)
        assert gone.status_code == 410
        assert LANGUAGES["en"].say("http.replaced") in gone.get_data(as_text=True)
        now = {name: value for name, value in asked.items() if name != "identity"}
        anew = dashboard.client.get(address, query_string=now)
        if change == "withdrawn":
            assert anew.status_code == 404
        elif served.status_code == 200:
            assert "-small-1" in served.headers["Content-Disposition"]
            assert "-small-2" in anew.headers["Content-Disposition"]
