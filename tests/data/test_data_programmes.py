import csv
import io
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from python_calamine import CalamineWorkbook

from etl.columns.mapping import FormMapping
from etl.kinds.all import any_mapping
from etl.kinds.leadership import LeadershipMapping
from etl.kinds.printed_figures import PrintedFiguresMapping
from etl.kinds.questionnaire_mapping import QuestionnaireMapping
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme, Wave

DATA = Path(__file__).parents[2] / "data"
EXAMPLE = DATA / "example"
STAFF = {"pre": "staff-pre.csv", "post": "staff-post.xlsx", "followup": "staff-followup.sav"}
PUBLISHED = {
    "recoverydannelse-practice": "table5_practice.csv",
    "recoverydannelse-involvement": "table6_involvement.csv",
    "recoverydannelse-usefulness": "table4_usefulness.csv",
}
STAFF_INSTRUMENTS = {"practice", "involvement", "confidence", "planning"}
STAFF_INSTRUMENTS |= {"usefulness", "course", "outlook", "expectations"}


def toml(path: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{path}.toml").read_text("utf-8"))


def programme(name: str) -> Programme:
    return Programme.model_validate(toml(f"programmes/{name}"))


def instrument(name: str) -> Instrument:
    return Instrument.model_validate(toml(f"instruments/{name}"))


def mapping(name: str) -> FormMapping:
    adapter = any_mapping()
    return adapter.validate_python(toml(f"mappings/{name}"))


def staff_mapping(name: str) -> QuestionnaireMapping:
    read = mapping(f"fjordby-staff-{name}")
    assert isinstance(read, QuestionnaireMapping)
    return read


def leadership_mapping() -> LeadershipMapping:
    read = mapping("fjordby-leadership")
    assert isinstance(read, LeadershipMapping)
    return read


def csv_rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def workbook_rows(path: Path) -> list[dict[str, str]]:
    header, *cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, header), map(written, row), strict=True)) for row in cells]


def sav_rows(path: Path, by_label: Collection[str]) -> list[dict[str, str]]:
    """The cases, some of the columns as the value labels of their codes."""
    columns, said = pyreadstat.read_sav(path, user_missing=True, output_format="dict")
    shown: Any = {
        name: [
            said.variable_value_labels[name].get(cell, cell) if name in by_label else cell for cell in cells
        ]
        for name, cells in columns.items()
    }
    return [dict(zip(shown, map(written, case), strict=True)) for case in zip(*shown.values(), strict=True)]


def written(cell: object) -> str:
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)


def staff_rows(name: str) -> list[dict[str, str]]:
    path, read = EXAMPLE / "fjordby" / STAFF[name], staff_mapping(name)
    if path.suffix == ".csv":
        return csv_rows(path)
    described = [str(getattr(read.columns, one, read.background.get(one))) for one in read.values]
    return workbook_rows(path) if path.suffix == ".xlsx" else sav_rows(path, described)


def wave(name: str) -> Wave:
    return next(one for one in programme("fjordby").waves if one.id == name)


@pytest.mark.parametrize("path", sorted((DATA / "programmes").glob("*.toml")), ids=lambda path: path.stem)
def test_programme_file_is_valid_and_named_after_its_programme(path: Path) -> None:
    assert programme(path.stem).id == path.stem


@pytest.mark.parametrize("name", ["gender", "age_band", "education"])
def test_background_file_is_valid_and_named_after_its_variable(name: str) -> None:
    assert Background.model_validate(toml(f"background/{name}")).id == name


@pytest.mark.parametrize("path", sorted((DATA / "mappings").glob("*.toml")), ids=lambda path: path.stem)
def test_mapping_file_is_valid_and_named_after_its_form(path: Path) -> None:
    assert mapping(path.stem).form == path.stem


def test_fjordby_says_that_it_is_invented() -> None:
    fjordby = programme("fjordby")
    assert fjordby.invented
    assert fjordby.about is not None
    assert "oppdiktet" in fjordby.about["nb"]
    assert "opdigtet" in fjordby.about["da"]
    assert "invented" in fjordby.about["en"]


def test_fjordby_has_the_places_waves_and_rounds_it_should() -> None:
    fjordby = programme("fjordby")
    assert [role.id for role in fjordby.roles] == ["practitioner", "leader", "peer_worker", "other"]
    assert (len(fjordby.municipalities), len(fjordby.sites)) == (3, 12)
    assert {site.type for site in fjordby.sites} == {"residential", "day", "outreach", "mixed"}
    assert [(one.id, one.asked_as, one.closed) for one in fjordby.waves] == [
        ("pre", "pre", True),
        ("post", "post", True),
        ("followup", "post", True),
        ("citizens-2025", "pre", True),
        ("citizens-2026", "post", True),
    ]
    assert [wave.id for wave in fjordby.waves_of("citizens")] == ["citizens-2025", "citizens-2026"]
    assert [(one.id, one.closed) for one in fjordby.rounds] == [("r1", True), ("r2", True), ("r3", True)]
    assert (fjordby.k, fjordby.form_at) == (5, 8)


def test_the_printed_programme_has_no_roles_and_no_sites() -> None:
    printed = programme("recoverydannelse-2017")
    assert not printed.invented
    assert printed.roles == []
    assert printed.municipalities == []
    assert printed.about is not None
    assert all("2018" in text for text in (printed.about["nb"], printed.about["da"], printed.about["en"]))


