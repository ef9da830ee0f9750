"""What a steward does in the browser, and what nobody else can: attacks first."""

import io
import logging
import re
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from dashboard.access.accounts import add
from dashboard.access.audit import lines
from dashboard.app import create_app, start
from dashboard.cli import cli
from dashboard.server.tickets import Tickets
from dashboard.settings import Settings
from dashboard.steward.commands import Commands
from dashboard.steward.uploads import Uploads, safe_name
from dashboard.store.store import Store
from etl.warehouse.lock import LockRequest, locked
from publication.file import current_number
from tests.access.conftest import OURS, PASSWORD, Installation
from tests.release.test_publish_words import comment, words, write_words
from tests.worlds import World, people, person

ROWS = people({("practitioner", "a"): 9, ("leader", "c"): 8})
ABOUT = "programme=small&lang=en"
HOME = "/data/steward"


@dataclass
class Desk:
    """A world with login, and the people of it, each logged in once."""

    world: World
    house: Installation
    browsers: dict[str, FlaskClient]
    done_before: int = 0

    def of(self, name: str) -> FlaskClient:
        if name not in self.browsers:
            self.browsers[name] = self.house.person(name)
        return self.browsers[name]

    def audit(self) -> list[str]:
        """Return what was done in this test, without number, digest and time."""
        done = [re.sub(r"^\S+  \S+  \S+  ", "", line) for line, _ in lines(self.house.store)]
        return [line for line in done[self.done_before :] if "  login  " not in line]


def house(world: World, folder: Path, writes: bool = True) -> Installation:
    (folder / "access.toml").write_text("accounts = true\n")
    url, access = f"sqlite:///{folder}/store.db", folder / "access.toml"
    settings = Settings(world.at.data, world.at.var, store_url=url, access=access, writes=writes)
    app = create_app(settings)
    start(app)
    return Installation(app, Store(url))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    found = Desk(World(folder).write(), house(World(folder), folder), {})
    for name, role, programmes in (
        ("anna", "steward", ["small"]),
        ("cleo", "steward", None),
        ("bo", "steward", ["other"]),
        ("fie", "facilitator", None),
        ("vera", "viewer", None),
    ):
        add(found.house.store, name, role, programmes, PASSWORD)
    yield found
    found.house.store.close()


@pytest.fixture
def desk(opened: Desk) -> Desk:
    """The house with nothing loaded."""
    shutil.rmtree(opened.world.at.var, ignore_errors=True)
    opened.world.at.var.mkdir()
    opened.done_before = len([*lines(opened.house.store)])
    return opened


def ticket_of(browser: FlaskClient) -> str:
    page = browser.get(f"{HOME}?{ABOUT}").text
    return str(re.findall(r"ticket=([^\"&]+)", page)[0])


def send(
    browser: FlaskClient,
    *files: tuple[str, bytes],
    ticket: str | None = None,
    **said: str,
) -> TestResponse:
    ticket = ticket_of(browser) if ticket is None else ticket
    data = MultiDict[str, Any]([("files", FileStorage(io.BytesIO(one), name)) for name, one in files])
    data.update(said)
    return browser.post(f"{HOME}?{ABOUT}&ticket={ticket}", data=data, headers=OURS)


def post(browser: FlaskClient, path: str, **said: str) -> TestResponse:
    return browser.post(f"{HOME}/{path}?{ABOUT}", data=said, headers=OURS)


def token(answer: TestResponse) -> str:
    return str(re.findall(r'name="sent" value="(\w+)"', answer.text)[0])


def said(answer: TestResponse) -> list[str]:
    return re.findall(r"<li>([^<]*)</li>", answer.text)


def numbers(answer: TestResponse) -> list[int]:
    """Return how many people the groups of a preview have."""
    return [int(one) for one in re.findall(r'<td class="number">(\d+)</td>', answer.text)]


def lying(desk: Desk) -> list[Path]:
    """Return every file that was sent and still lies here."""
    return [path for path in (desk.world.at.var / "uploads").rglob("*") if path.is_file()]


def addresses(desk: Desk) -> list[tuple[str, str]]:
    found = []
    for rule in desk.house.app.server.url_map.iter_rules():
        if rule.endpoint.startswith("steward.") and "static" not in rule.endpoint:
            path = re.sub(r"<any\((\w+), \w+\):\w+>", r"\1", rule.rule)
            found += [(method, path) for method in sorted((rule.methods or set()) & {"GET", "POST", "HEAD"})]
    return found


