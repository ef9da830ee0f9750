"""An attack: a story is spread over every place there is, withdrawn, and searched for in every byte."""

import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from zipfile import ZipFile, is_zipfile

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from dashboard.app import create_app
from dashboard.backup import back_up, restore
from dashboard.pages import PAGES
from dashboard.report.page import ChartPage
from dashboard.report.services import services
from dashboard.report.voices import voices_of
from dashboard.settings import Settings
from dashboard.store.store import Store
from dashboard.store.voices import SHARED, Story, code_digest
from etl.cli import cli
from publication.places import DEFAULT_DATA
from publication.withdrawn import withdrawn_stories
from tests.meetings.conftest import ABOUT, Writer
from tests.meetings.test_decisions import Card
from tests.store.test_voices import CODE, WORDS, bytes_of

PARTS = ("experience", "supports", "stops", "patterns", "impression")
TOLD = {name: " ".join(WORDS[20 * at : 20 * at + 20]) for at, name in enumerate(PARTS)}
PLANTED = [word.encode() for word in WORDS[:100]]
TOPICS = ("question~practice~p03", "principle~principles~l3", "indicator~violence~", "page~participants~")
STEPS = ("page=change&instrument=practice", "page=principles", "page=management&indicator=violence")
# What the app itself is made of holds no word of anybody's.
UNWALKED = ("/_dash", "/code", "/assets", "/_favicon", "/_reload", "/plain", "/files")
# The charts' pages are a shell that says nothing; what fills them is asked of the cards.
SHELLS = {page.path for page in PAGES.values()}
MOST = 400


@pytest.fixture
def var(example: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(example, tmp_path / "var"))


@pytest.fixture
def writer(var: Path, url: str) -> Iterator[Writer]:
    app = create_app(Settings(DEFAULT_DATA, var, store_url=url))
    yield Writer(app.server.test_client())
    app.server.extensions["rejsespor"].store.close()


@pytest.fixture
def story(store: Store) -> str:
    """The key of a story of unique words, in the store before anybody opens it."""
    with store.writing("facilitator") as session:
        about = ("fjordby", dt.date(2026, 3, 4), "da", SHARED, code_digest(CODE))
        told = Story(*about, **TOLD, tags=["l3", "w5"])  # type: ignore[arg-type]
        session.add(told)
    return told.key


def spread(writer: Writer, key: str) -> str:
    """Put a voice under a theme and beside every kind of chart, and those on a meeting; return its id."""
    assert writer.send(f"/voices/tag?{ABOUT}", voice=key, name="Turning").status_code == 303
    for topic in TOPICS:
        assert writer.send(f"/voices/beside?{ABOUT}", attached=key, topic=topic).status_code == 303
    meeting = writer.meeting()
    for step in STEPS:
        writer.step(meeting, step)
    return meeting


def unpacked(content: bytes) -> bytes:
    """Return a file's bytes, and those of every file in it where it is an archive."""
    if not is_zipfile(io.BytesIO(content)):
        return content
    with ZipFile(io.BytesIO(content)) as archive:
        return content + b"".join(archive.read(name) for name in archive.namelist())


def links(page: bytes) -> Iterator[str]:
    for found in re.findall(r'(?:href|action)="(/[^"#]*)', page.decode(errors="replace")):
        address = unescape(found)
        path = urlsplit(address).path
        is_same = "lang=da" in address or "lang=nb" in address or path in SHELLS
        if not is_same and not path.startswith(UNWALKED):
            yield address


def walked(writer: Writer, begin: list[str]) -> dict[str, bytes]:
    """Return every page that can be reached, and what it holds."""
    found: dict[str, bytes] = {}
    waiting = list(dict.fromkeys(begin))
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        response = writer.client.get(address)
        found[address] = unpacked(response.data)
        if response.mimetype == "text/html":
            waiting += [one for one in links(response.data) if one not in found and one not in waiting]
    assert len(found) < MOST, "not everything was walked"
    return found


def cards(writer: Writer) -> dict[str, bytes]:
    """Return the cards of every chart, and their files."""
    card = Card(writer)
    found = {}
    for name, page in PAGES.items():
        if isinstance(page, ChartPage):
            found[f"card {name}"] = card.of(name, "").encode()
            for ending in page.files:
                address = f"/files/{name}.{ending}?{ABOUT}"
                found[address] = unpacked(writer.client.get(address).data)
    return found


def everything(writer: Writer, meeting: str, *more: str) -> dict[str, bytes]:
    """Return all that is served."""
    own = ["", "/minutes", "/minutes.pptx", "/1", "/2", "/3", "/remote", "/place"]
    begin = [f"/voices?{ABOUT}", f"/meetings?{ABOUT}", *(f"/meeting/{meeting}{one}?{ABOUT}" for one in own)]
    return {**walked(writer, [*begin, *more]), **cards(writer)}


