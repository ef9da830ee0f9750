"""The one filter bar: native selects, so that keyboard, screen reader and phone work as people know them."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.native import Control, Radios
from dashboard.components.notice import badges
from dashboard.report import ids
from dashboard.report.controls import CHOSEN, OF_THE_TABLE
from dashboard.report.groups import standing_group, waves_beside
from dashboard.report.labels import everyone_asked, factor_labels, item_labels
from dashboard.report.offered import ALWAYS, EVERYONE, NOTHING, ORDERS, RULES
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from dashboard.report.site_batches import site_batches
from publication.following import Publications
from publication.languages import Language
from publication.reading import Option, Publication

Choice = dict[str, str]
# The view is chosen by the chart.
SELECTS = [name for name in CHOSEN if name != "view"]


def _choice(value: str, label: str) -> Choice:
    return {"value": value, "label": label}


def _indented(option: Option, language: Language) -> str:
    return "\u2003" * len(option.ancestors) + language.of(option.label)


def _waves(publication: Publication, selection: Selection, language: Language) -> list[Choice]:
    """Return the waves that asked the people of the selection."""
    return [
        _choice(wave.id, f"{language.of(wave.name)} ({wave.date:%Y-%m})")
        for wave in waves_beside(publication, selection)
    ]


def _views(views: Sequence[str], language: Language) -> list[Choice]:
    return [_choice(view, language.say(f"view.{view}")) for view in views]


def _items(publication: Publication, selection: Selection, page: Page, language: Language) -> list[Choice]:
    """Return what of an instrument may be chosen."""
    instrument = publication.instruments.get(selection.instrument)
    labels = item_labels(instrument, language) | factor_labels(instrument, language) if instrument else {}
    labels["overall"] = language.say(page.no_item)
    return [_choice(item, labels[item]) for item in page.items(publication, selection.instrument)]


def _kinds(publication: Publication, selection: Selection, language: Language) -> list[Choice]:
    kinds = {kind.id: kind.name for kind in publication.definition.session_kinds}
    met = publication.session_kinds.get(selection.instrument, ())
    every = _choice(EVERYONE, language.say("bar.kind_all"))
    return [every, *(_choice(kind, language.of(kinds[kind])) for kind in met)]


def _programmes(publications: Publications, page: Page, language: Language) -> list[Choice]:
    every = publications.all()
    having = [known for known in every if page.has_data(known)]
    return [
        _choice(known.programme, language.of(known.name))
        for known in [*having, *(known for known in every if known not in having)]
    ]


def _sites(publication: Publication, language: Language) -> list[Choice]:
    """Return the pages of sites, each by its first and last one and their places, and then every site."""
    pages = site_batches(publication)
    alone = [_choice(site.id, site.name) for site in publication.sites if site.id not in pages]
    if len(pages) == 1:
        every = [_choice(page, language.say("bar.sites_all", n=len(sites))) for page, sites in pages.items()]
        return every + alone
    found, before = [], 0
    for page, sites in pages.items():
        names = list(sites.values())
        ends = {"start": names[0], "end": names[-1]}
        numbers = {"first": before + 1, "last": before + len(sites)}
        found.append(_choice(page, language.say("bar.sites_page", **ends, **numbers)))
        before += len(sites)
    return found + alone


def choices(
    publications: Publications, publication: Publication, selection: Selection, page: Page, language: Language
) -> dict[str, list[Choice]]:
    """Return what every control of the bar offers for a selection.

    Where a programme has nothing of what a page shows, there is another programme to choose and nothing else.
    """
    if not page.has_data(publication):
        return {name: [] for name in CHOSEN} | {"programme": _programmes(publications, page, language)}
    rounds = [
        _choice(round_id, language.date(publication.round_date(round_id))) for round_id in publication.rounds
    ]
    groups = page.groups(publication, selection.waves)
    usual = {
        "programme": _programmes(publications, page, language),
        "instrument": [
            _choice(instrument, language.of(publication.instruments[instrument].name))
            for instrument in page.instruments(publication)
            if instrument in publication.instruments
        ],
        "from": _waves(publication, selection, language),
        "to": _waves(publication, selection, language),
        "group": [_choice(group.id, _indented(group, language)) for group in groups]
        or [_choice(EVERYONE, everyone_asked(publication, selection, language))],
        "item": _items(publication, selection, page, language),
        "round": rounds,
        "against": [_choice(NOTHING, language.say("bar.against_none")), *rounds],
        "view": _views(page.views(publication, selection.instrument, selection.waves), language),
        "kind": _kinds(publication, selection, language),
        "indicator": [
            _choice(indicator, language.of(words.name)) for indicator, words in publication.indicators.items()
        ],
        "rules": [_choice(rule, language.say(f"bar.rules_{rule}")) for rule in RULES],
        "sites": _sites(publication, language),
        "order": [_choice(order, language.say(f"bar.order_{order}")) for order in ORDERS],
    }
    own = {
        name: [_choice(value, label) for value, label in offered]
        for name, offered in page.offers(publication, selection, language).items()
    }
    return {name: own.get(name, usual.get(name, [])) for name in CHOSEN}


def is_hidden(name: str, offered: Sequence[Choice], page: Page) -> bool:
    """Say whether a control is hidden: a page has no use for it, or there is nothing to choose."""
    return name not in page.controls or not offered


def _label(name: str, page: Page, language: Language) -> str:
    return language.say(page.item_label if name == "item" else f"bar.{name}")


def _control(name: str, value: str, offered: Sequence[Choice], page: Page, language: Language) -> Component:
    return Control(
        id=ids.control(name),
        name=name,
        label=_label(name, page, language),
        value=value,
        options=list(offered),
        hidden=is_hidden(name, offered, page),
    )


def view_switch(value: str, page: Page, language: Language, views: Sequence[str] = ALWAYS) -> Component:
    """Return the switch between the ways a chart is drawn; it stands by the chart."""
    return html.Div(
        [
            html.Span(language.say("view.label"), className="control-name", id="bar-view-name"),
            Radios(
                id=ids.control("view"),
                name="view",
                value=value,
                options=_views(views, language),
                className="segments",
            ),
        ],
        className="control control-view",
        hidden="view" not in page.controls,
        role="group",
        **aria(labelledby="bar-view-name"),
    )


def state(publication: Publication, selection: Selection, page: Page) -> dict[str, str]:
    """Return the selection as the page's store and address hold it."""
    return {
        **selection.query(),
        **{name: getattr(selection, name) for name in OF_THE_TABLE},
        "group": standing_group(
            publication, selection.waves, selection.group, page.groups(publication, selection.waves)
        ),
        "against": selection.against or NOTHING,
        "page": page.name,
        "identity": publication.key,
    }


