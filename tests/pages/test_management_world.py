"""The charts of months over hand-made figures: lines, signals, gaps, events and targets worked by hand."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plotly import graph_objects

from dashboard.charts import style
from dashboard.pages import PAGES
from dashboard.pages.indicators.cell_text import described
from dashboard.pages.management.answer import limits_of, management_table, site_figures
from dashboard.pages.management.finding import management_sentences
from dashboard.pages.management.notes import management_notes
from dashboard.pages.management.report import management_report
from dashboard.pages.management.site_chart import Event
from dashboard.pages.overview.answer import figures_moved
from dashboard.pages.overview.text import chance_line, change_words
from dashboard.report.offered import RULES
from publication.languages import CODES
from publication.reading import NotThere, Publication
from tests.dashboards import LANGUAGES, opened, show, table_of, whole_table_of
from tests.months import ENGLISH, Recorded, asking, charts_of, months_world, published_months
from tests.worlds import World, people

VIOLENCE, DAYS, WAITING = "Episoder med vold", "Belagte plassdøgn", "Venter ved månedens slutt"
REACHED, REVIEWED = "Mål nådd", "Mål fulgt opp"
REASON = {"nb": "Flyttet", "da": "Flyttede", "en": "Moved"}
# Twelve months around ten, twelve around four: the median, between 4 and 10, has twelve on either side, and a
# run of twelve is longer than round(log2 24 + 3) = 8 (Anhøj and Olesen 2014).
FALLING = [9, 10, 11] * 4 + [4, 3, 5] * 4
RISING = FALLING[::-1]
STABLE = [5, 8, 3, 7, 4, 6, 9, 2] * 3


def sentences(publication: Publication, indicator: str, rules: str = "anhoej", code: str = "en") -> list[str]:
    table = management_table(publication, asking(publication, indicator, rules))
    return management_sentences(table, LANGUAGES[code])


def notes(publication: Publication, indicator: str, rules: str = "anhoej") -> str:
    table = management_table(publication, asking(publication, indicator, rules))
    return "\n".join(management_notes(table, ENGLISH))


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Site a falls, b is stable, c has eight months and one gap."""
    recorded: Recorded = {
        ("a", WAITING): FALLING,
        ("b", WAITING): STABLE,
        ("c", WAITING): [3, None, 4, 5, 6, 7, 2, 8, 9],
    }
    return published_months(tmp_path_factory.mktemp("world"), recorded)


def test_a_run_chart_has_the_median_and_marks_the_run_in_the_direction_that_is_good(
    publication: Publication,
) -> None:
    chart = charts_of(publication, "waiting")["a"]
    assert set(chart.chart.centre) == {7.0}
    assert chart.types == ("common",) * 12 + ("improvement",) * 12
    assert chart.signal is not None
    assert (chart.signal.first, chart.signal.direction, chart.meaning) == (12, -1, "improvement")


def test_a_signal_is_said_in_words_with_its_month_and_meaning(publication: Publication) -> None:
    assert sentences(publication, "waiting") == [
        "Waiting list: fewer people waiting at 1 of 2 sites",
        "Site a, since January\u00a02024. 1 site has too few months to judge.",
        "◆ Site a: fewer people waiting than before (better): since January\u00a02024.",
    ]
    said = "◆ Site a: færre på venteliste {} før (bedre): siden januar\u00a02024."
    assert sentences(publication, "waiting", code="da")[2] == said.format("end")
    assert sentences(publication, "waiting", code="nb")[2] == said.format("enn")


def test_a_sites_own_page_says_its_last_months_and_its_signal(tmp_path: Path) -> None:
    recorded: Recorded = {
        ("a", WAITING): FALLING,
        ("a", VIOLENCE): STABLE,
        ("a", DAYS): [500] * 23 + [None],
        ("b", VIOLENCE): STABLE,
    }
    found = published_months(tmp_path, recorded)
    said = {site.id: [described(one, ENGLISH) for one in site_figures(found, site)] for site in found.sites}
    # December 2024 has no bed days, so the last rate is November's: 9 per 500 days are 18 per 1000.
    assert said == {
        "a": [
            "Occupancy, Site a: 500 counts (November\u00a02024). Too many months alike to judge.",
            "Violence, Site a: 18.0 episodes per 1,000 occupied bed days (November\u00a02024). No signal.",
            "Waiting list, Site a: 5 people waiting (December\u00a02024). Fewer people waiting than before"
            " (better): since January\u00a02024.",
        ],
        "b": ["Violence, Site b: 2 counts (December\u00a02024). No signal."],
        "c": [],
    }


