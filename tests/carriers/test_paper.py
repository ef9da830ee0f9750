"""The paper: its pages' numbers and no other, in tables, pictures and words; bytes that can be trusted."""

import csv
import datetime as dt
import html as markup
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dashboard.carriers.paper import typesetting
from dashboard.carriers.paper.blocks import Block, Run, marked
from dashboard.carriers.paper.chapters import reports
from dashboard.carriers.paper.figures import pictures
from dashboard.carriers.paper.html import html
from dashboard.carriers.paper.paper import Paper, Sources, paper
from dashboard.carriers.paper.pdf import _TURN, Busy, pdf
from dashboard.carriers.paper.tables import paper_tables
from dashboard.charts.paper import MeansRow, means
from dashboard.charts.small import Interval
from dashboard.cli import cli
from dashboard.pages import PAGES
from dashboard.report.data_table import DataTable
from dashboard.report.page import ChartPage
from dashboard.report.prose import read_prose
from dashboard.report.report import AnyChartReport
from dashboard.store.meetings import Decision
from dashboard.store.store import Store
from dashboard.store.voices import READ, SHARED, Story, code_digest
from publication.following import Publications
from publication.language_list import read_list
from publication.places import DEFAULT_DATA
from publication.scope import Scope
from publication.withdrawn import list_story
from tests.dashboards import LANGUAGES, FullWorld, answered, opened, served
from tests.worlds import World

EN, DA, NB = (LANGUAGES[code] for code in ("en", "da", "nb"))
PRINTED = DEFAULT_DATA / "example" / "recoverydannelse-2017"
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(f"sqlite:///{tmp_path}/store.db")
    yield found
    found.close()


def sources(var: Path, store: Store) -> Sources:
    return Sources(PAGES, read_prose(DEFAULT_DATA, read_list(DEFAULT_DATA)), store, var)


def made(var: Path, store: Store, programme: str = "fjordby", code: str = "en") -> Paper:
    publication = Publications(var).current(programme)
    return paper(sources(var, store), publication, LANGUAGES[code])


def all_reports(var: Path, programme: str, code: str = "en") -> Iterator[AnyChartReport]:
    publication = Publications(var).current(programme)
    for page in PAGES.values():
        if isinstance(page, ChartPage) and page.has_data(publication):
            yield from (report for _, report in reports(page, publication, LANGUAGES[code]))


def report_on(var: Path, page: str, **said: str) -> AnyChartReport:
    found = PAGES[page]
    assert isinstance(found, ChartPage)
    publication = Publications(var).current("fjordby")
    return next(report for query, report in reports(found, publication, EN) if query == said)


def numbers(svg: str, pattern: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, found)) for found in re.findall(pattern, svg)]


def scale_of(svg: str) -> tuple[float, float, float]:
    """Return a step, its pixel and how many pixels a step is, from the numbers below a picture."""
    ticks = numbers(svg, r'<text x="([\d.]+)" y="[\d.]+" [^>]*text-anchor="middle"[^>]*>(\d+)</text>')
    (x0, low), (x1, high) = ticks[0], ticks[-1]
    return low, x0, (x1 - x0) / (high - low)


@pytest.mark.parametrize(("page", "instrument"), [("change", "practice"), ("involvement", "involvement")])
def test_the_marks_of_a_picture_stand_at_the_means_of_its_table(
    example: Path, page: str, instrument: str
) -> None:
    report = report_on(example, page, instrument=instrument)
    seen: dict[str, list[float]] = {"from": [], "to": []}
    for picture in pictures(report):
        low, x0, step = scale_of(picture.svg)
        # The first of each kind says what the mark means.
        for end, radius in (("from", "3.6"), ("to", "4")):
            found = numbers(picture.svg, rf'<circle cx="([\d.]+)" cy="([\d.]+)" r="{radius}"')
            seen[end] += [low + (x - x0) / step for x, y in found if y > 20]
    for end, drawn in seen.items():
        table = [row[f"mean_{end}"] for row in report.whole_table.rows]
        assert len(table) > 8
        # A tenth of a pixel.
        assert drawn == pytest.approx(table, abs=0.003)


def test_bars_are_as_long_as_the_shares_of_their_table(example: Path) -> None:
    report = report_on(example, "participants", instrument="practice")
    drawn = [
        width
        for picture in pictures(report)
        for width, height in numbers(picture.svg, r'<rect [^>]*width="([\d.]+)" height="(\d+)"')
        if height == 9
    ]
    shares = [row[f"percent_{end}"] for row in report.whole_table.rows for end in ("from", "to")]
    assert len(shares) > 20
    assert [width / 314 * 100 for width in drawn] == pytest.approx([float(one) for one in shares], abs=0.03)


