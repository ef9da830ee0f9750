"""The page about privacy: the same promise in three languages, with the numbers of the programme chosen."""

import json
import re
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard.charts.gathering import gathering
from dashboard.report.prose import PAGES, read_prose
from dashboard.settings import Settings
from publication.language_list import KNOWN
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import LANGUAGES, FullWorld, Served, run, served, texts
from tests.dashboards import PAGES as EVERY_PAGE
from tests.worlds import people, write_toml

PROSE = read_prose(DEFAULT_DATA, KNOWN)
CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}


def shape(markdown: str) -> list[str]:
    """Return what kind of line follows which: heading, list item, quote, paragraph."""
    kinds = {"## ": "heading", "- **": "item", "> ": "quote", ">": "gap"}
    lines = [line for line in markdown.splitlines() if line]
    return [next((kind for mark, kind in kinds.items() if line.startswith(mark)), "text") for line in lines]


def placeholders(markdown: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(markdown) if name is not None)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_language_says_as_much(page: str, code: str) -> None:
    told = PROSE[page, code]
    assert shape(told) == shape(PROSE[page, "en"])
    assert placeholders(told) == placeholders(PROSE[page, "en"])
    assert len(re.findall(r"\\\[[^]]+\\\]", told)) == len(re.findall(r"\\\[[^]]+\\\]", PROSE[page, "en"]))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", CODES)
def test_headings_follow_the_pages_own_and_nothing_is_embedded(page: str, code: str) -> None:
    told = PROSE[page, code]
    assert set(re.findall(r"^#+", told, re.MULTILINE)) == {"##"}
    assert not re.search(r"https?:|!\[|<[a-z]|\]\(", told)


def test_the_shape_tells_texts_apart() -> None:
    assert shape("## A\n\nb\n\n- **c** d\n\n> e\n>\n> f\n") == [
        "heading",
        "text",
        "item",
        "quote",
        "gap",
        "quote",
    ]


def told(dashboard: Served, search: str) -> str:
    """Return the words of the page at an address."""
    layout = json.loads(dashboard.page("privacy", search))["response"]["_pages_content"]["children"]
    return " ".join(markdown(layout))


def markdown(component: Any) -> list[str]:
    """Return every text that is set as prose in a component tree."""
    if isinstance(component, list):
        return [one for child in component for one in markdown(child)]
    if not isinstance(component, dict):
        return []
    children = component.get("props", {}).get("children")
    return [str(children)] if component.get("type") == "Markdown" else markdown(children)


