"""The page of a site in a browser: each part a short line and the way to its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Card, Content, Panel
from dashboard.components.page import whole_page
from dashboard.components.shell import address
from dashboard.components.side_by_side import side_by_side
from dashboard.pages.change.text import whole_sentence as change_of_the_whole
from dashboard.pages.involvement.report import comparing_group
from dashboard.pages.involvement.text import context_of
from dashboard.pages.management.answer import site_figures
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.principles.answer import principle_names
from dashboard.pages.site.answer import SitePage, involvement_row, name_of, overall_change, site_page
from dashboard.pages.site.leaders_and_staff import LeadersAndStaff, leaders_and_staff
from dashboard.pages.site.text import figure_line, leaders_cell, reading, staff_items, whole_sentence
from dashboard.report.ids import part
from dashboard.report.labels import in_sentence, item_labels, scale_ends, wave_names
from dashboard.report.offered import INVOLVEMENT, PRINCIPLES, answered_instruments, compared_instruments
from dashboard.report.page import Page
from dashboard.report.people import together_line
from dashboard.report.report import RestsOn, source_line
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.definitions.programme import Site
from publication.ids import OVERALL
from publication.languages import Language
from publication.reading import Option, Publication

PAGE = "site"


@dataclass(frozen=True, slots=True)
class _Site:
    """One site of a selection, and the words it is told in."""

    publication: Publication
    selection: Selection
    language: Language
    page: SitePage

    @property
    def waves(self) -> tuple[str, str]:
        return wave_names(self.publication, self.selection, self.language)

    def link(self, page: str, **chosen: str) -> Component:
        """Return the way to a page with this selection."""
        href = address(page, {**self.selection.query(), **chosen})
        return dcc.Link(self.language.say(f"overview.go_{page}"), href=href, className="go")


def _part(site: _Site, page: str, content: Sequence[Component]) -> Component:
    """Return one part of the page under its heading."""
    heading = part(PAGE, f"{page}-heading")
    return html.Section(
        [html.H3(site.language.say(f"page.{page}"), id=heading), *content],
        className=f"site-part site-{page}",
        **aria(labelledby=heading),
    )


def _others(lines: Sequence[tuple[str, str]], language: Language) -> list[Component]:
    """Return a line for each other group the site's people answer in."""
    parts = [html.Li(language.say("site.line", group=group, reading=text)) for group, text in lines]
    return [html.Ul(parts)] if parts else []


def _change_of(site: _Site, group: Option) -> tuple[str, str, str]:
    """Return a group's name, its sentence of change, and the same in short."""
    standing, table = overall_change(site.publication, site.selection, group)
    instrument = site.publication.instruments[answered_instruments(site.publication)[0]]
    labels, language = item_labels(instrument, site.language), site.language
    overall = [row for row in table if row.item == OVERALL]
    words = change_of_the_whole(overall, labels, site.waves, language)
    short = reading(overall[0], site.waves, language) if overall else language.say("card.withheld")
    return language.of(standing.label), (words or [short])[0], short


def _change(site: _Site) -> list[Component]:
    main, first = site.page.main, next(iter(answered_instruments(site.publication)), "")
    if main is None or not first or not site.publication.instruments[first].overall:
        return []
    group, sentence, _ = _change_of(site, main)
    rest = [_change_of(site, group) for group in site.page.groups if group != main]
    lines = {name: short for name, _, short in rest if name != group}
    words = html.P(site.language.say("site.line", group=group, reading=sentence), className="first")
    others = _others(list(lines.items()), site.language)
    return [_part(site, "change", [words, *others, site.link("change", group=main.id, instrument=first)])]


def _involvement_of(site: _Site, group: Option) -> tuple[str, str, list[str]] | None:
    """Return a group's name, its line of involvement, and what all sites together have."""
    chosen = replace(site.selection, instrument=INVOLVEMENT, item=OVERALL, group=group.id)
    within = comparing_group(site.publication, chosen)
    found = involvement_row(site.publication, chosen, group, within)
    if found is None:
        return None
    row, whole = found
    standing = site.publication.option(chosen.from_wave, chosen.to_wave, row.group)
    name = site.language.of((standing or group).label)
    together = [] if row.group == whole.group else whole_sentence(whole, site.waves[1], site.language)
    return name, reading(row, site.waves, site.language), together


def _involvement(site: _Site) -> list[Component]:
    main = site.page.main
    if main is None or INVOLVEMENT not in compared_instruments(site.publication):
        return []
    found = _involvement_of(site, main)
    if found is None:
        return []
    name, words, together = found
    rest = [_involvement_of(site, group) for group in site.page.groups if group != main]
    lines = {found[0]: found[1] for found in rest if found and found[0] != name}
    first = html.P(site.language.say("site.line", group=name, reading=words), className="first")
    others = _others(list(lines.items()), site.language)
    link = site.link("involvement", group=main.id, instrument=INVOLVEMENT, item="")
    return [_part(site, "involvement", [first, *map(html.P, together), *others, link])]