def test_a_grid_says_what_its_table_says(example: Path) -> None:
    report = report_on(example, "sessions", instrument="kor_benefit")
    (picture,) = pictures(report)
    (column,) = (column for column in report.whole_table.columns if column.name == "mean")
    shown = [row[0] for row in DataTable(report.whole_table.rows, [column]).shown(EN)]
    cells = re.findall(r'text-anchor="middle"[^>]*>([^<]*)</text>', picture.svg)
    assert sorted(cells) == sorted(one for one in shown if one)


def test_months_stand_as_high_as_in_their_table(example: Path) -> None:
    report = report_on(example, "management", indicator="violence")
    panels = re.findall(r"<g transform=\"translate\([^>]*>(.*?)</g>", pictures(report)[0].svg)
    rows = report.whole_table.filled().rows
    sites = list(dict.fromkeys(row["site"] for row in rows))
    assert len(panels) == len(sites) > 5
    for site, panel in zip(sites, panels, strict=True):
        values = [row["value"] for row in rows if row["site"] == site and row["value"] == row["value"]]
        heights = [104 - y for _, y in numbers(panel, r'<circle cx="([\d.]+)" cy="([\d.]+)" r="1.7"')]
        if max(values):
            most = max(range(len(values)), key=values.__getitem__)
            expected = [value * heights[most] / values[most] for value in values]
            assert heights == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("programme", ["fjordby", "recoverydannelse-2017"])
def test_every_figure_of_a_page_s_table_stands_in_the_paper(example: Path, programme: str) -> None:
    count = 0
    for report in all_reports(example, programme):
        shown = {cell for row in report.whole_table.filled().shown(EN) for cell in row if cell}
        chart_kinds = {row.get("chart", "") for row in report.whole_table.rows}
        ordinary = {EN.say("management.point.common")}
        held = {
            cell for table in paper_tables(report.whole_table, "", EN) for row in table.rows for cell in row
        }
        held |= {name for table in paper_tables(report.whole_table, "", EN) for name in table.headers}
        assert shown - chart_kinds - ordinary <= held
        count += 1
    assert count > 5


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (words for one in value.values() for words in texts(one))
    elif isinstance(value, list | tuple):
        yield from (words for one in value for words in texts(one))


def numbers_of(report: AnyChartReport) -> set[str]:
    """Return every number a page shows of a report."""
    table = report.whole_table
    shown = [cell for row in table.filled().shown(EN) for cell in (*row, *table.headers())]
    said = [
        report.finding,
        report.lead,
        report.people,
        report.source,
        *report.sentences,
        *texts(report.notes),
    ]
    return {number for words in [*shown, *said, *texts(report.beside)] for number in NUMBER.findall(words)}


def withheld_world(folder: Path) -> FullWorld:
    """A site of three people, and one question that only three of a group answered."""
    world = FullWorld(folder, waves={"pre": "pre", "post": "post"}).write()
    rows: list[dict[str, object]] = []
    for wave in ("pre", "post"):
        for site, many in (("a", 11), ("b", 3), ("c", 9)):
            given = {name: [1 + at % 5 for at in range(many)] for name in ("p1", "p2", "i1", "i2")}
            rows += answered("practitioner", site, wave, len(rows), **given)
    world.load(rows)
    world.publish()
    return world


def test_no_number_is_in_a_paper_that_is_in_no_report_of_a_page(tmp_path: Path, store: Store) -> None:
    world = withheld_world(tmp_path / "world")
    publication = opened(world)
    found = paper(sources(world.at.var, store), publication, EN)
    allowed = set("012345")
    for page in PAGES.values():
        if isinstance(page, ChartPage) and page.has_data(publication):
            for _, report in reports(page, publication, EN):
                allowed |= numbers_of(report)
    parts = [part for chapter in found.chapters for part in chapter.parts]
    assert parts
    svgs = [picture.svg for part in parts for picture in part.pictures]
    drawn = [words for svg in svgs for words in re.findall(r">([^<>]+)</t", svg)]
    words = [one for part in parts for one in texts({**asdict(part), "pictures": []})]
    assert {number for one in [*drawn, *words] for number in NUMBER.findall(one)} <= allowed


