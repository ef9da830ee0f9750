"""/site/<id>: one site on one page, each part a short line and the way to its page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dash import Dash, Input, Output, dcc, html

from dashboard.callbacks.card import source_line
from dashboard.components.aria import aria
from dashboard.components.filter_bar import comparing_group
from dashboard.components.notice import invented
from dashboard.components.shell import address
from dashboard.components.side_by_side import side_by_side
from dashboard.pages.change.answer import OVERALL
from dashboard.pages.change.text import whole_sentence as change_of_the_whole
from dashboard.pages.involvement.text import context_of
from dashboard.pages.management.answer import SiteFigure, site_figures
from dashboard.pages.principles.answer import principle_names
from dashboard.pages.site.answer import SitePage, involvement_row, name_of, overall_change, site_page
from dashboard.pages.site.leaders_and_staff import BlindSpots, blind_spots
from dashboard.pages.site.text import figure_line, leaders_cell, reading, staff_items, whole_sentence
from dashboard.report import ids
from dashboard.report.ids import part
from dashboard.report.labels import in_sentence, item_labels, scale_ends, wave_names
from dashboard.report.offered import INVOLVEMENT, PRINCIPLES, instruments_of
from dashboard.report.people import together_line
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.definitions.programme import Site
from publication.languages import Language
from publication.reading import Option, Publication

PAGE = "site"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about one site, and the words it is answered in."""

    publication: Publication
    selection: Selection
    language: Language
    page: SitePage

    @property
    def waves(self) -> tuple[str, str]:
        return wave_names(self.publication, self.selection, self.language)

    def link(self, page: str, **chosen: str) -> Any:
        """Return the way to a page with this selection."""
        href = address(page, {**self.selection.query(), **chosen})
        return dcc.Link(self.language.say(f"overview.go_{page}"), href=href, className="go")


def _part(asked: _Asked, page: str, content: Sequence[Any]) -> Any:
    """Return one part of the page under its heading."""
    heading = part(PAGE, f"{page}-heading")
    return html.Section(
        [html.H3(asked.language.say(f"page.{page}"), id=heading), *content],
        className=f"site-part site-{page}",
        **aria(labelledby=heading),
    )


def _others(lines: Sequence[tuple[str, str]], language: Language) -> list[Any]:
    """Return a line for each other group the site's people answer in."""
    said = [html.Li(language.say("site.line", group=group, reading=text)) for group, text in lines]
    return [html.Ul(said)] if said else []


def _change_of(asked: _Asked, group: Option) -> tuple[str, str, str]:
    """Return a group's name, its sentence of change, and the same in short."""
    standing, table = overall_change(asked.publication, asked.selection, group)
    instrument = asked.publication.instruments[instruments_of(asked.publication, "change")[0]]
    labels, language = item_labels(instrument, asked.language), asked.language
    overall = [row for row in table if row.item == OVERALL]
    said = change_of_the_whole(overall, labels, asked.waves, language)
    short = reading(overall[0], asked.waves, language) if overall else language.say("card.withheld")
    return language.of(standing.label), (said or [short])[0], short


def _change(asked: _Asked) -> list[Any]:
    main, first = asked.page.main, next(iter(instruments_of(asked.publication, "change")), "")
    if main is None or not first or not asked.publication.instruments[first].overall:
        return []
    group, sentence, _ = _change_of(asked, main)
    rest = [_change_of(asked, one) for one in asked.page.groups if one != main]
    lines = {name: short for name, _, short in rest if name != group}
    said = html.P(asked.language.say("site.line", group=group, reading=sentence), className="first")
    others = _others(list(lines.items()), asked.language)
    return [_part(asked, "change", [said, *others, asked.link("change", group=main.id, instrument=first)])]


def _involvement_of(asked: _Asked, group: Option) -> tuple[str, str, list[str]] | None:
    """Return a group's name, its line of involvement, and what all sites together have."""
    chosen = replace(asked.selection, instrument=INVOLVEMENT, item=OVERALL, group=group.id)
    within = comparing_group(asked.publication, chosen, "involvement")
    found = involvement_row(asked.publication, chosen, group, within)
    if found is None:
        return None
    row, whole = found
    standing = asked.publication.option(chosen.from_wave, chosen.to_wave, row.group)
    name = asked.language.of((standing or group).label)
    together = [] if row.group == whole.group else whole_sentence(whole, asked.waves[1], asked.language)
    return name, reading(row, asked.waves, asked.language), together


def _involvement(asked: _Asked) -> list[Any]:
    main = asked.page.main
    if main is None or INVOLVEMENT not in instruments_of(asked.publication, "involvement"):
        return []
    found = _involvement_of(asked, main)
    if found is None:
        return []
    name, said, together = found
    rest = [_involvement_of(asked, one) for one in asked.page.groups if one != main]
    lines = {one[0]: one[1] for one in rest if one and one[0] != name}
    first = html.P(asked.language.say("site.line", group=name, reading=said), className="first")
    others = _others(list(lines.items()), asked.language)
    link = asked.link("involvement", group=main.id, instrument=INVOLVEMENT, item="")
    return [_part(asked, "involvement", [first, *map(html.P, together), *others, link])]


