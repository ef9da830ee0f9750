"""Who is logged in and what was done, in the store: on SQLite and PostgreSQL."""

import datetime as dt
from contextlib import nullcontext
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from dashboard.access.accounts import add
from dashboard.access.audit import lines
from dashboard.store.access import Audited, LoggedIn, audit, log_in, log_out, logged_in, secret
from dashboard.store.base import Base, now
from dashboard.store.dump import dump
from dashboard.store.meetings import Meeting
from dashboard.store.rounds import Round
from dashboard.store.scope import SCOPE, OutsideScope
from dashboard.store.store import Store
from publication.scope import Scope

HOUR = dt.timedelta(hours=1)


def test_a_token_is_known_by_its_digest_until_it_is_ended(store: Store) -> None:
    with store.writing("") as session:
        token = log_in(session, "anna", "account", (), HOUR)
    with store.reading() as session:
        assert logged_in(session, token) is not None
        assert token not in session.scalars(select(LoggedIn.digest)).all()
    with store.writing("") as session:
        log_out(session, token)
    with store.reading() as session:
        assert logged_in(session, token) is None


def test_one_that_ran_out_opens_nothing(store: Store) -> None:
    with store.writing("") as session:
        token = log_in(session, "anna", "account", (), -HOUR)
    with store.reading() as session:
        assert logged_in(session, token) is None


def test_a_secret_is_made_once_whoever_asks_first(store: Store) -> None:
    found: list[str] = []

    def ask() -> None:
        with store.writing("") as session:
            found.append(secret(session, "cookies"))

    askers = [Thread(target=ask) for _ in range(6)]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_what_was_done_is_a_chain_however_many_write(store: Store) -> None:
    def write(who: str) -> None:
        for number in range(10):
            with store.writing("") as session:
                audit(session, who, "exported", page="change", number=str(number))

    writers = [Thread(target=write, args=(who,)) for who in ("anna", "bo", "ida")]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    found = [*lines(store)]
    assert len(found) == 30
    assert all(whole for _, whole in found)


@pytest.mark.parametrize(
    "tampering", ["UPDATE audit SET who = 'eve' WHERE number = 2", "DELETE FROM audit WHERE number = 2"]
)
def test_it_only_grows_and_tampering_is_seen(store: Store, tampering: str) -> None:
    for who in ("anna", "bo", "ida"):
        with store.writing("") as session:
            audit(session, who, "login", by="account")
    with pytest.raises(DBAPIError, match="only grows"), store.engine.begin() as connection:
        connection.execute(text(tampering))
    with store.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for trigger in ("audit_update", "audit_delete") if sqlite else ("audit_only_grows ON audit",):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(tampering))
    assert [whole for _, whole in lines(store)].count(False) == 1


def test_what_was_done_is_not_changed_by_our_own_code(store: Store) -> None:
    with store.writing("") as session:
        audit(session, "anna", "login")
    with pytest.raises(ValueError, match="stays"), store.writing("") as session:
        session.scalars(select(Audited)).one().who = "eve"


def test_a_backup_logs_nobody_in(store: Store) -> None:
    add(store, "anna", "viewer", None, "a long enough password")
    with store.writing("") as session:
        log_in(session, "anna", "account", (), HOUR)
    tables = dump(store.engine)["tables"]
    assert tables["account"]
    assert not {"logged_in", "password", "secret"} & tables.keys()


def meeting(programme: str) -> Meeting:
    return Meeting(programme, programme, dt.date(2026, 5, 4))


def live_round(programme: str, meeting_id: str) -> Round:
    label = meeting_id[:6]
    return Round(programme, "solsiden", label, label, label, now() + HOUR, meeting_id=meeting_id)


def test_every_table_belongs_to_a_programme_or_is_reached_through_one_that_does() -> None:
    """What is not narrowed to a scope is listed here, with why nobody reads it past a row that is."""
    through = {"place", "assessment", "round_key", "workshop_key", "workshop_place", "teller", "tag", "link"}
    nobodys = {"change", "miss", "account", "password", "logged_in", "secret", "audit"}
    unscoped = {name for name, table in Base.metadata.tables.items() if "programme" not in table.columns}
    assert unscoped <= through | nobodys, unscoped - through - nobodys


def test_outside_its_scope_the_store_has_no_row(store: Store) -> None:
    with store.writing("") as session:
        session.add_all([meeting("fjordby"), meeting("north")])
        session.flush()
        ids = {one.programme: one.id for one in session.scalars(select(Meeting))}
    scope = SCOPE.set(Scope({"fjordby": None}))
    try:
        with store.reading() as session:
            assert session.scalars(select(Meeting.programme)).all() == ["fjordby"]
            assert session.get(Meeting, ids["fjordby"]) is not None
            assert session.get(Meeting, ids["north"]) is None
        with pytest.raises(OutsideScope), store.writing("") as session:
            session.add(meeting("north"))
        for there, is_seen in ((ids["fjordby"], True), (ids["north"], False), ("no-such-meeting", False)):
            refused = nullcontext() if is_seen else pytest.raises(OutsideScope)
            with refused, store.writing("") as session:
                session.add(live_round("fjordby", there))
    finally:
        SCOPE.reset(scope)
