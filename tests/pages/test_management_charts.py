"""The panels of months: rare episodes as stems, signals first, the level that wandered, one site alone."""

from pathlib import Path

import pytest

from dashboard.charts import style
from dashboard.pages.management.answer import management_table
from dashboard.pages.management.report import ManagementReport, management_report
from dashboard.pages.management.standing_out import standing_out
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import LANGUAGES
from tests.months import Recorded, asking, published_months

VIOLENCE, DAYS, WAITING = "Episoder med vold", "Belagte plassdøgn", "Venter ved månedens slutt"
FALLING = [9, 10, 11] * 4 + [4, 3, 5] * 4
STABLE = [5, 8, 3, 7, 4, 6, 9, 2] * 3
# Six months on either side by turns: 5 crossings of 36 months, and 13 are the fewest expected (Anhøj 2015).
WANDERING = [9, 10, 11, 9, 10, 11, 4, 3, 5, 4, 3, 5] * 3
# High for a year, low for ten months, then by turns: the run ended eight months ago.
OVER = [9, 10, 11, 12] * 3 + [4, 3, 5, 2] * 2 + [4, 3] + [11, 4] * 7


def report(found: Publication, indicator: str = "waiting", **said: str) -> ManagementReport:
    language = LANGUAGES[said.get("lang", "en")]
    return management_report(found, asking(found, indicator, **said), language)


def titles(made: ManagementReport) -> list[str]:
    texts = [note["text"] for note in made.chart["layout"]["annotations"]]
    return [text for text in texts if "<b>Site" in text]


def legend(made: ManagementReport) -> str:
    return str(made.chart["layout"]["annotations"][0]["text"])