def test_the_overview_says_what_became_of_a_figure_and_how_many_signals_there_are(
    publication: Publication,
) -> None:
    """Every month since is below every one before: as far from one half as it can be."""
    moved = figures_moved(publication, asking(publication, "waiting"))
    (news,) = moved.news
    words = change_words(news, ENGLISH)
    assert (words.what, words.place, words.kind) == ("Waiting list", "Site a", "improvement")
    assert words.told == "fewer people waiting than before (better): since January\u00a02024"
    assert words.number == "5 people waiting"
    assert news.size == 0.5
    assert chance_line(moved, ENGLISH) == [ENGLISH.say("overview.signals_chance", charts="2", n="1")]


def test_without_a_signal_the_overview_says_nothing_of_months(tmp_path: Path) -> None:
    found = published_months(tmp_path, {("b", WAITING): STABLE})
    moved = figures_moved(found, asking(found, "waiting"))
    assert (moved.news, chance_line(moved, ENGLISH)) == ([], [])


def test_under_ten_months_are_shown_without_a_rule_and_said(publication: Publication) -> None:
    for rules in RULES:
        chart = charts_of(publication, "waiting", rules)["c"]
        assert (chart.unjudged, chart.signal) == ("few_points", None)
        assert set(chart.types) == {"common"}
        assert "Too few months to use the rules (fewer than ten): Site c." in notes(
            publication, "waiting", rules
        )


def test_missing_months_are_gaps_and_said(tmp_path: Path) -> None:
    late = [None] * 10 + [4] * 14
    found = published_months(tmp_path, {("a", WAITING): [3, None, *STABLE[2:]], ("b", WAITING): late})
    reading = management_report(found, asking(found, "waiting"), ENGLISH)
    first, second = (one for one in reading.chart["data"] if one["mode"] == "lines+markers")
    assert first["y"][:4] == [3, None, 3, 7]
    assert second["y"][9:12] == [None, 4, 4]
    assert "connectgaps" not in first
    assert "Months without a figure are gaps: Site a (Feb\u00a02023); Site b (10 months)." in reading.notes


def test_the_sites_stand_in_the_programmes_order(publication: Publication) -> None:
    table = management_table(publication, asking(publication, "waiting"))
    assert [one.site for one in table.shown] == ["a", "b", "c"]
    reading = management_report(publication, asking(publication, "waiting"), ENGLISH)
    titles = [one["text"] for one in reading.chart["layout"]["annotations"] if "Site" in one["text"]]
    assert [re.findall("Site .", title) for title in titles] == [["Site a"], ["Site b"], ["Site c"]]


def test_no_signal_anywhere_is_said_as_normal_variation(tmp_path: Path) -> None:
    found = published_months(tmp_path, {(site, WAITING): STABLE for site in "abc"})
    assert sentences(found, "waiting") == [
        "Waiting list: no signal at any of the 3 sites",
        "The movements are those of chance.",
    ]


def test_a_rate_is_per_thousand_place_days_and_its_u_chart_has_limits_by_hand(tmp_path: Path) -> None:
    """Centre 24 episodes in 24 months of 500 days, 2 per 1000; upper limit 2 + 3 √(0.002 / 500) × 1000."""
    found = published_months(tmp_path, {("a", VIOLENCE): [0, 2] * 12, ("a", DAYS): [500] * 24})
    chart = charts_of(found, "violence", "own")["a"].chart
    assert chart.method == "u"
    assert chart.value.tolist() == [0.0, 4.0] * 12
    assert chart.centre == pytest.approx(np.full(24, 2.0))
    assert chart.upper == pytest.approx(np.full(24, 8.0))
    assert chart.lower == pytest.approx(np.zeros(24))


def test_a_share_is_drawn_as_a_p_chart_with_limits_by_hand(tmp_path: Path) -> None:
    """24 of 48 in all, of 4 a month: 0.5 ± 3 √(0.25 / 4) is more than all and less than nothing."""
    found = published_months(tmp_path, {("a", REACHED): [1, 3] * 6, ("a", REVIEWED): [4] * 12})
    chart = charts_of(found, "goals", "own")["a"].chart
    assert (chart.method, chart.centre[0], chart.lower[0], chart.upper[0]) == ("p", 50, 0, 100)


