"""Every indicator at every site over hand-made months: states, finding, targets and files worked by hand."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from dashboard.charts import style
from dashboard.components.markup import as_text, element
from dashboard.pages import PAGES
from dashboard.pages.indicators.answer import IndicatorTable, indicator_table, meeting_of, state_of
from dashboard.pages.indicators.cell_text import described, note_words, reading, value_words
from dashboard.pages.indicators.chart import draw_months
from dashboard.pages.indicators.report import IndicatorsReport, indicators_report
from dashboard.pages.management.answer import management_table
from dashboard.pages.management.site_chart import ManagementTable
from dashboard.report.resolving import select
from dashboard.report.selection import Selection
from publication.reading import Publication
from tests.dashboards import LANGUAGES, Served, opened, served, show, texts
from tests.months import ENGLISH, Recorded, asking, months_world, published_months
from tests.worlds import World, people

WAITING, REFERRALS = "Venter ved månedens slutt", "Henvisninger"
VIOLENCE, THREATS, ABSENCE = "Episoder med vold", "Episoder med trusler", "Sykefravær i prosent"
# Twelve months around ten, twelve around four, the median between them: runs of twelve are longer than
# round(log2 24 + 3) = 8 (Anhøj and Olesen 2014), and the last one lasts.
FALLING = [9, 10, 11] * 4 + [4, 3, 5] * 4
RISING = FALLING[::-1]
STABLE = [5, 8, 3, 7, 4, 6, 9, 2] * 3
# Nine below 7, nine above, then to and fro: runs of nine are signals, the last of them six months ago.
OVER = [3, 4, 5] * 3 + [9, 10, 11] * 3 + [3, 9] * 3
ALIKE = [0] * 20 + [1] * 4
MONTHS: Recorded = {
    ("a", WAITING): FALLING,
    ("b", WAITING): STABLE,
    ("c", WAITING): [3, None, 4, 5, 6, 7, 2, 8, 9],
    ("a", VIOLENCE): RISING,
    ("b", THREATS): RISING,
    ("a", REFERRALS): RISING,
    ("b", REFERRALS): OVER,
    ("c", REFERRALS): ALIKE,
}
STATES = {
    ("a", "waiting"): "improvement",
    ("b", "waiting"): "none",
    ("c", "waiting"): "few_points",
    ("a", "violence"): "concern",
    ("b", "threats"): "concern",
    ("a", "referrals"): "neutral_high",
    ("b", "referrals"): "none",
    ("c", "referrals"): "equal_points",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return months_world(tmp_path_factory.mktemp("world"), MONTHS)


@pytest.fixture(scope="module")
def site(world: World) -> Served:
    return served(world)


def report_of(publication: Publication, code: str = "en", **said: str) -> IndicatorsReport:
    selection = select(publication, {"lang": code, **said}, PAGES["indicators"])
    return indicators_report(publication, selection, LANGUAGES[code])


def table_of(publication: Publication) -> IndicatorTable:
    return report_of(publication).answer


def test_a_cell_is_better_worse_neither_without_a_signal_or_not_judged(world: World) -> None:
    found = table_of(opened(world)).figures
    assert {cell: state_of(figure) for cell, figure in found.items()} == STATES


FOUND = {
    "en": "Signals in 4 of 6 series: more episodes (threats) at Site b; more episodes (violence) at Site a; "
    "fewer people waiting at Site a; more referrals at Site a.",
    "da": "Signaler i 4 af 6 serier: flere episoder (trusler) på Site b; flere episoder (vold) på Site a; "
    "færre på venteliste på Site a; flere henvisninger på Site a.",
    "nb": "Signaler i 4 av 6 serier: flere episoder (trusler) på Site b; flere episoder (vold) på Site a; "
    "færre på venteliste på Site a; flere henvisninger på Site a.",
}
LEAD = (
    "January 2023 to December 2024 · 2 of 8 series cannot be judged · about 1 in 20 gives a signal by chance"
)


@pytest.mark.parametrize("code", FOUND)
def test_the_finding_counts_the_signals_and_names_worse_first(world: World, code: str) -> None:
    assert report_of(opened(world), code).sentences[0] == FOUND[code]


def test_the_line_under_it_says_months_what_cannot_be_judged_and_chance(world: World) -> None:
    assert report_of(opened(world)).sentences[1] == LEAD


def test_several_sites_stand_together_and_what_makes_no_heading_is_counted(tmp_path: Path) -> None:
    """Seven signals of five kinds: the fifth, more referrals at two sites, is only counted."""
    names = (WAITING, VIOLENCE, THREATS, "Kommet videre")
    recorded = {("a", name): RISING for name in names}
    recorded |= {("b", WAITING): RISING} | {(place, REFERRALS): RISING for place in "ab"}
    assert report_of(published_months(tmp_path, recorded)).sentences[0] == (
        "Signals in 7 of 7 series: more episodes (threats) at Site a; more episodes (violence) at Site a; "
        "more people waiting at Site a and Site b; more moved on at Site a; and 2 more."
    )


def test_without_a_signal_or_a_judgement_that_is_the_finding(tmp_path: Path) -> None:
    stable = published_months(tmp_path / "stable", {("a", WAITING): STABLE, ("b", WAITING): OVER})
    assert report_of(stable).sentences == [
        "No signal in any of the 2 series that can be judged.",
        "January 2023 to December 2024",
    ]
    short = published_months(tmp_path / "short", {("a", WAITING): STABLE[:9]})
    assert report_of(short).sentences == [
        ENGLISH.say("management.unjudged_all"),
        "January 2023 to September 2023 · 1 of 1 series cannot be judged",
    ]


# The months of a stable site are at most 9 and at least 2, and half of them are 5 or fewer.
@pytest.mark.parametrize(
    ("target", "expected", "met"), [(9, "met", 24), (5, "varying", 12), (1, "missed", 0)]
)
def test_a_target_is_met_missed_or_met_in_some_months(
    tmp_path: Path, target: int, expected: str, met: int
) -> None:
    targets = [{"indicator": name, "value": target} for name in ("waiting", "referrals")]
    recorded: Recorded = {("b", WAITING): STABLE, ("c", WAITING): [3, 4, 5], ("b", REFERRALS): STABLE}
    table = table_of(published_months(tmp_path, recorded, targets=targets))
    found = {cell: meeting_of(figure.chart) for cell, figure in table.figures.items()}
    assert found == {
        ("b", "waiting"): expected,
        ("c", "waiting"): None,  # too few months for lines
        ("b", "referrals"): None,  # neither direction is good
    }
    figure = table.figures["b", "waiting"]
    assert described(figure, ENGLISH).endswith(f"Target {target}: met in {met} of 24 months.")
    assert reading(figure, ENGLISH).startswith("no signal, target m")


def test_a_cell_says_its_value_month_and_signal(world: World) -> None:
    figures = table_of(opened(world)).figures
    said = described(figures["a", "waiting"], ENGLISH)
    assert said.startswith(
        "Waiting list, Site a: 5 people waiting (December\u00a02024). Fewer people waiting than before"
    )
    assert said.endswith("since January\u00a02024.")
    assert described(figures["c", "referrals"], ENGLISH).endswith("Too many months alike to judge.")
    notes = {cell: note_words(figure, ENGLISH) for cell, figure in figures.items()}
    assert {cell: note for cell, note in notes.items() if note} == {
        ("c", "waiting"): "Sept\u00a02023",
        ("a", "violence"): "counts",
        ("b", "threats"): "counts",
    }


def test_only_the_months_of_a_signal_that_lasts_are_marked(world: World) -> None:
    figures = table_of(opened(world)).figures
    drawn = {cell: draw_months(figure, "said").svg for cell, figure in figures.items()}
    assert {cell for cell, svg in drawn.items() if style.UP in svg} == {("a", "waiting")}
    assert {cell for cell, svg in drawn.items() if style.DOWN in svg} == {("a", "violence"), ("b", "threats")}
    # Twelve months of the run, and nothing but them.
    assert drawn["a", "waiting"].count("h0") == 12
    assert drawn["b", "referrals"].count("h0") == 0


def test_rare_episodes_are_drawn_as_a_line_from_one_to_the_next(tmp_path: Path) -> None:
    """Read by months between: a value stands only in a month with an episode, the line goes on between."""
    days = [500] * 24
    found = published_months(tmp_path, {("a", VIOLENCE): [0, 0, 1] * 8, ("a", "Belagte plassdøgn"): days})
    report = report_of(found, rules="own")
    figure = report.answer.figures["a", "violence"]
    assert figure.chart.between
    line = draw_months(figure, "said").svg.split('stroke="#7a8596"')[0].rsplit('d="', 1)[1]
    assert line.count("M") == 1
    assert note_words(figure, ENGLISH) == "months without"


def parts(component: Any) -> Iterator[dict[str, Any]]:
    if isinstance(component, list):
        for part in component:
            yield from parts(part)
    elif isinstance(component, dict):
        yield component
        yield from parts(component.get("props", {}).get("children"))


def contents(site: Served, **said: str) -> list[dict[str, Any]]:
    """Return every component of the page's contents."""
    query = {"programme": "small", "lang": "en"} | said
    answered = site.ask("indicators-contents", {"data": query}).get_json()
    return list(parts(answered["response"]["indicators-contents"]["children"]))


