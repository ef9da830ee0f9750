"""The chart that decides: the page's own, with the month of the claim, or of one row."""

from collections.abc import Sequence

from dashboard.charts import style
from dashboard.charts.style import Figure

# In front of the first month of the claim.
_BEFORE = 0.5


def with_month(figure: Figure, since: int, months: int, name: str) -> Figure:
    """Return the chart of one site with a line where the claim begins, and its name where there is room."""
    layout, at = figure["layout"], since - _BEFORE
    across = {"xref": "x", "yref": "y domain", "x0": at, "x1": at, "y0": 0, "y1": 1}
    line = {"type": "line", **across, "line": {"color": style.INK, "width": 2, "dash": "dash"}}
    words = {
        **{"xref": "x", "yref": "y domain", "x": at, "y": 1, "yanchor": "top"},
        **({"xanchor": "right", "xshift": -4} if 2 * at > months else {"xanchor": "left", "xshift": 4}),
        **{"text": name, "showarrow": False, "bgcolor": style.PAPER},
        "font": {"size": 13, "color": style.INK},
    }
    shapes, annotations = [*layout["shapes"], line], [*layout["annotations"], words]
    return {**figure, "layout": {**layout, "shapes": shapes, "annotations": annotations}}


def with_room(figure: Figure, legend: Sequence[str]) -> Figure:
    """Return the chart of one row, whose name may be short, with room for the legend above it."""
    layout, wanted = figure["layout"], style.room_for(legend)["l"]
    margin = {**layout["margin"], "l": max(layout["margin"]["l"], wanted)}
    return {
        **figure,
        "layout": {**layout, "margin": margin, "yaxis": style.at_the_edge(layout["yaxis"], margin)},
    }
