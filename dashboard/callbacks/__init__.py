"""One module per page, same stem: ask, compute, draw."""

from dash import Dash

from dashboard.callbacks import change, data, filter_bar, involvement, overview, principles, prose, site


def register(app: Dash) -> None:
    """Register every callback on the app."""
    for module in (filter_bar, overview, change, involvement, site, principles, data, prose):
        module.register(app)