def test_where_there_is_nothing_to_set_them_against_counts_are_shown_and_said(tmp_path: Path) -> None:
    recorded = {("a", VIOLENCE): [0, 2] * 12, ("a", DAYS): [500] * 24, ("b", VIOLENCE): STABLE}
    found = published_months(tmp_path, recorded)
    for rules in RULES:
        chart = charts_of(found, "violence", rules)["b"]
        assert chart.counted
        assert chart.chart.value.tolist() == STABLE
    assert charts_of(found, "violence", "own")["b"].chart.method == "run"
    assert "Shown as counts in a run chart" in notes(found, "violence")
    assert "Not recorded at: Site c." in notes(found, "violence")
    twin = table_of("management", found, asking(found, "violence"), ENGLISH).shown(ENGLISH)
    assert {row[-1] for row in twin if row[0] == "Site b"} == {"Counts · Run chart, Anhøj's rules"}


def test_rare_episodes_are_read_by_the_months_without_between_them(tmp_path: Path) -> None:
    """Two months without before each of six: the limit is ln 0.00135 / ln (2/3) = 16.3, and 17 pass it.

    Six of 35 months in random order end so in at most (C(18, 6) + 3 C(17, 5)) / C(35, 6) = 2.3 %, under the
    2.5 % for the clearer of two sites.
    """
    quiet, restless = [0, 0, 1] * 6 + [0] * 17, [0, 0, 1] * 11 + [0, 0]
    counts = {("a", VIOLENCE): quiet, ("b", VIOLENCE): restless, ("c", VIOLENCE): [0] * 35}
    found = published_months(tmp_path, counts | {(site, DAYS): [500] * 35 for site in "ab"})
    charts = charts_of(found, "violence", "own")
    assert {one.chart.method for one in charts.values()} == {"g"}
    assert charts["a"].chart.upper[0] == pytest.approx(16.3, abs=0.01)
    assert charts["a"].types == ("common",) * 34 + ("improvement",)
    assert [charts[site].missing for site in "abc"] == [[], [], []]
    assert sentences(found, "violence", "own") == [
        "Violence: fewer episodes at 1 of 2 sites",
        "Site a, 17 months without. 1 site has too few episodes to judge.",
        "◆ Site a: fewer episodes than before (better): 17 months without.",
    ]
    few = "Too few episodes to use the rules (in fewer than five of the months): Site c."
    assert few in notes(found, "violence", "own")
    reading = management_report(found, asking(found, "violence", "own"), ENGLISH)
    graph_objects.Figure(reading.chart)
    titles = [one["text"] for one in reading.chart["layout"]["annotations"] if "Site" in one["text"]]
    for title, short in zip(
        titles, ("◆ 17 months without<", "latest Sept", "too few episodes<"), strict=True
    ):
        assert short in title
    said = [text for one in reading.chart["data"] for text in one.get("hovertext", ()) if text]
    assert said[0] == "<b>Site a</b><br>January 2023: 0 (0 / 500)"
    assert said[2].startswith(
        "<b>Site a</b><br>March 2023: 2 months without episodes before this one (1 / 500)"
    )
    assert said[34].startswith("<b>Site a</b><br>November 2025: 17 months without episodes so far (0 / 500)")
    assert "median 2.0, limits 0.0 to 16.3" in said[34]


def test_months_without_are_not_held_against_a_target_and_have_a_scale_of_their_own(tmp_path: Path) -> None:
    """A target of episodes per bed days says nothing of months without."""
    counts = {("a", VIOLENCE): [0, 0, 1] * 8, ("b", VIOLENCE): [5, 6, 7] * 8}
    days = {(site, DAYS): [500] * 24 for site in "ab"}
    targets = [{"indicator": "violence", "value": 4.0}]
    found = published_months(tmp_path, counts | days, targets=targets)
    charts = charts_of(found, "violence", "own")
    assert (charts["a"].target, charts["a"].own_scale) == (None, True)
    assert charts["b"].target is not None
    layout = management_report(found, asking(found, "violence", "own"), ENGLISH).chart["layout"]
    # The limit of a is 16.3 months without; that of b 12 + 3 √(0.012 / 500) × 1000 = 26.7 episodes.
    assert layout["yaxis"]["range"][1] < 18 < 26 < layout["yaxis2"]["range"][1]
    file = whole_table_of("management", found, asking(found, "violence", "own"), ENGLISH)
    headers = [one.header for one in file.columns]
    assert "episodes per 1,000 occupied bed days; in G charts months without" in headers
    rows = [row for row in file.shown(ENGLISH) if row[0] == "Site a"]
    assert {row[-1] for row in rows} == {"G chart, months without"}
    assert [row[4] for row in rows[:3]] == ["", "", "2.0"]


