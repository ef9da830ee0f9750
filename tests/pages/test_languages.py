"""Numbers, dates, lists and codes as each language writes them."""

import datetime as dt
import math

import pytest

from publication.language_list import KNOWN
from publication.languages import CODES
from tests.dashboards import LANGUAGES


@pytest.mark.parametrize(
    ("number", "digits", "sign", "nordic"),
    [
        (3.14159, 2, False, "3,14"),
        (-0.5, 2, False, "−0,50"),
        (0.5, 2, True, "+0,50"),
        (-0.001, 2, True, "0,00"),
        (0.0, 2, True, "0,00"),
        (4, 0, False, "4"),
        (math.nan, 2, False, ""),
        (None, 2, False, ""),
    ],
)
def test_decimals(number: float | None, digits: int, sign: bool, nordic: str) -> None:
    for code in CODES:
        wanted = nordic.replace(",", ".") if code == "en" else nordic
        assert LANGUAGES[code].decimal(number, digits, sign=sign) == wanted


def test_whole_numbers_set_thousands_apart() -> None:
    assert LANGUAGES["da"].whole(1234567) == "1\u202f234\u202f567"
    assert LANGUAGES["en"].whole(1234567) == "1,234,567"
    assert LANGUAGES["da"].whole(999) == "999"
    assert LANGUAGES["da"].whole(math.nan) == ""


def test_plotly_gets_the_languages_marks() -> None:
    assert [LANGUAGES[code].separators for code in ("nb", "da", "en")] == [",\u202f", ",\u202f", ".,"]


def test_per_cent_and_spans_are_written_as_each_language_writes_them() -> None:
    said = {code: (LANGUAGES[code].percent("76"), LANGUAGES[code].span("3", "4")) for code in CODES}
    nordic = ("76\u00a0%", "3 – 4")
    assert said == {"da": nordic, "nb": nordic, "en": ("76%", "3 to 4")}


def test_dates_are_written_out() -> None:
    day = dt.date(2025, 6, 12)
    said = {code: LANGUAGES[code].date(day) for code in CODES}
    assert said == {"nb": "12. juni 2025", "da": "12. juni 2025", "en": "12 June 2025"}


def test_lists_and_middles() -> None:
    english = LANGUAGES["en"]
    assert [english.listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert (english.middle(3.0), english.middle(2.5), LANGUAGES["nb"].middle(2.5)) == ("3", "2.5", "2,5")


def test_one_and_many() -> None:
    english = LANGUAGES["en"]
    assert english.counted("card.staff", 1, wave="Before") == "Before: 1 person answered"
    assert english.counted("card.staff", 1200, wave="Before") == "Before: 1,200 people answered"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        LANGUAGES["en"].say("card.nothing_like_this")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("nb", "nb"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("DA", "da"),
        ("en-GB", "en"),
        ("sv", None),
        ("", None),
        (None, None),
    ],
)
def test_codes(asked: str | None, code: str | None) -> None:
    assert KNOWN.known(asked) == code
