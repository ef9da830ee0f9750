"""Who answered in two waves, and the change within the largest group alone, over worlds made by hand."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.answers.change import ChangeRow, change_table, change_tables
from dashboard.answers.rows import Change, Side
from dashboard.pages.change.composition import change_within, largest_parts, parts_of, picture
from dashboard.pages.change.report import change_report
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import LANGUAGES, FullWorld, answered, chosen, opened, served, whole_numbers

LOW = [1, 2, 2, 3, 2]
HIGH = [4, 5, 4, 3, 4]
# Answers of the largest group move by half a step; what the others do decides the rest.
BEFORE = [2, 3, 3, 4, 2, 3, 3, 2, 4, 3]
AFTER = [4, 5, 5, 4, 4, 5, 5, 4, 4, 5]


def many(answers: list[int], n: int) -> list[object]:
    return [answers[at % len(answers)] for at in range(n)]


def rows_of(people: list[tuple[str, str, str, list[object]]]) -> list[dict[str, object]]:
    """People as (wave, role, site, their answers), the same to every item."""
    found: list[dict[str, object]] = []
    for at, (wave, role, site, given) in enumerate(people):
        found += answered(role, site, wave, 1000 * at, p1=given, p2=given, i1=given, i2=given)
    return found


def published(folder: Path, people: list[tuple[str, str, str, list[object]]], **said: Any) -> FullWorld:
    world = FullWorld(folder, waves={"pre": "pre", "post": "post"}, **said)
    world.show(rows_of(people))
    return world


# Nobody changes; before, most are practitioners with low answers, afterwards most are leaders with high ones.
SHIFTED = [
    ("pre", "practitioner", "a", many(LOW, 50)),
    ("pre", "leader", "a", many(HIGH, 10)),
    ("post", "practitioner", "a", many(LOW, 10)),
    ("post", "leader", "a", many(HIGH, 40)),
]
# Everyone is higher afterwards.
LIFTED = [
    ("pre", "practitioner", "a", many(BEFORE, 40)),
    ("pre", "practitioner", "c", many(BEFORE, 20)),
    ("pre", "leader", "a", many(BEFORE, 20)),
    ("post", "practitioner", "a", many(AFTER, 40)),
    ("post", "practitioner", "c", many(AFTER, 20)),
    ("post", "leader", "a", many(AFTER, 20)),
]


@pytest.fixture(scope="module")
def shifted(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return opened(published(tmp_path_factory.mktemp("shifted"), SHIFTED))


@pytest.fixture(scope="module")
def lifted_world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    return published(tmp_path_factory.mktemp("lifted"), LIFTED)


@pytest.fixture(scope="module")
def lifted(lifted_world: FullWorld) -> Publication:
    return opened(lifted_world)


def members(publication: Publication, **said: Any) -> dict[str, tuple[int, int]]:
    return {one.option.id: one.members for one in parts_of(publication, chosen(publication, **said))}


def test_the_parts_of_everyone_are_the_roles(lifted: Publication) -> None:
    assert members(lifted) == {"practitioner": (60, 60), "leader.nord.a": (20, 20)}


def test_the_parts_of_a_role_are_its_places(lifted: Publication) -> None:
    assert members(lifted, group="practitioner") == {
        "practitioner.nord.a": (40, 40),
        "practitioner.sor": (20, 20),
    }


@pytest.mark.parametrize("group", ["leader.nord.a", "practitioner.nord.a", "nobody.knows"])
def test_what_has_no_parts_has_nothing_to_say(lifted: Publication, group: str) -> None:
    assert members(lifted, group=group) == {}


def test_the_parts_of_places_first_are_the_places(tmp_path: Path) -> None:
    world = published(tmp_path, LIFTED, tree="municipality > site > role")
    assert members(opened(world)) == {"nord.a": (60, 60), "sor": (20, 20)}


def within(publication: Publication, **said: Any) -> Any:
    selection = chosen(publication, **said)
    (largest,) = largest_parts(parts_of(publication, selection))
    alone = replace(selection, group=largest.option.id)
    return change_within(largest, *change_tables(publication, [selection, alone]))


def test_a_shift_of_who_answered_is_seen_through(shifted: Publication) -> None:
    """The whole rises from (50 x 2 + 10 x 4) / 60 to (10 x 2 + 40 x 4) / 50; no practitioner moved."""
    whole = change_table(shifted, chosen(shifted))[0]
    assert [whole.earlier.mean, whole.later.mean] == pytest.approx([140 / 60, 180 / 50])
    assert whole.change.claim == "up"
    found = within(shifted)
    assert found.part.option.id == "practitioner.nord.a"
    row, said = found.score
    assert (row.earlier.mean, row.later.mean, row.change.claim, said) == (2.0, 2.0, "none", "other_none")


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_that_the_picture_is_another(shifted: Publication, code: str) -> None:
    language = LANGUAGES[code]
    reading = change_report(shifted, chosen(shifted, language=code), language)
    assert reading is not None
    assert reading.sentences[1].endswith(language.say("composition.other_none"))
    assert whole_numbers(reading.sentences[1]) == [50, 10]
    (who,) = [str(note) for note in reading.notes if whole_numbers(str(note))[:2] == [50, 10]]
    # 50 of 60 and 10 of 50; 10 of 60 and 40 of 50.
    assert whole_numbers(who) == [50, 10, 83, 20, 10, 40, 17, 80]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("group", ["all", "practitioner"])
def test_the_page_says_that_the_picture_is_the_same(lifted: Publication, group: str, code: str) -> None:
    language = LANGUAGES[code]
    reading = change_report(lifted, chosen(lifted, language=code, group=group), language)
    assert reading is not None
    assert reading.sentences[1].endswith(language.say("composition.same"))


@pytest.mark.parametrize("code", CODES)
def test_of_the_largest_group_itself_nothing_more_is_said(lifted: Publication, code: str) -> None:
    language = LANGUAGES[code]
    reading = change_report(lifted, chosen(lifted, language=code, group="practitioner.nord.a"), language)
    assert reading is not None
    ends = [language.say(f"composition.{one}") for one in ("same", "weaker", "other_up", "other_none")]
    assert not any(sentence.endswith(end) for sentence in reading.sentences for end in ends)


def test_without_a_score_the_items_that_moved_are_held_against_the_group(tmp_path: Path) -> None:
    publication = opened(published(tmp_path, SHIFTED, overall=False))
    found = within(publication)
    assert (found.score, found.moved, found.alike) == (None, 2, 0)


def row(difference: float, claim: Any) -> ChangeRow:
    side = Side("shown", 20, 20, 3.0, 1.0, 2.5, 3.5)
    return ChangeRow("overall", "shown", side, side, replace(Change(difference), claim=claim))


@pytest.mark.parametrize(
    ("whole", "part", "expected"),
    [
        ((0.5, "up"), (0.1, "up"), "same"),
        ((0.1, "none"), (-0.1, "none"), "same"),
        ((-0.5, "down"), (-0.2, "none"), "weaker"),
        ((0.5, "up"), (-0.1, "none"), "other_none"),
        ((0.5, "up"), (0.0, "none"), "other_none"),
        ((0.1, "none"), (0.4, "up"), "other_up"),
        ((0.5, "up"), (-0.4, "down"), "other_down"),
    ],
)
def test_what_counts_as_the_same_picture(whole: Any, part: Any, expected: str) -> None:
    assert picture(row(*whole), row(*part)) == expected


def test_a_group_made_up_shows_no_composition(lifted_world: FullWorld) -> None:
    page = served(lifted_world).card("change", {"programme": "small", "lang": "en", "group": "leader.nord.b"})
    assert b"Who answered" not in page


def test_two_tables_worked_out_at_once_are_the_two_tables(lifted: Publication) -> None:
    """Claims of one selection are not decided by another's."""
    groups = ["all", "practitioner", "leader.nord.a", "practitioner.sor"]
    selections = [chosen(lifted, group=group) for group in groups]
    together = change_tables(lifted, selections)
    assert [repr(rows) for rows in together] == [repr(change_table(lifted, one)) for one in selections]


@pytest.mark.parametrize("code", CODES)
def test_groups_that_are_as_large_are_both_named(tmp_path: Path, code: str) -> None:
    """Twenty practitioners and twenty leaders, eight at a third place: neither comes first."""
    people = [
        (wave, role, site, many(given, 20 if role != "user" else 8))
        for wave, given in (("pre", BEFORE), ("post", AFTER))
        for role, site in (("practitioner", "a"), ("leader", "a"), ("user", "c"))
    ]
    publication = opened(published(tmp_path, people, roles=("practitioner", "leader", "user")))
    names = {part.option.id for part in largest_parts(parts_of(publication, chosen(publication)))}
    assert names == {"practitioner.nord.a", "leader.nord.a"}
    reading = change_report(publication, chosen(publication, language=code), LANGUAGES[code])
    assert reading is not None
    assert [whole_numbers(one) for one in reading.sentences[1:3]] == [[20, 20], [20, 20]]
    assert ["Leader" in one for one in reading.sentences[1:3]].count(True) == 1
