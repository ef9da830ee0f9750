"""The page about the data: files, instruments, what changed since the last publication, what was refused."""

import csv
import datetime as dt
import io
import json
import re
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.pages.data.answer import difference, file_rows
from dashboard.pages.data.text import difference_sentences
from dashboard.report.labels import occasion_name
from dashboard.report.refusals import DamagedRecord, RefusalRecords
from publication.definitions.instrument import Instrument, Item
from publication.definitions.programme import Programme, Round, Wave
from publication.definitions.text import same_in_all_languages
from publication.following import Publications
from publication.languages import CODES
from publication.queries.data import Asked, Contents, ask_contents
from publication.records import File
from tests.dashboards import LANGUAGES, FullWorld, cells, kinds, leaders, rules, run, served, texts
from tests.release.test_publish_sessions import at, ids
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
DAY = dt.date(2025, 3, 1)
SAID: list[dict[str, Any]] = [
    {"file": "staff.csv", "rule": "not_accepted", "line": 7, "columns": ["p1"]},
    {"file": "staff.csv", "rule": "not_accepted", "line": 2},
    {"file": "staff.csv", "rule": "missing_column", "line": None},
    {"file": "<b>leaders</b>.csv", "rule": "doubled", "line": 3},
]


@pytest.fixture
def world(tmp_path: Path) -> FullWorld:
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"}, still_open=["post"], rounds=["r1"])
    world.load(people(CELLS, ANSWERS), "staff-pre.csv")
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.publish()
    return world


def add_wave(world: FullWorld) -> None:
    """Close the second wave, load it from a file of its own, and publish."""
    world.still_open = []
    world.write()
    world.load_files(world.file(people(CELLS, ANSWERS, "post", first=100), "staff-post.csv"))
    world.publish(dt.date(2025, 4, 1))


def note(world: FullWorld, record: object, programme: str = "small") -> None:
    """Write a record of refusals as the loading command does."""
    folder = world.at.var / "refusals"
    folder.mkdir(parents=True, exist_ok=True)
    raw = record if isinstance(record, bytes) else json.dumps(record).encode()
    (folder / f"{programme}.json").write_bytes(raw)


def parts(world: FullWorld, code: str = "en") -> dict[str, Any]:
    """Return the page's cards by name."""
    said = json.loads(served(world).contents({"programme": "small", "lang": code}))["response"]
    cards = [one for one in said["data-contents"]["children"] if one and one["type"] == "Section"]
    return {card["props"]["children"][0]["props"]["id"].split("-")[1]: card for card in cards}


def said(world: FullWorld, part: str, code: str = "en") -> str:
    return " ".join(texts(parts(world, code)[part]))


def test_every_file_is_there_by_name_content_wave_and_date(world: FullWorld) -> None:
    assert cells(parts(world)["files"])[1:] == [
        [
            "leaders.csv",
            "ContentLeadership assessment",
            "When1\u00a0February\u00a02025",
            "Loaded1\u00a0March\u00a02025",
        ],
        ["staff-pre.csv", "ContentQuestionnaire", "Whenpre", "Loaded1\u00a0March\u00a02025"],
    ]


def test_no_number_of_rows_is_said(world: FullWorld) -> None:
    """17 people and 3 leaders stand in the files; a publication carries names and dates only."""
    whole = " ".join(said(world, part) for part in parts(world))
    assert set(re.findall(r"\d+", whole)) <= {"1", "2", "2025"}


def test_every_instrument_is_there_with_its_waves(world: FullWorld) -> None:
    rows = {row[0]: row[1:] for row in cells(parts(world)["instruments"])[1:]}
    assert rows == {
        "Practice": ["BasisAnswers", "Whenpre"],
        "Involvement": ["BasisAnswers", "Whenpre"],
        "Principles": ["BasisAssessments", "When1\u00a0February\u00a02025"],
    }


def test_an_instrument_asked_again_names_both_waves(world: FullWorld) -> None:
    add_wave(world)
    assert cells(parts(world)["instruments"])[1][2] == "Whenpre and post"


@pytest.mark.parametrize("code", CODES)
def test_the_first_publication_has_nothing_to_be_compared_with(world: FullWorld, code: str) -> None:
    assert LANGUAGES[code].say("data.first") in said(world, "shown", code)