def test_the_printed_tables_stand_as_printed_and_what_cannot_be_is_said(example: Path, store: Store) -> None:
    found = made(example, store, "recoverydannelse-2017", "nb")
    (part,) = (part for part in found.chapters[0].parts if part.title.startswith("Recovery"))
    rows = {row[0]: row for row in part.tables[0].rows}
    labels = {
        item.id: NB.of(item.label)
        for item in Publications(example).current("recoverydannelse-2017").instruments["practice"].items
    }
    with (PRINTED / "table5_practice.csv").open(encoding="utf-8") as file:
        printed = list(csv.DictReader(file))
    assert len(printed) == 56
    for line in printed:
        row = rows[labels[line["item"]]]
        half = row[1:8] if line["wave"] == "pre" else row[8:15]
        assert {line["mean"].replace(".", ","), line["sd"].replace(".", ",")} <= set(half)
    assert any("passer ikke" in note for note in part.notes)


def nasty(found: Paper) -> Paper:
    """Return a paper full of what other languages would take for code."""
    words = '</script><script>alert(1)</script> #eval("1") $x$ @ref *b* {{ 1 }} \\ & "q"'
    row = MeansRow(words, Interval(2, 1, 3), None, words)
    part = replace(
        found.chapters[0].parts[0],
        **dict.fromkeys(("title", "people", "lead", "source"), words),
        sentences=[words],
        beside=[Block("text", [Run(words, True)])],
        notes=[words],
        pictures=[means([row], (1, 5), (words[:9], ""), words)],
        tables=[],
    )
    return replace(found, title=words, facts=[words], chapters=[replace(found.chapters[0], parts=[part])])


def test_words_stay_words(example: Path, store: Store) -> None:
    found = nasty(made(example, store, "recoverydannelse-2017"))
    page = html(found).decode()
    assert "<script" not in page
    assert "#eval(" in markup.unescape(page)
    assert pdf(found).startswith(b"%PDF")


@pytest.mark.parametrize("sign", ["😀", "日", "\0", "\ufeff", "\ufffe", "\u2028", "\u202e", "\x07"])
def test_a_sign_that_no_letter_of_ours_is_takes_the_paper_from_nobody(
    example: Path, store: Store, sign: str
) -> None:
    found = nasty(made(example, store, "recoverydannelse-2017"))
    part = replace(found.chapters[0].parts[0], title=f"Coffee {sign}", sentences=[sign], notes=[sign])
    told = replace(found, facts=[sign], chapters=[replace(found.chapters[0], parts=[part])])
    assert pdf(told).startswith(b"%PDF")
    assert "Coffee" in html(told).decode()


def test_who_asks_for_a_paper_does_not_stand_in_line_for_ever(
    example: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.carriers.paper.pdf._PATIENCE", 0)
    found = made(example, store, "recoverydannelse-2017")
    with _TURN, pytest.raises(Busy):
        pdf(found)


def test_who_waited_in_vain_is_told_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.carriers.paper.pdf._PATIENCE", 0)
    world.load(answered("practitioner", "a", p1=[1, 2, 3] * 4, p2=[2] * 12))
    world.publish()
    client = served(world).client
    with _TURN:
        answer = client.get("/files/paper.pdf?programme=small&lang=en")
    assert answer.status_code == 503
    assert "Several papers are being written." in answer.text


def test_the_html_asks_for_nothing_from_outside(example: Path, store: Store) -> None:
    page = html(made(example, store, "recoverydannelse-2017")).decode()
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) == {"http://www.w3.org/2000/svg"}
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page))
    assert all(link.startswith("data:") for link in re.findall(r"url\(([^)]*)\)", page))
    assert "src=" not in page.replace("src: url", "")


def inflated(content: bytes) -> bytes:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(zlib.decompress(one) for one in streams if one[:1] == b"x")


@pytest.mark.parametrize("code", ["da", "nb", "en"])
def test_the_pdf_is_tagged_and_the_same_bytes_each_time(example: Path, store: Store, code: str) -> None:
    found = made(example, store, "recoverydannelse-2017", code)
    content = pdf(found)
    assert pdf(made(example, store, "recoverydannelse-2017", code)) == content
    text = inflated(content)
    assert b"pdfuaid:part" in text and b"/MarkInfo" in text and b"dc:title" in text
    assert b"/Lang(" + LANGUAGES[code].described.locale.replace("_", "-").encode() + b")" in text
    drawn = sum(len(part.pictures) for chapter in found.chapters for part in chapter.parts)
    assert content.count(b"/Alt") == drawn > 5
    assert set(re.findall(rb"/BaseFont/[A-Z]{6}\+([\w-]+)", text)) == {
        b"RejsesporSans-Regular",
        b"RejsesporSans-Bold",
    }


