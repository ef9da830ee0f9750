"""The tables of the store."""

from dashboard.store.base import Base, Written
from dashboard.store.history import Change
from dashboard.store.meetings import Decision, Group, Meeting, Place, Step
from dashboard.store.rounds import Assessment, Miss, Round, RoundKey

__all__ = [
    "Assessment",
    "Base",
    "Change",
    "Decision",
    "Group",
    "Meeting",
    "Miss",
    "Place",
    "Round",
    "RoundKey",
    "Step",
    "Written",
]
