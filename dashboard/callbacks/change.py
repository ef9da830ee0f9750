"""/change: ask, compute, draw."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import Dash, Input, dcc, html

from dashboard import ids
from dashboard.callbacks.card import Reading, fill, outputs, register_card
from dashboard.components.shell import address
from dashboard.figures.change import Words, draw_answers, draw_means
from dashboard.labels import group_name, in_sentence, item_labels, scale_ends, special_names, wave_names
from dashboard.languages import Language
from dashboard.publication import Publication
from dashboard.selection import Selection
from dashboard.sentences.change import change_sentences
from dashboard.sentences.people import EARLIER, LATER, UNMARKED, about, people_line, together_line
from dashboard.services import services
from dashboard.tables.change import ChangeRow, change_table, change_twin, is_printed
from dashboard.tables.rows import Side
from dashboard.tables.together import shown_together

PAGE = "change"


def _merged_notes(
    table: Sequence[ChangeRow],
    publication: Publication,
    selection: Selection,
    labels: Mapping[str, str],
    language: Language,
) -> list[Any]:
    """Say which items stand under a larger group, and link to it."""
    notes = []
    for group in dict.fromkeys(row.merged for row in table if row.merged):
        option = publication.option(selection.from_wave, selection.to_wave, group)
        if option is None:
            continue
        items = language.listed([labels[row.item] for row in table if row.merged == group])
        link = dcc.Link(
            language.say("card.merged_link", group=language.of(option.label)),
            href=address(PAGE, {**selection.query(), "group": group}),
        )
        notes.append(html.Span([language.say("card.merged", items=items), " ", link]))
    return notes


def _together(publication: Publication, selection: Selection, language: Language) -> list[str]:
    """Say which groups within the selection are shown together."""
    groups = shown_together(publication, selection.from_wave, selection.to_wave, selection.group)
    return together_line([one.label for one in groups], language)


def _unasked(
    table: Sequence[ChangeRow], waves: tuple[str, str], labels: Mapping[str, str], language: Language
) -> list[str]:
    """Say which items were not asked in a wave."""
    by_wave = {
        waves[0]: [labels[row.item] for row in table if row.earlier.status == "not_asked"],
        waves[1]: [labels[row.item] for row in table if row.later.status == "not_asked"],
    }
    return [
        language.say("change.not_asked_wave", wave=in_sentence(wave))
        if len(items) == len(table)
        else language.say("card.not_asked_in", wave=in_sentence(wave), items=language.listed(items))
        for wave, items in by_wave.items()
        if items
    ]


def _unanswered(table: Sequence[ChangeRow], labels: Mapping[str, str], language: Language) -> list[str]:
    """Say which items nobody answered, or were printed with figures no answers give."""
    by_status = {
        status: [labels[row.item] for row in table if row.status == status]
        for status in ("no_answers", "no_answers_fit")
    }
    return [
        language.say(f"card.{status}", items=language.listed(items))
        for status, items in by_status.items()
        if items
    ]


def _method_notes(
    instrument: Mapping[str, Any], view: str, language: Language, *, printed: bool
) -> list[str]:
    notes = [language.say("card.interval_note")] if view == "means" or printed else []
    notes.append(language.say("card.printed_note" if printed else "card.unlinked_note"))
    if any(item["reverse"] for item in instrument["items"]):
        notes.append(language.say("card.reverse_note"))
    return notes


def _draw(
    table: Sequence[ChangeRow], instrument: Mapping[str, Any], view: str, words: Words
) -> dict[str, Any]:
    if view == "answers" and any(row.later.counts or row.earlier.counts for row in table):
        say = words.language.say
        titles = say("change.answers_title"), say("change.neutral_title"), say("change.special_title")
        return draw_answers(table, special_names(instrument, words.language), titles, words)
    return draw_means(table, words)


def _marks(selection: Selection, *, printed: bool) -> tuple[str, str]:
    """Return how the chart marks its waves: bars of answers are named one by one."""
    return UNMARKED if selection.view == "answers" and not printed else (EARLIER, LATER)


def _members(sides: Iterable[Side]) -> float:
    """Return how many people a wave has; nan where the instrument was not asked in it."""
    asked = [side.members for side in sides if side.status != "not_asked" and side.members == side.members]
    return max(asked, default=math.nan)


def read_change(publication: Publication, selection: Selection, language: Language) -> Reading | None:
    """Return what the card shows for a selection; None where nothing of it may be shown."""
    table = change_table(publication, selection)
    if all(row.status == "withheld" for row in table):
        return None
    instrument, printed = (
        publication.instruments[selection.instrument],
        is_printed(publication, selection.instrument),
    )
    labels, waves = item_labels(instrument, language), wave_names(publication, selection, language)
    scale, ends = (instrument["scale"]["low"], instrument["scale"]["high"]), scale_ends(instrument, language)
    words = Words(language, labels, waves, scale, ends, language.say("card.withheld"))
    who = "" if printed else group_name(publication, selection, language)
    members = [_members(row.earlier for row in table), _members(row.later for row in table)]
    no_counts = [language.say("card.no_counts")] if printed and selection.view == "answers" else []
    return Reading(
        figure=_draw(table, instrument, selection.view, words),
        question=language.of(instrument["question"]),
        sentences=change_sentences(table, labels, waves, printed=printed, language=language),
        people=about(who, language.of(instrument["name"]))
        + people_line(waves, members, language, printed=printed, marks=_marks(selection, printed=printed)),
        notes=[
            *no_counts,
            *_together(publication, selection, language),
            *_merged_notes(table, publication, selection, labels, language),
            *_unasked(table, waves, labels, language),
            *_unanswered(table, labels, language),
            *_method_notes(instrument, selection.view, language, printed=printed),
        ],
        rests_on="published" if printed else "questionnaire",
    )


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, change_twin)

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_change)
