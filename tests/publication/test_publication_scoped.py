"""A publication cut down to some sites holds nothing of the others, nor what they could be had from."""

import json
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import duckdb
import pytest

from publication.covering import Covering
from publication.definitions.programme import Municipality, Programme, Site
from publication.faults import Refused
from publication.following import Publications
from publication.ids import EVERYONE
from publication.places import DEFAULT_DATA
from publication.queries.change import ask_answers
from publication.queries.data import ask_contents_and_figures
from publication.reading import Publication
from publication.schema import TABLES
from publication.scope import Scope, check_place, sites_at
from publication.scoped import _RULES, scoped

SOLSIDEN = frozenset({"solsiden"})
SKOGHEIM = frozenset({"granlia", "helseteam", "tunet"})
# What is told of all of a programme, or of none of its sites.
OF_THE_PROGRAMME = {
    *("background", "background_asked", "sessions", "session_groups", "session_blocks", "marks", "words"),
    *(table for table in TABLES if table.startswith("published")),
    "files",
}


@pytest.fixture(scope="module")
def whole(example: Path) -> Publication:
    return Publications(example).current("fjordby")


def rows_of(publication: Publication) -> dict[str, list[tuple[object, ...]]]:
    return {table: publication.cursor().execute(f"FROM {table}").fetchall() for table in TABLES}


def test_every_table_has_a_rule_or_is_empty(whole: Publication) -> None:
    """A table added later is empty until somebody says what of it lies inside, here and there."""
    assert {*_RULES} | OF_THE_PROGRAMME == {*TABLES}
    found = rows_of(scoped(whole, SKOGHEIM))
    assert {table for table, rows in found.items() if rows} == {*_RULES} - {"withheld_months"}


@pytest.mark.parametrize(
    "sites", [SOLSIDEN, SKOGHEIM, frozenset({"kvernhuset", "aasly"}), frozenset({"tunet"})]
)
def test_no_row_names_what_lies_outside(whole: Publication, sites: frozenset[str]) -> None:
    outside = [site for site in whole.sites if site.id not in sites]
    held = json.dumps(rows_of(scoped(whole, sites)), default=str, ensure_ascii=False)
    named = [one for site in outside for one in (site.id, site.name) if one not in str(whole.name)]
    assert [name for name in named if name in held] == []


@pytest.mark.parametrize("sites", [SOLSIDEN, SKOGHEIM])
def test_what_is_there_is_what_the_whole_one_shows(whole: Publication, sites: frozenset[str]) -> None:
    part = scoped(whole, sites)
    for instrument, _ in part.asked:
        shown = part.sheets(instrument)
        assert shown
        assert shown.items() <= whole.sheets(instrument).items()
    assert (part.key, part.number, part.published_on) == (whole.key, whole.number, whole.published_on)


def test_how_many_were_members_or_invited_in_all_is_not_told(whole: Publication) -> None:
    part = scoped(whole, SOLSIDEN)
    assert [wave.members for wave in part.waves] == [None] * len(part.waves) != []
    assert {wave.invited for wave in part.definition.waves} == {None}
    assert {wave.invited for wave in whole.definition.waves} != {None}


def test_a_group_covers_what_its_name_says_whoever_answered(whole: Publication) -> None:
    tree = Covering(whole)
    every = frozenset(site.id for site in whole.sites)
    fjordby = sites_at(whole.definition, ["fjordby"])
    assert tree.sites_of(EVERYONE) == tree.sites_of("practitioner") == every
    assert tree.sites_of("leader.fjordby") == fjordby
    assert tree.sites_of("leader.fjordby.solsiden") == SOLSIDEN
    assert tree.sites_of("leader.fjordby.solsiden~leader.skogheim") == SOLSIDEN | SKOGHEIM
    assert tree.sites_of("leader.unknown.unknown") == {"unknown"}
    assert tree.sites_of("leader.nowhere") == {"unknown"}


def programme(tree: Any) -> Programme:
    places = [
        Municipality(id=name, name=name, sites=[Site(id=f"{name}{at}", name=f"{name}{at}") for at in (1, 2)])
        for name in ("a", "b")
    ]
    text = {"da": "p", "nb": "p", "en": "p"}
    return Programme(id="p", name=text, municipalities=places, tree=tree)


class Told:
    """What of a publication tells which sites a group covers."""

    def __init__(self, tree: str, unknown: bool) -> None:
        self.definition = programme(tree)
        self.sites = self.definition.sites
        self.cells: Mapping[str, frozenset[tuple[str, str]]] = {
            "w": frozenset({("r", "unknown" if unknown else "a1")})
        }


