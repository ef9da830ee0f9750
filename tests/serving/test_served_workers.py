"""The processes that serve: replaced when they die or are to load anew; no request fails meanwhile."""

import http.client
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from dashboard.access.accounts import add
from dashboard.store.store import Store
from tests.chromium import free_port, running
from tests.dashboards import FullWorld
from tests.serving.test_served_carriers import ROWS

PATIENCE = 30


@pytest.fixture
def server(tmp_path: Path) -> "Iterator[tuple[subprocess.Popen[bytes], int]]":
    world, port = FullWorld(tmp_path).show(ROWS), free_port()
    with running(world.at.var, tmp_path / "server.log", port, "--workers", "2") as process:
        eventually(lambda: len(workers(process)) == 2)
        yield process, port


def workers(process: "subprocess.Popen[bytes]") -> set[int]:
    """Return the processes that a server started."""
    said = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return {int(one) for one in said.split()}


def eventually(there: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < until
        time.sleep(0.05)


def status(port: int, path: str = "/files/change.csv") -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as asked:
        asked.request("GET", path)
        return asked.getresponse().status


class Asking(threading.Thread):
    """Somebody who asks all the time on one connection, as a browser does."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port, self.ends, self.found = port, threading.Event(), [0, 0]
        self.headers: dict[str, str] = {}

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.ends.is_set():
            try:
                connection.request("GET", "/_dash-layout", headers=self.headers)
                answer = connection.getresponse()
                answer.read()
                self.found[answer.status != 200] += 1
            except (OSError, http.client.HTTPException):
                self.found[1] += 1
                connection.close()
        connection.close()


def test_loading_anew_fails_no_request(server: "tuple[subprocess.Popen[bytes], int]") -> None:
    process, port = server
    before, askers = workers(process), [Asking(port) for _ in range(6)]
    for one in askers:
        one.start()
    process.send_signal(signal.SIGHUP)
    eventually(lambda: len(workers(process)) == 2 and not workers(process) & before)
    time.sleep(0.5)
    for one in askers:
        one.ends.set()
        one.join()
    assert [one.found[1] for one in askers] == [0] * 6
    assert min(one.found[0] for one in askers) > 10


def test_what_cannot_be_loaded_leaves_those_who_serve(tmp_path: Path) -> None:
    world, port, settings = FullWorld(tmp_path).show(ROWS), free_port(), tmp_path / "access.toml"
    settings.write_text("open = true\n")
    log = tmp_path / "server.log"
    with running(world.at.var, log, port, REJSESPOR_ACCESS=str(settings)) as process:
        before = workers(process)
        settings.write_text("open = tru\n")
        process.send_signal(signal.SIGHUP)
        eventually(lambda: "not loaded anew" in log.read_text())
        assert workers(process) == before
        assert status(port) == 200


def test_a_process_that_was_killed_is_replaced(server: "tuple[subprocess.Popen[bytes], int]") -> None:
    process, port = server
    killed = min(workers(process))
    os.kill(killed, signal.SIGKILL)
    assert status(port) == 200
    eventually(lambda: len(workers(process)) == 2 and killed not in workers(process))


def test_processes_end_when_nobody_watches_them(server: "tuple[subprocess.Popen[bytes], int]") -> None:
    process, _ = server
    left = workers(process)
    process.kill()
    process.wait()
    eventually(lambda: not any(is_running(one) for one in left))


def is_running(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_ending_is_quick_where_nobody_asks(server: "tuple[subprocess.Popen[bytes], int]") -> None:
    process, port = server
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as idle:
        idle.request("GET", "/health")
        idle.getresponse().read()
        begun = time.monotonic()
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert time.monotonic() - begun < 10


def test_with_login_every_process_has_the_code_of_pages(tmp_path: Path) -> None:
    """Whichever answered the page, any of them may be asked for what it loads."""
    world, port, settings = FullWorld(tmp_path).show(ROWS), free_port(), tmp_path / "access.toml"
    settings.write_text("accounts = true\n")
    store = Store(f"sqlite:///{world.at.var}/store.db")
    add(store, "anna", "viewer", None, "a long enough password")
    store.close()
    with running(world.at.var, tmp_path / "log", port, "--workers", "2", REJSESPOR_ACCESS=str(settings)):
        browser, base = requests.Session(), f"http://127.0.0.1:{port}"
        typed = {"name": "anna", "password": "a long enough password"}
        browser.post(f"{base}/login", data=typed, timeout=PATIENCE)
        page = browser.get(f"{base}/change", timeout=PATIENCE).text
        code = re.findall(r'<script src="(/code/[^"]+)"', page)[0]
        found = [
            requests.get(base + code, headers={"Cookie": cookies(browser)}, timeout=PATIENCE).status_code
            for _ in range(24)
        ]
    assert found == [200] * 24


def cookies(browser: requests.Session) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
