"""The page of management information in a browser: a long table, and a click that chooses a site."""

from dashboard.components.card import Card
from dashboard.components.long_table import long_table

CARD = Card(draw_table=long_table, chosen_by_click="sites")