def grid(site: Served, **said: str) -> Element:
    """Return the table, which is one piece of markup."""
    (piece,) = (part for part in contents(site, **said) if part["type"] == "Markdown")
    return ElementTree.fromstring(piece["props"]["children"])


def cell_links(table: Element) -> list[Element]:
    return [link for link in table.iter("a") if "cell" in (link.get("class") or "").split()]


def query_of(link: Element) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link.attrib["href"]).query)


def test_a_cell_leads_to_its_months_by_the_rules_it_was_read_by(site: Served) -> None:
    links = cell_links(grid(site, rules="nhs"))
    assert {urlsplit(link.attrib["href"]).path for link in links} == {"/management"}
    ways = [query_of(link) for link in links]
    assert [way["indicator"] for way in ways] == [
        *(["referrals"], ["violence"], ["waiting"]),
        *(["referrals"], ["threats"], ["waiting"]),
        *(["referrals"], ["waiting"]),
    ]
    assert [way["sites"] for way in ways] == [["a"]] * 3 + [["b"]] * 3 + [["c"]] * 2
    assert {(*way["rules"], *way["programme"]) for way in ways} == {("nhs", "small")}


def test_a_cell_leads_to_its_own_site_wherever_it_stands(tmp_path: Path) -> None:
    places = [f"s{at:02}" for at in range(20)]
    world = months_world(tmp_path, {(place, WAITING): STABLE for place in places}, places={"nord": places})
    page = served(world)
    links = [link for sites in ("1", "2") for link in cell_links(grid(page, sites=sites))]
    assert len(links) == 20
    for place, link in zip(places, links, strict=True):
        assert query_of(link)["sites"] == [place]
        assert f"Site {place}" in link.attrib["title"]