def _scales(site: _Site, spots: LeadersAndStaff) -> str:
    """Say what each of the two columns is measured on."""
    values: dict[str, str] = {}
    for whose, instrument in (("leaders", PRINCIPLES), ("staff", spots.staff)):
        definition = site.publication.instruments[instrument]
        low, high = scale_ends(definition, site.language)
        values |= {
            f"{whose}_low": f"{definition.rating_scale.low} ({low})",
            f"{whose}_high": f"{definition.rating_scale.high} ({high})",
        }
    return site.language.say("site.scales", **values)


def _beside(site: _Site, spots: LeadersAndStaff) -> Component:
    """Return the leaders' and the staff's answers side by side, principle by principle."""
    language, names = site.language, principle_names(site.publication, site.language)
    labels = item_labels(site.publication.instruments[spots.staff], language) if spots.staff else {}
    staff = language.of(site.page.staff.label) if site.page.staff else language.say("site.staff")
    rows = [
        (
            names[row.principle],
            *leaders_cell(row.leaders, language),
            language.decimal(row.staff_mean, 1),
            staff_items(row, labels, language),
        )
        for row in spots.rows
    ]
    headers = (
        language.say("table.principle"),
        language.say("site.leaders"),
        f"{staff}, {in_sentence(site.waves[1])}",
    )
    return side_by_side(language.say("site.beside"), headers, rows)


def _who(site: _Site, spots: LeadersAndStaff) -> str:
    """Return which leadership group it is, when, and how many."""
    cell, date = spots.leaders, site.publication.round_date(site.selection.round)
    if cell is None:
        return site.language.say("card.withheld")
    group, language = site.language.of(cell.label), site.language
    return language.say(
        "site.leadership_group", group=group, date=language.date(date), n=language.whole(cell.leaders)
    )


def _principles(site: _Site) -> list[Component]:
    if not site.publication.rounds:
        return []
    chosen = replace(site.selection, round=site.publication.rounds[-1], against="")
    last = replace(site, selection=chosen)
    spots = leaders_and_staff(site.publication, chosen, site.page.staff.id if site.page.staff else "")
    notes = [_scales(last, spots), site.language.say("site.evidence")] if spots.staff else []
    content = [
        html.P(_who(last, spots), className="first"),
        _beside(last, spots),
        *(html.P(note, className="quiet") for note in notes),
        last.link("principles", item=""),
    ]
    return [_part(site, "principles", content)]


def _figures(figures: Sequence[SiteFigure], language: Language) -> Component:
    return html.Ul([html.Li(figure_line(figure, language)) for figure in figures])


def _moved_at(site: Site, figures: Sequence[SiteFigure], language: Language) -> list[Component]:
    """Return what has moved at one of several sites that share a page, under its own name."""
    moved = [figure for figure in figures if figure.chart.present]
    words = _figures(moved, language) if moved else html.P(language.say("site.no_signal"), className="quiet")
    return [html.H4(site.name), words]


def _management(site: _Site) -> list[Component]:
    """Return management figures: of a site its last ones, those with a signal first; of several what moved.

    They describe a service and are nobody's answers, so sites that share a page keep their own.
    """
    sites, language = site.page.shown_as_one or [site.page.site], site.language
    found = {place.id: site_figures(site.publication, place) for place in sites}
    if not any(found.values()):
        return []
    if site.page.shown_as_one:
        lines = [part for site in sites for part in _moved_at(site, found[site.id], language)]
    else:
        last = sorted(found[sites[0].id], key=lambda figure: not figure.chart.present)
        lines = [_figures(last, language)]
    service = html.P(language.say("site.service"), className="quiet")
    return [_part(site, "management", [*lines, service, site.link("management")])]


def _head(site: _Site) -> Component:
    language, page = site.language, site.page
    context = [] if page.shown_as_one else [html.P(context_of([page.site], language), className="quiet")]
    together = together_line([name_of(place) for place in page.shown_as_one], language)
    return html.Header(
        [
            html.H2(language.of(page.name)),
            *context,
            *(html.P(line, className="quiet") for line in together),
            html.P(language.say("site.question"), className="site-question"),
        ]
    )


def _contents(site: _Site) -> list[Component | None]:
    """Return the page."""
    management = _management(site)
    has: dict[RestsOn, object] = {"leadership": site.publication.rounds, "management": management}
    rests_on: list[RestsOn] = ["questionnaire", *(kind for kind, found in has.items() if found)]
    return [
        html.Div(
            [
                _head(site),
                html.Div([*_change(site), *_involvement(site)], className="site-parts"),
                *_principles(site),
                *management,
                *(
                    html.P(source_line(site.publication, site.language, kind), className="source")
                    for kind in rests_on
                ),
            ],
            className="site-page data-card",
        ),
    ]


def _unknown(selection: Selection, language: Language) -> Component:
    """Say the one sentence for every site that is not shown, and where to go."""
    way_out = address("involvement", {**selection.query(), "group": ""})
    link = dcc.Link(language.say("overview.go_involvement"), href=way_out)
    return html.Div([html.P(language.say("card.withheld_here")), link], className="empty")


def _show(page: Page, query: Mapping[str, str]) -> Content:
    publication, selection, language = services().request(query, page)
    found = site_page(publication, selection)
    if found is None:
        return _unknown(selection, language)
    return _contents(_Site(publication, selection, language, found))


CARD = Card(whole_page, [Panel("contents", _show)])
