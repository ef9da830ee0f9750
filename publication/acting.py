"""For whom a command runs: the server has them run for who is logged in, a terminal for who sits there."""

import os

RUN_FOR = "REJSESPOR_RUN_FOR"


def run_for() -> str:
    """Return the name of whom the server has this command run for; '' for a command of the terminal."""
    return os.environ.get(RUN_FOR, "")
