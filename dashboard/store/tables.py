"""The tables of the store."""

from dashboard.store.base import Base, Written
from dashboard.store.history import Change
from dashboard.store.meetings import Decision, Group, Meeting, Place, Step

__all__ = ["Base", "Change", "Decision", "Group", "Meeting", "Place", "Step", "Written"]
