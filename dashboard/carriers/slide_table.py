"""A table of a slide whose cells are shaded by their values; the number always stands in it."""

import math
from collections.abc import Sequence
from typing import Any

from pptx.util import Emu, Pt

from dashboard.carriers.template import rgb
from dashboard.charts import style

# 'No Style, No Grid': the shades are ours.
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_NAME = 2.2
Shades = Sequence[Sequence[float | None]]


def shaded_table(
    shapes: Any,
    place: tuple[Any, ...],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    shades: Shades = (),
) -> Any:
    """Return the frame of a table: names in its first row and column; a value shades its cell.

    Args:
        shapes: Those of a slide.
        place: Left, top, width, height.
        head: The first row, as wide as the others.
        rows: The texts of the other rows, a name first.
        shades: Values of the cells right of the names; none for a plain table.
    """
    frame = shapes.add_table(len(rows) + 1, len(head), *place)
    table = frame.table
    table._tbl.tblPr.find("{*}tableStyleId").text = _NO_STYLE
    table.first_row, table.first_col, table.horz_banding = True, True, False
    _widen(table, place[2])
    for y, row in enumerate([head, *rows]):
        table.rows[y].height = Emu(place[3] // (len(rows) + 1))
        for x, text in enumerate(row):
            _write(table.cell(y, x), text, is_head=y == 0 or x == 0, is_right=x > 0)
    _shade(table, shades)
    return frame


def _widen(table: Any, width: int) -> None:
    """Give the names more room than the values."""
    part = width / (_NAME + len(table.columns) - 1)
    for at, column in enumerate(table.columns):
        column.width = Emu(round(part * (1 if at else _NAME)))


def _write(cell: Any, text: str, *, is_head: bool, is_right: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    cell.margin_top = cell.margin_bottom = Pt(1)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER if is_right else PP_ALIGN.LEFT
    if text:
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = text, Pt(11 if is_head else 12), is_head
        run.font.color.rgb = rgb(style.INK)


def _shade(table: Any, shades: Shades) -> None:
    values = [value for row in shades for value in row if value is not None]
    if not values:
        return
    low, high = math.floor(min(values)), max(math.ceil(max(values)), math.floor(min(values)) + 1)
    for y, row in enumerate(shades, 1):
        for x, value in enumerate(row, 1):
            if value is not None:
                _fill(table.cell(y, x), (value - low) / (high - low))


def _fill(cell: Any, share: float) -> None:
    colour = style.SEQUENTIAL[min(int(share * len(style.SEQUENTIAL)), len(style.SEQUENTIAL) - 1)]
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(colour)
    for run in cell.text_frame.paragraphs[0].runs:
        run.font.color.rgb = rgb(style.ink_on(colour))
