"""Small worlds for tests: a programme, one instrument, a form and its file, built from Python values."""

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, count, tee
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import duckdb
import numpy as np

from etl.load.load import load, read_definitions, read_forms
from etl.release.engine import Engine, WarehouseEngine
from etl.release.labels import Labels
from etl.release.prepare import PreparedRelease, prepare
from etl.release.publish import publish
from etl.warehouse.warehouse import open_warehouse
from publication.attached import attached_to_read
from publication.catalogue import read_words
from publication.definitions.files import (
    read_background,
    read_indicators,
    read_instruments,
    read_links,
    read_programme,
)
from publication.file import current_number, file_of
from publication.places import DEFAULT_DATA, Places

NOW = dt.datetime(2025, 3, 1, 12, 0)
TODAY = dt.date(2025, 3, 2)
WORDS = read_words(DEFAULT_DATA, DEFAULT_DATA)

Row = Mapping[str, object]
NUMBERS = ("n", "counts", "not_applicable", "dont_know", "not_relevant", "blank", "mean", "se")


def two_digits_up(error: float) -> float:
    """Round a standard error up to two significant digits, as its text says it."""
    digits, power = f"{error:.12e}".split("e")
    return ceil(round(float(digits) * 10, 9)) / 10 * 10.0 ** int(power)


def toml(value: object) -> str:
    """Write a value as TOML, inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def write_toml(path: Path, content: Mapping[str, object]) -> None:
    """Write a definition, a key a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{k} = {toml(v)}\n" for k, v in content.items()), "utf-8")


def text(words: str) -> dict[str, str]:
    """The same words in three languages."""
    return dict.fromkeys(("nb", "da", "en"), words)


def counting_here(con: duckdb.DuckDBPyConnection) -> AbstractContextManager[Engine]:
    """The engine there always is."""
    return nullcontext(WarehouseEngine(con))


