"""ARIA and data attributes, as Dash takes them."""

from typing import Any


def aria(**said: str) -> dict[str, Any]:
    """Return attributes such as aria-label from `label=…`; an underscore becomes a hyphen."""
    return {f"aria-{name.replace('_', '-')}": value for name, value in said.items()}


def data(**said: str) -> dict[str, Any]:
    """Return attributes that the code in the browser reads."""
    return {f"data-{name}": value for name, value in said.items()}
