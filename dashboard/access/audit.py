"""The audit as it is read and as commands write in it; what a browser does is written down by the gate."""

import json
from collections.abc import Iterator, Mapping

from dashboard.store.access import audit, audited
from dashboard.store.store import Store

# What is done at the terminal is written down as done there.
TERMINAL = "terminal"


def write_down(store: Store, who: str, what: str, about: Mapping[str, str]) -> None:
    """Write down what a command did for somebody; '' for whoever sits at the terminal."""
    with store.writing(who or TERMINAL) as session:
        audit(session, who or TERMINAL, what, **about)


def lines(store: Store) -> Iterator[tuple[str, bool]]:
    """Yield what was done, a line each, and whether it stands as it was written."""
    with store.reading() as session:
        for row, whole in audited(session):
            about = " ".join(f"{name}={_word(value)}" for name, value in sorted(row.about.items()))
            at, digest = row.at.isoformat(timespec="seconds"), row.digest[:8]
            said = f"{row.number}  {digest}  {at}  {_word(row.who) or '–'}  {row.what}  {about}".rstrip()
            yield said + ("" if whole else "  !"), whole


def _word(text: str) -> str:
    """Return a text as one word of a line: one that could be taken for several is quoted."""
    seen = "".join(sign if sign.isprintable() else "?" for sign in text)
    return json.dumps(seen, ensure_ascii=False) if set(seen) & set(' "=') else seen
