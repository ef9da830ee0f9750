"""Who may see some sites of a programme is served nothing of the others, nor what gives them away."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.access.accounts import add
from publication.covering import Covering
from publication.definitions.programme import Programme
from publication.following import Publications
from publication.queries.change import ask_answers
from publication.reading import Publication
from publication.scope import Scope, sites_at
from publication.scoped import scoped
from tests.access.conftest import PASSWORD, Installation, installed
from tests.access.scopes import BASE, LANG, addresses, charts, clean, pages

PROGRAMME = "fjordby"
PLACES = {
    "sol": ("fjordby/solsiden",),
    "muni": ("fjordby/fjordby",),
    "skog": ("fjordby/skogheim",),
    "two": ("fjordby/kvernhuset", "fjordby/aasly"),
    "tunet": ("fjordby/tunet",),
    "every": ("fjordby/fjordby", "fjordby/elvestrand", "fjordby/skogheim"),
    "both": ("fjordby/brygga", "recoverydannelse-2017"),
}
# With many of them where chance and patience are tried.
OFTEN = [pytest.param(name, marks=pytest.mark.attack) for name in ("sol", "tunet")]
OWN = {"sol": "solsiden", "muni": "brygga", "skog": "granlia", "two": "aasly", "tunet": "tunet"}
BINARY = (".xlsx", ".parquet")


@pytest.fixture(scope="module")
def installation(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found = installed(example, tmp_path_factory.mktemp("sites"), "accounts = true\n")
    for name, places in {**PLACES, "ida": None}.items():
        add(found.store, name, "facilitator", places, PASSWORD)
    yield found
    found.store.close()


@pytest.fixture(scope="module")
def whole(example: Path) -> Publication:
    return Publications(example).current(PROGRAMME)


def textual(browser: FlaskClient, base: Mapping[str, str], site: str) -> Iterator[tuple[str, bytes]]:
    """Yield what pages answer, but for files that hold when they were made."""
    return ((asked, got) for asked, got in pages(browser, base, site) if not asked.endswith(BINARY))


def sites_of(whole: Publication, name: str) -> frozenset[str]:
    return sites_at(whole.definition, [place.partition("/")[2] for place in PLACES[name]])


def words_of(definition: Programme, sites: frozenset[str]) -> set[bytes]:
    """Return every name and id of what lies outside some sites, as an answer may hold them.

    A municipality that the programme itself is called after is told by that.
    """
    around = [place for place in definition.municipalities if not {site.id for site in place.sites} & sites]
    beside = [site for site in definition.sites if site.id not in sites]
    outside = [(one.id, one.name) for one in around] + [(site.id, site.name) for site in beside]
    named = {form for key, name in outside for form in (key, name, json.dumps(name)[1:-1])}
    return {word.encode() for word in named if word.casefold() not in definition.name["en"].casefold()}


def told(answer: bytes, words: set[bytes]) -> set[bytes]:
    """Return which words stand in an answer, as words."""
    return {word for word in words if re.search(rb"(?<![\w-])" + re.escape(word) + rb"(?![\w-])", answer)}


@pytest.mark.parametrize("name", OWN)
def test_every_page_file_and_callback_names_nothing_outside(
    installation: Installation, whole: Publication, name: str
) -> None:
    browser, outside = installation.person(name), words_of(whole.definition, sites_of(whole, name))
    served = dict(pages(browser, BASE, OWN[name]))
    found = {asked: told(answer, outside) for asked, answer in served.items()}
    assert {asked: names for asked, names in found.items() if names} == {}
    assert len(served) > 75
    site = next(site.name for site in whole.sites if site.id == OWN[name])
    assert sum(site.encode() in answer for answer in served.values()) > 3


@pytest.mark.parametrize("name", ["muni", *OFTEN])
def test_nor_does_any_selection_that_is_offered(
    installation: Installation, whole: Publication, name: str
) -> None:
    browser, outside = installation.person(name), words_of(whole.definition, sites_of(whole, name))
    asked = 0
    for what, answer in charts(browser, BASE):
        assert told(answer, outside) == set(), what
        asked += 1
    assert asked > 150


SECRETS = {
    "group": ("practitioner.elvestrand.kvernhuset", "no.such.group"),
    "site": ("kvernhuset", "nowhere"),
    "sites": ("kvernhuset", "nowhere"),
}


@pytest.mark.parametrize("control", ["group", "site", "sites"])
@pytest.mark.parametrize("name", ["sol", "muni"])
def test_what_lies_outside_answers_like_what_there_is_not(
    installation: Installation, name: str, control: str
) -> None:
    browser = installation.person(name)
    outside, nowhere = SECRETS[control]
    there, not_there = (
        dict(textual(browser, {**BASE, control: asked}, asked if control == "site" else OWN[name]))
        for asked in (outside, nowhere)
    )
    for asked, answer in there.items():
        said, other = (
            text.replace(word.encode(), b"?")
            for text, word in ((answer, outside), (not_there[asked], nowhere))
        )
        assert said == other, asked


@pytest.mark.parametrize("group", ["all", "practitioner", "leader.fjordby", "practitioner.fjordby"])
def test_a_total_that_reaches_outside_is_an_unknown_group(installation: Installation, group: str) -> None:
    browser = installation.person("sol")
    for page in ("change", "involvement", "explore", "claim"):
        answers = [
            browser.get(f"/files/{page}.csv", query_string={**BASE, "group": asked})
            for asked in (group, "no.such.group")
        ]
        assert len({answer.status_code for answer in answers}) == 1, page
        said, other = (clean(answer.data) for answer in answers)
        assert said.replace(group.encode(), b"?") == other.replace(b"no.such.group", b"?"), page


def cells_of(publication: Publication, wave: str) -> list[tuple[str, str]]:
    return sorted(publication.cells.get(wave, ()))


def shown_groups(publication: Publication) -> set[tuple[str, str, str, str]]:
    """Return (instrument, wave, item, group) of every count that leaves."""
    return {
        (instrument, wave, item, group)
        for instrument, _ in publication.asked
        for (group, wave), _ in publication.sheets(instrument).items()
        for item, answer in ask_answers(publication.sheets(instrument), group, wave).items()
        if answer.status == "shown"
    }


@pytest.mark.parametrize("name", PLACES)
def test_no_sum_or_difference_of_what_is_shown_holds_anybody_outside(whole: Publication, name: str) -> None:
    """Every count is a sum over cells; who sees sums over cells inside alone reaches no other by algebra."""
    if name == "both":
        return
    sites = sites_of(whole, name)
    part, tree = scoped(whole, sites), Covering(whole)
    found = shown_groups(part)
    for _, wave, _, group in found:
        covered = {cell for cell in cells_of(whole, wave) if cell[1] in tree.sites_of(group)}
        assert {site for _, site in covered} <= sites, (wave, group)
    assert found or name == "tunet"
    assert found <= shown_groups(whole)


def shown_counts(browser: FlaskClient, base: Mapping[str, str]) -> dict[tuple[str, str, str], dict[str, int]]:
    """Return (instrument, wave, question) → group → n, of every file of the analyst's table."""
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for what, answer in charts(browser, base):
        if not what.startswith("csv explore"):
            continue
        for row in csv.DictReader(io.StringIO(answer.decode("utf-8-sig"))):
            at = row.get("instrument", ""), row.get("wave", ""), row.get("item", "")
            if row.get("n"):
                counts.setdefault(at, {})[row["group"]] = int(row["n"])
    return counts