def same(page: bytes) -> bytes:
    """Return a page without what is drawn anew each time."""
    return re.sub(rb'"end_id":"[^"]*"|\?m=[0-9.]+', b"", page)


def test_to_who_is_no_steward_there_is_nothing(desk: Desk) -> None:
    asked = addresses(desk)
    assert len({path for _, path in asked}) == 7
    for name in ("fie", "vera"):
        browser = desk.of(name)
        for method, path in asked:
            here, nowhere = (
                browser.open(f"{one}?{ABOUT}&ticket=x", method=method, headers=OURS)
                for one in (path, "/data/nothing")
            )
            assert here.status_code == nowhere.status_code, (name, method, path)
            assert here.status_code in ((403, 405) if method == "POST" else (404,)), (name, method, path)
            assert same(here.data) == same(nowhere.data), (name, method, path)


def test_who_is_not_logged_in_is_led_to_the_login_as_everywhere(desk: Desk) -> None:
    browser = desk.house.browser()
    for method, path in addresses(desk):
        answer = browser.open(f"{path}?{ABOUT}", method=method, headers=OURS)
        assert answer.status_code == (401 if method == "POST" else 302), (method, path)


def test_a_steward_of_another_programme_finds_what_does_not_exist(desk: Desk) -> None:
    bo, anna = desk.of("bo"), desk.of("anna")
    ticket = ticket_of(anna)
    for method, path in addresses(desk):
        here, nowhere = (
            bo.open(f"{path}?programme={one}&lang=en&ticket={ticket}", method=method, headers=OURS)
            for one in ("small", "no-such-programme")
        )
        assert here.status_code == nowhere.status_code == 404, (method, path)
        assert here.data == nowhere.data
    good = desk.world.file(ROWS).read_bytes()
    assert send(bo, ("staff.csv", good), ticket=ticket).status_code == 404
    assert not desk.world.at.warehouse.exists()
    assert lying(desk) == []


