"""The page of leadership assessments over hand-made rounds."""

import math
from pathlib import Path

import pytest

from dashboard.pages.principles.answer import principles_table, to_talk_about
from dashboard.pages.principles.report import principles_report
from dashboard.report.offered import PRINCIPLE_VIEWS
from dashboard.report.selection import Selection
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    check_figure,
    chosen,
    figure_texts,
    leaders,
    opened,
    table_of,
    whole_numbers,
)

# Site a agreed; b did not and stands together with c; in r2 everyone of a went up one step in l1.
FIRST = [
    *leaders("a", "r1", "yes", (1, 2), (3, 4), (4, 9), (2, 2)),
    *leaders("b", "r1", "no", (1, 5), (3, 5), (5, 5)),
    *leaders("c", "r1", "yes", (2, 5), (2, 4)),
]
SECOND = [
    *leaders("a", "r2", "yes", (2, 2), (4, 9), (5, 9), (3, 2)),
    *leaders("b", "r2", "no", (1, 5), (3, 5), (5, 5)),
    *leaders("c", "r2", "yes", (2, 5), (2, 4)),
]


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    world = FullWorld(tmp_path_factory.mktemp("world"), waves={}, rounds=["r1", "r2"]).write()
    world.assess([*FIRST, *SECOND])
    world.publish()
    return opened(world)


def asked(publication: Publication, code: str = "en", **said: str) -> Selection:
    return chosen(publication, language=code, instrument="principles", **({"round": "r2"} | said))


def test_the_cells_by_hand(publication: Publication) -> None:
    found = {
        (one.group, one.item): one for one in principles_table(publication, asked(publication, round="r1"))
    }
    first = found["a", "l1"]
    assert (first.n, first.middle, first.range, first.dont_know) == (4, 2.5, 3, 0)
    second = found["a", "l2"]
    assert (second.n, second.middle, second.range, second.dont_know) == (3, 2, 2, 1)
    together = found["b~c", "l1"]
    assert (together.groups, together.leaders, together.n, together.middle) == (2, 5, 5, 2)
    assert math.isnan(together.range), "4 would be both ends of the scale, and so two leaders' answers"
    assert math.isnan(together.dont_know)


def test_a_cell_two_answered_is_withheld(publication: Publication) -> None:
    found = {(one.group, one.item): one for one in principles_table(publication, asked(publication))}
    thin = found["a", "l2"]
    assert (thin.status, thin.shown) == ("withheld", False)
    assert thin.n != thin.n
    for code in CODES:
        language = LANGUAGES[code]
        reading = principles_report(publication, asked(publication, code), language)
        assert reading is not None
        hover = reading.chart["data"][0]["hovertext"]
        assert sum(language.say("card.withheld") in text for row in hover for text in row) == 1
        assert reading.chart["data"][0]["z"][1][0] is None


def test_two_rounds_side_by_side(publication: Publication) -> None:
    cells = principles_table(publication, asked(publication, against="r1"))
    first = next(one for one in cells if (one.group, one.item) == ("a", "l1"))
    assert (first.middle_before, first.middle) == (2.5, 3.5)
    reading = principles_report(publication, asked(publication, against="r1"), LANGUAGES["en"])
    assert reading is not None
    assert any("2.5 ↗" in text and "<b>3.5</b>" in text for text in figure_texts(reading.chart))
    assert reading.finding == "1 rating is higher, none lower"
    assert reading.lead == "3 leadership groups, 9 leaders. Highest: l2; lowest: l1"
    alone = principles_report(publication, asked(publication), LANGUAGES["en"])
    assert alone is not None
    assert not any("↗" in text or "↘" in text for text in figure_texts(alone.chart))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("against", ["", "r1"])
@pytest.mark.parametrize("item", ["overall", "l1"])
def test_every_heatmap_can_be_drawn(publication: Publication, code: str, against: str, item: str) -> None:
    reading = principles_report(
        publication, asked(publication, code, against=against, item=item), LANGUAGES[code]
    )
    assert reading is not None
    check_figure(reading.chart, LANGUAGES[code])
    framed = [one for one in reading.chart["layout"]["shapes"] if one["line"]["width"] > 0]
    assert len(framed) == (item != "overall")


@pytest.mark.parametrize("code", CODES)
def test_sentences_and_table_say_the_same(publication: Publication, code: str) -> None:
    language = LANGUAGES[code]
    reading = principles_report(publication, asked(publication, code, round="r1"), language)
    assert reading is not None
    mark = "." if code == "en" else ","
    # l1: 2.5 and 2, between them 2.25; l2: 2 and 5, between them 3.5.
    highest, lowest = reading.finding.split("; ")
    assert highest.endswith(": l2")
    assert lowest.endswith(": l1")
    # Furthest apart: l1 at a, the only group alone.
    groups, people, *_, points = whole_numbers(reading.lead)
    assert (groups, people, points) == (3, 9, 3)
    assert "l1 (" in reading.lead
    assert not reading.further
    shown = table_of("principles", publication, asked(publication, code, round="r1"), language).shown(
        language
    )
    assert [row[0] for row in shown] == ["l1", "l1", "l2", "l2"]
    assert f"2{mark}5" in shown[0]
    assert whole_numbers(reading.people)[:2] == [3, 9]


