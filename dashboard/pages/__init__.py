"""One module per page: its path, its name, and its skeleton. What stands in it comes from the callbacks."""

from types import ModuleType

from dashboard.pages import change, data, involvement, management, methods, overview, principles, privacy

PAGES: tuple[ModuleType, ...] = (
    overview,
    change,
    involvement,
    principles,
    management,
    data,
    methods,
    privacy,
)
