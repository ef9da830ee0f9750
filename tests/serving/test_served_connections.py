"""The server as it runs: who hangs, sends much or asks for nothing keeps nobody waiting."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from click.testing import CliRunner

from dashboard.cli import cli
from dashboard.server.request_checks import LARGEST_BODY
from tests.chromium import ROOT, START, serving
from tests.dashboards import LANGUAGES, FullWorld
from tests.serving.test_served_carriers import ROWS
from tests.test_etl_words import table

UPDATE = "/_dash-update-component"
# Long for a healthy client, short beside the two minutes that a full server once took.
PATIENCE = 20


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    world = FullWorld(tmp_path_factory.mktemp("world")).show(ROWS)
    with serving(world.at.var, world.at.var / "server.log") as address:
        yield int(address.rpartition(":")[2])
    log = (world.at.var / "server.log").read_text()
    assert log.splitlines() == [f"Rejsespor: {address}"]


def connected(port: int, sent: bytes = b"") -> socket.socket:
    found = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    found.sendall(sent)
    return found


def answer(port: int, method: str = "GET", path: str = "/", **said: object) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as asked:
        asked.request(method, path, **said)  # type: ignore[arg-type]
        got = asked.getresponse()
        return got.status, got.read().decode()


def whole(connection: socket.socket) -> bytes:
    """Read an answer to the end of the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


HALF_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_BODY = f"POST {UPDATE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{{".encode()
HALF_CHUNK = (
    f"POST {UPDATE} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n{{"
).encode()
WHOLE = b"GET /_dash-layout HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "hanging",
    [
        pytest.param([b""] * 24, id="idle"),
        pytest.param([HALF_HEADER] * 24, id="half headers"),
        pytest.param([HALF_BODY] * 24, id="half bodies"),
        pytest.param([HALF_CHUNK] * 24, id="half chunks"),
        pytest.param([WHOLE] * 240, id="forty browsers"),
        pytest.param([b"", HALF_HEADER, HALF_BODY] * 24 + [WHOLE] * 240, id="all at once"),
    ],
)
def test_who_hangs_keeps_nobody_waiting(port: int, hanging: list[bytes]) -> None:
    with ExitStack() as open_ones:
        for sent in hanging:
            open_ones.enter_context(connected(port, sent))
        for path, status in (("/", 200), ("/files/change.csv", 200), ("/nonsense", 404)):
            assert answer(port, path=path)[0] == status


def test_a_client_that_never_reads_keeps_nobody_waiting(port: int) -> None:
    # More than what lies between a server and a client takes in.
    big = b"GET /assets/vendor/plotly.min.js.br HTTP/1.1\r\nHost: localhost\r\n\r\n" * 24
    with ExitStack() as open_ones:
        for _ in range(24):
            open_ones.enter_context(connected(port, big))
        assert answer(port)[0] == 200


def head(length: str) -> bytes:
    said = f"POST {UPDATE} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n{length}\r\n\r\n"
    return said.encode()


@pytest.mark.parametrize("length", [LARGEST_BODY + 1, 45_000_000, 10**12])
@pytest.mark.parametrize("expect", ["", "Expect: 100-continue\r\n"], ids=["plain", "asking first"])
def test_a_large_body_is_refused_before_it_is_sent(port: int, length: int, expect: str) -> None:
    with connected(port, head(f"{expect}Content-Length: {length}")) as asked:
        asked.shutdown(socket.SHUT_WR)
        said = whole(asked).decode()
    assert said.startswith("HTTP/1.1 413 ")
    assert LANGUAGES["en"].say("http.too_large") in said
    assert "Content-Security-Policy" in said


def test_a_body_without_a_length_is_refused_as_soon_as_it_is_too_large(port: int) -> None:
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    with connected(port, head("Transfer-Encoding: chunked") + chunk * 20) as asked:
        said = asked.recv(65_536).decode()
    assert said.startswith("HTTP/1.1 413 ")


def test_a_client_that_sends_it_all_first_still_reads_the_answer(port: int) -> None:
    status, said = answer(port, "POST", UPDATE, body=b"x" * 45_000_000, headers={"Accept-Language": "nb"})
    assert status == 413
    assert LANGUAGES["nb"].say("http.too_large") in said


def test_large_bodies_keep_nobody_waiting(port: int) -> None:
    with ExitStack() as open_ones:
        for _ in range(8):
            one = open_ones.enter_context(connected(port, head("Content-Length: 45000000")))
            one.setblocking(False)
            with pytest.raises(BlockingIOError):
                while True:
                    one.send(b"x" * 1_000_000)
        assert answer(port)[0] == 200


def test_a_body_of_the_size_that_is_allowed_is_read(port: int) -> None:
    body = json.dumps({"output": "x" * 60_000}).ljust(LARGEST_BODY).encode()
    assert answer(port, "POST", UPDATE, body=body)[0] == 400


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.0\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"431"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_crooked_requests_are_refused_and_name_no_server(port: int, sent: bytes, status: bytes) -> None:
    with connected(port, sent) as asked:
        asked.settimeout(PATIENCE)
        said = asked.recv(65_536)
    assert said.split()[1] == status
    assert b"\nServer:" not in said and b"waitress" not in said.lower()
    assert answer(port)[0] == 200


WRONG = [
    *(("--port", one, "not_a_port") for one in ("0", "70000", "abc", "-1", "", "8050.5", "٨٠٥٠", "9" * 99)),
    *(("--threads", one, "not_threads") for one in ("0", "-3", "many", "100000")),
    *(
        ("--host", one, "not_loopback")
        for one in ("0.0.0.0", "::", "[::]", "", "*", "10.0.0.1", "example.org", "0")
    ),
]


@pytest.mark.parametrize(("option", "found", "reason"), WRONG)
@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_serve_told_wrongly_is_refused(option: str, found: str, reason: str, language: str) -> None:
    said = CliRunner().invoke(cli, ["serve", f"{option}={found}"], env={"REJSESPOR_LANGUAGE": language})
    begins = table(language, "refused")[reason].partition("{")[0]
    assert said.exit_code == 2
    assert said.stderr.startswith(begins) and found in said.stderr
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_a_port_that_is_taken_is_said_in_a_sentence(port: int, language: str) -> None:
    said = serve(language, "--port", str(port))
    assert said.returncode == 1
    assert said.stderr.strip() == table(language, "refused")["port_taken"].format(host="127.0.0.1", port=port)


def serve(language: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", START.format("dashboard.cli", "main"), "serve", *arguments]
    env = {**os.environ, "REJSESPOR_LANGUAGE": language}
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=60)