def _in_order(page: Page) -> list[str]:
    """Return every select: those a page has a use for first, in its order, as it reads."""
    used = [name for name in page.controls if name in SELECTS]
    return [*used, *(name for name in SELECTS if name not in used)]


def _folded(language: Language) -> list[Component]:
    """Return what stands for the controls where there is no room for them: what is chosen, as a sentence."""
    return [
        html.P(id=ids.BAR_SENTENCE, className="bar-sentence"),
        html.Button(
            language.say("bar.change"),
            id=ids.BAR_BUTTON,
            type="button",
            className="btn btn-quiet",
            **aria(expanded="false", controls=ids.BAR_CONTROLS),
        ),
    ]


def filter_bar(
    publications: Publications, publication: Publication, selection: Selection, page: Page, language: Language
) -> Component:
    """Return the bar with every select; those a page has no use for are there and hidden."""
    values = state(publication, selection, page)
    offered = choices(publications, publication, selection, page, language)
    controls = [_control(name, values[name], offered[name], page, language) for name in _in_order(page)]
    badge = html.Span(badges(publication, language), id=ids.BADGE)
    return html.Div(
        [
            html.Section(
                [
                    *_folded(language),
                    html.Div(controls, id=ids.BAR_CONTROLS, className="bar-controls"),
                    badge,
                ],
                className="filter-bar",
                **aria(label=language.say("bar.label")),
            ),
            dcc.Store(id=ids.SELECTION, data=values),
            # The selection once what it is about is drawn: what stands around it follows then.
            dcc.Store(id=ids.SETTLED),
            dcc.Store(id=ids.LANDED, data=values),
            dcc.Store(id=ids.BAR_KEY),
        ]
    )
