"""Live rounds in the store, on both databases: one answer a phone, nothing after the reveal, nothing lost."""

import datetime as dt
import multiprocessing
import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from dashboard.store import rounds
from dashboard.store.base import now
from dashboard.store.engine import open_engine
from dashboard.store.history import Change
from dashboard.store.kept_rounds import beside, is_kept, rows_of
from dashboard.store.misses import Miss, miss, misses
from dashboard.store.rounds import (
    DONT_KNOW,
    AlreadyRevealed,
    Answered,
    Assessment,
    Round,
    assessments_of,
    compared,
    keep,
    open_round,
    reveal,
    round_at,
    rounds_of,
)
from dashboard.store.store import Store, get
from dashboard.store.upgrade import MIGRATIONS, upgrade

FORKED = multiprocessing.get_context("spawn")
HOUR = dt.timedelta(hours=1)


def opened(store: Store, site: str = "a", label: str = "r1", code: str = "CDFGHJ") -> str:
    """A round that is open, and its id."""
    with store.writing("facilitator") as session:
        return open_round(session, "p", site, label, code, "key").id


def says(store: Store, round_id: str, phone: str, *, yes: bool = True, **given: int | str) -> bool:
    with store.writing("") as session:
        return keep(session, round_id, phone, Answered(yes, yes, given, "note"))


def revealed(store: Store, round_id: str) -> None:
    """Reveal a round, and let its moment pass."""
    with store.writing("facilitator") as session:
        assert reveal(session, round_id) is not None
    passed(store, round_id, rounds.NOTICE)


def passed(store: Store, round_id: str, time_: dt.timedelta) -> None:
    """Let time pass for a round."""
    with store.writing("clock") as session:
        found = get(session, Round, round_id)
        found.expires_at -= time_
        if found.reveal_at is not None:
            found.reveal_at -= time_


def answers(store: Store, round_id: str) -> list[tuple[str, dict[str, int | str]]]:
    with store.reading() as session:
        wanted = select(Assessment).where(Assessment.round_id == round_id).order_by(Assessment.phone)
        return [(one.phone, one.given) for one in session.scalars(wanted)]


def test_ten_corrections_are_one_answer_and_the_last(store: Store) -> None:
    kept = opened(store)
    for at in range(10):
        assert says(store, kept, "one", l1=at % 5 + 1, l2=DONT_KNOW)
    assert says(store, kept, "two", l1=1)
    assert answers(store, kept) == [("one", {"l1": 5, "l2": DONT_KNOW}), ("two", {"l1": 1})]


def test_an_answer_leaves_no_trace_beside_itself(store: Store) -> None:
    """Neither the round's version nor the history says that, when or how often somebody answered."""
    kept = opened(store)
    with store.reading() as session:
        before = (get(session, Round, kept).version, session.scalars(select(Change.number)).all())
    for at in range(3):
        says(store, kept, f"phone {at}", l1=3)
        says(store, kept, f"phone {at}", l1=4)
    with store.reading() as session:
        assert before == (get(session, Round, kept).version, session.scalars(select(Change.number)).all())
        columns = {column["name"] for column in inspect(store.engine).get_columns("assessment")}
        assert columns == {"round_id", "phone", "in_room", "as_group", "given", "note"}
        (change,) = session.scalars(select(Change))
        assert "key" not in str(change.values)


def test_nothing_comes_in_once_the_moment_is_set(store: Store) -> None:
    kept = opened(store)
    assert says(store, kept, "one", l1=1)
    with store.writing("facilitator") as session:
        assert reveal(session, kept) is not None
    assert not says(store, kept, "one", l1=5)
    assert not says(store, kept, "two", l1=5)
    assert answers(store, kept) == [("one", {"l1": 1})]


def test_nothing_comes_in_once_the_code_has_run_out(store: Store) -> None:
    kept = opened(store)
    passed(store, kept, rounds.OPEN_FOR)
    assert not says(store, kept, "one", l1=5)
    with store.writing("facilitator") as session:
        assert reveal(session, kept) is None


