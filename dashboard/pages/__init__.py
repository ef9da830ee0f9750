"""One module per page: its path, its name, and its skeleton. What stands in it comes from the callbacks."""

from types import ModuleType

from dashboard.pages import change, involvement, overview, principles

PAGES: tuple[ModuleType, ...] = (overview, change, involvement, principles)