def holding(found: dict[str, bytes]) -> list[str]:
    """Return where a planted word is."""
    return sorted(address for address, content in found.items() if any(word in content for word in PLANTED))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): unpacked(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def places(found: list[str]) -> set[str]:
    """Return the kinds of places among addresses."""
    paths = (urlsplit(address).path for address in found)
    return {re.sub(r"[0-9a-f]{16}", "ID", path) for path in paths}


SPREAD = {
    *("/voices/read", "/voices/theme/ID", "/voices/attach"),
    *("/meeting/ID/1", "/meeting/ID/2", "/meeting/ID/3", "/meeting/ID/minutes", "/meeting/ID/minutes.pptx"),
    *("card change", "card principles", "card management", "card participants"),
}


def by_code(writer: Writer) -> None:
    assert writer.send("/voices/withdraw", code="cdfg hjkm").status_code == 303


def by_facilitator(writer: Writer, key: str) -> None:
    assert writer.send(f"/voices/story/{key[6:]}/withdraw", role="facilitator").status_code == 303


@pytest.mark.parametrize("by", ["code", "facilitator"])
def test_a_withdrawn_story_is_in_no_byte_served_or_kept(
    writer: Writer, story: str, url: str, var: Path, tmp_path: Path, by: str
) -> None:
    meeting = spread(writer, story)
    attach = [f"/voices/attach?{ABOUT}&{step}" for step in STEPS]
    before = everything(writer, meeting, *attach)
    assert places(holding(before)) >= SPREAD
    older = tmp_path / "older"
    older.mkdir()
    back_up(var, url, older / "before.zip")
    assert holding(files(older)), "a backup of before holds it"
    by_code(writer) if by == "code" else by_facilitator(writer, story)
    again = everything(writer, meeting, *(address for address in before if address.startswith("/")))
    assert holding(again) == []
    assert writer.client.get(f"/voices/read?{urlencode({'voice': story})}&{ABOUT}").status_code == 404
    back_up(var, url, tmp_path / "after.zip")
    kept = files(var) | {"after.zip": unpacked((tmp_path / "after.zip").read_bytes())}
    assert holding(kept) == []
    assert not any(word in bytes_of(url) for word in PLANTED)


def test_an_older_backup_does_not_bring_it_back(
    writer: Writer, story: str, url: str, var: Path, tmp_path: Path
) -> None:
    spread(writer, story)
    back_up(var, url, tmp_path / "before.zip")
    by_code(writer)
    there = tmp_path / "there"
    (there / "withdrawn").mkdir(parents=True)
    shutil.copy(var / "withdrawn/_stories", there / "withdrawn")
    new = f"sqlite:///{there}/store.db"
    restore(tmp_path / "before.zip", there, new)
    assert holding(files(there)) == []
    app = create_app(Settings(DEFAULT_DATA, there, store_url=new))
    page = app.server.test_client().get(f"/voices?{ABOUT}").get_data(as_text=True)
    assert "Turning" in page, "what people made of other voices is there"
    assert story not in page


def test_a_store_put_back_by_hand_shows_it_nowhere(
    writer: Writer, story: str, url: str, var: Path, store: Store, tmp_path: Path
) -> None:
    """Whoever copies a file back past the command: the list stands beside the publications."""
    meeting = spread(writer, story)
    by_code(writer)
    with store.engine.begin() as connection:
        columns = "id, version, created_at, programme, told_on, language, scope, code, waits, tags"
        values = "'fjordby', '2026-03-04', 'da', 'shared', 'x', false, '[\"l3\"]'"
        asked = ", ".join(PARTS)
        told = ", ".join(f"'{words}'" for words in TOLD.values())
        row = f"'{story[6:]}', 1, '2026-03-04 00:00:00.000000', {values}, {told}"
        sql = f"INSERT INTO story ({columns}, {asked}) VALUES ({row})"
        connection.execute(text(sql.replace(":", "\\:")))
    assert holding(everything(writer, meeting)) == []
    back_up(var, url, tmp_path / "after.zip")
    assert holding({"after.zip": unpacked((tmp_path / "after.zip").read_bytes())}) == []


def test_what_a_publication_withdrew_leaves_nothing_in_themes_and_beside_charts(
    writer: Writer, var: Path, url: str
) -> None:
    with writer.client.application.test_request_context("/"):
        heard = voices_of(services().publications.current("fjordby")).heard.values()
    voice = next(one for one in heard if one.kind == "story")
    meeting = spread(writer, voice.key)
    beginning = voice.parts[0][1][:60]
    told = json.dumps(beginning)[1:-1].encode(), beginning.encode()
    served = everything(writer, meeting)
    assert places([at for at, page in served.items() if any(one in page for one in told)]) >= SPREAD - {
        "/voices/attach"
    }
    assert not any(one in bytes_of(url) for one in told), "the publication's words are not copied"
    text_id = f"s{voice.key.removeprefix('text:')[:10]}"
    command = ["withdraw", text_id, "--programme", "fjordby", "--var", str(var)]
    assert CliRunner().invoke(cli, command).exit_code == 0
    after = everything(writer, meeting, *(address for address in served if address.startswith("/")))
    assert [at for at, page in after.items() if any(one in page for one in told)] == []
    theme = re.search(r"/voices/theme/(\w+)", after[f"/voices?{ABOUT}"].decode())
    assert theme is not None
    assert b"No voice yet" in after[f"/voices?{ABOUT}"]


def test_a_story_for_pages_alone_is_in_no_meeting(store: Store, writer: Writer, story: str) -> None:
    with store.writing("facilitator") as session:
        session.get_one(Story, story[6:]).scope = "read"
    meeting = spread(writer, story)
    found = places(holding(everything(writer, meeting)))
    assert {"/voices/read", "card change"} <= found
    assert {place for place in found if place.startswith("/meeting")} == set()


def test_codes_are_not_guessed(writer: Writer, story: str, var: Path) -> None:
    statuses = [
        writer.send("/voices/withdraw", code=f"CCCCCC{a}{b}").status_code for a in "CDFGH" for b in "CDFGH"
    ]
    assert statuses == [404] * 20 + [429] * 5
    assert writer.send("/voices/withdraw", code=CODE).status_code == 429
    assert withdrawn_stories(var) == frozenset()


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_a_page_elsewhere_withdraws_nothing(
    writer: Writer, story: str, var: Path, headers: dict[str, str]
) -> None:
    sent = writer.client.post("/voices/withdraw", data={"code": CODE}, headers=headers)
    assert sent.status_code == 403
    assert withdrawn_stories(var) == frozenset()
