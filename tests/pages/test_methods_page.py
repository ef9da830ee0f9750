"""The page of methods: its contents lead to its parts, and every chart leads to the part about it."""

import json
import re

import pytest

from dashboard.pages import PAGES
from dashboard.report.page import ChartPage
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import FullWorld, Served
from tests.worlds import people

CHARTS = [page.name for page in PAGES.values() if isinstance(page, ChartPage)]


@pytest.mark.parametrize("code", CODES)
def test_every_chart_has_a_part_and_every_language_the_same(code: str) -> None:
    def parts(code: str) -> list[str]:
        text = (DEFAULT_DATA / "prose" / f"methods.{code}.md").read_text("utf-8")
        headings = re.findall(r"^## .*$", text, re.MULTILINE)
        found = re.findall(r"^## .+ \{#([\w-]+)\}$", text, re.MULTILINE)
        assert len(found) == len(headings)
        return found

    assert {*CHARTS} <= {*parts(code)}
    assert parts(code) == parts("en")


@pytest.mark.parametrize("code", CODES)
def test_the_contents_lead_to_every_part(tmp_path_factory: pytest.TempPathFactory, code: str) -> None:
    world = FullWorld(tmp_path_factory.mktemp("methods"))
    world.show(people({("practitioner", "a"): 9}, {"p1": 3, "p2": 4, "i1": 2, "i2": 5}))
    dashboard = Served(world.at.data, world.at.var)
    asked = {"programme": "small", "lang": code}
    page = str(json.loads(dashboard.ask("methods-prose.children", {"data": asked}).data))
    ways = re.findall(r"'href': '#([\w-]+)'", page)
    ids = re.findall(r"'id': '([\w-]+)', 'tabIndex'", page)
    assert ways == ids != []
    assert "{" not in "".join(re.findall(r"'children': '([^']*)'", page))
