"""How an address is written: a page's path, the site in it, and the selection."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

# Where a site's own page lies.
SITE = "/site/<site>"
# Pages that people write on.
MEETINGS, ADD, BOARD, DECISION = "/meetings", "/meetings/add", "/actions", "/decision/<decision>"
WORDS = "/words"
# What a selection holds and no link says: page and site stand in the path, and links lead to what is shown.
_UNSAID = ("page", "site", "identity")


def written(path: str, query: Mapping[str, str]) -> str:
    """Return a path with a selection, empty values left out; whatever an id holds, it is quoted."""
    query_string = urlencode({name: value for name, value in query.items() if value and name not in _UNSAID})
    return path.replace("<site>", quote(query.get("site", ""), safe="")) + (
        f"?{query_string}" if query_string else ""
    )
