"""One module per page: its path, its name, and its skeleton. What stands in it comes from the callbacks."""

from types import ModuleType

from dashboard.pages import change, data, involvement, methods, overview, principles, privacy, site

PAGES: tuple[ModuleType, ...] = (overview, change, involvement, site, principles, data, methods, privacy)
