"""The page of involvement in a browser."""

from dashboard.components.card import Card

CARD = Card()
