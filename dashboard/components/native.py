"""Native controls as Dash components: what `assets/view/native.js` draws, under Bootstrap's classes."""

from typing import Any

from dash.development.base_component import Component


class _Native(Component):
    # Where the browser finds it: `window.dashboard`.
    _namespace = "dashboard"
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012

    def __init__(self, **given: Any) -> None:
        """Take what is given by name."""
        super().__init__(**given)  # type: ignore[no-untyped-call]


class Select(_Native):
    """A `<select>`. `value` is what is chosen, `options` are dictionaries with `value` and `label`."""

    _type = "Select"
    _prop_names = ["id", "value", "options", "className"]  # noqa: RUF012


class Radios(_Native):
    """Radio buttons in a row, all of one `name`; `value` and `options` as in a `Select`."""

    _type = "Radios"
    _prop_names = ["id", "name", "value", "options", "className"]  # noqa: RUF012


class Collapse(_Native):
    """What is shown while `is_open`."""

    _type = "Collapse"
    _prop_names = ["children", "id", "is_open"]  # noqa: RUF012