def test_a_rise_in_what_is_reported_may_be_better_recording(tmp_path: Path) -> None:
    days = {(site, DAYS): [500] * 24 for site in "abc"}
    up = published_months(tmp_path / "up", days | {("a", VIOLENCE): RISING, ("b", WAITING): RISING})
    down = published_months(tmp_path / "down", days | {("a", VIOLENCE): FALLING})
    assert sentences(up, "violence")[-1].startswith("A rise may mean better recording")
    assert len(sentences(up, "waiting")) == len(sentences(down, "violence")) == 3


def test_xmr_is_not_judged_where_months_are_mostly_alike(tmp_path: Path) -> None:
    """With most moving ranges nought the others are screened out, and every month lies outside its limits."""
    found = published_months(tmp_path, {("a", WAITING): [0, 0, 0, 0, 0, 1] * 4})
    chart = charts_of(found, "waiting", "nhs")["a"]
    assert set(chart.chart.classes) == {"outside"}
    assert (chart.unjudged, chart.signal, set(chart.types)) == ("equal_points", None, {"common"})
    assert sentences(found, "waiting", "nhs") == [
        "Waiting list: no site can be judged yet",
        "1 site has too many equal months to judge.",
    ]


def event(month: str, limits: str, **said: str) -> dict[str, Any]:
    return {"month": month, "reason": REASON, "limits": limits, **said}


def test_new_limits_begin_at_the_month_of_an_event_with_its_reason(tmp_path: Path) -> None:
    found = published_months(tmp_path, {("a", WAITING): FALLING}, events=[event("2024-01", "anew")])
    chart = charts_of(found, "waiting")["a"]
    assert [(one.first, one.stop) for one in chart.chart.segments] == [(0, 12), (12, 24)]
    assert set(chart.chart.centre[:12]) == {10.0}
    assert set(chart.chart.centre[12:]) == {4.0}
    assert chart.signal is None
    assert "January\u00a02024: Moved. The lines start again there." in notes(found, "waiting")
    figure = management_report(found, asking(found, "waiting"), ENGLISH).chart
    assert [one["x0"] for one in figure["layout"]["shapes"]] == [11.5]
    assert [one["text"] for one in figure["layout"]["annotations"] if "Moved" in one["text"]] == [
        "│ January\u00a02024: Moved"
    ]
    (centre,) = [one for one in figure["data"] if one["mode"] == "lines" and one["line"].get("width") == 1.6]
    assert centre["x"][12] is None


def test_held_limits_rest_on_the_months_up_to_the_event(tmp_path: Path) -> None:
    found = published_months(tmp_path, {("a", WAITING): FALLING}, events=[event("2023-12", "held")])
    chart = charts_of(found, "waiting")["a"].chart
    assert set(chart.centre) == {10.0}
    assert chart.segments[0].based_on == 12
    figure = management_report(found, asking(found, "waiting"), ENGLISH).chart
    assert [(one["type"], one["x0"], one["x1"]) for one in figure["layout"]["shapes"]] == [
        ("rect", -0.5, 11.5)
    ]
    assert "The limits are provisional" in notes(found, "waiting", "nhs")


