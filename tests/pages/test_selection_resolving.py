"""An address made whole: what is not said falls back, what is known is kept, what is not there is refused."""

import json
import re
from pathlib import Path

import pytest

from dashboard.components.filter_bar import SELECTS
from dashboard.pages import PAGES
from dashboard.report.resolving import language_of, resolve
from dashboard.report.selection import Selection
from publication.following import Publications
from publication.languages import CODES
from publication.reading import NothingPublished, NotThere, Replaced
from tests.dashboards import FullWorld, Served, leaders, served
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}


@pytest.fixture(scope="module")
def publications(tmp_path_factory: pytest.TempPathFactory) -> Publications:
    waves = {"pre": "pre", "mid": "post", "post": "post"}
    world = FullWorld(tmp_path_factory.mktemp("world"), waves=waves, rounds=["r1", "r2"])
    rows = [row for at, wave in enumerate(waves) for row in people(CELLS, ANSWERS, wave, first=100 * at)]
    world.load(rows)
    world.assess(
        leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)) + leaders("a", "r2", "yes", (1, 2), (3, 4), (5, 5))
    )
    world.publish()
    return Publications(world.at.var)


def selected(publications: Publications, query: dict[str, str], page: str) -> Selection:
    return resolve(publications, query, PAGES[page])[1]


def test_nothing_said_is_everyone_first_to_last(publications: Publications) -> None:
    found = selected(publications, {}, "change")
    assert (found.programme, found.instrument, found.from_wave, found.to_wave) == (
        "small",
        "practice",
        "pre",
        "post",
    )
    assert (found.group, found.item, found.view, found.language) == ("all", "overall", "means", "da")


@pytest.mark.parametrize(
    ("said", "waves"),
    [
        ({"from": "mid"}, ("mid", "post")),
        ({"to": "mid"}, ("pre", "mid")),
        ({"from": "post", "to": "pre"}, ("pre", "post")),
        ({"from": "mid", "to": "mid"}, ("mid", "mid")),
        ({"from": "", "to": ""}, ("pre", "post")),
    ],
    ids=str,
)
def test_waves(publications: Publications, said: dict[str, str], waves: tuple[str, str]) -> None:
    found = selected(publications, said, "change")
    assert (found.from_wave, found.to_wave) == waves


def test_a_page_has_its_own_instrument(publications: Publications) -> None:
    asked = {"instrument": "involvement"}
    assert selected(publications, asked, "change").instrument == "involvement"
    assert selected(publications, {"instrument": "practice"}, "involvement").instrument == "involvement"
    assert selected(publications, asked, "principles").instrument == "principles"


def test_an_item_belongs_to_its_instrument(publications: Publications) -> None:
    assert selected(publications, {"item": "i1"}, "involvement").item == "i1"
    assert selected(publications, {"item": "p1"}, "involvement").item == "overall"
    assert selected(publications, {"item": "l1"}, "principles").item == "l1"


def test_rounds(publications: Publications) -> None:
    assert selected(publications, {}, "principles").round == "r2"
    found = selected(publications, {"round": "r1", "against": "r2"}, "principles")
    assert found.round == "r1"


NOT_THERE = [
    *({"from": "never"}, {"to": "ever"}, {"instrument": "x"}, {"item": "p9"}),
    *(
        {"round": "r9"},
        {"against": "r9"},
        {"kind": "party"},
        {"indicator": "gold"},
        {"rules": "none"},
        {"order": "age"},
    ),
    *({"view": "upside-down"}, {"sites": "2"}, {"sites": "0"}, {"from": "PRE"}, {"instrument": "practice "}),
]


@pytest.mark.parametrize("said", NOT_THERE, ids=str)
@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_there_is_not_another(
    publications: Publications, said: dict[str, str], page: str
) -> None:
    with pytest.raises(NotThere):
        selected(publications, said, page)


@pytest.mark.parametrize("page", PAGES)
def test_a_selection_carried_to_any_page_is_there(publications: Publications, page: str) -> None:
    for other in PAGES:
        carried = selected(publications, {"against": "none"}, other).query()
        assert selected(publications, carried, page).programme == "small"


def test_a_publication_named_is_the_one_shown_or_none(publications: Publications, tmp_path: Path) -> None:
    shown = publications.current("small")
    assert selected(publications, {"identity": shown.key}, "change").programme == "small"
    for nowhere in (publications, Publications(tmp_path)):
        with pytest.raises(Replaced):
            selected(nowhere, {"identity": shown.key.replace("small-1", "small-2")}, "change")


@pytest.mark.parametrize("page", ["change", "involvement", "principles"])
def test_the_address_of_a_selection_is_that_selection(publications: Publications, page: str) -> None:
    said = {
        "group": "leader.sor",
        "from": "mid",
        "view": "answers",
        "round": "r1",
        "lang": "nb",
        "item": "i2",
    }
    found = selected(publications, said, page)
    assert selected(publications, found.query(), page) == found


def test_no_programme_chosen_is_the_first_with_data(publications: Publications) -> None:
    assert selected(publications, {"programme": ""}, "change").programme == "small"


@pytest.mark.parametrize("name", ["nothing", "../small"])
def test_an_unknown_programme_is_not_another(publications: Publications, name: str) -> None:
    with pytest.raises(NothingPublished):
        selected(publications, {"programme": name}, "change")


def test_nothing_published(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        selected(Publications(tmp_path), {}, "change")


def test_the_language_said_and_danish_otherwise() -> None:
    assert [language_of({"lang": code}) for code in ("nb", "no", "en-GB", "xx")] == ["nb", "nb", "en", "da"]
    assert language_of({}) == "da"


def test_the_selection_is_made_whole_with_the_publication_it_comes_with(publications: Publications) -> None:
    publication, found = resolve(publications, {"lang": "en"}, PAGES["change"])
    assert (publication.programme, publication.number) == ("small", 1)
    assert {found.from_wave, found.to_wave} <= {wave.id for wave in publication.waves}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A programme with answers alone: no leadership assessments, no sessions, no management figures."""
    world = FullWorld(tmp_path_factory.mktemp("small"))
    world.load(people(CELLS, ANSWERS))
    world.publish()
    return served(world)


USED = {
    "change": ["programme", "instrument", "from", "to", "group", "order"],
    "principles": ["programme"],
    "sessions": ["programme"],
    "management": ["programme"],
    "data": ["programme"],
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("page", "used"), USED.items())
def test_a_control_with_nothing_to_choose_is_not_shown(
    small: Served, page: str, used: list[str], code: str
) -> None:
    query = {"programme": "small", "lang": code, "page": page}
    offered = json.loads(small.bar(query))["response"]
    assert [name for name in SELECTS if not offered[f"bar-{name}"]["hidden"]] == used
    assert [offered[f"bar-{name}"]["options"] == [] for name in used] == [False] * len(used)
    layout = small.page(page, f"?programme=small&lang={code}").decode()
    names = re.findall(r'"id":"bar-(\w+)","name":"\1","label"', layout)
    hidden = re.findall(r'"hidden":(true|false)[^{}]*},"type":"Control"', layout)
    assert sorted(names) == sorted(SELECTS)
    assert [name for name, said in zip(names, hidden, strict=True) if said == "false"] == used
