"""Programmes that have one kind of content and nothing else: every page says calmly what there is."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from dashboard.pages import PAGES
from dashboard.report.page import ChartPage, Page
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import LANGUAGES, FullWorld, Served, leaders, opened, served, texts
from tests.kinds.test_etl_sessions import means
from tests.months import months_world
from tests.release.test_publish_sessions import at, described, ids
from tests.worlds import World, write_toml

PRINTED_SESSION = ("kind", "number", "instrument", "item", "mean")

Making = Callable[[Path], World]


def _months(folder: Path) -> World:
    return months_world(folder, {("a", "Episoder med vold"): [3, 4, 5, 6] * 6}, waves={})


def _rounds(folder: Path) -> World:
    world = FullWorld(folder, waves={}, rounds=["r1"]).write()
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.publish()
    return world


def _sessions(folder: Path) -> World:
    world = FullWorld(folder, waves={}, sessions=["opening-1"]).write()
    world.meet(at("opening-1", ids(0, 12), [5] * 12, [6] * 12))
    world.publish()
    return world


def _printed(folder: Path) -> World:
    world = World(folder).write()
    said = {"form": "means", "kind": "published", "programme": "small", "instrument": "practice"}
    columns = {name: name for name in ("wave", "item", "respondents", "mean", "sd")}
    write_toml(world.at.data / "mappings/means.toml", said | {"columns": columns})
    row = {"wave": "pre", "item": "p1", "respondents": 12, "mean": "4.25", "sd": "1.06"}
    world.load_files(world.file([row], "table.csv"), mapping="means")
    world.publish()
    return world


def _printed_background(folder: Path) -> World:
    world = World(folder, background={"gender": ["woman", "man"]}).write()
    columns = {name: name for name in ("wave", "variable", "category", "n", "percent")}
    said = {"form": "counts", "kind": "published_counts", "programme": "small", "columns": columns}
    write_toml(world.at.data / "mappings/counts.toml", said)
    row = {"wave": "pre", "variable": "gender", "n": 11, "percent": "50"}
    rows = [row | {"category": "woman"}, row | {"category": "man"}]
    world.load_files(world.file(rows, "table.csv"), mapping="counts")
    world.publish()
    return world


def _printed_sessions(folder: Path) -> World:
    world = described(World(folder, waves={}).write(), "opening-1")
    columns = {name: name for name in PRINTED_SESSION}
    write_toml(world.at.data / "mappings/kor.toml", means(columns=columns))
    row = dict(zip(PRINTED_SESSION, ("opening", 1, "benefit", "b1", "7.5"), strict=True))
    world.load_files(world.file([row], "means.csv"), mapping="kor")
    world.publish()
    return world


WORLDS: Mapping[str, tuple[Making, set[str]]] = {
    "months": (_months, {"indicators", "management", "claim"}),
    "rounds": (_rounds, {"principles"}),
    "sessions": (_sessions, {"sessions"}),
    "printed": (_printed, {"change", "explore", "claim"}),
    "printed background": (_printed_background, {"participants"}),
    "printed sessions": (_printed_sessions, {"sessions"}),
}


@pytest.fixture(scope="module", params=WORLDS)
def alone(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Served, Publication, set[str]]:
    make, has = WORLDS[request.param]
    world = make(tmp_path_factory.mktemp("alone"))
    return served(world), opened(world), has


def _query(page: Page, code: str) -> dict[str, str]:
    site = {"site": "a"} if "<site>" in page.path else {}
    return {"programme": "small", "lang": code, "page": page.name, **site}


def _answers(dashboard: Served, page: Page, code: str) -> Iterator[tuple[str, str]]:
    """Yield what every callback of a page answers, by its output."""
    path, search = page.path.replace("<site>", "a"), f"?programme=small&lang={code}"
    assert dashboard.client.get(f"{path}{search}").status_code == 200
    given = {"data": _query(page, code), "pathname": path, "search": search, "value": ""}
    for callback in dashboard.callbacks:
        output = callback["output"].strip(".")
        if output.startswith((f"{page.name}-", "_pages_content", "bar-")):
            answer = dashboard.ask(output, given)
            assert answer.status_code == 200, output
            yield output, json.dumps(json.loads(answer.data), ensure_ascii=False)


@pytest.mark.parametrize("code", CODES)
def test_every_page_says_calmly_what_there_is(
    alone: tuple[Served, Publication, set[str]], code: str, caplog: pytest.LogCaptureFixture
) -> None:
    dashboard, publication, has = alone
    language = LANGUAGES[code]
    for page in PAGES.values():
        said = "".join(answer for _, answer in _answers(dashboard, page, code))
        assert caplog.records == [], page.name
        assert language.say("empty.error") not in said
        if page.report:
            assert page.has_data(publication) is (page.name in has)
            missing = language.say(f"empty.no_data_{page.name}", programme="Small")
            assert (missing in said) is (page.name not in has)
            _check_files(dashboard, page, code, "" if page.name in has else missing)


def _check_files(dashboard: Served, page: Page, code: str, missing: str) -> None:
    for ending in page.files:
        answer = dashboard.client.get(f"/files/{page.name}.{ending}?programme=small&lang={code}")
        assert answer.status_code == (404 if missing else 200)
        assert not missing or answer.text == missing


def _shown(dashboard: Served, page: str, part: str, **asked: str) -> list[str]:
    query = {"programme": "small", "lang": "en", "page": page, **asked}
    output = f"{page}-graph.figure" if part == "finding" else f"{page}-contents"
    answer = json.loads(dashboard.ask(output, {"data": query}).data)["response"]
    return list(texts(answer[f"{page}-{part}"]["children"]))


def test_every_finding_has_words_and_nothing_is_compared_with_nothing(
    alone: tuple[Served, Publication, set[str]],
) -> None:
    dashboard, _, has = alone
    for page in has:
        if isinstance(PAGES[page], ChartPage):
            assert any(text.strip() for text in _shown(dashboard, page, "finding"))
    finding, *_ = _shown(dashboard, "overview", "contents")
    claimed = finding == "No clear change"
    assert finding and claimed is ("management" in has)


def test_a_site_without_anything_says_so_and_names_no_files(
    alone: tuple[Served, Publication, set[str]],
) -> None:
    dashboard, _, has = alone
    said = _shown(dashboard, "site", "contents", site="b")
    assert ("Nothing is shown of this site by itself." in said) is ("principles" not in has)
    assert not any(text.endswith("Files: .") for text in said)