@pytest.mark.parametrize("unknown", [True, False])
@pytest.mark.parametrize(
    ("tree", "paths"),
    [
        (
            "role > municipality > site",
            {"r.a": "a1 a2", "r.a.a1": "a1", "r": "a1 a2 b1 b2", "citizens.b": "b1 b2"},
        ),
        ("municipality > site > role", {"a": "a1 a2", "a.a1": "a1", "a.a1.r": "a1", "b.b2~a": "b2 a1 a2"}),
    ],
)
def test_in_either_tree(tree: str, paths: dict[str, str], unknown: bool) -> None:
    found = Covering(Told(tree, unknown))  # type: ignore[arg-type]
    everywhere = {"a1", "a2", "b1", "b2"} | ({"unknown"} if unknown else set())
    assert found.sites_of(EVERYONE) == everywhere
    for group, sites in paths.items():
        wanted = everywhere if group == "r" else set(sites.split())
        assert found.sites_of(group) == wanted, group


def test_sums_of_parts_never_reach_beyond_them(whole: Publication) -> None:
    """Whatever two readers put together, it is of the sites of both."""
    tree = Covering(whole)
    parts = [frozenset(site.id for site in place.sites) for place in whole.definition.municipalities]
    for one, other in combinations(parts, 2):
        together = {
            option.id
            for sites in (one, other)
            for options in scoped(whole, sites).options.values()
            for option in options
        }
        assert frozenset().union(*map(tree.sites_of, together)) <= one | other


def test_an_item_that_merged_into_a_group_outside_is_withheld(whole: Publication) -> None:
    """At Granlia the example's p12 merges with all of Skogheim, which holds other sites, too."""
    asked = "SELECT item FROM merged WHERE group_id = ? AND from_wave = to_wave AND instrument = 'practice'"
    group = "practitioner.skogheim.granlia"
    merged = {item for (item,) in whole.cursor().execute(asked, [group]).fetchall()}
    assert merged
    alone, around = scoped(whole, frozenset({"granlia"})), scoped(whole, SKOGHEIM)
    assert alone.cursor().execute(asked, [group]).fetchall() == []
    assert {item for (item,) in around.cursor().execute(asked, [group]).fetchall()} == merged
    answers = ask_answers(alone.sheets("practice"), group, "pre")
    assert {answers[item].status for item in merged} == {"withheld"}


def test_what_came_before_is_cut_down_to_the_same_sites(example: Path, tmp_path: Path) -> None:
    """Of no other site is told what is new, nor of files."""
    folder = tmp_path / "publications" / "fjordby"
    copytree(example / "publications" / "fjordby", folder)
    copyfile(folder / "0001.duckdb", folder / "0002.duckdb")
    with duckdb.connect(folder / "0002.duckdb") as con:
        con.execute("UPDATE meta SET number = 2, identity = 'another'")
    (folder / "CURRENT").write_text("0002")
    publications = Publications(tmp_path).within(Scope({"fjordby": SOLSIDEN}))
    before = publications.ask_before(publications.current("fjordby"), ask_contents_and_figures)
    assert before is not None
    contents, figures = before
    assert (contents.number, [site.id for site in contents.programme.sites]) == (1, ["solsiden"])
    assert contents.files == ()
    assert any("solsiden" in str(at) for at in figures)
    assert not any("kvernhuset" in str(at) for at in figures)


def test_publications_outside_a_scope_are_not_there(example: Path, whole: Publication) -> None:
    every = Publications(example)
    assert every.within(Scope({})).programmes() == []
    part = every.within(Scope({"fjordby": SOLSIDEN}))
    assert part.programmes() == ["fjordby"]
    assert [site.id for site in part.current("fjordby").sites] == ["solsiden"]
    kept = part.known_as("fjordby", whole.key)
    assert kept is not None
    assert [site.id for site in kept.sites] == ["solsiden"]
    assert part.known_as("recoverydannelse-2017", every.current("recoverydannelse-2017").key) is None
    assert every.current("fjordby").within is None


@pytest.mark.parametrize("place", ["fjordby", "fjordby/elvestrand", "fjordby/solsiden"])
def test_a_place_there_is(place: str) -> None:
    check_place(DEFAULT_DATA, place)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("nowhere", "no_programme"),
        ("nowhere/solsiden", "no_programme"),
        ("fjordby/nowhere", "no_place"),
        ("fjordby/", "no_place"),
        ("fjordby/elvestrand/kvernhuset", "no_place"),
        ("../fjordby", "no_programme"),
        ("recoverydannelse-2017/solsiden", "no_place"),
    ],
)
def test_a_place_there_is_not_is_refused(place: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        check_place(DEFAULT_DATA, place)
    assert refused.value.reason == reason
