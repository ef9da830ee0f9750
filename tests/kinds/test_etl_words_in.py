"""What people write and plan: stories, comments, members, activities, leaders' notes. Rows worked by hand."""

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from etl.load.load import read_definitions, read_forms
from etl.staging.form import LoadedForm
from publication.faults import Note, Refused, SourceError
from publication.places import DEFAULT_DATA
from tests.worlds import WORDS, World, people, write_toml

STORIES = {
    one: one
    for one in ("story", "told_on", "experience", "supports", "stops", "reflections", "tags", "consent")
}
COMMENTS = {"text": "text", "question": "question", "wave": "wave"}
MEMBERS = {one: one for one in ("place", "kind", "since", "until", "member")}
ACTIVITIES = {
    one: one
    for one in (
        "title",
        "begins",
        "ends",
        "place",
        "responsible",
        "status",
        "tags",
        "before",
        "during",
        "after",
    )
}
KINDS = {"stories": STORIES, "comments": COMMENTS, "members": MEMBERS, "activities": ACTIVITIES}
TABLES = {
    "stories": "stories",
    "comments": "comments",
    "members": "group_members",
    "activities": "activities",
}
TAG = "Oppfølging, så hjelpen alltid passer"  # w1 in Norwegian; the comma belongs to the name


def describe(world: World, kind: str, **said: object) -> World:
    tags = DEFAULT_DATA / "instruments/rehabilitation_principles.toml"
    shutil.copy(tags, world.at.data / "instruments")
    mapping = {"form": kind, "kind": kind, "programme": "small", "columns": KINDS[kind]} | said
    write_toml(world.at.data / f"mappings/{kind}.toml", mapping)
    return world


def file(world: World, kind: str, rows: list[dict[str, object]], name: str = "") -> Path:
    return world.file([dict.fromkeys(KINDS[kind], "") | row for row in rows], name or f"{kind}.csv")


def load(world: World, kind: str, *rows: dict[str, object]) -> list[tuple[object, ...]]:
    describe(world, kind).load_files(file(world, kind, list(rows)), mapping=kind)
    return stored(world, kind)


def stored(world: World, kind: str) -> list[tuple[object, ...]]:
    return [row[2:] for row in world.stored(TABLES[kind])]


def found(world: World, kind: str, *rows: dict[str, object]) -> list[tuple[object, ...]]:
    """Return rule, line, column and value of every fault; nothing is stored then."""
    describe(world, kind)
    with pytest.raises(SourceError) as refused:
        world.load_files(file(world, kind, list(rows)), mapping=kind)
    for one in refused.value.faults:
        assert all(one.sentence(WORDS, language) for language in ("nb", "da", "en"))
    assert stored(world, kind) == []
    return [(one.rule, one.line, one.column, one.value or None) for one in refused.value.faults]


def story(**said: object) -> dict[str, object]:
    return {"story": "1", "experience": "Slowly.", "consent": "Ja"} | said


def member(**said: object) -> dict[str, object]:
    return {"place": "a", "kind": "Leder", "since": "2025-01-15", "member": "1"} | said


def activity(**said: object) -> dict[str, object]:
    return {"title": "Lunch", "begins": "2025-01-20", "responsible": "Ansatt", "status": "Planlagt"} | said


def comment(**said: object) -> dict[str, object]:
    return {"wave": "pre", "text": "More time."} | said


def test_a_story_is_kept_as_it_was_told(world: World) -> None:
    said = story(
        told_on="12.02.2025",
        experience='"Step; by step."',
        supports="Time.",
        stops="",
        reflections="Courage",
        tags='"w5; w3"',
    )
    assert load(world, "stories", said) == [
        ("1", dt.date(2025, 2, 12), "Step; by step.", "Time.", "", "Courage", ["w3", "w5"])
    ]


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("", []),
        ("w1", ["w1"]),
        ("W1", ["w1"]),
        ('"w2; w1;w2"', ["w1", "w2"]),
        ("w2, w8", ["w2", "w8"]),
        ("w2|w8", ["w2", "w8"]),
        (TAG, ["w1"]),
        (f"{TAG} | w4", ["w1", "w4"]),
        ("Hjælp så hurtigt som muligt", ["w4"]),
        ("Help as soon as possible", ["w4"]),
        ('"w1\nw4"', ["w1", "w4"]),
    ],
)
def test_tags_are_known_by_id_and_by_name_in_every_language(world: World, cell: str, tags: list[str]) -> None:
    assert load(world, "stories", story(tags=cell))[0][-1] == tags


