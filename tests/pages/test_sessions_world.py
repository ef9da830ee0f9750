"""The page of sessions over sessions of 4, 9 and 10 people: numbers by hand, served bytes compared."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.sessions.answer import session_rows
from dashboard.pages.sessions.report import sessions_report
from dashboard.report.selection import Selection
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    check_figure,
    chosen,
    figure_texts,
    opened,
    run,
    served,
    show,
    table_of,
    texts,
)
from tests.release.test_publish_sessions import at, ids
from tests.release.test_publish_words import comment, release, story, write_words
from tests.worlds import people

MET = ("opening-1", "theme_day-1", "theme_day-2", "theme_day-3")
FOUR = [1, 2, 3, 4]
NINE = [5, 6, 7, 8, 9, 5, 6, 7, 8]
TEN = ["9,5", "9", "10", "10", "8,2", "9", "9", "7", "10", "10"]
SIX = [2, 3, 4, 5, 6, 7]
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}


def rows_of(
    four: Sequence[object] = FOUR, nine: Sequence[object] = NINE, ten: Sequence[object] = TEN
) -> list[dict[str, object]]:
    """An opening of four, theme days of nine, ten and six; few mark the second line at the last two."""
    return [
        *at("opening-1", ids(0, 4), four, four),
        *at("theme_day-1", ids(10, 9), nine, [6] * 9),
        *at("theme_day-2", ids(30, 10), ten, [7] * 4),
        *at("theme_day-3", ids(50, 6), SIX, [7] * 3),
    ]


def world_of(folder: Path, *rows: dict[str, object], sessions: Sequence[str] = MET) -> FullWorld:
    folder.mkdir(parents=True, exist_ok=True)
    world = FullWorld(folder, waves={}, sessions=sessions).write()
    world.meet(rows)
    world.publish()
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    return world_of(tmp_path_factory.mktemp("world") / "met", *rows_of())


@pytest.fixture(scope="module")
def publication(world: FullWorld) -> Publication:
    return opened(world)


def asked(publication: Publication, code: str = "en", **said: str) -> Selection:
    return chosen(publication, language=code, **({"instrument": "benefit"} | said))


def test_sessions_stand_in_order_and_the_merged_ones_under_their_groups_name(
    publication: Publication,
) -> None:
    rows = session_rows(publication, asked(publication))
    assert [row.label["en"] for row in rows] == [
        "Theme Day 1",
        "Theme Day 2",
        "Theme Day 2 and 3",
        "Theme Day 3",
    ]
    together = rows[2]
    assert set(together.marked) == {"b2"}
    assert (together.marked["b2"].n, together.marked["b2"].mean) == (7, 7)
    assert [rows[at].marked["b2"].status for at in (1, 3)] == ["withheld", "withheld"]


def test_ten_marks_have_an_interval_and_nine_have_none(publication: Publication) -> None:
    first, second, *_ = session_rows(publication, asked(publication))
    nine, ten = first.marked["b1"], second.marked["b1"]
    # 5 + 6 + 7 + 8 + 9 + 5 + 6 + 7 + 8 = 61
    assert [nine.n, nine.mean] == pytest.approx([9, 61 / 9])
    assert nine.counts is None
    assert nine.quartiles is None
    assert nine.low != nine.low
    # 9.5 + 9 + 10 + 10 + 8.2 + 9 + 9 + 7 + 10 + 10 = 91.7; whole marks 7, 8, 9 (3), 10 (5): 9.5 is rounded up
    assert [ten.n, ten.mean] == pytest.approx([10, 9.17])
    assert ten.counts == [0, 0, 0, 0, 0, 0, 0, 1, 1, 3, 5]
    # (2.17² + 1.17² + 3 x 0.17² + 5 x 0.83²) / 9; t with 9 degrees is 2.262157 (R: qt(0.975, 9))
    sd = ((2.17**2 + 1.17**2 + 3 * 0.17**2 + 5 * 0.83**2) / 9) ** 0.5
    assert ten.sd == pytest.approx(sd)
    assert (ten.low, ten.high) == pytest.approx(
        (9.17 - 2.262157 * sd / 10**0.5, 9.17 + 2.262157 * sd / 10**0.5)
    )


def test_a_session_of_four_is_nowhere_but_named_as_one_without_figures(
    world: FullWorld, publication: Publication
) -> None:
    reading = sessions_report(publication, asked(publication), LANGUAGES["en"])
    assert reading is not None
    assert (
        "".join(texts(reading.notes[-1])).replace("\u00a0", " ")
        == "No figures here: Opening 1 (no ratings, or too few participants)."
    )
    assert reading.people == ("3 sessions · 25 attendances (each visit counted)")
    assert {row["group"] for row in show(world, "sessions")} == {
        "theme_day-1",
        "theme_day-2",
        "theme_day-3",
        "theme_day-2~theme_day-3",
    }
    assert served(world).offered("sessions", {"programme": "small", "lang": "en"})["kind"] == [
        "all",
        "theme_day",
    ]


def everything(world: FullWorld) -> dict[str, bytes]:
    found = served(world).everything(["en"])
    said = run(world.at.var, world.at.data, "show", "sessions", "--programme", "small", "--format", "csv")
    return found | {"show": said.stdout_bytes}


@pytest.mark.parametrize(
    ("same", "changed"),
    [
        ({}, {"four": [9, 9, 9, 9]}),
        ({}, {"nine": [1, 10, 7, 8, 9, 5, 6, 7, 8]}),
    ],
    ids=["marks of a session of four", "nine marks with the same mean"],
)
def test_what_too_few_marked_changes_no_byte_that_is_served(
    tmp_path: Path, same: dict[str, Any], changed: dict[str, Any]
) -> None:
    before = everything(world_of(tmp_path / "before", *rows_of(**same)))
    after = everything(world_of(tmp_path / "after", *rows_of(**changed)))
    assert len(before) > 40
    assert [one for one in before if before[one] != after.get(one)] == []


def test_ten_marks_do_show_what_changed(tmp_path: Path) -> None:
    """The comparison can see: other marks of ten people with the same mean change what is served."""
    ten = ["9,2", "9,3", "10", "10", "8,2", "9", "9", "7", "10", "10"]
    before = everything(world_of(tmp_path / "before", *rows_of()))
    after = everything(world_of(tmp_path / "after", *rows_of(ten=ten)))
    changed = {one.split()[0] for one in before if before[one] != after.get(one)}
    assert {"card", "table", "file", "show"} <= changed


def test_no_count_is_served_of_fewer_than_ten(world: FullWorld) -> None:
    dashboard = served(world)
    for query in dashboard.selections("sessions", "en"):
        file = csv.DictReader(io.StringIO(dashboard.file("sessions", query, "comma").decode("utf-8-sig")))
        for row in file:
            counts = [row.get(f"Ratings at each whole number {mark}") or "" for mark in range(11)]
            known = [row["SD (approx.)"], row["Median"], *counts] if "Median" in row else counts
            assert row["n"] == "" or int(row["n"]) >= 5
            assert any(known) == (row["n"] != "" and int(row["n"]) >= 10), row
        figure = json.loads(dashboard.card("sessions", query))["response"]["sessions-graph"]["figure"]
        bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
        assert all("of 10" in text for trace in bars for text in trace["hovertext"])


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("view", ["means", "answers"])
@pytest.mark.parametrize("item", ["overall", "b2"])
def test_every_chart_can_be_drawn(publication: Publication, code: str, view: str, item: str) -> None:
    language = LANGUAGES[code]
    reading = sessions_report(publication, asked(publication, code, view=view, item=item), language)
    assert reading is not None
    check_figure(reading.chart, language)
    withheld = language.say("card.withheld")
    unsaid = [text for text in figure_texts(reading.chart) if text.endswith(f"<br>{withheld}")]
    assert figure_texts(reading.chart).count("–") == len(unsaid)
    # Means: the second line at two sessions. Counts besides where fewer than ten marked: 9 and 6 marks of the
    # first line, 9 and 7 of the second.
    assert (
        len(unsaid)
        == {
            ("means", "overall"): 2,
            ("means", "b2"): 2,
            ("answers", "overall"): 6,
            ("answers", "b2"): 4,
        }[view, item]
    )


def test_the_sentence_names_lines_and_spans(publication: Publication) -> None:
    reading = sessions_report(publication, asked(publication), LANGUAGES["en"])
    assert reading is not None
    # Line 1: 61/9 = 6.8, 9.17 and 4.5; line 2: 6 and 7 (sessions 2 and 3 together). They share the first.
    assert reading.finding == "No question clearly stands out"
    assert reading.lead == "Benefit, 3 sessions: means from 4.5 to 9.2."
    alone = sessions_report(publication, asked(publication, item="b2"), LANGUAGES["en"])
    assert alone is not None
    assert alone.sentences == ["Benefit, “b2”: over 3 sessions the means are from 6.0 to 7.0."]
    assert alone.finding == "Benefit, “b2”: over 3 sessions the means are from 6.0 to 7.0"


def test_no_room_is_said_where_half_stand_at_the_end_and_nowhere_else(publication: Publication) -> None:
    """Theme day 2: 9.5, 9, 10, 10, 9, 9, 10, 10 of ten stand at 9 or more; the middle mark is 9.25."""
    reading = sessions_report(publication, asked(publication), LANGUAGES["en"])
    assert reading is not None
    assert reading.sentences[2] == (
        "At least half of the ratings are 9 or more: Theme Day 2 (b1). "
        "There the scale has no room left to show improvement."
    )
    rects = [shape for shape in reading.chart["layout"]["shapes"] if shape["type"] == "rect"]
    shades = [rect for rect in rects if rect.get("xsizemode") != "pixel"]
    assert len(shades) == 1
    # Above the second session, down from the top of the scale (10) to 9: a fifth of the way to 5.
    top, bottom = (
        next(note["y"] for note in reading.chart["layout"]["annotations"] if note["text"] == mark)
        for mark in ("10", "5")
    )
    (shade,) = shades
    assert round((shade["x0"] + shade["x1"]) / 2) == 1
    assert sorted((shade["y0"], shade["y1"])) == pytest.approx([top, top + (bottom - top) / 5])


@pytest.mark.parametrize(
    ("ten", "said"),
    [
        ([9] * 6 + [1] * 4, True),
        ([9] * 5 + [1] * 5, False),
        (["8,9"] * 10, False),
        (["8,5"] * 4 + [9] * 2 + [10] * 4, True),
    ],
    ids=["six of ten at 9", "five of ten at 9", "all just below 9", "six of ten at 9 or 10"],
)
def test_marks_just_below_the_end_have_room(tmp_path: Path, ten: Sequence[object], said: bool) -> None:
    publication = opened(world_of(tmp_path, *rows_of(ten=ten)))
    found = session_rows(publication, asked(publication))[1].marked["b1"]
    assert found.at_the_end == said


def test_time_goes_across_and_every_question_has_a_band_on_one_scale(publication: Publication) -> None:
    """b1: 6.8, 9.2 with an interval up to 9.8, 4.5; b2: 6 and 7. All bands begin below 5, beyond a break."""
    reading = sessions_report(publication, asked(publication), LANGUAGES["en"])
    assert reading is not None
    sessions = reading.chart["layout"]["xaxis"]["ticktext"]
    assert ["<b>Theme Day 1</b>" in name for name in sessions] == [True, False, False, False]
    first, second = (trace for trace in reading.chart["data"] if trace["mode"] == "markers")
    assert (list(first["x"]), list(second["x"])) == ([0, 1, 3], [0, 2])
    notes = reading.chart["layout"]["annotations"]
    for band, trace in enumerate((first, second)):
        bottom, top = (
            next(note["y"] for note in notes if note["text"] == mark and band <= note["y"] < band + 1)
            for mark in ("5", "10")
        )
        marks = [5 + 5 * (bottom - y) / (bottom - top) for y in trace["y"]]
        assert marks == pytest.approx(trace["customdata"])
    named = [note for note in notes if note["text"] == "0"]
    broken = [shape for shape in reading.chart["layout"]["shapes"] if shape["line"].get("dash") == "dot"]
    lowest = [max(trace["y"]) for trace in (first, second)]
    assert len(named) == len(broken) == 2, "each band names the low end, beyond a break"
    for lowest_mark, end, mark in zip(lowest, named, broken, strict=True):
        assert lowest_mark < mark["y0"] == mark["y1"] < end["y"]


@pytest.mark.parametrize("code", CODES)
def test_the_table_holds_what_the_chart_draws(publication: Publication, code: str) -> None:
    language = LANGUAGES[code]
    reading = sessions_report(publication, asked(publication, code), language)
    assert reading is not None
    twin = table_of("sessions", publication, asked(publication, code), language)
    drawn = sorted(
        mean for trace in reading.chart["data"] if trace["mode"] == "markers" for mean in trace["customdata"]
    )
    assert sorted(row["mean"] for row in twin.rows if row["mean"] == row["mean"]) == drawn
    remarks = [row["remark"] for row in twin.rows if row["mean"] != row["mean"]]
    assert remarks == [language.say("card.withheld")] * 2


def test_sessions_with_dates_stand_by_date(tmp_path: Path) -> None:
    """The third theme day was held first."""
    world = FullWorld(tmp_path, waves={}, sessions=MET[1:]).write()
    told = world.at.data / "programmes/small.toml"
    text = told.read_text("utf-8")
    for number, day in ((1, "2025-02-20"), (2, "2025-02-25"), (3, "2025-02-10")):
        before = f'"kind" = "theme_day", "number" = {number}'
        assert before in text
        text = text.replace(before, f'{before}, "date" = {day}')
    told.write_text(text, "utf-8")
    world.meet(
        [
            *at("theme_day-1", ids(10, 9), NINE),
            *at("theme_day-2", ids(30, 10), TEN),
            *at("theme_day-3", ids(50, 6), SIX),
        ]
    )
    world.publish()
    publication = opened(world)
    rows = session_rows(publication, asked(publication))
    assert [row.id for row in rows] == ["theme_day-3", "theme_day-1", "theme_day-2"]
    reading = sessions_report(publication, asked(publication), LANGUAGES["en"])
    assert reading is not None
    assert "".join(texts(reading.notes[0])).startswith("The sessions are in order of time.")
    assert [row["date"] for row in show(world, "sessions", "--instrument", "benefit")][:1] == ["2025-02-10"]


def test_an_item_nobody_marked_is_said_once_and_not_drawn(tmp_path: Path) -> None:
    publication = opened(world_of(tmp_path, *at("theme_day-1", ids(0, 6), SIX), sessions=["theme_day-1"]))
    reading = sessions_report(publication, asked(publication), LANGUAGES["en"])
    assert reading is not None
    assert "Nobody answered: b2." in reading.notes
    assert not any("b2" in text for text in figure_texts(reading.chart))
    assert reading.sentences == ["Benefit, “b1”: at 1 session the mean is 4.5."]


def spoken(folder: Path) -> FullWorld:
    """Twelve members of a wave, a session of ten; two comments and a story released, one comment not."""
    world = FullWorld(folder, sessions=MET)
    world.load(people({("practitioner", "a"): 12}, ANSWERS))
    world.meet(rows_of())
    write_words(
        world,
        [
            ("pre", "What else?", "More time."),
            ("pre", "What else?", "A quieter room."),
            ("pre", "Why?", "Secret."),
        ],
        ["We listened.", "", "Forms."],
    )
    release(world, comment("More time.", "What else?"), comment("A quieter room.", "What else?"))
    release(world, story("We listened.", "", "Forms."))
    world.publish()
    return world


@pytest.mark.parametrize("code", CODES)
def test_released_words_stand_below_the_chart_by_their_text(tmp_path: Path, code: str) -> None:
    language, dashboard = LANGUAGES[code], served(spoken(tmp_path))
    said = json.loads(dashboard.said({"programme": "small", "lang": code}))["response"]["sessions-said"]
    found = list(texts(said["children"]))
    assert found == [
        language.say("sessions.said.title"),
        language.say("sessions.said.note"),
        "pre",
        *("What else?", "A quieter room.", "What else?", "More time."),
        language.say("sessions.said.stories"),
        *(language.say("sessions.said.experience"), "We listened."),
        *(language.say("sessions.said.stops"), "Forms."),
    ]


@pytest.mark.parametrize("code", CODES)
def test_without_released_words_there_is_no_place_for_them(world: FullWorld, code: str) -> None:
    """That some wait is said on the page about the data; how they are released, in the README."""
    dashboard, query = served(world), {"programme": "small", "lang": code}
    assert json.loads(dashboard.said(query))["response"]["sessions-said"]["children"] is None
    found = list(texts(json.loads(dashboard.contents(query))["response"]["data-contents"]["children"]))
    assert not any("rejsespor release" in text for text in found)
    assert any(text.startswith(LANGUAGES[code].say("data.no_words")) for text in found)


def test_a_programme_without_sessions_says_so_and_shows_no_words(tmp_path: Path) -> None:
    world = FullWorld(tmp_path)
    world.show(people({("practitioner", "a"): 12}, ANSWERS))
    dashboard = served(world)
    card = json.loads(dashboard.card("sessions", {"programme": "small", "lang": "en"}))["response"]
    assert card["sessions-card"]["hidden"] is True
    assert "Small has no ratings from sessions." in list(texts(card["sessions-notice"]["children"]))
    said = json.loads(dashboard.said({"programme": "small", "lang": "en"}))["response"]
    assert said["sessions-said"]["children"] is None
