"""/involvement: ask, compute, draw."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dash import Dash, Input, dcc, html

from dashboard.answers.site_groups import sites_of_groups
from dashboard.callbacks.card import WIDTH, Reading, fill, outputs, register_card
from dashboard.charts.style import Figure
from dashboard.components.filter_bar import comparing_group
from dashboard.components.shell import address
from dashboard.pages.involvement.answer import (
    SiteTable,
    compared_label,
    involvement_twin,
    site_table,
    sites_within,
    waves_alone,
)
from dashboard.pages.involvement.chart import Words, draw_involvement
from dashboard.pages.involvement.funnel import funnel_of, funnel_twin
from dashboard.pages.involvement.funnel_chart import draw_funnel
from dashboard.pages.involvement.items import item_table, items_twin
from dashboard.pages.involvement.items_chart import Words as ItemWords
from dashboard.pages.involvement.items_chart import draw_items
from dashboard.pages.involvement.text import context_of, funnel_sentences, involvement_sentences
from dashboard.report import ids
from dashboard.report.data_table import Twin
from dashboard.report.labels import group_name, in_sentence, scale_ends, wave_name, wave_names
from dashboard.report.offered import INVOLVEMENT, SITE_VIEWS, compared_of
from dashboard.report.people import UNMARKED, about, people_line, together_line
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

PAGE = "involvement"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one selection asks for, and the words it is answered in."""

    publication: Publication
    selection: Selection
    language: Language
    group: str
    table: SiteTable

    @property
    def instrument(self) -> Any:
        return self.publication.instruments[self.selection.instrument]

    @property
    def waves(self) -> tuple[str, str]:
        return wave_names(self.publication, self.selection, self.language)

    @property
    def scale(self) -> tuple[int, int]:
        return self.instrument.rating_scale.low, self.instrument.rating_scale.high

    @property
    def ends(self) -> tuple[str, str]:
        """The ends of the scale, with their numbers."""
        low, high = scale_ends(self.instrument, self.language)
        return f"{self.scale[0]} ({low})", f"{self.scale[1]} ({high})"

    @property
    def named(self) -> tuple[str, str]:
        """What the selection and what is compared are called."""
        who = group_name(self.publication, self.selection, self.language, self.group)
        return who, compared_label(self.instrument, self.selection.item, self.language)


def drawable(selection: Selection, table: SiteTable) -> Selection:
    """Return the selection as it can be drawn: a funnel needs a later wave that is shown."""
    if selection.view == "funnel" and not any(row.later.shown for row in table.rows):
        return replace(selection, view=SITE_VIEWS[0])
    return selection


def _words(asked: _Asked) -> Words:
    say = asked.language.say
    groups = [row.group for row in asked.table.rows]
    contexts = [context_of(sites, asked.language) for sites in sites_of_groups(asked.publication, groups)]
    ends = scale_ends(asked.instrument, asked.language)
    fixed = say("involvement.band"), say("card.withheld"), say("involvement.pooled")
    return Words(asked.language, asked.waves, asked.scale, ends, *fixed, contexts)


def _draw_items(asked: _Asked) -> Figure:
    table = item_table(asked.publication, asked.selection, asked.group, asked.language)
    fixed = asked.language.say("card.withheld"), asked.language.say("involvement.items_n")
    words = ItemWords(asked.language, in_sentence(asked.waves[1]), asked.scale, *fixed)
    return draw_items(table.labels, table.sites, table.sides, words)


def _draw(asked: _Asked) -> Figure:
    if asked.selection.view == "items":
        return _draw_items(asked)
    if asked.selection.view == "funnel":
        across = asked.language.say("involvement.funnel_across")
        return draw_funnel(funnel_of(asked.table), _words(asked), across)
    return draw_involvement(asked.table, _words(asked))


def _width(asked: _Asked) -> int:
    """Return how much room the chart needs, in rem: a column of the heatmap holds a question."""
    if asked.selection.view != "items":
        return WIDTH
    return 12 + 6 * len(compared_of(asked.publication, asked.selection.instrument))


def _together(asked: _Asked) -> list[str]:
    """Say which sites are shown together, as the chart names them."""
    by_site = asked.selection.view == "items"
    shown = sites_within(asked.publication, asked.selection, asked.group) if by_site else asked.table.rows
    return together_line([one.place for one in shown if one.sites > 1], asked.language)


