"""What heatmaps share: the colours of a scale, ink that can be read on them, and names above the columns."""

from collections.abc import Sequence

from dashboard.charts import style
from dashboard.charts.style import Trace


def colours() -> list[list[float | str]]:
    """Return the colours of a scale, as plotly takes them."""
    steps = len(style.SEQUENTIAL)
    return [[at / (steps - 1), colour] for at, colour in enumerate(style.SEQUENTIAL)]


def _mixed(low_colour: str, high_colour: str, share: float) -> str:
    """Return the colour a share of the way from one to another, as plotly mixes them."""
    pairs = ((int(low_colour[at : at + 2], 16), int(high_colour[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in pairs)


def ink_at(value: float, scale: tuple[int, int]) -> str:
    """Return the colour in which words can be read on a value's colour."""
    steps = (value - scale[0]) / (scale[1] - scale[0]) * (len(style.SEQUENTIAL) - 1)
    below = min(int(steps), len(style.SEQUENTIAL) - 2)
    mixed = _mixed(style.SEQUENTIAL[below], style.SEQUENTIAL[below + 1], steps - below)
    return style.ink_on(mixed)


def across(names: Sequence[str]) -> Trace:
    """Return an x axis with a name above each column, none left out at the edge."""
    return {
        "ticklabeloverflow": "allow",
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "side": "top",
        "range": [-0.5, len(names) - 0.5],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickangle": 0,
        "tickfont": {"size": 13},
        "ticks": "",
    }


def cells(z: Sequence[Sequence[float | None]], scale: tuple[int, int]) -> Trace:
    """Return a trace of coloured cells, rows down; None stays blank."""
    return {
        "type": "heatmap",
        "z": [list(row) for row in z],
        "x": list(range(len(z[0]) if z else 0)),
        "y": list(range(len(z))),
        "zmin": scale[0],
        "zmax": scale[1],
        "colorscale": colours(),
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": True,
    }
