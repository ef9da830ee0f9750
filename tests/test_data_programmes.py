import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from etl.definitions.background import Background
from etl.definitions.instrument import Instrument
from etl.definitions.mapping import (
    AnyMapping,
    LeadershipMapping,
    Mapping,
    PublishedMapping,
    QuestionnaireMapping,
)
from etl.definitions.programme import Programme, Wave

DATA = Path(__file__).parents[1] / "data"
EXAMPLE = DATA / "example"
ENCODINGS = {
    "fjordby/staff-pre.csv": ("utf-8-sig", ";"),
    "fjordby/staff-post.csv": ("windows-1252", ";"),
    "fjordby/staff-followup.csv": ("utf-8", ","),
    "fjordby/leadership.csv": ("utf-8", ";"),
}
PUBLISHED = {
    "recoverydannelse-practice": "table5_practice.csv",
    "recoverydannelse-involvement": "table6_involvement.csv",
    "recoverydannelse-usefulness": "table4_usefulness.csv",
}
WAVES = ("pre", "post", "followup")


def toml(path: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{path}.toml").read_text("utf-8"))


def programme(name: str) -> Programme:
    return Programme.model_validate(toml(f"programmes/{name}"))


def instrument(name: str) -> Instrument:
    return Instrument.model_validate(toml(f"instruments/{name}"))


def mapping(name: str) -> Mapping:
    adapter: TypeAdapter[Mapping] = TypeAdapter(AnyMapping)
    return adapter.validate_python(toml(f"mappings/{name}"))


def staff_mapping() -> QuestionnaireMapping:
    read = mapping("fjordby-staff")
    assert isinstance(read, QuestionnaireMapping)
    return read


def leadership_mapping() -> LeadershipMapping:
    read = mapping("fjordby-leadership")
    assert isinstance(read, LeadershipMapping)
    return read


def rows(file: str) -> list[dict[str, str]]:
    encoding, delimiter = ENCODINGS[file]
    text = (EXAMPLE / file).read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


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
    ]
    assert [(one.id, one.closed) for one in fjordby.rounds] == [("r1", True), ("r2", True), ("r3", True)]
    assert (fjordby.k, fjordby.form_at) == (5, 8)


def test_the_printed_programme_has_no_roles_and_no_sites() -> None:
    printed = programme("recoverydannelse-2017")
    assert not printed.invented
    assert printed.roles == []
    assert printed.municipalities == []
    assert printed.about is not None
    assert all("2018" in text for text in (printed.about["nb"], printed.about["da"], printed.about["en"]))


@pytest.mark.parametrize("name", ["fjordby-staff", "fjordby-leadership"])
def test_every_item_has_one_column(name: str) -> None:
    read = mapping(name)
    assert isinstance(read, QuestionnaireMapping | LeadershipMapping)
    for one, columns in read.answers.items():
        assert list(columns) == [item.id for item in instrument(one).items]
    columns_used = [column for columns in read.answers.values() for column in columns.values()]
    assert len(set(columns_used)) == len(columns_used)


def test_staff_are_asked_eight_instruments() -> None:
    asked = {"practice", "involvement", "usefulness", "confidence"}
    asked |= {"planning", "course", "outlook", "expectations"}
    assert set(staff_mapping().answers) == asked


def test_values_stand_for_ids_that_are_there() -> None:
    fjordby = programme("fjordby")
    sites = {site.id for site in fjordby.sites}
    staff, leadership = staff_mapping().values, leadership_mapping().values
    assert set(staff["wave"].values()) == {one.id for one in fjordby.waves}
    assert set(staff["site"].values()) == set(leadership["site"].values()) == sites
    assert set(staff["role"].values()) == {role.id for role in fjordby.roles}
    assert set(leadership["round"].values()) == {one.id for one in fjordby.rounds}
    for variable in staff_mapping().background:
        described = Background.model_validate(toml(f"background/{variable}"))
        assert set(staff[variable].values()) == {category.id for category in described.categories}


@pytest.mark.parametrize("name", WAVES)
def test_staff_file_has_the_columns_of_what_was_asked_and_no_other(name: str) -> None:
    read = staff_mapping()
    named = [read.columns.respondent, read.columns.wave, read.columns.site, read.columns.role]
    items = [
        str(columns[item.id])
        for one, columns in read.answers.items()
        for item in instrument(one).items_asked(wave(name).asked_as)
        if wave(name).asked_as in instrument(one).asked_as
    ]
    header = list(rows(f"fjordby/staff-{name}.csv")[0])
    assert sorted(header) == sorted([*filter(None, named), *read.background.values(), *read.drop, *items])


@pytest.mark.parametrize("name", WAVES)
def test_staff_file_holds_known_places_waves_and_jobs(name: str) -> None:
    read = staff_mapping()
    found = rows(f"fjordby/staff-{name}.csv")
    assert {read.values["wave"][row["Måling"]] for row in found} == {name}
    assert {read.values["site"][row["Arbeidssted"]] for row in found} == set(read.values["site"].values())
    assert {read.values["role"][row["Stilling"]] for row in found} == set(read.values["role"].values())
    for variable, column in read.background.items():
        assert {row[column] for row in found} <= {"", *read.values[variable]}


@pytest.mark.parametrize("name", WAVES)
def test_staff_file_holds_answers_and_codes_only(name: str) -> None:
    read = staff_mapping()
    found = rows(f"fjordby/staff-{name}.csv")
    for one, columns in read.answers.items():
        asked = instrument(one)
        allowed = {"", *map(str, asked.answers)}
        allowed |= {code for special in asked.special for code in read.codes[special]}
        for column in columns.values():
            assert {row[column] for row in found if column in row} <= allowed, column


def test_leadership_file_has_the_columns_of_its_mapping() -> None:
    read = leadership_mapping()
    said = read.columns
    named = [said.site, said.round, said.leader, said.agreed, said.note]
    items = [column for columns in read.answers.values() for column in columns.values()]
    assert sorted(rows("fjordby/leadership.csv")[0]) == sorted([*filter(None, named), *read.drop, *items])


@pytest.mark.parametrize(("name", "file"), PUBLISHED.items())
def test_printed_table_has_the_columns_and_items_of_its_mapping(name: str, file: str) -> None:
    read = mapping(name)
    assert isinstance(read, PublishedMapping)
    text = (EXAMPLE / "recoverydannelse-2017" / file).read_text("utf-8")
    found = list(csv.DictReader(io.StringIO(text)))
    assert set(read.columns.values()) == set(found[0])
    assert {row["item"] for row in found} <= {item.id for item in instrument(read.instrument).items}
    assert {row["wave"] for row in found} <= {one.id for one in programme(read.programme).waves}
