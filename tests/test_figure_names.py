"""Names are text in a chart, in whatever signs they are written."""

import pytest

from dashboard.figures.names import with_names_as_text

SHOWN = {
    "<b>x</b>": "&lt;b&gt;x&lt;/b&gt;",
    "<a href='http://e.example'>here</a>": "&lt;a href='http://e.example'&gt;here&lt;/a&gt;",
    "A & B": "A &amp; B",
    "%{x}": "%&#123;x}",
    "&lt;b&gt;": "&amp;lt;b&amp;gt;",
    "a<br>b": "a&lt;br&gt;b",
    "$\\alpha$": "$\\alpha$",
}


@pytest.mark.parametrize(("name", "written"), SHOWN.items())
def test_a_name_is_written_as_text_and_our_own_markup_stays(name: str, written: str) -> None:
    figure = {"data": [{"hovertext": [f"<b>{name}</b><br>n = 9", None, 3]}], "layout": {"height": 3}}
    said = with_names_as_text(figure, [{"sites": [{"name": name}]}])
    assert said == {"data": [{"hovertext": [f"<b>{written}</b><br>n = 9", None, 3]}], "layout": {"height": 3}}


def test_a_name_broken_over_lines_is_the_same_name() -> None:
    name = "Home <i>for</i> all-day care"
    broken = {
        "a": "Home<br><i>for</i><br>all-<br>day care",
        "b": "<b>home</b><br><b><i>for</i> all-day care</b>",
    }
    assert with_names_as_text(broken, [name]) == {
        "a": "Home<br>&lt;i&gt;for&lt;/i&gt;<br>all-<br>day care",
        "b": "<b>home</b><br><b>&lt;i&gt;for&lt;/i&gt; all-day care</b>",
    }


def test_a_figure_of_plain_names_is_left_as_it_is() -> None:
    figure = {"data": [{"text": "<b>Solsiden</b>"}]}
    assert with_names_as_text(figure, [{"name": "Solsiden"}]) is figure
