"""Voices: read one at a time, put under themes by people, set beside charts, withdrawn by who told them."""

from flask import Blueprint

from dashboard.meetings.voices import attaching, reader, themes, withdrawal


def register(pages: Blueprint) -> None:
    """Serve voices."""
    for room in (reader, themes, attaching, withdrawal):
        room.register(pages)
