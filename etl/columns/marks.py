"""Marks on an unnumbered line, read off with one decimal: what a cell stands for, as SQL over its text."""

from dataclasses import dataclass

from etl.columns.values import Number


@dataclass(frozen=True, slots=True)
class Mark(Number):
    """A mark from `low` to `high` with at most one decimal: TINYINT, in whole tenths (8.5 is 85).

    Decimal comma or point; zeros after the one decimal change nothing. Rules: `not_a_number`,
    `out_of_range`, `too_many_decimals`.
    """

    @property
    def sql_type(self) -> str:
        """TINYINT."""
        return "TINYINT"

    def typed(self, cell: str) -> str:
        """Return the SQL of the mark in tenths."""
        return (
            f"CASE WHEN regexp_full_match({cell}, '[0-9]+([.,][0-9]0*)?')"
            f" THEN TRY_CAST(TRY_CAST(translate({cell}, ',', '.') AS DECIMAL(9, 1)) * 10 AS TINYINT) END"
        )

    def rules(self, cell: str) -> dict[str, str]:
        """Return the conditions of the rules a mark is held to."""
        number = Number(self.low, self.high).rules(cell)
        too_fine = f"regexp_full_match({cell}, '[0-9]+[.,][0-9]+[1-9][0-9]*')"
        return number | {
            "too_many_decimals": f"coalesce(NOT ({number['out_of_range']}), false) AND {too_fine}"
        }
