"""The page of participants over hand-made worlds: what is counted, merged, withheld, not asked, compared."""

import csv
import io
import json
import math
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.pages import PAGES
from dashboard.pages.participants.answer import (
    CategoryRow,
    Question,
    composition,
    participants_table,
)
from dashboard.pages.participants.report import participants_report
from publication.following import Publications
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    Served,
    cells,
    check_figure,
    chosen,
    figure_texts,
    opened,
    served,
    show,
    table_of,
    texts,
    whole_numbers,
)
from tests.worlds import person, text, write_toml

ANSWERED = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
TICKS = ("e1", "e2", "e3")
WITHHELD = "Too few to show here."
HIDDEN = "Not shown for this choice: there are too few people, or the combination does not exist."
BACKGROUND = {
    "gender": ["woman", "man"],
    "education": ["school", "college", "university"],
    "knew": ["yes", "no"],
}


@dataclass
class ToldWorld(FullWorld):
    """A world that was also asked what it expected of the course."""

    background: Mapping[str, Sequence[str]] = field(default_factory=lambda: BACKGROUND)
    invited: Sequence[int] = ()

    def programme(self) -> dict[str, object]:
        said = super().programme()
        waves: Any = said["waves"]
        asked = [wave | {"invited": n} for wave, n in zip(waves, self.invited, strict=False)]
        return said | {"waves": asked or waves}

    def questionnaire(self) -> dict[str, Any]:
        said = super().questionnaire()
        return said | {"answers": said["answers"] | {"expectations": {one: one for one in TICKS}}}

    def write(self) -> "ToldWorld":
        super().write()
        items = [{"id": one, "label": text(f"Hope {one}")} for one in TICKS]
        scale = {"low": 0, "high": 1, "low_label": text("no"), "high_label": text("yes")}
        expectations: dict[str, object] = {"id": "expectations", "name": text("Expectations"), "items": items}
        expectations |= {"scale": scale, "overall": False, "special": []}
        write_toml(self.at.data / "instruments/expectations.toml", self.instrument() | expectations)
        return self


def wave_of(wave: str, first: int, role: str, site: str, **told: Sequence[object]) -> list[dict[str, object]]:
    """People of one cell; each question says what they told, person by person."""
    size = max(map(len, told.values()))
    columns = {name: [*values, *[""] * (size - len(values))] for name, values in told.items()}
    return [
        person(first + at, role, site, wave, **ANSWERED, **{name: said[at] for name, said in columns.items()})
        for at in range(size)
    ]


def many(**counts: int) -> list[str]:
    return [name for name, n in counts.items() for _ in range(n)]


