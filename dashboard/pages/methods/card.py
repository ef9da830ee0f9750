"""The page of methods in a browser: prose."""

from dashboard.components.prose import CARD

__all__ = ["CARD"]
