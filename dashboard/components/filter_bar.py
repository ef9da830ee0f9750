"""The one filter bar: native selects, so that keyboard, screen reader and phone work as people know them."""

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.aria import aria
from dashboard.report import ids
from dashboard.report.labels import factor_labels, item_labels
from dashboard.report.offered import (
    ALWAYS,
    EVERYONE,
    NOTHING,
    RULES,
    compared_of,
    has_data,
    instruments_of,
    views_of,
)
from dashboard.report.selection import Selection
from dashboard.report.site_batches import site_pages
from dashboard.report.site_map import CHOSEN, OF_THE_TABLE, SITE_MAP
from publication.following import Publications
from publication.ids import OVERALL, PRINCIPLES
from publication.languages import Language
from publication.reading import Option, Publication

Choice = dict[str, str]
# The view is chosen by the chart.
SELECTS = [name for name in CHOSEN if name != "view"]
# What it is called to choose none of the items.
_NO_ITEM = {"principles": "bar.item_none", "sessions": "bar.item_every"}


def _choice(value: str, label: str) -> Choice:
    return {"value": value, "label": label}


def _indented(option: Option, language: Language) -> str:
    return "\u2003" * len(option.around) + language.of(option.label)


def group_options(publication: Publication, selection: Selection, page: str) -> Sequence[Option]:
    """Return the groups a page offers: all selections, or those whose sites are compared side by side."""
    waves = selection.from_wave, selection.to_wave
    options = publication.options.get(waves, ())
    if page != "involvement":
        return options
    near = publication.finest(*waves, 1)
    if publication.definition.tree.startswith("role"):
        return near
    sites = {option.id for option in publication.finest(*waves, publication.site_level)}
    return [*options[:1], *(one for one in near if one.id not in sites and one.id != EVERYONE)]


def comparing_group(publication: Publication, selection: Selection, page: str) -> str:
    """Return the selection a page shows for a group chosen on another: itself, else the nearest around it."""
    offered = [one.id for one in group_options(publication, selection, page)]
    option = publication.option(selection.from_wave, selection.to_wave, selection.group)
    if option is None:
        return selection.group
    near = [group for group in (option.id, *option.around) if group in offered]
    return next(iter([*near, *offered]), EVERYONE)


def _waves(publication: Publication, language: Language) -> list[Choice]:
    return [_choice(one.id, f"{language.of(one.name)} ({one.date:%Y-%m})") for one in publication.waves]


def _views(views: Sequence[str], language: Language) -> list[Choice]:
    return [_choice(view, language.say(f"view.{view}")) for view in views]


def _compared(publication: Publication, selection: Selection, language: Language) -> list[Choice]:
    """Return what of an instrument may be compared site by site."""
    instrument = publication.instruments[selection.instrument]
    labels = item_labels(instrument, language) | factor_labels(instrument, language)
    labels[OVERALL] = language.say("bar.item_all")
    return [_choice(one, labels[one]) for one in compared_of(publication, selection.instrument)]


def _items(publication: Publication, selection: Selection, page: str, language: Language) -> list[Choice]:
    if page == "involvement" and selection.instrument:
        return _compared(publication, selection, language)
    instrument = publication.instruments.get(PRINCIPLES if page == "principles" else selection.instrument)
    first = language.say(_NO_ITEM.get(page, "bar.item_all"))
    items = instrument.items if instrument else []
    return [_choice(OVERALL, first), *(_choice(one.id, language.of(one.label)) for one in items)]


def _kinds(publication: Publication, selection: Selection, language: Language) -> list[Choice]:
    kinds = {kind.id: kind.name for kind in publication.definition.session_kinds}
    met = publication.session_kinds.get(selection.instrument, ())
    every = _choice(EVERYONE, language.say("bar.kind_all"))
    return [every, *(_choice(one, language.of(kinds[one])) for one in met)]


def _programmes(publications: Publications, page: str, language: Language) -> list[Choice]:
    every = publications.all()
    having = [one for one in every if has_data(one, page)]
    return [
        _choice(one.programme, language.of(one.name))
        for one in [*having, *(p for p in every if p not in having)]
    ]


