"""The minutes as slides, read back by python-pptx: titles, words for who sees none, numbers."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from pptx import Presentation

from dashboard.carriers.template import TEMPLATE, template
from dashboard.meetings.subjects import seen
from dashboard.report.data_table import DataTable
from dashboard.report.services import EXTENSION
from dashboard.store.meetings import Meeting
from tests.meetings.conftest import Writer
from tests.meetings.steps import STEPS

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@pytest.fixture(scope="module")
def meeting(writer: Writer) -> str:
    meeting = writer.agenda(*STEPS)
    step = re.findall(r"/step/(\w+)/remove", writer.get(f"/meeting/{meeting}"))[0]
    writer.decide(step, what="Peer-medarbejdere er med", who="Leder af Solsiden", due="2026-12-15")
    return meeting


@pytest.fixture(scope="module", params=["da", "nb", "en"])
def deck(request: pytest.FixtureRequest, writer: Writer, meeting: str) -> tuple[str, Any]:
    answer = writer.client.get(f"/meeting/{meeting}/minutes.pptx?lang={request.param}")
    assert answer.status_code == 200
    return request.param, Presentation(io.BytesIO(answer.data))


def tables(writer: Writer, meeting: str, language: str) -> list[tuple[str, DataTable]]:
    """Return finding and table of each step."""
    services = writer.client.application.extensions[EXTENSION]
    with (
        writer.client.application.test_request_context(f"/?lang={language}"),
        services.store.reading() as session,
    ):
        reports = [
            seen(step, services.languages[language]).report for step in session.get(Meeting, meeting).steps
        ]
        return [(report.finding, report.table.filled()) for report in reports if report]


def roots(slide: Any) -> Iterator[Any]:
    yield slide._element
    if slide.has_notes_slide:
        yield slide.notes_slide._element
    yield from (shape.chart.part._element for shape in slide.shapes if shape.has_chart)


def test_the_template_is_what_its_script_makes() -> None:
    kept, made = (zipfile.ZipFile(io.BytesIO(one)) for one in (TEMPLATE.read_bytes(), template()))
    assert kept.namelist() == made.namelist()
    assert [name for name in kept.namelist() if kept.read(name) != made.read(name)] == []


def test_the_template_is_wide_and_has_three_layouts() -> None:
    found = Presentation(str(TEMPLATE))
    assert round(found.slide_width / found.slide_height, 2) == 1.78
    assert len(found.slide_layouts) == 3
    for layout in found.slide_layouts:
        for shape in layout.placeholders:
            assert shape.left >= 0 and shape.left + shape.width <= found.slide_width, layout.name
            assert shape.top >= 0 and shape.top + shape.height <= found.slide_height, layout.name


def test_there_is_a_slide_for_each_step_and_what_was_decided(
    writer: Writer, meeting: str, deck: tuple[str, Any]
) -> None:
    language, slides = deck
    titles = [slide.shapes.title.text_frame.text for slide in slides.slides]
    assert titles[1:-1] == [finding for finding, _ in tables(writer, meeting, language)]
    assert "Peer-medarbejdere er med · Leder af Solsiden" in slides.slides[-1].placeholders[1].text_frame.text


def test_every_slide_has_a_title_and_every_picture_words(deck: tuple[str, Any]) -> None:
    for slide in deck[1].slides:
        assert slide.shapes.title.text_frame.text.strip()
        assert slide.shapes[0] == slide.shapes.title, "the title is read first"
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr").strip()


def test_every_word_says_its_language(deck: tuple[str, Any]) -> None:
    language, slides = deck
    runs = [run for slide in slides.slides for root in roots(slide) for run in root.iter(f"{A}r", f"{A}fld")]
    assert len(runs) > 100
    assert {run.find(f"{A}rPr").get("lang") for run in runs} == {language}


def test_every_chart_has_its_question_in_the_notes(deck: tuple[str, Any]) -> None:
    charts = list(deck[1].slides)[1:-1]
    assert len(charts) == len(STEPS)
    assert all(slide.notes_slide.notes_text_frame.text.split("\n")[0].endswith("?") for slide in charts)


def test_nothing_lies_beyond_the_slide(deck: tuple[str, Any]) -> None:
    slides = deck[1]
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= slides.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= slides.slide_height


def the_chart(deck: tuple[str, Any], step: str) -> Any:
    slide = deck[1].slides[list(STEPS).index(step) + 1]
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def the_table(writer: Writer, meeting: str, deck: tuple[str, Any], step: str) -> DataTable:
    return tables(writer, meeting, deck[0])[list(STEPS).index(step)][1]


@pytest.mark.parametrize("step", ["change", "factors", "involvement"])
def test_a_dumbbell_s_points_are_the_table_s_numbers(
    writer: Writer, meeting: str, deck: tuple[str, Any], step: str
) -> None:
    table, chart = the_table(writer, meeting, deck, step), the_chart(deck, step)
    name = table.columns[0].name
    for row in table.rows[:10]:
        for wave in ("from", "to"):
            series = next(one for one in chart.plots[0].series if one.name == f"{row[name]}: {wave}")
            xs = [float(v.text) for v in series._element.findall(".//{*}xVal//{*}v")]
            assert xs == pytest.approx([row[f"mean_{wave}"]] * 2, abs=1e-9)
    # LibreOffice drops series of other lengths.
    assert {len(list(series.values)) for series in chart.plots[0].series} == {2}


def test_bars_of_answers_are_the_table_s_counts(writer: Writer, meeting: str, deck: tuple[str, Any]) -> None:
    table, chart = the_table(writer, meeting, deck, "answers"), the_chart(deck, "answers")
    found = {series.name: list(series.values) for series in chart.plots[0].series}
    for step, counts in found.items():
        told = [row[f"count_{step}_{wave}"] for row in table.rows[:5] for wave in ("from", "to")]
        assert counts == told
    assert list(found) == ["1", "2", "4", "5", "3"], "the neutral answer belongs to neither side"


def test_bars_of_shares_are_the_table_s(writer: Writer, meeting: str, deck: tuple[str, Any]) -> None:
    table, chart = the_table(writer, meeting, deck, "participants"), the_chart(deck, "participants")
    earlier, later = (list(series.values) for series in chart.plots[0].series)
    assert earlier == pytest.approx([float(row["percent_from"]) for row in table.rows[:10]])
    assert later == pytest.approx([float(row["percent_to"]) for row in table.rows[:10]])


def test_months_are_the_table_s(writer: Writer, meeting: str, deck: tuple[str, Any]) -> None:
    table, chart = the_table(writer, meeting, deck, "months of one"), the_chart(deck, "months of one")
    value, centre, *_, marks = chart.plots[0].series
    assert list(value.values) == pytest.approx([row["value"] for row in table.rows])
    assert list(centre.values) == pytest.approx([row["centre"] for row in table.rows])
    marked = [at for at, found in enumerate(marks.values) if found is not None]
    assert marked and all(value.values[at] == marks.values[at] for at in marked)


@pytest.mark.parametrize(
    ("step", "down", "across", "value"),
    [("principles", "principle", "group", "middle"), ("sessions", "line", "session", "mean")],
)
def test_a_shaded_table_says_the_table_s_numbers(
    writer: Writer, meeting: str, deck: tuple[str, Any], step: str, down: str, across: str, value: str
) -> None:
    table = the_table(writer, meeting, deck, step)
    shapes = deck[1].slides[list(STEPS).index(step) + 1].shapes
    drawn = next(shape.table for shape in shapes if shape.has_table)
    column = next(column for column in table.columns if column.name == value)
    language = writer.client.application.extensions[EXTENSION].languages[deck[0]]
    told = {(row[down], row[across]): DataTable([row], [column]).shown(language)[0][0] for row in table.rows}
    head, *rows = [[cell.text for cell in row.cells] for row in drawn.rows]
    found = {(row[0], name): text for row in rows for name, text in zip(head[1:], row[1:], strict=True)}
    assert len(found) > 20
    assert found == {place: told.get(place, "") for place in found}


def test_a_chart_that_is_no_longer_shown_is_said_to_be_so(writer: Writer) -> None:
    meeting = writer.agenda("change")
    services = writer.client.application.extensions[EXTENSION]
    with services.store.writing("leader") as session:
        session.get(Meeting, meeting).steps[0].publication = "gone"
    slides = Presentation(
        io.BytesIO(writer.client.get(f"/meeting/{meeting}/minutes.pptx?lang=en").data)
    ).slides
    assert "no longer shown" in slides[1].placeholders[1].text_frame.text
    assert "no longer shown" in writer.client.get(f"/meeting/{meeting}/minutes?lang=en").text
