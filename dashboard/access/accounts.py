"""Local accounts as whoever sits at the server keeps them: made, given another password, taken away."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from dashboard.access.passwords import LONGEST, SHORTEST, digest
from dashboard.store.access import Account, Password, account_of, audit, audited, end_all
from dashboard.store.history import UNRECORDED
from dashboard.store.store import Store
from publication.faults import Refused

# What is done at the terminal is written down as done there.
_TERMINAL = "terminal"


def _checked(password: str) -> str:
    """Return a password's digest. Raises Refused where it is too short or long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused("not_a_password", least=str(SHORTEST), most=str(LONGEST))
    return digest(password)


def _account(session: Session, name: str) -> Account:
    if (found := account_of(session, name)) is None:
        raise Refused("no_account", name=name)
    return found[0]


def add(store: Store, name: str, role: str, programmes: Sequence[str] | None, password: str) -> None:
    """Make an account. Raises Refused for a name there is, and a password that will not do."""
    kept = _checked(password)
    with store.writing(_TERMINAL) as session:
        if account_of(session, name):
            raise Refused("account_there", name=name)
        made = Account(name, role, list(programmes) if programmes is not None else None)
        session.add_all([made, Password(made.id, kept)])
        audit(session, _TERMINAL, "account_added", account=name, role=role)


def change_password(store: Store, name: str, password: str) -> None:
    """Give an account another password; who is logged in with it is logged out. Raises Refused."""
    kept = _checked(password)
    with store.writing(_TERMINAL) as session:
        if (known := session.get(Password, _account(session, name).id)) is not None:
            known.digest = kept
        end_all(session, name)
        audit(session, _TERMINAL, "password_changed", account=name)


def remove(store: Store, name: str) -> None:
    """Take an account away; who is logged in with it is logged out. Raises Refused."""
    with store.writing(_TERMINAL) as session:
        found = _account(session, name)
        gone = delete(Password).where(Password.account_id == found.id)
        session.execute(gone, execution_options={UNRECORDED: True})
        session.delete(found)
        end_all(session, name)
        audit(session, _TERMINAL, "account_removed", account=name)


def lines(store: Store) -> Iterator[tuple[str, bool]]:
    """Yield what was done, a line each, and whether it stands as it was written."""
    with store.reading() as session:
        for row, whole in audited(session):
            about = " ".join(f"{name}={value}" for name, value in sorted(row.about.items()))
            at = row.at.isoformat(timespec="seconds")
            yield f"{at}  {row.who or '–'}  {row.what}  {about}".rstrip() + ("" if whole else "  !"), whole
