"""A live round on loopback: 200 phones and two walls, answers and one correction each, then the reveal.

The server is a process of its own, as `rejsespor serve` starts it, over an empty store. Phones join over some
seconds, ask every two seconds how far the round is, answer, correct, and set their own timer to the moment
they are told. Said are errors, how long answers and states took, and how far apart phones and walls would
have shown the moment.

Usage: python bench/round.py [--var DIR] [--phones N] [--threads N]   (after `make example`)
"""

import argparse
import asyncio
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
HOST, PORT = "127.0.0.1", 18056
PERIOD, JOINING, ANSWERING = 2.0, 4.0, 8.0
START = "import sys; from dashboard.cli import main; sys.exit(main())"
GIVEN = {"in_room": "yes", "as_group": "yes", **{f"principles.l{at}": "3" for at in range(1, 8)}}


class Seen:
    """What all phones and walls met together."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.moments: list[float] = []


class Line:
    """One browser's line to the server, kept open as a browser does."""

    def __init__(self, seen: Seen) -> None:
        """A line that is not open yet."""
        self.seen = seen
        self.cookie = ""
        self.open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, what: str, method: str, path: str, sent: str = "", tag: str = ""
    ) -> tuple[int, str, str]:
        """Ask, note how long it took and what went wrong; return status, tag and body."""
        begun = time.monotonic()
        try:
            status, head, body = await asyncio.wait_for(self._ask(method, path, sent, tag), 20)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.seen.errors.append(f"{what}: {type(error).__name__}")
            self.open = None
            return 0, "", ""
        self.seen.took[what].append(time.monotonic() - begun)
        if status >= 400:
            self.seen.errors.append(f"{what}: {status}")
        if cookie := re.search(r"(?im)^set-cookie: (rejsespor-round=[^;]+)", head):
            self.cookie = cookie[1]
        tagged = re.search(r"(?im)^etag: (\S+)", head)
        return status, tagged[1] if tagged else tag, body

    async def _ask(self, method: str, path: str, sent: str, tag: str) -> tuple[int, str, str]:
        if self.open is None:
            self.open = await asyncio.open_connection(HOST, PORT)
        reader, writer = self.open
        headers = {
            "Host": f"{HOST}:{PORT}",
            "Content-Length": str(len(sent)),
            **({"Content-Type": "application/x-www-form-urlencoded"} if sent else {}),
            **({"Cookie": self.cookie} if self.cookie else {}),
            **({"If-None-Match": tag} if tag else {}),
        }
        said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{said}\r\n{sent}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        status = int(head.split()[1])
        length = re.search(r"(?im)^content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length and status != 304 else b""
        if re.search(r"(?im)^connection: close", head):
            writer.close()
            self.open = None
        return status, head, body.decode()


async def follow(line: Line, path: str, what: str) -> None:
    """Ask how far a round is until it is revealed; note when this browser would show it."""
    tag, due = "", 0.0
    while not due or time.monotonic() < due:
        _, tag, body = await line.ask(what, "GET", f"{path}/state", tag=tag)
        if not due and (told := re.search(r'"in_ms":(\d+)', body)):
            due = time.monotonic() + int(told[1]) / 1000
        elif not due and '"revealed"' in body:
            line.seen.errors.append("told too late")
            return
        rest = due - time.monotonic() if due else PERIOD
        await asyncio.sleep(max(0.0, min(rest, PERIOD * random.uniform(0.85, 1.15))))
    line.seen.moments.append(time.monotonic())


async def phone(seen: Seen, path: str) -> None:
    """Join, answer, correct, and wait for the moment."""
    line = Line(seen)
    await asyncio.sleep(random.uniform(0, JOINING))
    await line.ask("page", "GET", path)
    following = asyncio.create_task(follow(line_of(line), path, "state"))
    for answer in ("2", "4"):
        await asyncio.sleep(random.uniform(0, ANSWERING / 2))
        await line.ask("answer", "POST", path, urlencode({**GIVEN, "principles.l1": answer}))
    await following


def line_of(line: Line) -> Line:
    """Return another line of the same browser."""
    other = Line(line.seen)
    other.cookie = line.cookie
    return other


async def facilitator(seen: Seen, board: str, phones: int) -> None:
    """Reveal once all have answered and corrected."""
    while len(seen.took["answer"]) + len(seen.errors) < 2 * phones:
        await asyncio.sleep(0.1)
    await Line(seen).ask("reveal", "POST", f"{board}/reveal", "role=facilitator")


async def wall(seen: Seen, board: str) -> None:
    """Follow the round on a wall, and load what is seen at its moment."""
    line = Line(seen)
    await follow(line, board, "wall")
    _, _, body = await line.ask("revealed wall", "GET", board)
    if "<circle" not in body:
        seen.errors.append("a wall that shows nothing")


async def held(phones: int) -> Seen:
    """Hold a round, and return what was met."""
    seen = Seen()
    opener = Line(seen)
    asked = urlencode({"site": "solsiden", "label": "bench", "role": "facilitator"})
    await opener.ask("open", "POST", "/rounds?programme=fjordby", asked)
    _, _, listed = await opener.ask("list", "GET", "/rounds?programme=fjordby")
    board = re.findall(r'"(/rounds/[0-9a-f]{16})', listed)[0]
    _, _, shown = await opener.ask("board", "GET", board)
    path = "/round/" + re.findall(r"/round/(\w{6})", shown)[0]
    members = [phone(seen, path) for _ in range(phones)]
    await asyncio.gather(*members, wall(seen, board), wall(seen, board), facilitator(seen, board, phones))
    return seen


def at(share: float, values: Sequence[float]) -> float:
    """Return the value below which a share of them lies, in milliseconds."""
    return 1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))]


def told(seen: Seen, phones: int) -> Iterator[str]:
    """Yield what was met, a line each."""
    for what, took in sorted(seen.took.items()):
        middle, most = 1000 * statistics.median(took), 1000 * max(took)
        rest = f"p50 {middle:6.1f} ms  p95 {at(0.95, took):6.1f} ms  most {most:6.1f} ms"
        yield f"{what:14} {len(took):6}  {rest}"
    first = min(seen.moments)
    apart = [moment - first for moment in seen.moments]
    late = f"p95 {at(0.95, apart):.0f} ms after the first, last {at(1, apart):.0f} ms"
    yield f"shown by {len(apart)} of {phones + 2}, {late}"
    yield f"errors {len(seen.errors)}: {sorted(set(seen.errors))}"


def main() -> None:
    """Serve, hold a round, say what was met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--threads", default="8")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(asked.var / "publications", Path(folder) / "publications")
        said = ["serve", "--var", folder, "--port", str(PORT), "--threads", asked.threads]
        server = subprocess.Popen([sys.executable, "-c", START, *said], cwd=ROOT)
        try:
            asyncio.run(_once_up())
            print(*told(asyncio.run(held(asked.phones)), asked.phones), sep="\n")  # noqa: T201
        finally:
            server.terminate()
            server.wait(20)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(f"server {used.ru_utime + used.ru_stime:.1f} s of CPU, start included")  # noqa: T201


async def _once_up() -> None:
    for _ in range(600):
        with suppress(OSError):
            await asyncio.open_connection(HOST, PORT)
            return
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    main()
