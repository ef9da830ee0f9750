"""The report of involvement: scores site by site, what differs between sites, and what moved."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dashboard.answers.site_groups import sites_of_groups
from dashboard.charts.style import Figure
from dashboard.pages.involvement.answer import (
    SiteTable,
    compared_label,
    involvement_data_table,
    site_table,
    sites_within,
)
from dashboard.pages.involvement.chart import InvolvementTexts, draw_involvement
from dashboard.pages.involvement.finding_text import (
    finding_of_items,
    finding_of_sites,
    lead_of,
    noise_of,
    site_alone,
)
from dashboard.pages.involvement.funnel import funnel_data_table, funnel_of
from dashboard.pages.involvement.funnel_chart import draw_funnel
from dashboard.pages.involvement.items import ItemTable, item_table, items_data_table
from dashboard.pages.involvement.items_chart import ItemsTexts, draw_items
from dashboard.pages.involvement.notes import addresses_of, factor_notes, links_to_sites, more_alone
from dashboard.pages.involvement.text import (
    context_of,
    funnel_sentences,
    hidden_sentences,
    kind_of_place,
    site_changes,
    whole_sentences,
)
from dashboard.report.about import Lines, chosen_answers
from dashboard.report.data_table import DataTable
from dashboard.report.groups import groups_of_sites, standing_group
from dashboard.report.labels import group_name, in_sentence, scale_ends, wave_names
from dashboard.report.offered import SITE_VIEWS, compared_of
from dashboard.report.people import UNMARKED, about, people_lines, together_line
from dashboard.report.report import WIDTH, ChartReport
from dashboard.report.selection import Selection
from dashboard.report.text import Paragraph
from publication.definitions.instrument import Instrument
from publication.ids import CITIZENS, OVERALL
from publication.languages import Language
from publication.reading import Publication

# Ways to draw it in which sites do not stand side by side.
OTHER_VIEWS = ("items", "funnel")


@dataclass(frozen=True)
class InvolvementReport(ChartReport[SiteTable]):
    """Involvement scores, site by site."""

    @property
    def group(self) -> str:
        """The group whose sites stand side by side."""
        return comparing_group(self.publication, self.selection)

    @property
    def asked(self) -> tuple[Publication, Selection, Language]:
        """What is answered: a selection of a publication, in a language."""
        return self.publication, self.selection, self.language

    @property
    def instrument(self) -> Instrument:
        """The instrument's definition."""
        return self.publication.instruments[self.selection.instrument]

    @property
    def waves(self) -> tuple[str, str]:
        """What the two waves are called."""
        return wave_names(self.publication, self.selection, self.language)

    @property
    def scale(self) -> tuple[int, int]:
        """The lowest and the highest answer."""
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

    @property
    def width(self) -> int:
        """The least room the chart needs, in rem: a column of the heatmap holds a question."""
        if self.selection.view != "items":
            return WIDTH
        return 12 + 6 * len(compared_of(self.publication, self.selection.instrument))

    @property
    def question(self) -> str:
        """Whether sites differ."""
        return self.language.say("involvement.question")

    @cached_property
    def items(self) -> ItemTable:
        """Every question at every site."""
        return item_table(self.publication, self.selection, self.group, self.language)

    @cached_property
    def finding(self) -> str:
        """What the page found, as its largest words: who lies outside, or which questions stand out."""
        return _finding(self).removesuffix(".")

    @cached_property
    def lead(self) -> str:
        """The question that was chosen; the mean of all with its interval, and how much is chance."""
        chosen = [] if self.selection.item == OVERALL else [f"{self.named[1]}."]
        return " ".join([*chosen, *lead_of(self.answer, self.language), *_chance(self)])

    @cached_property
    def sentences(self) -> Sequence[str]:
        """All sites together first, then what was found, then what is hidden and what changed."""
        return _found(self)

    @property
    def further(self) -> Sequence[str]:
        """What is hidden, or has changed: finding and lead have said the rest."""
        return _changes(self)

    @property
    def legend(self) -> Sequence[str]:
        """Which mark is which wave, and how many people answered."""
        return () if self.selection.view in OTHER_VIEWS else _counted_people(self)

    @cached_property
    def people(self) -> str:
        """How many people answered the questionnaire."""
        return _people(self)

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """Who stands together, what is compared, how to read it, and the way to each site."""
        return [
            *more_alone(*self.asked, self.group, self.answer.compared),
            *_together(self),
            *factor_notes(*self.asked),
            *_method_notes(self),
            *links_to_sites(*self.asked),
        ]

    @cached_property
    def chart(self) -> Figure:
        """The chart of the view that is chosen."""
        return _draw(self)

    @cached_property
    def table(self) -> DataTable:
        """The numbers of the view that is chosen."""
        if self.selection.view == "items":
            return items_data_table(self.items, self.language)
        if self.selection.view == "funnel":
            return funnel_data_table(self.answer, self.language)
        return involvement_data_table(self.answer, self.publication, self.selection, self.language)

    @property
    def chosen(self) -> Lines:
        """Questionnaire, waves and group."""
        return chosen_answers(self.publication, self.selection, self.language)


def comparing_group(publication: Publication, selection: Selection) -> str:
    """Return the group whose sites stand side by side for one that was chosen."""
    options = groups_of_sites(publication, selection.waves)
    return standing_group(publication, selection.waves, selection.group, options)


