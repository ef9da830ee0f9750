"""What no page asks is refused: by status, in the reader's language, without a line of log."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from dashboard.app import create_app
from dashboard.server.request_checks import LARGEST_BODY
from dashboard.settings import Settings
from tests.dashboards import LANGUAGES, PAGES, FullWorld, Served, served, texts
from tests.serving.test_served_carriers import ROWS
from tests.worlds import people, write_toml

UPDATE = "/_dash-update-component"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(FullWorld(tmp_path_factory.mktemp("world")).show(ROWS))


def says(answer: Any, key: str, code: str = "da") -> bool:
    return LANGUAGES[code].say(key) in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES.values())
def test_a_page_is_there(dashboard: Served, path: str) -> None:
    assert dashboard.client.get(path).status_code == 200
    assert dashboard.client.get(f"{path}?programme=small&lang=nb&unheard=of").status_code == 200


ABSENT = [
    "/nonsense",
    "/site/nowhere",
    "/site/",
    "/site/a/b",
    "/site/A",
    "/files/none",
    "/files/change.pdf",
    "/change/x",
    "/not-found",
    "/_dash-update-component",
    "/%E2%80%AE",
]


@pytest.mark.parametrize("path", ABSENT)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_that_is_not_there_is_404_and_says_so(dashboard: Served, path: str, code: str) -> None:
    answer = dashboard.client.get(path, headers={"Accept-Language": code})
    assert answer.status_code == 404
    assert f'<html lang="{code}">' in answer.get_data(as_text=True)
    shown = dashboard.at(path, f"?lang={code}").decode()
    assert LANGUAGES[code].say("title.not_found") in json.loads(f"[{json.dumps(shown)}]")[0]


def test_a_site_is_there(dashboard: Served) -> None:
    assert dashboard.client.get("/site/a?programme=small").status_code == 200


@pytest.mark.parametrize("path", ["/assets/none.js", "/_dash-component-suites/dash/none.js", "/static/x"])
def test_a_file_that_is_not_there_is_a_sentence(dashboard: Served, path: str) -> None:
    answer = dashboard.client.get(path, headers={"Accept-Language": "nb"})
    assert answer.status_code == 404
    assert says(answer, "http.not_found", "nb")


@pytest.mark.parametrize(
    "path",
    [
        "plotly/package_data/plotly.min.js",
        "dash/dcc/dash_core_components.js.map",
        "dash/dcc/async-mathjax.js",
        "dash_ag_grid/async-enterprise.js",
        "dash_ag_grid/dash_ag_grid.min.js",
    ],
)
def test_what_no_page_needs_of_components_is_not_served(dashboard: Served, path: str) -> None:
    assert dashboard.client.get(f"/_dash-component-suites/{path}").status_code == 404
    code = re.search(r"/code/(\w+)/", dashboard.client.get("/").text)
    assert code is not None
    if path != "dash_ag_grid/dash_ag_grid.min.js":
        assert dashboard.client.get(f"/code/{code[1]}/{path.rpartition('/')[2]}").status_code == 404


def test_a_refusal_names_its_icon_so_that_no_browser_asks_where_there_is_none(dashboard: Served) -> None:
    icon = re.search(r'<link rel="icon"[^>]*href="([^"]+)"', dashboard.client.get("/assets/none.js").text)
    assert icon is not None
    assert dashboard.client.get(icon[1]).status_code == 200


def test_a_name_in_an_address_is_never_markup(dashboard: Served) -> None:
    for path in ("/_dash-component-suites/<b>x</b>/y.js", "/_dash-component-suites/dash/<b>x</b>.js"):
        answer = dashboard.client.get(path)
        assert (answer.status_code, b"<b>" in answer.data) == (404, False)


@pytest.mark.parametrize(
    "search",
    [
        "group=all&group=leader",
        "lang=da&lang=nb",
        "programme=small&x=1&programme=small",
        "foo=1&foo=1",
        "a&a=",
    ],
)
@pytest.mark.parametrize("path", ["/", "/change", "/site/a", "/nonsense", "/files/change.csv", "/assets/x"])
def test_a_choice_given_twice_is_refused_everywhere(dashboard: Served, path: str, search: str) -> None:
    answer = dashboard.client.get(f"{path}?{search}")
    assert answer.status_code == 400
    assert any(says(answer, "http.twice", code) for code in LANGUAGES)
    asked = dashboard.ask("_pages_content", {"pathname": path, "search": f"?{search}"})
    assert asked.status_code == 400


def test_a_site_given_in_the_path_and_again_is_given_twice(dashboard: Served) -> None:
    assert dashboard.client.get("/site/a?site=b").status_code == 400
    assert dashboard.client.get("/change?site=b").status_code == 200


HERE = ["localhost", "LOCALHOST:8050", "127.0.0.1", "127.0.0.1:8050", "127.1.2.3:1", "[::1]", "[::1]:8050"]
ELSEWHERE = [
    *("", "evil.example", "evil.example:8050", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0"),
    *(
        "localhost@evil.example",
        "localhost, evil.example",
        "localhost:80:80",
        "[::]",
        "[::1",
        "::1",
        "10.0.0.1",
    ),
    *("local host", "localhost/", "2130706433", "127.1", "[::ffff:127.0.0.1]", "localhost.", "lоcalhost"),
]


@pytest.mark.parametrize("path", ["/", "/nonsense", "/files/change.csv", "/_dash-layout", "/assets/x"])
def test_another_host_is_refused_whatever_is_asked(dashboard: Served, path: str) -> None:
    for host in ELSEWHERE:
        answer = dashboard.client.get(path, headers={"Host": host, "Accept-Language": "en"})
        assert answer.status_code == 400, host
        assert says(answer, "http.host", "en")
        assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", HERE)
def test_this_machine_is_answered_by_every_name_and_port(dashboard: Served, host: str) -> None:
    assert dashboard.client.get("/", headers={"Host": host}).status_code == 200


def test_a_forwarded_host_changes_nothing(dashboard: Served) -> None:
    asked = {"Host": "evil.example", "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    assert dashboard.client.get("/", headers=asked).status_code == 400


def test_the_settings_name_further_hosts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REJSESPOR_HOSTS", "Spor.example.org, 10.0.0.7")
    monkeypatch.setenv("REJSESPOR_VAR", str(tmp_path))
    client = create_app(Settings.from_environment()).server.test_client()
    for host, status in (("spor.example.org:443", 200), ("10.0.0.7", 200), ("x.spor.example.org", 400)):
        assert client.get("/", headers={"Host": host}).status_code == status, host


def body(**other: Any) -> dict[str, Any]:
    target = {"id": "change-table-body", "property": "children"}
    given = {"id": "change-table-wanted", "property": "data", "value": {"programme": "small"}}
    plain = {
        "output": "change-table-body.children",
        "outputs": target,
        "inputs": [given],
        "changedPropIds": ["change-table-wanted.data"],
        "state": [],
    }
    return plain | other


def given(value: Any) -> dict[str, Any]:
    return body(inputs=[{"id": "change-table-wanted", "property": "data", "value": value}])


FORGED: list[Any] = [
    *([], {}, None, 5, "x", {"output": "x"}, body(output=5), body(output="never.children")),
    *(body(outputs=None), body(outputs=[]), body(outputs={"id": "x", "property": "y"}), body(outputs="x")),
    *(body(inputs=None), body(inputs=[]), body(inputs=[[]]), body(inputs=[{}]), body(inputs={"a": 1})),
    body(inputs=[{"id": {"type": "x"}, "property": "data", "value": {}}]),
    body(inputs=[{"id": "other", "property": "data", "value": {}}]),
    body(inputs=[{"id": "change-table-wanted", "property": "value", "value": "x"}]),
    *(body(state=5), body(state=[{"id": "x", "property": "data", "value": {}}]), body(changedPropIds=5)),
    *(
        given("x"),
        given(5),
        given([{}]),
        given({"group": None}),
        given({"group": True}),
        given({"a": {"b": "c"}}),
    ),
    {name: value for name, value in body().items() if name != "inputs"},
]
NOT_JSON = [
    *(b"", b"{", b"\xff\xfe", b"[" * 30_000, b'{"a":' * 10_000, b"NaN", b'{"output": "\\ud800"}'),
    json.dumps(given({"group": "x"})).replace('"x"', '"\\udc00"').encode(),
]


@pytest.mark.parametrize(
    "said", [json.dumps(one).encode() for one in FORGED] + NOT_JSON, ids=lambda one: one[:60]
)
def test_a_forged_body_is_refused_without_a_line_of_log(
    dashboard: Served, caplog: pytest.LogCaptureFixture, said: bytes
) -> None:
    answer = dashboard.client.post(UPDATE, data=said, content_type="application/json")
    assert answer.status_code == 400
    assert says(answer, "http.bad")
    assert caplog.records == []


def test_what_the_pages_send_is_answered(dashboard: Served) -> None:
    assert dashboard.client.post(UPDATE, json=body()).status_code == 200
    assert (
        dashboard.client.post(UPDATE, data=json.dumps(body()), content_type="text/plain").status_code == 400
    )


@pytest.mark.parametrize("path", [UPDATE, "/", "/files/change.csv"])
def test_a_body_over_the_limit_is_too_large(dashboard: Served, path: str) -> None:
    answer = dashboard.client.post(path, data=b"x" * (LARGEST_BODY + 1), content_type="application/json")
    assert answer.status_code == 413
    assert says(answer, "http.too_large")


def test_other_methods_are_refused_in_a_sentence(dashboard: Served) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = dashboard.client.open("/change", method=method, headers={"Accept-Language": "en"})
        assert answer.status_code == 405
        assert says(answer, "http.method", "en")


def test_no_answer_names_a_version(dashboard: Served) -> None:
    page = dashboard.get("/").decode()
    for told in ("_version", "python", "v4_", "?v=", "Dash/", "werkzeug"):
        assert told not in page, told
    assert re.findall(r'(?:=|: ?)"?v?\d+\.\d+\.\d+', page) == []
    for path in ("/nonsense", "/assets/x", "/_dash-layout", "/_dash-dependencies"):
        assert not re.search(rb"werkzeug|flask|python|waitress", dashboard.get(path), re.IGNORECASE)
        assert "Server" not in dashboard.client.get(path, buffered=True).headers


def test_every_answer_is_guarded(dashboard: Served) -> None:
    for path in ("/", "/nonsense", "/files/change.csv", "/_dash-layout", "/assets/view/card.js", "/assets/x"):
        headers = dashboard.client.get(path, buffered=True).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in policy["script-src"] and "*" not in policy["script-src"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_figures_are_kept_nowhere_and_code_is_kept(dashboard: Served) -> None:
    for path in ("/", "/nonsense", "/files/change.csv", "/_dash-layout", "/assets/x"):
        headers = dashboard.client.get(path, buffered=True).headers
        assert headers["Cache-Control"] == "no-store"
        assert {"Accept-Language", "Accept-Encoding"} <= {one.strip() for one in headers["Vary"].split(",")}
    assert dashboard.client.post(UPDATE, json=body()).headers["Cache-Control"] == "no-store"


CODES = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}


def test_code_is_joined_kept_and_sent_in_the_form_a_browser_takes(dashboard: Served) -> None:
    page = dashboard.get("/change").decode()
    code = re.findall(r'(?:src|href)="(/code/[^"]+\.(?:js|css))"', page)
    assert {Path(path).name for path in code} >= {"dash-renderer.js", "style.css", "charts.js"}
    assert len(re.findall(r"<script src=|rel=.stylesheet", page)) == 2
    for path in code:
        digest = path.split("/")[2]
        assert dashboard.client.get(path.replace(digest, "0" * len(digest))).status_code == 404
        forms = set()
        for form, plain in CODES.items():
            answer = dashboard.client.get(path, headers={"Accept-Encoding": form}, buffered=True)
            assert answer.status_code == 200
            assert answer.cache_control.immutable and answer.cache_control.max_age == 31_536_000
            assert "Accept-Encoding" in answer.headers["Vary"]
            assert answer.headers.get("Content-Encoding", "identity") == form
            forms.add(plain(answer.data))
            known = {"Accept-Encoding": form, "If-None-Match": answer.headers["ETag"]}
            assert dashboard.client.get(path, headers=known).status_code == 304
        assert len(forms) == 1


UNKNOWN = [
    *("instrument=x", "from=never", "to=ever", "item=p9", "round=r9", "kind=party", "indicator=gold"),
    *("rules=none", "sites=9", "view=upside-down", "from=pre&to=PRE", "identity=small-7-0"),
]


@pytest.mark.parametrize("search", UNKNOWN)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_choice_that_is_not_there_is_never_another(dashboard: Served, search: str, code: str) -> None:
    for path in [*PAGES.values(), "/site/a"]:
        answer = dashboard.client.get(f"{path}?programme=small&{search}&lang={code}")
        assert answer.status_code == 404
        assert f'<html lang="{code}">' in answer.get_data(as_text=True)
        shown = json.loads(dashboard.at(path, f"?programme=small&{search}&lang={code}"))
        assert LANGUAGES[code].say("title.not_found") in json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("search", UNKNOWN[:-1])
def test_nor_is_its_file(dashboard: Served, search: str) -> None:
    for page in ("change", "explore"):
        answer = dashboard.client.get(f"/files/{page}.csv?programme=small&{search}&lang=nb")
        assert answer.status_code == 404
        assert says(answer, "http.not_found", "nb")


@pytest.mark.parametrize("search", UNKNOWN[:-1])
def test_nor_is_what_a_forged_body_asks(
    dashboard: Served, caplog: pytest.LogCaptureFixture, search: str
) -> None:
    query = dict(one.split("=") for one in search.split("&")) | {"programme": "small", "page": "change"}
    for output in ("change-graph.figure", "change-table-body", "change-printed", "bar-programme.options"):
        answer = dashboard.ask(output, {"data": query, "is_open": True})
        assert answer.status_code == 404
        assert says(answer, "http.not_found")
    assert dashboard.ask("change-graph.figure", {"data": {"programme": "none"}}).status_code == 404
    assert caplog.records == []


def hrefs(component: Any) -> Iterator[str]:
    """Yield the addresses a component tree leads to."""
    if isinstance(component, dict):
        yield from [component["href"]] if isinstance(component.get("href"), str) else []
        component = list(component.values())
    if isinstance(component, list):
        for part in component:
            yield from hrefs(part)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_site_or_programme_that_is_not_there_is_named_with_the_menu_and_those_there_are(
    dashboard: Served, code: str
) -> None:
    say = LANGUAGES[code].say
    absent = {
        "/site/nowhere": say("empty.no_such_site", site="nowhere", programme="Small"),
        "/change?programme=elsewhere": say("empty.no_such_programme", programme="elsewhere"),
    }
    for address, sentence in absent.items():
        path, _, search = address.partition("?")
        page = json.loads(dashboard.at(path, f"?lang={code}&{search}"))["response"]["_pages_content"]
        said, ways = list(texts(page["children"])), list(hrefs(page["children"]))
        assert {sentence, say("title.not_found"), say("page.involvement")} <= set(said)
        expected = [f"/site/{site}?programme=small&lang={code}" for site in "abc"]
        expected = expected if "site" in path else [f"/change?programme=small&lang={code}"]
        assert [way for way in ways if "programme=small" in way] == expected


def test_what_is_not_shown_and_what_there_is_not_are_answered_alike(tmp_path: Path) -> None:
    """A site and a programme that are described and loaded, but published by nobody yet."""
    world = FullWorld(tmp_path).show(ROWS)
    dashboard = served(world)
    world.places = {"nord": ["a", "b"], "sor": ["c", "d"]}
    world.load([*ROWS, *people({("practitioner", "d"): 9}, {"p1": 3, "p2": 4}, first=900)])
    write_toml(world.at.data / "programmes/other.toml", world.programme() | {"id": "other"})
    for hidden, made_up, address in (
        ("d", "z", "/site/{}?lang=en"),
        ("other", "never", "/change?lang=en&programme={}"),
        ("other", "never", "/files/change.csv?lang=en&programme={}"),
    ):
        told = []
        for name in (hidden, made_up):
            path, _, search = address.format(name).partition("?")
            answer = dashboard.client.get(f"{path}?{search}")
            page = dashboard.at(path, f"?{search}").decode()
            told.append((answer.status_code, answer.data, page.replace(f"“{name}”", "“”")))
        assert told[0][0] == told[1][0] == 404
        assert told[0][2] == told[1][2]
        assert re.sub(rb"\?m=[0-9.]+|\"end_id\":\"[^\"]*\"", b"", told[0][1]) == re.sub(
            rb"\?m=[0-9.]+|\"end_id\":\"[^\"]*\"", b"", told[1][1]
        )


def test_a_hidden_group_and_a_made_up_one_are_answered_alike(tmp_path: Path) -> None:
    """Leaders at a are four: they are there, and are shown with those at c alone."""
    rows = ROWS[:23] + [row | {"site": "a" if at < 4 else "c"} for at, row in enumerate(ROWS[23:])]
    dashboard = served(FullWorld(tmp_path).show(rows))
    told = []
    for group in ("leader.nord.a", "leader.nord.x", "nobody"):
        search = f"programme=small&lang=en&group={group}"
        answers = [dashboard.client.get(f"/{path}?{search}") for path in ("change", "files/change.csv")]
        card = dashboard.card("change", {"programme": "small", "lang": "en", "group": group})
        told.append(([one.status_code for one in answers], answers[1].data, card.decode()))
    assert told[0] == told[1] == told[2]
    assert LANGUAGES["en"].say("card.withheld_here") in told[0][2]