# Before: 20 practitioners, 10 leaders. After: 24 and 8.
ROWS = [
    *wave_of(
        "pre", 0, "practitioner", "a",
        gender=many(woman=12, man=8),
        education=many(school=3, college=9, university=8),
        knew=many(yes=20),
        e1=[1] * 15 + [0] * 5, e2=[1] * 4 + [0] * 16, e3=[1, 0, 1],
    ),
    *wave_of(
        "pre", 100, "leader", "c",
        gender=many(woman=6, man=2),
        education=many(college=1, university=9),
        knew=many(yes=10),
        e1=[1] * 9 + [0], e2=[0] * 10, e3=[1],
    ),
    *wave_of(
        "post", 200, "practitioner", "a",
        gender=many(woman=12, man=6),
        education=many(school=16, college=6, university=2),
        knew=many(yes=20, no=4),
        e1=[1] * 10 + [0] * 14, e2=[1] * 20 + [0] * 4, e3=[1] * 3,
    ),
    *wave_of(
        "post", 300, "leader", "c",
        gender=many(woman=5, man=3),
        education=many(school=4, university=4),
        knew=many(yes=5, no=3),
        e1=[1] * 4 + [0] * 4, e2=[1] * 8, e3=[1],
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> ToldWorld:
    waves = {"pre": "pre", "post": "post"}
    world = ToldWorld(tmp_path_factory.mktemp("world"), waves=waves, invited=(40, 40))
    world.show(ROWS)
    return world


@pytest.fixture(scope="module")
def publication(world: ToldWorld) -> Publication:
    return opened(world)


@pytest.fixture(scope="module")
def dashboard(world: ToldWorld) -> Served:
    return served(world)


def table(publication: Publication, start: str = "pre", end: str = "post") -> dict[str, Question]:
    found = participants_table(publication, start, end, LANGUAGES["en"])
    return {one.id: one for one in found}


def numbers(row: CategoryRow) -> tuple[str, float | None, float | None]:
    earlier, later = (None if math.isnan(one) else one for one in (row.earlier.n, row.later.n))
    return row.label, earlier, later


def test_every_question_stands_in_the_order_it_is_read(publication: Publication) -> None:
    assert list(table(publication)) == ["role", "gender", "education", "knew", "expectations"]


def test_people_are_counted_by_role_and_answer_in_both_waves(publication: Publication) -> None:
    found = table(publication)
    assert [numbers(row) for row in found["role"].rows] == [
        ("Practitioner", 20, 24),
        ("Leader", 10, 8),
    ]
    practitioners = found["role"].rows[0]
    assert (practitioners.earlier.share, practitioners.later.share) == (20 / 30, 24 / 32)


def test_answers_that_stand_together_in_one_wave_do_so_in_both(publication: Publication) -> None:
    """Before, 2 left gender blank and joined the smaller group, men; after, 6 did and stand alone."""
    world_rows = table(publication, "post", "post")["gender"].rows
    assert [numbers(row)[::2] for row in world_rows] == [("Woman", 17), ("Man", 9), ("Unanswered", 6)]
    assert [numbers(row) for row in table(publication)["gender"].rows] == [
        ("Woman", 18, 17),
        ("Man and unanswered", 12, 15),
    ]


def test_a_category_below_k_is_merged_before_it_leaves(world: ToldWorld) -> None:
    """School before: 3 people, below k."""
    said = [row for row in show(world, "participants") if row["variable"] == "education"]
    assert [(row["wave"], row["category"], row["n"]) for row in said] == [
        ("pre", "school|college|unanswered", "13"),
        ("pre", "university", "17"),
        ("post", "school", "20"),
        ("post", "college|unanswered", "6"),
        ("post", "university", "6"),
    ]


def test_a_question_with_one_answer_left_is_withheld_in_one_sentence(publication: Publication) -> None:
    found = table(publication)["knew"]
    assert (found.rows[0].label, found.status) == ("Yes", ("withheld", "shown"))
    assert [numbers(row) for row in found.rows] == [("Yes", None, 25), ("No and unanswered", None, 7)]
    assert (table(publication, "pre", "pre")["knew"].rows) == []
    for start, said in (("pre", f"pre: {WITHHELD}"), ("post", None)):
        rows = table_of(
            "participants", publication, chosen(publication, from_wave=start), LANGUAGES["en"]
        ).rows
        unsaid = [row["category"] for row in rows if row["question"] == "knew" and "n_to" not in row]
        assert unsaid == ([said] if said else [])


def test_boxes_are_shares_of_those_who_answered_and_may_pass_100_percent(publication: Publication) -> None:
    """The first box: ticked by 24 of 30 before, 14 of 32 after; the third was answered by 4 only."""
    found = table(publication)["expectations"]
    assert found.several
    one, two, three = found.rows
    assert (one.earlier.n, one.earlier.share, one.later.share) == (24, 0.8, 14 / 32)
    assert (two.earlier.share, two.later.share) == (4 / 30, 28 / 32)
    assert (three.earlier.status, three.later.status) == ("withheld", "withheld")
    assert one.later.share + two.later.share > 1
    reading = participants_report(publication, chosen(publication), LANGUAGES["en"])
    assert reading is not None
    assert any("add up to more than 100%" in note for note in reading.notes)


def test_only_a_difference_that_a_test_supports_is_said(publication: Publication) -> None:
    """Education before 13, 17 and after 26, 6 differ (Fisher p = 0.003); role and gender do not."""
    found = table(publication)
    assert {name: one.differs for name, one in found.items() if not math.isnan(one.p_value)} == {
        "role": False,
        "gender": False,
        "education": True,
    }
    reading = participants_report(publication, chosen(publication), LANGUAGES["en"])
    assert reading is not None
    assert reading.sentences == [
        "Response rate: 75% (30 of 40) pre, 80% (32 of 40) post",
        "The mix of education was different in the two rounds. "
        "The mix of role and gender was about the same.",
        "Practitioner are the largest group in both rounds: pre 20 (67%), post 24 (75%).",
        "Expectation ticked most (pre): Hope e1; 24 (80%).",
        "Expectation ticked most (post): Hope e2; 28 (88%).",
    ]
    assert [reading.finding, reading.lead, *reading.further] == reading.sentences


def test_one_wave_is_shown_by_itself_and_nothing_compared(publication: Publication) -> None:
    reading = participants_report(publication, chosen(publication, to_wave="pre"), LANGUAGES["en"])
    assert reading is not None
    assert reading.finding == "Response rate: 75% (30 of 40) pre"
    assert reading.lead == "Practitioner are the largest group (pre): 20 (67%)."
    assert not any("mix" in said for said in reading.sentences)
    assert reading.folded == []
    assert [trace["name"] for trace in reading.chart["data"] if "name" in trace] == ["pre"]
    said = table_of("participants", publication, chosen(publication, to_wave="pre"), LANGUAGES["en"])
    assert [column.name for column in said.columns] == ["question", "category", "n_to", "percent_to"]


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("waves", [("pre", "post"), ("post", "post")])
def test_the_chart_and_the_table_show_the_same(
    publication: Publication, lang: str, waves: tuple[str, str]
) -> None:
    selection = chosen(publication, from_wave=waves[0], to_wave=waves[1])
    reading = participants_report(publication, selection, LANGUAGES[lang])
    assert reading is not None
    check_figure(reading.chart, LANGUAGES[lang])
    beside = [figures for block in reading.beside for figures in re.findall(r"\d+(?= · )", str(block))]
    written = {said.split(" · ")[0] for said in figure_texts(reading.chart)} | set(beside)
    twin = table_of("participants", publication, selection, LANGUAGES[lang])
    shown = [row[2::2] for row in twin.shown(LANGUAGES[lang])]
    assert {cell for row in shown for cell in row if cell} <= written
    assert len(reading.sentences) >= 3
    assert all(said for said in [reading.question, reading.people, *reading.sentences, *reading.notes])


def test_the_file_says_percentages_as_the_language_writes_them(dashboard: Served) -> None:
    query = {"programme": "small", "lang": "da", "from": "pre", "to": "post"}
    rows = list(
        csv.reader(
            io.StringIO(dashboard.file("participants", query, "semicolon").decode("utf-8-sig")), delimiter=";"
        )
    )
    assert rows[1] == ["Svarprocent", "Svarede, af de inviterede", "30", "75,0", "32", "80,0"]
    assert rows[2] == ["Stilling", "Practitioner", "20", "66,6666666667", "24", "75,0"]
    comma = dashboard.file("participants", query, "comma").decode("utf-8-sig")
    assert "20,66.6666666667,24,75.0" in comma


def test_no_answer_of_fewer_than_five_is_served_anywhere(world: ToldWorld, dashboard: Served) -> None:
    """Background: every number of people in every table, file and row is nobody's or that of five or more."""
    query = {"programme": "small", "lang": "en"}
    told: list[int] = []
    for start, end in (("pre", "pre"), ("pre", "post"), ("post", "post")):
        asked = query | {"from": start, "to": end}
        response = json.loads(dashboard.table("participants", asked))["response"]
        rows = cells(response["participants-table-body"]["children"])
        told += [int(one) for row in rows[2:] if row[0] != "Expectations" for one in row[2::2] if one]
        figure = json.loads(dashboard.card("participants", asked))["response"]["participants-graph"]["figure"]
        for trace in figure["data"]:
            for said in trace.get("hovertext", []):
                told += [] if "Hope" in said else whole_numbers(said.split(": ")[1])[:1]
    told += [int(row["n"]) for row in show(world, "participants") if row["n"] and row["category"][0] != "e"]
    assert len(told) > 50
    assert min(told) >= world.k


def test_no_choice_of_a_group_filters_the_background(dashboard: Served) -> None:
    query = {"programme": "small", "lang": "en", "from": "pre", "to": "post"}

    def shown(**chosen: str) -> Any:
        """Return the card without its notes, which lead on with the whole selection."""
        parts = json.loads(dashboard.card("participants", query | chosen))["response"]
        return {part: said for part, said in parts.items() if part != "participants-notes"}

    for group in ("leader", "practitioner", "nobody"):
        assert shown(group=group) == shown()
        assert dashboard.file("participants", query | {"group": group}, "comma") == dashboard.file(
            "participants", query, "comma"
        )


def test_composition_is_the_roles_of_both_waves(publication: Publication) -> None:
    found = composition(publication, "pre", "post", LANGUAGES["en"])
    assert found is not None
    assert [numbers(row) for row in found.rows] == [("Practitioner", 20, 24), ("Leader", 10, 8)]
    assert not found.differs


def test_a_programme_that_asked_nothing_of_this_says_so(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, roles=(), mapping={"unknown": ["role"]})
    kept = ("id", "wave", "site", *ANSWERED)
    world.show([{name: row[name] for name in kept} | {"role": ""} for row in ROWS[:30]])
    publication = opened(world)
    assert not PAGES["participants"].has_data(publication)
    response = json.loads(served(world).card("participants", {"programme": "small", "lang": "en"}))[
        "response"
    ]
    assert response["participants-card"]["hidden"] is True
    assert "Small has no information about who answered." in " ".join(
        texts(response["participants-notice"]["children"])
    )


def test_where_nothing_may_be_shown_the_one_sentence_stands(tmp_path: Path) -> None:
    """Nine people of one group: their roles are one category, and their gender too."""
    world = ToldWorld(tmp_path)
    world.show(
        wave_of(
            "pre",
            0,
            "leader",
            "a",
            gender=many(woman=9),
            education=[""],
            knew=many(yes=3, no=4),
            e1=[""],
            e2=[""],
            e3=[""],
        )
    )
    response = json.loads(served(world).card("participants", {"programme": "small", "lang": "en"}))[
        "response"
    ]
    assert response["participants-card"]["hidden"] is True
    assert HIDDEN in " ".join(texts(response["participants-notice"]["children"]))


def test_a_question_not_asked_in_a_wave_is_said_not_guessed(tmp_path: Path) -> None:
    """Decade of birth before, age band after, each by a form of its own."""
    asked = {"birth_decade": ["1960s", "1970s"], "age_band": ["young", "old"]}
    world = ToldWorld(tmp_path, waves={"pre": "pre", "post": "post"}, background=asked).write()
    for wave, variable in (("pre", "birth_decade"), ("post", "age_band")):
        form = world.questionnaire() | {"form": wave, "background": {variable: variable}}
        write_toml(world.at.data / f"mappings/{wave}.toml", form)
        first, second = asked[variable]
        told = {variable: [first] * 9 + [second] * 9}
        rows = wave_of(wave, 0, "leader", "a", e1=[1] * 18, e2=[0] * 18, e3=[1] * 18, **told)
        world.load_files(world.file(rows, f"{wave}.csv"), mapping=wave)
    world.publish()
    publication = opened(world)
    found = table(publication)
    assert found["age_band"].status == ("not_asked", "shown")
    assert found["birth_decade"].status == ("shown", "not_asked")
    assert math.isnan(found["age_band"].p_value)
    reading = participants_report(publication, chosen(publication), LANGUAGES["en"])
    assert reading is not None
    said = figure_texts(reading.chart)
    assert {"pre: Not asked", "post: Not asked"} <= set(said)
    assert [row["status"] for row in show(world, "participants", "--instrument", "age_band")] == [
        "not_asked",
        "shown",
        "shown",
    ]


def test_more_answers_than_invited_is_no_share(tmp_path: Path) -> None:
    world = ToldWorld(tmp_path, invited=(20,))
    world.show([row for row in ROWS if row["wave"] == "pre"])
    reading = participants_report(opened(world), chosen(opened(world)), LANGUAGES["en"])
    assert reading is not None
    assert reading.finding == "Practitioner are the largest group (pre): 20 (67%)"
    assert reading.sentences[-1].startswith("Response rate unknown")
    assert not any(trace["type"] == "bar" for trace in reading.chart["data"])


def test_the_response_rate_is_drawn_first_as_bars_of_those_invited(publication: Publication) -> None:
    """30 of 40 are 75 %, 32 of 40 are 80 %; no other row is a bar."""
    reading = participants_report(publication, chosen(publication), LANGUAGES["en"])
    assert reading is not None
    bars = [trace for trace in reading.chart["data"] if trace["type"] == "bar"]
    assert [list(trace["x"]) for trace in bars] == [[75], [80]]
    dots = [y for trace in reading.chart["data"] if trace.get("mode") == "markers" for y in trace["y"]]
    assert max(y for trace in bars for y in trace["y"]) < min(dots)


def test_what_did_not_differ_is_folded_and_keeps_its_numbers(publication: Publication) -> None:
    """Gender: 18 of 30 and 17 of 32; the roles stay though they do not differ, education differs."""
    reading = participants_report(publication, chosen(publication), LANGUAGES["en"])
    assert reading is not None
    assert [question.id for question in reading.folded] == ["gender"]
    heading, line = reading.beside
    assert heading == ("About the same in both rounds",)
    assert line == ("gender: woman 18 · 60% → 17 · 53%; man and unanswered 12 · 40% → 15 · 47%.")
    drawn = " ".join(figure_texts(reading.chart))
    assert "<b>gender</b>" not in drawn
    assert all(f"<b>{name}</b>" in drawn for name in ("Response rate", "Role", "education", "knew"))


def test_a_publication_made_before_background_was_kept_is_shown_without_it(
    world: ToldWorld, tmp_path: Path
) -> None:
    shutil.copytree(world.at.var / "publications", tmp_path / "publications")
    path = tmp_path / "publications/small/0001.duckdb"
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        con.execute("DROP TABLE background_asked")
        con.execute("DROP TABLE published_counts")
    publication = Publications(tmp_path).current("small")
    assert PAGES["change"].has_data(publication)
    assert publication.background == frozenset()
