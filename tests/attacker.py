"""One who keeps every number a running dashboard ever served, and asks what they tell about few people.

The dashboard runs in a process of its own, as it does in service: it is never restarted while publications
come and go under it.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from publication.reading import NothingPublished
from tests.dashboards import Served

P = ParamSpec("P")
Result = TypeVar("Result")

PRIME = 2**31 - 1


class Number(NamedTuple):
    """A number of answers as it was served: how many, and from a chart how many gave each answer."""

    instrument: str
    wave: str
    item: str
    group: str
    n: int
    counts: tuple[tuple[str, int], ...] = ()


def _from_file(served: Served, query: Mapping[str, str]) -> Iterator[Number]:
    text = served.file("change", query, "comma").decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        item = {"Overall score": "overall"}.get(row["Question"], row["Question"])
        for wave in {query["from"], query["to"]}:
            if row.get(f"{wave} n"):
                yield Number(query["instrument"], wave, item, query["group"], int(row[f"{wave} n"]))


def _from_chart(served: Served, query: Mapping[str, str]) -> Iterator[Number]:
    response = json.loads(served.card("change", query))["response"]
    found: dict[tuple[str, str], dict[str, int]] = {}
    for trace in response.get("change-graph", {}).get("figure", {}).get("data", []):
        for text in trace.get("hovertext", []):
            item, wave, name, n = re.fullmatch(  # type: ignore[union-attr]
                r"<b>(.*)</b><br>(\w+): (.*)<br>(\d+) \(.*\)", text
            ).groups()
            found.setdefault((wave, item), {})[name] = int(n)
    for (wave, item), counts in found.items():
        n = sum(held for name, held in counts.items() if name[0].isdigit())
        yield Number(query["instrument"], wave, item, query["group"], n, tuple(sorted(counts.items())))


def numbers(served: Served) -> list[Number]:
    """Return every number of answers that the page of change serves, in its files and in its charts."""
    found: list[Number] = []
    for query in served.selections("change", "en"):
        read: Callable[..., Iterator[Number]] = _from_file if query["view"] == "means" else _from_chart
        found += read(served, query)
    return found


# In the dashboard's process: the dashboards that run there, by the folder they serve.
_RUNNING: dict[Path, Served] = {}


def _running(data: Path, var: Path) -> Served:
    if var not in _RUNNING:
        _RUNNING[var] = Served(data, var)
    return _RUNNING[var]


def _numbers(data: Path, var: Path) -> list[Number]:
    try:
        return numbers(_running(data, var))
    except NothingPublished:
        return []


def _everything(data: Path, var: Path, fresh: bool, languages: Sequence[str]) -> dict[str, bytes]:
    return (Served(data, var) if fresh else _running(data, var)).everything(languages)


def _get(data: Path, var: Path, method: str, path: str, **said: Any) -> tuple[int, dict[str, str], bytes]:
    answer = _running(data, var).client.open(path, method=method, **said)
    return answer.status_code, dict(answer.headers), answer.data


class RunningDashboard:
    """A dashboard in a process of its own, over one folder of publications."""

    def __init__(self, pool: ProcessPoolExecutor, data: Path, var: Path) -> None:
        """Keep where it looks; it starts with the first question."""
        self.pool, self.data, self.var = pool, data, var

    def numbers(self) -> list[Number]:
        """Return every number of answers it serves now; none where nothing is published."""
        return self.pool.submit(_numbers, self.data, self.var).result()

    def everything(self, languages: Sequence[str], *, fresh: bool = False) -> dict[str, bytes]:
        """Return every byte it serves, or that one started just now would serve."""
        return self.pool.submit(_everything, self.data, self.var, fresh, languages).result()

    def ask(self, method: str, path: str, **said: Any) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of any request."""
        return self.pool.submit(_get, self.data, self.var, method, path, **said).result()


def process_of_its_own() -> ProcessPoolExecutor:
    """Return a process for dashboards to run in; it shares nothing with this one but the disk."""
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))


def rank(rows: Iterable[Sequence[int]]) -> int:
    """Return the rank of a matrix of whole numbers over the field of PRIME elements, by elimination."""
    left = [[value % PRIME for value in row] for row in rows]
    found = 0
    for at in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[at]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found += 1
        inverse = pow(pivot[at], -1, PRIME)
        for row in left:
            factor = row[at] * inverse % PRIME
            row[:] = [(value - factor * one) % PRIME for value, one in zip(row, pivot, strict=True)]
    return found


def few_told_apart(sets: Collection[frozenset[Any]], k: int) -> frozenset[Any]:
    """Return fewer than k people of whom some combination of sums over the sets speaks alone; empty if none.

    People in the same sets cannot be told apart, so they go together. A combination speaks of some alone
    exactly where leaving them out makes the rank smaller.
    """
    alike: dict[tuple[bool, ...], set[Any]] = {}
    for one in frozenset().union(*sets):
        alike.setdefault(tuple(one in held for held in sets), set()).add(one)
    columns = [tuple(map(int, column)) for column in alike]
    people = list(alike.values())
    whole = rank(list(zip(*columns, strict=True)))
    small = [at for at, held in enumerate(people) if len(held) < k]
    for size in range(1, min(k, len(small) + 1)):
        for some in combinations(small, size):
            if sum(len(people[at]) for at in some) < k:
                outside = [column for at, column in enumerate(columns) if at not in some]
                if rank(list(zip(*outside, strict=True))) < whole:
                    return frozenset().union(*(people[at] for at in some))
    return frozenset()
