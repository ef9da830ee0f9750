"""An attacker asks the dashboard for everything it offers, and for what it does not."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dashboards import (
    CARDS,
    INVOLVED,
    LANGUAGES,
    WITHHELD,
    FullWorld,
    Served,
    answered,
    cells,
    leaders,
    opened,
    served,
    show,
)
from tests.release.test_publish_sessions import at, ids
from tests.worlds import cells_of, given, singled_out

Seen = tuple[str, str, str, str, int]
THIN: list[object] = [1, 2, 3, 4, 8, 8, 8, 8, 8]
FULL: list[object] = [1, 2, 3, 4, 5, 4, 3, 2, 1]
GIVEN = [
    *answered("practitioner", "a", "pre", 0, p1=FULL, p2=THIN, i1=FULL, i2=FULL),
    *answered("practitioner", "b", "pre", 20, p1=THIN, p2=FULL, i1=THIN, i2=FULL),
    *answered("practitioner", "c", "pre", 40, p1=FULL, p2=FULL, i1=FULL, i2=THIN),
    *answered("leader", "a", "pre", 60, p1=FULL, p2=FULL, i1=FULL, i2=FULL),
    *answered("leader", "c", "pre", 80, p1=FULL[:3], p2=THIN[:3], i1=FULL[:3], i2=FULL[:3]),
    *answered("practitioner", "a", "post", 100, p1=FULL, p2=FULL, i1=THIN, i2=FULL),
    *answered("practitioner", "c", "post", 120, p1=FULL, p2=FULL, i1=FULL, i2=FULL),
    *answered("leader", "b", "post", 140, p1=FULL[:6], p2=THIN[:6], i1=FULL[:6], i2=FULL[:6]),
    *answered("leader", "a", "autumn", 200, p1=FULL[:4], p2=FULL[:4], i1=FULL[:4], i2=FULL[:4]),
]
ROWS = [row | {"id": f"person-{row['id']}"} for row in GIVEN]


MARKED = [
    *at("opening-1", ids(0, 4), [1, 2, 3, 4], [1] * 4),
    *at("theme_day-1", ids(10, 9), FULL, [6] * 9),
    *at("theme_day-2", ids(30, 10), [*FULL, 9], [7] * 4),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    waves = {"pre": "pre", "post": "post", "autumn": "post"}
    met = ("opening-1", "theme_day-1", "theme_day-2")
    world = FullWorld(tmp_path_factory.mktemp("world"), waves=waves, rounds=["r1"], sessions=met)
    world.load(ROWS)
    world.meet(MARKED)
    world.assess(
        leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 9)) + leaders("b", "r1", "no", (1, 2), (3, 4), (5, 5))
    )
    world.publish()
    return world


@pytest.fixture(scope="module")
def dashboard(world: FullWorld) -> Served:
    return served(world)


def truth(world: FullWorld, wave: str, item: str, instrument: str) -> dict[tuple[str, str], int]:
    asked = replace(world, items=INVOLVED) if instrument == "involvement" else world
    return given(asked, ROWS, wave, item)


def from_files(dashboard: Served) -> Iterator[Seen]:
    """Yield instrument, wave, item, group and n from every file of the page of change."""
    for query in dashboard.selections("change", "en"):
        text = dashboard.file("change", query, "comma").decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text)):
            item = {"Overall score": "overall"}.get(row["Question"], row["Question"])
            for wave in {query["from"], query["to"]}:
                if row[f"{wave} n"]:
                    yield query["instrument"], wave, item, query["group"], int(row[f"{wave} n"])


def from_charts(dashboard: Served) -> Iterator[Seen]:
    """Yield the same from the segments of every chart of answers."""
    for query in dashboard.selections("change", "en"):
        if query["view"] != "answers":
            continue
        response = json.loads(dashboard.card("change", query))["response"]
        counted: dict[tuple[str, str], int] = {}
        for trace in response.get("change-graph", {}).get("figure", {}).get("data", []):
            for text in trace.get("hovertext", []):
                item, wave, name, n = re.fullmatch(  # type: ignore[union-attr]
                    r"<b>(.*)</b><br>(\w+): (.*)<br>(\d+) \(.*\)", text
                ).groups()
                if name[0].isdigit():
                    counted[wave, item] = counted.get((wave, item), 0) + int(n)
        for (wave, item), n in counted.items():
            yield query["instrument"], wave, item, query["group"], n


def from_show(world: FullWorld) -> Iterator[Seen]:
    for row in show(world, "answers"):
        if row["n"]:
            yield row["instrument"], row["wave"], row["item"], row["group"], int(row["n"])
    for row in show(world, "change"):
        for end in ("from", "to"):
            if row[f"n_{end}"]:
                yield row["instrument"], row[end], row["item"], row["group"], int(row[f"n_{end}"])
    for row in show(world, "sites"):
        if row["n"]:
            yield row["instrument"], row["wave"], "overall", row["group"], int(row["n"])


@pytest.fixture(scope="module")
def seen(world: FullWorld, dashboard: Served) -> dict[str, list[Seen]]:
    """Return every number of answers shown anywhere, by where it is shown."""
    return {
        "files": list(from_files(dashboard)),
        "charts": list(from_charts(dashboard)),
        "show": list(from_show(world)),
    }


def test_all_that_is_ever_shown_singles_nobody_out(world: FullWorld, seen: dict[str, list[Seen]]) -> None:
    shown: dict[tuple[str, str, str], dict[str, set[int]]] = {}
    for instrument, wave, item, group, n in [one for found in seen.values() for one in found]:
        shown.setdefault((instrument, wave, item), {}).setdefault(group, set()).add(n)
    assert len(shown) == 2 * 2 * 3
    for (instrument, wave, item), groups in shown.items():
        people = truth(world, wave, item, instrument)
        for group, numbers in groups.items():
            inside = sum(n for cell, n in people.items() if cell in cells_of(world, group))
            assert numbers <= {0, inside}, (wave, item, group)
            assert inside >= world.k or numbers == {0}, (wave, item, group)
        selections = [cells_of(world, group) for group, numbers in groups.items() if numbers != {0}]
        assert singled_out(selections, people, world.k) == set(), (wave, item)
        for one in selections:
            for other in selections:
                if one < other:
                    between = sum(n for cell, n in people.items() if cell in other - one)
                    assert not 0 < between < world.k, (wave, item)


def test_the_attacker_sees_what_there_is(seen: dict[str, list[Seen]]) -> None:
    """Files, charts and the command show the same numbers, and thin groups are withheld."""
    files, charts, said = (set(found) for found in seen.values())
    items = {one for one in files if one[2] != "overall"}
    assert charts - {one for one in charts if one[4] == 0} <= items
    assert items - charts == set()
    assert ("practice", "pre", "p1", "practitioner.nord.b", 4) not in files | said
    assert {one for one in said if one[3] == "all"} <= files
    assert len(files) > 40


def base(**said: str) -> dict[str, str]:
    plain = {
        "programme": "small",
        "lang": "en",
        "instrument": "practice",
        "from": "pre",
        "to": "post",
        "group": "all",
    }
    return plain | said


FORGED = [
    "nobody",
    "leader.sor.c",
    "leader.nord.b",
    "practitioner.nord.b.x",
    "practitioner~leader",
    "all~all",
    "' OR 1=1 --",
    "../../warehouse",
    "<b>x</b>",
    "{group}",
    "%",
]


@pytest.mark.parametrize("page", ["change", "involvement"])
@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_what_is_not_offered_gets_the_one_sentence(dashboard: Served, page: str, lang: str) -> None:
    """The same answer to every forged group, apart from the group in the link that leads away."""
    told = set()
    for group in FORGED:
        query = base(group=group, lang=lang)
        response = json.loads(dashboard.card(page, query))["response"]
        assert response[f"{page}-card"]["hidden"] is True
        assert f"{page}-graph" not in response
        told.add(json.dumps(response))
        assert dashboard.file(page, query, "comma").decode() == WITHHELD[lang]
        assert group not in json.dumps(response) or group == "%"
    assert len(told) == 1
    notice = json.loads(told.pop())[f"{page}-notice"]
    assert WITHHELD[lang] in json.dumps(notice, ensure_ascii=False)


@pytest.mark.parametrize("page", ["change", "involvement"])
def test_a_forged_group_has_no_number_in_its_table(dashboard: Served, page: str) -> None:
    for group in FORGED:
        response = json.loads(dashboard.table(page, base(group=group)))["response"]
        rows = cells(response[f"{page}-table-body"]["children"])
        numbers = [cell for row in rows[2:] for cell in row[1:] if re.search(r"\d", cell)]
        assert numbers == [], (group, numbers)


@pytest.mark.parametrize(
    "said",
    [
        {"instrument": "principles; DROP TABLE answers"},
        {"from": "autumn"},
        {"to": "autumn"},
        {"from": "never", "to": "ever"},
        {"item": "p9"},
        {"round": "r9"},
        {"against": "r9"},
        {"view": "rows"},
        {"kind": "opening"},
    ],
    ids=str,
)
@pytest.mark.parametrize("page", CARDS)
def test_a_forged_choice_is_not_there(dashboard: Served, page: str, said: dict[str, str]) -> None:
    """Never another's figures under the address that was asked: 404, and no number in what is read."""
    answer = dashboard.ask(f"{page}-graph.figure", {"data": base(**said)})
    assert answer.status_code == 404
    assert not re.search(r">[^<]*\d", answer.text.split("<main")[1])


