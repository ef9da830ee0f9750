"""The voices that stand beside the chart of a step: on the wall, in the minutes and on slides."""

from dataclasses import dataclass

from dashboard.meetings.subjects import Seen, shown_now
from dashboard.report.topics import Topic, topic_of, within
from dashboard.report.voices import Voice, Voices, voices_of
from dashboard.store.voices import Theme

# Beginnings that stand beside a chart; how many more there are is said.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a chart: voices and themes that may be taken along, and what the chart is of."""

    topic: Topic
    voices: list[Voice]
    themes: list[Theme]

    @property
    def shown(self) -> list[Voice]:
        """The voices whose beginnings stand here: the first, in an order that says nothing."""
        return self.voices[:SHOWN]

    @property
    def more(self) -> int:
        """How many more there are."""
        return len(self.voices) - len(self.shown)


def beside(chart: Seen, found: Voices) -> Beside | None:
    """Return what stands beside a chart; None where nothing does, or it is no longer shown.

    Only what was told with consent to being taken along: it is read aloud, printed and sent.
    """
    if chart.page is None or chart.request is None:
        return None
    topic = topic_of(chart.page, chart.request.selection)
    topics, shared = within(topic, chart.request.publication), found.shared()
    voices, themes = shared.beside(topics), shared.themes_beside(topics)
    return Beside(topic, voices, themes) if voices or themes else None


def voices_now(programme: str) -> Voices:
    """Return a programme's voices as they are now, whichever publication a chart is of; none without any."""
    publication = shown_now(programme)
    return voices_of(publication) if publication else Voices({})
