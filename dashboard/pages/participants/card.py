"""The page of participants in a browser."""

from dashboard.components.card import Card

CARD = Card()
