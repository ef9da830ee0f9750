"""Everything else that could carry a number: skeletons, error pages, logs, crooked addresses and bodies."""

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.change import parts as change
from publication.languages import CODES
from tests.dashboards import LANGUAGES, WITHHELD, FullWorld, Served, answered, served
from tests.serving.test_served_attack import FULL, THIN

# Twenty-three and nineteen: numbers that stand in no address, size or skeleton by chance.
MANY = (FULL * 3)[:23]
ROWS = [
    row | {"id": f"person-{row['id']}"}
    for row in (
        *answered("practitioner", "a", "pre", 0, p1=MANY, p2=MANY, i1=MANY, i2=MANY),
        *answered("leader", "c", "pre", 50, p1=THIN, p2=FULL, i1=FULL, i2=FULL),
    )
]
QUERY = {"programme": "small", "lang": "en", "instrument": "practice", "from": "pre", "to": "pre"}
INSIDE = (b"DUCK", b"person-", b"Traceback", b"site-packages")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(FullWorld(tmp_path_factory.mktemp("world")).show(ROWS))


def test_skeletons_are_the_same_whatever_is_published(dashboard: Served, tmp_path: Path) -> None:
    empty = served(FullWorld(tmp_path).write())
    for path in ("/_dash-layout", "/_dash-dependencies"):
        assert dashboard.get(path) == empty.get(path)


CROOKED = [
    "/files/../var/warehouse.duckdb",
    "/files/%2e%2e/%2e%2e/publications/small/0001.duckdb",
    "/files/..%2f..%2fpublications/small/0001.duckdb",
    "/files//change.csv",
    "/files/answers.csv",
    "/assets/../app.py",
    "/assets/%2e%2e/app.py",
    "/assets/..%5capp.py",
    "/_dash-component-suites/dash/%2e%2e/%2e%2e/x.py",
    "/publications/small/0001.duckdb",
    "/publications/small/CURRENT",
    "/refusals/small.json",
    "/console",
    "/_mcp",
    "/change/%00",
]


@pytest.mark.parametrize("path", CROOKED)
def test_no_address_leads_to_a_file_of_ours(dashboard: Served, path: str) -> None:
    answer = dashboard.client.get(path)
    assert answer.mimetype == "text/html"
    assert not [one for one in INSIDE if one in answer.data]


FORGED = ["%00", "%C0%AF", "%FF", "leader.nord", "a" * 50_000, "%0d%0aX:1", "*"]


@pytest.mark.parametrize("group", FORGED, ids=lambda one: one[:20])
@pytest.mark.parametrize("lang", CODES)
def test_a_forged_group_gets_the_one_sentence_however_it_is_written(
    dashboard: Served, group: str, lang: str
) -> None:
    answer = dashboard.client.get(f"/files/change.csv?programme=small&lang={lang}&group={group}")
    assert (answer.status_code, answer.get_data(as_text=True)) == (404, WITHHELD[lang])


@pytest.mark.parametrize("number", ["2", "0", "-1", "0001"])
def test_no_publication_can_be_chosen(dashboard: Served, number: str) -> None:
    asked = QUERY | {"publication": number, "number": number}
    assert dashboard.file("change", asked, "comma") == dashboard.file("change", QUERY, "comma")


def test_other_methods_say_nothing(dashboard: Served) -> None:
    there, withheld = QUERY, QUERY | {"group": "nobody"}
    for asked in (there, withheld):
        head = dashboard.client.head("/files/change.csv", query_string=asked)
        whole = dashboard.client.get("/files/change.csv", query_string=asked)
        assert (head.data, head.status_code) == (b"", whole.status_code)
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        answers = [
            dashboard.client.open("/files/change.csv", method=method, query_string=asked).data
            for asked in (there, withheld)
        ]
        assert answers[0] == answers[1]


BODIES = [b"", b"[]", b"{}", b"null", b"\xff", b'{"output":"x"}', b'{"output":"..a.b..","inputs":[]}']


@pytest.mark.parametrize("body", BODIES, ids=repr)
def test_an_error_page_holds_nothing_of_ours(dashboard: Served, body: bytes) -> None:
    answer = dashboard.client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert not [one for one in (*INSIDE, b"23") if one in answer.data]


def logged(caplog: pytest.LogCaptureFixture) -> str:
    formatter = logging.Formatter()
    return "".join(formatter.format(record) for record in caplog.records)


@pytest.mark.parametrize("page", ["sessions", "management"])
def test_a_table_of_what_a_programme_does_not_have_is_empty(
    dashboard: Served, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    said = json.loads(dashboard.table(page, {"programme": "small"}))
    assert said["response"][f"{page}-table-body"]["children"] == []
    assert "callback failed" not in caplog.text


CROOKED_QUERIES: list[Any] = [
    None,
    [],
    5,
    "x",
    {"programme": ["small"]},
    {"group": {"a": 1}},
    {"lang": ["da"]},
    {"programme": "small", "item": ["p1"]},
]


@pytest.mark.parametrize("data", CROOKED_QUERIES, ids=repr)
@pytest.mark.parametrize("output", ["change-graph.figure", "change-table-body", "data-contents"])
def test_a_crooked_question_is_refused_without_a_line_of_log(
    dashboard: Served, caplog: pytest.LogCaptureFixture, output: str, data: Any
) -> None:
    answer = dashboard.ask(output, {"is_open": True, "data": data})
    assert answer.status_code == 400
    assert LANGUAGES["da"].say("http.bad") in answer.get_data(as_text=True)
    assert logged(caplog) == ""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Mapping[str, Any]]]:
    """Let what draws a chart fail with all its numbers at hand; keep what it was given."""
    given: list[Mapping[str, Any]] = []

    def fail(*said: Any, **named: Any) -> None:
        given.append({"said": said, **named})
        raise ValueError("cannot be drawn")

    monkeypatch.setattr(change, "draw_means", fail)
    yield given


def test_a_callback_that_fails_logs_where_and_not_what(
    dashboard: Served, broken: list[Mapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    answer = dashboard.ask("change-graph.figure", {"data": QUERY})
    assert "23" in repr(broken), "the numbers were at hand"
    assert "cannot be drawn" in logged(caplog)
    assert not [line for line in logged(caplog).splitlines() if "23" in line and "line" not in line]
    assert b"23" not in answer.data
    assert b"cannot be drawn" not in answer.data
