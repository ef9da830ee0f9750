"""How many people the waves have in a group."""

import orjson

from dashboard.publication import Sheets


def ask_members(sheets: Sheets, group: str, wave: str) -> int | None:
    """Return how many members a group has in a wave; None for a group that is not shown there."""
    answers = orjson.loads(sheets.get((group, wave), "[]"))
    members: int | None = answers[0][2] if answers else None
    return members
