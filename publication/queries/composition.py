"""How many people the waves have in a group."""

from publication.reading import Sheets


def ask_members(sheets: Sheets, group: str, wave: str) -> int | None:
    """Return how many members a group has in a wave; None for a group that is not shown there.

    Every answer of a sheet says so, `["item","status",members,…`: the first is enough, and reading all of
    them takes twenty times as long.
    """
    sheet = sheets.get((group, wave))
    return int(sheet.split(",", 3)[2]) if sheet else None