def test_a_group_that_is_not_there_in_the_other_round_is_compared_with_nothing(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={}, rounds=["r1", "r2"]).write()
    world.assess(
        [
            *leaders("a", "r1", "yes", (1, 2), (3, 4), (4, 5)),
            *leaders("b", "r2", "yes", (1, 2), (3, 4), (4, 5)),
        ]
    )
    world.publish()
    publication = opened(world)
    cells = principles_table(publication, asked(publication, against="r1"))
    assert {one.group for one in cells} == {"b"}
    assert all(one.middle_before != one.middle_before for one in cells)
    reading = principles_report(publication, asked(publication, against="r1"), LANGUAGES["da"])
    assert reading is not None
    check_figure(reading.chart, LANGUAGES["da"])


def test_where_no_group_is_shown_by_itself_no_distance_is_told(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={}, rounds=["r1"]).write()
    world.assess(
        [*leaders("b", "r1", "no", (1, 5), (3, 5), (5, 5)), *leaders("c", "r1", "no", (2, 5), (2, 4))]
    )
    world.publish()
    publication = opened(world)
    for code in CODES:
        selection, language = asked(publication, code, round="r1"), LANGUAGES[code]
        reading = principles_report(publication, selection, language)
        assert reading is not None
        assert reading.sentences == [reading.finding]
        assert reading.lead == f"{reading.people}."
        (first, *_) = table_of("principles", publication, selection, language).shown(language)
        assert first[2:] == ["5", "5", "2.0" if code == "en" else "2,0", "", ""]
        check_figure(reading.chart, language)


# Every leader of a: two groups of principles, told apart by hand.
#   l1: 1, 5, 3 → 3, four steps apart       l2: 5, 5, 5 → 5, all alike
# and of b: l1: 1, 5, 2 → 2, four steps     l2: 1, 5, 5 → 5, four steps.
TIED = [
    *leaders("a", "r1", "yes", (1, 5), (5, 5), (3, 5)),
    *leaders("b", "r1", "yes", (1, 1), (5, 5), (2, 5)),
]


def tied(folder: Path) -> Publication:
    world = FullWorld(folder, waves={}, rounds=["r1"]).write()
    world.assess(TIED)
    world.publish()
    return opened(world)


def test_two_groups_as_far_apart_on_a_principle_are_named_with_it(tmp_path: Path) -> None:
    publication = tied(tmp_path)
    reading = principles_report(publication, asked(publication, round="r1"), LANGUAGES["en"])
    assert reading is not None
    assert reading.finding == "Highest: l2; lowest: l1"
    said = "Most disagreement: l1 (Site a and Site b) and l2 (Site b), 4 points."
    assert reading.lead == f"2 leadership groups, 6 leaders. {said}"


def test_rows_stand_as_asked_or_by_distance(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={}, rounds=["r1"]).write()
    world.assess(leaders("a", "r1", "yes", (3, 1), (3, 5), (4, 2)))  # l1 one step apart, l2 four
    world.publish()
    publication = opened(world)
    order = {}
    for view in PRINCIPLE_VIEWS:
        reading = principles_report(publication, asked(publication, round="r1", view=view), LANGUAGES["en"])
        assert reading is not None
        order[view] = list(reading.names)
    assert order == {"as_asked": ["l1", "l2"], "by_distance": ["l2", "l1"]}


def test_a_bar_is_as_long_as_the_most_different_answers_are_apart(tmp_path: Path) -> None:
    publication = tied(tmp_path)
    reading = principles_report(publication, asked(publication, round="r1"), LANGUAGES["en"])
    assert reading is not None
    bars = [trace for trace in reading.chart["data"] if trace["type"] == "scatter"]
    ends = [(trace["x"][at + 1] - trace["x"][at]) for trace in bars for at in range(0, len(trace["x"]), 3)]
    # The whole scale three times, and no step once.
    assert sorted(ends) == pytest.approx([0, max(ends), max(ends), max(ends)])
    assert max(ends) < 1, "within its cell"


@pytest.mark.parametrize(
    ("answers", "principle"),
    [
        ([(1, 5), (1, 5), (1, 5)], "l1"),  # rated lower
        ([(5, 1), (5, 1), (5, 1)], "l2"),
        ([(3, 1), (3, 5), (3, 3)], "l2"),  # rated alike, and more divided
    ],
)
def test_what_to_talk_about_before_anything_is_chosen(
    tmp_path: Path, answers: list[tuple[int, int]], principle: str
) -> None:
    world = FullWorld(tmp_path, waves={}, rounds=["r1"]).write()
    world.assess(leaders("a", "r1", "yes", *answers))
    world.publish()
    publication = opened(world)
    cells = principles_table(publication, asked(publication, round="r1"))
    assert to_talk_about(cells, ["l1", "l2"]) == principle
