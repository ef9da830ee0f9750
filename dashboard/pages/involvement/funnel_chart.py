"""The funnel: sites by how many answered, between the limits that chance alone keeps them within."""

from dashboard.charts import style
from dashboard.charts.style import Figure, Trace
from dashboard.pages.involvement.answer import SiteRow
from dashboard.pages.involvement.chart import InvolvementTexts
from dashboard.pages.involvement.funnel import Floats, Funnel

HEIGHT = 560


def _limit(sizes: Floats, edge: Floats, scale: tuple[int, int], dash: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": sizes.tolist(),
        "y": edge.clip(*scale).tolist(),
        "line": {"color": style.QUIET, "width": 1.6, "dash": dash},
        "hoverinfo": "skip",
    }


def _hover(row: SiteRow, words: InvolvementTexts) -> str:
    mean, n = words.language.decimal(row.later.mean), words.language.whole(row.later.n)
    return f"<b>{words.language.of(row.place)}</b><br>{words.waves[1]}: {mean}<br>n = {n}"


def _colour(out: bool, high: bool) -> str:
    return (style.UP if high else style.DOWN) if out else style.LATER


def _sites(funnel: Funnel, words: InvolvementTexts) -> Trace:
    """Return the sites; one beyond the outer limits carries its name, on the side where no others are."""
    beyond = [funnel.beyond(row) for row in funnel.rows]
    above = [row.later.mean > funnel.centre for row in funnel.rows]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": words.waves[1],
        "x": [row.later.n for row in funnel.rows],
        "y": [row.later.mean for row in funnel.rows],
        "text": [
            words.language.of(row.place) if out else "" for row, out in zip(funnel.rows, beyond, strict=True)
        ],
        "textposition": ["top center" if high else "bottom center" for high in above],
        "marker": {
            "size": 10,
            "symbol": ["diamond" if out else "circle" for out in beyond],
            "color": [_colour(*place) for place in zip(beyond, above, strict=True)],
        },
        "hovertext": [_hover(row, words) for row in funnel.rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _scale(words: InvolvementTexts) -> tuple[list[int], list[str]]:
    low, high = words.scale
    ticks = list(range(low, high + 1))
    texts = [str(tick) for tick in ticks]
    texts[0] += f" {words.ends[0]}"
    texts[-1] += f" {words.ends[1]}"
    return ticks, [style.wrapped(text, 18) for text in texts]


def draw_funnel(funnel: Funnel, words: InvolvementTexts, across: str) -> Figure:
    """Return the funnel; `across` says what the axis of sizes counts."""
    ticks, texts = _scale(words)
    low, high = words.scale
    limits = [
        _limit(funnel.sizes, edge, words.scale, dash)
        for pair, dash in ((funnel.warning, "dot"), (funnel.alarm, "solid"))
        for edge in pair
        if edge[0] == edge[0]
    ]
    middle = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": funnel.centre, "y1": funnel.centre}
    room = float(funnel.sizes[-1] - funnel.sizes[0]) * 0.05 + 1
    return {
        "data": [*limits, _sites(funnel, words)],
        "layout": style.layout(
            words.language.separators,
            HEIGHT,
            margin={**style.room_for(texts), "t": 20, "b": 56},
            yaxis={
                "tickvals": ticks,
                "ticktext": texts,
                "range": [low - 0.1, high + 0.1],
                "gridcolor": style.GRID,
                "zeroline": False,
                "fixedrange": True,
            },
            xaxis={
                "title": {"text": across},
                "range": [float(funnel.sizes[0]) - room, float(funnel.sizes[-1]) + room],
                "gridcolor": style.GRID,
                "zeroline": False,
                "fixedrange": True,
            },
            shapes=[{**middle, "line": {"color": style.INK, "width": 1.2}}],
        ),
    }
