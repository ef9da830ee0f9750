"""The columns of the analyst's table, and the table itself: the same names in every file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.answers.rows import SPECIALS
from dashboard.report.data_table import Separator, of_locale
from dashboard.report.delimited import delimited
from dashboard.report.sheet import Sheet
from publication.languages import Language

Kind = Literal["text", "whole", "decimal", "share", "p"]
Over = Literal["item", "where", "answers", "change", "spread", "special", "tests"]
# A text, a number or nothing: which of them, a column says by its kind.
Value = Any
Columns = dict[str, list[Value]]
# Decimals a workbook shows.
_SHOWN: Mapping[str, int | None] = {"text": None, "whole": 0}
_FINER = 3

IDS = ("programme", "instrument", "item", "label", "group", "group_label", "wave", "wave_label")
QUARTILES = ("q1", "median", "q3")
DELTA = ("delta", "delta_low", "delta_high")
TESTS = ("p_theta", "p_mann_whitney", "p_brunner_munzel")
OF_CHANGE = (
    *("difference", "difference_low", "difference_high", "theta", "theta_low", "theta_high"),
    *("p_higher", "p_equal", "p_lower"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in every file, what kind of number it holds, and what it tells about."""

    name: str
    kind: Kind
    over: Over


def columns_of(values: Sequence[int]) -> list[Column]:
    """Return the columns of the table for a scale, in order; the same for every instrument but the counts."""
    shares = [column for special in SPECIALS for column in (_special(special), _special_share(special))]
    return [
        *(Column(name, "text", "where") for name in (*IDS, "basis", "status")),
        Column("members", "whole", "answers"),
        Column("n", "whole", "answers"),
        *(Column(name, "decimal", "answers") for name in ("mean", "mean_low", "mean_high", "sd")),
        *(Column(name, "decimal", "spread") for name in QUARTILES),
        *(Column(f"count_{value}", "whole", "spread") for value in values),
        *shares,
        Column("blank", "whole", "special"),
        Column("compared_with", "text", "change"),
        Column("claim", "text", "change"),
        *(Column(name, "decimal", "change") for name in (*OF_CHANGE[:6], *DELTA)),
        *(Column(name, "share", "change") for name in OF_CHANGE[6:]),
        *(Column(name, "p", "tests") for name in (*TESTS, "p_welch")),
        Column("unjudged", "text", "change"),
    ]


def _special(name: str) -> Column:
    return Column(name, "whole", "special")


def _special_share(name: str) -> Column:
    return Column(f"{name}_share", "share", "special")


@dataclass(frozen=True, slots=True)
class Explored:
    """The table: a list per column, and what was asked.

    Attributes:
        columns: Each column's name and kind, in order.
        values: Column name → one value per row; None where there is none.
    """

    columns: Sequence[Column]
    values: Columns

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.values["item"])

    def names(self) -> list[str]:
        """Return the names of the columns, in order."""
        return [column.name for column in self.columns]

    def lines(self) -> Iterator[tuple[Value, ...]]:
        """Yield the rows as tuples in the order of the columns."""
        yield from zip(*(self.values[name] for name in self.names()), strict=True)

    def rows(self) -> Iterator[dict[str, Value]]:
        """Yield the rows, each value by its column's name."""
        for line in self.lines():
            yield dict(zip(self.names(), line, strict=True))

    def filled(self) -> "Explored":
        """Return the table itself: its columns are the same for every selection."""
        return self

    def kinds(self) -> dict[str, str]:
        """Return column name → kind of value, in order."""
        return {column.name: column.kind for column in self.columns}

    def columns_of_values(self) -> Columns:
        """Return column name → one value per row, None where there is none."""
        return self.values

    def file(self, language: Language, separator: Separator) -> bytes:
        """Return every row in full precision, under the columns' own names."""
        return delimited(self.names(), self.lines(), of_locale(separator, language))

    def sheet(self, language: Language) -> Sheet:
        """Return every row as a sheet of a workbook."""
        digits = [_SHOWN.get(column.kind, _FINER) for column in self.columns]
        return Sheet(language.say("workbook.figures"), self.names(), list(self.lines()), digits)
