"""Reflection prompts per page and per leadership principle: what to ask, what to try, what to beware of."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publication.places import DEFAULT_DATA

KINDS = ("ask", "do", "beware")
# What the prompts of a file are about is its first column.
FILES = {"pages.csv": "page", "principles.csv": "principle"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt, by language."""

    kind: str
    text: dict[str, str]


def read_prompts(data: Path) -> dict[str, list[Prompt]]:
    """Return page or principle → prompts, in order; what a data folder lacks is the repository's."""
    found: dict[str, list[Prompt]] = {}
    for file, subject in FILES.items():
        own = data / "prompts" / file
        for row in _rows(own if own.is_file() else DEFAULT_DATA / "prompts" / file):
            about, kind = row.pop(subject), row.pop("kind")
            found.setdefault(about, []).append(Prompt(kind, row))
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as rows:
        yield from csv.DictReader(rows)
