"""How an address is written: a page's path, the site in it, and the selection."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask import has_request_context, request

# Where a site's own page lies.
SITE = "/site/<site>"
# Where files are loaded and publications made.
STEWARD = "/data/steward"
# Pages that people write on.
MEETINGS, ADD, BOARD, DECISION = "/meetings", "/meetings/add", "/actions", "/decision/<decision>"
WORDS, LOGOUT = "/words", "/logout"
# Where voices are read, and put beside a chart.
READ, ATTACH, THEME = "/voices/read", "/voices/attach", "/voices/theme/<theme>"
# What a selection holds and no link says: page and site stand in the path, and links lead to what is shown.
_UNSAID = ("page", "site", "identity")


def rooted(path: str) -> str:
    """Return a path below the address that readers know, as far as anybody reads: '/spor/change'."""
    return f"{request.script_root}{path}" if has_request_context() else path


def written(path: str, query: Mapping[str, str]) -> str:
    """Return a path with a selection, empty values left out; whatever an id holds, it is quoted."""
    said = {name: value for name, value in query.items() if value and name not in _UNSAID}
    # plotly writes the colon of a score's id anew, '%253A', where it is quoted in a label's link.
    query_string = urlencode(said, safe=":")
    return rooted(path).replace("<site>", quote(query.get("site", ""), safe="")) + (
        f"?{query_string}" if query_string else ""
    )
