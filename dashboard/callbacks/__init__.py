"""One module per page, same stem: ask, compute, draw."""

from dash import Dash

from dashboard.callbacks import (
    change,
    data,
    explore,
    filter_bar,
    involvement,
    management,
    overview,
    participants,
    principles,
    printed,
    prose,
    sessions,
    site,
)

MODULES = (
    filter_bar,
    overview,
    change,
    involvement,
    management,
    principles,
    printed,
    participants,
    data,
    explore,
    prose,
    sessions,
    site,
)


def register(app: Dash) -> None:
    """Register every callback on the app."""
    for module in MODULES:
        module.register(app)
