"""The name of a site as a heading, and beside it the choice of another."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.native import Select
from dashboard.pages.site.told import Told
from publication.definitions.programme import Site

SWITCH = "site-switch"


def site_switch(site: Site, told: Told) -> Component:
    """Return the heading and a select of all sites that stands in its place, its values their addresses."""
    options = [
        {"value": told.address("site", site=other.id), "label": other.name}
        for other in told.publication.sites
    ]
    label = html.Label(told.language.say("site.switch"), htmlFor=SWITCH, className="visually-hidden")
    select = Select(id=SWITCH, value=told.address("site", site=site.id), options=options, className="opens")
    return html.Div([html.H1(site.name, className="finding"), label, select], className="site-head")