def test_an_event_of_another_site_or_indicator_changes_nothing(tmp_path: Path) -> None:
    others = [event("2024-01", "anew", site="b"), event("2024-01", "anew", indicator="violence")]
    before = event("2022-01", "anew")
    found = published_months(tmp_path, {("a", WAITING): FALLING}, events=[*others, before])
    assert len(charts_of(found, "waiting")["a"].chart.segments) == 1
    assert "Moved" not in notes(found, "waiting")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], ([], None)),
        ([(0, "anew")], ([], None)),
        ([(3, "kept")], ([], None)),
        ([(3, "anew"), (7, "anew"), (7, "anew")], ([3, 7], None)),
        ([(11, "held")], ([], 12)),
        ([(5, "held"), (11, "held")], ([], 12)),
        ([(6, "anew"), (17, "held")], ([6], 12)),
        ([(11, "held"), (20, "anew")], ([20], 12)),
    ],
)
def test_what_a_person_says_of_limits(
    events: list[tuple[int, str]], expected: tuple[list[int], int | None]
) -> None:
    assert limits_of([Event(at, "", limits, REASON) for at, limits in events]) == expected


def test_a_target_is_held_against_the_last_segment_only(tmp_path: Path) -> None:
    """Since January 2024 the months are 4, 3, 5, four times each: of twelve, eight are 4 or fewer."""
    found = published_months(
        tmp_path,
        {("a", WAITING): FALLING, ("b", WAITING): STABLE},
        events=[event("2024-01", "anew", site="a")],
        targets=[{"indicator": "waiting", "value": 4}, {"indicator": "waiting", "value": 9, "site": "b"}],
    )
    said = notes(found, "waiting")
    assert "Target: 4, people waiting." in said
    assert "Site a 8 of 12" in said
    assert "Site b 24 of 24" in said
    figure = management_report(found, asking(found, "waiting"), ENGLISH).chart
    dashed = [one for one in figure["data"] if one["line"].get("dash") == "longdash"]
    assert [(one["x"], one["y"]) for one in dashed] == [([11.5, 23.5], [4, 4]), ([-0.5, 23.5], [9, 9])]


def test_with_limits_a_target_is_kept_missed_or_left_to_chance(tmp_path: Path) -> None:
    """Mean 5.5, mean moving range 87/23, so limits -4.6 and 15.6: 20 lies outside, 5 within."""
    recorded = {("a", WAITING): STABLE, ("b", WAITING): STABLE}
    targets = [
        {"indicator": "waiting", "value": 20, "site": "a"},
        {"indicator": "waiting", "value": 5, "site": "b"},
    ]
    said = notes(published_months(tmp_path, recorded, targets=targets), "waiting", "nhs")
    assert "Met every month so far, and likely to be: Site a." in said
    assert "Sometimes met, sometimes not (normal variation): Site b." in said


def test_the_table_and_the_file_hold_the_months_of_the_charts(publication: Publication) -> None:
    twin = table_of("management", publication, asking(publication, "waiting"), ENGLISH)
    assert [column.name for column in twin.columns] == [
        *("site", "month", "numerator", "value", "centre", "lower", "upper", "point", "chart")
    ]
    rows = twin.shown(ENGLISH)
    assert len(rows) == 3 * 24
    assert rows[0] == [
        "Site a",
        "2023-01",
        "9",
        "9",
        "7.0",
        "",
        "",
        "none",
        "Run chart, Anhøj's rules",
    ]
    # What is marked is what is said: the run that lasts, not the one it ended.
    assert [row[7] for row in rows[:24]] == ["none"] * 12 + ["part of a long run"] * 12
    assert rows[48 + 1][:4] == ["Site c", "2023-02", "", ""]
    lines = whole_table_of("management", publication, asking(publication, "waiting"), ENGLISH).file(
        ENGLISH, "comma"
    )
    assert len(lines.decode("utf-8-sig").splitlines()) == 1 + 3 * 24


