"""The page of management information in a browser: its table has thousands of cells."""

from dashboard.components.card import Card
from dashboard.components.long_table import long_table

CARD = Card(draw_table=long_table)