def test_a_tag_nobody_described_is_refused_with_the_nearest(world: World) -> None:
    describe(world, "stories")
    with pytest.raises(SourceError) as refused:
        world.load_files(
            file(world, "stories", [story(tags="w1 | Hjelp så rasktt som mulig")]), mapping="stories"
        )
    (fault,) = refused.value.faults
    assert (fault.rule, fault.line, fault.column) == ("unknown_tag", 2, "tags")
    assert fault.details["nearest"] == "hjelp så raskt som mulig"
    assert fault.details["limits"] == "w1, w2, w3, w4, w5, w6, w7, w8"


def notes(world: World, kind: str, rows: list[dict[str, object]]) -> list[Note]:
    with world.warehouse() as con:
        definitions = read_definitions(world.at.data, "small")
        forms: list[LoadedForm] = read_forms(con, definitions, [file(world, kind, rows)], mapping=kind)
    return [note for form in forms for note in form.notes]


def test_a_story_without_consent_is_left_out_and_that_is_said(world: World) -> None:
    rows = [
        story(),
        story(story="2", experience="Mine alone.", consent="Nei"),
        story(story="3", consent="no"),
    ]
    assert [row[0] for row in load(world, "stories", *rows)] == ["1"]
    (said,) = [note for note in notes(world, "stories", rows) if note.key == "no_consent"]
    assert (said.file, said.details) == ("stories.csv", {"lines": "3, 4"})
    assert "3, 4" in said.sentence(WORDS, "nb")
    for table in ("stories", "files"):
        assert "Mine alone." not in str(world.stored(table))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"consent": ""}, ("missing_value", 2, "consent", None)),
        ({"consent": "kanskje"}, ("not_accepted", 2, "consent", "kanskje")),
        ({"experience": ""}, ("no_answers", None, None, None)),
        ({"experience": "", "reflections": "Vi så det."}, ("no_story", 2, "experience", None)),
        ({"told_on": "31.02.2025"}, ("not_a_date", 2, "told_on", "31.02.2025")),
        ({"told_on": "45717"}, ("not_a_date", 2, "told_on", "45717")),
        ({"told_on": "2025-03-02"}, ("in_future", 2, "told_on", "2025-03-02")),
        ({"tags": "w9"}, ("unknown_tag", 2, "tags", "w9")),
        ({"supports": "x" * 8001}, ("too_long", 2, "supports", None)),
        ({"story": ""}, ("missing_id", 2, "story", None)),
    ],
)
def test_a_broken_story_is_refused_with_its_place(
    world: World, changed: dict[str, object], fault: tuple[object, ...]
) -> None:
    assert found(world, "stories", story(**changed)) == [fault]


def test_a_story_is_there_once(world: World) -> None:
    assert found(world, "stories", story(), story(story="2"), story(experience="Again.")) == [
        ("doubled", 2, "story", "1"),
        ("doubled", 4, "story", "1"),
    ]


def test_the_longest_text_is_taken(world: World) -> None:
    assert len(str(load(world, "stories", story(supports="å" * 8000))[0][3])) == 8000


def test_stories_need_no_number_and_no_tags(world: World) -> None:
    columns = {one: one for one in ("experience", "supports", "stops", "consent")}
    describe(world, "stories", columns=columns, drop=["story", "told_on", "reflections", "tags"])
    world.load_files(file(world, "stories", [story(), story()]), mapping="stories")
    kept = stored(world, "stories")
    assert len({row[0] for row in kept}) == 2
    assert [row[1:] for row in kept] == [(None, "Slowly.", "", "", "", [])] * 2