def test_a_page_elsewhere_cannot_send(desk: Desk) -> None:
    anna = desk.of("anna")
    for path in ("load", "publication", "withdraw"):
        answer = anna.post(f"{HOME}/{path}?{ABOUT}", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


def test_without_leave_from_the_page_nothing_is_taken(desk: Desk) -> None:
    anna, cleo = desk.of("anna"), desk.of("cleo")
    good = desk.world.file(ROWS).read_bytes()
    for ticket in ("", "nonsense", ticket_of(cleo)):
        answer = send(anna, ("staff.csv", good), ticket=ticket)
        assert answer.status_code == 422
        assert "open too long" in answer.text
    assert lying(desk) == []


def test_where_nothing_is_written_or_nobody_logs_in_there_is_no_room(tmp_path: Path) -> None:
    world = World(tmp_path).write()
    world.at.var.mkdir()
    read_only = house(world, tmp_path, writes=False)
    add(read_only.store, "anna", "steward", None, PASSWORD)
    assert read_only.person("anna").get(HOME).status_code == 404
    read_only.store.close()
    app = create_app(Settings(world.at.data, world.at.var))
    start(app)
    assert app.server.test_client().get(HOME).status_code == 404
    (tmp_path / "open.toml").write_text("open = true\n")
    app = create_app(Settings(world.at.data, world.at.var, access=tmp_path / "open.toml"))
    start(app)
    assert app.server.test_client().get(HOME).status_code == 404


NAMES = {
    "../../../etc/svar.csv": "svar.csv",
    r"..\..\svar.csv": "svar.csv",
    "/absolute/svar.csv": "svar.csv",
    r"C:\data\svar.csv": "svar.csv",
    "..": "file",
    ".": "file",
    "...": "file",
    "sv\0ar\n.csv": "sv_ar_.csv",
    "\u202eexe.csv": "_exe.csv",
    "$(rm -rf).csv": "_(rm -rf).csv",
    "--data=x.csv": "--data=x.csv",
    ".skjult": "skjult",
    "Bæredygtig åbning 2.xlsx": "Bæredygtig åbning 2.xlsx",
    "å" * 300 + ".csv": "å" * 56 + ".csv",
    "\ud800.csv": "_.csv",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one_part_of_a_path(name: str) -> None:
    found = safe_name(name)
    assert found == NAMES[name]
    assert Path(found).name == found
    assert len(found.encode()) < 255


@pytest.mark.parametrize("name", ["../../../loaded.csv", "/tmp/x/../loaded.csv", "..", "a/b\\..\\c"])
def test_a_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    uploads = Uploads(tmp_path / "var")
    sent = uploads.keep([FileStorage(io.BytesIO(b"id\n"), name)] * 2, "anna", "small", ["--wave", "pre"])
    assert [path.parents[1] for path in sent.files] == [sent.folder] * 2
    assert sent.folder.parent == tmp_path / "var/uploads"
    for path in (sent.folder, *sent.folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0 or path.name == "about.json"
    sent.remove()
    assert [*tmp_path.rglob("*")] == [tmp_path / "var", tmp_path / "var/uploads"]


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def bomb_workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 5_000_000)
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["zip", "xlsx", "nested"])
def test_what_would_unpack_too_large_is_refused(desk: Desk, kind: str) -> None:
    bombs: dict[str, Callable[[], bytes]] = {
        "zip": lambda: zipped("staff.csv", b"0" * 30_000_000),
        "xlsx": bomb_workbook,
        "nested": lambda: zipped("more.zip", zipped("staff.csv", b"id;wave\n")),
    }
    content = bombs[kind]()
    assert len(content) < 100_000
    answer = send(desk.of("anna"), (f"staff.{kind}", content))
    assert answer.status_code == 422
    assert "Nothing can be loaded yet" in answer.text
    assert "Rejected. Errors: 1." in answer.text
    assert lying(desk) == []


def test_what_somebody_sent_nobody_else_loads_and_nobody_twice(desk: Desk) -> None:
    anna, cleo = desk.of("anna"), desk.of("cleo")
    sent = token(send(anna, ("staff.csv", desk.world.file(ROWS).read_bytes())))
    for other in (sent, "../" + sent, "0" * 32, ""):
        assert post(cleo, "load", sent=other).status_code == 410
    assert post(anna, "load", sent=sent).status_code == 200
    assert post(anna, "load", sent=sent).status_code == 410
    assert lying(desk) == []


def test_what_nobody_loads_is_deleted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = desk.of("anna")
    sent = token(send(anna, ("staff.csv", desk.world.file(ROWS).read_bytes())))
    Uploads(desk.world.at.var)
    assert lying(desk)
    later = time.time() + 16 * 60
    monkeypatch.setattr("dashboard.steward.uploads.time.time", lambda: later)
    Uploads(desk.world.at.var)
    assert lying(desk) == []
    assert post(anna, "load", sent=sent).status_code == 410


def test_what_a_killed_process_left_is_deleted_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too young when the next one starts, it goes once it is old enough, whether anybody sends or not."""
    begun: list[Timer] = []
    monkeypatch.setattr("dashboard.steward.uploads.Timer.start", lambda timer: begun.append(timer))
    send(desk.of("anna"), ("staff.csv", desk.world.file(ROWS).read_bytes()))
    begun.clear()
    Uploads(desk.world.at.var)
    assert lying(desk)
    (timer,) = begun
    later = time.time() + timer.interval
    monkeypatch.setattr("dashboard.steward.uploads.time.time", lambda: later)
    timer.function()
    assert lying(desk) == []


def test_what_is_wrong_with_other_programmes_is_not_told(desk: Desk) -> None:
    lost = desk.world.at.var / "publications/nord"
    lost.mkdir(parents=True)
    (lost / "CURRENT").write_text("0009.duckdb")
    assert "nord" not in send(desk.of("anna"), ("staff.csv", desk.world.file(ROWS).read_bytes())).text
    shutil.rmtree(lost)


@pytest.mark.parametrize("count", [9, 40_000])
def test_an_address_of_many_parts_gives_no_leave_and_takes_no_time(count: int) -> None:
    tickets = Tickets("key")
    good = tickets.give("anna", "small")
    assert tickets.let_send("POST", "/data/steward", f"programme=small&ticket={good}")
    many = "&".join([f"ticket={good}"] * count)
    begun = time.perf_counter()
    assert not tickets.let_send("POST", "/data/steward", many)
    assert time.perf_counter() - begun < 0.05


def test_leave_to_send_is_carried_to_no_other_address(desk: Desk) -> None:
    page = send(desk.of("anna"), ("staff.csv", desk.world.file(ROWS).read_bytes())).text
    assert "lang=nb" in page
    assert "ticket=" not in page


BAD = [person(1, "boss", "a", p1=7, p2=1)]


def test_faults_are_those_of_the_command_line_and_nothing_stays(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.world.file(BAD, "bad.csv")
    with caplog.at_level(logging.DEBUG):
        answer = send(desk.of("anna"), ("bad.csv", path.read_bytes()))
    assert answer.status_code == 422
    assert lying(desk) == []
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")
    places = ["--data", str(desk.world.at.data), "--var", str(desk.world.at.var)]
    told = CliRunner().invoke(cli, ["check", str(path), "--programme", "small", *places]).stderr
    # Where the whole list lies at a terminal; the page has a button for it.
    lines_there = [line for line in told.splitlines() if "small-check.csv" not in line]
    assert len(lines_there) == len(told.splitlines()) - 1
    assert [line.replace("&#39;", "'") for line in said(answer)] == lines_there
    assert "bad.csv, line 2, column “role”: found “boss”. Accepted: practitioner, leader." in answer.text
    assert str(desk.world.folder) not in answer.text
    assert "boss" not in caplog.text
    assert "bad.csv" not in caplog.text
    listed = desk.of("anna").get(f"{HOME}/check.csv?{ABOUT}")
    assert "boss" in listed.text
    assert desk.audit()[-1] == "anna  took_along  path=/data/steward/check.csv programme=small"


def test_what_a_cell_says_is_text_on_the_page(desk: Desk) -> None:
    rows = [person(1, "<script>alert(1)</script>", "a", p1=1, p2=1)]
    answer = send(desk.of("anna"), ("<b>.csv", desk.world.file(rows).read_bytes()))
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_from_a_file_to_a_page_and_back(desk: Desk) -> None:
    anna, folder = desk.of("anna"), desk.world.publications
    checked = send(anna, ("staff.csv", desk.world.file(ROWS).read_bytes()))
    assert (checked.status_code, said(checked)[0]) == (200, "staff.csv: rows read: 17")
    assert not desk.world.at.warehouse.exists()
    loaded = post(anna, "load", sent=token(checked))
    assert (loaded.status_code, said(loaded)[-1]) == (200, "small: files loaded: 1.")
    assert len(desk.world.stored("members")) == 17
    assert current_number(folder) is None
    preview = anna.get(f"{HOME}/publication?{ABOUT}")
    assert numbers(preview) == [9, 8]
    assert current_number(folder) is None
    assert said(post(anna, "publication"))[-1] == "small: publication 1 is shown from now on."
    assert current_number(folder) == 1
    assert "Withdraw publication 1" in anna.get(f"{HOME}?{ABOUT}").text
    gone = post(anna, "withdraw", number="1")
    assert "No publication is shown now." in gone.text
    assert current_number(folder) is None
    refused = post(anna, "publication")
    assert refused.status_code == 422
    assert "Something that was withdrawn would be shown again" in refused.text
    assert post(anna, "publication", again="yes").status_code == 200
    assert current_number(folder) == 2
    done = [line.split("  ")[:2] for line in desk.audit() if line.startswith("anna")]
    assert [what for _, what in done] == ["loaded", "published", "withdrawn", "published"]


def test_a_load_is_all_or_nothing(desk: Desk) -> None:
    anna = desk.of("anna")
    good, bad = desk.world.file(ROWS).read_bytes(), desk.world.file(BAD, "bad.csv").read_bytes()
    assert send(anna, ("staff.csv", good), ("bad.csv", bad)).status_code == 422
    assert not desk.world.at.warehouse.exists()
    assert send(anna).status_code == 422
    assert "No file was chosen" in send(anna).text
    twice = send(anna, ("staff.csv", good), ("staff.csv", good))
    assert twice.status_code == 422
    assert str(desk.world.folder) not in twice.text
    assert "uploads/" not in twice.text


def test_the_preview_counts_nobody_below_k(desk: Desk) -> None:
    few = people({("practitioner", "a"): 9, ("leader", "a"): 2, ("leader", "b"): 3, ("leader", "c"): 4})
    anna = desk.of("anna")
    post(anna, "load", sent=token(send(anna, ("staff.csv", desk.world.file(few).read_bytes()))))
    assert numbers(anna.get(f"{HOME}/publication?{ABOUT}")) == [9, 9]
    least = people({("practitioner", "a"): 4})
    post(anna, "load", sent=token(send(anna, ("staff.csv", desk.world.file(least).read_bytes()))))
    hidden = anna.get(f"{HOME}/publication?{ABOUT}")
    assert hidden.status_code == 422
    assert not re.search(r"\b4\b", "".join(said(hidden)))


def test_words_are_read_and_decided_one_by_one(desk: Desk) -> None:
    desk.world.load(people({("practitioner", "a"): 12}))
    write_words(desk.world, [("pre", "And?", one) for one in ("Coffee.", "<b>Tea</b>.", "Later.")], [])
    anna = desk.of("anna")
    page = anna.get(f"{HOME}/words/comments?{ABOUT}")
    assert "3 comments are waiting" in page.text
    assert "&lt;b&gt;Tea&lt;/b&gt;." in page.text
    ids = [comment(one).id for one in ("Coffee.", "<b>Tea</b>.", "Later.")]
    assert sorted(re.findall(r'name="(c\w+)" value="release"', page.text)) == sorted(ids)
    chosen = {ids[0]: "release", ids[1]: "reject", ids[2]: ""}
    done = post(anna, "words/comments", **chosen)
    assert "1 texts released, 1 rejected, 1 still waiting" in done.text
    assert "1 comment is waiting" in done.text
    assert post(anna, "words/comments", **{"c0000000000": "release"}).status_code == 422
    post(anna, "publication")
    assert [row[4] for row in words(desk.world)] == ["Coffee."]
    assert [line for line in desk.audit() if "reviewed" in line] == [
        "anna  reviewed  kind=comment programme=small rejected=1 released=1"
    ]


def test_two_do_not_load_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds the lock, and for which programme, is not for everybody who may load."""
    monkeypatch.setattr("dashboard.steward.commands.WAITS", 0)
    anna = desk.of("anna")
    sent = token(send(anna, ("staff.csv", desk.world.file(ROWS).read_bytes())))
    with locked(desk.world.at.warehouse, LockRequest("load small")):
        answer = post(anna, "load", sent=sent)
    assert answer.status_code == 422
    assert "Another command is running." in answer.text
    assert "load small" not in answer.text
    assert not desk.world.at.warehouse.exists()


def test_of_a_mistake_of_ours_nothing_is_shown_or_logged(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken"
    broken.write_text(f"#!{sys.executable}\nimport sys\nprint('secret 7', file=sys.stderr)\nsys.exit(70)\n")
    broken.chmod(0o755)
    anna = desk.of("anna")
    ticket = ticket_of(anna)
    monkeypatch.setattr("dashboard.steward.commands.sys.executable", str(broken))
    with caplog.at_level(logging.DEBUG):
        answer = send(anna, ("staff.csv", b"id\n1\n"), ticket=ticket)
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text
    assert "a steward's command failed: check, status 70" in caplog.text
    assert lying(desk) == []


def test_the_command_says_nothing_of_a_mistake(desk: Desk, tmp_path: Path) -> None:
    """A traceback may hold what stood in a cell."""
    data = tmp_path / "data"
    shutil.copytree(desk.world.at.data, data)
    (data / "words").mkdir()
    for language in ("da", "nb", "en"):
        (data / f"words/{language}.toml").write_text("[done]\n")
    commands = Commands(Settings(data, desk.world.at.var))
    outcome = commands.run("anna", "en", "check", "--programme", "small", "--", str(desk.world.file(ROWS)))
    assert (outcome.status, outcome.said, outcome.printed) == (70, (), "")


def test_the_way_in_stands_on_the_page_for_stewards_alone(desk: Desk) -> None:
    desk.world.load(ROWS)
    desk.world.publish()
    for name, is_led in (("fie", False), ("anna", True), ("vera", False), ("cleo", True)):
        assert ("Load and publish" in contents(desk.of(name))) == is_led, name


def contents(browser: FlaskClient) -> str:
    """Return what the page about the data shows."""
    from tests.access.scopes import asked, callbacks

    one = next(one for one in callbacks(browser) if str(one["output"]).startswith("data-contents"))
    sent = asked(one, {"programme": "small", "page": "data", "lang": "en"}, "/data")
    answer = browser.post("/_dash-update-component", json=sent, headers=OURS)
    assert answer.status_code == 200
    return answer.text