def test_the_moment_is_set_once(store: Store) -> None:
    kept = opened(store)
    moments = []
    for _ in range(2):
        with store.writing("facilitator") as session:
            found = reveal(session, kept)
            assert found is not None
            moments.append(found.reveal_at)
    assert moments[0] == moments[1]
    assert moments[0] is not None
    assert 3 < (moments[0] - now()).total_seconds() <= 4


def test_nobody_reads_answers_before_the_moment(store: Store) -> None:
    kept = opened(store)
    says(store, kept, "one", l1=1)
    with store.writing("facilitator") as session:
        assert assessments_of(session, get(session, Round, kept)) == []
        assert reveal(session, kept) is not None
        assert assessments_of(session, get(session, Round, kept)) == []
    passed(store, kept, rounds.NOTICE)
    with store.reading() as session:
        assert len(assessments_of(session, get(session, Round, kept))) == 1


def test_who_answers_while_it_is_revealed_is_in_for_all_or_for_none(store: Store) -> None:
    """Whatever is on its way when the moment is set: what is read afterwards never changes."""
    kept, done, taken = opened(store), threading.Event(), dict[str, int]()

    def answer(phone: str) -> None:
        at = 0
        while not done.is_set():
            if says(store, kept, phone, l1=(at := at + 1)):
                taken[phone] = at

    phones = [threading.Thread(target=answer, args=(f"phone {at}",)) for at in range(4)]
    for phone in phones:
        phone.start()
    while len(taken) < 4:
        time.sleep(0.01)
    with store.writing("facilitator") as session:
        reveal(session, kept)
    seen = answers(store, kept)
    time.sleep(0.5)
    done.set()
    for phone in phones:
        phone.join()
    assert answers(store, kept) == seen
    assert {phone: given["l1"] for phone, given in seen} == taken


def _answer_until_killed(url: str, round_id: str, told: Connection) -> None:
    store, at = Store(url), 0
    while True:
        at += 1
        if says(store, round_id, f"{os.getpid()}-{at}", l1=at % 5 + 1):
            told.send(f"{os.getpid()}-{at}")


def test_what_was_taken_in_before_a_server_is_killed_is_there(url: str, store: Store, again: Store) -> None:
    kept = opened(store)
    heard, told = FORKED.Pipe(duplex=False)
    servers = [FORKED.Process(target=_answer_until_killed, args=(url, kept, told)) for _ in range(1)]
    for server in servers:
        server.start()
    taken = [heard.recv() for _ in range(30)]
    for server in servers:
        os.kill(server.pid or 0, signal.SIGKILL)
        server.join()
    while heard.poll(0.1):
        taken.append(heard.recv())
    assert {*taken} <= {phone for phone, _ in answers(again, kept)}
    assert len(answers(again, kept)) <= len(taken) + 1
    assert says(again, kept, "after", l1=1)


def test_a_group_sees_a_round_of_one_name_once(store: Store) -> None:
    """Two rounds of the same people, one of them without somebody, would be subtracted."""
    kept = opened(store, label="Round 4")
    assert opened(store, label="round4", code="XXXXXX") == kept
    assert opened(store, site="b", label="round4", code="YYYYYY") != kept
    revealed(store, kept)
    with pytest.raises(AlreadyRevealed), store.writing("facilitator") as session:
        open_round(session, "p", "a", " ROUND 4", "ZZZZZZ", "key")


def test_a_round_that_ran_out_unseen_goes_on_with_all_it_has(store: Store) -> None:
    kept = opened(store)
    says(store, kept, "one", l1=2)
    passed(store, kept, 2 * rounds.OPEN_FOR)
    assert opened(store, code="XXXXXX") == kept
    assert says(store, kept, "one", l1=3)
    assert answers(store, kept) == [("one", {"l1": 3})]
    with store.reading() as session:
        assert round_at(session, "CDFGHJ") is not None
        assert round_at(session, "XXXXXX") is None
        assert [one.label for one in rounds_of(session, "p")] == ["r1"]


def test_what_was_revealed_stands_for_an_hour_and_not_for_ever(store: Store) -> None:
    kept = opened(store)
    passed(store, kept, rounds.OPEN_FOR - dt.timedelta(minutes=1))
    revealed(store, kept)
    with store.reading() as session:
        found = get(session, Round, kept)
        assert found.phase(now()) == "revealed"
        assert found.phase(now() + HOUR + rounds.NOTICE) == "over"