def test_the_table_names_its_rows_columns_and_municipalities(site: Served) -> None:
    table = grid(site)
    scopes = [header.attrib["scope"] for header in table.iter("th")]
    assert scopes == ["col"] * 5 + ["rowgroup", "row", "row", "rowgroup", "row"]
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    assert [row[0] for row in rows] == ["Site", "Nord", "Site a", "Site b", "Sor", "Site c"]
    assert rows[0][3] == "Violence episodes per 1,000 occupied bed days"
    assert [row[3] for row in rows[1:] if len(row) > 1] == [
        "Site a: Violence 9■counts worse. ",
        "Site b: Violence –no figures",
        "Site c: Violence –no figures",
    ]
    images = [image.attrib for image in table.iter("img")]
    assert len(images) == len(MONTHS)
    assert images[0]["alt"] == "24 months, from 5 to 9."
    assert all(image["src"].startswith("data:image/svg+xml,") for image in images)


def test_one_municipality_needs_no_heading(tmp_path: Path) -> None:
    world = months_world(tmp_path, {("a", WAITING): STABLE}, places={"nord": ["a"]})
    assert "Nord" not in "".join(grid(served(world)).itertext())


NASTY = """{alert(1)} <b onclick='x'>"A & B"</b>\n\n**c** `d`"""


def test_words_in_a_piece_of_markup_are_text_and_no_code() -> None:
    piece = element("span", as_text(NASTY), title=NASTY, aria_hidden="true", class_="x")
    assert not set("{}\n") & set(piece)
    read = ElementTree.fromstring(piece)
    assert (read.text, list(read)) == (NASTY.replace("\n", " "), [])
    assert read.attrib == {"title": NASTY.replace("\n", " "), "aria-hidden": "true", "class": "x"}