@pytest.fixture(scope="module")
def raised(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(tmp_path_factory.mktemp("raised"), k=6, form_at=11)
    world.load(people(CELLS, {"p1": 3, "p2": 4, "i1": 2, "i2": 5}))
    world.publish()
    return world


@pytest.mark.parametrize("code", CODES)
def test_the_programmes_own_numbers_stand_in_it(raised: FullWorld, code: str) -> None:
    """k = 6 and form_at = 11: counted together with at least five others."""
    page = told(served(raised), f"?lang={code}&programme=small")
    assert page == PROSE["privacy", code].format(k=6, form_at=11, fewest=5)
    assert "{" not in page


def test_another_programme_changes_the_numbers(raised: FullWorld) -> None:
    dashboard = served(raised)
    said = json.loads(dashboard.prose("privacy", {"programme": "small", "lang": "en"}))["response"]
    assert "fewer than 6 people" in " ".join(markdown(said["privacy-prose"]["children"]))


@pytest.mark.parametrize("code", CODES)
def test_it_is_there_before_anything_is_published(tmp_path: Path, code: str) -> None:
    world = FullWorld(tmp_path).write()
    assert told(served(world), f"?lang={code}") == PROSE["privacy", code].format(k=5, form_at=8, fewest=4)


@pytest.mark.parametrize("page", EVERY_PAGE)
@pytest.mark.parametrize("code", CODES)
def test_every_page_leads_to_it_from_its_foot_only(raised: FullWorld, page: str, code: str) -> None:
    layout = json.loads(served(raised).page(page, f"?lang={code}"))["response"]["_pages_content"]["children"]
    header, _, footer = layout["props"]["children"]
    name = LANGUAGES[code].say("page.privacy")
    assert name in list(texts(footer))
    assert name not in list(texts(header))
    link = re.search(r'"href": ?"(/privacy[^"]*)"', json.dumps(footer))
    assert link is not None
    assert f"lang={code}" in link[1]


def test_a_data_folder_may_bring_its_own_prose(tmp_path: Path) -> None:
    folder = tmp_path / "prose"
    folder.mkdir()
    for code in CODES:
        (folder / f"privacy.{code}.md").write_text("## Ours\n", "utf-8")
    found = read_prose(Settings(data=tmp_path).data, KNOWN)
    assert {found["privacy", code] for code in CODES} == {"## Ours\n"}
    assert all(found["methods", code] == PROSE["methods", code] for code in CODES)


TOGETHER = "Shown together because some groups were too small: "


def together(dashboard: Served, page: str, **query: str) -> list[str]:
    """Return which groups the notes under a page's chart say are shown together, note by note."""
    said = json.loads(dashboard.card(page, {"programme": "small", "lang": "en", **query}))["response"]
    notes = ["".join(texts(one)) for one in said[f"{page}-notes"]["children"]]
    assert len(notes) > 0
    return [one.removeprefix(TOGETHER) for one in notes if one.startswith(TOGETHER)]


SMALL = {
    ("practitioner", "a"): 9,
    ("practitioner", "b"): 4,
    ("practitioner", "c"): 5,
    ("leader", "a"): 8,
    ("leader", "b"): 8,
    ("leader", "c"): 8,
}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
MakeSmall = Callable[..., Served]
PLACES_FIRST = "municipality > site > role"


@pytest.fixture
def small(tmp_path: Path) -> MakeSmall:
    """Serve people per cell, all answering as said; groups form at eight."""

    def make(cells: dict[tuple[str, str], int], said: object = None, **programme: Any) -> Served:
        world = FullWorld(tmp_path, **programme)
        world.load(people(cells, {**ANSWERS, **(said or {})}))  # type: ignore[dict-item]
        world.publish()
        return served(world)

    return make


def test_groups_shown_together_are_named_on_the_page_of_change(small: MakeSmall) -> None:
    """By hand: 4 practitioners at b join a (the same municipality); 5 at c are too few and join both."""
    assert together(small(SMALL), "change") == ["All practitioner."]


@pytest.mark.parametrize(
    ("group", "found"),
    [("practitioner", ["All practitioner."]), ("leader", []), ("leader.nord.a", [])],
)
def test_only_groups_within_the_selection_are_named(small: MakeSmall, group: str, found: list[str]) -> None:
    assert together(small(SMALL), "change", group=group) == found


def test_sites_shown_together_are_named_as_the_chart_names_them(small: MakeSmall) -> None:
    """By hand: 4 leaders at b join the 9 at a; practitioners stand site by site."""
    dashboard = small({**dict.fromkeys(SMALL, 9), ("leader", "b"): 4})
    assert together(dashboard, "involvement", group="leader") == ["Nord."]
    assert together(dashboard, "involvement", group="practitioner") == []


def test_where_nobody_was_too_few_nothing_is_said(small: MakeSmall) -> None:
    assert together(small(dict.fromkeys(SMALL, 9)), "change") == []


def test_one_cell_is_not_a_merger_though_it_goes_by_its_municipality(small: MakeSmall) -> None:
    """Sor has site c alone, and only leaders work there: the group is called Sor and holds one cell."""
    cells = {("practitioner", "a"): 9, ("leader", "b"): 9, ("leader", "c"): 9}
    assert together(small(cells, tree=PLACES_FIRST), "change") == []


def test_two_roles_at_one_site_are_a_merger(small: MakeSmall) -> None:
    cells = {("practitioner", "a"): 9, ("leader", "a"): 9, ("leader", "c"): 5, ("practitioner", "c"): 5}
    assert together(small(cells, tree=PLACES_FIRST), "change") == ["Sor."]


def test_people_of_unknown_places_are_counted_where_they_belong(small: MakeSmall) -> None:
    """By hand: 3 of an unknown site are the last below their role and join the 9 at c."""
    mapping = {"unknown": ["site"]}
    cells = {**dict.fromkeys(SMALL, 9), ("leader", ""): 3}
    assert together(small(cells, mapping=mapping), "change") == ["Leader in Sor and place unknown."]


@pytest.mark.parametrize("said", [{"p1": 5, "p2": 1}, {"p1": 8, "p2": 2}, {"p1": "", "p2": 3}])
def test_it_reads_the_same_whatever_was_answered(small: MakeSmall, said: dict[str, object]) -> None:
    """Not applicable and blanks, too, are answers of a member."""
    assert together(small(SMALL, said), "change") == ["All practitioner."]


def test_many_are_named_in_one_line(small: MakeSmall) -> None:
    """By hand: seven municipalities of two sites with four people each are seven groups of two sites."""
    places = {f"m{at}": [f"m{at}a", f"m{at}b"] for at in range(7)}
    cells = {("leader", site): 4 for sites in places.values() for site in sites}
    (line,) = together(small(cells, roles=["leader", "other"], places=places), "change")
    named = [f"Leader in M{at}" for at in range(5)]
    assert line == "; ".join(named) + "; and 2 more."


def shown_with(dashboard: Served, role: str, site: str, code: str = "en") -> str:
    """Return what the page answers to a job and a site, as a browser asks it."""
    callback = next(one for one in dashboard.callbacks if one["output"] == "privacy-group.children")
    data = {"programme": "small", "lang": code}
    given = [
        {"id": part["id"], "property": part["property"], "value": value}
        for part, value in zip(callback["inputs"], (role, site, data), strict=True)
    ]
    target = {"id": "privacy-group", "property": "children"}
    body = {"output": callback["output"], "outputs": target, "inputs": given, "changedPropIds": []}
    answer = dashboard.client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    return " ".join(texts(json.loads(answer.data)["response"]["privacy-group"]["children"]))


def test_whoever_looks_finds_the_group_they_are_shown_in(tmp_path: Path) -> None:
    """Leaders at b are two and are shown with those at a, nine; nobody leads at c: all leaders are named."""
    members = {("practitioner", "a"): 9, ("leader", "a"): 9, ("leader", "b"): 2, ("practitioner", "c"): 9}
    dashboard = served(FullWorld(tmp_path).show(people(members, {"p1": 3, "p2": 4, "i1": 2, "i2": 5})))
    groups = {
        option["label"].strip()
        for option in json.loads(dashboard.bar({"programme": "small", "lang": "en", "page": "change"}))[
            "response"
        ]["bar-group"]["options"]
    }
    for role in ("practitioner", "leader"):
        for site in "abc":
            said = shown_with(dashboard, role, site)
            assert any(f"You are shown with: {group} (pre)" in said for group in groups), said
            assert "fewer than 5 answered" in said
    assert shown_with(dashboard, "leader", "a") == shown_with(dashboard, "leader", "b")
    assert shown_with(dashboard, "practitioner", "a") != shown_with(dashboard, "practitioner", "c")


@pytest.mark.parametrize(
    ("role", "site"), [("", "a"), ("leader", ""), ("nobody", "a"), ("leader", "x.y~all")]
)
def test_nothing_is_said_of_a_choice_that_is_none(tmp_path: Path, role: str, site: str) -> None:
    dashboard = served(FullWorld(tmp_path).show(people(CELLS, {"p1": 3, "p2": 4, "i1": 2, "i2": 5})))
    assert shown_with(dashboard, role, site) == ""


@pytest.mark.parametrize("code", CODES)
def test_whom_to_ask_stands_first_and_a_load_says_where_nobody_is_named(tmp_path: Path, code: str) -> None:
    world = FullWorld(tmp_path).show(people(CELLS, {"p1": 3, "p2": 4, "i1": 2, "i2": 5}))
    assert "Ask Ada." in served(world).page("privacy", f"?lang={code}").decode()
    programme = {key: value for key, value in world.programme().items() if key != "contact"}
    write_toml(world.at.data / "programmes/small.toml", programme)
    file = world.file(people(CELLS, {"p1": 3, "p2": 4, "i1": 2, "i2": 5}))
    loaded = run(world.at.var, world.at.data, "load", str(file), "--programme", "small", language=code)
    assert loaded.exit_code == 0
    assert "[contact]" in loaded.stderr
    assert run(world.at.var, world.at.data, "publish", "small").exit_code == 0
    page = json.loads(served(world).page("privacy", f"?lang={code}"))["response"]["_pages_content"]
    assert LANGUAGES[code].say("privacy.no_contact") in list(texts(page["children"]))


@pytest.mark.parametrize("form_at", [5, 8, 12])
def test_the_drawing_puts_groups_together_that_are_too_small(form_at: int) -> None:
    """As many dots before as after; a group below the size has a broken frame, one above it a whole one."""
    few, enough = (form_at - 2, 3), form_at + 2
    picture = gathering(few, enough, "words")
    drawn = ElementTree.fromstring(picture.svg)
    circles, frames, numbers = (drawn.findall(f"{{*}}{kind}") for kind in ("circle", "rect", "text"))
    assert len(circles) == 2 * (sum(few) + enough)
    broken = [frame.get("stroke-dasharray") is not None for frame in frames[1:]]
    assert broken == [int(number.text or "") < form_at for number in numbers]
    assert all(float(dot.get("cx", "nan")) < picture.width for dot in circles)


@pytest.mark.parametrize("code", CODES)
def test_the_drawing_is_told_in_words(raised: FullWorld, code: str) -> None:
    """Groups are formed at 11: 9 and 3 are 12, and 13 stand by themselves."""
    page = json.loads(served(raised).page("privacy", f"?lang={code}&programme=small"))
    (said,) = set(re.findall(r'"alt": ?"([^"]*)"', json.dumps(page, ensure_ascii=False)))
    assert re.findall(r"\d+", said) == ["9", "3", "12", "13"]