def _sites(publication: Publication, language: Language) -> list[Choice]:
    """Return the pages of sites, each by its first and last one and their places in the programme."""
    pages = site_pages(publication)
    if len(pages) == 1:
        return [_choice(page, language.say("bar.sites_all", n=len(sites))) for page, sites in pages.items()]
    found, before = [], 0
    for page, sites in pages.items():
        names = list(sites.values())
        ends = {"start": names[0], "end": names[-1]}
        numbers = {"first": before + 1, "last": before + len(sites)}
        found.append(_choice(page, language.say("bar.sites_page", **ends, **numbers)))
        before += len(sites)
    return found


def choices(
    publications: Publications, publication: Publication, selection: Selection, page: str, language: Language
) -> dict[str, list[Choice]]:
    """Return what every control of the bar offers for a selection.

    Where a programme has nothing of what a page shows, there is another programme to choose and nothing else.
    """
    if not has_data(publication, page):
        return {name: [] for name in CHOSEN} | {"programme": _programmes(publications, page, language)}
    rounds = [_choice(one, language.date(publication.round_date(one))) for one in publication.rounds]
    groups = group_options(publication, selection, page)
    return {
        "programme": _programmes(publications, page, language),
        "instrument": [
            _choice(one, language.of(publication.instruments[one].name))
            for one in instruments_of(publication, page)
            if one in publication.instruments
        ],
        "from": _waves(publication, language),
        "to": _waves(publication, language),
        "group": [_choice(one.id, _indented(one, language)) for one in groups]
        or [_choice(EVERYONE, language.say("bar.everyone"))],
        "item": _items(publication, selection, page, language),
        "round": rounds,
        "against": [_choice(NOTHING, language.say("bar.against_none")), *rounds],
        "view": _views(views_of(publication, page, selection.instrument, selection.waves), language),
        "kind": _kinds(publication, selection, language),
        "indicator": [_choice(one, language.of(said.name)) for one, said in publication.indicators.items()],
        "rules": [_choice(one, language.say(f"bar.rules_{one}")) for one in RULES],
        "sites": _sites(publication, language),
    }


def is_hidden(name: str, offered: Sequence[Choice], page: str) -> bool:
    """Say whether a control is hidden: a page has no use for it, or there is nothing to choose."""
    return name not in SITE_MAP[page].controls or not offered


def _label(name: str, page: str, language: Language) -> str:
    return language.say(f"bar.item_{page}" if name == "item" and page in _NO_ITEM else f"bar.{name}")


def _control(name: str, value: str, offered: Sequence[Choice], page: str, language: Language) -> Any:
    return html.Div(
        [
            html.Label(_label(name, page, language), htmlFor=ids.control(name)),
            dbc.Select(id=ids.control(name), value=value, options=list(offered), size="sm"),
        ],
        id=ids.control_box(name),
        className=f"control control-{name}",
        hidden=is_hidden(name, offered, page),
    )


def view_switch(value: str, page: str, language: Language, views: Sequence[str] = ALWAYS) -> Any:
    """Return the switch between the ways a chart is drawn; it stands by the chart."""
    return html.Div(
        [
            html.Span(language.say("view.label"), className="control-name", id="bar-view-name"),
            dbc.RadioItems(
                id=ids.control("view"),
                name="view",
                value=value,
                options=_views(views, language),
                inline=True,
                className="segments",
            ),
        ],
        className="control control-view",
        hidden="view" not in SITE_MAP[page].controls,
        role="group",
        **aria(labelledby="bar-view-name"),
    )


def state(publication: Publication, selection: Selection, page: str) -> dict[str, str]:
    """Return the selection as the page's store and address hold it."""
    return {
        **selection.query(),
        "group": comparing_group(publication, selection, page),
        "against": selection.against or NOTHING,
        "page": page,
        "identity": publication.key,
    }


def filter_bar(
    publications: Publications, publication: Publication, selection: Selection, page: str, language: Language
) -> Any:
    """Return the bar with every select; those a page has no use for are there and hidden."""
    values = state(publication, selection, page)
    offered = choices(publications, publication, selection, page, language)
    controls = [_control(name, values[name], offered[name], page, language) for name in SELECTS]
    return html.Div(
        [
            html.Section(controls, className="filter-bar", **aria(label=language.say("bar.label"))),
            # The circle of controls, address and selection takes these for controls.
            *(html.Data(id=ids.control(name), value=values[name], hidden=True) for name in OF_THE_TABLE),
            dcc.Store(id=ids.SELECTION, data=values),
            dcc.Store(id=ids.LANDED, data=values),
            dcc.Store(id=ids.BAR_KEY),
            dcc.Location(id=ids.URL, refresh=False),
        ]
    )
