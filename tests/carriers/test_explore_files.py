"""The files of the analyst's table and of the cards: the same numbers everywhere, and no formula."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import stdev
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from tests.dashboards import LANGUAGES, WITHHELD, FullWorld, Served, answered, leaders, served, show, texts

LOW = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 2, 3]
HIGH = [4, 4, 5, 5, 4, 4, 5, 3, 4, 5, 4, 4]
THIN: list[object] = [1, 2, 3, 4, *[8] * 8]
FORMULA = "=1+1"
ASKED = {"programme": "small", "instrument": "practice", "lang": "en"}
FORGED = ["nobody", "all~all", "practitioner.nord.b.x", "' OR 1=1 --", "../../warehouse", "<b>x</b>", "%"]
ENDINGS = ("csv", "xlsx", "parquet")


class OddWorld(FullWorld):
    """A world in which one question is called what a spreadsheet would take for a formula."""

    def _item(self, item: str) -> dict[str, object]:
        return super()._item(item) | (
            {"label": dict.fromkeys(("nb", "da", "en"), FORMULA)} if item == "p2" else {}
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = OddWorld(
        tmp_path_factory.mktemp("world"), waves={"pre": "pre", "post": "post"}, rounds=["r1"], reverse=["p1"]
    )
    world.load(
        [
            *answered("practitioner", "a", "pre", 0, p1=LOW, p2=HIGH, i1=LOW, i2=LOW),
            *answered("practitioner", "b", "pre", 20, p1=HIGH, p2=THIN, i1=LOW, i2=HIGH),
            *answered("practitioner", "a", "post", 100, p1=HIGH, p2=HIGH, i1=LOW, i2=HIGH),
            *answered("practitioner", "b", "post", 120, p1=HIGH, p2=LOW, i1=HIGH, i2=HIGH),
        ]
    )
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.publish()
    return world


@pytest.fixture(scope="module")
def dashboard(world: FullWorld) -> Served:
    return served(world)


@pytest.fixture(scope="module")
def said(world: FullWorld) -> list[dict[str, str]]:
    return show(world, "explore", "--instrument", "practice")


def numbers(row: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in row.items():
        if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", str(value)):
            yield name, float(value)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_with_commas_is_what_the_command_prints(dashboard: Served, said: list[dict[str, str]]) -> None:
    text = dashboard.file("explore", ASKED, "comma").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [dict(numbers(row)) for row in rows] == [dict(numbers(row)) for row in said]
    assert [row["status"] for row in rows] == [row["status"] for row in said]
    assert list(rows[0]) == list(said[0])


def test_csv_for_a_danish_spreadsheet_has_decimal_commas(
    dashboard: Served, said: list[dict[str, str]]
) -> None:
    text = dashboard.file("explore", ASKED | {"lang": "da"}, "semicolon").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [float(row["mean"].replace(",", ".")) for row in rows if row["mean"]] == [
        float(row["mean"]) for row in said if row["mean"]
    ]
    assert not any("." in row["mean"] for row in rows)


def test_parquet_has_the_same_rows_typed(
    dashboard: Served, said: list[dict[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "taken.parquet"
    path.write_bytes(dashboard.taken("explore", "parquet", ASKED))
    found = duckdb.execute(f"FROM '{path}'")
    types = {column[0]: str(column[1]) for column in found.description or []}
    rows = [dict(zip(types, row, strict=True)) for row in found.fetchall()]
    assert [dict(numbers(row)) for row in rows] == [dict(numbers(row)) for row in said]
    assert (types["item"], types["n"], types["theta"]) == ("VARCHAR", "INTEGER", "DOUBLE")
    about = duckdb.execute(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
    assert dict(about) == {"publication": "1", "published_on": "2025-03-02"}


def test_the_workbook_has_the_same_rows_as_real_numbers(
    dashboard: Served, said: list[dict[str, str]]
) -> None:
    head, *body = sheets(dashboard.taken("explore", "xlsx", ASKED))["Figures"]
    assert head == list(said[0])
    for line, row in zip(body, said, strict=True):
        cells = dict(zip(head, line, strict=True))
        for name, value in numbers(row):
            # A workbook keeps sixteen digits of a number.
            assert cells[name] == pytest.approx(value, rel=1e-14), name
            assert isinstance(cells[name], float)
        assert [name for name, cell in cells.items() if cell == ""] == [
            name for name, value in row.items() if value == ""
        ]


def test_the_codebook_tells_each_question(dashboard: Served) -> None:
    head, *body = sheets(dashboard.taken("explore", "xlsx", ASKED))["Codebook"]
    assert head == [
        "Id",
        "Question",
        "Lowest answer",
        "Highest answer",
        "Outside the scale",
        "Reversed",
    ]
    assert body == [
        ["p1", "↺ p1", "1: no", "5: yes", "Not applicable; Don't know", "yes"],
        ["p2", FORMULA, "1: no", "5: yes", "Not applicable; Don't know", "no"],
    ]


def test_the_methods_tell_every_column_and_where_a_formula_comes_from(dashboard: Served) -> None:
    found = sheets(dashboard.taken("explore", "xlsx", ASKED))
    _, *body = found["Methods"]
    assert [line[0] for line in body] == found["Figures"][0]
    assert all(line[1] for line in body)
    sources = {line[0]: line[2] for line in body}
    for name, author in {
        "theta_low": "DeLong",
        "p_mann_whitney": "Mann",
        "p_brunner_munzel": "Brunner",
        "difference_low": "Welch",
        "claim": "Benjamini",
        "median": "Hyndman",
    }.items():
        assert author in sources[name]


def test_the_methods_say_of_the_column_that_scores_leave_empty_that_they_have_none(dashboard: Served) -> None:
    found = sheets(dashboard.taken("explore", "xlsx", ASKED))
    head, *body = found["Figures"]
    rows = [dict(zip(head, line, strict=True)) for line in body]
    everyone = {row["item"]: row["sd"] for row in rows if (row["group"], row["wave"]) == ("all", "pre")}
    assert everyone["overall"] == ""
    assert everyone["p1"] == pytest.approx(stdev([*LOW, *HIGH]))
    assert dict(line[:2] for line in found["Methods"])["sd"].endswith("Scores have none.")


@pytest.mark.parametrize("page", ["explore", "change", "involvement", "principles"])
def test_a_workbook_says_which_publication_it_is_from(dashboard: Served, page: str) -> None:
    about = {line[0]: line[1] for line in sheets(dashboard.taken(page, "xlsx", {"lang": "en"}))["About"]}
    assert (about["Programme"], about["Publication"], about["Published on"]) == ("Small", "1", "2025-03-02")
    assert about["Files"] == ("leaders.csv" if page == "principles" else "staff.csv")


@pytest.mark.parametrize("page", ["change", "involvement", "principles"])
def test_a_card_s_workbook_has_the_rows_of_its_csv(dashboard: Served, page: str) -> None:
    query = {"programme": "small", "lang": "en"}
    text = dashboard.file(page, query, "comma").decode("utf-8-sig")
    head, *body = list(csv.reader(io.StringIO(text)))
    found = sheets(dashboard.taken(page, "xlsx", query))["Figures"]
    assert found[0] == head
    for line, row in zip(found[1:], body, strict=True):
        for cell, value in zip(line, row, strict=True):
            if isinstance(cell, float):
                assert cell == pytest.approx(float(value), abs=1e-9)
            else:
                assert str(cell) == value.removeprefix("'")


@pytest.mark.parametrize("page", ["explore", "change"])
def test_no_text_is_a_formula(dashboard: Served, page: str) -> None:
    content = dashboard.taken(page, "xlsx", ASKED)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        written = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}
    assert not [name for name, text in written.items() if re.search(r"<f[ >]", text)]
    assert any(FORMULA in text for text in written.values())


def seen(dashboard: Served, **asked: str) -> list[dict[str, str]]:
    """Return the rows of the file of what is seen."""
    text = dashboard.file("explore", ASKED | {"seen": "yes"} | asked, "comma").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def number(how: str, *written: object) -> str:
    """Return a filter of the means, as the page writes it."""
    names = zip(("filter", "filterTo"), written, strict=False)
    return json.dumps({"mean": {"filterType": "number", "type": how, **dict(names)}})


def ticks(column: str, *ids: object) -> str:
    """Return a filter of a column of words, as the page writes it."""
    return json.dumps({column: {"filterType": "ticks", "only": ids}})


def test_a_file_holds_what_is_seen_and_the_other_everything(
    dashboard: Served, said: list[dict[str, str]]
) -> None:
    chosen = {"filter": ticks("wave_label", "post"), "sort": "mean:desc", "columns": "label,mean,theta"}
    rows = seen(dashboard, **chosen)
    expected = [row for row in said if row["wave"] == "post" and row["mean"]]
    expected.sort(key=lambda row: float(row["mean"]), reverse=True)
    assert list(rows[0]) == ["item", "label", "mean", "theta"]
    assert [row["mean"] for row in rows if row["mean"]] == [row["mean"] for row in expected]
    assert [row["mean"] for row in rows][len(expected) :] == [""] * (len(rows) - len(expected))
    everything = dashboard.file("explore", ASKED | chosen, "comma")
    assert everything == dashboard.file("explore", ASKED, "comma")
    sheet = sheets(dashboard.taken("explore", "xlsx", ASKED | chosen | {"seen": "yes"}))
    assert [line[0] for line in sheet["Methods"][1:]] == sheet["Figures"][0] == list(rows[0])
    assert len(sheet["Figures"]) == len(rows) + 1


@pytest.mark.parametrize(
    ("how", "written", "passes"),
    [
        ("equals", (2.79,), lambda mean: mean == 2.79),
        ("greaterThanOrEqual", (2.79,), lambda mean: mean is not None and mean >= 2.79),
        ("lessThanOrEqual", (2.79,), lambda mean: mean is not None and mean <= 2.79),
        ("inRange", (2.48, 2.79), lambda mean: mean is not None and 2.48 <= mean <= 2.79),
        ("blank", (), lambda mean: mean is None),
        ("notBlank", (), lambda mean: mean is not None),
    ],
)
def test_a_number_passes_by_what_is_shown_of_it(
    dashboard: Served,
    said: list[dict[str, str]],
    how: str,
    written: tuple[float, ...],
    passes: Callable[[float | None], bool],
) -> None:
    """A mean of 2.7917 reads 2.79."""
    means = [row["mean"] for row in said]
    expected = [mean for mean in means if passes(round(float(mean), 2) if mean else None)]
    assert 0 < len(expected) < len(means)
    assert [row["mean"] for row in seen(dashboard, filter=number(how, *written))] == expected


@pytest.mark.parametrize(
    "filters",
    [
        *(ticks("label", "nobody", 1, None, {}), '{"label": {"only": "p1"}}', '{"label": 5}'),
        *(number("equals", "3"), number("equals"), number("inRange", 3), number("equals", True)),
        *(number("toString", 3), '{"mean": {"type": ["equals"]}}', '{"x": {"type": "blank"}}'),
        '{"mean": {"type": "equals", "filter": 1' + "0" * 400 + "}}",
        '{"mean": {"type": "lessThanOrEqual", "filter": -Infinity}}',
    ],
)
def test_a_forged_filter_lets_every_row_pass(dashboard: Served, filters: str) -> None:
    plain = seen(dashboard)
    assert seen(dashboard, filter=filters, sort="x:asc", columns="constructor,x") == plain
    assert len(plain) > 1


def test_what_is_seen_is_nothing_that_the_whole_file_lacks(dashboard: Served) -> None:
    text = dashboard.file("explore", ASKED, "comma").decode("utf-8-sig")
    rows = seen(dashboard, columns="all")
    assert rows == [{name: row[name] for name in rows[0]} for row in csv.DictReader(io.StringIO(text))]
    withheld = seen(dashboard, columns="all", filter=ticks("reading", "withheld"))
    assert {row["status"] for row in withheld} == {"withheld"}
    assert not [dict(numbers(row)) for row in withheld if dict(numbers(row))]


@pytest.mark.parametrize(
    "said",
    [{"filter": json.dumps({"label": {"only": ["x" * 7000]}})}, {"columns": "mean;x"}, {"sort": "x"}],
    ids=str,
)
def test_a_file_that_would_hold_more_than_is_seen_is_refused(dashboard: Served, said: dict[str, str]) -> None:
    def status(**more: str) -> int:
        code: int = dashboard.client.get("/files/explore.csv", query_string=ASKED | said | more).status_code
        return code

    assert (status(), status(seen="yes")) == (200, 400)


def test_a_workbook_of_what_is_seen_says_so(dashboard: Served) -> None:
    about = [
        dict(sheets(dashboard.taken("explore", "xlsx", ASKED | more))["About"])
        for more in ({}, {"seen": "yes"})
    ]
    assert [sheet.get("Rows and columns") for sheet in about] == [None, "What you see"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_without_a_row_is_a_file(dashboard: Served, ending: str, tmp_path: Path) -> None:
    none = ASKED | {"seen": "yes", "filter": number("equals", 9)}
    content = dashboard.taken("explore", ending, none)
    if ending == "parquet":
        path = tmp_path / "empty.parquet"
        path.write_bytes(content)
        assert duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchall() == [(0,)]
    elif ending == "xlsx":
        assert len(sheets(content)["Figures"]) == 1
    else:
        assert len(content.decode("utf-8-sig").splitlines()) == 1


def test_the_same_file_is_the_same_bytes(dashboard: Served) -> None:
    for ending in ENDINGS:
        first = dashboard.taken("explore", ending, ASKED)
        assert first == dashboard.taken("explore", ending, ASKED)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("lang", sorted(WITHHELD))
def test_a_forged_group_gets_the_one_sentence_and_no_file(dashboard: Served, ending: str, lang: str) -> None:
    for group in FORGED:
        query = ASKED | {"group": group, "lang": lang}
        answer = dashboard.client.get(f"/files/explore.{ending}", query_string=query)
        assert (answer.status_code, answer.data.decode()) == (404, WITHHELD[lang])


def test_a_withheld_group_is_no_card_either(dashboard: Served) -> None:
    told = {dashboard.explore(ASKED | {"group": group}) for group in FORGED}
    assert len(told) == 1
    assert WITHHELD["en"].encode() in told.pop()


@pytest.mark.parametrize(
    "said",
    [
        {"sort": "mean;x"},
        {"filter": "{" * 3000},
        {"filter": "[" * 1500},
        {"columns": "mean;x"},
        {"seen": "no"},
        {"lang": "xx"},
    ],
    ids=str,
)
def test_any_other_forged_choice_gives_the_normal_table(dashboard: Served, said: dict[str, str]) -> None:
    plain = {"programme": "small", "lang": said.get("lang", "en")}
    assert dashboard.explore({**plain, **said}) == dashboard.explore(plain)
    assert dashboard.taken("explore", "csv", {**plain, **said}) == dashboard.taken("explore", "csv", plain)


def test_the_table_shows_no_group_that_change_does_not(world: FullWorld, said: list[dict[str, str]]) -> None:
    there = {
        (row["group"], row["item"], row[end]): row[f"n_{end}"]
        for row in show(world, "change", "--instrument", "practice")
        for end in ("from", "to")
    }
    assert {(row["group"], row["item"], row["wave"]): row["n"] for row in said} == there
    assert "" in there.values()


@pytest.mark.parametrize("lang", ["da", "nb", "en"])
@pytest.mark.parametrize("path", ["change", "data", "files/change.csv", "files/explore.xlsx", ""])
def test_a_programme_that_is_not_there_is_404_in_the_readers_language(
    dashboard: Served, path: str, lang: str
) -> None:
    search = f"?programme=elsewhere&lang={lang}"
    answer = dashboard.client.get(f"/{path}{search}")
    there = dashboard.client.get(f"/{path}?programme=small&instrument=practice&lang={lang}")
    assert (answer.status_code, there.status_code) == (404, 200)
    if path.startswith("files/"):
        assert LANGUAGES[lang].say("http.no_programme") in answer.text
    else:
        page = json.loads(dashboard.at(f"/{path}", search))["response"]["_pages_content"]["children"]
        said = list(texts(page))
        assert LANGUAGES[lang].say("empty.no_such_programme", programme="elsewhere") in said


@pytest.mark.parametrize(
    "said", [{"instrument": "principles; DROP TABLE answers"}, {"from": "never", "to": "ever"}], ids=str
)
def test_a_forged_name_of_what_is_not_there_is_refused(dashboard: Served, said: dict[str, str]) -> None:
    query = {"programme": "small", "lang": "en", **said}
    assert dashboard.client.get("/files/explore.csv", query_string=query).status_code == 404
    assert dashboard.ask("explore-card.hidden", {"data": query}).status_code == 404