@pytest.mark.parametrize("kind", ["stories", "members", "activities"])
def test_a_later_file_replaces_all_the_form_gave(world: World, kind: str) -> None:
    row = {"stories": story(), "members": member(), "activities": activity()}[kind]
    load(world, kind, row)
    other = {"stories": story(story="7"), "members": member(place="b"), "activities": activity(title="Tea")}
    kept = load(world, kind, other[kind])
    assert len(kept) == 1
    assert kept[0][0] in ("7", "b", "Tea")
    assert [(row[2], row[3]) for row in world.stored("files")] == [(kind, "")]


def test_comments_are_kept_by_wave_and_question_without_blank_ones(world: World) -> None:
    rows = [comment(question="What now?", text="More time."), comment(text="  "), comment(text="More time.")]
    assert load(world, "comments", *rows) == [
        ("pre", "", "More time."),
        ("pre", "What now?", "More time."),
    ]


def test_a_load_of_comments_replaces_those_of_its_waves(world: World) -> None:
    world.waves = {"pre": "pre", "post": "post"}
    world.write()
    load(world, "comments", comment(), comment(wave="post", text="Again."))
    assert load(world, "comments", comment(text="Less.")) == [("post", "", "Again."), ("pre", "", "Less.")]


def test_the_wave_of_comments_may_be_said_on_the_command_line(world: World) -> None:
    describe(world, "comments", columns={"text": "text"}, drop=["wave", "question"])
    path = file(world, "comments", [comment(wave="whenever")])
    world.load_files(path, mapping="comments", wave="pre")
    assert stored(world, "comments") == [("pre", "", "More time.")]
    for wave, reason in ((None, "wave_not_said"), ("post", "no_wave")):
        with pytest.raises(Refused) as refused:
            world.load_files(path, mapping="comments", wave=wave)
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"wave": "post"}, ("not_accepted", 2, "wave", "post")),
        ({"wave": ""}, ("missing_value", 2, "wave", None)),
        ({"text": "x" * 4001}, ("too_long", 2, "text", None)),
        ({"question": "x" * 301}, ("too_long", 2, "question", None)),
    ],
)
def test_a_broken_comment_is_refused_with_its_place(
    world: World, changed: dict[str, object], fault: tuple[object, ...]
) -> None:
    assert found(world, "comments", comment(**changed)) == [fault]


@pytest.mark.parametrize("column", ["site", "role", "name"])
def test_comments_come_without_role_site_or_name(world: World, column: str) -> None:
    describe(world, "comments")
    path = world.file([comment(question="") | {column: "x"}], "comments.csv")
    with pytest.raises(SourceError) as refused:
        world.load_files(path, mapping="comments")
    assert [(one.rule, one.column) for one in refused.value.faults] == [("unknown_column", column)]


def test_members_are_kept_as_kind_place_and_time_only(world: World) -> None:
    rows = [
        member(place="Site a", kind="Innbygger", until="2025-12-31"),
        member(member="2", kind="staff", since="01.02.2025"),
        member(member="3", kind="Medarbejder", since="01.02.2025"),
        member(place="Nord", kind="borger"),
    ]
    assert load(world, "members", *rows) == [
        ("a", "citizen", dt.date(2025, 1, 15), dt.date(2025, 12, 31)),
        ("a", "staff", dt.date(2025, 2, 1), None),
        ("a", "staff", dt.date(2025, 2, 1), None),
        ("nord", "citizen", dt.date(2025, 1, 15), None),
    ]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"place": ""}, ("missing_value", 2, "place", None)),
        ({"place": "Site q"}, ("not_accepted", 2, "place", "Site q")),
        ({"kind": "Politiker"}, ("not_accepted", 2, "kind", "Politiker")),
        ({"since": ""}, ("missing_id", 2, "since", None)),
        ({"since": "2025-02-30"}, ("not_a_date", 2, "since", "2025-02-30")),
        ({"since": "15.01.25"}, ("not_a_date", 2, "since", "15.01.25")),
        ({"since": "2025-03-02"}, ("in_future", 2, "since", "2025-03-02")),
        ({"until": "2025-01-14"}, ("ends_before_it_begins", 2, "until", "2025-01-14")),
    ],
)
def test_a_broken_member_is_refused_with_its_place(
    world: World, changed: dict[str, object], fault: tuple[object, ...]
) -> None:
    assert found(world, "members", member(**changed)) == [fault]