def test_the_second_publication_says_what_is_new(world: FullWorld) -> None:
    add_wave(world)
    shown = said(world, "shown")
    assert "Small: publication 2 of 1 April 2025 is shown." in shown
    assert "Since publication 1 of 2 March 2025:" in shown
    assert "Rounds shown for the first time: post." in shown
    assert "New files: staff-post.csv." in shown
    assert "no longer" not in shown
    assert "again" not in shown
    assert "have changed" not in shown


def test_a_publication_that_only_says_something_otherwise(world: FullWorld) -> None:
    definition = world.at.data / "instruments" / "practice.toml"
    definition.write_text(definition.read_text("utf-8").replace('"Practice"', '"What we do"'), "utf-8")
    assert world.publish(dt.date(2025, 4, 1)) == (2, True)
    assert "Files, rounds, questionnaires and figures are those of publication 1" in said(world, "shown")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "Figures or words have changed in: questionnaire."),
        ("da", "Tal eller ord er ændret i: spørgeskema."),
        ("nb", "Tall eller ord er endret i: spørreskjema."),
    ],
)
def test_a_file_corrected_the_same_day_changed_its_figures(
    world: FullWorld, code: str, sentence: str
) -> None:
    assert world.load(people(CELLS, ANSWERS | {"p1": 4}), "staff-pre.csv")
    world.publish()
    assert sentence in said(world, "shown", code)
    overview = json.loads(served(world).overview({"lang": code}))["response"]
    news = " ".join(texts(overview["overview-contents"]["children"]))
    assert sentence in news


def test_assessments_corrected_the_same_day_are_named_alone(world: FullWorld) -> None:
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (4, 4)))
    world.publish()
    assert "Figures or words have changed in: leadership assessment." in said(world, "shown")


def contents(number: int, asked: list[Asked], files: list[File], name: str = "Practice") -> Contents:
    """A publication's contents, written by hand."""
    before, after = map(same_in_all_languages, ("Before", "After"))
    programme = Programme(
        id="small",
        name=before,
        waves=[
            Wave(id="pre", name=before, date=DAY, asked_as="pre"),
            Wave(id="post", name=after, date=DAY, asked_as="post"),
        ],
        rounds=[Round(id="r1", date=dt.date(2025, 2, 1))],
    )
    names = {"practice": name, "course": "The course", "principles": "Principles"}
    items = [Item(id="a", label=before)]
    instruments = {
        one: Instrument(id=one, name=same_in_all_languages(said), asked_as=["tag"], items=items)
        for one, said in names.items()
    }
    return Contents(number, DAY, programme, instruments, frozenset(asked), tuple(files))


OLD = contents(
    1,
    [Asked("answers", "practice", "pre"), Asked("published", "course", "pre")],
    [File("questionnaire", "pre", "a.csv", DAY), File("published", "pre", "b.csv", DAY)],
)
NEW = contents(
    2,
    [
        Asked("answers", "practice", "pre"),
        Asked("answers", "practice", "post"),
        Asked("assessments", "principles", "r1"),
    ],
    [
        File("questionnaire", "pre", "a.csv", DAY),
        File("questionnaire", "post", "a.csv", dt.date(2025, 3, 9)),
        File("leadership", "r1", "c.csv", dt.date(2025, 3, 9)),
    ],
)


def test_what_is_new_gone_and_loaded_again_is_told_apart() -> None:
    assert difference_sentences(difference(NEW, OLD), LANGUAGES["en"]) == [
        "Rounds shown for the first time: After.",
        "Leadership assessments shown for the first time: 1\u00a0February\u00a02025.",
        "Questionnaires shown for the first time: Principles.",
        "New files: c.csv.",
        "Questionnaires no longer shown: The course.",
        "Files no longer used: b.csv.",
        "Files loaded again: a.csv.",
    ]
    assert difference_sentences(difference(OLD, NEW), LANGUAGES["da"])[:2] == [
        "Spørgeskemaer, der vises for første gang: The course.",
        "Nye filer: b.csv.",
    ]


def test_a_file_that_speaks_of_one_wave_more_is_not_loaded_again() -> None:
    closed_later = contents(2, [], [File("questionnaire", wave, "a.csv", DAY) for wave in ("pre", "post")])
    first = contents(1, [], [File("questionnaire", "pre", "a.csv", DAY)])
    assert difference(closed_later, first).nothing


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("da", "januar 2023 til december 2025"),
        ("nb", "januar 2023 til desember 2025"),
        ("en", "January 2023 to December 2025"),
    ],
)
def test_the_months_of_a_file_are_written_out(code: str, said: str) -> None:
    programme = Programme(id="small", name=same_in_all_languages("Small"))
    assert occasion_name(programme, "2023-01/2025-12", LANGUAGES[code]) == said