def _alone(asked: _Asked) -> list[Any]:
    """Link to each time that by itself shows more sites than both together."""
    language, chosen = asked.language, asked.selection
    waves = waves_alone(asked.publication, chosen, asked.group, asked.table.compared)
    links = [
        dcc.Link(
            wave_name(asked.publication, wave, language),
            href=address(PAGE, {**chosen.query(), "from": wave, "to": wave}),
        )
        for wave in waves
    ]
    return [_linked(language.say("involvement.alone"), links)] if links else []


def _linked(said: str, links: Sequence[Any]) -> Any:
    """Return a line of links after the words that say what they are."""
    between = [part for link in links for part in (" · ", link)][1:]
    return html.Span([said, " ", *between])


def _pages(asked: _Asked) -> list[Any]:
    """Link to the page of every site."""
    query = asked.selection.query()
    links = [
        dcc.Link(site.name, href=address("site", {**query, "site": site.id}))
        for site in asked.publication.sites
    ]
    return [_linked(asked.language.say("involvement.site_pages"), links)] if links else []


def _factor(asked: _Asked) -> list[str]:
    """Say that the questions of a factor are not the instrument of the same name, and what it is worth."""
    if asked.selection.instrument == INVOLVEMENT:
        return []
    factor = next(one for one in asked.instrument.subscales if one.id == INVOLVEMENT)
    other = asked.publication.instruments.get(INVOLVEMENT)
    of_items = asked.selection.item in {one.id for one in asked.instrument.items}
    evidence = [] if of_items else [asked.language.of(factor.evidence)]
    if other is None:
        return evidence
    names = {"factor": factor.name, "instrument": asked.instrument.name, "other": other.name}
    said = {name: asked.language.of(one) for name, one in names.items()}
    return [asked.language.say("involvement.factor_note", **said), *evidence]


def _method_notes(asked: _Asked) -> list[str]:
    say, view = asked.language.say, asked.selection.view
    if view == "items":
        wave, withheld = in_sentence(asked.waves[1]), say("card.withheld")
        scale = say("involvement.items_scale", low=asked.ends[0], high=asked.ends[1])
        return [say("involvement.items_note", wave=wave, withheld=withheld), scale]
    if view == "funnel":
        return [say("involvement.funnel_note")]
    pooled = [say("involvement.pooled_note")] if asked.table.pulls else []
    notes = ("involvement.order_note", "involvement.interval_note", "card.unlinked_note")
    return [*pooled, *(say(note) for note in notes)]


def _sentences(asked: _Asked) -> list[str]:
    said = involvement_sentences(asked.table, *asked.named, asked.waves, asked.ends, asked.language)
    if asked.selection.view == "funnel":
        return [*said[:1], *funnel_sentences(funnel_of(asked.table), asked.language)]
    return said


def _people(asked: _Asked) -> str:
    """Return how many people answered the questionnaire, as the page of change counts them."""
    whole, later = asked.table.whole, asked.waves[1]
    members = [side.members if side.shown else math.nan for side in (whole.earlier, whole.later)]
    if asked.selection.view not in ("items", "funnel"):
        line = people_line(asked.waves, members, asked.language)
    else:
        line = people_line((later, later), members[1:] * 2, asked.language, marks=UNMARKED)
    return about(*asked.named) + line


def read_involvement(publication: Publication, selection: Selection, language: Language) -> Reading | None:
    """Return what the card shows for a selection; None where nothing of it may be shown."""
    group = comparing_group(publication, selection, PAGE)
    table = site_table(publication, selection, group)
    if table is None or not any(row.earlier.shown or row.later.shown for row in table.rows):
        return None
    asked = _Asked(publication, drawable(selection, table), language, group, table)
    notes = [*_alone(asked), *_together(asked), *_factor(asked), *_method_notes(asked), *_pages(asked)]
    return Reading(
        figure=_draw(asked),
        question=language.say("involvement.question"),
        sentences=_sentences(asked),
        people=_people(asked),
        notes=notes,
        width=_width(asked),
    )


def twin(publication: Publication, selection: Selection, language: Language) -> Twin:
    """Return the numbers behind the chart, as the selection draws it."""
    group = comparing_group(publication, selection, PAGE)
    if selection.view == "items":
        return items_twin(publication, selection, language, group)
    table = site_table(publication, selection, group)
    if table is not None and drawable(selection, table).view == "funnel":
        return funnel_twin(table, language)
    return involvement_twin(publication, selection, language, group)


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, twin)

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_involvement)
