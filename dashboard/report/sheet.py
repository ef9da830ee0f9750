"""A sheet of a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: name, header, rows of texts and numbers, and per column the decimals shown (None: a text)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Cells]
    digits: Sequence[int | None]
    filtered: bool = True
