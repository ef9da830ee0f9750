"""One module per page: its path, its name, and its skeleton. What stands in it comes from the callbacks."""

from types import ModuleType

from dashboard.pages import (
    change,
    data,
    explore,
    involvement,
    management,
    methods,
    overview,
    participants,
    principles,
    privacy,
    sessions,
    site,
)

PAGES: tuple[ModuleType, ...] = (
    overview,
    change,
    involvement,
    principles,
    participants,
    sessions,
    site,
    management,
    explore,
    data,
    methods,
    privacy,
)
