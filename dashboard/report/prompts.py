"""Reflection prompts per leadership principle: what to ask, what to try, what to beware of."""

import csv
from dataclasses import dataclass
from pathlib import Path

from publication.places import DEFAULT_DATA

KINDS = ("ask", "do", "beware")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt, by language."""

    kind: str
    text: dict[str, str]


def read_prompts(data: Path) -> dict[str, list[Prompt]]:
    """Return principle → prompts, in order; a data folder without prompts uses the repository's."""
    path = data / "prompts" / "principles.csv"
    found: dict[str, list[Prompt]] = {}
    with (path if path.is_file() else DEFAULT_DATA / "prompts" / path.name).open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            principle, kind = row.pop("principle"), row.pop("kind")
            found.setdefault(principle, []).append(Prompt(kind, row))
    return found
