"""The settings and the store that a command works on."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from etl.cli import Terminal

if TYPE_CHECKING:
    from dashboard.settings import Settings
    from dashboard.store.store import Store


def settings_of(terminal: Terminal) -> "Settings":
    """Return the settings of this machine, with the folders a command was given."""
    from dashboard.settings import Settings

    return replace(Settings.from_environment(), data=terminal.places.data, var=terminal.places.var)


@contextmanager
def store_of(terminal: Terminal) -> "Iterator[Store]":
    """Open the store of what people write, and close it."""
    from dashboard.store.store import Store

    with closing(Store(settings_of(terminal).store)) as store:
        yield store
