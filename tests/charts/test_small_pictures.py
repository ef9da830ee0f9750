"""Small pictures, parsed as a browser does: where things stand is worked out by hand from the numbers."""

import math
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from dashboard.charts import style
from dashboard.charts.small import Interval, Placed, dumbbell, marks_beside, sparkline, strip
from dashboard.charts.svg import Picture
from dashboard.components.small_picture import small_picture

SVG = "{http://www.w3.org/2000/svg}"
NASTY = """<b>"Sol & Måne"</b> ]]> 'x' %41 #"""
GAP = math.nan


def read(picture: Picture) -> ElementTree.Element:
    root = ElementTree.fromstring(picture.svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == f"0 0 {picture.width} {picture.height}"
    return root


def paths(picture: Picture, colour: str) -> list[str]:
    return [str(one.get("d")) for one in read(picture).iter(f"{SVG}path") if colour in one.attrib.values()]


def dots(picture: Picture) -> list[tuple[str | None, ...]]:
    return [tuple(map(one.get, ("cx", "cy", "fill"))) for one in read(picture).iter(f"{SVG}circle")]


def test_months_stand_where_their_numbers_say() -> None:
    """54 × 22 less 3 at each side: five months are 12 apart, and 0 to 8 are 16 high, so two a unit."""
    picture = sparkline([0, 8, 4, 6, 2], "said")
    assert paths(picture, style.EARLIER) == ["M3,19L15,3L27,11L39,7L51,15"]
    assert dots(picture) == [("51", "15", style.LATER)]


def test_a_month_without_a_figure_is_a_gap_and_the_newest_with_one_is_marked() -> None:
    picture = sparkline([0, 8, GAP, 6, GAP], "said")
    assert paths(picture, style.EARLIER) == ["M3,19L15,3M39,7h0"]
    assert dots(picture) == [("39", "7", style.LATER)]


def test_the_months_of_a_signal_are_marked_in_its_colour() -> None:
    picture = sparkline([0, 8, 4, GAP, 2], "said", marked=(4, 2, 3), colour=style.DOWN)
    assert paths(picture, style.DOWN) == ["M27,11h0M51,15h0"]
    assert dots(picture) == [("51", "15", style.DOWN)]


def test_centre_line_and_target_share_the_scale_of_the_months() -> None:
    """The target, 8, is the highest of all; the centre line is 2 over two months, then a gap, then 6."""
    picture = sparkline([0, 4, 4, 4, 4], "said", centre=[2, 2, GAP, 6, 6], target=8)
    assert paths(picture, style.RULE) == ["M3,15H15M39,7H51"]
    assert paths(picture, style.QUIET) == ["M3,3H51"]
    assert paths(picture, style.EARLIER) == ["M3,19L15,11L27,11L39,11L51,11"]


def test_months_all_alike_and_one_month_alone_are_in_the_middle() -> None:
    assert paths(sparkline([7, 7], "said"), style.EARLIER) == ["M3,11L51,11"]
    assert dots(sparkline([7], "said")) == [("27", "11", style.LATER)]


def test_without_any_figure_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError):
        sparkline([GAP, GAP], "said")


def test_two_means_stand_on_the_scale_they_are_given() -> None:
    """120 wide less 3 at each side: 1 to 5 is 28.5 a unit; a third down the earlier, two thirds the later."""
    picture = dumbbell(Interval(2, 1.5, 2.5), Interval(4, 3, 9), (1, 5), "said", band=(2, 3))
    assert dots(picture) == [("31.5", "8", style.PAPER), ("88.5", "16", style.LATER)]
    assert paths(picture, style.EARLIER) == ["M17.2,8H45.8"]
    assert paths(picture, style.LATER) == ["M60,16H117"]
    assert paths(picture, style.RULE) == ["M31.5,8L88.5,16"]
    (band,) = read(picture).iter(f"{SVG}rect")
    assert (band.get("x"), band.get("width")) == ("31.5", "28.5")


def test_a_later_mean_can_stand_alone() -> None:
    picture = dumbbell(None, Interval(3, 2, 4), (1, 5), "said")
    assert dots(picture) == [("60", "16", style.LATER)]
    assert not list(read(picture).iter(f"{SVG}rect"))


def test_two_marks_stand_each_on_its_own_scale_and_nothing_joins_them() -> None:
    """120 wide less 5 at each side: the middle of 1 to 5 is at 60, a quarter of 0 to 10 at 32.5."""
    picture = marks_beside([Placed(3, 1, 5), Placed(2.5, 0, 10)], "said")
    assert dots(picture) == [("32.5", "13.5", style.LATER), ("60", "6.5", style.PAPER)]
    assert paths(picture, style.RULE) == ["M5,6V14M115,6V14M5,10H115"]
    assert dots(marks_beside([None, Placed(5, 1, 5)], "said")) == [("115", "13.5", style.LATER)]
    assert dots(marks_beside([Placed(1, 1, 5), None], "said")) == [("5", "6.5", style.PAPER)]


def test_a_strip_has_a_cell_for_each_claim_by_place_and_colour() -> None:
    """Cells of six with one between them: up at the top, down at the bottom of 14, the rest between."""
    picture = strip(["up", "none", "down", "up"], "said")
    assert paths(picture, style.UP) == ["M0,0h6v6h-6zM21,0h6v6h-6z"]
    assert paths(picture, style.NEUTRAL) == ["M7,5h6v4h-6z"]
    assert paths(picture, style.DOWN) == ["M14,8h6v6h-6z"]
    assert (picture.width, picture.height) == (27, 14)


@pytest.mark.parametrize(
    "picture",
    [sparkline([1, 2], NASTY), dumbbell(None, Interval(3, 2, 4), (1, 5), NASTY), strip(["up"], NASTY)],
)
def test_a_name_is_text_whatever_stands_in_it(picture: Picture) -> None:
    (title,) = read(picture).iter(f"{SVG}title")
    assert (title.text, list(title), picture.words) == (NASTY, [], NASTY)
    image = small_picture(picture).to_plotly_json()["props"]
    assert (image["alt"], image["width"], image["height"]) == (NASTY, picture.width, picture.height)
    kind, _, written = image["src"].partition(",")
    assert kind == "data:image/svg+xml"
    assert not set(written) & set("<>\"'# &?")
    assert unquote(written) == picture.svg
