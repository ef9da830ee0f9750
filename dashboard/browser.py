"""What a browser sees of the pages: their skeletons, and the callbacks that fill them."""

from types import ModuleType

from dash import Dash

from dashboard.callbacks import filter_bar
from dashboard.pages.change import card as change_card
from dashboard.pages.change import layout as change_layout
from dashboard.pages.data import card as data_card
from dashboard.pages.data import layout as data_layout
from dashboard.pages.explore import card as explore_card
from dashboard.pages.explore import layout as explore_layout
from dashboard.pages.involvement import card as involvement_card
from dashboard.pages.involvement import layout as involvement_layout
from dashboard.pages.management import card as management_card
from dashboard.pages.management import layout as management_layout
from dashboard.pages.methods import layout as methods_layout
from dashboard.pages.overview import card as overview_card
from dashboard.pages.overview import layout as overview_layout
from dashboard.pages.participants import card as participants_card
from dashboard.pages.participants import layout as participants_layout
from dashboard.pages.principles import card as principles_card
from dashboard.pages.principles import layout as principles_layout
from dashboard.pages.printed import card as printed_card
from dashboard.pages.privacy import layout as privacy_layout
from dashboard.pages.prose import card as prose_card
from dashboard.pages.sessions import card as sessions_card
from dashboard.pages.sessions import layout as sessions_layout
from dashboard.pages.site import card as site_card
from dashboard.pages.site import layout as site_layout

LAYOUTS: tuple[ModuleType, ...] = (
    overview_layout,
    change_layout,
    involvement_layout,
    principles_layout,
    participants_layout,
    sessions_layout,
    site_layout,
    management_layout,
    explore_layout,
    data_layout,
    methods_layout,
    privacy_layout,
)
CALLBACKS = (
    filter_bar,
    overview_card,
    change_card,
    involvement_card,
    management_card,
    principles_card,
    printed_card,
    participants_card,
    data_card,
    explore_card,
    prose_card,
    sessions_card,
    site_card,
)


def register_callbacks(app: Dash) -> None:
    """Register every callback on the app."""
    for module in CALLBACKS:
        module.register(app)
