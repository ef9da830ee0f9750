"""Commands in processes of their own, ended by kill -9 at a chosen moment."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.worlds import World

ROOT = Path(__file__).parents[1]

# A moment is a call that touches a file or the database: the process is killed just before it. One process
# reads moments, and forks a child for each that runs the commands: nothing has to be imported again.
_KILLER = """
import os, signal, sys
import etl.cli, etl.load.load, etl.release.publish, filelock

CALLS = {"execute", "executemany", "begin", "commit", "close", "connect", "open", "rename", "replace",
         "unlink", "mkdir", "rmdir", "chmod", "fsync", "write", "flock"}

def run_until(moment):
    seen = 0
    def look(frame, event, what):
        nonlocal seen
        if event == "c_call" and what.__name__ in CALLS:
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(look)
    for command in sys.argv[1].split(";"):
        etl.cli.cli(command.split(",") + sys.argv[2:], standalone_mode=False)
    sys.setprofile(None)
    return seen

for line in sys.stdin:
    read, write = os.pipe()
    if not (child := os.fork()):
        os.dup2(2, 1)
        os.write(write, str(run_until(int(line))).encode())
        os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    told = os.read(read, 100).decode()
    os.close(read)
    print("killed" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else told, flush=True)
"""


def start(world: World, *command: str, script: list[str] | None = None) -> subprocess.Popen[str]:
    """Start a command on a world; `script` replaces `-m etl`."""
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    return subprocess.Popen(
        [sys.executable, *(script or ["-m", "etl"]), *command, *places],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "REJSESPOR_LANGUAGE": "en"},
    )


def run(world: World, *command: object) -> tuple[int, str, str]:
    """Run a command to its end; return its status and what it said."""
    with start(world, *map(str, command)) as process:
        said, told = process.communicate(timeout=120)
    return process.returncode, said, told


class Killer:
    """Runs the same commands over and over, up to a moment."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run_until(self, moment: int) -> int | None:
        """Run the commands up to a moment; where they end before it, return how many moments there are."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{moment}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().strip()
        assert said, "the commands failed"
        return None if said == "killed" else int(said)


@contextmanager
def killer(world: World, *commands: str) -> Iterator[Killer]:
    """Get ready to run commands (their parts joined by commas) and kill them."""
    with start(world, ";".join(commands), script=["-c", _KILLER]) as process:
        yield Killer(process)
        process.communicate(timeout=60)
