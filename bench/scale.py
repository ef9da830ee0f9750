"""What a large programme takes from CSV to published, beside DuckDB writing the same CSV into a table.

Each command is a process of its own: seconds on the clock, seconds of the processor, the most memory. Prints
a line for each; then `bench/browse.py` does what readers do. To compare engines: --engine sc://host:port.

Usage: python -m bench.scale [--rows N] [--sites N] [--engine ADDRESS]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import browse
from bench.large_world import PROGRAMME, months, respondents, write_definitions, write_lines
from bench.load import FLOOR


def timed(command: list[str], silent: int) -> str:
    """Run a command to its end; return what it took. Raises SystemExit where it fails."""
    begun = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_DUP2, silent, 1), (os.POSIX_SPAWN_DUP2, silent, 2)]
    process = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    seconds, processor = time.perf_counter() - begun, used.ru_utime + used.ru_stime
    return f"{seconds:8.1f} s {processor:8.1f} s of the processor {used.ru_maxrss // 1024:6} MB"


def commands(folder: Path, engine: str | None) -> Iterator[tuple[str, list[str]]]:
    """Yield what is run, by name; the floor first."""
    ours, staff = str(Path(sys.executable).with_name("rejsespor")), folder / "staff.csv"
    where = ["--data", str(folder / "data"), "--var", str(folder / "var")]
    yield "floor", [sys.executable, "-c", FLOOR, str(staff), str(folder / "floor.duckdb")]
    for file in (staff, folder / "months.csv"):
        yield f"load {file.stem}", [ours, "load", str(file), "--programme", PROGRAMME, *where]
    yield "publish", [ours, "publish", PROGRAMME, *where, *(["--engine", engine] if engine else [])]


def main() -> None:
    """Print what each step took, then what readers wait for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=1_000)
    parser.add_argument("--engine")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, Path(os.devnull).open("w") as nowhere:
        folder = Path(temporary)
        write_definitions(folder / "data", asked.sites)
        write_lines(folder / "staff.csv", respondents(asked.rows, asked.sites))
        write_lines(folder / "months.csv", months(asked.sites))
        print(f"{asked.rows} respondents, {asked.sites} sites, load {os.getloadavg()[0]:.1f}")  # noqa: T201
        for name, command in commands(folder, asked.engine):
            print(f"{name:12} {timed(command, nowhere.fileno())}", flush=True)  # noqa: T201
        browse.measure(folder, PROGRAMME)


if __name__ == "__main__":
    main()
