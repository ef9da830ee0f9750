"""An indicator: which figures of a service it is made of, how it is drawn and what it is used for."""

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, Self

from pydantic import AliasChoices, Field, model_validator

from publication.definitions.text import Definition, Id, Text, contradiction, doubled

Chart = Literal["run", "xmr", "u", "p", "t", "g"]


class Ceiling(Definition):
    """Another series of the same site and month that a series never exceeds, per day if so said."""

    series: Id
    per_day: bool = False


class Series(Definition):
    """One figure a service gives per month.

    `values`: whole numbers, decimals, or a percentage from 0 to 100. None is ever negative.
    """

    id: Id
    name: Text
    values: Literal["whole", "decimal", "percent"] = "whole"
    ceiling: Ceiling | None = None


class Indicator(Definition):
    """One indicator as `data/indicators/ID.toml` describes it.

    It shows `per` × numerator / denominator, or the numerator itself. A series is described in one file and
    may be used in others. `about_staff` marks what is shown only where enough people work, `reported`
    what somebody has to report before it counts. `higher` and `lower` say a signal: 'fewer episodes'.
    """

    id: Id
    name: Text
    meaning: Text
    unit: Text
    used_for: Text
    higher: Text | None = None
    lower: Text | None = None
    direction: Literal["up", "down", "none"]
    chart: Chart
    per: int = Field(default=1, ge=1)
    decimals: int = Field(default=0, ge=0, le=3)
    about_staff: bool = Field(default=False, validation_alias=AliasChoices("about_staff", "staff_absence"))
    reported: bool = False
    numerator: Id
    denominator: Id | None = None
    series: list[Series] = Field(default_factory=list)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if twice := doubled([series.id for series in self.series]):
            raise contradiction("ids_twice", ids=", ".join(twice))
        if self.chart in ("u", "p", "g") and self.denominator is None:
            raise contradiction("chart_needs_denominator", chart=self.chart)
        if self.per > 1 and self.denominator is None:
            raise contradiction("per_needs_denominator", per=str(self.per))
        if self.denominator == self.numerator:
            raise contradiction("ids_twice", ids=self.numerator)
        return self

    @property
    def uses(self) -> list[str]:
        """The ids of the series it is made of, the numerator first."""
        return [self.numerator, *([self.denominator] if self.denominator else [])]


def series_about_staff(indicators: Iterable[Indicator]) -> frozenset[str]:
    """Return the series that are figures about staff: behind one that is marked so, or described with it."""
    marked = [indicator for indicator in indicators if indicator.about_staff]
    return frozenset(series.id for indicator in marked for series in indicator.series) | {
        indicator.numerator for indicator in marked
    }


def contradictions(indicators: Collection[Indicator]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what does not hang together between indicators: indicator, rule, key and value."""
    held = [series for indicator in indicators for series in indicator.series]
    described = [series.id for series in held]
    ceilings = {series.id: series.ceiling.series for series in held if series.ceiling}
    for indicator in indicators:
        for series in indicator.series:
            if described.count(series.id) > 1:
                yield indicator.id, "series_twice", "series", series.id
            if series.ceiling and series.ceiling.series not in described:
                yield indicator.id, "series_unknown", "series.ceiling", series.ceiling.series
        for key, used in zip(("numerator", "denominator"), indicator.uses, strict=False):
            if used not in described:
                yield indicator.id, "series_unknown", key, used
        if indicator.chart == "p" and ceilings.get(indicator.numerator) != indicator.denominator:
            yield indicator.id, "no_share", "chart", indicator.chart