def test_a_warning_of_the_typesetter_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    shutil.copytree(Path(typesetting.__file__).parent, folder)
    template = folder / "templates" / "paper.typ"
    template.write_text('#set document(title: "a")\n#set text(font: "No such font")\n= A\nText')
    command = [sys.executable, str(folder / "typesetting.py"), "0"]
    ended = subprocess.run(command, input=b"{}", capture_output=True, timeout=60, check=False)
    assert ended.returncode != 0 and b"TypstWarning" in ended.stderr


def test_prose_has_nothing_that_is_not_set() -> None:
    for (page, code), text in read_prose(DEFAULT_DATA, read_list(DEFAULT_DATA)).items():
        part = re.split(r"^## .+$", text, flags=re.MULTILINE)
        kept = part[1:2] if page == "privacy" else part[1:]
        said = " ".join(run.words for one in kept for block in marked(one) for run in block.runs)
        assert "**" not in said and "](" not in said, (page, code)


def story(scope: str, words: str, code: str) -> Story:
    about = ("fjordby", dt.date(2026, 3, 4), "da", scope, code_digest(code))
    return Story(*about, words, "", "", "", "", tags=[])


def test_decisions_stand_in_it_and_voices_only_as_they_may(
    example: Path, tmp_path: Path, store: Store
) -> None:
    var = Path(shutil.copytree(example, tmp_path / "var"))
    told = [story(SHARED, "Hosebånd", "A"), story(READ, "Kaffekande", "B"), story(SHARED, "Stenbider", "C")]
    with store.writing("facilitator") as session:
        session.add_all(told)
        session.add(Decision("fjordby", "change", {}, "x", "Ring to relatives", "team leader", due=None))
    list_story(var, told[2].key)
    page = html(made(var, store)).decode()
    assert "Hosebånd" in page and "Ring to relatives · team leader" in page
    assert "Kaffekande" not in page and "Stenbider" not in page


def test_who_sees_one_site_gets_its_paper_without_voices_and_other_sites(example: Path, store: Store) -> None:
    seen = Publications(example).within(Scope({"fjordby": frozenset({"solsiden"})})).current("fjordby")
    found = paper(sources(example, store), seen, EN)
    assert found.facts[0] == "Solsiden only"
    assert EN.say("voice.menu") in [section.title for section in made(example, store).sections]
    assert EN.say("voice.menu") not in [section.title for section in found.sections]
    told = " ".join(texts([asdict(chapter) for chapter in found.chapters]))
    assert "Solsiden" in told and "Brygga" not in told and "Granlia" not in told


def write(var: Path, *arguments: str) -> Any:
    given = ["report", "--var", str(var), *arguments]
    return CliRunner().invoke(cli, given, env={"REJSESPOR_LANGUAGE": "en"})


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (["nosuch", "-o", "{}/a.html"], "There is no programme “nosuch”.", 1),
        (["fjordby", "--language", "sv", "-o", "{}/a.html"], "“sv” is not a language", 2),
        (["fjordby", "-o", "{}/no/a.html"], "cannot be written.", 1),
        (["fjordby", "-o", "{}"], "cannot be written.", 1),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(
    example: Path, tmp_path: Path, arguments: list[str], said: str, status: int
) -> None:
    ended = write(example, "--format", "html", *(one.format(tmp_path) for one in arguments))
    assert ended.exit_code == status
    assert said in ended.output and len(ended.output.splitlines()) == 1


def test_the_command_writes_it(example: Path, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    ended = write(example, "recoverydannelse-2017", "--language", "da", "-o", str(file))
    assert ended.exit_code == 0, ended.output
    assert file.read_bytes().startswith(b"%PDF")


def test_it_is_served_as_a_file_and_linked_from_the_overview(world: World) -> None:
    world.load(answered("practitioner", "a", p1=[1, 2, 3] * 4, p2=[2] * 12))
    world.publish()
    client = served(world)
    for ending, kind in (("pdf", "application/pdf"), ("html", "text/html")):
        got = client.client.get(f"/files/paper.{ending}?programme=small&lang=da")
        assert got.status_code == 200 and got.mimetype == kind
        assert (
            "attachment" in got.headers["Content-Disposition"] and got.headers["Cache-Control"] == "no-store"
        )
        assert f"paper.{ending}?programme=small".encode() in client.overview(
            {"lang": "da", "programme": "small"}
        )
    assert client.client.get("/files/paper.pdf?programme=nosuch").status_code == 404
