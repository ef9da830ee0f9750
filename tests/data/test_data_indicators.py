"""The indicators as they are described, and what a description may not say."""

from pathlib import Path
from typing import Any

import pytest

from publication.definitions.files import read_indicators
from publication.definitions.indicator import Indicator, series_about_staff
from publication.definitions.text import Text
from publication.faults import SourceError
from publication.places import DEFAULT_DATA
from tests.worlds import WORDS, text, write_toml

INDICATORS = read_indicators(DEFAULT_DATA)
LONGEST_NAME = 30
# Indicator → what it is made of, which direction is good, its chart, and per how many.
DESCRIBED = {
    "occupancy": (["occupied_days", "available_days"], "none", "xmr", 100),
    "places_in_use": (["places_in_use", "places"], "none", "run", 100),
    "referrals": (["referrals"], "none", "run", 1),
    "waiting": (["waiting"], "down", "run", 1),
    "staffing": (["worked_hours"], "none", "xmr", 1),
    "absence": (["absence"], "down", "xmr", 1),
    "violence": (["violence", "occupied_days"], "down", "u", 1000),
    "threats": (["threats", "occupied_days"], "down", "u", 1000),
    "goals": (["goals_reached", "goals_reviewed"], "up", "p", 100),
    "moved_on": (["moved_on"], "up", "run", 1),
}


def in_all(words: Text) -> list[str]:
    return [words["nb"], words["da"], words["en"]]


def test_the_indicators_are_there() -> None:
    found = {name: (one.uses, one.direction, one.chart, one.per) for name, one in INDICATORS.items()}
    assert found == DESCRIBED


def test_absence_and_hours_and_nothing_else_wait_for_enough_staff() -> None:
    assert [name for name, one in INDICATORS.items() if one.about_staff] == ["absence", "staffing"]
    assert series_about_staff(INDICATORS.values()) == {"absence", "worked_hours"}


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda one: one.id)
def test_words_are_whole_and_told_apart(indicator: Indicator) -> None:
    assert max(map(len, in_all(indicator.name))) <= LONGEST_NAME
    for sentences in (indicator.meaning, indicator.used_for):
        assert all(words.endswith(".") for words in in_all(sentences))
        assert len(set(in_all(sentences))) == 3


def test_no_name_stands_for_two_series() -> None:
    names = [one.name for indicator in INDICATORS.values() for one in indicator.series]
    for in_one_language in zip(*map(in_all, names), strict=True):
        assert len(set(in_one_language)) == len(names)


def test_what_a_figure_cannot_exceed() -> None:
    series = [one for indicator in INDICATORS.values() for one in indicator.series]
    ceilings = {one.id: (one.ceiling.series, one.ceiling.per_day) for one in series if one.ceiling}
    assert ceilings == {
        "occupied_days": ("available_days", False),
        "available_days": ("places", True),
        "places_in_use": ("places", False),
        "goals_reached": ("goals_reviewed", False),
    }
    assert {one.id: one.values for one in series if one.values != "whole"} == {
        "worked_hours": "decimal",
        "absence": "percent",
    }


def described(**changed: object) -> dict[str, object]:
    words = {one: text(one) for one in ("name", "meaning", "unit", "used_for")}
    series = [{"id": "a", "name": text("A")}]
    return {
        "id": "one",
        "direction": "up",
        "chart": "run",
        "numerator": "a",
        **words,
        "series": series,
        **changed,
    }


def second(**changed: object) -> dict[str, object]:
    of_its_own = {"id": "two", "numerator": "b", "series": [{"id": "b", "name": text("B")}]}
    return described(**(of_its_own | changed))


def found(data: Path, *files: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    for one in files:
        write_toml(data / "indicators" / f"{one['id']}.toml", one)
    with pytest.raises(SourceError) as refused:
        read_indicators(data)
    assert all(fault.sentence(WORDS, "nb") for fault in refused.value.faults)
    return [(one.file, one.rule, one.column) for one in refused.value.faults]


@pytest.mark.parametrize(
    ("changed", "rule", "key"),
    [
        ({"colour": "red"}, "key_unknown", "colour"),
        ({"direction": "sideways"}, "key_not_among", "direction"),
        ({"chart": "pie"}, "key_not_among", "chart"),
        ({"per": 0}, "key_out_of_range", "per"),
        ({"numerator": "b"}, "series_unknown", "numerator"),
        ({"denominator": "b"}, "series_unknown", "denominator"),
        ({"series": [{"id": "a"}]}, "key_missing", "series[1].name"),
        (
            {"series": [{"id": "a", "name": text("A"), "ceiling": {"series": "c"}}]},
            "series_unknown",
            "series.ceiling",
        ),
    ],
)
def test_a_broken_indicator_is_refused_with_its_place(
    tmp_path: Path, changed: dict[str, object], rule: str, key: str
) -> None:
    assert found(tmp_path, described(**changed)) == [("one.toml", rule, key)]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"chart": "u"}, "chart_needs_denominator"),
        ({"chart": "p"}, "chart_needs_denominator"),
        ({"per": 1000}, "per_needs_denominator"),
        ({"denominator": "a"}, "ids_twice"),
        ({"series": [{"id": "a", "name": text("A")}] * 2}, "ids_twice"),
    ],
)
def test_an_indicator_that_contradicts_itself_is_refused(
    tmp_path: Path, changed: dict[str, object], rule: str
) -> None:
    assert [one[:2] for one in found(tmp_path, described(**changed))] == [("one.toml", rule)]


def test_a_series_is_described_once(tmp_path: Path) -> None:
    twice = second(numerator="a", series=[{"id": "a", "name": text("Again")}])
    assert found(tmp_path, described(), twice) == [
        ("one.toml", "series_twice", "series"),
        ("two.toml", "series_twice", "series"),
    ]


def test_a_share_is_part_of_its_denominator(tmp_path: Path) -> None:
    share = described(chart="p", denominator="b")
    assert found(tmp_path, share, second()) == [("one.toml", "no_share", "chart")]


def test_a_series_may_be_used_by_several_indicators(tmp_path: Path) -> None:
    rate = second(chart="u", denominator="a")
    for one in (described(), rate):
        write_toml(tmp_path / "indicators" / f"{one['id']}.toml", one)
    assert read_indicators(tmp_path)["two"].uses == ["b", "a"]


def test_a_folder_without_indicators_has_none(tmp_path: Path) -> None:
    assert read_indicators(tmp_path) == {}
