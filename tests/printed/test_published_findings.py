"""Percentages of nobody, copied occasions, words that do not follow: worked by hand."""

from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.printed.claims import unfounded
from etl.printed.copies import copied
from etl.printed.figure import Printed, read_printed
from etl.printed.percent import bases, percent_fault
from publication.definitions.claims import Claim


def percent(text: str) -> Printed:
    return read_printed(text)


@pytest.mark.parametrize(("count", "text"), [(5, "22.5"), (8, "36.0"), (9, "40.5")])
def test_the_decades_of_table_1_are_percentages_of_nobody(count: int, text: str) -> None:
    # 5 of 22 are 22.7 %, 8 of 22 are 36.4 % and 9 of 22 are 40.9 %; of 21 and of 23 they are further off.
    assert [*(bases(count, percent(text)) or ())] == []
    assert percent_fault(count, percent(text), 22) == "percent"


def test_a_percentage_says_how_many_there_were() -> None:
    # 18 of 22 are 81.82 %, 1 of 22 is 4.545 %; of 21 or 23 they are not.
    assert [*(bases(18, percent("81.8")) or ())] == [22]
    assert [*(bases(1, percent("4.5")) or ())] == [22]
    # 50 % of one figure: 11 are half of 22; of 21.98 to 22.02.
    assert [*(bases(11, percent("50.0")) or ())] == [22]
    # Without decimals 49.5 to 50.5 %: 21.8 to 22.2.
    assert [*(bases(11, percent("50")) or ())] == [22]
    # 2.5 to 3.5 % of so many are 1: 29 to 40, the 40 only where a 5 is rounded up.
    assert [*(bases(1, percent("3"), "half_up") or ())] == [*range(29, 41)]
    assert [*(bases(1, percent("3"), "half_down") or ())] == [*range(29, 40)]


def test_nobody_is_no_per_cent_of_any_number() -> None:
    assert bases(0, percent("0.0")) is None
    assert percent_fault(0, percent("0.0"), 22) is None
    assert percent_fault(0, percent("4.5"), 22) == "percent"


def test_a_percentage_of_more_than_there_were_is_told() -> None:
    assert percent_fault(5, percent("22.7"), 22) is None
    assert percent_fault(5, percent("22.7"), 21) == "percent_base"
    assert percent_fault(5, percent("22.7"), None) is None
    # Some left the question blank: 5 of 21 is no fault among 22 respondents.
    assert percent_fault(5, percent("23.8"), 22) is None


def test_a_percentage_alone_is_a_share_of_some_number_there_can_be() -> None:
    # 3 per cent of at most 22 people is nobody's share: 1 of 22 are 4.5 %.
    assert percent_fault(None, percent("3.0"), 22) == "percent"
    assert percent_fault(None, percent("4.5"), 22) is None
    assert percent_fault(None, percent("3.0"), None) is None
    assert percent_fault(5, None, 22) is None


@given(
    base=st.integers(1, 400),
    share=st.floats(0, 1),
    decimals=st.integers(0, 2),
    way=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN]),
)
def test_a_true_percentage_is_never_accused(base: int, share: float, decimals: int, way: str) -> None:
    count = round(base * share)
    printed = (Decimal(100 * count) / base).quantize(Decimal(1).scaleb(-decimals), way)
    found = bases(count, percent(str(printed)))
    assert found is None or base in found
    assert percent_fault(count, percent(str(printed)), base) is None


def figures(*means: str) -> dict[object, tuple[Decimal | None, ...]]:
    return {at: (Decimal(mean), None) for at, mean in enumerate(means)}


def test_occasions_with_all_figures_alike_are_copies() -> None:
    first = figures("8.57", "7.51", "7.64", "7.68")
    again = figures("8.57", "7.51", "7.640", "7.68")
    other = figures("8.57", "7.51", "7.64", "7.69")
    assert copied({"1": first, "2": again, "3": other, "4": again}) == [(["1", "2", "4"], 4)]


def test_what_is_alike_by_chance_or_in_part_is_no_copy() -> None:
    few = figures("8.57", "7.51", "7.64")
    more = figures("8.57", "7.51", "7.64", "7.68", "9.00")
    assert copied({"1": few, "2": few}) == []
    assert copied({"1": more, "2": figures("8.57", "7.51", "7.64", "7.68")}) == []
    # Everyone said the same to everything, twice.
    assert copied({"1": figures(*["5.00"] * 6), "2": figures(*["5.00"] * 6)}) == []


PRE = {one: read_printed(mean) for one, mean in {"a": "3.00", "b": "3.00", "c": "3.00", "d": "4.00"}.items()}
POST = {one: read_printed(mean) for one, mean in {"a": "3.30", "b": "3.52", "c": "3.31", "d": "3.60"}.items()}


def claim(kind: str, *items: str) -> Claim:
    return Claim.model_validate({"instrument": "practice", "kind": kind, "items": list(items)})


def found(kind: str, *items: str) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (
            one.named.item,
            str(one.named.by),
            one.left_out.item if one.left_out else None,
            str(one.left_out.by) if one.left_out else None,
        )
        for one in unfounded(claim(kind, *items), PRE, POST)
    ]


def test_an_item_called_markedly_higher_for_less_than_one_left_out_is_told() -> None:
    assert found("higher_markedly", "a") == [("a", "0.30", "b", "0.52")]
    assert found("higher_markedly", "a", "b", "c") == []


def test_what_rounding_could_explain_is_not_told() -> None:
    # 0.30 and 0.31: each mean is right to 0.005, so each shift to 0.01.
    assert found("higher_markedly", "a", "b") == []
    assert found("higher_markedly", "b") == []


def test_an_item_that_moved_the_other_way_is_told() -> None:
    assert found("higher", "d") == [("d", "-0.40", None, None)]
    assert found("higher", "a") == []
    assert found("lower", "a") == [("a", "0.30", None, None)]
    assert found("lower_markedly", "d") == []


def test_a_claim_about_what_was_not_printed_is_not_judged() -> None:
    assert found("higher_markedly", "e") == []