@cache
def _empty_warehouse() -> bytes:
    """The bytes of a new warehouse: copied, since to make one takes a fifth of a world's time."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        with open_warehouse(path):
            pass
        return path.read_bytes()


@dataclass
class World:
    """One programme with one form; everything can be changed before the first load."""

    folder: Path
    roles: Sequence[str] = ("practitioner", "leader")
    places: Mapping[str, Sequence[str]] = field(default_factory=lambda: {"nord": ["a", "b"], "sor": ["c"]})
    waves: Mapping[str, str] = field(default_factory=lambda: {"pre": "pre"})
    still_open: Sequence[str] = ()
    rounds: Sequence[str] = ()
    items: Sequence[str] = ("p1", "p2")
    reverse: Sequence[str] = ()
    asked_as: Mapping[str, Sequence[str]] = field(default_factory=dict)
    low: int = 1
    high: int = 5
    special: Sequence[str] = ("not_applicable", "dont_know")
    overall: bool = True
    subscales: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tree: str = "role > municipality > site"
    k: int = 5
    form_at: int = 8
    background: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asked: str = "practice"
    was: Mapping[str, object] = field(default_factory=dict)
    staff: Mapping[str, int | Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    events: Sequence[Mapping[str, Any]] = ()
    targets: Sequence[Mapping[str, Any]] = ()
    mapping: dict[str, Any] = field(default_factory=dict)
    identities: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def at(self) -> Places:
        return Places(self.folder / "data", self.folder / "var")

    @property
    def publications(self) -> Path:
        return self.at.publications("small")

    def copy(self, folder: Path) -> Self:
        """Return this world as it stands, in a folder of its own: built once, it is changed by many tests."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        self.identities, identities = tee(self.identities)
        return dataclasses.replace(self, folder=folder, identities=identities)

    def programme(self) -> dict[str, object]:
        return {
            "id": "small",
            "name": text("Small"),
            "contact": text("Ask Ada."),
            "tree": self.tree,
            "k": self.k,
            "form_at": self.form_at,
            "roles": [{"id": one, "name": text(one.title()), **self._was(one)} for one in self.roles],
            "municipalities": [
                {
                    "id": place,
                    "name": place.title(),
                    "sites": [self._site(site) for site in sites],
                }
                for place, sites in self.places.items()
            ],
            "waves": [
                {
                    "id": one,
                    "date": dt.date(2025, 1, at + 1),
                    "asked_as": asked,
                    "closed": one not in self.still_open,
                    **self._was(one),
                }
                for at, (one, asked) in enumerate(self.waves.items())
            ],
            "rounds": [
                {"id": one, "date": dt.date(2025, 2, at + 1), "closed": True}
                for at, one in enumerate(self.rounds)
            ],
            "events": list(self.events),
            "targets": list(self.targets),
        }

    def _was(self, name: str) -> dict[str, object]:
        return {"was": self.was[name]} if name in self.was else {}

    def _site(self, site: str) -> dict[str, object]:
        return {"id": site, "name": f"Site {site}", **self._was(site)} | (
            {"staff": self.staff[site]} if site in self.staff else {}
        )

    def instrument(self) -> dict[str, object]:
        return {
            "id": self.asked,
            **self._was(self.asked),
            "asked_as": sorted({*self.waves.values()} or {"pre"}),
            "special": list(self.special),
            "overall": self.overall,
            "name": text("Practice"),
            "question": text("And?"),
            "scale": {"low": self.low, "high": self.high, "low_label": text("no"), "high_label": text("yes")},
            "subscales": [
                {"id": one, "name": text(one.title()), "evidence": text("None")} for one in self.subscales
            ],
            "items": [self._item(item) for item in self.items],
        }

    def _item(self, item: str) -> dict[str, object]:
        narrower = {"asked_as": self.asked_as[item]} if item in self.asked_as else {}
        subscales = [{"subscale": name} for name, held in self.subscales.items() if item in held]
        return {
            "id": item,
            "label": text(item),
            "reverse": item in self.reverse,
            **self._was(item),
            **narrower,
            **(subscales[0] if subscales else {}),
        }

    def questionnaire(self) -> dict[str, Any]:
        return {
            "form": "staff",
            "kind": "questionnaire",
            "programme": "small",
            "columns": {"respondent": "id", "wave": "wave", "site": "site", "role": "role"},
            "background": {one: one for one in self.background},
            "answers": {self.asked: {item: item for item in self.items}},
            "codes": {"not_applicable": ["8"], "dont_know": ["9"], "blank": [""]},
            **self.mapping,
        }

    def write(self) -> "World":
        """Write the definitions."""
        data = self.at.data
        write_toml(data / "programmes/small.toml", self.programme())
        write_toml(data / f"instruments/{self.asked}.toml", self.instrument())
        write_toml(data / "mappings/staff.toml", self.questionnaire())
        for one, categories in self.background.items():
            write_toml(
                data / f"background/{one}.toml",
                {
                    "id": one,
                    "name": text(one),
                    "categories": [{"id": each, "label": text(each.title())} for each in categories],
                },
            )
        return self

    def file(self, rows: Iterable[Row], name: str = "staff.csv", encoding: str = "utf-8") -> Path:
        """Write rows as a semicolon file; columns in the order of first appearance."""
        rows = list(rows)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines: list[list[object]] = [
            [*columns],
            *([row.get(column, "") for column in columns] for row in rows),
        ]
        path = self.folder / name
        path.write_bytes("".join(";".join(map(str, line)) + "\n" for line in lines).encode(encoding))
        return path

    def load_files(
        self, *paths: Path, now: dt.datetime = NOW, mapping: str | None = None, wave: str | None = None
    ) -> bool:
        """Load files as the command does; say whether anything changed."""
        definitions = dataclasses.replace(read_definitions(self.at.data, "small"), today=now.date())
        with self.warehouse() as con:
            return load(con, definitions, read_forms(con, definitions, paths, mapping, wave), now)

    def load(self, rows: Iterable[Row], name: str = "staff.csv", now: dt.datetime = NOW) -> bool:
        """Write the definitions and rows, and load them."""
        return self.write().load_files(self.file(rows, name), now=now)

    @contextmanager
    def warehouse(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse."""
        if not self.at.warehouse.exists():
            self.at.var.mkdir(parents=True, exist_ok=True)
            self.at.warehouse.write_bytes(_empty_warehouse())
        with open_warehouse(self.at.warehouse) as con:
            yield con

    def stored(self, table: str) -> list[tuple[Any, ...]]:
        """Return a warehouse table's rows, sorted."""
        with self.warehouse() as con:
            return con.execute(f"FROM {table} ORDER BY ALL").fetchall()

    def identity(self) -> str:
        """Return the next publication's identity: drawn by nobody, so that worlds can be compared."""
        return f"{next(self.identities):032x}"

    def ready(
        self,
        con: duckdb.DuckDBPyConnection,
        *,
        again: bool = False,
        others: Sequence[str] = (),
        engine: Engine | None = None,
    ) -> PreparedRelease:
        """Return what is about to be published."""
        data = self.at.data
        programme = read_programme(data, "small")
        return prepare(
            con,
            engine or WarehouseEngine(con),
            self.publications,
            programme,
            read_instruments(data),
            read_background(data),
            read_indicators(data),
            Labels(programme, WORDS),
            links=read_links(data).values(),
            again=again,
            others=others,
        )

    def publish(
        self,
        today: dt.date = TODAY,
        *,
        again: bool = False,
        others: Sequence[str] = (),
        engine: Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[Engine]] = counting_here,
    ) -> tuple[int, bool]:
        """Publish; return the number and whether it is new."""
        with self.warehouse() as con, engine(con) as counting:
            ready = self.ready(con, again=again, others=others, engine=counting)
            return publish(con, self.publications, "small", ready, today, self.identity)

    def show(self, rows: Iterable[Row]) -> "World":
        """Load rows and publish them."""
        self.load(rows)
        self.publish()
        return self

    @contextmanager
    def publication(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open what is shown, read-only."""
        number = current_number(self.publications)
        assert number is not None
        with attached_to_read(file_of(self.publications, number)) as con:
            yield con

    def rows(self, table: str, **where: object) -> list[dict[str, Any]]:
        """Return the rows of a table of the publication, those with the values given."""
        with self.publication() as con:
            found = con.execute(f"FROM {table}")
            names = [column[0] for column in found.description or []]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return [row for row in rows if all(row[name] == value for name, value in where.items())]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table of the publication, in its order."""
        with self.publication() as con:
            tables = [name for (name,) in con.execute("SELECT name FROM (SHOW TABLES)").fetchall()]
            return {name: con.execute(f"FROM {name}").fetchall() for name in sorted(tables)}


def person(number: int, role: str, site: str, wave: str = "pre", **answers: object) -> dict[str, object]:
    """A row of the form."""
    return {"id": f"r{number}", "wave": wave, "site": site, "role": role, **answers}


def people(
    cells: Mapping[tuple[str, str], int],
    answers: Mapping[str, object] | None = None,
    wave: str = "pre",
    first: int = 0,
) -> list[dict[str, object]]:
    """So many people per cell (role, site), who all answer alike."""
    places = [cell for cell, n in cells.items() for _ in range(n)]
    return [
        person(first + at, role, site, wave, **(answers if answers is not None else {"p1": 3, "p2": 4}))
        for at, (role, site) in enumerate(places)
    ]


def cells_of(world: World, group: str) -> set[tuple[str, str]]:
    """Return the cells a group's id speaks of, as anyone can read them off the id and the programme."""
    places = [
        *((place, site) for place, sites in world.places.items() for site in sites),
        ("unknown", "unknown"),
    ]
    paths = {
        (role, place, site) if world.tree.startswith("role") else (place, site, role): (role, site)
        for role in [*world.roles, "unknown"]
        for place, site in places
    }
    named = [tuple(one.split(".")) for one in group.split("~")] if group != "all" else [()]
    return {cell for path, cell in paths.items() for one in named if path[: len(one)] == one}


def scored_over(world: World, item: str) -> Sequence[str]:
    """Return the items behind what is shown as an item: several for a score."""
    return world.items if item == "overall" else world.subscales.get(item.removeprefix("subscale:"), [item])


def given(world: World, rows: Iterable[Row], wave: str, item: str) -> dict[tuple[str, str], int]:
    """Count from the rows how many people of each cell answered an item on the scale (or have a score)."""
    scale = {str(answer) for answer in range(world.low, world.high + 1)}
    held: dict[tuple[str, str], int] = {}
    for row in rows:
        if row["wave"] == wave:
            asked = [
                one
                for one in scored_over(world, item)
                if world.waves[wave] in world.asked_as.get(one, [world.waves[wave]])
            ]
            on_scale = [str(row.get(one, "")) in scale for one in asked]
            cell = str(row["role"]), str(row["site"])
            held[cell] = held.get(cell, 0) + any(on_scale)
    return {cell: n for cell, n in held.items() if n}


def singled_out(
    selections: Iterable[set[tuple[str, str]]], people: Mapping[tuple[str, str], int], k: int
) -> set[Any]:
    """Return fewer than k people about whom sums over the selections give something away, by linear algebra.

    Some combination of the selections is nothing outside them and not nothing: it rests on them alone.
    """
    cells = sorted(people)
    shown = {tuple(cell in selection for cell in cells) for selection in selections}
    matrix = np.array(sorted(shown), dtype=float).reshape(len(shown), len(cells))
    together: dict[tuple[float, ...], list[int]] = {}
    for at in range(len(cells)):
        together.setdefault(tuple(matrix[:, at]), []).append(at)
    atoms = list(together.values())
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    for n in range(1, k):
        for some in combinations(atoms, n):
            few = [at for atom in some for at in atom]
            outside = np.delete(matrix, few, axis=1)
            left = np.linalg.matrix_rank(outside) if outside.size else 0
            if left < rank and sum(people[cells[at]] for at in few) < k:
                return {cells[at] for at in few}
    return set()


def leaks(world: World, rows: Sequence[Row]) -> list[str]:
    """Return what an attacker finds who looks at everything the publication shows; the rows are the truth."""
    found = []
    shown: dict[tuple[str, str], list[set[tuple[str, str]]]] = {}
    for row in world.rows("answers"):
        wave, item, group = row["wave"], row["item"], row["group_id"]
        if row["status"] != "shown":
            numbers = [row[name] for name in NUMBERS]
            found += [f"{wave} {item} {group}: {row['status']} and yet a number"] * any(
                one is not None for one in numbers
            )
            continue
        truth = given(world, rows, wave, item)
        selection = cells_of(world, group)
        expected = sum(n for cell, n in truth.items() if cell in selection)
        found += [f"{wave} {item} {group}: {row['n']} of {expected}"] * (row["n"] != expected)
        found += [f"{wave} {item} {group}: fewer than k"] * (row["n"] < world.k or row["members"] < world.k)
        shown.setdefault((wave, item), []).append(selection)
    for (wave, item), selections in shown.items():
        if few := singled_out(selections, given(world, rows, wave, item), world.k):
            found.append(f"{wave} {item}: {sorted(few)} singled out")
    return found