def test_many_new_files_are_summed_up() -> None:
    many = contents(2, [], [File("questionnaire", "pre", f"{at:02}.csv", DAY) for at in range(15)])
    (sentence,) = difference_sentences(difference(many, contents(1, [], [])), LANGUAGES["en"])
    assert sentence.endswith("10.csv, 11.csv and 3 more.")


def test_the_latest_file_stands_first_then_they_go_by_name() -> None:
    rows = file_rows(NEW)
    assert [(row.name, row.occasions) for row in rows] == [
        ("a.csv", ("post",)),
        ("c.csv", ("r1",)),
        ("a.csv", ("pre",)),
    ]


@pytest.mark.parametrize("damage", [b"", b"no database", b"\x00" * 9000])
def test_a_damaged_publication_before_this_one_is_said(world: FullWorld, damage: bytes) -> None:
    add_wave(world)
    path = world.publications / "0001.duckdb"
    path.chmod(0o644)
    path.write_bytes(damage)
    assert LANGUAGES["en"].say("data.not_readable") in said(world, "shown")
    assert len(cells(parts(world)["files"])) == 4


def test_a_publication_before_this_one_made_otherwise_is_said(world: FullWorld) -> None:
    add_wave(world)
    path = world.publications / "0001.duckdb"
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        con.execute("DROP TABLE assessments")
    assert LANGUAGES["en"].say("data.not_readable") in said(world, "shown")


def test_the_number_before_is_the_nearest_there_is(world: FullWorld) -> None:
    add_wave(world)
    folder = world.publications
    (folder / "0002.duckdb").rename(folder / "0009.duckdb")
    (folder / "CURRENT").write_text("0009\n")
    (folder / "0008.duckdb.new").write_bytes(b"half")
    publications = Publications(world.at.var)
    publication = publications.current("small")
    assert publication.number == 2
    before = publications.ask_before(publication, ask_contents)
    assert before is not None
    assert before.number == 1


@pytest.mark.parametrize("code", CODES)
def test_nothing_refused_is_said(world: FullWorld, code: str) -> None:
    nothing = LANGUAGES[code].say("data.refused_nothing")
    assert nothing in said(world, "refused", code)
    note(world, {"day": "2025-03-04", "refused": []})
    assert nothing in said(world, "refused", code)


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_says_file_lines_and_rule_in_the_readers_language(world: FullWorld, code: str) -> None:
    note(world, {"day": "2025-03-04", "refused": SAID})
    language, refused = LANGUAGES[code], parts(world, code)["refused"]
    column, lines, rule = (language.say(f"data.column.{one}") for one in ("columns", "lines", "rule"))
    both, whole_file = language.listed(["2", "7"]), language.say("data.whole_file")
    assert cells(refused)[1:] == [
        ["staff.csv", f"{column}p1", lines + both, rule + language.say("data.rule.not_accepted")],
        ["staff.csv", f"{column}–", lines + whole_file, rule + language.say("data.rule.missing_column")],
        ["<b>leaders</b>.csv", f"{column}–", f"{lines}3", rule + language.say("data.rule.doubled")],
    ]
    whole = " ".join(texts(refused))
    assert language.date(dt.date(2025, 3, 4)) in whole
    assert "--programme" not in whole


def test_the_list_of_refusals_is_a_file_and_no_cell_of_it_a_formula(world: FullWorld) -> None:
    note(world, {"day": "2025-03-04", "refused": [*SAID, {"file": "=1+1.csv", "rule": "doubled", "line": 3}]})
    client = served(world).client
    answer = client.get("/files/refused.csv?programme=small&lang=en")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["File", "Column", "Line or row", "What is wrong"]
    rule = LANGUAGES["en"].say("data.rule.not_accepted")
    assert rows[1] == ["staff.csv", "p1", "2 and 7", rule]
    assert rows[-1][0] == "'=1+1.csv"
    for nobody in ("never", "../small", ""):
        assert client.get(f"/files/refused.csv?programme={nobody}").status_code == 404


