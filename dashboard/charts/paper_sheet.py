"""What pictures for paper share: how wide they are, in which letters, and how long a line of a name is."""

import math
import textwrap
from collections.abc import Sequence

from dashboard.charts import style
from dashboard.charts.svg import Picture, framed

# In pixels.
WIDE = 640
# Letters of a name that stand in one line.
LETTERS = 37
_FONT = f"<g font-family=\"'Rejsespor Sans', {style.FONT}\">"


def on_paper(parts: Sequence[str], height: float, words: str) -> Picture:
    """Return a picture of parts, with its text alternative."""
    return framed([_FONT, *parts, "</g>"], (WIDE, math.ceil(height)), words)


def wrapped(name: str, letters: int = LETTERS) -> list[str]:
    """Return a name in lines."""
    return textwrap.wrap(name, letters) or [""]
