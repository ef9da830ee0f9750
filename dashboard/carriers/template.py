"""Makes the template of our slides, kept beside it: `python -m dashboard.carriers.template`."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from dashboard.charts import style

TEMPLATE = Path(__file__).parent / "template.pptx"
FONT = "Source Sans 3"
# Of python-pptx's own template: what becomes a title, a chart, and a page of words.
TITLE, CHART, WORDS = "Title Slide", "Title Only", "Title and Content"
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
# Kinds of placeholders, as the format numbers them.
_DATE, _FOOT, _NUMBER, _BODY = 16, 15, 13, 2
_COLOURS = {
    "dk1": style.INK,
    "lt1": style.PAPER,
    "dk2": style.LATER,
    "lt2": style.BAND,
    "accent1": style.LATER,
    "accent2": style.EARLIER,
    "accent3": style.UP,
    "accent4": style.DOWN,
    "accent5": style.POSITIVE[0],
    "accent6": style.NEGATIVE[1],
    "hlink": style.LATER,
    "folHlink": style.QUIET,
}
# Left, top, width and height in inches: one that says only some of them is put off the page.
_HEAD = (0.6, 0.35, 12.1, 1.05)
_FOOTER, _PAGE = (0.6, 6.98, 11.0, 0.35), (11.9, 6.98, 0.8, 0.35)
_PLACES: Mapping[str, Mapping[int, tuple[float, float, float, float]]] = {
    TITLE: {0: (0.9, 2.2, 11.5, 1.6), 1: (0.9, 3.9, 11.5, 1.2)},
    CHART: {0: _HEAD},
    WORDS: {0: _HEAD, 1: (0.6, 1.6, 12.1, 5.2)},
}


def rgb(colour: str) -> RGBColor:
    """Return one of our colours as slides take it."""
    return RGBColor.from_string(colour[1:].upper())


def _put(shape: Any, place: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(Inches(inches)) for inches in place)


def _theme(master: Any) -> None:
    """Give the theme our colours and our font."""
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8")
    for name, colour in _COLOURS.items():
        filled = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", filled, text, flags=re.DOTALL)
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    part._blob = text.encode("utf-8")


def _keep_three(deck: Any) -> None:
    for layout in list(deck.slide_layouts):
        if layout.name not in _PLACES:
            deck.slide_layouts.remove(layout)


def _set_out(holder: Any, places: Mapping[int, tuple[float, float, float, float]]) -> None:
    """Place what a layout or the master holds; the day is nobody's, so it goes."""
    for shape in list(holder.placeholders):
        kind = shape.placeholder_format.type
        if kind == _DATE:
            shape._element.getparent().remove(shape._element)
        elif kind in (_FOOT, _NUMBER):
            _put(shape, _FOOTER if kind == _FOOT else _PAGE)
        elif (index := shape.placeholder_format.idx) in places:
            _put(shape, places[index])


def _sizes(master: Any) -> None:
    """Set the sizes of letters: a title over two lines, words to be read from the back of a room."""
    styles = master._element.find(".//{*}txStyles")
    for kind, sizes in (("titleStyle", [24]), ("bodyStyle", [20, 18, 16, 16, 16])):
        for level, size in zip(styles.find(f"{{*}}{kind}"), sizes, strict=False):
            level.find("{*}defRPr").set("sz", str(Pt(size).centipoints))
            if kind == "titleStyle":
                level.set("algn", "l")
                level.find("{*}defRPr").set("b", "1")


def template() -> bytes:
    """Return the template: 16:9, our colours and font, three layouts."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH), Emu(HEIGHT)
    _keep_three(deck)
    master = deck.slide_master
    _theme(master)
    _sizes(master)
    _set_out(master, {0: _HEAD, 1: _PLACES[WORDS][1]})
    for layout in deck.slide_layouts:
        _set_out(layout, _PLACES[layout.name])
        for shape in layout.placeholders:
            if shape.placeholder_format.idx == 0:
                shape.text_frame.vertical_anchor = (
                    MSO_ANCHOR.BOTTOM if layout.name == TITLE else MSO_ANCHOR.TOP
                )
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


if __name__ == "__main__":
    TEMPLATE.write_bytes(template())
