"""A wave: one time a questionnaire was asked, of staff or of citizens."""

import datetime as dt
from typing import Literal

from pydantic import Field

from publication.definitions.instrument import Instrument, Population
from publication.definitions.text import Renamed, Text, Whole


class Wave(Renamed):
    """One time the questionnaire was asked, of one population; published only once closed.

    `respondents` is how many answered, where that is known from a report: printed figures are held to it.
    `invited` is how many were asked, where the service knows.
    """

    date: dt.date
    asked_as: Literal["pre", "post"]
    population: Population = "staff"
    closed: bool = False
    name: Text | None = None
    respondents: Whole | None = Field(default=None, ge=1)
    invited: Whole | None = Field(default=None, ge=1)

    def asks(self, instrument: Instrument) -> bool:
        """Say whether anything of an instrument is asked in it: of the same people, on this occasion."""
        return instrument.population == self.population and bool(instrument.items_asked(self.asked_as))