def test_codes_that_led_nowhere_are_counted_by_sender_and_forgotten(store: Store) -> None:
    since = now() - HOUR
    for _ in range(3):
        with store.writing("") as session:
            miss(session, "one", since)
    with store.writing("") as session:
        assert (misses(session, "one", since), misses(session, "two", since)) == (3, 0)
        miss(session, "two", now())
        assert session.scalar(select(func.count()).select_from(Miss)) == 1


def test_a_label_is_compared_without_capitals_and_blanks() -> None:
    assert compared(" Runde 4\n") == compared("RUNDE4") != compared("runde 5")


def member(in_room: bool = True, as_group: bool = True) -> Assessment:
    return Assessment("r", "p", in_room, as_group, {}, "")


@pytest.mark.parametrize(
    ("members", "kept"),
    [
        ([member()] * 3, True),
        ([member()] * 2, True),
        # The room saw three, and one of them is not to be shown with the group.
        ([*[member()] * 2, member(as_group=False)], False),
        # The room saw three; the fourth would be what is left.
        ([*[member()] * 3, member(in_room=False)], False),
        # The room saw nothing.
        ([*[member()] * 2, member(in_room=False)], True),
        ([member(in_room=False, as_group=False)] * 5, True),
    ],
)
def test_a_group_the_room_saw_is_kept_only_as_itself(members: list[Assessment], kept: bool) -> None:
    assert is_kept(members) is kept


def test_what_is_kept_says_no_phone_and_agrees_only_with_both_yeses(store: Store) -> None:
    first, second, third = (opened(store, site, code=site) for site in "bac")
    for phone, yes in (("x", True), ("y", False)):
        with store.writing("") as session:
            keep(session, first, phone, Answered(yes, True, {"principles.l1": 4}, "mine"))
            keep(session, second, phone, Answered(True, yes, {"principles.l1": DONT_KNOW}, ""))
            keep(session, third, phone, Answered(True, True, {"principles.l1": 1}, ""))
    revealed(store, first)
    revealed(store, second)
    with store.reading() as session:
        rows = [*rows_of(session, beside(session, get(session, Round, first)), "r9")]
    about = {"round": "r9", "agreed": "yes"}
    assert rows == [
        {**about, "site": "a", "leader": "1", "note": "", "principles.l1": DONT_KNOW},
        {**about, "site": "a", "leader": "2", "note": "", "principles.l1": DONT_KNOW, "agreed": "no"},
        {**about, "site": "b", "leader": "1", "note": "mine", "principles.l1": "4"},
        {**about, "site": "b", "leader": "2", "note": "mine", "principles.l1": "4", "agreed": "no"},
    ]


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.db")
    opened(store)
    rights = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.glob("store.db*")}
    rights.pop("store.db.lock", None)
    assert set(rights.values()) == {0o600}
    assert len(rights) == 3
    store.close()


@pytest.fixture
def first_release(url: str) -> Iterator[str]:
    """A store as it was before there were rounds, with a meeting, a step and its history in it."""
    from alembic import command
    from alembic.config import Config

    engine, config = open_engine(url), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (
            "INSERT INTO meeting VALUES ('p', 'March', '2026-03-04', NULL, NULL, 'm', 1, '2026-03-01')",
            "INSERT INTO step VALUES (1, 'm', '', 's', 1, '2026-03-01', 'p', 'change', '{}', 'x')",
            "INSERT INTO change VALUES ('meeting', 'm', 'new', '', '{}', 1, '2026-03-01')",
        ):
            connection.execute(text(statement))
    yield url
    engine.dispose()


def test_a_filled_store_of_before_keeps_every_row(first_release: str) -> None:
    engine = open_engine(first_release)
    upgrade(engine)
    with engine.connect() as connection:
        counted = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("meeting", "step", "change", "round", "assessment", "round_key", "miss")
        }
    engine.dispose()
    assert {table: count for table, count in counted.items() if count} == {
        "meeting": 1,
        "step": 1,
        "change": 1,
    }
