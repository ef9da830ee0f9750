"""The tables of the store."""

from dashboard.store.access import Account, Audited, LoggedIn, Password, Secret
from dashboard.store.base import Base, Written
from dashboard.store.history import Change
from dashboard.store.meetings import Decision, Group, Meeting, Place, Step
from dashboard.store.rounds import Assessment, Miss, Round, RoundKey
from dashboard.store.voices import Link, Story, Tag, Theme

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
    "Miss",
    "Password",
    "Place",
    "Round",
    "RoundKey",
    "Secret",
    "Step",
    "Story",
    "Tag",
    "Theme",
    "Written",
]
