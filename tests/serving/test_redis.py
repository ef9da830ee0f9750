"""Answers kept in a real Redis: the same as without it, never run, and not missed when it is gone."""

import json
import os
import pickle
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NotThere
from redis.retry import Retry

from publication.places import DEFAULT_DATA
from tests.chromium import free_port
from tests.dashboards import CARDS, Served

QUERY = {"programme": "fjordby", "lang": "en"}


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, "Redis"]]:
    """A server that keeps nothing: its address, and somebody who can write there what they like."""
    program = shutil.which("redis-server")
    assert program, "Install Redis (Debian: apt-get install redis-server), or run make test."
    port = free_port()
    said = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen([program, *said], stdout=subprocess.DEVNULL) as server:
        address = f"redis://127.0.0.1:{port}"
        with Redis.from_url(
            address, retry=Retry(ConstantBackoff(0.1), 100), retry_on_error=[NotThere]
        ) as known:
            known.ping()
            yield address, known
        server.terminate()


def pages(dashboard: Served) -> list[object]:
    """Everything whose answers are kept."""
    cards = [json.loads(dashboard.card(page, QUERY)) for page in CARDS]
    others = [dashboard.overview(QUERY), dashboard.site("solsiden", QUERY)]
    others += [dashboard.ask("indicators-contents", {"data": QUERY}).data]
    return [*cards, *map(json.loads, others)]


@pytest.fixture(scope="module")
def plain(example: Path) -> list[object]:
    """What is served where nothing is shared."""
    return pages(Served(DEFAULT_DATA, example))


class Bomb:
    """What Python would run in unpacking it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


def test_what_is_kept_is_what_was_worked_out(example: Path, plain: list[object], tmp_path: Path) -> None:
    with running(tmp_path) as (address, known):
        one = Served(DEFAULT_DATA, example, cache=address)
        assert pages(one) == plain
        kept = known.keys()
        assert len(kept) > len(CARDS)
        another = Served(DEFAULT_DATA, example, cache=address)
        assert pages(another) == plain, "as another process finds it"
        assert known.info("stats")["keyspace_hits"] >= len(kept)
        assert known.keys() == kept


@pytest.mark.parametrize("kind", ["pickled", "as an older release packed it", "torn"])
def test_what_somebody_else_wrote_there_is_never_run(
    example: Path, plain: list[object], tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "ran"
    packed = pickle.dumps(Bomb(path))
    planted = {"pickled": packed, "as an older release packed it": b"!" + packed, "torn": b'{"half": '}[kind]
    with running(tmp_path) as (address, known):
        dashboard = Served(DEFAULT_DATA, example, cache=address)
        pages(dashboard)
        for key in list(known.scan_iter()):
            known.set(key, planted)
        assert pages(dashboard) == plain
    assert not path.exists()


def test_pages_go_on_without_it(example: Path, plain: list[object], tmp_path: Path) -> None:
    with running(tmp_path) as (address, _):
        dashboard = Served(DEFAULT_DATA, example, cache=address)
        pages(dashboard)
    assert pages(dashboard) == plain
