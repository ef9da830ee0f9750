"""The tables of the store."""

from dashboard.store.base import Base, Written
from dashboard.store.history import Change
from dashboard.store.meetings import Decision, Group, Meeting, MeetingPlace, Step
from dashboard.store.rounds import Assessment, Miss, Round, RoundKey
from dashboard.store.terms import Term
from dashboard.store.voices import Link, Story, Tag, Theme
from dashboard.store.workshops import Teller, Workshop, WorkshopKey, WorkshopPlace

__all__ = [
    "Assessment",
    "Base",
    "Change",
    "Decision",
    "Group",
    "Link",
    "Meeting",
    "MeetingPlace",
    "Miss",
    "Round",
    "RoundKey",
    "Step",
    "Story",
    "Tag",
    "Teller",
    "Term",
    "Theme",
    "Workshop",
    "WorkshopKey",
    "WorkshopPlace",
    "Written",
]