def _scales(asked: _Asked, spots: BlindSpots) -> str:
    """Say what each of the two columns is measured on."""
    said: dict[str, str] = {}
    for whose, instrument in (("leaders", PRINCIPLES), ("staff", spots.staff)):
        definition = asked.publication.instruments[instrument]
        low, high = scale_ends(definition, asked.language)
        said |= {
            f"{whose}_low": f"{definition.rating_scale.low} ({low})",
            f"{whose}_high": f"{definition.rating_scale.high} ({high})",
        }
    return asked.language.say("site.scales", **said)


def _beside(asked: _Asked, spots: BlindSpots) -> Any:
    """Return the leaders' and the staff's answers side by side, principle by principle."""
    language, names = asked.language, principle_names(asked.publication, asked.language)
    labels = item_labels(asked.publication.instruments[spots.staff], language) if spots.staff else {}
    staff = language.of(asked.page.staff.label) if asked.page.staff else language.say("site.staff")
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
        f"{staff}, {in_sentence(asked.waves[1])}",
    )
    return side_by_side(language.say("site.beside"), headers, rows)


def _who(asked: _Asked, spots: BlindSpots) -> str:
    """Return which leadership group it is, when, and how many."""
    cell, date = spots.leaders, asked.publication.round_date(asked.selection.round)
    if cell is None:
        return asked.language.say("card.withheld")
    group, language = asked.language.of(cell.label), asked.language
    return language.say(
        "site.leadership_group", group=group, date=language.date(date), n=language.whole(cell.leaders)
    )


def _principles(asked: _Asked) -> list[Any]:
    if not asked.publication.rounds:
        return []
    chosen = replace(asked.selection, round=asked.publication.rounds[-1], against="")
    last = replace(asked, selection=chosen)
    spots = blind_spots(asked.publication, chosen, asked.page.staff.id if asked.page.staff else "")
    notes = [_scales(last, spots), asked.language.say("site.evidence")] if spots.staff else []
    content = [
        html.P(_who(last, spots), className="first"),
        _beside(last, spots),
        *(html.P(note, className="quiet") for note in notes),
        last.link("principles", item=""),
    ]
    return [_part(asked, "principles", content)]


def _figures(figures: Sequence[SiteFigure], language: Language) -> Any:
    return html.Ul([html.Li(figure_line(one, language)) for one in figures])


def _moved_at(site: Site, figures: Sequence[SiteFigure], language: Language) -> list[Any]:
    """Return what has moved at one of several sites that share a page, under its own name."""
    moved = [one for one in figures if one.chart.present]
    said = _figures(moved, language) if moved else html.P(language.say("site.no_signal"), className="quiet")
    return [html.H4(site.name), said]


def _management(asked: _Asked) -> list[Any]:
    """Return management figures: of a site its last ones, those with a signal first; of several what moved.

    They describe a service and are nobody's answers, so sites that share a page keep their own.
    """
    sites, language = asked.page.shown_as_one or [asked.page.site], asked.language
    found = {one.id: site_figures(asked.publication, one) for one in sites}
    if not any(found.values()):
        return []
    if asked.page.shown_as_one:
        lines = [part for one in sites for part in _moved_at(one, found[one.id], language)]
    else:
        last = sorted(found[sites[0].id], key=lambda one: not one.chart.present)
        lines = [_figures(last, language)]
    service = html.P(language.say("site.service"), className="quiet")
    return [_part(asked, "management", [*lines, service, asked.link("management")])]


def _head(asked: _Asked) -> Any:
    language, page = asked.language, asked.page
    context = [] if page.shown_as_one else [html.P(context_of([page.site], language), className="quiet")]
    together = together_line([name_of(one) for one in page.shown_as_one], language)
    return html.Header(
        [
            html.H2(language.of(page.name)),
            *context,
            *(html.P(line, className="quiet") for line in together),
            html.P(language.say("site.question"), className="site-question"),
        ]
    )


def _contents(asked: _Asked) -> list[Any]:
    """Return the page."""
    management = _management(asked)
    rests_on = ["questionnaire", *(["leadership"] if asked.publication.rounds else [])]
    rests_on += ["management"] if management else []
    return [
        invented(asked.publication, asked.language),
        html.Div(
            [
                _head(asked),
                html.Div([*_change(asked), *_involvement(asked)], className="site-parts"),
                *_principles(asked),
                *management,
                *(
                    html.P(source_line(asked.publication, asked.language, one), className="source")
                    for one in rests_on
                ),
            ],
            className="site-page data-card",
        ),
    ]


def _unknown(selection: Selection, language: Language) -> Any:
    """Say the one sentence for every site that is not shown, and where to go."""
    way_out = address("involvement", {**selection.query(), "group": ""})
    link = dcc.Link(language.say("overview.go_involvement"), href=way_out)
    return html.Div([html.P(language.say("card.withheld_here")), link], className="empty")


def _show(query: dict[str, str]) -> Any:
    publication, selection, language = services().asked(query, PAGE)
    page = site_page(publication, selection)
    if page is None:
        return _unknown(selection, language)
    return _contents(_Asked(publication, selection, language, page))


def register(app: Dash) -> None:
    """Register the page's callback."""
    app.callback(Output(part(PAGE, "contents"), "children"), Input(ids.SELECTION, "data"))(_show)
