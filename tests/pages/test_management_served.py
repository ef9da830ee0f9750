"""The page of months as it is served: card, table and files for an address."""

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from python_calamine import load_workbook

from dashboard.components.long_table import long_table
from tests.dashboards import LANGUAGES, Served, served, texts
from tests.months import months_world

WAITING, REFERRALS = "Venter ved månedens slutt", "Henvisninger"
STABLE = [5, 8, 3, 7, 4, 6, 9, 2] * 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Served:
    recorded = {(site, WAITING): STABLE for site in "abc"} | {("a", REFERRALS): STABLE}
    return served(months_world(tmp_path_factory.mktemp("world"), recorded))


def asking(**said: str) -> dict[str, str]:
    return {"programme": "small", "lang": "en", "page": "management"} | said


class Rows(HTMLParser):
    """The cells of a table, as a browser reads them."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.feed(said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows:
            self.rows[-1][-1] += data


def test_the_card_says_what_is_shown_and_where_it_comes_from(site: Served) -> None:
    said = json.loads(site.card("management", asking(indicator="waiting")))["response"]
    assert said["management-card"]["hidden"] is False
    finding = "".join(texts(said["management-finding"]["children"]))
    assert finding == "Waiting list: no signal at any of the 3 sites"
    assert said["management-lead"]["children"] == "The movements are those of chance."
    assert said["management-source"]["children"].endswith("Files: figures.csv.")
    notes = "".join(texts(said["management-notes"]["children"]))
    assert notes.count(LANGUAGES["en"].say("management.service")) == 1


def test_the_bar_offers_every_figure_chart_and_page_of_sites(site: Served) -> None:
    said = json.loads(site.bar(asking()))["response"]
    offered = {
        name: [one["label"] for one in said[f"bar-{name}"]["options"]]
        for name in ("indicator", "rules", "sites")
    }
    assert offered["indicator"] == ["Referrals", "Waiting list"]
    assert offered["rules"][:2] == ["Run chart, Anhøj's rules", "XmR chart, NHS rules"]
    assert offered["sites"] == ["All 3", "Site a", "Site b", "Site c"]


def test_the_table_and_the_file_hold_the_same_numbers(site: Served) -> None:
    query = asking(indicator="referrals")
    (table,) = json.loads(site.table("management", query))["response"].values()
    shown = Rows(table["children"]["props"]["children"]).rows
    lines = list(csv.reader(io.StringIO(site.file("management", query, "comma").decode("utf-8-sig"))))
    assert shown[0] == lines[0]
    assert len(shown) == len(lines) == 1 + 24
    numbers = [2, 3]
    assert [[float(row[at]) for at in numbers] for row in shown[1:]] == [
        [float(row[at]) for at in numbers] for row in lines[1:]
    ]


def test_a_file_is_called_after_its_figure(site: Served) -> None:
    answer = site.client.get("/files/management.csv", query_string=asking(indicator="waiting"))
    assert answer.headers["Content-Disposition"].endswith('rejsespor-management-small-1-waiting.csv"')


def test_the_workbook_holds_the_months_and_says_what_they_are(site: Served) -> None:
    query = asking(indicator="referrals", rules="nhs")
    book = load_workbook(io.BytesIO(site.client.get("/files/management.xlsx", query_string=query).data))
    figures, about = (book.get_sheet_by_index(at).to_python() for at in (0, 1))
    assert len(figures) == 1 + 24
    assert figures[1][:4] == ["Site a", "2023-01", 5.0, 5.0]
    said = {str(row[0]): str(row[1]) for row in about}
    assert said["Indicator"] == "Referrals (new referrals in the month)"
    assert said["Chart"] == "XmR chart, NHS rules"
    assert "figures.csv" in said.values()
    assert LANGUAGES["en"].say("management.service") in said.values()


def test_what_stands_in_a_long_table_is_text_and_never_markup() -> None:
    nasty = "<script>alert(1)</script>\n\n**A & B** | `c`"
    said = long_table("Some <b>table</b>", [("Over", 1)], ["Site", "n"], [[nasty, "1\u202f000"]]).children
    read = Rows(said)
    assert read.tags == {"table", "caption", "thead", "tbody", "tr", "td", "th"}
    assert "\n\n" not in said
    assert read.rows == [["", "Over"], ["Site", "n"], [nasty.replace("\n", " "), "1\u202f000"]]


def test_months_are_in_the_address_of_every_page(site: Served) -> None:
    page = site.page("change", "?lang=en&programme=small&indicator=referrals&rules=nhs")
    assert b"indicator=referrals" in page
    assert b"rules=nhs" in page


def test_the_card_speaks_the_readers_language(site: Served) -> None:
    for code, language in LANGUAGES.items():
        said = site.card("management", asking(lang=code, indicator="waiting")).decode()
        assert language.say("management.question") in said
        assert language.say("management.line.run") in said
