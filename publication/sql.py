"""Values of ours as SQL literals, where a statement is put together from definitions."""

from collections.abc import Iterable, Mapping


def literal(value: str | int | None) -> str:
    """Return a value as an SQL literal."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def texts_list(values: Iterable[str]) -> str:
    """Return texts as an SQL list, sorted."""
    return "[" + ", ".join(map(literal, sorted(values))) + "]::VARCHAR[]"


def text_map(values: Mapping[str, str | int]) -> str:
    """Return an SQL map from texts."""
    return "MAP {" + ", ".join(f"{literal(text)}: {literal(value)}" for text, value in values.items()) + "}"
