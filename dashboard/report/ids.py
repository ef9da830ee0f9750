"""The ids that layouts, callbacks and client code share."""

SELECTION = "selection"
SETTLED = "settled"
LANDED = "landed"
BAR_KEY = "bar-key"
BAR_CONTROLS = "bar-controls"
BAR_SENTENCE = "bar-sentence"
BAR_BUTTON = "bar-button"
BADGE = "bar-badge"
MAIN = "main"
PAGES, LANGUAGES, FOOT = LINKS = ("links-pages", "links-languages", "links-foot")

PAPER_ADDRESS = "paper-address"
TROUBLE = "trouble"
MAP = "site-map"


def control(name: str) -> str:
    """Return the id of a control of the filter bar."""
    return f"bar-{name}"


def part(page: str, name: str) -> str:
    """Return the id of a part of a page's figure card."""
    return f"{page}-{name}"
