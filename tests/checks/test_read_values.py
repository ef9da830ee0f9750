"""Numbers, dates and months as SQL. Expected values are worked by hand; days by Python's calendar."""

import calendar
import datetime as dt

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.columns.values import Count, Date, Month, Number, Value

NBSP, NARROW = "\u00a0", "\u202f"


def read(value: Value, cell: str) -> object:
    """Return what a cell is read as, or the set of rules it breaks."""
    with duckdb.connect() as con:
        rules = value.rules("$cell")
        broken = {
            rule
            for rule, sql in rules.items()
            if con.execute(f"SELECT {sql}", {"cell": cell}).fetchone() == (True,)
        }
        typed = f"SELECT {value.typed('$cell')}, typeof({value.typed('$cell')})"
        kept, sql_type = con.execute(typed, {"cell": cell}).fetchone() or (None, None)
    assert sql_type == value.sql_type
    return broken or kept


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("7", 7.0),
        ("7,5", 7.5),
        ("7.25", 7.25),
        ("-3", -3.0),
        ("\u22123,5", -3.5),
        ("+4", 4.0),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
        ("1 234", 1234.0),
        (f"1{NBSP}234,5", 1234.5),
        (f"12{NARROW}345{NBSP}678,25", 12345678.25),
        ("1.234", {"ambiguous_number"}),
        ("1,234", {"ambiguous_number"}),
        ("1.234,5", {"not_a_number"}),
        ("12 34", {"not_a_number"}),
        ("7 %", {"not_a_number"}),
        ("7%", {"not_a_number"}),
        ("1e5", {"not_a_number"}),
        (".5", {"not_a_number"}),
        ("5,", {"not_a_number"}),
        ("nan", {"not_a_number"}),
        ("inf", {"not_a_number"}),
        ("0x1f", {"not_a_number"}),
        ("1_000", {"not_a_number"}),
        ("#div/0!", {"not_a_number"}),
        ("ca. 5", {"not_a_number"}),
    ],
)
def test_a_number_is_read_as_people_write_it_or_refused(cell: str, expected: object) -> None:
    assert read(Number(), cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("0", 0.0), ("10", 10.0), ("9.125", 9.125), ("-0.1", {"out_of_range"}), ("10,1", {"out_of_range"})],
)
def test_limits_hold_and_leave_no_room_for_thousands(cell: str, expected: object) -> None:
    assert read(Number(0, 10), cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12", 12),
        ("12,0", 12),
        ("12.00", 12),
        ("1 234", 1234),
        ("1.000", {"not_a_whole_number"}),
        ("12,5", {"not_a_whole_number"}),
        ("-1", {"out_of_range"}),
        ("32", {"out_of_range"}),
        ("99999999999999999999", {"not_a_whole_number"}),
    ],
)
def test_a_count_is_whole_and_not_negative(cell: str, expected: object) -> None:
    assert read(Count(high=None if cell == "1 234" else 31), cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-03-01", dt.date(2025, 3, 1)),
        ("01.03.2025", dt.date(2025, 3, 1)),
        ("1.3.2025", dt.date(2025, 3, 1)),
        ("01-03-2025", dt.date(2025, 3, 1)),
        ("2025-03-01 00:00:00", dt.date(2025, 3, 1)),
        ("2025-03-01t00:00", dt.date(2025, 3, 1)),
        ("29.02.2024", dt.date(2024, 2, 29)),
        ("29.02.2025", {"not_a_date"}),
        ("31.02.2025", {"not_a_date"}),
        ("2025-02-30", {"not_a_date"}),
        ("13.13.2025", {"not_a_date"}),
        ("01.03.25", {"not_a_date"}),
        ("25-03-01", {"not_a_date"}),
        ("0025-03-01", {"not_a_date"}),
        ("45717", {"not_a_date"}),
        ("3/1/2025", {"not_a_date"}),
        ("2025-03-01 13:45", {"not_a_date"}),
        ("20250301", {"not_a_date"}),
        ("1. mars", {"not_a_date"}),
        ("2025-07-01", {"in_future"}),
    ],
)
def test_a_date_exists_and_says_its_year(cell: str, expected: object) -> None:
    assert read(Date(dt.date(2025, 6, 30)), cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-03", dt.date(2025, 3, 1)),
        ("03.2025", dt.date(2025, 3, 1)),
        ("3.2025", dt.date(2025, 3, 1)),
        ("03-2025", dt.date(2025, 3, 1)),
        ("2025-03-01", dt.date(2025, 3, 1)),
        ("01.03.2025", dt.date(2025, 3, 1)),
        ("2025-03-02", {"not_a_month"}),
        ("2025-13", {"not_a_month"}),
        ("2025-00", {"not_a_month"}),
        ("45717", {"not_a_month"}),
        ("2025-06", dt.date(2025, 6, 1)),
        ("2025-07", {"in_future"}),
    ],
)
def test_a_month_exists_and_says_its_year(cell: str, expected: object) -> None:
    assert read(Month(dt.date(2025, 6, 30)), cell) == expected


@given(st.integers(1900, 2099), st.integers(0, 13), st.integers(0, 32))
def test_days_exist_that_the_calendar_has(year: int, month: int, day: int) -> None:
    exists = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    expected = dt.date(year, month, day) if exists else {"not_a_date"}
    assert read(Date(), f"{day:02}.{month:02}.{year}") == expected
    assert read(Date(), f"{year}-{month:02}-{day:02}") == expected


def test_limits_are_said_for_a_person() -> None:
    assert [Number(0, 10).limits, Number(0).limits, Number(high=5).limits, Number().limits] == [
        "0 … 10",
        "≥ 0",
        "≤ 5",
        "",
    ]
    assert (Count().limits, Date(dt.date(2025, 6, 30)).limits) == ("≥ 0", "≤ 2025-06-30")
    assert Month(dt.date(2025, 6, 30)).limits == "≤ 2025-06"
