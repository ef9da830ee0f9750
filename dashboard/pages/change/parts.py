"""The parts of a report of change: sentences, people, notes, chart, table."""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from dashboard.answers.change import ChangeRow, asks_alike
from dashboard.answers.merged_groups import shown_together
from dashboard.answers.rows import Side
from dashboard.charts.style import Figure
from dashboard.pages.change.answers_chart import draw_answers
from dashboard.pages.change.asked import instead_line
from dashboard.pages.change.chart import ChangeTexts, draw_means
from dashboard.pages.change.composition_text import alone_sentence, who_line
from dashboard.pages.change.context import ChangeContext, is_compared
from dashboard.pages.change.finding import change_finding, whole_line
from dashboard.pages.change.notes import reading_lines, unanswered_lines, unasked_lines
from dashboard.pages.change.order import part_starts
from dashboard.pages.change.special import answers_data_table, special_rows
from dashboard.pages.change.special_text import special_sentences
from dashboard.pages.change.subscales import factors_data_table, factors_of
from dashboard.pages.change.subscales_text import evidence_lines, factor_sentences
from dashboard.pages.change.table import change_data_table
from dashboard.pages.change.text import detail_sentences, row_sentence, whole_sentence
from dashboard.pages.change.waves import courses_data_table
from dashboard.pages.change.waves_chart import draw_waves
from dashboard.pages.change.waves_text import missing_lines, turn_lines, turned, whole_course
from dashboard.report.data_table import DataColumn, DataTable
from dashboard.report.labels import (
    group_name,
    scale_ends,
    special_names,
    wave_name,
)
from dashboard.report.people import EARLIER, LATER, UNMARKED, about, marks_of, people_lines, together_line
from dashboard.report.text import Block, Folded, Heading, Link, Paragraph
from publication.ids import OVERALL


def _merged_notes(report: ChangeContext) -> list[Paragraph]:
    """Say which items stand under a larger group, and link to it."""
    notes: list[Paragraph] = []
    selection, language, table = report.selection, report.language, report.shown
    for group in dict.fromkeys(row.merged for row in table if row.merged):
        option = report.publication.option(*selection.waves, group)
        if option is None:
            continue
        items = language.listed([report.labels[row.item] for row in table if row.merged == group])
        words = language.say("card.merged_link", group=language.of(option.label))
        link = Link(words, "change", {**selection.query(), "group": group})
        notes.append((language.say("card.merged", items=items), " ", link))
    return notes


def _together(report: ChangeContext) -> list[str]:
    """Say which groups within the selection are shown together."""
    chosen = report.selection
    groups = shown_together(report.publication, chosen.from_wave, chosen.to_wave, chosen.group)
    return together_line([group.label for group in groups], report.language)


def _whole(report: ChangeContext) -> list[str]:
    """Return what is said first: of the overall score, and of waves asked otherwise or not at all."""
    alike = asks_alike(report.publication, report.selection)
    differ = [] if alike else [report.language.of(report.instrument.occasions_differ)]
    whole = whole_sentence(report.answer.table, report.labels, report.waves, report.language)
    return [*differ, *whole, *_instead(report)]


def sentences_of(report: ChangeContext) -> list[str]:
    """Return what is said above the chart: the whole first, then the whole seen otherwise, then the items."""
    language, labels = report.language, report.labels
    details = detail_sentences(
        report.answer.table, labels, report.waves, printed=report.printed, language=language
    )
    over = report.answer.over
    course = [
        *whole_course(over, labels, report.publication, language),
        *turn_lines(turned(over, report.selection.waves), labels, language),
    ]
    alone = [alone_sentence(change, language) for change in report.answer.within]
    if any(change.score is None for change in report.answer.within):
        return [*_whole(report), *course, *details, *alone]
    return [*_whole(report), *course, *alone, *details]


def _moved(report: ChangeContext) -> bool:
    """Say whether it is a change that is shown: two waves asked alike, of answers."""
    return is_compared(report.publication, report.selection) and not report.printed