def asked_in(name: str, one: str) -> list[str]:
    """The items of an instrument asked in a wave, none where the instrument was not."""
    asked_as, asked = wave(name).asked_as, instrument(one)
    return [item.id for item in asked.items_asked(asked_as)] if asked_as in asked.asked_as else []


@pytest.mark.parametrize("name", STAFF)
def test_every_item_that_was_asked_has_one_column(name: str) -> None:
    answers = staff_mapping(name).answers
    asked = {one: items for one in STAFF_INSTRUMENTS if (items := asked_in(name, one))}
    assert {one: list(columns) for one, columns in answers.items()} == asked
    columns_used = [column for columns in answers.values() for column in columns.values()]
    assert len(set(map(str, columns_used))) == len(columns_used)


def test_every_item_of_the_assessment_has_one_column() -> None:
    for one, columns in leadership_mapping().answers.items():
        assert list(columns) == [item.id for item in instrument(one).items]
    columns_used = [
        column for columns in leadership_mapping().answers.values() for column in columns.values()
    ]
    assert len(set(columns_used)) == len(columns_used)


def test_each_wave_was_asked_with_another_tool() -> None:
    assert [staff_mapping(name).tool for name in STAFF] == ["nettskjema", "enalyzer", "spss"]


def test_values_stand_for_ids_that_are_there() -> None:
    fjordby = programme("fjordby")
    sites = {site.id for site in fjordby.sites}
    leadership = leadership_mapping().values
    assert set(leadership["site"].values()) == sites
    assert set(leadership["round"].values()) == {one.id for one in fjordby.rounds}
    for name in STAFF:
        staff = staff_mapping(name).values
        assert set(staff["wave"].values()) == {name}
        assert set(staff["site"].values()) == sites
        assert set(staff["role"].values()) == {role.id for role in fjordby.roles}
        for variable in staff_mapping(name).background:
            described = Background.model_validate(toml(f"background/{variable}"))
            assert set(staff[variable].values()) == {category.id for category in described.categories}


@pytest.mark.parametrize("name", STAFF)
def test_staff_file_has_the_columns_of_what_was_asked_and_no_other(name: str) -> None:
    read = staff_mapping(name)
    named = [read.columns.respondent, read.columns.wave, read.columns.site, read.columns.role]
    own = ["$created"] if read.tool == "nettskjema" else []
    items = [str(columns[item]) for one, columns in read.answers.items() for item in asked_in(name, one)]
    expected = [*filter(None, named), *own, *read.background.values(), *read.drop, *items]
    assert sorted(staff_rows(name)[0]) == sorted(expected)


@pytest.mark.parametrize("name", STAFF)
def test_staff_file_holds_known_places_waves_and_jobs(name: str) -> None:
    read = staff_mapping(name)
    found = staff_rows(name)
    for one, ids in {"wave": {name}, "site": set(read.values["site"].values())}.items():
        assert {read.values[one][row[getattr(read.columns, one)]] for row in found} == ids
    role = str(read.columns.role)
    assert {read.values["role"][row[role]] for row in found} == set(read.values["role"].values())
    for variable, column in read.background.items():
        assert {row[column] for row in found} <= {"", *read.values[variable]}


@pytest.mark.parametrize("name", STAFF)
def test_staff_file_holds_answers_and_codes_only(name: str) -> None:
    read = staff_mapping(name)
    found = staff_rows(name)
    for one, columns in read.answers.items():
        asked = instrument(one)
        allowed = {*map(str, asked.answers)}
        allowed |= {code for special in asked.special for code in read.codes.get(special, [])}
        if read.cells == "label_numbers":
            allowed = {str(number + 1) for number in range(len(read.label_numbers[one]))}
        for column in columns.values():
            assert {row[str(column)] for row in found} - {""} <= allowed, column


def test_spss_calls_missing_what_is_an_answer_to_us() -> None:
    said: Any = pyreadstat.read_sav(EXAMPLE / "fjordby" / STAFF["followup"], user_missing=True)[1]
    read = staff_mapping("followup")
    for one, columns in read.answers.items():
        codes = {float(read.codes[special][0]) for special in instrument(one).special}
        for column in map(str, columns.values()):
            ends = [(missing["lo"], missing["hi"]) for missing in said.missing_ranges.get(column, [])]
            assert sorted(ends) == sorted((code, code) for code in codes)
            assert codes < set(said.variable_value_labels[column])


def test_leadership_file_has_the_columns_of_its_mapping() -> None:
    read = leadership_mapping()
    said = read.columns
    named = [said.site, said.round, said.leader, said.agreed, said.note]
    items = [column for columns in read.answers.values() for column in columns.values()]
    assert sorted(csv_rows(EXAMPLE / "fjordby/leadership.csv")[0]) == sorted(
        [*filter(None, named), *read.drop, *items]
    )


@pytest.mark.parametrize(("name", "file"), PUBLISHED.items())
def test_printed_table_has_the_columns_and_items_of_its_mapping(name: str, file: str) -> None:
    read = mapping(name)
    assert isinstance(read, PrintedFiguresMapping)
    text = (EXAMPLE / "recoverydannelse-2017" / file).read_text("utf-8")
    found = list(csv.DictReader(io.StringIO(text)))
    assert set(read.columns.values()) == set(found[0])
    assert {row["item"] for row in found} <= {item.id for item in instrument(read.instrument).items}
    assert {row["wave"] for row in found} <= {one.id for one in programme(read.programme).waves}
