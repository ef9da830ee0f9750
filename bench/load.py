"""How long a questionnaire file takes from CSV to published, as a ratio to DuckDB writing it into a table.

Both run as processes of their own, in turn; the best of several rounds counts, and the most memory any took.

Usage: python bench/load.py [--rows N] [--rounds N]
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROWS, ROUNDS, ITEMS = 100_000, 5, 28
ROLES = ("practitioner", "peer", "leader", "other")
SITES = [f"site{number:02d}" for number in range(12)]
ANSWERS, WEIGHTS = ("1", "2", "3", "4", "5", "8", "9", ""), (5, 10, 25, 30, 20, 4, 3, 3)
ITEM_IDS = [f"q{number}" for number in range(1, ITEMS + 1)]

FLOOR = "import duckdb, sys; con = duckdb.connect(sys.argv[2]); "
FLOOR += "con.execute(f\"CREATE TABLE t AS FROM read_csv('{sys.argv[1]}')\"); con.close()"

_SAME = '{{ nb = "{0}", da = "{0}", en = "{0}" }}'


def same(words: str) -> str:
    """Return the same words in all languages, as TOML."""
    return _SAME.format(words)


def programme() -> str:
    """Return a programme of three municipalities with four sites each and two closed waves."""
    lines = ['id = "bench"', f"name = {same('Bench')}"]
    lines += [f'[[roles]]\nid = "{role}"\nname = {same(role)}' for role in ROLES]
    for number in range(3):
        lines.append(f'[[municipalities]]\nid = "place{number}"\nname = "Place {number}"')
        sites = SITES[number::3]
        lines += [f'[[municipalities.sites]]\nid = "{site}"\nname = "The {site}"' for site in sites]
    for month, wave in enumerate(("pre", "post"), 1):
        lines.append(f'[[waves]]\nid = "{wave}"\nasked_as = "{wave}"\nclosed = true')
        lines.append(f"date = 2025-{month:02d}-01")
    return "\n".join(lines)


def instrument() -> str:
    """Return an instrument of 28 items on a scale from 1 to 5 with two special answers and a score."""
    lines = ['id = "practice"', 'asked_as = ["pre", "post"]', 'special = ["not_applicable", "dont_know"]']
    lines += ["overall = true", f"name = {same('Practice')}", f"question = {same('And?')}"]
    lines += [f"[scale]\nlow = 1\nhigh = 5\nlow_label = {same('no')}\nhigh_label = {same('yes')}"]
    lines += [f'[[items]]\nid = "{item}"\nlabel = {same(item)}' for item in ITEM_IDS]
    return "\n".join(lines)


def mapping() -> str:
    """Return how the file's columns say it."""
    lines = ['form = "staff"', 'kind = "questionnaire"', 'programme = "bench"']
    lines += ['columns = { respondent = "id", wave = "wave", site = "site", role = "role" }']
    lines += ["[answers.practice]", *(f'{item} = "{item}"' for item in ITEM_IDS)]
    lines += ['[codes]\nnot_applicable = ["8"]\ndont_know = ["9"]\nblank = [""]']
    return "\n".join(lines)


def write_definitions(data: Path) -> None:
    """Write the small world the file is read by."""
    for name, text in {
        "programmes/bench": programme(),
        "instruments/practice": instrument(),
        "mappings/staff": mapping(),
    }.items():
        path = data / f"{name}.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")


def lines_of(rows: int) -> Iterator[str]:
    """Yield the lines of a file of so many questionnaires, the same ones every time."""
    chance = random.Random(1)
    yield ",".join(["id", "wave", "site", "role", *ITEM_IDS])
    for number in range(rows):
        answers = ",".join(chance.choices(ANSWERS, WEIGHTS, k=ITEMS))
        wave = "pre" if number % 2 else "post"
        yield f"r{number},{wave},{chance.choice(SITES)},{chance.choice(ROLES)},{answers}"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: its wall time in seconds and the most memory it held, in megabytes."""

    seconds: float
    megabytes: float


def run(command: list[str], silent: int) -> Run:
    """Run a command to its end, what it says left aside; raise SystemExit where it fails."""
    begun = time.perf_counter()
    process = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, silent, 1), (os.POSIX_SPAWN_DUP2, silent, 2)],
    )
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Run(time.perf_counter() - begun, used.ru_maxrss / 1024)


def measure(file: Path, folder: Path, silent: int) -> dict[str, Run]:
    """Run the floor and both commands once, each into a place that is empty."""
    with tempfile.TemporaryDirectory(dir=folder) as empty:
        where = ["--data", str(folder / "data"), "--var", f"{empty}/var"]
        ours = [str(Path(sys.executable).with_name("rejsespor"))]
        load, publish = ["load", str(file), "--programme", "bench"], ["publish", "bench"]
        return {
            "floor": run([sys.executable, "-c", FLOOR, str(file), f"{empty}/floor.duckdb"], silent),
            "load": run([*ours, *load, *where], silent),
            "publish": run([*ours, *publish, *where], silent),
        }


def main() -> None:
    """Print the times, the memory and the ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, Path(os.devnull).open("w") as nowhere:
        folder, file = Path(temporary), Path(temporary) / "answers.csv"
        write_definitions(folder / "data")
        file.write_text("".join(f"{line}\n" for line in lines_of(asked.rows)), "ascii")
        rounds = [measure(file, folder, nowhere.fileno()) for _ in range(asked.rounds)]
    best = {name: min(each[name].seconds for each in rounds) for name in rounds[0]}
    for name, seconds in best.items():
        most = max(each[name].megabytes for each in rounds)
        print(f"{name:9} {seconds:6.2f} s   {most:4.0f} MB")  # noqa: T201
    print(f"{asked.rows} rows, ratio {(best['load'] + best['publish']) / best['floor']:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
