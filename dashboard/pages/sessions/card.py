"""The page of sessions in a browser: under the chart, what people said in their own words."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.card import Card, Content, Panel
from dashboard.components.page import card_page
from dashboard.components.said import said_block
from dashboard.pages.sessions.comments import STORY_PARTS, ReleasedTexts, released_texts
from dashboard.report.ids import part
from dashboard.report.labels import occasion_name
from dashboard.report.offered import EVERYONE
from dashboard.report.page import Page
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

COMMENTS = "said"


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    return card_page(page, query, after=[html.Div(id=part(page.name, COMMENTS))])


def _sessions_of(publication: Publication, kind: str) -> list[str]:
    sessions = publication.definition.sessions
    return [f"{met.kind}-{met.number}" for met in sessions if kind in (EVERYONE, met.kind)]


def _occasion(publication: Publication, said: ReleasedTexts, language: Language) -> str:
    if said.kind == "story":
        return language.say("sessions.said.stories")
    return occasion_name(publication.definition, said.session or said.occasion, language)


def _texts(said: ReleasedTexts, language: Language) -> Sequence[Sequence[tuple[str, str]]]:
    """Return the texts with their questions; those of stories by names of ours."""
    if said.kind != "story":
        return said.texts
    names = {part: language.say(f"sessions.said.{part}") for part in STORY_PARTS}
    return [[(names.get(part, part), text) for part, text in parts] for parts in said.texts]


def _comments(page: Page, query: Mapping[str, str]) -> Content:
    """Return the released words about the sessions chosen; nothing where there are none."""
    publication, selection, language = services().request(query, page)
    if not page.has_data(publication):
        return None
    comments = released_texts(publication, _sessions_of(publication, selection.kind))
    if not comments:
        return None
    occasions = [(_occasion(publication, words, language), _texts(words, language)) for words in comments]
    title, note = language.say("sessions.said.title"), language.say("sessions.said.note")
    return said_block(page.name, title, note, occasions)


CARD = Card(_skeleton, [Panel(COMMENTS, _comments)])
