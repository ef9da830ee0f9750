import tomllib
from pathlib import Path

import pytest

from publication.definitions.instrument import Instrument
from publication.definitions.text import Text

FOLDER = Path(__file__).parents[2] / "data" / "instruments"
FILES = sorted(FOLDER.glob("*.toml"))
ITEMS = {
    "practice": 28,
    "involvement": 9,
    "usefulness": 5,
    "confidence": 3,
    "planning": 11,
    "course": 14,
    "outlook": 14,
    "expectations": 8,
    "kor_rating": 4,
    "kor_benefit": 4,
    "kor_expectation": 4,
    "principles": 7,
    "core_task": 5,
    "rehabilitation_principles": 8,
    "citizens": 9,
}
SCORED = {"practice", "involvement", "usefulness", "confidence", "planning", "course", "citizens"}
LONGEST_LABEL = 45
LONGEST_SCALE_END = 28


def read(name: str) -> Instrument:
    return Instrument.model_validate(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")))


def texts(text: Text) -> list[str]:
    return [text["nb"], text["da"], text["en"]]


def test_every_instrument_is_there() -> None:
    assert {path.stem for path in FILES} == set(ITEMS)


@pytest.mark.parametrize("name", ITEMS)
def test_file_is_valid_and_named_after_its_instrument(name: str) -> None:
    instrument = read(name)
    assert instrument.id == name
    assert len(instrument.items) == ITEMS[name]
    assert instrument.overall == (name in SCORED)
    assert instrument.question is not None


@pytest.mark.parametrize("name", ITEMS)
def test_labels_fit_a_chart(name: str) -> None:
    instrument = read(name)
    for item in instrument.items:
        assert max(map(len, texts(item.label))) <= LONGEST_LABEL, item.id
    if instrument.scale:
        ends = texts(instrument.scale.low_label) + texts(instrument.scale.high_label)
        assert max(map(len, ends)) <= LONGEST_SCALE_END


@pytest.mark.parametrize("name", ITEMS)
def test_no_label_names_two_items(name: str) -> None:
    for in_one_language in zip(*(texts(item.label) for item in read(name).items), strict=True):
        assert len(set(in_one_language)) == ITEMS[name]


@pytest.mark.parametrize(
    ("name", "low", "high", "step"),
    [
        ("practice", 1, 5, 1),
        ("involvement", 1, 5, 1),
        ("usefulness", 1, 4, 1),
        ("confidence", 1, 4, 1),
        ("expectations", 0, 1, 1),
        ("core_task", 0, 1, 1),
        ("kor_rating", 0, 10, 0.1),
    ],
)
def test_scales(name: str, low: int, high: int, step: float) -> None:
    scale = read(name).scale
    assert scale is not None
    assert (scale.low, scale.high, scale.step) == (low, high, step)


def test_tags_have_no_scale() -> None:
    assert read("rehabilitation_principles").scale is None


def test_special_answers() -> None:
    special = {name: set(read(name).special) for name in ITEMS}
    assert {name: given for name, given in special.items() if given} == {
        "practice": {"not_applicable", "dont_know"},
        "involvement": {"not_applicable"},
        "usefulness": {"not_relevant"},
        "planning": {"dont_know"},
        "principles": {"dont_know"},
        "citizens": {"dont_know"},
    }


def test_difficulties_are_turned_round_and_nothing_else() -> None:
    turned = {item.id for name in ITEMS for item in read(name).items if item.reverse}
    assert turned == {"v01", "v02", "v03"}


def test_one_outlook_item_is_asked_afterwards_only() -> None:
    outlook = read("outlook")
    before = {item.id for item in outlook.items_asked("pre")}
    after = {item.id for item in outlook.items_asked("post")}
    assert after - before == {"v14"}
    assert len(before) == 13


def test_practice_groups_say_what_speaks_for_and_against_them() -> None:
    practice = read("practice")
    used = [item.subscale for item in practice.items]
    assert {one.id: used.count(one.id) for one in practice.subscales} == {
        "choice": 5,
        "life_goals": 11,
        "tailored_services": 2,
        "treatment_options": 5,
        "involvement": 4,
    }
    for subscale in practice.subscales:
        assert all("407" in text and "654" in text for text in texts(subscale.evidence))


def test_group_and_instrument_called_involvement_have_different_names() -> None:
    group = next(one for one in read("practice").subscales if one.id == "involvement")
    assert not set(texts(group.name)) & set(texts(read("involvement").name))