@pytest.mark.parametrize("page", CARDS)
def test_a_forged_language_gives_the_normal_page(dashboard: Served, page: str) -> None:
    query = base(lang="xx")
    whole = json.loads(dashboard.card(page, {"programme": "small", "lang": query["lang"]}))["response"]
    found = json.loads(dashboard.card(page, query))["response"]
    assert found[f"{page}-card"]["hidden"] is False
    assert found[f"{page}-graph"] == whole[f"{page}-graph"]


def test_a_wave_too_small_is_nowhere(
    world: FullWorld, dashboard: Served, seen: dict[str, list[Seen]]
) -> None:
    assert "autumn" not in {wave for found in seen.values() for _, wave, _, _, _ in found}
    for page in CARDS:
        assert "autumn" not in dashboard.offered(page, base())["from"]
        assert b"autumn" not in dashboard.card(page, base(to="autumn"))
    assert {row["wave"] for row in show(world, "groups")} == {"pre", "post"}


def test_a_publication_holds_no_row_of_anyone(world: FullWorld) -> None:
    asked = opened(world).cursor()
    columns = asked.execute("SELECT table_name, column_name, data_type FROM duckdb_columns()").fetchall()
    said = {table: asked.execute(f"FROM {table}").fetchall() for table in _made(asked)}
    assert {"answers", "groups", "meta"} <= set(said)
    said["meta"] = asked.execute("SELECT * EXCLUDE (identity) FROM meta").fetchall()  # drawn at random
    values = {value for rows in said.values() for value in _flat(rows) if isinstance(value, str)}
    assert not {str(row["id"]) for row in ROWS} & values
    assert not [one for one in values if re.fullmatch("[0-9a-f]{32,}", one)], "a hash"
    ours = [(name, kind) for table, name, kind in columns if table in said]
    forbidden = {"respondent", "respondent_id", "hash", "sha256", "loaded_at", "leader", "age", "comment"}
    assert not {name for name, _ in ours} & forbidden
    assert not [kind for _, kind in ours if "TIME" in kind], "dates only"


def _made(asked: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in asked.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, Mapping):
        yield from _flat(list(value.values()))
    else:
        yield value


def test_it_serves_without_the_warehouse_and_never_looks_at_it(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"})
    world.show(ROWS[:-4])
    before = served(world).everything(["en"])
    world.at.warehouse.write_bytes(b"no database")
    assert served(world).everything(["en"]) == before
    world.at.warehouse.unlink()
    assert served(world).everything(["en"]) == before
    assert show(world, "answers")
    assert not world.at.warehouse.exists()


def test_a_forged_group_never_stands_in_a_files_name(dashboard: Served) -> None:
    forged = {**base(), "group": 'evil"\r\nX-Forged: 1'}
    answer = dashboard.client.get("/files/principles.csv", query_string=forged)
    assert answer.status_code == 200
    assert "X-Forged" not in answer.headers
    assert "evil" not in answer.headers["Content-Disposition"]
