"""Local accounts as whoever sits at the server keeps them: made, given another password, taken away."""

from collections.abc import Sequence
from unicodedata import normalize

from sqlalchemy import delete
from sqlalchemy.orm import Session

from dashboard.access.audit import TERMINAL
from dashboard.access.passwords import LONGEST, SHORTEST, digest
from dashboard.store.access import Account, Password, account_of, audit, end_all
from dashboard.store.history import UNRECORDED
from dashboard.store.store import Store
from publication.faults import Refused


def named(name: str) -> str:
    """Return a name as it is kept, however it is typed: 'Åse ' and 'åse', by one key or two, are one."""
    return normalize("NFC", name).strip().casefold()


def _checked(password: str) -> str:
    """Return a password's digest. Raises Refused where it is too short or long."""
    if not SHORTEST <= len(password.strip()) <= len(password) <= LONGEST:
        raise Refused("not_a_password", least=str(SHORTEST), most=str(LONGEST))
    return digest(password)


def _account(session: Session, name: str) -> Account:
    if (found := account_of(session, named(name))) is None:
        raise Refused("no_account", name=name)
    return found[0]


def add(store: Store, name: str, role: str, places: Sequence[str] | None, password: str) -> None:
    """Make an account for some places, None for all.

    Raises Refused for a name there is, and a password that will not do.
    """
    kept = _checked(password)
    with store.writing(TERMINAL) as session:
        if (known := named(name)) in ("", TERMINAL) or account_of(session, known):
            raise Refused("account_there", name=name)
        made = Account(known, role, list(places) if places is not None else None)
        session.add_all([made, Password(made.id, kept)])
        audit(session, TERMINAL, "account_added", account=known, role=role)


def change_password(store: Store, name: str, password: str) -> None:
    """Give an account another password; who is logged in with it is logged out. Raises Refused."""
    kept = _checked(password)
    with store.writing(TERMINAL) as session:
        found = _account(session, name)
        session.merge(Password(found.id, kept))
        end_all(session, found.name)
        audit(session, TERMINAL, "password_changed", account=found.name)


def remove(store: Store, name: str) -> None:
    """Take an account away; who is logged in with it is logged out. Raises Refused."""
    with store.writing(TERMINAL) as session:
        found = _account(session, name)
        gone = delete(Password).where(Password.account_id == found.id)
        session.execute(gone, execution_options={UNRECORDED: True})
        session.delete(found)
        end_all(session, found.name)
        audit(session, TERMINAL, "account_removed", account=found.name)


def log_out_everywhere(store: Store, name: str) -> None:
    """End everything somebody is logged in to, by an account or not. Raises Refused where they are not."""
    with store.writing(TERMINAL) as session:
        # Of who came in by the workplace's login the name stands as it was told.
        if not sum(end_all(session, known) for known in {name, named(name)}):
            raise Refused("not_logged_in", name=name)
        audit(session, TERMINAL, "logged_out", name=name)