def test_a_member_is_in_a_group_once(world: World) -> None:
    rows = [member(), member(place="b"), member(kind="Ansatt")]
    assert found(world, "members", *rows) == [("doubled", 2, "member", "1"), ("doubled", 4, "member", "1")]


def test_a_file_of_members_with_names_is_refused(world: World) -> None:
    describe(world, "members")
    path = world.file([member(until="") | {"navn": "x"}], "members.csv")
    with pytest.raises(SourceError) as refused:
        world.load_files(path, mapping="members")
    assert [(one.rule, one.column) for one in refused.value.faults] == [("unknown_column", "navn")]


def test_an_activity_is_kept_with_what_it_takes(world: World) -> None:
    said = activity(
        begins="20.01.2025",
        ends="2025-02-01",
        place="Site b",
        status="Gjennomført",
        tags="w7",
        before="Invite",
        during="Food",
        after="Thanks",
    )
    assert load(world, "activities", said) == [
        (
            "Lunch",
            dt.date(2025, 1, 20),
            dt.date(2025, 2, 1),
            "b",
            "staff",
            "done",
            ["w7"],
            "Invite",
            "Food",
            "Thanks",
        )
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("planlagt", "planned"),
        ("I gang", "under_way"),
        ("under way", "under_way"),
        ("gennemført", "done"),
        ("Aflyst", "cancelled"),
    ],
)
def test_a_status_is_read_in_every_language(world: World, written: str, kept: str) -> None:
    assert load(world, "activities", activity(status=written))[0][5] == kept


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"title": ""}, ("missing_id", 2, "title", None)),
        ({"title": "x" * 201}, ("too_long", 2, "title", None)),
        ({"begins": ""}, ("missing_id", 2, "begins", None)),
        ({"begins": "i mars"}, ("not_a_date", 2, "begins", "i mars")),
        ({"ends": "2025-01-19"}, ("ends_before_it_begins", 2, "ends", "2025-01-19")),
        ({"begins": "2025-03-02", "status": "done"}, ("done_in_future", 2, "begins", "2025-03-02")),
        ({"responsible": "Alle"}, ("not_accepted", 2, "responsible", "Alle")),
        ({"status": "Kanskje"}, ("not_accepted", 2, "status", "Kanskje")),
        ({"status": ""}, ("missing_value", 2, "status", None)),
        ({"place": "Site q"}, ("not_accepted", 2, "place", "Site q")),
        ({"tags": "w1; håp"}, ("unknown_tag", 2, "tags", "w1; håp")),
        ({"after": "x" * 2001}, ("too_long", 2, "after", None)),
    ],
)
def test_a_broken_activity_is_refused_with_its_place(
    world: World, changed: dict[str, object], fault: tuple[object, ...]
) -> None:
    if "tags" in changed:
        changed = changed | {"tags": f'"{changed["tags"]}"'}
    assert found(world, "activities", activity(**changed)) == [fault]


def test_an_activity_is_planned_once_a_day_and_place(world: World) -> None:
    rows = [activity(), activity(place="a"), activity(begins="2025-01-21"), activity(responsible="leader")]
    assert found(world, "activities", *rows) == [
        ("doubled", 2, "title", "Lunch"),
        ("doubled", 5, "title", "Lunch"),
    ]


@pytest.mark.parametrize("kind", ["stories", "activities"])
def test_without_the_principles_there_are_no_tags(world: World, kind: str) -> None:
    describe(world, kind)
    (world.at.data / "instruments/rehabilitation_principles.toml").unlink()
    with pytest.raises(Refused) as refused:
        world.load_files(file(world, kind, [story() if kind == "stories" else activity()]), mapping=kind)
    assert refused.value.reason == "no_instrument"


