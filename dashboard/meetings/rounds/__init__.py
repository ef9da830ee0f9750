"""The live self-assessment: a leadership group answers on its phones, and looks at one moment at the wall."""

from flask import Blueprint

from dashboard.meetings.rounds import facilitator, phone


def register(pages: Blueprint) -> None:
    """Serve rounds."""
    phone.register(pages)
    facilitator.register(pages)
