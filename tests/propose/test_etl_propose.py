"""Proposed mappings: what is found in each tool's export, how sure it is said to be, that it reads back."""

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.cli import cli
from etl.columns.mapping import FormMapping
from etl.kinds.all import any_mapping
from etl.kinds.definitions import read_definitions, read_mappings
from etl.kinds.leadership import LeadershipMapping
from etl.kinds.questionnaire_mapping import QuestionnaireMapping
from etl.propose.names import folded, part_like
from etl.propose.write import form_id, text_toml
from publication.definitions.text import LANGUAGES
from publication.places import DEFAULT_DATA
from tests.worlds import World, text, write_toml

MakeWorld = Callable[..., World]
EXAMPLE = DEFAULT_DATA / "example/fjordby"
LABELS = {
    "p1": {"nb": "Vi spør om håp", "da": "Vi spørger til håb", "en": "We ask about hope"},
    "p2": {"nb": "Vi snakker om bolig", "da": "Vi taler om bolig", "en": "We talk about housing"},
    "p3": {"nb": "Vi ler sammen", "da": "Vi griner sammen", "en": "We laugh together"},
}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")


@pytest.fixture
def hopes(make_world: MakeWorld) -> World:
    """A world whose instrument has labels a questionnaire could print."""
    world = make_world(items=tuple(LABELS), waves={"pre": "pre", "post": "post"})
    said = world.instrument()
    said["items"] = [{"id": one, "label": label} for one, label in LABELS.items()]
    write_toml(world.at.data / "instruments/practice.toml", said)
    return world


def run(data: Path, var: Path, *said: object) -> Result:
    return CliRunner().invoke(cli, ["map", *map(str, said), "--data", str(data), "--var", str(var)])