def test_many_refusals_are_summed_up(world: FullWorld) -> None:
    rows = [{"file": "a.csv", "rule": "doubled", "line": line} for line in range(2, 62)]
    rows += [{"file": f"{at:03}.csv", "rule": "doubled", "line": line} for at in range(60) for line in (2, 3)]
    note(world, {"day": "2025-03-04", "refused": rows})
    refused = parts(world)["refused"]
    table = cells(refused)[1:]
    assert len(table) == 50
    assert table[0][2] == "Line or row" + ", ".join(map(str, range(2, 22))) + " and 40 more"
    whole = " ".join(texts(refused))
    assert "… and 22 more." in whole  # 11 files of 61 have no row, with two refusals each
    assert "61 files were rejected" in whole


@pytest.mark.parametrize(("code", "more"), [("en", "and 79 more"), ("da", "og 79 til"), ("nb", "og 79 til")])
def test_refusals_that_are_not_listed_are_counted(world: FullWorld, code: str, more: str) -> None:
    world.still_open = []
    world.write()
    wrong = world.file(people({("leader", "a"): 99}, ANSWERS | {"p1": 7}, "post"), "wrong.csv")
    assert run(world.at.var, world.at.data, "load", str(wrong), "--programme", "small").exit_code == 1
    refused = parts(world, code)["refused"]
    assert cells(refused)[1][2].endswith(f"2, {', '.join(map(str, range(3, 22)))} {more}")
    assert "reports/small-check.csv" in " ".join(texts(refused))


def test_a_value_in_the_record_is_never_served(world: FullWorld) -> None:
    forged = [
        one | {"value": "KARI-1", "column": "KARI-2", "details": {"accepted": "KARI-3"}, "sentence": "KARI-4"}
        for one in SAID
    ]
    forged.append({"file": "staff.csv", "rule": "KARI-5 {value}", "line": 4})
    forged.append({"file": "staff.csv", "rule": "kari_6", "line": 4})
    note(world, {"day": "2025-03-04", "refused": forged, "by": "KARI-7", "KARI-8": 1})
    dashboard = served(world)
    for answer in dashboard.everything(("en",)).values():
        assert b"kari" not in answer.lower()
    whole = dashboard.contents({"programme": "small", "lang": "en"}).decode()
    assert whole.count(LANGUAGES["en"].say("data.rule_other")) == 2


DAMAGED: list[object] = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    [],
    None,
    7,
    {},
    {"day": "2025-03-04"},
    {"day": "yesterday", "refused": []},
    {"day": 4, "refused": []},
    {"day": "2025-03-04", "refused": 4},
    {"day": "2025-03-04", "refused": ["staff.csv"]},
    {"day": "2025-03-04", "refused": [{"file": "staff.csv"}]},
    {"day": "2025-03-04", "refused": [{"file": 4, "rule": "doubled", "line": 1}]},
    {"day": "2025-03-04", "refused": [{"file": "a.csv", "rule": ["doubled"], "line": 1}]},
    {"day": "2025-03-04", "refused": [{"file": "a.csv", "rule": "doubled", "line": "KARI"}]},
    {"day": "2025-03-04", "refused": [{"file": "a.csv", "rule": "doubled", "line": True}]},
    {"day": "2025-03-04", "refused": [{"file": "a.csv", "rule": "doubled", "line": 1, "more": "KARI"}]},
    {"day": "2025-03-04", "refused": [{"file": "a.csv", "rule": "doubled", "line": 1, "more": -1}]},
    {"day": "2025-03-04", "refused": [{"file": "a.csv", "rule": "doubled", "line": 1, "columns": "KARI"}]},
    {"day": "2025-03-04", "refused": [{"file": "a.csv", "rule": "doubled", "line": 1, "cause": "KARI"}]},
]


@pytest.mark.parametrize("record", DAMAGED, ids=lambda one: repr(one)[:30])
def test_a_damaged_record_is_no_record(tmp_path: Path, record: object) -> None:
    path = tmp_path / "refusals" / "small.json"
    path.parent.mkdir()
    path.write_bytes(record if isinstance(record, bytes) else json.dumps(record).encode())
    with pytest.raises(DamagedRecord):
        RefusalRecords(tmp_path).last("small")


@pytest.mark.parametrize("code", CODES)
def test_a_damaged_record_is_said_and_everything_else_stays(world: FullWorld, code: str) -> None:
    note(world, b"{")
    assert LANGUAGES[code].say("data.refused_damaged") in said(world, "refused", code)
    assert len(cells(parts(world, code)["files"])) == 3


