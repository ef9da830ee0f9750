"""A question's answers on a line from end to end of its scale: a bar between the ends, a circle an answer."""

from markupsafe import Markup, escape

from dashboard.meetings.rounds.spread import Spread

# Of the width: what is left beside the first and last answer. Of a letter's height: circles, lines, numbers.
EDGE = 8.0
HEIGHT, RADIUS, LINE, BASE = 2.6, 0.85, 0.14, 0.36


def _x(answer: int, scale: range) -> float:
    steps = max(1, len(scale) - 1)
    return round(EDGE + (100 - 2 * EDGE) * (answer - scale.start) / steps, 2)


def _circle(x: float, many: int) -> str:
    return (
        f'<circle cx="{x}%" cy="50%" r="{RADIUS}em"/>'
        f'<text x="{x}%" y="50%" dy="{BASE}em" text-anchor="middle">{many}</text>'
    )


def strip(spread: Spread, scale: range, described: str) -> Markup:
    """Return the picture as SVG, in the letters of where it stands; `described` is what it says in words."""
    low, high = (_x(end, scale) for end in spread.ends)
    ticks = "".join(
        f'<line class="tick" x1="{_x(answer, scale)}%" x2="{_x(answer, scale)}%" y1="38%" y2="62%"/>'
        for answer in scale
    )
    circles = "".join(_circle(_x(answer, scale), many) for answer, many in spread.counts.items())
    bar = f'<line class="apart" x1="{low}%" x2="{high}%" y1="50%" y2="50%" stroke-width="{3 * LINE}em"/>'
    return Markup(
        f'<svg class="strip" role="img" aria-label="{escape(described)}" width="100%" height="{HEIGHT}em">'
        f'<line class="scale" x1="{EDGE}%" x2="{100 - EDGE}%" y1="50%" y2="50%"/>{ticks}{bar}{circles}</svg>'
    )