def proposed(world: World, *lines: str, name: str = "export.csv", more: Sequence[str] = ()) -> str:
    path = world.folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    result = run(world.at.data, world.at.var, path, *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def read(text: str) -> dict[str, Any]:
    """A proposal read as a mapping: it must be one."""
    mapping: FormMapping = any_mapping().validate_python(tomllib.loads(text))
    return mapping.model_dump(exclude_none=True, exclude_defaults=True)


def comment(text: str, key: str) -> str:
    """The comment on a key's line."""
    line = next(line for line in text.splitlines() if line.startswith(f"{key} = "))
    return line.partition("  # ")[2]


def example(var: Path, *names: str) -> Any:
    files = [EXAMPLE / name for name in names]
    result = run(DEFAULT_DATA, var, *files, "--programme", "fjordby")
    assert result.exit_code == 0, result.stderr
    return any_mapping().validate_python(tomllib.loads(result.stdout)), result.stdout


STAFF = {"pre": "staff-pre.csv", "post": "staff-post.xlsx", "followup": "staff-followup.sav"}


def mapped_by_hand(wave: str) -> QuestionnaireMapping:
    by_hand = read_mappings(DEFAULT_DATA, "fjordby")[f"fjordby-staff-{wave}"]
    assert isinstance(by_hand, QuestionnaireMapping)
    return by_hand


@pytest.mark.parametrize("wave", STAFF)
def test_the_examples_questionnaires_are_found_as_they_were_mapped_by_hand(tmp_path: Path, wave: str) -> None:
    mapping, text = example(tmp_path, STAFF[wave])
    by_hand = mapped_by_hand(wave)
    assert isinstance(mapping, QuestionnaireMapping)
    assert mapping.columns == by_hand.columns
    assert mapping.background == by_hand.background
    assert mapping.answers == by_hand.answers
    assert f'    # "{by_hand.drop[0]}",' in text


@pytest.mark.parametrize("wave", ["pre", "followup"])
def test_the_codes_of_special_answers_are_found_as_they_were_mapped_by_hand(
    tmp_path: Path, wave: str
) -> None:
    mapping, _ = example(tmp_path, STAFF[wave])
    assert mapping.codes == mapped_by_hand(wave).codes


def test_labels_beyond_the_scale_are_found_in_the_order_of_the_special_answers(tmp_path: Path) -> None:
    mapping, _ = example(tmp_path, STAFF["post"])
    labels = [*mapped_by_hand("post").label_numbers.values()]
    for special, numbers in mapping.codes.items():
        assert numbers == [
            str(number) for number in {one.index(special) + 1 for one in labels if special in one}
        ]
    assert set(mapping.codes) == {"not_applicable", "dont_know", "not_relevant"}


def test_places_and_categories_are_found_by_their_names(tmp_path: Path) -> None:
    mapping, _ = example(tmp_path, STAFF["pre"])
    found, meant = (one.model_dump()["values"] for one in (mapping, mapped_by_hand("pre")))
    assert found.pop("role").items() <= meant.pop("role").items()  # no name tells what a nurse is
    assert found == meant


def test_the_files_of_one_form_give_one_mapping(tmp_path: Path) -> None:
    """An export in two halves, of which the first writes most that is not applicable in letters."""
    header, *rows = (EXAMPLE / STAFF["pre"]).read_text("utf-8-sig").splitlines()
    for name, lines in {
        "a.csv": [row.replace(";8;", ";I/A;") for row in rows[:150]],
        "b.csv": rows[150:],
    }.items():
        (tmp_path / name).write_text("\n".join([header, *lines]) + "\n", "utf-8")
    mapping, _ = example(tmp_path, str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    by_hand = mapped_by_hand("pre")
    assert mapping.answers == by_hand.answers
    assert sorted(mapping.codes["not_applicable"]) == ["8", "I/A"]
    assert mapping.model_dump()["values"]["site"] == by_hand.model_dump()["values"]["site"]


def test_the_examples_leadership_assessment_is_found_as_it_was_mapped_by_hand(tmp_path: Path) -> None:
    mapping, _ = example(tmp_path, "leadership.csv")
    by_hand = read_mappings(DEFAULT_DATA, "fjordby")["fjordby-leadership"]
    assert isinstance(mapping, LeadershipMapping)
    assert isinstance(by_hand, LeadershipMapping)
    assert mapping.model_dump(include={"columns", "answers", "values"}) == by_hand.model_dump(
        include={"columns", "answers", "values"}
    )


def test_what_was_proposed_can_be_saved_and_read_by(hopes: World) -> None:
    text = proposed(
        hopes,
        "Respondent;Måling;Arbeidssted;Stilling;Vi spør om håp;p2;We laugh together",
        "1;pre;a;leader;4;9;5",
        "2;post;Site b;practitioner;2;I/A;1",
        "3;post;Site b;Leader;2;8;1",
    )
    (hopes.at.data / "mappings/staff.toml").write_text(text, "utf-8")
    mapping = read_definitions(hopes.at.data, "small").mappings["staff"]
    assert isinstance(mapping, QuestionnaireMapping)
    assert mapping.answers == {
        "practice": {"p1": "Vi spør om håp", "p2": "p2", "p3": "We laugh together"},
    }
    assert mapping.codes == {"not_applicable": ["8", "I/A"], "dont_know": ["9"]}
    assert hopes.load_files(hopes.folder / "export.csv")
    stored = hopes.stored("answers_practice")
    assert [row[3:] for row in stored] == [("2", 2, -1, 1), ("3", 2, -1, 1), ("1", 4, -2, 5)]


@pytest.mark.parametrize(
    ("header", "item", "said"),
    [
        ("Vi spør om håp", "p1", "same text"),
        ("Vi taler om bolig", "p2", "same text"),
        ("we laugh together!", "p3", "same text"),
        ("4. Vi spør om håp", "p1", "same text"),
        ("Vi spør dem om håp", "p1", "nearest text, 0.88; confirm"),
        ("Vi snakker med dem om bolig", "p2", "nearest text, 0.83; confirm"),
        ("P2", "p2", "same id"),
        ("practice_p03", "p3", "same id"),
        ("Hvor enig er du? [Vi ler sammen]", "p3", "same text"),
    ],
)
def test_how_sure_a_match_is_said_to_be(hopes: World, header: str, item: str, said: str) -> None:
    """The ratios are 2 × matching letters / all letters, counted by hand: 28 of 32, 38 of 46."""
    text = proposed(hopes, f"id;wave;site;role;{header}", "1;pre;a;leader;4")
    assert read(text)["answers"] == {"practice": {item: header}}
    assert comment(text, item).endswith(said)


def test_a_column_like_nothing_is_left_for_a_person(hopes: World) -> None:
    text = proposed(
        hopes, "id;wave;site;role;p1;Kommentar", "1;pre;a;leader;4;Kari ringte", "2;pre;a;leader;4;"
    )
    assert read(text).get("drop") is None
    assert '    # "Kommentar",  # 1 filled cells, 1 different texts' in text
    assert "Kari" not in text


def test_what_people_wrote_is_never_printed(hopes: World) -> None:
    """A column that holds many texts is one of comments, whatever it is called, and no item's."""
    rows = [f"{number};pre;a;leader;Hemmelig {number};3" for number in range(60)]
    text = proposed(hopes, "id;wave;site;role;p1;p2", *rows)
    assert "Hemmelig" not in text
    assert read(text)["answers"] == {"practice": {"p2": "p2"}}
    told = "Hemmelig og langt nok til at ingen kan tro at det er et svar på en skala"
    for header in ("id;wave;site;role;p1", "id;wave;p1;role;site"):
        lines = [f"1;pre;a;leader;{told}", "2;pre;a;leader;Enig", "3;pre;a;leader;Uenig"]
        assert "Hemmelig" not in proposed(hopes, header, *lines)


@pytest.mark.parametrize(
    "cell",
    [
        *("2/{day}/25 10:10:00", "2025-02-{day}T10:10:00Z", "{day}. februar 2025 kl. 10.10", "00:04:{day}"),
        *(
            "{day} min 3 s",
            "PT{day}M",
            "456{day}.4236",
            "3{day}1",
            "marte{day}@kommune.no",
            "Jeg heter M{day}",
        ),
    ],
)
def test_times_durations_and_what_people_wrote_are_no_answers(hopes: World, cell: str) -> None:
    """The comment on a question ends with its very text; the column left is dropped by a person."""
    header = "id;wave;site;role;Kommentar: Vi spør om håp;Vi spør om håp;We talk about housing (tid)"
    rows = [f"{row};pre;a;leader;{cell.format(day=row)};3;{cell.format(day=row)}" for row in range(10, 22)]
    text = proposed(hopes, header, *rows)
    assert read(text)["answers"] == {"practice": {"p1": "Vi spør om håp"}}
    assert not any(cell.format(day=row) in text for row in range(10, 22))


def test_a_line_with_a_blank_before_a_quotation_mark_is_read_as_it_is_loaded(hopes: World) -> None:
    rows = [f'{row};pre; "Huset; vest";leader;3' for row in range(6)]
    assert '# "Huset; vest" = ""  # 6 rows' in proposed(hopes, "id;wave;site;role;p1", *rows)


@pytest.mark.parametrize("column", ["p2", "Sted", "Rolle", "Tidspunkt"])
@pytest.mark.parametrize("said", ["Marte Kirkerud", "marte@kommune.no", "Site a ved Marte"])
def test_what_fewer_than_k_wrote_stands_in_no_proposal(hopes: World, column: str, said: str) -> None:
    """A text in a cell may be a single person's; four of them are counted, five are a category."""
    header = ["id", "Tidspunkt", "Sted", "Rolle", "p1", "p2"]
    usual = ["Før", "Site a", "leder", "4", "2"]
    for times, is_told in ((4, False), (5, True)):
        rows = [
            [
                str(row),
                *(
                    said if row < times and at == header.index(column) else cell
                    for at, cell in enumerate(usual, 1)
                ),
            ]
            for row in range(20)
        ]
        text = proposed(hopes, ";".join(header), *map(";".join, rows))
        assert (said in text) == is_told
        assert ("that nobody knows, are not shown here: 1." in text) == (not is_told)


def test_places_and_waves_are_known_by_what_the_column_holds(hopes: World) -> None:
    text = proposed(hopes, "id;x;y;z;p1", "1;pre;Site a;leader;4", "2;post;Site b;practitioner;4")
    mapping = read(text)
    assert mapping["columns"] == {"respondent": "id", "wave": "x", "site": "y", "role": "z"}
    assert comment(text, "site") == "100% of its texts are known; confirm"
    assert mapping["values"]["site"] == {"Site a": "a", "Site b": "b"}


def test_what_a_value_stands_for_is_proposed_or_asked(hopes: World) -> None:
    text = proposed(
        hopes,
        "id;Tidspunkt;Sted;Rolle;p1",
        *(f"{number};Før;Bofellesskapet Site c;leder;4" for number in range(5)),
        *(f"1{number};Før;Ukjent sted;leder;4" for number in range(5)),
    )
    mapping = read(text)
    assert mapping["values"]["wave"] == {"Før": "pre"}
    assert mapping["values"]["site"] == {"Bofellesskapet Site c": "c"}
    assert '# "Ukjent sted" = ""  # 5 rows; remove the # and write which id it is' in text


def test_codes_off_the_scale_are_told_with_how_often(hopes: World) -> None:
    cells = ["8", "8", "9", "99", "Vet ikke", "4,0"]
    rows = [f"{number};pre;a;leader;{cell}" for number, cell in enumerate(cells)]
    text = proposed(hopes, "id;wave;site;role;p1", *rows)
    assert read(text)["codes"] == {"not_applicable": ["8"], "dont_know": ["9", "Vet ikke"]}
    assert '    "8",  # 2 cells in practice; off the scale, guessed by order; confirm' in text
    assert '    "Vet ikke",  # 1 cells in practice; usual spelling' in text
    assert '# "99"  # 1 cells in practice; off the scale and unknown' in text


def test_answers_as_texts_are_told(hopes: World) -> None:
    cells = ["no", "yes", *["Enig"] * 5, "Ved ikke", "3 - Både og"]
    rows = [f"{number};pre;a;leader;{cell}" for number, cell in enumerate(cells)]
    text = proposed(hopes, "id;wave;site;role;p1", *rows)
    mapping = read(text)
    assert mapping["cells"] == "labels"
    labels = {"no": "1", "yes": "5", "3 - Både og": "3", "Ved ikke": "dont_know"}
    assert mapping["labels"] == {"practice": labels}
    assert '# "Enig" = ""  # 5 cells; remove the # and write which answer it is' in text


def test_nettskjemas_ticks_become_one_item(make_world: MakeWorld) -> None:
    world = make_world(items=("p1",), low=1, high=3)
    said = world.instrument() | {"items": [{"id": "p1", "label": LABELS["p1"]}]}
    write_toml(world.at.data / "instruments/practice.toml", said)
    options = ["Helt uenig", "Litt uenig", "Helt enig", "Ikke aktuelt"]
    header = ";".join(f'"Vi spør om håp? [{option}]"' for option in options)
    text = proposed(
        world,
        f'"$submission_id";"$created";"$answer_time_ms";Tilbud;Stilling;{header}',
        "1;2025-01-02T10:00;9;a;leader;1;;;",
        "2;2025-01-02T10:00;9;a;leader;;1;;",
        "3;2025-01-02T10:00;9;a;leader;;;1;",
        "4;2025-01-02T10:00;9;a;leader;;;;1",
    )
    mapping = read(text)
    named = [f"Vi spør om håp? [{option}]" for option in options]
    ticks = dict(zip(["1", "2", "3", "not_applicable"], named, strict=True))
    assert mapping["answers"]["practice"]["p1"]["ticks"] == ticks
    assert mapping["tool"] == "nettskjema"
    assert mapping["columns"]["respondent"] == "$submission_id"
    assert "drop" not in text
    (world.at.data / "mappings/staff.toml").write_text(text, "utf-8")
    world.load_files(world.folder / "export.csv", wave="pre")
    assert [row[3:] for row in world.stored("answers_practice")] == [("1", 1), ("2", 2), ("3", 3), ("4", -1)]


def test_a_list_of_ticks_is_told(hopes: World) -> None:
    said = hopes.instrument() | {
        "id": "wishes",
        "name": text("Wishes"),
        "special": [],
        "scale": {"low": 0, "high": 1, "low_label": text("not ticked"), "high_label": text("ticked")},
        "items": [{"id": "w1", "label": text("Learn more")}, {"id": "w2", "label": text("Meet others")}],
    }
    write_toml(hopes.at.data / "instruments/wishes.toml", said)
    header = "id;wave;site;role;What do you hope for? [Learn more];What do you hope for? [Meet others]"
    mapping = read(proposed(hopes, header, "1;pre;a;leader;X;", "2;pre;a;leader;;Meet others"))
    assert mapping["tick_lists"] == ["wishes"]
    assert list(mapping["answers"]["wishes"]) == ["w1", "w2"]
    mapping = read(proposed(hopes, header, "1;pre;a;leader;1;0", "2;pre;a;leader;0;1"))
    assert "tick_lists" not in mapping


def test_two_header_rows_are_seen(hopes: World) -> None:
    text = proposed(
        hopes,
        "respid;s_1;s_2;s_3;s_4;s_5",
        "Respondent;Måling;Tilbud;Stilling;Vi spør om håp;Vi ler sammen",
        "1;pre;a;leader;4;5",
        "2;pre;b;leader;2;3",
        "3;post;b;practitioner;2;1",
    )
    mapping = read(text)
    assert mapping["header_rows"] == 2
    assert mapping["columns"] == {"respondent": "respid", "wave": "s_1", "site": "s_2", "role": "s_3"}
    assert mapping["answers"] == {"practice": {"p1": "s_4", "p3": "s_5"}}
    assert (
        read(proposed(hopes, "id;wave;site;role;p1", "1;pre;a;leader;4", "2;pre;b;leader;2")).get(
            "header_rows"
        )
        is None
    )


def test_spss_labels_say_what_columns_and_codes_are(hopes: World) -> None:
    path = hopes.folder / "export.sav"
    rows = {
        "ID": [1.0, 2.0, 3.0],
        "V1": ["pre", "pre", "post"],
        "V2": ["a", "b", "c"],
        "V3": ["leader", "leader", "practitioner"],
        "V4": [4.0, 7.0, 9.0],
        "V5": [1.0, 2.0, 7.0],
    }
    pyreadstat.write_sav(
        pd.DataFrame(rows),
        path,
        column_labels=["Respondent", "Måling", "Tilbud", "Stilling", "Vi spør om håp", "Vi ler sammen"],
        variable_value_labels={"V4": {1.0: "Helt uenig", 7.0: "Vet ikke", 9.0: "Ikke aktuelt"}},
    )
    result = run(hopes.at.data, hopes.at.var, path)
    mapping = read(result.stdout)
    assert mapping["columns"] == {"respondent": "ID", "wave": "V1", "site": "V2", "role": "V3"}
    assert mapping["answers"] == {"practice": {"p1": "V4", "p3": "V5"}}
    assert mapping["codes"] == {"not_applicable": ["9"], "dont_know": ["7"]}
    assert "“Vet ikke”" in result.stdout
    (hopes.at.data / "mappings/staff.toml").write_text(result.stdout, "utf-8")
    hopes.load_files(path)
    stored = [(row[3], row[4], row[6]) for row in hopes.stored("answers_practice")]
    assert sorted(stored) == [("1", 4, 1), ("2", -2, 2), ("3", -1, -2)]


def test_only_the_instruments_asked_for_are_looked_for(hopes: World) -> None:
    write_toml(hopes.at.data / "instruments/other.toml", hopes.instrument() | {"id": "other"})
    lines = ["id;wave;site;role;practice p1;other p1", "1;pre;a;leader;4;4"]
    assert set(read(proposed(hopes, *lines))["answers"]) == {"practice", "other"}
    assert set(read(proposed(hopes, *lines, more=["--instrument", "other"]))["answers"]) == {"other"}


def test_where_nothing_fits_it_says_so(hopes: World) -> None:
    path = hopes.folder / "apples.csv"
    path.write_text("apples;pears\n1;2\n", "utf-8")
    result = run(hopes.at.data, hopes.at.var, path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No column of the file is like any item of the instruments (practice)" in result.stderr


def test_it_leaves_no_trace_but_the_file_asked_for(hopes: World) -> None:
    path, to = hopes.folder / "export.csv", hopes.folder / "new.toml"
    path.write_text("id;wave;site;role;p1\n1;pre;a;leader;4\n", "utf-8")
    first = run(hopes.at.data, hopes.at.var, path, "--to", to)
    assert (first.exit_code, first.stdout) == (0, "")
    assert read(to.read_text("utf-8"))["answers"] == {"practice": {"p1": "p1"}}
    assert not hopes.at.var.exists()
    again = run(hopes.at.data, hopes.at.var, path, "--to", to)
    assert (again.exit_code, "not overwritten" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    "more", [["--programme", "none"], ["--instrument", "none"], ["--colour", "red"], ["nowhere.csv"]]
)
def test_wrong_use_is_status_2(hopes: World, more: list[str]) -> None:
    path = hopes.folder / "export.csv"
    path.write_text("id;wave;site;role;p1\n1;pre;a;leader;4\n", "utf-8")
    assert run(hopes.at.data, hopes.at.var, path, *more).exit_code == 2


def test_among_several_programmes_one_must_be_said(hopes: World) -> None:
    write_toml(hopes.at.data / "programmes/second.toml", hopes.programme() | {"id": "second"})
    path = hopes.folder / "export.csv"
    path.write_text("id;wave;site;role;p1\n1;pre;a;leader;4\n", "utf-8")
    result = run(hopes.at.data, hopes.at.var, path)
    assert (result.exit_code, "second, small" in result.stderr) == (2, True)
    said = run(hopes.at.data, hopes.at.var, path, "--programme", "second")
    assert read(said.stdout)["programme"] == "second"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comments_are_in_the_readers_language(
    hopes: World, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", language)
    text = proposed(hopes, "id;wave;site;role;p1", "1;pre;a;leader;4")
    assert {"nb": "vanlig navn", "da": "sædvanligt navn", "en": "usual name"}[language] in text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(
            st.characters(exclude_characters=';"\r\n\x00', exclude_categories=["Cs", "Cc", "Zl", "Zp"])
        ).filter(lambda one: " ".join(one.split())),
        min_size=1,
        max_size=4,
        unique_by=lambda one: " ".join(one.split()).lower(),
    )
)
def test_whatever_columns_and_cells_are_called_the_proposal_is_toml(hopes: World, odd: list[str]) -> None:
    path = hopes.folder / "odd.csv"
    cells = ";".join(odd)
    path.write_text(f"id;wave;site;role;p1;{cells}\n1;pre;{odd[0]};leader;{odd[0]};{cells}\n", "utf-8")
    result = run(hopes.at.data, hopes.at.var, path)
    if result.exit_code == 0:
        assert read(result.stdout)["kind"] == "questionnaire"
    else:
        assert result.exit_code == 1
        assert result.stderr


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_in_toml_reads_back(words: str) -> None:
    assert tomllib.loads(f"a = {text_toml(words)}") == {"a": words}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Måling 1 (før).xlsx", "maaling-1-for"),
        ("export.csv", "export"),
        ("—.csv", "form"),
        ("A.b.csv", "a-b"),
    ],
)
def test_the_form_is_called_after_the_file(name: str, form: str) -> None:
    assert form_id(name) == form


def test_a_name_is_found_within_a_longer_text() -> None:
    assert folded("  Åsly_bofellesskap (ÅBO) ") == "åsly bofellesskap åbo"
    assert part_like("elvestrand ambulante team", "ambulante team", 0.7) == 1.0
    assert part_like("elvestrand ambulante team", "tunet", 0.7) == 0.0
