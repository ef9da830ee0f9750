"""The list of sites: each with the score that stands for it, and the way to its page."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest

from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import LANGUAGES, FullWorld, Served, answered, served, texts

LOW: list[object] = [1, 2, 1, 2, 2, 1, 2, 1, 3, 2]
HIGH: list[object] = [5, 4, 5, 4, 4, 5, 4, 5, 3, 5]


def rows(wave: str, first: int, sites: dict[str, list[object]]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for site, given in sites.items():
        same = dict.fromkeys(("p1", "p2", "i1", "i2"), given)
        found += answered("practitioner", site, wave, first + len(found), **same)
    return found


def world(folder: Path, earlier: dict[str, list[object]], later: dict[str, list[object]]) -> Served:
    found = FullWorld(folder, waves={"pre": "pre", "post": "post"})
    return served(found.show(rows("pre", 0, earlier) + rows("post", 100, later)))


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Served:
    earlier = {"a": LOW, "b": HIGH, "c": HIGH}
    return world(tmp_path_factory.mktemp("apart"), earlier, {"a": HIGH, "b": HIGH, "c": LOW})


def shown(dashboard: Served, **query: str) -> Any:
    asked = {"programme": "small", "lang": "en"} | query
    response = json.loads(bytes(dashboard.ask("sites-contents", {"data": asked}).data))["response"]
    return response["sites-contents"]["children"]


def lines(part: Any) -> list[Any]:
    """Return every line of the list."""
    if isinstance(part, list):
        return [found for child in part for found in lines(child)]
    props = part.get("props", {}) if isinstance(part, dict) else {}
    return [part] if props.get("className") == "score" else lines(props.get("children") or [])


def said(dashboard: Served, **query: str) -> list[str]:
    return [" ".join(texts(line)) for line in lines(shown(dashboard, **query))]


def mean(values: list[object]) -> str:
    return f"{np.mean(np.array(values, dtype=float)):.2f}"


def test_every_site_has_its_numbers_and_whether_it_changed(apart: Served) -> None:
    a, b, c = said(apart)
    assert a.startswith("Site a")
    assert a.endswith(f"{mean(LOW)} → {mean(HIGH)} ▲ higher")
    assert b.endswith(f"{mean(HIGH)} → {mean(HIGH)} no clear change")
    assert c.endswith(f"{mean(HIGH)} → {mean(LOW)} below the others, ▼ lower")


def test_the_heading_is_what_was_found(apart: Served) -> None:
    """Sor has one site, and is called by its own name as on the page of involvement."""
    text = list(texts(shown(apart)))
    changed = "Involvement is clearly higher at Site a, lower at Sor"
    assert text[0] == f"{changed}; Sor lies below the others"
    assert text[1].startswith("3 sites in 2 municipalities.")


def test_one_wave_is_no_change(apart: Served) -> None:
    text = list(texts(shown(apart, **{"from": "post", "to": "post"})))
    assert text[0] == "Sor lies below the others; no other site stands out"
    assert "→" not in " ".join(text)


def test_sites_lead_to_their_pages_with_the_selection(apart: Served) -> None:
    found = json.dumps(shown(apart, lang="nb"))
    for site in "abc":
        (way,) = [part for part in found.split('"') if part.startswith(f"/site/{site}?")]
        assert dict(parse_qsl(urlsplit(way).query))["lang"] == "nb"


def test_a_larger_group_that_stands_for_sites_says_so_and_gives_no_site_away(tmp_path: Path) -> None:
    """Four people at a and five at b stand together."""
    small = {"a": LOW[:4], "b": HIGH[:5], "c": LOW}
    dashboard = world(tmp_path, small, small)
    together, text = mean([*LOW[:4], *HIGH[:5]]), json.dumps(shown(dashboard))
    a, b, c = said(dashboard)
    assert all(f"2 sites shown together {together} → {together}" in line for line in (a, b))
    assert "together" not in c
    assert mean(LOW[:4]) not in text
    assert mean(HIGH[:5]) not in text


@pytest.mark.parametrize("code", CODES)
def test_a_programme_without_sites_says_so(example: Path, code: str) -> None:
    dashboard = Served(DEFAULT_DATA, example)
    found = " ".join(texts(shown(dashboard, programme="recoverydannelse-2017", lang=code)))
    name = "Recoverydannelse 2017"
    assert LANGUAGES[code].say("empty.no_data_sites", programme=name) in found