@pytest.mark.parametrize("name", ["skog", *OFTEN])
def test_an_attacker_who_subtracts_all_that_is_served_reaches_nobody_outside(
    installation: Installation, whole: Publication, name: str
) -> None:
    """Every group whose count is served is a sum over cells inside: so is any combination of them."""
    sites, tree = sites_of(whole, name), Covering(whole)
    counts = shown_counts(installation.person(name), BASE)
    assert sum(map(len, counts.values())) > 100
    for (_, _, item), groups in counts.items():
        for group in groups:
            assert tree.sites_of(group) <= sites, (item, group)


@pytest.mark.parametrize("name", ["two", *OFTEN])
def test_two_who_ask_in_turns_and_at_once_are_never_served_each_others(
    installation: Installation, whole: Publication, name: str
) -> None:
    """No answer kept, in the process, on disk or by a browser's leave, is another's."""
    people = {who: installation.person(who) for who in (name, "ida", "muni")}

    def everything(who: str) -> dict[str, bytes]:
        return dict(textual(people[who], BASE, "brygga"))

    alone = {who: everything(who) for who in people}
    turns = {who: everything(who) for who in reversed(people)}
    with ThreadPoolExecutor(3) as pool:
        at_once = dict(zip(people, pool.map(everything, people), strict=True))
    assert alone == turns == at_once
    outside = words_of(whole.definition, sites_of(whole, name))
    assert any(told(answer, outside) for answer in alone["ida"].values())
    # The address that is asked names a site of another municipality.
    assert not any(told(answer, outside - {b"brygga"}) for answer in at_once[name].values())


