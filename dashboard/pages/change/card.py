"""/change: ask, compute, draw."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dash import Dash, Input, dcc, html

from dashboard.answers.merged_groups import shown_together
from dashboard.answers.rows import Side
from dashboard.callbacks.card import WIDTH, Reading, fill, outputs, register_card
from dashboard.charts.style import Figure
from dashboard.components.evidence import evidence_card, evidence_factor
from dashboard.components.shell import address
from dashboard.pages.change.answer import (
    ChangeRow,
    asks_alike,
    change_tables,
    change_twin,
    is_printed,
    readable,
    readable_table,
)
from dashboard.pages.change.chart import Words, draw_answers, draw_means
from dashboard.pages.change.composition import Part, Within, change_within, largest_parts, parts_of
from dashboard.pages.change.composition_text import alone_sentence, who_line
from dashboard.pages.change.notes import asked_line, reading_lines, unanswered_lines, unasked_lines
from dashboard.pages.change.special import answers_twin, special_rows
from dashboard.pages.change.special_text import special_sentences
from dashboard.pages.change.subscales import factor_rows, factors_of, factors_twin
from dashboard.pages.change.subscales_text import factor_sentences
from dashboard.pages.change.text import detail_sentences, row_sentence, whole_sentence
from dashboard.pages.change.waves import Courses, courses, courses_twin
from dashboard.pages.change.waves_chart import draw_waves
from dashboard.pages.change.waves_text import missing_lines, whole_course
from dashboard.report import ids
from dashboard.report.data_table import Twin, TwinColumn
from dashboard.report.labels import (
    factor_labels,
    group_name,
    item_labels,
    scale_ends,
    special_names,
    wave_name,
    wave_names,
)
from dashboard.report.people import EARLIER, LATER, UNMARKED, about, marks_of, people_line, together_line
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.definitions.instrument import Instrument
from publication.languages import Language
from publication.reading import Publication

PAGE = "change"
# In rem: three columns of segments with numbers in them.
WIDTH_OF_ANSWERS = 52


@dataclass(frozen=True)
class _Asked:
    """What one selection asks for, and the words it is answered in."""

    publication: Publication
    selection: Selection
    language: Language
    table: Sequence[ChangeRow]
    parts: Sequence[Part] = ()
    within: Sequence[Within] = ()

    @property
    def instrument(self) -> Instrument:
        return self.publication.instruments[self.selection.instrument]

    @property
    def printed(self) -> bool:
        return is_printed(self.publication, self.selection.instrument)

    @cached_property
    def labels(self) -> dict[str, str]:
        items = item_labels(self.instrument, self.language)
        return items | factor_labels(self.instrument, self.language)

    @cached_property
    def waves(self) -> tuple[str, str]:
        return wave_names(self.publication, self.selection, self.language)

    @cached_property
    def waves_asked(self) -> dict[int, str]:
        """The waves in which the instrument was asked, by place; where both are one, the later."""
        ends = [[row.earlier for row in self.table], [row.later for row in self.table]]
        return {
            at: self.waves[at]
            for at in (0, 1)
            if not (self.one_wave and at == 0) and any(side.status != "not_asked" for side in ends[at])
        }

    @property
    def one_wave(self) -> bool:
        return self.selection.from_wave == self.selection.to_wave

    @property
    def with_counts(self) -> bool:
        return self.selection.view == "answers" and not self.printed


def _merged_notes(asked: _Asked) -> list[Any]:
    """Say which items stand under a larger group, and link to it."""
    notes, selection, language = [], asked.selection, asked.language
    for group in dict.fromkeys(row.merged for row in asked.table if row.merged):
        option = asked.publication.option(selection.from_wave, selection.to_wave, group)
        if option is None:
            continue
        items = language.listed([asked.labels[row.item] for row in asked.table if row.merged == group])
        link = dcc.Link(
            language.say("card.merged_link", group=language.of(option.label)),
            href=address(PAGE, {**selection.query(), "group": group}),
        )
        notes.append(html.Span([language.say("card.merged", items=items), " ", link]))
    return notes


def _together(asked: _Asked) -> list[str]:
    """Say which groups within the selection are shown together."""
    chosen = asked.selection
    groups = shown_together(asked.publication, chosen.from_wave, chosen.to_wave, chosen.group)
    return together_line([one.label for one in groups], asked.language)


def _compared(publication: Publication, selection: Selection) -> bool:
    """Say whether the two waves are two, and asked about the same thing."""
    return selection.from_wave != selection.to_wave and asks_alike(publication, selection)


def _ask(publication: Publication, selection: Selection, language: Language) -> _Asked:
    """Work out the table of a selection, and with it those of the largest groups within it."""
    apart = selection.view == "factors" or is_printed(publication, selection.instrument)
    parts = [] if apart else parts_of(publication, selection)
    largest = largest_parts(parts) if _compared(publication, selection) else []
    alone = [replace(selection, group=one.option.id) for one in largest]
    table, *inside = change_tables(publication, [selection, *alone])
    within = [change_within(part, table, one) for part, one in zip(largest, inside, strict=True)]
    return _Asked(
        publication,
        selection,
        language,
        readable(table, publication, selection),
        parts,
        [one for one in within if one is not None],
    )


def _whole(asked: _Asked) -> list[str]:
    """Return what is said first: of the overall score, and of waves asked otherwise or not at all."""
    alike = asks_alike(asked.publication, asked.selection)
    differ = [] if alike else [asked.language.of(asked.instrument.occasions_differ)]
    whole = whole_sentence(asked.table, asked.labels, asked.waves, asked.language)
    return [*differ, *whole, *_not_asked(asked)]


def _sentences(asked: _Asked, over: Courses | None) -> list[str]:
    """Return what is said above the chart: the whole first, then the whole seen otherwise, then the items."""
    language, labels = asked.language, asked.labels
    details = detail_sentences(asked.table, labels, asked.waves, printed=asked.printed, language=language)
    course = whole_course(over, labels, asked.publication, language)
    alone = [alone_sentence(one, language) for one in asked.within]
    if any(one.score is None for one in asked.within):
        return [*_whole(asked), *course, *details, *alone]
    return [*_whole(asked), *course, *alone, *details]


def _not_asked(asked: _Asked) -> list[str]:
    """Say when the instrument was asked, where one of the waves was not: then there is no change to show."""
    known, instrument = asked.publication, asked.selection.instrument
    when = [wave.id for wave in known.waves if (instrument, wave.id) in known.asked]
    if asked.printed or len(asked.waves_asked) == (1 if asked.one_wave else 2):
        return []
    return [asked_line([wave_name(known, one, asked.language) for one in when], asked.waves, asked.language)]


def _factor_sentences(asked: _Asked, factors: Sequence[ChangeRow]) -> list[str]:
    """Return what is said above the chart of factors: the whole first, as in every view, then the factors."""
    said = [*_whole(asked), *factor_sentences(factors, asked.labels, asked.language)]
    return said or [asked.language.say("card.withheld")]


def _evidence(asked: _Asked) -> list[Any]:
    """Return the card that says what the factors are worth."""
    language, instrument = asked.language, asked.instrument
    cards = [
        evidence_factor(one.name, one.items, one.evidence, one.namesake, language)
        for one in factors_of(instrument, asked.publication.instruments, language)
    ]
    source = language.of(instrument.source)
    return evidence_card(source, cards, language)


def _words(asked: _Asked) -> Words:
    scale = asked.instrument.rating_scale
    said = {
        row.item: row_sentence(row, asked.labels[row.item], asked.waves, asked.language)
        for row in asked.table
        if row.status == "shown"
    }
    return Words(
        asked.language,
        asked.labels,
        asked.waves,
        (scale.low, scale.high),
        scale_ends(asked.instrument, asked.language),
        asked.language.say("card.withheld"),
        frozenset(item.id for item in asked.instrument.items if item.neutral),
        {} if asked.one_wave else said,
    )


def _figure(asked: _Asked, over: Courses | None) -> Figure:
    words, language = _words(asked), asked.language
    if over is not None:
        names = [wave_name(asked.publication, wave.id, language) for wave in over.waves]
        return draw_waves(over.rows, replace(words, waves=names))
    if asked.with_counts and any(row.later.counts or row.earlier.counts for row in asked.table):
        titles = [language.say(f"change.{one}_title") for one in ("answers", "neutral", "special")]
        special = special_names(asked.instrument, language)
        return draw_answers(asked.table, special, (titles[0], titles[1], titles[2]), words)
    return draw_means(asked.table, words)


def _special(asked: _Asked) -> list[Any]:
    """Return what answers apart from the scale say, under a heading; nothing where they say nothing."""
    names = special_names(asked.instrument, asked.language)
    rows = special_rows(asked.table, list(names), compared=_compared(asked.publication, asked.selection))
    said = special_sentences(rows, names, asked.labels, asked.waves[1], asked.language)
    return [html.H3(asked.language.say("apart.heading")), *map(html.P, said)] if said else []


def _members(sides: Iterable[Side]) -> float:
    """Return how many people a wave has; nan where the instrument was not asked in it."""
    asked = [side.members for side in sides if side.status != "not_asked" and side.members == side.members]
    return max(asked, default=math.nan)


def _people(asked: _Asked, over: Courses | None) -> str:
    """Return whom the chart is about, and how many there are in each wave it shows."""
    language, printed = asked.language, asked.printed
    who = "" if printed else group_name(asked.publication, asked.selection, language)
    name = about(who, language.of(asked.instrument.name))
    if over is not None:
        waves = [wave_name(asked.publication, wave.id, language) for wave in over.waves]
        members = [_members(row.sides[at] for row in over.rows) for at in range(len(waves))]
        return name + people_line(waves, members, language, marks=marks_of(len(waves)))
    members = [_members(row.earlier for row in asked.table), _members(row.later for row in asked.table)]
    marks = UNMARKED if asked.with_counts else (EARLIER, LATER)
    return name + people_line(asked.waves, members, language, printed=printed, marks=marks)


def _notes(asked: _Asked, over: Courses | None) -> list[Any]:
    table, language, view = asked.table, asked.language, asked.selection.view
    missing = [wave_name(asked.publication, wave.id, language) for wave in over.missing] if over else []
    return [
        *who_line(asked.parts, asked.waves_asked, language),
        *_together(asked),
        *_merged_notes(asked),
        *missing_lines(missing, language),
        *unasked_lines(table, asked.waves, asked.labels, language),
        *unanswered_lines(table, asked.labels, language),
        *reading_lines(table, asked.instrument, asked.labels, view, language, printed=asked.printed),
    ]


def _read_factors(asked: _Asked) -> Reading:
    """Return what the card shows of an instrument's factors."""
    factors = replace(asked, table=factor_rows(asked.publication, asked.selection))
    return Reading(
        figure=draw_means(factors.table, _words(factors)),
        question=asked.language.of(asked.instrument.question),
        sentences=_factor_sentences(asked, factors.table),
        people=_people(asked, None),
        beside=_evidence(asked),
        notes=_notes(factors, None),
    )


