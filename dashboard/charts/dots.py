"""A dot with its interval per row: what the charts of change and of sites are made of."""

from collections.abc import Sequence

from dashboard.answers.rows import Side
from dashboard.charts import style
from dashboard.charts.style import Trace
from publication.languages import Language

HOLLOW = {"color": style.PAPER, "line": {"color": style.EARLIER, "width": 2.5}}
FILLED = {"color": style.LATER, "line": {"color": style.LATER, "width": 2}}

Drawn = Sequence[tuple[float, str, Side]]


def _hover(side: Side, wave: str, language: Language) -> str:
    """Return the template of a dot's hover text; plotly writes the numbers with the layout's separators."""
    span = language.span("%{customdata[1]:.2f}", "%{customdata[2]:.2f}")
    interval = f" ({span})" if side.low == side.low else ""
    n = "<br>n = %{customdata[3]}" if side.n == side.n else ""
    return f"<b>%{{customdata[0]}}</b><br>{wave}: %{{x:.2f}}{interval}{n}<extra></extra>"


def _reach(side: Side, scale: tuple[int, int]) -> tuple[float, float]:
    """Return how far the interval reaches below and above the mean, on the scale; 0 where there is none."""
    if side.low != side.low:
        return 0.0, 0.0
    return max(side.mean - max(side.low, scale[0]), 0.0), max(min(side.high, scale[1]) - side.mean, 0.0)


def dots(
    drawn: Drawn, wave: str, marker: Trace, scale: tuple[int, int], language: Language, size: int = 11
) -> Trace:
    """Return one wave's means with their intervals, as a trace.

    Args:
        drawn: Height, name and numbers of each row that has a mean.
        wave: What the wave is called.
        marker: HOLLOW for the earlier, FILLED for the later wave.
        scale: Lowest and highest answer; intervals end there.
        language: The reader's.
        size: Of the dots, in pixels.
    """
    reach = [_reach(side, scale) for _, _, side in drawn]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": wave,
        "x": [side.mean for _, _, side in drawn],
        "y": [y for y, _, _ in drawn],
        "marker": {"size": size, **marker},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [above for _, above in reach],
            "arrayminus": [below for below, _ in reach],
            "color": marker["line"]["color"],
            "thickness": 1.8,
            "width": 0,
        },
        "customdata": [[name, side.low, side.high, side.n] for _, name, side in drawn],
        "hovertemplate": [_hover(side, wave, language) for _, _, side in drawn],
        "cliponaxis": False,
    }