def involvement_report(
    publication: Publication, selection: Selection, language: Language
) -> InvolvementReport | None:
    """Return what is to be said of a selection; None where nothing of it may be shown."""
    table = site_table(publication, selection, comparing_group(publication, selection))
    if table is None or not any(row.earlier.shown or row.later.shown for row in table.rows):
        return None
    return InvolvementReport(publication, drawable(selection, table), language, table)


def drawable(selection: Selection, table: SiteTable) -> Selection:
    """Return the selection as it can be drawn: a funnel needs a later wave that is shown."""
    if selection.view == "funnel" and not any(row.later.shown for row in table.rows):
        return replace(selection, view=SITE_VIEWS[0])
    return selection


def _words(report: InvolvementReport) -> InvolvementTexts:
    say = report.language.say
    groups = [row.group for row in report.answer.rows]
    described = kind_of_place if report.population == CITIZENS else context_of
    contexts = [described(sites, report.language) for sites in sites_of_groups(report.publication, groups)]
    ends = scale_ends(report.instrument, report.language)
    fixed = report.waves, report.scale, ends, say("involvement.band"), say("card.withheld")
    addresses = addresses_of(report.publication, report.selection, report.group, groups)
    return InvolvementTexts(report.language, *fixed, contexts, addresses, report.legend)


def _draw_items(report: InvolvementReport) -> Figure:
    fixed = report.language.say("card.withheld"), report.language.say("involvement.items_n")
    groups = [site.group for site in report.items.sites]
    addresses = addresses_of(report.publication, report.selection, report.group, groups)
    words = ItemsTexts(report.language, in_sentence(report.waves[1]), report.scale, *fixed, addresses)
    return draw_items(report.items, words)


def _draw(report: InvolvementReport) -> Figure:
    if report.selection.view == "items":
        return _draw_items(report)
    if report.selection.view == "funnel":
        across = report.language.say("involvement.funnel_across")
        return draw_funnel(funnel_of(report.answer), _words(report), across)
    return draw_involvement(report.answer, _words(report))


def _together(report: InvolvementReport) -> list[str]:
    """Say which sites are shown together, as the chart names them."""
    by_site = report.selection.view == "items"
    shown = (
        sites_within(report.publication, report.selection, report.group) if by_site else report.answer.rows
    )
    return together_line([row.place for row in shown if row.sites > 1], report.language)


def _method_notes(report: InvolvementReport) -> list[str]:
    say, view = report.language.say, report.selection.view
    if view == "items":
        earlier, wave, withheld = *map(in_sentence, report.waves), say("card.withheld")
        scale = say("involvement.items_scale", low=report.ends[0], high=report.ends[1])
        change = [say("involvement.items_change", wave=earlier)] if earlier != wave else []
        return [say("involvement.items_note", wave=wave, withheld=withheld), *change, scale]
    if view == "funnel":
        return [say("involvement.funnel_note")]
    pooled = [say("involvement.pooled_note")] if report.answer.pulls else []
    notes = ("involvement.order_note", "involvement.interval_note", "card.unlinked_note")
    return [*pooled, *(say(note) for note in notes)]


def _finding(report: InvolvementReport) -> str:
    if report.selection.view == "items":
        return finding_of_items(report.items, report.language)
    if report.selection.view == "funnel":
        return " ".join(funnel_sentences(funnel_of(report.answer), report.language))
    if len(set(report.waves)) == 1 or not report.answer.is_whole_alone:
        return finding_of_sites(report.answer, report.language)
    if report.answer.is_one_site:
        return site_alone(report.answer.rows[0], report.named[0], report.language)
    return report.language.say("involvement.only_together", group=in_sentence(report.named[0]))


def _chance(report: InvolvementReport) -> list[str]:
    """Say how much of the visible difference is chance, where sites stand side by side."""
    return [] if report.selection.view in OTHER_VIEWS else noise_of(report.answer, report.language)


def _changes(report: InvolvementReport) -> list[str]:
    """Say what is hidden, and else what changed of what stands side by side."""
    if report.selection.view == "funnel":
        return []
    hidden = hidden_sentences(report.answer, report.waves, report.language)
    if hidden or report.selection.view == "items" or len(set(report.waves)) == 1:
        return hidden
    return site_changes(report.answer, report.waves, report.language)


def _found(report: InvolvementReport) -> list[str]:
    table, language = report.answer, report.language
    whole = whole_sentences(table, *report.named, report.waves[1], report.ends, language)
    return [*whole, " ".join([_finding(report), *_chance(report)]), *_changes(report)]


def _people(report: InvolvementReport) -> str:
    """Return how many people answered the questionnaire, as the page of change counts them."""
    return about(*report.named) + " · ".join(_counted_people(report))


def _counted_people(report: InvolvementReport) -> list[str]:
    whole, later = report.answer.whole, report.waves[1]
    members = [side.members if side.shown else math.nan for side in (whole.earlier, whole.later)]
    if report.selection.view not in OTHER_VIEWS:
        return people_lines(report.waves, members, report.language, asked=report.population)
    return people_lines(
        (later, later), members[1:] * 2, report.language, asked=report.population, marks=UNMARKED
    )
