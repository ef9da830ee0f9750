"""The workshop: an afternoon on the wall, in which trios tell, and send what all three agree to."""

from flask import Blueprint

from dashboard.meetings.workshops import facilitator, guide, phone, remote


def register(pages: Blueprint) -> None:
    """Serve workshops."""
    for room in (facilitator, guide, remote, phone):
        room.register(pages)
