"""What commands do is written into the audit: who, when and what; of files a digest, of texts how many."""

from collections.abc import Mapping

from dashboard.cli.stores import store_of
from etl.cli import Terminal
from publication.acting import run_for
from publication.faults import Refused


def write_down(terminal: Terminal, what: str, about: Mapping[str, str]) -> None:
    """Write down what was done. Raises Refused where that cannot be; it was done all the same."""
    from dashboard.access.audit import write_down
    from dashboard.store.store import UNREADABLE

    with store_of(terminal) as store:
        try:
            write_down(store, run_for(), what, about)
        except UNREADABLE as error:
            raise Refused("not_written_down", what=what) from error
