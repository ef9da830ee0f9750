"""The drawing of how small groups are put together: people as dots, groups as frames, before and after."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from dashboard.charts import style
from dashboard.charts.svg import Picture, framed

# In pixels: from dot to dot, the rim within a frame, the room for its number; frames and what lies between.
STEP, RIM, NUMBER, TALL, GAP, ARROW = 14, 12, 26, 46, 12, 64
# Dots stand in so many rows.
ROWS = 2
Look = Literal["dots", "rings"]


class _Frame(NamedTuple):
    """A group: how many people it has, how they look, whether it may be shown, and where it stands."""

    people: int
    look: Look
    shown: bool
    x: float
    y: float

    @property
    def width(self) -> int:
        """How wide it is."""
        return 2 * RIM + -(-self.people // ROWS) * STEP + NUMBER


def gathering(few: tuple[int, int], enough: int, words: str) -> Picture:
    """Draw two groups that are too small and become one, and below them a group that stays as it is.

    Args:
        few: How many people are in each of the two.
        enough: How many are in the third.
        words: The text alternative.

    Returns:
        The picture, as wide as its groups need, on a ground of its own: it is seen in forced colours too.
    """
    below = TALL + GAP + 1
    first = _Frame(few[0], "dots", False, 1, 1)
    second = _Frame(few[1], "rings", False, first.x + first.width + GAP, 1)
    start = second.x + second.width + ARROW
    after = [_Frame(sum(few), "dots", True, start, 1), _Frame(enough, "dots", True, start, below)]
    before = [first, second, _Frame(enough, "dots", True, 1, below)]
    width = round(start + max(frame.width for frame in after) + 1)
    ground = f'<rect width="{width}" height="{below + TALL + 1}" fill="{style.PAPER}"/>'
    arrows = [_arrow(start, frame.y + TALL / 2) for frame in after]
    drawn = [_drawn(frame) for frame in (*before, *after)]
    return framed([ground, *drawn, *arrows], (width, below + TALL + 1), words)


def _drawn(frame: _Frame) -> str:
    """Return a frame, broken where what is in it may not be shown alone, with its people and their number."""
    colour, dash = (style.LATER, "") if frame.shown else (style.EARLIER, ' stroke-dasharray="5 4"')
    place = f'x="{frame.x}" y="{frame.y}" width="{frame.width}" height="{TALL}" rx="8"'
    box = f'<rect {place} fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    right, middle = frame.x + frame.width - RIM, frame.y + TALL / 2
    set_as = f'font-family="sans-serif" font-size="17" font-weight="700" fill="{style.INK}"'
    number = f'<text x="{right}" y="{middle + 6}" text-anchor="end" {set_as}>{frame.people}</text>'
    return "".join([box, *_people(frame), number])


def _people(frame: _Frame) -> Sequence[str]:
    pen = f'fill="{style.LATER}"' if frame.look == "dots" else f'fill="none" stroke="{style.LATER}"'
    left, top = frame.x + RIM + STEP / 2, frame.y + TALL / 2 - STEP / 2
    places = [(left + at // ROWS * STEP, top + at % ROWS * STEP) for at in range(frame.people)]
    return [f'<circle cx="{x}" cy="{y}" r="4.5" stroke-width="2" {pen}/>' for x, y in places]


def _arrow(end: float, y: float) -> str:
    start, tip = end - ARROW + GAP, end - GAP
    path = f"M{start},{y}H{tip}M{tip - 8},{y - 6}L{tip},{y}L{tip - 8},{y + 6}"
    return f'<path d="{path}" fill="none" stroke="{style.QUIET}" stroke-width="2"/>'