def finding_of(report: ChangeContext) -> str:
    """Return what was found: which rows moved; of one wave or of printed figures what is said of them.

    Where nothing can be said, since all is alike, it is what was asked.
    """
    if _moved(report) and any(row.status == "shown" for row in _parts_shown(report)):
        what: Literal["items", "factors"] = "factors" if report.selection.view == "factors" else "items"
        both_ways = turned(report.answer.over, report.selection.waves)
        found = change_finding(_parts_shown(report), report.labels, what, len(both_ways), report.language)
        return found.removesuffix(".")
    details = detail_sentences(
        report.answer.table, report.labels, report.waves, printed=report.printed, language=report.language
    )
    saying = *details, *report.sentences, report.language.of(report.instrument.name)
    return saying[0].removesuffix(".")


def _parts_shown(report: ChangeContext) -> list[ChangeRow]:
    return [row for row in report.shown if row.item != OVERALL]


def lead_of(report: ChangeContext) -> str:
    """Return the whole in one line; where there is none, why nothing can be compared."""
    whole = [row for row in report.answer.table if row.item == OVERALL and row.status == "shown"]
    if whole and _moved(report):
        line = whole_line(whole[0], report.labels[OVERALL], report.waves, report.language)
        return " ".join([line, *_instead(report)])
    return next(
        (sentence for sentence in _whole(report) if sentence.removesuffix(".") != finding_of(report)), ""
    )


def _instead(report: ChangeContext) -> list[str]:
    """Say where other waves are shown than those chosen, since one of these did not ask the questionnaire."""
    missing = [wave for wave in dict.fromkeys(report.answer.wanted) if wave not in report.selection.waves]
    if not missing:
        return []
    names = [wave_name(report.publication, wave, report.language) for wave in missing]
    return [instead_line(names, report.waves, report.language)]


def _instead_notes(report: ChangeContext) -> list[Paragraph]:
    """Say the same with a link that chooses the waves shown."""
    link = Link(report.language.say("change.instead_link"), "change", report.selection.query())
    return [(sentence, " ", link) for sentence in _instead(report)]


def factor_sentences_of(report: ChangeContext) -> list[str]:
    """Return what is said above the chart of factors: the whole first, as in every view, then the factors."""
    sentences = [*_whole(report), *factor_sentences(report.answer.factors, report.labels, report.language)]
    return sentences or [report.language.say("card.withheld")]


def evidence_blocks(report: ChangeContext) -> list[Block]:
    """Return what the factors are worth: version, rules, rights, and each factor."""
    language, instrument = report.language, report.instrument
    factors = factors_of(instrument, report.publication.instruments, language)
    source = language.of(instrument.source) if instrument.source else ""
    lines = [source, *(language.say(f"factors.{name}") for name in ("off", "rule", "rights"))]
    folded = [Folded(factor.name, evidence_lines(factor, language)) for factor in factors]
    return [Heading(language.say("factors.heading")), *filter(None, lines), *folded]


def _words(report: ChangeContext) -> ChangeTexts:
    scale = report.instrument.rating_scale
    words = {row.item: _row_words(row, report) for row in report.shown if row.status == "shown"}
    starts = part_starts(report.shown, report.selection)
    return ChangeTexts(
        report.language,
        report.labels,
        report.waves,
        (scale.low, scale.high),
        scale_ends(report.instrument, report.language),
        report.language.say("card.withheld"),
        report.language.say("table.difference"),
        frozenset(item.id for item in report.instrument.items if item.neutral),
        {} if report.one_wave else words,
        {item: report.language.say(f"change.part.{part}") for item, part in starts.items()},
    )


def chart_of(report: ChangeContext) -> Figure:
    """Return the chart of the view that is chosen."""
    words, language, over = _words(report), report.language, report.answer.over
    if over is not None:
        names = [wave_name(report.publication, wave.id, language) for wave in over.waves]
        return draw_waves(over.rows, replace(words, waves=names))
    if report.selection.view == "factors":
        return draw_means(report.shown, words)
    if report.with_counts and any(row.later.counts or row.earlier.counts for row in report.answer.table):
        special = special_names(report.instrument, language)
        return draw_answers(report.answer.table, special, language.say("change.neutral_title"), words)
    return draw_means(report.answer.table, words)


