"""Slides: a report's finding, lead, chart to edit and source on each, what to ask about it in its notes."""

import copy
import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from dashboard.carriers.slide_charts import LEGEND, Legend, draw
from dashboard.carriers.template import CHART, TEMPLATE, TITLE, WORDS, rgb
from dashboard.charts.style import QUIET
from dashboard.report.report import AnyChartReport
from publication.languages import Language

_NUMBER = 13
# As many lines as a page of words has room for.
LINES = 8
_LEAD, _SOURCE = (0.6, 1.4, 12.1, 0.6), (0.6, 6.85, 11.0, 0.35)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Deck:
    """Slides in a language, one after the other."""

    def __init__(self, language: Language) -> None:
        """Open the template."""
        self._deck = Presentation(str(TEMPLATE))
        self._language = language
        self._layouts = {layout.name: layout for layout in self._deck.slide_layouts}

    def _slide(self, layout: str, title: str) -> Any:
        """Return a new slide with its title and number: the number of a layout is not passed on."""
        slide = self._deck.slides.add_slide(self._layouts[layout])
        slide.shapes.title.text_frame.text = title
        for shape in self._layouts[layout].placeholders:
            if shape.placeholder_format.type == _NUMBER:
                slide.shapes._spTree.append(copy.deepcopy(shape._element))
        return slide

    def add_title(self, title: str, below: str) -> None:
        """Add the first slide."""
        slide = self._slide(TITLE, title)
        frame = slide.placeholders[1].text_frame
        frame.text, frame.paragraphs[0].alignment = below, PP_ALIGN.LEFT

    def add_report(self, report: AnyChartReport, notes: Sequence[str], subject: str = "") -> None:
        """Add what a report found of a subject: its chart to be edited, and its question in the notes."""
        slide = self._slide(CHART, report.finding)
        lead = " · ".join(filter(None, (subject, report.lead)))
        _line(slide, [(lead, QUIET)] if lead else [], _LEAD, 14)
        drawn = draw(slide.shapes, report.table, report.language)
        drawn.frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{report.finding}. {report.lead}".strip())
        _line(slide, drawn.legend, LEGEND, 13)
        _line(slide, [(report.source, QUIET)], _SOURCE, 11)
        slide.notes_slide.notes_text_frame.text = "\n".join([report.question, *notes])

    def add_words(self, title: str, lines: Sequence[str]) -> None:
        """Add slides of lines, as many as they take."""
        for first in range(0, len(lines), LINES):
            frame = self._slide(WORDS, title).placeholders[1].text_frame
            frame.text = lines[first]
            for line in lines[first + 1 : first + LINES]:
                frame.add_paragraph().text = line

    def written(self) -> bytes:
        """Return the file, every word of it in its language."""
        properties = self._deck.core_properties
        properties.language, properties.author = self._language.code, "Rejsespor"
        for slide in self._deck.slides:
            for root in _roots(slide):
                _say_language(root, self._language.code)
        held = io.BytesIO()
        self._deck.save(held)
        return held.getvalue()


def _line(slide: Any, parts: Legend, place: tuple[float, float, float, float], size: int) -> None:
    """Add a line of words in their colours, where there are any."""
    if not parts:
        return
    frame = slide.shapes.add_textbox(*(Inches(inches) for inches in place)).text_frame
    frame.word_wrap = True
    for text, colour in parts:
        run = frame.paragraphs[0].add_run()
        run.text, run.font.size = f"{text}   ", Pt(size)
        run.font.color.rgb = rgb(colour)


def _roots(slide: Any) -> list[Any]:
    """Return what of a slide holds words: itself, its notes, its charts."""
    charts = [shape.chart.part._element for shape in slide.shapes if shape.has_chart]
    notes = [slide.notes_slide._element] if slide.has_notes_slide else []
    return [slide._element, *notes, *charts]


def _say_language(root: Any, code: str) -> None:
    for run in (*root.iter(f"{_A}r"), *root.iter(f"{_A}fld")):
        run.get_or_add_rPr().set("lang", code)
    for default in root.iter(f"{_A}defRPr"):
        default.set("lang", code)
