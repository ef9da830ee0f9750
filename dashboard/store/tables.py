"""The tables of the store."""

from dashboard.store.access import Account, Audited, LoggedIn, Password, Secret
from dashboard.store.base import Base, Written
from dashboard.store.history import Change
from dashboard.store.meetings import Decision, Group, Meeting, MeetingPlace, Step
from dashboard.store.misses import Miss
from dashboard.store.rounds import Assessment, Round, RoundKey
from dashboard.store.terms import Term
from dashboard.store.voices import Link, Story, Tag, Theme
from dashboard.store.workshops import Teller, Workshop, WorkshopKey, WorkshopPlace

__all__ = [
    "Account",
    "Assessment",
    "Audited",
    "Base",
    "Change",
    "Decision",
    "Group",
    "Link",
    "LoggedIn",
    "Meeting",
    "MeetingPlace",
    "Miss",
    "Password",
    "Round",
    "RoundKey",
    "Secret",
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
