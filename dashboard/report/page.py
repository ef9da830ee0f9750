"""A page: where it stands, which choices it has a use for, and how it answers a selection."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dashboard.report.addresses import ADD, ATTACH, MEETINGS, WORDS, rooted
from dashboard.report.controls import CHOSEN, CONTROLS, OF_THE_TABLE
from dashboard.report.groups import groups_offered
from dashboard.report.offered import answered_instruments, items_of, views_of_answers, waves_that_asked
from dashboard.report.report import AnyChartReport, AnyReport
from dashboard.report.rows import RowKinds
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Option, Publication

Waves = tuple[str, str]
# By control what it offers: each choice with its value and label.
Offered = Mapping[str, Sequence[tuple[str, str]]]


def _always(*_: object) -> bool:
    return True


def _nameless(*_: object) -> str:
    return ""


def _as_it_is(_: Publication, selection: Selection) -> Selection:
    return selection


def _nothing_else(*_: object) -> "Offered":
    return {}


def _nothing_on_paper(_: Publication) -> Sequence[Mapping[str, str]]:
    return ()


def first_choice(_: Publication) -> Sequence[Mapping[str, str]]:
    """Return what a page shows where nothing is chosen."""
    return ({},)


def each_instrument(
    instruments: Callable[[Publication], Sequence[str]],
) -> Callable[[Publication], Sequence[Mapping[str, str]]]:
    """Return what gives a page once for each instrument it can show."""
    return lambda publication: [{"instrument": name} for name in instruments(publication)]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's address, what leads to it, what it offers of a publication, and its report.

    Attributes:
        name: What it is called in words and ids.
        path: Its address; a part in angle brackets is the id of what the page is about.
        controls: The controls of the filter bar it has a use for.
        linked_from: Where the link to it stands on every page; 'pages' where some pages alone lead to it.
        under: The page whose link is marked as the open one, where it has none itself.
        files: The endings under which `/files/PAGE.ENDING` serves its report.
        has_data: Says whether a programme has what it shows.
        is_there: Says whether a publication has what an address is about.
        about: The name of that, which stands in the browser's title; '' where the page's own does.
        instruments: The instruments it can show.
        waves: Of which waves it shows the first and the last where none is chosen.
        items: What of an instrument can be chosen, the default first.
        no_item: The words for choosing none of the items.
        item_label: The words over the choice of an item.
        groups: The groups it offers.
        views: The ways its chart can be drawn.
        complete: Fills in what of a selection is the page's own choice; by itself it changes nothing.
        offers: What the page offers in controls of its own, or offers otherwise than other pages.
        renews: Its controls that change, beside questionnaire and rounds, what others offer.
        report: Answers a selection; None where nothing of it may be shown.
        rows: The kinds of rows `show` prints of it.
        in_paper: What of a publication a paper shows of it, each as an address says it.
        folder: The package its card stands in, where that is not one of its name in `dashboard.pages`.
    """

    name: str
    path: str
    controls: Sequence[str] = ()
    linked_from: Literal["header", "footer", "pages"] = "header"
    under: str = ""
    files: Sequence[str] = ()
    has_data: Callable[[Publication], bool] = _always
    is_there: Callable[[Publication, Selection], bool] = _always
    about: Callable[[Publication, Selection], str] = _nameless
    instruments: Callable[[Publication], list[str]] = answered_instruments
    waves: Callable[[Publication, str], Sequence[str]] = waves_that_asked
    items: Callable[[Publication, str], Sequence[str]] = items_of
    no_item: str = "bar.item_all"
    item_label: str = "bar.item"
    groups: Callable[[Publication, Waves], Sequence[Option]] = groups_offered
    views: Callable[[Publication, str, Waves], list[str]] = views_of_answers
    complete: Callable[[Publication, Selection], Selection] = _as_it_is
    offers: Callable[[Publication, Selection, Language], Offered] = _nothing_else
    renews: Sequence[str] = ()
    report: Callable[[Publication, Selection, Language], AnyReport | None] | None = None
    rows: RowKinds = field(default_factory=dict)
    in_paper: Callable[[Publication], Sequence[Mapping[str, str]]] = _nothing_on_paper
    folder: str = ""


@dataclass(frozen=True, kw_only=True)
class ChartPage(Page):
    """A page whose report stands in a card with a chart."""

    report: Callable[[Publication, Selection, Language], AnyChartReport | None]


Pages = Mapping[str, Page]
Place = Literal["header", "footer"]


def linked_from(pages: Pages, where: Place) -> list[str]:
    """Return the pages whose links stand in one place, in order."""
    return [page.name for page in pages.values() if page.linked_from == where]


def linked_everywhere(pages: Pages) -> list[str]:
    """Return the pages every page leads to, in order."""
    return [page.name for page in pages.values() if page.linked_from != "pages"]


def for_the_browser(pages: Pages, languages: Iterable[str], person: str) -> dict[str, object]:
    """Return what the code in the browser needs to know of the pages, languages and who is logged in."""
    return {
        "controls": CONTROLS,
        "person": person,
        "languages": list(languages),
        "ofTheTable": OF_THE_TABLE,
        "renews": {name: page.renews for name, page in pages.items() if page.renews},
        "shown": CHOSEN,
        "plain": {"meetings": rooted(MEETINGS), "words": rooted(WORDS)},
        "add": rooted(ADD),
        "attach": rooted(ATTACH),
        "paths": {name: rooted(pages[name].path) for name in linked_everywhere(pages)},
        "files": {name: rooted(f"/files/{name}") for name, page in pages.items() if page.files},
    }
