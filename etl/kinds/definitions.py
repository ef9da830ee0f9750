"""What a programme's files are read by, and what a file of each of its forms may hold."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.columns.columns import Content
from etl.columns.mapping import (
    ActivitiesMapping,
    CommentsMapping,
    LeadershipMapping,
    ManagementMapping,
    MembersMapping,
    PublishedCountsMapping,
    QuestionnaireMapping,
    SessionMeansMapping,
    SessionsMapping,
    StoriesMapping,
)
from etl.columns.mapping import Mapping as FormMapping
from etl.columns.mapping_files import read_mappings
from etl.columns.references import asked_of_faults, mapping_faults
from etl.kinds.activities import activities_content
from etl.kinds.comments import comments_content
from etl.kinds.leadership import leadership_content
from etl.kinds.management import management_content
from etl.kinds.members import members_content
from etl.kinds.printed_counts import published_counts_content
from etl.kinds.printed_figures import published_content
from etl.kinds.questionnaire import questionnaire_content
from etl.kinds.session_means import session_means_content
from etl.kinds.sessions import session_content
from etl.kinds.stories import stories_content
from publication.definitions.background import Background
from publication.definitions.files import read_background, read_indicators, read_instruments, read_programme
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.references import claim_faults, programme_faults
from publication.faults import Refused, SourceError


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a programme's files are read by."""

    programme: Programme
    instruments: Mapping[str, Instrument]
    mappings: Mapping[str, FormMapping]
    background: Mapping[str, Background]
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    today: dt.date = field(default_factory=dt.date.today)

    def content(self, mapping: FormMapping, wave: str | None, header: Sequence[str]) -> Content:
        """Return what a file of a form may hold; its header says where columns are named after months."""
        if isinstance(mapping, QuestionnaireMapping):
            return questionnaire_content(mapping, self.programme, self.instruments, self.background, wave)
        if isinstance(mapping, LeadershipMapping):
            return leadership_content(mapping, self.programme, self.instruments)
        if isinstance(mapping, SessionsMapping):
            return session_content(mapping, self.programme, self.instruments, self.today)
        if isinstance(mapping, SessionMeansMapping):
            return session_means_content(mapping, self.programme, self.instruments)
        if isinstance(mapping, PublishedCountsMapping):
            return published_counts_content(mapping, self.programme, self.instruments, self.background)
        if isinstance(mapping, ManagementMapping):
            return management_content(mapping, self.programme, self.indicators, header, self.today)
        if isinstance(mapping, StoriesMapping):
            return stories_content(mapping, self.instruments, self.today)
        if isinstance(mapping, CommentsMapping):
            return comments_content(mapping, self.programme, wave)
        if isinstance(mapping, MembersMapping):
            return members_content(mapping, self.programme, self.today)
        if isinstance(mapping, ActivitiesMapping):
            return activities_content(mapping, self.programme, self.instruments, self.today)
        if mapping.instrument not in self.instruments:
            raise Refused("no_instrument", instrument=mapping.instrument, known=", ".join(self.instruments))
        return published_content(mapping, self.programme, self.instruments[mapping.instrument])


def read_definitions(data: Path, programme: str) -> Definitions:
    """Read what the files of a programme are read by. Raises SourceError or Refused."""
    read = Definitions(
        read_programme(data, programme),
        read_instruments(data),
        read_mappings(data, programme),
        read_background(data),
        read_indicators(data),
    )
    faults = programme_faults(read.programme, read.indicators)
    faults += claim_faults(f"{programme}.toml", read.programme.claims, read.instruments)
    faults += [
        fault
        for name, mapping in read.mappings.items()
        for fault in mapping_faults(
            f"{name}.toml", mapping, read.programme, read.instruments, read.background
        )
    ]
    asked = [one.form for one in read.mappings.values() if isinstance(one, QuestionnaireMapping)]
    faults += [
        fault
        for name, mapping in read.mappings.items()
        if isinstance(mapping, CommentsMapping)
        for fault in asked_of_faults(f"{name}.toml", mapping, read.programme, asked)
    ]
    if faults:
        raise SourceError(faults)
    return read