def read_change(publication: Publication, selection: Selection, language: Language) -> Reading | None:
    """Return what the card shows for a selection; None where nothing of it may be shown."""
    asked = _ask(publication, selection, language)
    if all(row.status == "withheld" for row in asked.table):
        return None
    if selection.view == "factors":
        return _read_factors(asked)
    over = courses(publication, selection, asked.table) if selection.view == "waves" else None
    return Reading(
        figure=_figure(asked, over),
        question=language.of(asked.instrument.question),
        sentences=_sentences(asked, over),
        people=_people(asked, over),
        beside=_special(asked),
        notes=_notes(asked, over),
        rests_on="published" if asked.printed else "questionnaire",
        width=WIDTH_OF_ANSWERS if asked.with_counts else WIDTH,
    )


def _in_words(twin: Twin, publication: Publication, selection: Selection, language: Language) -> Twin:
    """Return a table of change with the sentence of each row."""
    factors = selection.view == "factors"
    table = (factor_rows if factors else readable_table)(publication, selection)
    asked = _Asked(publication, selection, language, table)
    said = [row_sentence(row, asked.labels[row.item], asked.waves, language) for row in asked.table]
    rows = [{**row, "words": words} for row, words in zip(twin.rows, said, strict=True)]
    return replace(twin, rows=rows, columns=[*twin.columns, TwinColumn("words", language.say("table.words"))])


_TWINS = {"waves": courses_twin, "factors": factors_twin}


def twin(publication: Publication, selection: Selection, language: Language) -> Twin:
    """Return the numbers behind the chart, as the selection draws it."""
    if selection.view == "answers" and not is_printed(publication, selection.instrument):
        return answers_twin(publication, selection, language)
    found = _TWINS.get(selection.view, change_twin)(publication, selection, language)
    if selection.from_wave == selection.to_wave:
        return found
    return _in_words(found, publication, selection, language)


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, twin)

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_change)