def test_a_file_name_that_is_no_unicode_is_shown_with_a_mark(world: FullWorld) -> None:
    """Python reads a byte of a name that is no UTF-8 as a lone surrogate, which no browser can be sent."""
    note(world, {"day": "2025-03-04", "refused": [{"file": "m\udce5ling.csv", "rule": "doubled", "line": 2}]})
    assert cells(parts(world)["refused"])[1][0] == "m?ling.csv"


def waiting(world: FullWorld) -> str:
    answer = json.loads(served(world).waiting({"lang": "en"}))["response"]
    return " ".join(texts(answer["data-waiting"]["children"]))


def test_what_was_refused_before_anything_is_published_is_shown_too(tmp_path: Path) -> None:
    world = FullWorld(tmp_path)
    world.write()
    note(world, {"day": "2025-03-04", "refused": SAID}, "first")
    page = served(world).page("data", "?lang=en").decode()
    assert LANGUAGES["en"].say("empty.nothing_published") in page
    assert "Rejected at the last load: first (nothing published yet)" in waiting(world)
    assert "staff.csv" in waiting(world)


def test_only_programmes_without_a_publication_are_waiting(world: FullWorld) -> None:
    note(world, {"day": "2025-03-04", "refused": SAID})
    assert waiting(world) == ""
    note(world, {"day": "2025-03-04", "refused": SAID}, "Not An Id")
    assert waiting(world) == ""
    note(world, {"day": "2025-03-04", "refused": SAID}, "other")
    assert "other" in waiting(world)


def test_no_programme_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "refusals").mkdir()
    (tmp_path / "secret.json").write_text(json.dumps({"day": "2025-03-04", "refused": SAID}))
    assert RefusalRecords(tmp_path).last("../secret") is None
    assert RefusalRecords(tmp_path).last("small") is None


def sentences(code: str, name: str) -> Mapping[str, str]:
    found: Mapping[str, str] = LANGUAGES[code].words["data"][name]
    return found


@pytest.mark.parametrize("code", CODES)
def test_every_rule_and_every_kind_of_content_has_words(code: str) -> None:
    assert len(rules()) > 25
    assert sorted(rules() - set(sentences(code, "rule"))) == []
    assert sorted(kinds() - set(sentences(code, "kind"))) == []
    for sentence in sentences(code, "rule").values():
        assert [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None] == []
        assert sentence.endswith(".")


def test_a_kind_without_a_name_is_other_information(world: FullWorld) -> None:
    path = world.publications / "0001.duckdb"
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        con.execute("UPDATE files SET kind = 'telegrams', wave = '2025-03' WHERE kind = 'leadership'")
    assert cells(parts(world)["files"])[1][1:3] == ["ContentOther information", "When2025-03"]


def test_the_page_carries_the_selection_along(world: FullWorld) -> None:
    page = json.loads(served(world).page("data", "?lang=en&programme=small&group=all&from=pre"))
    whole = json.dumps(page)
    assert "/change?programme=small" in whole
    assert '"nav-data"' in whole
    assert 'href": "/data?' in whole


def test_an_unknown_programme_is_not_answered_with_anothers_data(world: FullWorld) -> None:
    answer = served(world).client.get("/data?programme=../../etc&lang=en")
    assert answer.status_code == 404
    assert b"staff-pre.csv" not in answer.data


def test_sessions_are_said_with_what_was_marked_at_them(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={}, sessions=["theme_day-2", "opening-1", "theme_day-1"]).write()
    first = [*at("opening-1", ids(0, 4), [5] * 4), *at("theme_day-1", ids(10, 6), [5] * 6)]
    world.meet([*first, *at("theme_day-2", ids(20, 6), [5] * 6, [6] * 2)])
    world.publish()
    rows = cells(parts(world)["instruments"])[1:]
    name = "Theme\u00a0Day\u00a02 and theme\u00a0Day\u00a01"
    assert rows == [["Benefit", "BasisRatings at sessions", f"When{name}"]]


def test_a_session_published_later_is_said_to_be_new(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={}, sessions=["theme_day-1"]).write()
    first = at("theme_day-1", ids(10, 6), [5] * 6)
    world.meet(first)
    world.publish()
    world.sessions = ["theme_day-1", "theme_day-2"]
    world.write()
    world.meet([*first, *at("theme_day-2", ids(20, 6), [5] * 6)])
    world.publish(dt.date(2025, 4, 1))
    assert "Sessions shown for the first time: Theme\u00a0Day\u00a02." in said(world, "shown")