@pytest.fixture(scope="module")
def episodes(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Site a has 5 to 7 episodes a month, b one or two in every fourth month, c none at all."""
    counts: Recorded = {
        ("a", VIOLENCE): [5, 6, 7] * 8,
        ("b", VIOLENCE): [0, 0, 0, 1, None, 0, 0, 2] * 3,
        ("c", VIOLENCE): [0] * 24,
    }
    days: Recorded = {(site, DAYS): [500] * 24 for site in "abc"}
    return published_months(tmp_path_factory.mktemp("world"), {**counts, **days})


@pytest.mark.parametrize("rules", ["anhoej", "own", "nhs"])
def test_rare_episodes_are_stems_of_their_count_on_a_line_that_breaks_where_nothing_is_known(
    episodes: Publication, rules: str
) -> None:
    traces = report(episodes, "violence", rules=rules).chart["data"]
    line, stems, hovers = (trace for trace in traces if trace["xaxis"] == "x2")
    assert line["y"] == [0, 0, 0, 0, None, 0, 0, 0] * 3
    assert stems["x"][:6] == [3, 3, None, 7, 7, None]
    assert stems["y"] == [0, 1, None, 0, 2, None] * 3
    assert hovers["y"] == [0, 0, 0, 1, None, 0, 0, 2] * 3
    assert "2" in hovers["hovertext"][7]
    assert not hovers["hovertext"][4]
    assert set(hovers["customdata"]) == {"b"}, "a click chooses the site"
    # A site without any episode has its time line, and no stems.
    assert [trace["y"] for trace in traces if trace["xaxis"] == "x3"][:2] == [[0] * 24, []]


def test_the_same_height_means_the_same_scale(episodes: Publication) -> None:
    layout = report(episodes, "violence").chart["layout"]
    heights = [
        layout[axis]["domain"][1] - layout[axis]["domain"][0] for axis in ("yaxis", "yaxis2", "yaxis3")
    ]
    assert heights[1] == pytest.approx(heights[2])
    assert heights[1] < 0.5 * heights[0]
    assert layout["yaxis2"]["range"] == layout["yaxis3"]["range"]
    # One episode is a third of the panel or less, where nobody has more than three a month.
    low, high = layout["yaxis2"]["range"]
    assert (1 - 0) / (high - low) < 1 / 3


def test_a_title_says_the_last_value_and_of_rare_episodes_the_latest(episodes: Publication) -> None:
    first, second, third = titles(report(episodes, "violence"))
    assert "14.0" in first
    assert "latest Dec\u00a02024" in second
    assert "latest" not in third


def test_a_last_value_that_is_not_of_the_last_month_has_its_month(tmp_path: Path) -> None:
    found = published_months(tmp_path, {("a", WAITING): STABLE[:20], ("b", WAITING): STABLE})
    first, second = titles(report(found))
    assert "7 (Aug\u00a02024)" in first
    assert "(" not in second


def test_sites_with_a_signal_stand_first_then_the_programmes_order(tmp_path: Path) -> None:
    found = published_months(
        tmp_path, {("a", WAITING): STABLE, ("b", WAITING): STABLE, ("c", WAITING): FALLING}
    )
    assert [title[3:9] for title in titles(report(found))] == ["Site c", "Site a", "Site b"]


@pytest.mark.parametrize("code", CODES)
def test_few_crossings_are_told_and_shaded_as_a_level_that_wandered(tmp_path: Path, code: str) -> None:
    found = published_months(tmp_path, {("a", WAITING): WANDERING, ("b", WAITING): [*STABLE, *STABLE[:12]]})
    made, language = report(found, lang=code), LANGUAGES[code]
    (band,) = made.chart["layout"]["shapes"]
    assert (band["x0"], band["x1"], band["xref"]) == (-0.5, 35.5, "x")
    assert not [trace for trace in made.chart["data"] if trace["mode"] == "markers"]
    said = " ".join([*made.sentences, legend(made), *titles(made)])
    assert language.say("management.wandered") in said
    assert not any(str(year) in " ".join(made.sentences) for year in (2023, 2024, 2025))
    assert not any(mark in said for mark in "◆■▲▼◇□△▽")


def test_what_is_over_stands_under_its_heading_with_open_marks(tmp_path: Path) -> None:
    found = published_months(tmp_path, {("a", WAITING): OVER, ("b", WAITING): [*STABLE, *STABLE[:12]]})
    made = report(found)
    assert made.finding == "Waiting list: no signal now at any of the 2 sites"
    assert made.lead == "Earlier: Site a."
    heading, line = made.beside
    assert (heading.text, made.further) == ("Earlier", [])  # type: ignore[union-attr]
    assert (
        line == "◇ Site a: fewer people waiting than before (better): "
        "January\u00a02024 to October\u00a02024, over."
    )
    (marks,) = [trace for trace in made.chart["data"] if trace["mode"] == "markers"]
    assert marks["x"] == list(range(12, 22))
    assert (marks["marker"]["color"], marks["marker"]["line"]["color"]) == (style.PAPER, style.UP)
    assert "◇</span> better (over)" in legend(made)


def test_the_legend_has_only_what_occurs(tmp_path: Path) -> None:
    falling = published_months(tmp_path / "falling", {("a", WAITING): FALLING, ("b", WAITING): STABLE})
    stable = published_months(tmp_path / "stable", {("a", WAITING): STABLE})
    assert "◆</span> better" in legend(report(falling))
    assert "■" not in legend(report(falling))
    assert not any(mark in legend(report(stable)) for mark in "◆■◇□≈")
    assert "target" not in legend(report(stable))


def test_an_event_of_all_sites_is_put_in_words_once(tmp_path: Path) -> None:
    reason = {"nb": "Kurs", "da": "Kursus", "en": "Course"}
    events = [{"month": "2024-03", "limits": "kept", "reason": reason}]
    recorded = {(site, WAITING): STABLE for site in "abc"}
    chart = report(published_months(tmp_path, recorded, events=events)).chart
    assert str(chart).count("Course") == 1
    assert [shape["x0"] for shape in chart["layout"]["shapes"]] == [14, 14, 14]


def one_site(found: Publication, site: str, **said: str) -> tuple[str, str]:
    made = report(found, sites=site, **said)
    assert [chart.site for chart in made.answer.shown] == [site]
    return made.finding, made.lead


def test_one_site_can_be_chosen_and_is_told_by_itself(tmp_path: Path) -> None:
    found = published_months(
        tmp_path, {("a", WAITING): FALLING, ("b", WAITING): STABLE, ("c", WAITING): [3, 4, 5]}
    )
    last = "Latest: 5 (people waiting), December\u00a02024."
    assert one_site(found, "a") == (
        "Waiting list, Site a: fewer people waiting since January\u00a02024",
        last,
    )
    assert one_site(found, "b")[0] == "Waiting list, Site b: no signal"
    assert one_site(found, "c")[0] == "Waiting list, Site c: too few months to judge"
    # What the others show is not forgotten.
    assert report(found, sites="b").further == ["1 more signal at a site that is not shown: Site a."]


def test_of_one_site_with_rare_episodes_it_is_said_how_often(episodes: Publication) -> None:
    """Of 24 months 3 have no count, 6 have an episode; the last is December 2024."""
    finding, lead = one_site(episodes, "b", indicator="violence")
    assert finding == "Violence, Site b: too few episodes to judge"
    assert lead == "Occurred in 6 of 21 months, latest in December\u00a02024."
    assert one_site(episodes, "c", indicator="violence")[1] == "None in 24 months."


def test_a_site_without_the_figure_can_be_chosen_and_says_so(tmp_path: Path) -> None:
    found = published_months(tmp_path, {("a", WAITING): STABLE})
    made = report(found, sites="c")
    assert made.finding == "Waiting list, Site c: not recorded"
    assert made.lead == "January\u00a02023 to December\u00a02024."


def test_what_is_told_of_a_site_does_not_depend_on_which_are_shown(tmp_path: Path) -> None:
    found = published_months(tmp_path, {("a", WAITING): FALLING, ("b", WAITING): STABLE})
    tables = [management_table(found, asking(found, "waiting", sites=sites)) for sites in ("1", "a", "b")]
    assert [[chart.site for chart in standing_out(table)] for table in tables] == [["a"]] * 3
