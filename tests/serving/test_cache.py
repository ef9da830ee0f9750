"""What a selection needs is worked out once per publication."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_caching import Cache

from dashboard.report.cache import in_redis, make_cache, remembered
from dashboard.settings import Settings
from publication.reading import Publication
from tests.dashboards import FullWorld, Served, chosen, opened
from tests.worlds import people


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    world = FullWorld(tmp_path_factory.mktemp("world"))
    world.show(people({("practitioner", "a"): 9, ("leader", "c"): 8}, {"p1": 3, "p2": 4, "i1": 2, "i2": 5}))
    return opened(world)


@pytest.fixture
def cache() -> Cache:
    return make_cache(Flask("test"), Settings())


def counting(cache: Cache, publication: Publication, **said: str) -> list[int]:
    """Return how often something was worked out after each of two asks for it."""
    done: list[int] = []

    def work_out() -> str:
        done.append(1)
        return "answer"

    for _ in range(2):
        remembered(cache, "x", publication, chosen(publication, **said), work_out)
    return done


def test_what_another_release_worked_out_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code, data = tmp_path / "code", tmp_path / "data"
    monkeypatch.setattr("dashboard.report.cache._CODE", (code,))

    def prefix() -> object:
        return in_redis("redis://cache:6379", data)["CACHE_KEY_PREFIX"]

    seen = [prefix()]
    ours = tmp_path / "ours"
    monkeypatch.setattr("dashboard.report.cache.DEFAULT_DATA", ours)
    # What a data folder lacks is the repository's.
    wanted = code / "mended.py", data / "words/en.toml", data / "prose/methods.en.md", ours / "words/da.toml"
    for path in wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# mended\n")
        seen.append(prefix())
        assert prefix() == seen[-1]
    assert len({*seen}) == 5


def test_the_same_selection_is_worked_out_once(cache: Cache, publication: Publication) -> None:
    assert counting(cache, publication) == [1]
    assert counting(cache, publication) == []


@pytest.mark.parametrize(
    "said",
    [
        {"language": "da"},
        {"group": "leader.sor"},
        {"instrument": "involvement"},
        {"view": "answers"},
        {"item": "p1"},
    ],
    ids=str,
)
def test_another_selection_is_another_answer(
    cache: Cache, publication: Publication, said: dict[str, str]
) -> None:
    counting(cache, publication)
    assert counting(cache, publication, **said) == [1]


def test_another_publication_is_another_answer(cache: Cache, publication: Publication) -> None:
    counting(cache, publication)
    assert counting(cache, replace(publication, number=2)) == [1]
    assert counting(cache, replace(publication, programme="other")) == [1]


def test_another_thing_asked_is_another_answer(cache: Cache, publication: Publication) -> None:
    selection = chosen(publication)
    assert remembered(cache, "x", publication, selection, lambda: "first") == "first"
    assert remembered(cache, "y", publication, selection, lambda: "second") == "second"
    assert remembered(cache, "x", publication, selection, lambda: "third") == "first"


def test_nothing_to_show_is_remembered_too(cache: Cache, publication: Publication) -> None:
    selection = chosen(publication)
    assert remembered(cache, "x", publication, selection, dict) == {}
    assert remembered(cache, "x", publication, selection, lambda: {"now": "more"}) == {}


def test_a_card_is_the_same_from_the_cache(publication: Publication, tmp_path: Path) -> None:
    dashboard = Served(tmp_path / "data", tmp_path / "var")
    query = {"programme": "small", "lang": "en", "instrument": "practice"}
    assert dashboard.card("change", query) == dashboard.card("change", query)


def test_a_group_that_is_not_offered_is_kept_nowhere(cache: Cache, publication: Publication) -> None:
    for number in range(50):
        assert counting(cache, publication, group=f"made-up-{number}") == [1, 1]
    assert len(cache.cache._cache) == 0


def test_the_oldest_answers_go_once_they_take_too_many_bytes(
    cache: Cache, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.report.cache.KEPT_BYTES", 10_000)
    chosen_all = [chosen(publication, rules=str(number)) for number in range(40)]
    for selection in chosen_all:
        remembered(cache, "x", publication, selection, lambda: "a" * 1000)
    assert sum(len(answer) for _, answer in cache.cache._cache.values()) <= 10_000
    assert len(cache.cache._cache) >= 9
    again = [remembered(cache, "x", publication, selection, lambda: "b") for selection in chosen_all]
    assert again[-1] == "a" * 1000


def test_an_answer_larger_than_the_whole_cache_is_given_and_not_kept(
    cache: Cache, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.report.cache.KEPT_BYTES", 100)
    assert remembered(cache, "x", publication, chosen(publication), lambda: "a" * 1000) == "a" * 1000
    assert len(cache.cache._cache) == 0


@pytest.mark.parametrize("page", ["indicators", "sites", "involvement"])
def test_how_one_reader_filters_reaches_no_other(tmp_path: Path, page: str) -> None:
    world = FullWorld(tmp_path)
    world.show(people({("practitioner", site): 9 for site in "abc"}, {"p1": 3, "p2": 4, "i1": 2, "i2": 5}))
    dashboard, query = Served(world.at.data, world.at.var), {"programme": "small", "lang": "en"}
    output = f"{page}-graph.figure" if page == "involvement" else f"{page}-contents.children"
    typed = {"filter": json.dumps({"label": {"filter": "SECRET"}}), "sort": "label:asc"}
    first = dashboard.ask(output, {"data": query | typed}).data
    second = dashboard.ask(output, {"data": query}).data
    assert "/site/" in str(json.loads(second)) or page == "indicators"
    assert b"SECRET" not in first + second
