"""The pages there are: where each stands, the controls it has a use for, and whether its table is a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

CONTROLS = (
    *("programme", "instrument", "from", "to", "group", "item", "round", "against", "view", "kind"),
    *("indicator", "rules", "sites"),
    *("sort", "filter"),
)
# What a reader does to a table itself: no control of the bar, and empty unless the address says it.
OF_THE_TABLE = ("sort", "filter")
CHOSEN = tuple(name for name in CONTROLS if name not in OF_THE_TABLE)


@dataclass(frozen=True, slots=True)
class Place:
    """A page's address, and what leads to it.

    Attributes:
        path: Its address; a part in angle brackets is the id of what the page is about.
        controls: The controls of the filter bar it has a use for.
        linked_from: Where the link to it stands on every page; 'pages' where some pages alone lead to it.
        has_file: Whether `/files/PAGE.csv` and `.xlsx` serve its table.
    """

    path: str
    controls: Sequence[str] = ()
    linked_from: Literal["header", "footer", "pages"] = "header"
    has_file: bool = False


SITE_MAP: Mapping[str, Place] = {
    "overview": Place("/"),
    "change": Place("/change", ("programme", "instrument", "from", "to", "group", "view"), has_file=True),
    "involvement": Place(
        "/involvement", ("programme", "instrument", "from", "to", "group", "item", "view"), has_file=True
    ),
    "site": Place("/site/<site>", ("from", "to"), linked_from="pages"),
    "principles": Place("/principles", ("programme", "round", "against", "item"), has_file=True),
    "participants": Place("/participants", ("programme", "from", "to"), has_file=True),
    "sessions": Place("/sessions", ("programme", "instrument", "kind", "item", "view"), has_file=True),
    "management": Place("/management", ("programme", "indicator", "rules", "sites"), has_file=True),
    "explore": Place("/explore", ("programme", "instrument", "from", "to", "group"), has_file=True),
    "data": Place("/data", ("programme",)),
    "methods": Place("/methods", ("programme",), linked_from="footer"),
    "privacy": Place("/privacy", ("programme",), linked_from="footer"),
}


def linked_from(where: Literal["header", "footer"]) -> list[str]:
    """Return the pages whose links stand in one place, in order."""
    return [page for page, place in SITE_MAP.items() if place.linked_from == where]


def linked_everywhere() -> list[str]:
    """Return the pages every page leads to, in order."""
    return [page for page, place in SITE_MAP.items() if place.linked_from != "pages"]


def for_the_browser() -> dict[str, Any]:
    """Return what the code in the browser needs to know of the pages."""
    return {
        "controls": CONTROLS,
        "ofTheTable": OF_THE_TABLE,
        "paths": {page: SITE_MAP[page].path for page in linked_everywhere()},
        "files": {page: f"/files/{page}" for page, place in SITE_MAP.items() if place.has_file},
    }
