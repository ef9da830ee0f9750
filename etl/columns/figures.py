"""Figures a service gives per month: a number that is not negative, or nothing where the month is to come."""

from dataclasses import dataclass

from etl.columns.values import Number


@dataclass(frozen=True, slots=True)
class Figure(Number):
    """A number from zero, with or without a percent sign: DOUBLE. Which may bear one, the series says."""

    low: float | None = 0

    def typed(self, cell: str) -> str:
        """Return the SQL of the number before the percent sign; none where the figure breaks a rule."""
        broken = " OR ".join(self.rules(cell).values())
        return f"CASE WHEN NOT ({broken}) THEN {Number.typed(self, without_percent(cell))} END"

    def rules(self, cell: str) -> dict[str, str]:
        """Return the conditions of the rules a figure is held to."""
        return Number(self.low, self.high).rules(without_percent(cell))


@dataclass(frozen=True, slots=True)
class NotYet:
    """The cells of a month that is to come: nothing may stand there."""

    limits: str

    @property
    def sql_type(self) -> str:
        """DOUBLE, as a figure's."""
        return "DOUBLE"

    def typed(self, cell: str) -> str:
        """Return the SQL of no value."""
        return "NULL::DOUBLE"

    def rules(self, cell: str) -> dict[str, str]:
        """Return the rule that any text breaks."""
        return {"in_future": "true"}


def without_percent(cell: str) -> str:
    """Return the SQL of a cell without the percent sign at its end."""
    return f"regexp_replace({cell}, '[ \u00a0\u202f]*%$', '')"