def test_a_page_shows_its_sites_and_names_the_signals_on_others(tmp_path: Path) -> None:
    places = {"nord": [f"s{at:02}" for at in range(10)], "sor": [f"t{at:02}" for at in range(10)]}
    recorded = {
        (site, WAITING): FALLING if site in ("s01", "t09") else STABLE
        for sites in places.values()
        for site in sites
    }
    found = published_months(tmp_path, recorded, places=places)
    first = management_table(found, asking(found, "waiting"))
    second = management_table(found, asking(found, "waiting", sites="2"))
    assert [one.site for one in first.shown] == places["nord"]
    assert [one.site for one in second.shown] == places["sor"]
    said = management_sentences(first, ENGLISH)
    assert said[0] == "Waiting list: fewer people waiting at 2 of 20 sites"
    assert said[1] == "Site s01 and Site t09, since January\u00a02024."
    assert said[2].startswith("◆ Site s01:")
    assert said[3] == "1 more signal at a site that is not shown: Site t09."
    assert len(whole_table_of("management", found, asking(found, "waiting"), ENGLISH).rows) == 20 * 24
    assert len(table_of("management", found, asking(found, "waiting", sites="2"), ENGLISH).rows) == 10 * 24


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("rules", RULES)
def test_every_chart_can_be_drawn(publication: Publication, code: str, rules: str) -> None:
    reading = management_report(
        publication, asking(publication, "waiting", rules, lang=code), LANGUAGES[code]
    )
    figure = reading.chart
    graph_objects.Figure(figure)
    colours = {str(one).lower() for one in vars(style).values() if isinstance(one, str)}
    assert {one.lower() for one in re.findall("#[0-9a-fA-F]{6}", str(figure))} <= colours
    for trace in figure["data"]:
        assert not any(one != one for one in [*trace["x"], *trace["y"]] if one is not None)
        axis = figure["layout"][trace["yaxis"].replace("y", "yaxis", 1)]
        if trace["mode"] != "lines":
            low, high = axis["range"]
            assert all(low <= one <= high for one in trace["y"] if one is not None)
    assert LANGUAGES[code].say(f"management.line.{'xmr' if rules == 'nhs' else 'run'}") in str(
        figure["layout"]["annotations"][0]["text"]
    )


@pytest.mark.parametrize("values", [[0] * 24, [None] * 23 + [4], [7], [0, 5] * 12])
@pytest.mark.parametrize("rules", RULES)
def test_whatever_was_recorded_can_be_drawn(tmp_path: Path, values: list[float | None], rules: str) -> None:
    recorded = {("a", REACHED): values, ("a", REVIEWED): values, ("b", WAITING): values}
    found = published_months(tmp_path, recorded)
    for indicator in ("goals", "waiting"):
        reading = management_report(found, asking(found, indicator, rules), ENGLISH)
        graph_objects.Figure(reading.chart)
        assert all(reading.sentences)
        said = reading.chart, reading.sentences, reading.notes, reading.people
        assert not re.search(r"\bnan\b", str(said))


@pytest.mark.parametrize(
    "asked", [{"indicator": "calm"}, {"rules": "guess"}, {"sites": "7"}], ids=lambda one: next(iter(one))
)
def test_what_an_address_names_and_is_not_there_is_not_another(
    publication: Publication, asked: dict[str, str]
) -> None:
    with pytest.raises(NotThere):
        asking(publication, **{"indicator": "waiting", **asked})


def test_a_programme_without_such_figures_has_no_data_for_the_page(world: World) -> None:
    world.load(people({("practitioner", "a"): 9}, {"p1": 1, "p2": 2}))
    world.publish()
    assert not PAGES["management"].has_data(opened(world))


def test_episodes_without_days_are_told_apart_from_a_month_where_nothing_is_known(tmp_path: Path) -> None:
    counts = [*STABLE[:20], 2, None, *STABLE[:2]]
    world = months_world(tmp_path, {("a", VIOLENCE): counts, ("a", DAYS): [500] * 20 + [0] + [500] * 3})
    said = notes(opened(world), "violence")
    assert "2024: no rate (Occupied bed days: 0); Episodes of violence: 2." in said
    assert "Months without a figure are gaps: Site a (Oct\u00a02024)." in said
    rows = show(world, "management", "--rules", "anhoej", "--indicator", "violence")
    assert [row["status"] for row in rows[19:23]] == ["shown", "no_rate", "missing", "shown"]


@pytest.mark.parametrize("rules", RULES)
def test_one_month_after_new_lines_gives_no_verdict_on_a_target(tmp_path: Path, rules: str) -> None:
    recorded: Recorded = {("a", REACHED): [1, 2] * 11 + [1, 3], ("a", REVIEWED): [3] * 24}
    targets = [{"indicator": "goals", "value": 90}]
    found = published_months(tmp_path, recorded, events=[event("2024-12", "anew")], targets=targets)
    chart = charts_of(found, "goals", rules)["a"].chart
    assert np.isnan([chart.centre[-1], chart.lower[-1], chart.upper[-1]]).all()
    assert chart.classes[-1] == ""
    said = notes(found, "goals", rules)
    assert "Too few months since the lines began to judge the target: Site a." in said
    assert "every month" not in said
