"""What stands around the marks of each line: its ends, title and axes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts import style
from dashboard.charts.style import Trace
from dashboard.pages.sessions.answer import SessionRow, end_of_line
from publication.languages import Language

# In letters: what a title has room for where so many panels share the narrowest chart.
TITLES = {1: 20, 2: 20, 3: 18}
NARROWEST = 14
# Gap between panels, and room right of each line for its numbers; one panel alone has them in the margin.
GAP, ROOM, MARGIN_OF_ONE = 0.012, 0.42, 56
HALF_MARK = 0.5


@dataclass(frozen=True, slots=True)
class SessionsTexts:
    """What a chart of sessions writes beside its numbers.

    Attributes:
        language: The reader's.
        lines: Item → label.
        scale: The lowest and the highest mark.
        withheld: The sentence for what is not shown.
        signs: Session → the sign of those printed with the same figures.
    """

    language: Language
    lines: Mapping[str, str]
    scale: tuple[int, int]
    withheld: str
    signs: Mapping[str, str]


def axis_name(at: int) -> str:
    """Return what plotly calls a panel's axis."""
    return "" if at == 0 else str(at + 1)


def most_lines(labels: Sequence[str]) -> int:
    """Return how many lines the longest label has."""
    return max(label.count("<br>") + 1 for label in labels)


def ends_of_lines(rows: Sequence[SessionRow], beyond: float, words: SessionsTexts) -> list[Trace]:
    """Return a shade over the end of each line that has no room left."""
    low, high = words.scale
    return [
        {
            "type": "rect",
            "xref": f"x{axis_name(at)}",
            "x0": end_of_line(low, high) - beyond,
            "x1": high + beyond,
            "y0": y - 0.46,
            "y1": y + 0.46,
            "fillcolor": style.TOGETHER,
            "line": {"width": 0},
            "layer": "below",
        }
        for at, item in enumerate(words.lines)
        for y, row in enumerate(rows)
        if item in row.marked and row.marked[item].at_the_end
    ]


def panel_axes(at: int, panels: int, words: SessionsTexts) -> Trace:
    """Return a panel's axis across."""
    (low, high), width = words.scale, 1 / panels
    middle = (low + high) // 2
    return {
        "domain": [at * width + (GAP if at else 0), (at + 1) * width],
        "range": [
            low - HALF_MARK - 0.1,
            high + HALF_MARK + (ROOM * (high - low) if panels > 1 else 0.0),
        ],
        "tickvals": [low, middle, high],
        "gridcolor": style.RULE,
        "griddash": "dot",
        "zeroline": False,
        "fixedrange": True,
        "side": "top",
    }


def wrapped_titles(words: SessionsTexts) -> list[str]:
    """Return the panels' titles, broken over lines."""
    width = TITLES.get(len(words.lines), NARROWEST)
    return [style.wrapped(label, width) for label in words.lines.values()]


def panel_titles(words: SessionsTexts) -> list[Trace]:
    """Return each panel's line as a title over it."""
    return [
        {
            "text": f"<b>{title}</b>",
            "x": words.scale[0],
            "xref": f"x{axis_name(at)}",
            "xanchor": "left",
            "align": "left",
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 24,
            "showarrow": False,
        }
        for at, title in enumerate(wrapped_titles(words))
    ]


def margin_of(labels: Sequence[str], top: int, panels: int) -> dict[str, int]:
    """Return the room around all panels."""
    margin = {**style.room_for(labels), "t": top, "b": 16}
    return {**margin, "r": MARGIN_OF_ONE} if panels == 1 else margin
