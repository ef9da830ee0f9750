"""Decisions on charts of months: in the month they were made, in the panels they are about."""

import datetime as dt
from typing import Any

from dashboard.charts.decided import Mark, with_decisions

AXES = {"xaxis": {"range": [-0.5, 23.5]}, "xaxis2": {"range": [-0.5, 23.5]}}
MONTHS: dict[str, Any] = {
    "data": [],
    "layout": {"meta": {"sites": ["a", "b"], "first": "2024-03"}, **AXES, "shapes": [], "annotations": []},
}


def drawn(*marks: Mark) -> list[tuple[str, float, str]]:
    """The panel, month and number of each line."""
    layout = with_decisions(MONTHS, marks)["layout"]
    found = zip(layout["shapes"], layout["annotations"], strict=True)
    return [(line["xref"], line["x0"], words["text"]) for line, words in found]


def test_a_line_stands_in_its_month_and_panel() -> None:
    assert drawn(Mark(1, dt.date(2024, 3, 31), "a")) == [("x", 0, "<b>1</b>")]
    assert drawn(Mark(2, dt.date(2025, 1, 1), "b")) == [("x2", 10, "<b>2</b>")]


def test_a_decision_about_all_stands_in_all() -> None:
    assert [panel for panel, *_ in drawn(Mark(1, dt.date(2024, 5, 1), ""))] == ["x", "x2"]


def test_what_lies_outside_the_months_is_not_drawn() -> None:
    for day in (dt.date(2024, 2, 29), dt.date(2026, 3, 1)):
        assert drawn(Mark(1, day, "a")) == []
    assert drawn(Mark(1, dt.date(2024, 5, 1), "elsewhere")) == []


def test_another_chart_stays_as_it_is() -> None:
    other = {"data": [], "layout": {"meta": {"publication": 1}}}
    assert with_decisions(other, [Mark(1, dt.date(2024, 5, 1), "")]) == other
    assert with_decisions(MONTHS, []) == MONTHS
