"""The page over the example's months: what was put in is found and said, and hardly anything else."""

import tomllib
from pathlib import Path

import pytest

from dashboard.pages.management.answer import management_table
from dashboard.pages.management.finding import management_sentences
from dashboard.pages.management.site_chart import SiteChart
from dashboard.pages.management.standing_out import standing_out
from dashboard.pages.overview.answer import figures_moved
from publication.following import Publications
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.dashboards import LANGUAGES, run
from tests.months import asking, charts_of

EXAMPLE = DEFAULT_DATA / "example/fjordby"
EFFECTS = tomllib.loads((EXAMPLE / "effects.toml").read_text("utf-8"))["management"]
PUT_IN = {(one["indicator"], one["site"]): one for one in EFFECTS}
# Places in use on one day follow how many days they were in use.
FOLLOWS = {("places_in_use", "granlia")}
WAYS = {"down": -1, "up": 1, "none": 0}


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    var: Path = tmp_path_factory.mktemp("var")
    for said in (
        ["load", str(EXAMPLE / "management.xlsx"), "--programme", "fjordby"],
        ["publish", "fjordby"],
    ):
        result = run(var, DEFAULT_DATA, *said)
        assert result.exit_code == 0, result.stderr
    return Publications(var).current("fjordby")


def put_in_at(indicator: str, site: str) -> tuple[int, int]:
    """Month, counted from January 2023, and direction of a shift."""
    effect = PUT_IN[indicator, site]
    year, month = map(int, str(effect["since"]).split("-"))
    return 12 * (year - 2023) + month - 1, 1 if effect["after"] > effect["before"] else -1


@pytest.mark.parametrize(("indicator", "site"), PUT_IN)
def test_the_page_as_it_opens_finds_every_shift_at_its_month(
    publication: Publication, indicator: str, site: str
) -> None:
    month, direction = put_in_at(indicator, site)
    chart = charts_of(publication, indicator)[site]
    assert chart.signal is not None
    assert chart.signal.direction == direction
    assert chart.present
    # Few crossings alone have no date.
    assert chart.signal.rule == "crossings" or abs(chart.signal.first - month) <= 1
    assert (chart.marked == []) == (chart.signal.rule == "crossings")
    good = WAYS[publication.indicators[indicator].direction]
    meaning = "improvement" if direction == good else "neutral_high"
    assert chart.meaning == ("wandered" if chart.signal.rule == "crossings" else meaning)


def test_the_overview_names_all_that_was_put_in_and_little_else(publication: Publication) -> None:
    moved = figures_moved(publication, asking(publication, "violence"))
    news = {(table.indicator.id, chart.site) for table, chart in moved.news}
    assert set(PUT_IN) <= news
    assert len(news - set(PUT_IN) - FOLLOWS) <= 1
    assert len(news) < moved.signals < moved.judged


@pytest.mark.parametrize("code", CODES)
def test_a_shift_is_said_with_its_site_and_month(publication: Publication, code: str) -> None:
    language = LANGUAGES[code]
    table = management_table(publication, asking(publication, "violence", lang=code))
    (said,) = [line for line in management_sentences(table, language) if "Solsiden:" in line]
    words = language.of(publication.indicators["violence"].lower)
    assert f"Solsiden: {words} " in said
    assert "april\u00a02025" in said.lower()


def unmoved(publication: Publication, rules: str) -> list[SiteChart]:
    return [
        chart
        for indicator in publication.indicators
        for site, chart in charts_of(publication, indicator, rules).items()
        if (indicator, site) not in PUT_IN and (indicator, site) not in FOLLOWS and chart.unjudged is None
    ]


def test_what_did_not_move_signals_no_more_often_than_published(publication: Publication) -> None:
    """Anhøj and Olesen (2014): about one run chart in twenty; of 80, ten or more come once in 100."""
    charts = unmoved(publication, "anhoej")
    assert 60 < len(charts) <= 80
    assert sum(one.signal is not None for one in charts) < 10


def test_where_nothing_moved_the_page_speaks_of_chance(publication: Publication) -> None:
    table = management_table(publication, asking(publication, "threats"))
    assert management_sentences(table, LANGUAGES["en"]) == [
        "Threats: no signal at any of the 5 sites that can be judged",
        "7 sites have too few episodes to judge.",
    ]


@pytest.mark.parametrize("code", CODES)
def test_the_finding_names_all_that_was_put_in_and_hardly_anything_else(
    publication: Publication, code: str
) -> None:
    """Of ten indicators at twelve sites; a page where nothing changed names a site once in twenty."""
    language, wrong = LANGUAGES[code], 0
    for indicator in publication.indicators:
        table = management_table(publication, asking(publication, indicator, lang=code))
        named = {chart.site for chart in standing_out(table)}
        meant = {site for known, site in PUT_IN if known == indicator}
        assert meant <= named
        finding, lead, *_ = management_sentences(table, language)
        assert all(chart.name in lead for chart in table.charts if chart.site in named)
        assert not finding.endswith(".")
        wrong += len(named - meant - {site for known, site in FOLLOWS if known == indicator})
    assert wrong <= 1


def test_staff_absence_is_there_only_where_the_programme_says_enough_staff(publication: Publication) -> None:
    staff = {site.id: site.staff for site in publication.sites if isinstance(site.staff, int)}
    assert len(staff) == len(publication.sites)
    assert set(charts_of(publication, "absence")) == {
        site for site, people in staff.items() if people >= publication.definition.k
    }
