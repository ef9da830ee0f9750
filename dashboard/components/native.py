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


class Control(_Native):
    """A `<select>` with its label, in a frame of the control's `name`; the whole may be `hidden`."""

    _type = "Control"
    _prop_names = ["id", "name", "label", "value", "options", "hidden"]  # noqa: RUF012


class Links(_Native):
    """A list of links, one component of Dash however many there are: it looks at each after every change.

    `links` are dictionaries with `id`, `label`, `href` and `className`; `current` is what `aria-current` says
    and `lang` the language of what a link leads to.
    """

    _type = "Links"
    _prop_names = ["id", "links", "className"]  # noqa: RUF012


class Radios(_Native):
    """Radio buttons in a row, all of one `name`; `value` and `options` as in a `Select`."""

    _type = "Radios"
    _prop_names = ["id", "name", "value", "options", "className"]  # noqa: RUF012


class Collapse(_Native):
    """What is shown while `is_open`."""

    _type = "Collapse"
    _prop_names = ["children", "id", "is_open"]  # noqa: RUF012
