"""Leave to send much: given with a steward's page, looked at by the server before it takes in a body.

Without it anybody could have the server keep as much as a steward may send.
"""

from collections.abc import Sequence
from urllib.parse import parse_qs

from itsdangerous import BadData, URLSafeTimedSerializer

from dashboard.report.addresses import STEWARD

# What takes files, and what they may be together.
UPLOAD = "steward.check"
MEGABYTES = 64
LARGEST_UPLOAD = MEGABYTES << 20
EXTENSION = "tickets"
TICKET = "ticket"
# Seconds: as long as somebody looks for files with the page open.
_LASTS = 2 * 3600
# Of an address: a stranger's is looked through in a moment.
_MOST_FIELDS = 8


class Tickets:
    """Gives leave, and knows it again, in every process that has the same key."""

    def __init__(self, key: str) -> None:
        """Keep what leave is signed with."""
        self._signer = URLSafeTimedSerializer(key, salt="upload")

    def give(self, *said: str) -> str:
        """Return leave for somebody to send for a programme."""
        return str(self._signer.dumps(list(said)))

    def said(self, ticket: str) -> Sequence[str]:
        """Return whom and what leave was given for; nothing where it was not, or long ago."""
        try:
            return tuple(map(str, self._signer.loads(ticket, max_age=_LASTS)))
        except BadData:
            return ()

    def let_send(self, method: str, path: str, query: str) -> bool:
        """Say whether a request that begins so may have a large body."""
        if method != "POST" or not path.endswith(STEWARD):
            return False
        try:
            found = parse_qs(query, max_num_fields=_MOST_FIELDS).get(TICKET, [])
        except ValueError:
            return False
        return any(map(self.said, found))
