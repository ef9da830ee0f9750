"""How a large programme browses: a change of the filter, pages that list every site, fifty people at once.

The floor is a bare Dash app that returns a ready figure as large. Both are processes of their own under the
same web server, with four threads each; each figure is a median, or a share of many.

Usage: python -m bench.browse FOLDER [--programme ID]   (FOLDER with `data` and `var`)
"""

import argparse
import json
import multiprocessing
import random
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import duckdb

from bench.filter_change import BARE, PRODUCT, Client, milliseconds, run_bare, run_product
from bench.large_world import PROGRAMME
from publication.file import current_number, file_of
from publication.places import Places

ROUNDS, PEOPLE, CLICKS, THINK = 40, 50, 5, 5.0
GRAPH = "change-graph"
# Page → what its callback puts there.
PAGES = {
    "involvement": "involvement-graph.figure",
    "sites": "sites-contents.children",
    "indicators": "indicators-contents.children",
    "management": "management-graph.figure",
    "overview": "overview-contents.children",
}


def groups_of(places: Places, programme: str) -> list[str]:
    """Return the ids of what may be chosen of the two rounds together, the same of them each time."""
    folder = places.publications(programme)
    number = current_number(folder)
    if number is None:
        raise SystemExit(f"nothing of {programme} is published in {folder}")
    with duckdb.connect(file_of(folder, number), read_only=True) as con:
        found = con.execute(
            "SELECT DISTINCT group_id FROM selections WHERE from_wave <> to_wave ORDER BY ALL"
        )
        every = [group for (group,) in found.fetchall()]
    return random.Random(1982).sample(every, min(len(every), ROUNDS))


def query(programme: str, page: str, **chosen: str) -> dict[str, str]:
    """Return what a page's callback is asked with."""
    return {"page": page, "lang": "da", "programme": programme, **chosen}


def changes(product: Client, bare: Client, queries: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """Return the median milliseconds of the floor, of an answer worked out anew, and of it again."""
    times: dict[str, list[float]] = {"floor": [], "uncached": [], "cached": []}
    for asked in queries:
        product.get("/forget")
        times["floor"].append(milliseconds(bare, asked))
        times["uncached"].append(milliseconds(product, asked))
        times["cached"].append(milliseconds(product, asked))
    return {name: statistics.median(measured) for name, measured in times.items()}


def pages(product: Client, programme: str) -> Iterator[tuple[str, float, int]]:
    """Yield each page, its median milliseconds worked out anew, and its bytes."""
    for page, output in PAGES.items():
        times, answer = [], b""
        for _ in range(3):
            product.get("/forget")
            begun = time.perf_counter()
            answer = product.update(query(programme, page), output)
            times.append((time.perf_counter() - begun) * 1000)
        yield page, statistics.median(times), len(answer)


def clicking(port: int, graph: str, queries: Sequence[Mapping[str, str]], person: int) -> list[float]:
    """Return the milliseconds of one person's clicks, five seconds of looking between them."""
    client, chance = Client(port, graph), random.Random(person)
    times = []
    for _ in range(CLICKS):
        time.sleep(chance.uniform(0, 2 * THINK))
        times.append(milliseconds(client, chance.choice(queries)))
    return times


def crowd(port: int, graph: str, queries: Sequence[Mapping[str, str]]) -> float:
    """Return within how many milliseconds 95 of 100 clicks of fifty people are answered; an error ends it."""
    with ThreadPoolExecutor(PEOPLE) as people:
        clicks = people.map(partial(clicking, port, graph, queries), range(PEOPLE))
        times = sorted(click for person in clicks for click in person)
    return times[len(times) * 95 // 100]


def most_memory(process: BaseProcess) -> int:
    """Return the most megabytes a process has held."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def measure(folder: Path, programme: str) -> None:
    """Print what readers of a programme wait for, a line each; `folder` holds its `data` and `var`."""
    places = Places(folder / "data", folder / "var")
    queries = [query(programme, "change", group=group) for group in groups_of(places, programme)]
    spawn = multiprocessing.get_context("spawn")
    server = spawn.Process(target=run_product, args=(places.var, places.data), daemon=True)
    server.start()
    product = Client(PRODUCT, GRAPH)
    figure = json.loads(product.update(queries[0]))["response"][GRAPH]["figure"]
    spawn.Process(target=run_bare, args=(figure,), daemon=True).start()
    measured = changes(product, Client(BARE, "graph"), queries)
    for name, middle in measured.items():
        print(f"{name:12} {middle:8.1f} ms   ratio {middle / measured['floor']:.2f}")  # noqa: T201
    for page, middle, size in pages(product, programme):
        print(f"{page:12} {middle:8.1f} ms   {size // 1024} kB")  # noqa: T201
    ours, floor = crowd(PRODUCT, GRAPH, queries), crowd(BARE, "graph", queries)
    print(f"{PEOPLE} people    {ours:8.1f} ms   ratio {ours / floor:.2f}")  # noqa: T201
    print(f"memory       {most_memory(server):8} MB")  # noqa: T201


def main() -> None:
    """Measure what lies in a folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--programme", default=PROGRAMME)
    asked = parser.parse_args()
    measure(asked.folder, asked.programme)


if __name__ == "__main__":
    main()