@pytest.fixture
def led(make_world: object, world: World) -> World:
    """A world with leadership assessments."""
    world.rounds = ("r1",)
    world.waves = {"pre": "pre"}
    world.write()
    asked = world.instrument() | {"id": "principles", "asked_as": ["assessment"], "overall": False}
    write_toml(world.at.data / "instruments/principles.toml", asked)
    return world


def leader(number: int, **said: object) -> dict[str, object]:
    return {
        "group": "a",
        "round": "r1",
        "leader": number,
        "agreed": "ja",
        "p1": 4,
        "p2": 3,
        "note": "",
    } | said


def leadership(world: World, note: Mapping[str, str], drop: list[str]) -> None:
    columns = {"site": "group", "round": "round", "leader": "leader", "agreed": "agreed", **note}
    answers = {"principles": {"p1": "p1", "p2": "p2"}}
    mapping = {"form": "leaders", "kind": "leadership", "programme": "small", "columns": columns}
    codes = {"dont_know": ["9"], "not_applicable": ["8"]}
    mapping |= {"answers": answers, "codes": codes, "drop": drop}
    write_toml(world.at.data / "mappings/leaders.toml", mapping)


def test_a_leaders_note_is_kept_where_the_mapping_names_it_and_never_published(led: World) -> None:
    leadership(led, {"note": "note"}, [])
    rows = [leader(1, note="Between us."), leader(2), leader(3, note="  ")]
    led.load_files(led.file(rows, "leaders.csv"), mapping="leaders")
    assert [row[3:] for row in led.stored("leaders")] == [
        ("a/1", "a", True, "Between us."),
        ("a/2", "a", True, None),
        ("a/3", "a", True, None),
    ]
    led.load_files(led.file(people({("practitioner", "a"): 9})), mapping="staff")
    led.publish()
    assert led.rows("assessments")
    published = "".join(path.read_bytes().decode("latin-1") for path in led.publications.glob("*.duckdb"))
    assert "Between us." not in published
    assert "Between us." not in str(led.everything())


def test_a_leaders_note_that_is_dropped_is_not_kept(led: World) -> None:
    leadership(led, {}, ["note"])
    led.load_files(led.file([leader(1, note="Between us.")], "leaders.csv"), mapping="leaders")
    assert [row[-1] for row in led.stored("leaders")] == [None]


def test_a_leaders_note_that_is_too_long_is_refused_without_its_words(led: World) -> None:
    leadership(led, {"note": "note"}, [])
    with pytest.raises(SourceError) as refused:
        led.load_files(led.file([leader(1, note="x" * 2001)], "leaders.csv"), mapping="leaders")
    (fault,) = refused.value.faults
    assert (fault.rule, fault.line, fault.column, fault.value) == ("too_long", 2, "note", None)


@pytest.mark.parametrize("kind", KINDS)
def test_words_leave_what_is_published_as_it_was(world: World, kind: str) -> None:
    world.show(people({("practitioner", "a"): 9, ("leader", "c"): 9}))
    before = {name: rows for name, rows in world.everything().items() if name not in ("files", "meta")}
    row = {"stories": story(), "comments": comment(), "members": member(), "activities": activity()}[kind]
    load(world, kind, row)
    world.publish()
    after = world.everything()
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("kind", ["stories", "comments"])
def test_what_looks_like_a_person_is_flagged_without_its_words(world: World, kind: str) -> None:
    row = {"stories": story(stops="Write to somebody@example.org"), "comments": comment()}[kind]
    rows = [row | ({"text": "Write to somebody@example.org"} if kind == "comments" else {})]
    describe(world, kind)
    (flagged,) = [note for note in notes(world, kind, rows) if note.key == "email"]
    assert flagged.column == ("stops" if kind == "stories" else "text")
    assert "example.org" not in flagged.sentence(WORDS, "en")
