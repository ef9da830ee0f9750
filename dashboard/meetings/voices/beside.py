"""The voices that stand beside the chart of a step: on the wall, in the minutes and on slides."""

from dataclasses import dataclass

from dashboard.meetings.subjects import Seen, shown_now
from dashboard.report.topics import Topic, labels_of, topic_of, within
from dashboard.report.voices import Voice, Voices, voices_of
from dashboard.store.voices import Theme

# Beginnings that stand beside a chart; how many more there are is said.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a chart and may be taken along.

    Attributes:
        topic: What the chart is of.
        count: How many voices there are.
        shown: The first of them, in an order that says nothing, each with what on the chart it stands beside.
        themes: What people called what several speak of.
    """

    topic: Topic
    count: int
    shown: list[tuple[Voice, str]]
    themes: list[Theme]

    @property
    def more(self) -> int:
        """How many more there are."""
        return self.count - len(self.shown)


def beside(chart: Seen, found: Voices) -> Beside | None:
    """Return what stands beside a chart; None where nothing does, or it is no longer shown.

    Only what was told with consent to being taken along: it is read aloud, printed and sent.
    """
    if chart.page is None or chart.request is None:
        return None
    topic = topic_of(chart.page, chart.request.selection)
    publication, _, said = chart.request
    topics, shared = within(topic, publication), found.shared()
    voices, themes = shared.beside(topics), shared.themes_beside(topics)
    shown = [(voice, labels_of(shared.where(voice, topics), publication, said)) for voice in voices[:SHOWN]]
    return Beside(topic, len(voices), shown, themes) if voices or themes else None


def voices_now(programme: str) -> Voices:
    """Return a programme's voices as they are now, whichever publication a chart is of; none without any."""
    publication = shown_now(programme)
    return voices_of(publication) if publication else Voices({})
