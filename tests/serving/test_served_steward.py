"""A steward at a server of two processes: both show what is published, and no request fails meanwhile."""

import http.client
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest
import requests

from dashboard.access.accounts import add
from dashboard.server.request_checks import LARGEST_BODY
from dashboard.server.tickets import LARGEST_UPLOAD
from dashboard.store.store import Store
from tests.chromium import free_port, running
from tests.dashboards import FullWorld
from tests.serving.test_served_carriers import ROWS
from tests.serving.test_served_workers import PATIENCE, Asking

PASSWORD = "a long enough password"
HOME = "/data/steward?programme=small&lang=en"


@dataclass
class Served:
    """A served world, and a steward's browser."""

    world: FullWorld
    port: int
    steward: requests.Session

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send_to(self) -> str:
        page = self.steward.get(self.base + HOME, timeout=PATIENCE).text
        return str(re.findall(r'action="([^"]+ticket=[^"]+)"', page)[0]).replace("&amp;", "&")

    def post(self, path: str, **said: str) -> str:
        address = f"{self.base}/data/steward/{path}?programme=small&lang=en"
        return self.steward.post(address, data=said, timeout=120).text

    def begun(self, path: str, length: int, cookie: str = "") -> int:
        """Return the status of a request that says how long its body is, and sends none of it."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as asked:
            asked.putrequest("POST", path)
            for name, said in (("Content-Length", str(length)), ("Cookie", cookie)):
                asked.putheader(name, said)
            asked.putheader("Content-Type", "multipart/form-data; boundary=x")
            asked.endheaders()
            return asked.getresponse().status


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("steward")
    world, port, settings = (
        FullWorld(folder, waves={"pre": "pre", "post": "post"}),
        free_port(),
        folder / "access.toml",
    )
    settings.write_text("accounts = true\n")
    world.show(ROWS)
    store = Store(f"sqlite:///{world.at.var}/store.db")
    add(store, "anna", "steward", ["small"], PASSWORD)
    store.close()
    said = ("--workers", "2", "--data", str(world.at.data))
    with ExitStack() as open_things:
        environment = {"REJSESPOR_ACCESS": str(settings)}
        open_things.enter_context(running(world.at.var, folder / "log", port, *said, **environment))
        browser = open_things.enter_context(requests.Session())
        found = Served(world, port, browser)
        browser.post(f"{found.base}/login", data={"name": "anna", "password": PASSWORD}, timeout=PATIENCE)
        yield found


def shown(served: Served) -> set[str]:
    """Return which publication is shown, asked often enough that both processes answer."""
    cookie = "; ".join(f"{one.name}={one.value}" for one in served.steward.cookies)
    address = f"{served.base}/files/change.csv?programme=small&lang=en"
    return {
        requests.get(address, headers={"Cookie": cookie}, timeout=PATIENCE).headers["Content-Disposition"]
        for _ in range(24)
    }


def test_of_a_large_body_nothing_is_taken_without_leave(served: Served) -> None:
    for path in (HOME, f"{HOME}&ticket=nonsense", "/login", f"{served.send_to()}x"):
        assert served.begun(path, LARGEST_BODY + 1) == 413, path
    assert served.begun(served.send_to().replace("/data/steward", "/login"), 10**6) == 413
    assert served.begun(served.send_to(), LARGEST_UPLOAD + 1) == 413
    assert served.begun(served.send_to(), 10**12) == 413


def test_who_has_leave_sends_more_than_others(served: Served) -> None:
    files = {"files": ("staff.csv", b"id;wave;site;role\n" + b"1;pre;a;boss\n" * 200_000)}
    answer = served.steward.post(served.base + served.send_to(), files=files, timeout=120)
    assert answer.status_code == 422
    assert "Nothing can be loaded yet" in answer.text
    assert [path for path in (served.world.at.var / "uploads").rglob("*") if path.is_file()] == []


def test_while_a_steward_loads_and_publishes_no_request_fails(served: Served) -> None:
    before = shown(served)
    later = [row | {"wave": "post", "id": f"later-{row['id']}"} for row in ROWS]
    content = served.world.file([*ROWS, *later]).read_bytes()
    askers = [Asking(served.port) for _ in range(4)]
    for one in askers:
        one.headers = {"Cookie": "; ".join(f"{c.name}={c.value}" for c in served.steward.cookies)}
        one.start()
    files = {"files": ("staff.csv", content)}
    checked = served.steward.post(served.base + served.send_to(), files=files, timeout=120).text
    sent = re.findall(r'name="sent" value="(\w+)"', checked)[0]
    assert "small: files loaded" in served.post("load", sent=sent)
    assert "is shown from now on" in served.post("publication")
    after = shown(served)
    for one in askers:
        one.ends.set()
        one.join()
    assert len(before) == len(after) == 1
    assert before != after
    assert [one.found[1] for one in askers] == [0] * 4
    assert all(one.found[0] for one in askers)