def special_blocks(report: ChangeContext) -> list[Block]:
    """Return what answers apart from the scale say, under a heading; nothing where they say nothing."""
    names = special_names(report.instrument, report.language)
    rows = special_rows(
        report.answer.table, list(names), compared=is_compared(report.publication, report.selection)
    )
    sentences = special_sentences(rows, names, report.labels, report.waves[1], report.language)
    return [Heading(report.language.say("apart.heading")), *sentences] if sentences else []


def _members(sides: Iterable[Side]) -> float:
    """Return how many people a wave has; nan where the instrument was not asked in it."""
    asked = [side.members for side in sides if side.status != "not_asked" and side.members == side.members]
    return max(asked, default=math.nan)


def people_of(report: ChangeContext) -> str:
    """Return whom the chart is about, and how many there are in each wave it shows."""
    language = report.language
    who = "" if report.printed else group_name(report.publication, report.selection, language)
    return about(who, language.of(report.instrument.name)) + " · ".join(counted_people(report))


def counted_people(report: ChangeContext) -> list[str]:
    """Return how many people there are in each wave the chart shows, with its mark."""
    language, printed, over = report.language, report.printed, report.answer.over
    asked = report.instrument.population
    if over is not None:
        waves = [wave_name(report.publication, wave.id, language) for wave in over.waves]
        members = [_members(row.sides[at] for row in over.rows) for at in range(len(waves))]
        return people_lines(waves, members, language, asked=asked, marks=marks_of(len(waves)))
    table = report.answer.table
    members = [_members(row.earlier for row in table), _members(row.later for row in table)]
    marks = UNMARKED if report.with_counts else (EARLIER, LATER)
    return people_lines(report.waves, members, language, printed=printed, asked=asked, marks=marks)


def legend_of(report: ChangeContext) -> list[str]:
    """Return which mark is which wave; of bars what their numbers are, of small charts their scale."""
    if report.with_counts:
        return [report.language.say("change.answers_title")]
    if report.answer.over is None:
        return counted_people(report)
    scale, ends = report.instrument.rating_scale, scale_ends(report.instrument, report.language)
    return [" · ".join(counted_people(report)), f"{scale.low} {ends[0]} – {scale.high} {ends[1]}"]


def notes_of(report: ChangeContext) -> list[Paragraph]:
    """Return who stands together, what was not asked, how to read it."""
    table, language, view, over = report.shown, report.language, report.selection.view, report.answer.over
    missing = [wave_name(report.publication, wave.id, language) for wave in over.missing] if over else []
    return [
        *_instead_notes(report),
        *who_line(report.answer.parts, report.waves_asked, language),
        *_together(report),
        *_merged_notes(report),
        *missing_lines(missing, language),
        *unasked_lines(table, report.waves, report.labels, language),
        *unanswered_lines(table, report.labels, language),
        *reading_lines(table, report.instrument, report.labels, view, language, printed=report.printed),
    ]


def table_of(report: ChangeContext) -> DataTable:
    """Return the numbers behind the chart, as the selection draws it, with the sentence of each row."""
    about = report.publication, report.selection, report.language
    if report.with_counts:
        return answers_data_table(report.answer.table, *about)
    if report.selection.view == "factors":
        table = factors_data_table(report.answer.factors, *about)
    elif report.answer.over is not None:
        table = courses_data_table(report.answer.over, *about)
    else:
        table = change_data_table(report.answer.table, *about)
    return table if report.one_wave else _in_words(table, report)


def _in_words(table: DataTable, report: ChangeContext) -> DataTable:
    """Return a table of change with the sentence of each row."""
    rows = [
        {**row, "words": _row_words(shown, report)}
        for row, shown in zip(table.rows, report.shown, strict=True)
    ]
    column = DataColumn("words", report.language.say("table.words"))
    return replace(table, rows=rows, columns=[*table.columns, column])


def _row_words(row: ChangeRow, report: ChangeContext) -> str:
    return row_sentence(row, report.labels[row.item], report.waves, report.language)
