"""What a voice can stand beside: a question, a principle, an indicator or a page; and what a chart is of."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dashboard.report.labels import item_labels
from dashboard.report.offered import ANSWERS, PRINCIPLES
from dashboard.report.page import ChartPage, Page
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.ids import OVERALL
from publication.languages import Language
from publication.reading import Publication

QUESTION, PRINCIPLE, INDICATOR, PAGE = "question", "principle", "indicator", "page"
_REHABILITATION = "rehabilitation_principles"
_MARK = "~"


class Topic(NamedTuple):
    """A question, a principle, an indicator or a page.

    `about` is a questionnaire's, an indicator's or a page's id; `item` a question's or a principle's, '' for
    the whole of it.
    """

    kind: str
    about: str
    item: str = ""

    @property
    def written(self) -> str:
        """The topic as an address and a form hold it."""
        return _MARK.join(self)


# Leadership's seven principles, and the eight of recovery-oriented rehabilitation.
_SEVEN = ("l1", "l2", "l3", "l4", "l5", "l6", "l7")
_EIGHT = ("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8")
PRINCIPLE_ITEMS = {
    item: Topic(PRINCIPLE, about, item)
    for about, items in ((PRINCIPLES, _SEVEN), (_REHABILITATION, _EIGHT))
    for item in items
}


def read_topic(written: str) -> Topic | None:
    """Return the topic that an address or a form holds; None for what can be none."""
    parts = written.split(_MARK)
    return Topic(*parts) if len(parts) == len(Topic._fields) and all(parts[:2]) else None


def topic_of(page: Page, selection: Selection) -> Topic:
    """Return what a page's chart is of, with the one question it shows where it shows one."""
    if "indicator" in page.controls and selection.subject != ANSWERS:
        return Topic(INDICATOR, selection.indicator)
    item = selection.item if "item" in page.controls and selection.item != OVERALL else ""
    if selection.instrument == PRINCIPLES and "round" in page.controls:
        return Topic(PRINCIPLE, PRINCIPLES, item)
    # Who answered is a page of no questionnaire: it has one only to say whose rounds are meant.
    if "instrument" in page.controls and {"group", "item"} & set(page.controls):
        return Topic(QUESTION, selection.instrument, item)
    return Topic(PAGE, page.name)


def offered_at(topic: Topic, publication: Publication) -> list[Topic]:
    """Return what of a chart a voice can stand beside: the whole of it first, then each of its questions."""
    instrument = publication.instruments.get(topic.about)
    if topic.kind not in (QUESTION, PRINCIPLE) or instrument is None:
        return [topic]
    return [Topic(topic.kind, topic.about), *(topic._replace(item=item.id) for item in instrument.items)]


def within(topic: Topic, publication: Publication) -> list[Topic]:
    """Return what lies within a topic: a question by itself, a questionnaire with all its questions."""
    return [topic] if topic.item else offered_at(topic, publication)


def label_of(topic: Topic, publication: Publication, language: Language) -> str:
    """Return what a topic is called; '' where the programme has it no more."""
    if topic.kind == INDICATOR:
        indicator = publication.indicators.get(topic.about)
        return language.of(indicator.name) if indicator else ""
    if topic.kind == PRINCIPLE and topic.item:
        return language.say(f"meeting.tag.{topic.item}") if topic.item in PRINCIPLE_ITEMS else ""
    instrument = publication.instruments.get(topic.about)
    if topic.kind in (QUESTION, PRINCIPLE) and instrument:
        name = language.of(instrument.name)
        return item_labels(instrument, language).get(topic.item, "") if topic.item else name
    return language.say(f"page.{topic.about}") if topic.about in services().pages else ""


def labels_of(topics: Iterable[Topic], publication: Publication, language: Language) -> str:
    """Return the names of the questions and principles among some topics, in a line."""
    named = (label_of(topic, publication, language) for topic in topics if topic.item)
    return " · ".join(filter(None, named))


def all_topics(publication: Publication) -> Iterator[Topic]:
    """Yield everything a voice of a programme can stand beside."""
    for name, instrument in publication.instruments.items():
        kind = PRINCIPLE if name == PRINCIPLES else QUESTION
        yield Topic(kind, name)
        yield from (Topic(kind, name, item.id) for item in instrument.items)
    yield from (topic for topic in PRINCIPLE_ITEMS.values() if topic.about == _REHABILITATION)
    yield from (Topic(INDICATOR, name) for name in publication.indicators)
    yield from (Topic(PAGE, name) for name, page in services().pages.items() if isinstance(page, ChartPage))
