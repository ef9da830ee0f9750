"""Tables 1 to 3 of the report of 2018: shown as printed, every figure of them and nothing else."""

import csv
import json
from pathlib import Path

import pytest

from dashboard.pages.participants.answer import composition
from dashboard.pages.participants.report import participants_report
from dashboard.report.selection import Selection
from publication.following import Publications
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.dashboards import LANGUAGES, Served, check_figure, figure_texts, run, table_of

PROGRAMME = "recoverydannelse-2017"
TABLES = ("table1_participants.csv", "table2_background.csv", "table3_expectations.csv")
Figures = dict[tuple[str, str, str], tuple[str, str]]
# The files call a category by the report's word.
CALLED = {"over 50": "over_50"}


def printed() -> Figures:
    """Return (wave, question, category) → number and percentage as the files have them."""
    found: Figures = {}
    for name in TABLES:
        with (DEFAULT_DATA / "example/recoverydannelse-2017" / name).open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                category = row.get("category") or row["item"]
                about = row["wave"], row.get("variable", "expectations"), CALLED.get(category, category)
                found[about] = row["n"], row["percent"]
    return found


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only the three tables, loaded and published: counts alone are enough to publish."""
    var = tmp_path_factory.mktemp("var")
    files = [str(DEFAULT_DATA / "example" / PROGRAMME / name) for name in TABLES]
    assert run(var, DEFAULT_DATA, "load", *files, "--programme", PROGRAMME).exit_code == 0
    assert run(var, DEFAULT_DATA, "publish", PROGRAMME).exit_code == 0
    return var


@pytest.fixture(scope="module")
def publication(var: Path) -> Publication:
    return Publications(var).current(PROGRAMME)


def chosen(lang: str = "en", start: str = "pre", end: str = "post") -> Selection:
    return Selection(LANGUAGES[lang].code, PROGRAMME, from_wave=start, to_wave=end)


def test_a_publication_keeps_every_printed_figure_with_its_digits(publication: Publication) -> None:
    rows = publication.cursor().execute("FROM published_counts").fetchall()
    found = {(wave, variable, category): (n, percent) for wave, variable, category, _, n, percent in rows}
    assert found == {
        about: (int(n) if n else None, percent or None) for about, (n, percent) in printed().items()
    }
    assert len(found) == 62


def test_the_table_has_each_figure_as_printed(publication: Publication) -> None:
    """Number for number, in the order of the page; '50' stays '50' and '50.0' stays '50.0'."""
    rows = table_of("participants", publication, chosen(), LANGUAGES["en"]).shown(LANGUAGES["en"])
    shown = [(row[at], row[at + 1]) for row in rows for at in (2, 4)]
    assert sorted(one for one in shown if any(one)) == sorted(one for one in printed().values() if any(one))


@pytest.mark.parametrize(("lang", "fifty", "half"), [("en", "50", "22.5"), ("da", "50", "22,5")])
def test_decimal_marks_are_the_languages_and_digits_the_reports(
    publication: Publication, lang: str, fifty: str, half: str
) -> None:
    language = LANGUAGES[lang]
    twin = table_of("participants", publication, chosen(lang), language)
    percentages = {row[3] for row in twin.shown(language)}
    assert {fifty, half} <= percentages
    file = twin.file(language, "semicolon").decode("utf-8-sig")
    mark = "," if lang == "en" else ";"
    assert f"{mark}{half}{mark}" in file
    assert ",22.5," in twin.file(language, "comma").decode("utf-8-sig")


@pytest.mark.parametrize("lang", CODES)
def test_the_page_says_what_is_printed_and_what_the_star_means(publication: Publication, lang: str) -> None:
    reading = participants_report(publication, chosen(lang), LANGUAGES[lang])
    assert reading is not None
    check_figure(reading.chart, LANGUAGES[lang])
    assert reading.rests_on == "published_counts"
    assert LANGUAGES[lang].say("participants.printed_note") in reading.notes
    whole = "100%" if lang == "en" else "100\u00a0%"
    assert sum(whole in note for note in reading.notes) == 2, "the star, and the boxes"
    assert LANGUAGES[lang].say("participants.response_unknown") in reading.sentences


def test_the_sentences_say_the_largest_group_and_no_difference(publication: Publication) -> None:
    """No test of these tables, by R's fisher.test or ours, comes below 0.05."""
    reading = participants_report(publication, chosen(), LANGUAGES["en"])
    assert reading is not None
    assert reading.sentences[:2] == [
        "Practitioners are the largest group in both rounds: start 11 (50.0%), end 10 (47.6%).",
        "The mix of role, gender, education, felt need for the course and knew recovery before "
        "was about the same in both rounds.",
    ]
    assert reading.people == "○ Start: 22 respondents · ● End: 21 respondents"


def test_a_figure_that_is_not_printed_is_a_dash_and_tests_nothing(publication: Publication) -> None:
    """Others who took the initiative, before: neither number nor percentage stands in the report."""
    reading = participants_report(publication, chosen(), LANGUAGES["en"])
    assert reading is not None
    assert not any("whose idea" in said for said in reading.sentences)
    assert "–" in figure_texts(reading.chart)


def test_age_is_asked_in_two_ways_and_each_says_when_not(publication: Publication) -> None:
    reading = participants_report(publication, chosen(), LANGUAGES["nb"])
    assert reading is not None
    assert {"Oppstart: Ikke spurt", "Avslutning: Ikke spurt"} <= set(figure_texts(reading.chart))


def test_the_star_is_left_out_where_the_decades_are_not_shown(publication: Publication) -> None:
    reading = participants_report(publication, chosen(start="post"), LANGUAGES["en"])
    assert reading is not None
    assert not any("star" in note for note in reading.notes)


def test_roles_of_both_waves_are_there_for_other_pages(publication: Publication) -> None:
    found = composition(publication, "pre", "post", LANGUAGES["en"])
    assert found is not None
    assert [(row.label, row.earlier.n, row.later.n) for row in found.rows] == [
        ("Practitioners", 11, 10),
        ("Leaders", 5, 5),
        ("Peer workers", 3, 1),
        ("Others", 3, 5),
    ]


def test_the_source_line_says_that_a_report_printed_it(var: Path) -> None:
    query = {"programme": PROGRAMME, "lang": "en", "from": "pre", "to": "post"}
    response = json.loads(Served(DEFAULT_DATA, var).card("participants", query))["response"]
    source = response["participants-source"]["children"]
    assert "figures as printed in a report" in source
    assert all(name in source for name in TABLES)


def test_rows_of_the_command_are_the_printed_ones(var: Path) -> None:
    said = run(var, DEFAULT_DATA, "show", "participants", "--programme", PROGRAMME, "--format", "csv")
    rows = list(csv.DictReader(said.stdout.splitlines()))
    found = {(row["wave"], row["variable"], row["category"]): row for row in rows if row["category"]}
    assert {about: row["n"] for about, row in found.items()} == {
        about: n for about, (n, _) in printed().items()
    }
    assert {row["variable"] for row in rows if row["status"] == "not_asked"} == {"birth_decade", "age_band"}
    assert found["pre", "initiative", "others"]["status"] == "not_printed"
    assert found["pre", "birth_decade", "1950-1959"]["share"] == "0.225"
