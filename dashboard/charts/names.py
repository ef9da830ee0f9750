"""Names are text in a chart: plotly reads a small HTML, and `%{x}` to fill in, in every text it draws."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import orjson

from dashboard.charts.style import Figure

_PIECES = re.compile(r"[^\s-]*-|[^\s-]+")
_READ_AS_MORE = re.compile(r"[<>&]|%\{")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"})
# What breaks a label over lines, after the words and hyphens of a name.
_BREAK = r"(?:\s+|(?:</b>)?<br>(?:<b>)?)"


def _pattern(name: str) -> str:
    """Return what finds a name: its pieces, and what may stand between and after them, in turn."""
    return "".join(f"({re.escape(piece)})({_BREAK}?)" for piece in _PIECES.findall(name))


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


@lru_cache(maxsize=64)
def _finders(names: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Return what finds names with signs that plotly reads, in JSON and in texts; None without any."""
    read_as_more = sorted(filter(_READ_AS_MORE.search, names), key=len, reverse=True)
    if not read_as_more:
        return None
    pieces = (_PIECES.findall(name)[0] for name in read_as_more)
    in_json = "|".join(re.escape(orjson.dumps(piece).decode()[1:-1]) for piece in pieces)
    in_text = "|".join(map(_pattern, read_as_more))
    return re.compile(in_json, re.IGNORECASE), re.compile(in_text, re.IGNORECASE)


def with_names_as_text(figure: Figure, names: Iterable[str]) -> Figure:
    """Return a figure that shows names as they are written, whatever signs they hold.

    Args:
        figure: A figure with names in its texts, whole or broken over lines.
        names: All names and labels that somebody wrote.
    """
    finders = _finders(frozenset(names))
    if finders is None or not finders[0].search(orjson.dumps(figure).decode()):
        return figure
    written: Figure = _written(figure, finders[1])
    return written
