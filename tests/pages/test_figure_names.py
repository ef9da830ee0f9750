"""Names are text in a chart, in whatever signs they are written."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.charts.names import with_names_as_text
from tests.dashboards import FullWorld, Served, cells, leaders, served
from tests.months import months_world
from tests.worlds import people

CELLS = {("practitioner", site): 9 for site in ("a", "b", "c")}
ROWS = people(CELLS, {"p1": 3, "p2": 4, "i1": 2, "i2": 5})

SHOWN = {
    "<b>x</b>": "&lt;b&gt;x&lt;/b&gt;",
    "<a href='http://e.example'>here</a>": "&lt;a href='http://e.example'&gt;here&lt;/a&gt;",
    "A & B": "A &amp; B",
    "%{x}": "%&#123;x}",
    "&lt;b&gt;": "&amp;lt;b&amp;gt;",
    "a<br>b": "a&lt;br&gt;b",
    "$\\alpha$": "$\\alpha$",
}


@pytest.mark.parametrize(("name", "written"), SHOWN.items())
def test_a_name_is_written_as_text_and_our_own_markup_stays(name: str, written: str) -> None:
    figure = {"data": [{"hovertext": [f"<b>{name}</b><br>n = 9", None, 3]}], "layout": {"height": 3}}
    said = with_names_as_text(figure, [name])
    assert said == {"data": [{"hovertext": [f"<b>{written}</b><br>n = 9", None, 3]}], "layout": {"height": 3}}


def test_a_name_broken_over_lines_is_the_same_name() -> None:
    name = "Home <i>for</i> all-day care"
    broken = {
        "a": "Home<br><i>for</i><br>all-<br>day care",
        "b": "<b>home</b><br><b><i>for</i> all-day care</b>",
    }
    assert with_names_as_text(broken, [name]) == {
        "a": "Home<br>&lt;i&gt;for&lt;/i&gt;<br>all-<br>day care",
        "b": "<b>home</b><br><b>&lt;i&gt;for&lt;/i&gt; all-day care</b>",
    }


def test_a_figure_of_plain_names_is_left_as_it_is() -> None:
    figure = {"data": [{"text": "<b>Solsiden</b>"}]}
    assert with_names_as_text(figure, ["Solsiden"]) is figure


@dataclass
class MarkedUp(FullWorld):
    """A world whose sites are called by markup."""

    def _site(self, site: str) -> dict[str, object]:
        return super()._site(site) | {"name": f"<a href='x'>{site}</a> <b>{site}</b>"}


def test_a_site_called_by_markup_is_text_in_every_chart(tmp_path: Path) -> None:
    world = MarkedUp(tmp_path, rounds=["r1"])
    world.load(ROWS)
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 9)))
    world.publish()
    dashboard, drawn = served(world), ""
    for page in ("change", "involvement", "principles", "participants"):
        said = json.loads(dashboard.card(page, {"programme": "small", "lang": "en"}))["response"]
        drawn += json.dumps(said.get(f"{page}-graph", {}).get("figure"))
    assert "&lt;a href='x'&gt;a&lt;/a&gt;" in drawn
    assert "<a href='x'" not in drawn and "<b>a</b>" not in drawn
    assert set(re.findall("<a href='([^'?]*)", drawn)) == {"/site/a", "/site/b", "/site/c"}
    _rows_say_it_as_text(dashboard)


def _rows_say_it_as_text(dashboard: Served) -> None:
    rows = cells(
        json.loads(dashboard.table("involvement", {"programme": "small", "lang": "en"}))["response"][
            "involvement-table-body"
        ]["children"]
    )
    assert "<a href='x'>a</a> <b>a</b>" in {row[0] for row in rows}


@pytest.mark.parametrize("mark", ["◆", "■ ", "▽", "at ▲"])
def test_a_mark_in_what_somebody_wrote_lets_no_markup_through(tmp_path: Path, mark: str) -> None:
    """Marks have a colour in the charts of months; a reason that holds one is still text."""
    reason = f"{mark}<a href='http://e.example'>here</a>"
    event = {"month": "2023-06", "reason": dict.fromkeys(("da", "nb", "en"), reason), "limits": "kept"}
    world = months_world(tmp_path, {("a", "Venter ved månedens slutt"): [5, 8, 3, 7] * 6}, events=[event])
    said = served(world).card("management", {"programme": "small", "lang": "en", "indicator": "waiting"})
    drawn = json.dumps(json.loads(said)["response"]["management-graph"]["figure"], ensure_ascii=False)
    assert "href='http://e.example'&gt;here&lt;/a&gt;" in drawn
    assert "<a" not in drawn
