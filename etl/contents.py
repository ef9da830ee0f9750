"""What a programme's files are read by, and what a file of each of its forms may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.definitions.background import Background
from etl.definitions.files import read_background, read_instruments, read_mappings, read_programme
from etl.definitions.instrument import Instrument
from etl.definitions.mapping import LeadershipMapping, QuestionnaireMapping
from etl.definitions.mapping import Mapping as FormMapping
from etl.definitions.programme import Programme
from etl.faults import Refused
from etl.read.columns import Content
from etl.read.leadership import leadership_content
from etl.read.published import published_content
from etl.read.questionnaire import questionnaire_content


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a programme's files are read by."""

    programme: Programme
    instruments: Mapping[str, Instrument]
    mappings: Mapping[str, FormMapping]
    background: Mapping[str, Background]

    def content(self, mapping: FormMapping, wave: str | None) -> Content:
        """Return what a file of a form may hold."""
        if isinstance(mapping, QuestionnaireMapping):
            return questionnaire_content(mapping, self.programme, self.instruments, self.background, wave)
        if isinstance(mapping, LeadershipMapping):
            return leadership_content(mapping, self.programme, self.instruments)
        if mapping.instrument not in self.instruments:
            raise Refused("no_instrument", instrument=mapping.instrument, known=", ".join(self.instruments))
        return published_content(mapping, self.programme, self.instruments[mapping.instrument])


def read_definitions(data: Path, programme: str) -> Definitions:
    """Read what the files of a programme are read by. Raises SourceError or Refused."""
    return Definitions(
        read_programme(data, programme),
        read_instruments(data),
        read_mappings(data, programme),
        read_background(data),
    )