def test_each_run_is_computed_once_whatever_the_language(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []

    def counted(publication: Publication, selection: Selection) -> ManagementTable:
        computed.append(selection.indicator)
        return management_table(publication, selection)

    monkeypatch.setattr("dashboard.pages.indicators.answer.management_table", counted)
    for code in (*LANGUAGES, *LANGUAGES):
        assert contents(site, lang=code, rules="own")
    assert sorted(computed) == ["referrals", "threats", "violence", "waiting"]


def test_files_and_rows_hold_the_same_cells(site: Served, world: World) -> None:
    query = {"programme": "small", "lang": "en"}
    lines = list(csv.reader(io.StringIO(site.file("indicators", query, "comma").decode("utf-8-sig"))))
    assert lines[0][:6] == ["Site", "Municipality", "Indicator", "Unit", "Month", "Newest value"]
    assert [line[:6] for line in lines[1:3]] == [
        ["Site a", "Nord", "Referrals", "new referrals in the month", "2024-12", "9.0"],
        ["Site a", "Nord", "Violence", "counts", "2024-12", "9.0"],
    ]
    rows = show(world, "indicators", "--rules", "anhoej")
    assert {(row["site"], row["indicator"]): row["state"] for row in rows} == STATES
    assert [(row["site_label"], row["month"], float(row["value"])) for row in rows] == [
        (line[0], line[4], float(line[5])) for line in lines[1:]
    ]
    (waiting,) = show(world, "indicators", "--rules", "anhoej", "--site", "a", "--indicator", "waiting")
    assert (waiting["signal"], waiting["signal_from"], waiting["signal_to"]) == ("run", "2024-01", "2024-12")


def test_a_figure_about_few_staff_is_nowhere(tmp_path: Path) -> None:
    """Four work at a: its absence is withheld from every publication, and so from page, files and rows."""
    absence = [7 + at / 10 for at in range(24)]
    recorded = {(place, ABSENCE): absence for place in "ab"} | {("a", WAITING): STABLE}
    world = months_world(tmp_path, recorded, staff={"a": 4, "b": 40})
    assert {*table_of(opened(world)).figures} == {("b", "absence"), ("a", "waiting")}
    site, query = served(world), {"programme": "small", "lang": "en"}
    named = [link.attrib["title"] for link in cell_links(grid(site))]
    assert [name.split(":")[0] for name in named] == ["Waiting list, Site a", "Sickness absence, Site b"]
    lines = site.file("indicators", query, "comma").decode().splitlines()
    assert [line.split(",")[0] for line in lines if "Sickness absence" in line] == ["Site b"]
    assert {row["site"] for row in show(world, "indicators", "--indicator", "absence")} == {"b"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_programme_without_such_figures_says_so(tmp_path: Path, code: str) -> None:
    world = World(tmp_path).write()
    world.load(people({("practitioner", "a"): 9}, {"p1": 3, "p2": 4}))
    world.publish()
    said = "".join(texts(contents(served(world), lang=code)))
    assert LANGUAGES[code].say("empty.no_data_indicators", programme="Small") in said


def test_the_answer_asks_for_what_the_page_of_months_shows(world: World) -> None:
    """The same charts: whatever the rules, a signal here is the signal there."""
    publication = opened(world)
    for rules in ("anhoej", "nhs", "own"):
        for indicator in publication.indicators:
            selection = asking(publication, indicator, rules)
            there = {chart.site: chart.signal for chart in management_table(publication, selection).charts}
            here = indicator_table(publication, selection).figures
            assert {
                place: figure.chart.signal for (place, name), figure in here.items() if name == indicator
            } == there


def test_a_rate_of_rare_episodes_keeps_its_digits_and_says_as_its_own_page_why_it_is_not_judged(
    tmp_path: Path,
) -> None:
    """One episode in 620 bed days is 1.6 per 1,000; twenty-three months without are too few episodes."""
    recorded: Recorded = {("a", VIOLENCE): [0] * 23 + [1], ("a", "Belagte plassdøgn"): [620] * 24}
    found = table_of(opened(months_world(tmp_path, recorded))).figures["a", "violence"]
    assert value_words(found, LANGUAGES["en"]) == "1.6"
    assert state_of(found) == "few_episodes"
