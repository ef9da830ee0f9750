"""Ids that have a meaning of their own wherever they stand: each once."""

# The selection of all groups, and the score over all items of an instrument.
EVERYONE = "all"
# A selection's id: places of the tree one beside the other, each the ids on the way to it.
BESIDE, BELOW = "~", "."
OVERALL = "overall"
# Whose role or site is not said.
UNKNOWN = "unknown"
# The population whose waves are never staff's; in a cell it stands where staff have a role.
CITIZENS = "citizens"
# Instruments that have a page, or a part in one, of their own.
INVOLVEMENT = "involvement"
PRINCIPLES = "principles"
CORE_TASK = "core_task"
EXPECTATIONS = "expectations"
# The form that live rounds are loaded as: what is in it a room has seen.
LIVE = "live-assessments"
# What stands before a session's id where an occasion may be a wave, too.
SESSION = "session:"
_SUBSCALE = "subscale:"


def subscale_name(subscale: str) -> str:
    """Return the name a subscale's score is published under, where an item has its id."""
    return f"{_SUBSCALE}{subscale}"


def is_subscale(item: str) -> bool:
    """Say whether what is published under a name is a subscale's score."""
    return item.startswith(_SUBSCALE)


def session_id(kind: str, number: int) -> str:
    """Return a session's id: 'theme_day-2'."""
    return f"{kind}-{number}"
