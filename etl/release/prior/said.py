"""What a publication says, whatever things are called in it and wherever they stand."""

from collections.abc import Collection

from publication.schema import TABLES, columns_without_texts

_PLACES = {"position", "item_position"}


def columns_said(table: str, there: Collection[str]) -> list[str]:
    """Return those columns of a table that are there and neither a label nor a place in the file."""
    said = columns_without_texts(TABLES[table])
    return [name for name in said if name in there and name not in _PLACES]
