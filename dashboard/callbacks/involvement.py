"""/involvement: ask, compute, draw."""

from typing import Any

from dash import Dash, Input

from dashboard import ids
from dashboard.callbacks.card import Reading, fill, outputs, register_card
from dashboard.components.filter_bar import comparing_group
from dashboard.figures.involvement import Words, draw_involvement
from dashboard.labels import group_name, item_labels, scale_ends, wave_names
from dashboard.languages import Language
from dashboard.publication import Publication
from dashboard.selection import Selection
from dashboard.sentences.involvement import involvement_sentences
from dashboard.sentences.people import about, people_line, together_line
from dashboard.services import services
from dashboard.tables.involvement import involvement_twin, site_table, sites_within
from dashboard.tables.twin import Twin

PAGE = "involvement"
NOTES = ("involvement.order_note", "involvement.interval_note", "card.unlinked_note")


def _label(publication: Publication, selection: Selection, language: Language) -> str:
    """Return what is compared: the instrument's score, or the item chosen."""
    instrument = publication.instruments[selection.instrument]
    if selection.item == "overall":
        return language.of(instrument["name"])
    return item_labels(instrument, language)[selection.item]


def _together(publication: Publication, selection: Selection, group: str, language: Language) -> list[str]:
    """Say which sites are shown together, as the chart names them."""
    sites = sites_within(publication, selection, group)
    return together_line([one.place for one in sites if one.sites > 1], language)


def read_involvement(publication: Publication, selection: Selection, language: Language) -> Reading | None:
    """Return what the card shows for a selection; None where nothing of it may be shown."""
    group = comparing_group(publication, selection, PAGE)
    table = site_table(publication, selection, group)
    if table is None or not any(row.earlier.shown or row.later.shown for row in table.rows):
        return None
    instrument, waves = (
        publication.instruments[selection.instrument],
        wave_names(publication, selection, language),
    )
    scale, ends = (instrument["scale"]["low"], instrument["scale"]["high"]), scale_ends(instrument, language)
    words = Words(
        language, waves, scale, ends, language.say("involvement.band"), language.say("card.withheld")
    )
    numbered = f"{scale[0]} ({ends[0]})", f"{scale[1]} ({ends[1]})"
    named = group_name(publication, selection, language, group), _label(publication, selection, language)
    return Reading(
        figure=draw_involvement(table, words),
        question=language.say("involvement.question"),
        sentences=involvement_sentences(table, *named, waves, numbered, language),
        people=about(*named) + people_line(waves, [table.whole.earlier.n, table.whole.later.n], language),
        notes=[
            *_together(publication, selection, group, language),
            *(language.say(note) for note in NOTES),
        ],
    )


def twin(publication: Publication, selection: Selection, language: Language) -> Twin:
    """Return the table behind the chart."""
    return involvement_twin(publication, selection, language, comparing_group(publication, selection, PAGE))


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, twin)

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_involvement)
