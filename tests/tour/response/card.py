"""The page of response in a browser."""

from dashboard.components.card import Card

CARD = Card()
