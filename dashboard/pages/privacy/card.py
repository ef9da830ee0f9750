"""The page of privacy in a browser: prose."""

from dashboard.components.prose import CARD

__all__ = ["CARD"]