def test_nothing_of_a_scope_may_be_kept_by_a_browser_or_a_proxy(installation: Installation) -> None:
    browser = installation.person("sol")
    for path in ("/change", "/files/change.csv", "/sites", "/meetings", "/explore"):
        answer = browser.get(path, query_string=BASE)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "ETag" not in answer.headers, path


def test_a_site_that_never_stands_alone_is_shown_no_answers(
    installation: Installation, whole: Publication
) -> None:
    part = scoped(whole, sites_of(whole, "tunet"))
    assert {group for _, _, _, group in shown_groups(part)} <= {
        option.id for options in part.options.values() for option in options
    }
    assert all(option.id.endswith("tunet") for options in part.options.values() for option in options)
    assert installation.person("tunet").get("/site/tunet", query_string=BASE).status_code == 200


def test_of_another_programme_that_is_whole_all_is_there(installation: Installation) -> None:
    browser, printed = installation.person("both"), {"programme": "recoverydannelse-2017", **LANG}
    assert any(b"table5_practice.csv" in answer for _, answer in pages(browser, printed, "nowhere"))


def test_every_address_is_walked_and_names_nothing_outside(
    installation: Installation, whole: Publication
) -> None:
    browser, outside = installation.person("sol"), words_of(whole.definition, sites_of(whole, "sol"))
    asked = 0
    for rule, method, path in addresses(browser, {"site": "kvernhuset"}):
        answer = browser.open(
            path, method=method, query_string=BASE, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.status_code < 500, (rule, method)
        assert (
            told(answer.data.replace(b"kvernhuset", b"?") if "<site>" in rule else answer.data, outside)
            == set()
        ), rule
        asked += 1
    assert asked > 90


@pytest.mark.parametrize("given", [["solsiden"], ["fjordby"], ["elvestrand", "solsiden"], ["nowhere"], [""]])
def test_places_are_sites(whole: Publication, given: list[str]) -> None:
    wanted = {
        "solsiden": {"solsiden"},
        "fjordby": {"solsiden", "brygga", "oppfolging", "ronningen", "maaken"},
        "elvestrand": {"elvebredden", "kvernhuset", "ambulant", "aasly"},
    }
    assert sites_at(whole.definition, given) == frozenset().union(*(wanted.get(one, set()) for one in given))


def test_scopes_that_differ_have_keys_that_differ() -> None:
    scopes = [
        Scope({}),
        Scope({"a": None}),
        Scope({"a": frozenset({"b"})}),
        Scope({"a": frozenset({"b", "c"})}),
        Scope({"a": frozenset({"b"}), "c": None}),
        Scope({"a": None, "b": None}),
    ]
    assert len({scope.key for scope in scopes}) == len(scopes)
