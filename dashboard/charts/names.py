"""Names are text in a chart: plotly reads a small HTML, and `%{x}` to fill in, in every text it draws."""

import re
from collections.abc import Iterable
from typing import Any

from dashboard.charts.style import Figure

_READ_AS_MORE = re.compile(r"[<>&]|%\{")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"})
# What breaks a label over lines, after the words and hyphens of a name.
_BREAK = r"(?:\s+|(?:</b>)?<br>(?:<b>)?)"


def _pattern(name: str) -> str:
    """Return what finds a name: its pieces, and what may stand between and after them, in turn."""
    return "".join(f"({re.escape(piece)})({_BREAK}?)" for piece in re.findall(r"[^\s-]*-|[^\s-]+", name))


def _escaped(found: re.Match[str]) -> str:
    """Return a name with what plotly would read written as text; the breaks between its pieces stay."""
    told = [part for part in found.groups() if part is not None]
    return "".join(part if at % 2 else part.translate(_ENTITIES) for at, part in enumerate(told))


def _written(value: Any, names: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return names.sub(_escaped, value)
    if isinstance(value, dict):
        return {key: _written(part, names) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_written(part, names) for part in value]
    return value


def with_names_as_text(figure: Figure, names: Iterable[str]) -> Figure:
    """Return a figure that shows names as they are written, whatever signs they hold.

    Args:
        figure: A figure with names in its texts, whole or broken over lines.
        names: Every text that somebody wrote.
    """
    told = {text for text in names if _READ_AS_MORE.search(text)}
    if not told:
        return figure
    longest_first = sorted(told, key=len, reverse=True)
    written: Figure = _written(figure, re.compile("|".join(map(_pattern, longest_first)), re.IGNORECASE))
    return written
