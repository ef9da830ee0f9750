"""Sessions: marks of 0-10 with one decimal are kept in whole tenths, everything else is refused."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.kinds.definitions import read_mappings
from etl.load.load import load, read_definitions, read_forms
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.files import read_instruments, read_programme
from publication.faults import Refused, SourceError
from publication.places import DEFAULT_DATA
from tests.worlds import NOW, World, person, text, write_toml

MakeWorld = Callable[..., World]
Row = dict[str, object]

EXAMPLE = DEFAULT_DATA / "example"
KINDS = [
    {"id": "opening", "name": text("Opening day")},
    {"id": "theme_day", "name": {"nb": "Temadag", "da": "Temadag", "en": "Theme day"}},
]
SESSIONS: list[dict[str, Any]] = [
    {"kind": "opening", "number": 1, "date": dt.date(2025, 2, 4), "topic": text("What is recovery?")},
    {"kind": "theme_day", "number": 1, "date": dt.date(2025, 2, 26), "topic": text("Hope")},
    {"kind": "theme_day", "number": 2, "date": dt.date(2025, 2, 28)},
    {"kind": "theme_day", "number": 3},
    {"kind": "theme_day", "number": 4, "date": dt.date(2099, 1, 1)},
]
COLUMNS = {
    "respondent": "who",
    "kind": "kind",
    "number": "no",
    "date": "date",
    "topic": "topic",
    "comment": "comment",
}
ROW: Row = {
    "who": "p1",
    "kind": "Theme day",
    "no": 1,
    "date": "2025-02-26",
    "topic": "Hope",
    "b1": "8,5",
    "b2": "7",
    "comment": "",
}
MEANS = {"kind": "kind", "number": "no", "instrument": "form", "item": "line", "mean": "mean"}
PRINTED: Row = {
    "kind": "theme_day",
    "no": 1,
    "who": 23,
    "form": "benefit",
    "line": "b1",
    "mean": "8.50",
    "lo": 3,
    "hi": 10,
}


def benefit(**changed: object) -> dict[str, object]:
    return {
        "id": "benefit",
        "asked_as": ["session"],
        "name": text("Benefit"),
        "question": text("And?"),
        "scale": {"low": 0, "high": 10, "step": 0.1, "low_label": text("no"), "high_label": text("yes")},
        "items": [{"id": one, "label": text(one)} for one in ("b1", "b2")],
        **changed,
    }


def mapping(**changed: object) -> dict[str, object]:
    return {
        "form": "kor",
        "kind": "sessions",
        "programme": "small",
        "columns": COLUMNS,
        "answers": {"benefit": {"b1": "b1", "b2": "b2"}},
        **changed,
    }


def means(**changed: object) -> dict[str, object]:
    columns = MEANS | {"participants": "who", "min": "lo", "max": "hi"}
    return {
        "form": "kor",
        "kind": "session_means",
        "programme": "small",
        "columns": columns,
        **changed,
    }


def write(world: World, said: Mapping[str, object], **programme: object) -> World:
    declared = {"session_kinds": KINDS, "sessions": SESSIONS, **programme}
    write_toml(world.at.data / "programmes/small.toml", world.programme() | declared)
    write_toml(world.at.data / "instruments/benefit.toml", benefit())
    rating = benefit(id="rating", items=[{"id": "r1", "label": text("r1")}])
    write_toml(world.at.data / "instruments/rating.toml", rating)
    write_toml(world.at.data / "mappings/kor.toml", said)
    return world


@pytest.fixture
def sessions(world: World) -> World:
    return write(world, mapping())


@pytest.fixture
def printed(world: World) -> World:
    return write(world, means())


def found(world: World, *rows: Row) -> list[tuple[object, ...]]:
    with pytest.raises(SourceError) as refused:
        world.load_files(world.file(rows, "kor.csv"))
    return [(one.rule, one.line, one.column, one.value) for one in refused.value.faults]


def accepted(world: World, *rows: Row) -> list[str]:
    with pytest.raises(SourceError) as refused:
        world.load_files(world.file(rows, "kor.csv"))
    return [one.details["accepted"] for one in refused.value.faults]


def marks(world: World) -> list[tuple[Any, ...]]:
    return [row[2:] for row in world.stored("answers_benefit")]


@pytest.mark.parametrize(
    ("cell", "tenths"),
    [
        ("8,5", 85),
        ("8.5", 85),
        ("7", 70),
        ("0", 0),
        ("0,0", 0),
        ("0,1", 1),
        ("10", 100),
        ("10,0", 100),
        ("9.90", 99),
        (" 3,2 ", 32),
        ("\u00a06", 60),
        ("", None),
    ],
)
def test_a_mark_is_kept_in_whole_tenths_and_a_blank_is_not_zero(
    sessions: World, cell: str, tenths: int | None
) -> None:
    sessions.load_files(sessions.file([ROW | {"b1": cell}], "kor.csv"))
    assert marks(sessions) == [("theme_day-1", "p1", tenths, 70)]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("10,04", "out_of_range"),
        ("9,04", "too_many_decimals"),
        ("8.25", "too_many_decimals"),
        ("11", "out_of_range"),
        ("10,1", "out_of_range"),
        ("-1", "out_of_range"),
        ("100", "out_of_range"),
        ("x", "not_a_number"),
        ("8,5,", "not_a_number"),
        ("8/10", "not_a_number"),
        ("85%", "not_a_number"),
        ("ca. 8", "not_a_number"),
    ],
)
def test_what_is_no_mark_is_refused_with_its_place(sessions: World, cell: str, rule: str) -> None:
    assert found(sessions, ROW, ROW | {"who": "p2", "b2": cell}) == [(rule, 3, "b2", cell)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"kind": "Temadagen"}, ("not_accepted", "kind", "Temadagen")),
        ({"kind": ""}, ("missing_value", "kind", None)),
        ({"no": "9"}, ("not_accepted", "no", "9")),
        ({"no": ""}, ("missing_value", "no", None)),
        ({"no": "1.5"}, ("not_accepted", "no", "1.5")),
        ({"kind": "Opening day", "no": 2, "date": "2025-02-04", "topic": ""}, ("no_such_session", "no", "2")),
        ({"date": "2025-02-27"}, ("not_the_sessions_date", "date", "2025-02-27")),
        ({"date": "2099-01-01"}, ("not_the_sessions_date", "date", "2099-01-01")),
        ({"date": "45714"}, ("not_a_date", "date", "45714")),
        ({"date": "31.02.2025"}, ("not_a_date", "date", "31.02.2025")),
        ({"date": "26.02.25"}, ("not_a_date", "date", "26.02.25")),
        ({"date": "onsdag"}, ("not_a_date", "date", "onsdag")),
        ({"date": ""}, ("missing_id", "date", None)),
        ({"no": 3, "date": "2025-05-05", "topic": ""}, ("session_without_date", "date", "2025-05-05")),
        ({"no": 4, "date": "2099-01-01", "topic": ""}, ("session_to_come", "no", "4")),
        ({"topic": "Despair"}, ("not_the_sessions_topic", "topic", "Despair")),
        ({"who": ""}, ("missing_id", "who", None)),
        ({"comment": "a" * 4001}, ("too_long", "comment", None)),
    ],
)
def test_a_session_is_the_declared_one(
    sessions: World, changed: Row, expected: tuple[str, str, str | None]
) -> None:
    rule, column, value = expected
    assert found(sessions, ROW | {"who": "p0"}, ROW | changed) == [(rule, 3, column, value)]


def test_a_refusal_says_what_the_programme_declares(sessions: World) -> None:
    assert accepted(sessions, ROW | {"date": "2025-02-27"}) == ["2025-02-26"]
    assert accepted(sessions, ROW | {"topic": "Despair"}) == ["Hope"]
    other = {"kind": "Opening day", "no": 2, "date": "2025-02-04", "topic": ""}
    assert accepted(sessions, ROW | other | {"topic": "Hope"}) == [
        "opening-1, theme_day-1, theme_day-2, theme_day-3, theme_day-4"
    ]


def test_one_session_with_two_dates_is_refused(sessions: World) -> None:
    rows = [ROW, ROW | {"who": "p2", "date": "28.02.2025"}]
    assert found(sessions, *rows) == [("not_the_sessions_date", 3, "date", "28.02.2025")]


def test_a_participant_is_there_once_per_session(sessions: World) -> None:
    other = ROW | {"no": 2, "date": "2025-02-28", "topic": ""}
    sessions.load_files(sessions.file([ROW, other], "kor.csv"))
    assert [row[2:] for row in sessions.stored("participants")] == [
        ("theme_day-1", "p1"),
        ("theme_day-2", "p1"),
    ]
    assert found(sessions, ROW, other, ROW) == [("doubled", 2, "who", "p1"), ("doubled", 4, "who", "p1")]


def test_a_participant_in_two_files_of_a_form_is_refused(sessions: World) -> None:
    with pytest.raises(SourceError) as refused:
        sessions.load_files(sessions.file([ROW], "one.csv"), sessions.file([ROW | {"b1": 0}], "two.csv"))
    assert [(one.file, one.rule, one.line) for one in refused.value.faults] == [
        ("one.csv", "doubled", 2),
        ("two.csv", "doubled", 2),
    ]


def test_comments_are_kept_apart_from_marks_and_in_no_rows_order(sessions: World) -> None:
    rows = [ROW | {"who": f"p{at}", "comment": said} for at, said in enumerate(("Later", "", "Again"))]
    sessions.load_files(sessions.file(rows, "kor.csv"))
    with sessions.warehouse() as con:
        kept = con.execute("SELECT occasion, text FROM comments").fetchall()
        columns = {name for (name, *_) in con.execute("DESCRIBE comments").fetchall()}
    assert kept == [("theme_day-1", "Again"), ("theme_day-1", "Later")]
    assert not columns & {"respondent", "role", "site"}
    assert [row[3] for row in sessions.stored("participants")] == ["p0", "p1", "p2"]


@pytest.mark.parametrize("date", ["2025-02-26", "26.02.2025", "26-02-2025", "2025-02-26 00:00:00"])
@pytest.mark.parametrize("kind", ["theme_day", "Temadag", "TEMADAG ", "Theme day"])
def test_a_session_is_known_by_the_names_of_its_kind_and_its_date(
    sessions: World, kind: str, date: str
) -> None:
    sessions.load_files(sessions.file([ROW | {"kind": kind, "date": date, "topic": "hope"}], "kor.csv"))
    assert marks(sessions) == [("theme_day-1", "p1", 85, 70)]


def test_the_mapping_may_name_kinds_and_topics_otherwise(world: World) -> None:
    values = {"kind": {"TD": "theme_day"}, "topic": {"Hope & faith": "theme_day-1"}}
    write(world, mapping(values=values))
    world.load_files(world.file([ROW | {"kind": "td", "topic": "Hope & Faith"}], "kor.csv"))
    assert marks(world) == [("theme_day-1", "p1", 85, 70)]


def test_one_column_may_name_the_session(world: World) -> None:
    values = {"session": {"Day one": "opening-1"}}
    write(world, mapping(columns={"session": "which"}, values=values, drop=[]))
    row = {"which": "Temadag 2", "b1": 1, "b2": 2}
    world.load_files(world.file([row, row, row | {"which": "day one"}], "kor.csv"))
    assert sorted(row[0] for row in marks(world)) == ["opening-1", "theme_day-2", "theme_day-2"]
    assert len({row[3] for row in world.stored("participants")}) == 3
    assert found(world, row, row | {"which": "Temadag 5"}) == [("not_accepted", 3, "which", "Temadag 5")]
    assert found(world, row | {"which": "Temadag 4"}) == [("session_to_come", 2, "which", "Temadag 4")]


def test_a_code_for_a_blank_is_no_mark(world: World) -> None:
    write(world, mapping(codes={"blank": ["9", "-"]}))
    world.load_files(world.file([ROW | {"b1": "9", "b2": "-"}, ROW | {"who": "p2"}], "kor.csv"))
    assert marks(world) == [("theme_day-1", "p2", 85, 70)]
    assert [row[3] for row in world.stored("participants")] == ["p2"]


def test_lines_answered_in_whole_steps_are_kept_as_they_are(world: World) -> None:
    write(world, mapping())
    scale = {"low": 0, "high": 10, "low_label": text("no"), "high_label": text("yes")}
    write_toml(world.at.data / "instruments/benefit.toml", benefit(scale=scale, special=["dont_know"]))
    world.load_files(world.file([ROW | {"b1": "8", "b2": "dont_know"}], "kor.csv"))
    assert marks(world) == [("theme_day-1", "p1", 8, -2)]
    assert found(world, ROW) == [("not_accepted", 2, "b1", "8,5")]


def test_a_load_replaces_the_sessions_in_the_file_and_no_other(sessions: World) -> None:
    second = ROW | {"no": 2, "date": "2025-02-28", "topic": "", "comment": "Encoding"}
    sessions.load_files(sessions.file([ROW | {"comment": "Gone"}, second], "kor.csv"))
    again = sessions.file([ROW | {"who": "p7", "b1": "1"}], "again.csv")
    assert sessions.load_files(again)
    assert marks(sessions) == [("theme_day-1", "p7", 10, 70), ("theme_day-2", "p1", 85, 70)]
    assert [row[2:] for row in sessions.stored("comments")] == [("theme_day-2", "comment", "Encoding")]
    files = [(row[2], row[3], row[4]) for row in sessions.stored("files")]
    assert files == [("sessions", "theme_day-1", "again.csv"), ("sessions", "theme_day-2", "kor.csv")]
    assert not sessions.load_files(again)


def test_a_programme_without_sessions_says_so(world: World) -> None:
    write(world, mapping(), session_kinds=[], sessions=[])
    with pytest.raises(Refused, match="no_sessions"):
        world.load_files(world.file([ROW], "kor.csv"), mapping="kor")


@pytest.mark.parametrize(
    ("answers", "reason"),
    [({"benefit": {"b9": "b1"}}, "no_item"), ({"practice": {"p1": "b1"}}, "no_instrument")],
)
def test_a_mapping_names_lines_that_are_asked_at_sessions(world: World, answers: object, reason: str) -> None:
    write(world, mapping(answers=answers))
    with pytest.raises(Refused, match=reason):
        world.load_files(world.file([ROW], "kor.csv"), mapping="kor")


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"sessions": [SESSIONS[1], SESSIONS[1] | {"date": dt.date(2025, 3, 1)}]}, "ids_twice"),
        ({"sessions": [{"kind": "party", "number": 1}]}, "session_kind_unknown"),
        ({"session_kinds": [KINDS[0], *KINDS]}, "ids_twice"),
        ({"sessions": [{"kind": "opening", "number": 0}]}, "key_out_of_range"),
    ],
)
def test_sessions_are_declared_once_and_of_a_kind(
    world: World, changed: dict[str, object], rule: str
) -> None:
    write(world, mapping(), **changed)
    with pytest.raises(SourceError) as refused:
        read_programme(world.at.data, "small")
    assert [one.rule for one in refused.value.faults] == [rule]


@pytest.mark.parametrize("columns", [{"kind": "k"}, {"session": "s", "kind": "k", "number": "n"}, {}])
def test_a_mapping_says_the_session_in_one_way(world: World, columns: dict[str, str]) -> None:
    write(world, mapping(columns=columns))
    with pytest.raises(SourceError) as refused:
        read_mappings(world.at.data, "small")
    assert [one.rule for one in refused.value.faults] == ["session_columns"]


@pytest.mark.parametrize(("step", "high"), [(0.5, 10), (0.1, 100), (0, 10)])
def test_a_step_that_cannot_be_kept_is_refused(world: World, step: float, high: int) -> None:
    scale = {"low": 0, "high": high, "step": step, "low_label": text("no"), "high_label": text("yes")}
    write_toml(world.at.data / "instruments/benefit.toml", benefit(scale=scale))
    with pytest.raises(SourceError) as refused:
        read_instruments(world.at.data)
    assert [one.rule for one in refused.value.faults] == ["scale_step"]


def test_printed_means_are_kept_as_text(printed: World) -> None:
    rows = [
        PRINTED,
        PRINTED | {"line": "b2", "mean": "8,0", "lo": "", "hi": ""},
        PRINTED | {"no": 2, "who": "", "form": "rating", "line": "r1", "mean": "10"},
    ]
    printed.load_files(printed.file(rows, "kor.csv"))
    assert [row[2:] for row in printed.stored("printed_session_means")] == [
        ("theme_day-1", "benefit", "b1", 23, "8.50", "3", "10"),
        ("theme_day-1", "benefit", "b2", 23, "8.0", None, None),
        ("theme_day-2", "rating", "r1", None, "10", "3", "10"),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"mean": "10.01"}, [("out_of_range", "mean", "10.01"), ("not_in_order", "hi", "10")]),
        ({"mean": "85"}, [("out_of_range", "mean", "85"), ("not_in_order", "hi", "10")]),
        ({"mean": "-1"}, [("not_a_number", "mean", "-1")]),
        ({"mean": ""}, [("missing_id", "mean", None)]),
        ({"mean": "8.5 (1.2)"}, [("not_a_number", "mean", "8.5 (1.2)")]),
        ({"mean": "2.99"}, [("not_in_order", "mean", "2.99")]),
        ({"hi": "8"}, [("not_in_order", "hi", "8")]),
        ({"hi": "11"}, [("out_of_range", "hi", "11")]),
        ({"line": "r1"}, [("not_of_the_instrument", "line", "r1")]),
        ({"line": "b3"}, [("not_accepted", "line", "b3")]),
        ({"form": "practice"}, [("not_accepted", "form", "practice")]),
        ({"no": 7}, [("not_accepted", "no", "7")]),
        ({"kind": "opening", "no": 2}, [("no_such_session", "no", "2")]),
        ({"who": 0}, [("out_of_range", "who", "0")]),
        ({"who": "23.5"}, [("not_a_whole_number", "who", "23.5")]),
    ],
)
def test_printed_means_lie_on_the_line(
    printed: World, changed: Row, expected: list[tuple[str, str, str | None]]
) -> None:
    other = PRINTED | {"no": 2}
    assert found(printed, other, PRINTED | changed) == [
        (rule, 3, column, value) for rule, column, value in expected
    ]


def test_a_line_is_printed_once_per_session_with_one_number_of_participants(printed: World) -> None:
    assert found(printed, PRINTED, PRINTED) == [
        ("doubled", 2, "line", "b1"),
        ("doubled", 3, "line", "b1"),
    ]
    rating = PRINTED | {"form": "rating", "line": "r1", "who": ""}
    rows = [PRINTED, PRINTED | {"line": "b2"}, rating, PRINTED | {"no": 2, "who": 22}]
    printed.load_files(printed.file(rows, "kor.csv"))
    assert found(printed, *rows[:2], rating | {"who": 22}) == [("participants_differ", 4, "who", "22")]


def test_sessions_change_nothing_of_what_is_published(sessions: World) -> None:
    staff = [person(at, "leader", "a", p1=3, p2=4) for at in range(9)]
    sessions.load_files(sessions.file(staff))
    sessions.publish()
    before = sessions.everything()
    sessions.load_files(sessions.file([ROW | {"who": f"p{at}"} for at in range(9)], "kor.csv"))
    assert sessions.publish() == (1, False)
    assert sessions.everything() == before


def test_the_report_s_session_means_are_loaded_as_they_stand(tmp_path: Path) -> None:
    path = EXAMPLE / "recoverydannelse-2017/kor_sessions.csv"
    definitions = read_definitions(DEFAULT_DATA, "recoverydannelse-2017")
    with open_warehouse(tmp_path / "warehouse.duckdb") as con:
        load(con, definitions, read_forms(con, definitions, [path]), NOW)
        kept = con.execute(
            "SELECT session, instrument, item, participants, mean, min, max FROM printed_session_means"
        ).fetchall()
    told = [
        (
            f"{row['session_kind']}-{row['session_no']}",
            f"kor_{row['form']}",
            row["line"],
            int(row["participants"]) if row["participants"] else None,
            *(row[one] or None for one in ("mean", "min", "max")),
        )
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8")))
    ]
    assert len(told) == 64
    assert sorted(kept, key=str) == sorted(told, key=str)


def test_the_example_s_sessions_are_kept_as_written(tmp_path: Path) -> None:
    path = EXAMPLE / "fjordby/sessions.csv"
    definitions = read_definitions(DEFAULT_DATA, "fjordby")
    with open_warehouse(tmp_path / "warehouse.duckdb") as con:
        load(con, definitions, read_forms(con, definitions, [path]), NOW)
        kept = con.execute("SELECT wave, respondent, b1, b4 FROM answers_kor_benefit").fetchall()
        people = con.execute("SELECT count(*), count(DISTINCT session) FROM participants").fetchone()
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("windows-1252")), delimiter=";"))
    ids = {"Oppstartsdag": "opening", "Temadag": "theme_day", "Erfaringsutveksling": "experience_sharing"}
    told = [
        (
            f"{ids[row['Samling']]}-{row['Nr']}",
            row["Deltaker"],
            *map(tenths, (row["Utbytte 1"], row["Utbytte 4"])),
        )
        for row in rows
    ]
    assert people == (len(rows), 8)
    assert sorted(kept, key=str) == sorted(told, key=str)


def tenths(mark: str) -> int | None:
    return int(Decimal(mark.replace(",", ".")) * 10) if mark else None
