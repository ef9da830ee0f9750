"""The page of involvement over hand-made worlds: sites side by side, in a fixed order."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from dashboard.charts import style
from dashboard.pages.change.report import change_report
from dashboard.pages.involvement.answer import SiteTable, site_table
from dashboard.pages.involvement.funnel import funnel_of
from dashboard.pages.involvement.report import (
    InvolvementReport,
    comparing_group,
    involvement_report,
)
from dashboard.pages.involvement.text import context_of
from dashboard.report.offered import compared_instruments, compared_of, views_of_sites
from dashboard.report.selection import Selection
from dashboard.report.text import Link
from publication.definitions.programme import Site
from publication.following import Publications
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    answered,
    check_figure,
    chosen,
    figure_texts,
    opened,
    table_of,
)
from tests.worlds import Row, people, text, two_digits_up

Scores = dict[tuple[str, str], list[object]]
LOW: list[object] = [1, 2, 1, 2, 2, 1, 2, 1, 3, 2]
MIDDLE: list[object] = [3, 2, 4, 3, 3, 2, 4, 3, 3, 3]
HIGH: list[object] = [5, 4, 5, 4, 4, 5, 4, 5, 3, 5]
WAVES = {"pre": "pre", "post": "post"}


def involved(waves: dict[str, Scores]) -> list[dict[str, object]]:
    """People per wave and cell, who answered i1 as said and i2 and everything else alike."""
    rows: list[dict[str, object]] = []
    for wave, cells in waves.items():
        for (role, site), scores in cells.items():
            same: list[object] = [3] * len(scores)
            i2 = scores if all(one != 8 for one in scores) else [3 if one == 8 else one for one in scores]
            rows += answered(role, site, wave, len(rows), p1=same, p2=same, i1=scores, i2=i2)
    return rows


def built(folder: Path, waves: dict[str, Scores], **said: Any) -> Publication:
    world = FullWorld(folder, waves={one: WAVES[one] for one in waves}, **said)
    world.show(involved(waves))
    return opened(world)


def read(publication: Publication, code: str = "en", **said: Any) -> tuple[InvolvementReport, SiteTable]:
    """Return what the card shows, after checking that plotly can draw it."""
    selection = chosen(publication, language=code, instrument="involvement", **said)
    reading = involvement_report(publication, selection, LANGUAGES[code])
    table = site_table(publication, selection, comparing_group(publication, selection))
    assert reading is not None
    assert table is not None
    check_figure(reading.chart, LANGUAGES[code])
    return reading, table


def places(table: SiteTable) -> list[str]:
    return [row.place["en"] for row in table.rows]


def without_tags(label: str) -> str:
    return re.sub("<[^>]*>", "", label)


def later_dots(reading: InvolvementReport) -> list[dict[str, Any]]:
    """Return the later wave's dots: those of the sites that are not named, and of those that are."""
    return [trace for trace in reading.chart["data"] if trace.get("mode") == "markers"][1:]


FIRST: Scores = {
    ("practitioner", "a"): HIGH,
    ("practitioner", "b"): LOW,
    ("practitioner", "c"): MIDDLE,
    ("leader", "a"): LOW,
    ("leader", "c"): HIGH,
}
LAST: Scores = {**FIRST, ("practitioner", "b"): HIGH, ("practitioner", "a"): LOW}


@pytest.fixture(scope="module")
def by_role(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return built(tmp_path_factory.mktemp("roles"), {"pre": FIRST, "post": LAST})


@pytest.fixture(scope="module")
def by_place(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    tree = "municipality > site > role"
    return built(tmp_path_factory.mktemp("places"), {"pre": FIRST, "post": LAST}, tree=tree)


def test_sites_stand_within_a_role_in_the_programmes_order(by_role: Publication) -> None:
    reading, table = read(by_role, group="practitioner")
    assert [row.group for row in table.rows] == [
        "practitioner.nord.a",
        "practitioner.nord.b",
        "practitioner.sor",
    ]
    # Not by score: the middle one is the highest, the last between them.
    means = [row.later.mean for row in table.rows]
    assert means == pytest.approx([1.7, 4.4, 3.0])
    assert [without_tags(label) for label in reading.chart["layout"]["yaxis"]["ticktext"]] == places(table)
    drawn = sorted(
        point for trace in later_dots(reading) for point in zip(trace["y"], trace["x"], strict=True)
    )
    assert [x for _, x in drawn] == means


def test_scores_and_intervals_against_scipy(by_role: Publication) -> None:
    _, table = read(by_role, group="practitioner")
    for row, values in zip(table.rows, (LOW, HIGH, MIDDLE), strict=True):
        scores = np.array(values, dtype=float)
        error = two_digits_up(float(stats.sem(scores)))
        interval = stats.t.interval(0.95, len(scores) - 1, scores.mean(), error)
        assert row.later.n == 10
        assert row.later.mean == pytest.approx(scores.mean())
        assert (row.later.low, row.later.high) == pytest.approx(interval)
    together = np.array([*LOW, *HIGH, *MIDDLE], dtype=float)
    assert table.whole.later.n == 30
    assert table.whole.later.mean == pytest.approx(together.mean())
    assert np.isnan(table.whole.later.sd)
    _, of_item = read(by_role, group="practitioner", item="i1")
    assert of_item.whole.later.sd == pytest.approx(together.std(ddof=1))


def test_people_are_counted_as_on_the_page_of_change(tmp_path: Path) -> None:
    """Of 20 practitioners, two answered practice alone: 20 people answered, 18 of them have a score."""
    rows = involved({"pre": {("practitioner", "a"): HIGH, ("practitioner", "b"): LOW}})
    rows[:2] = [{**row, "i1": "", "i2": ""} for row in rows[:2]]
    publication = opened(FullWorld(tmp_path, waves={"pre": "pre"}).show(rows))
    reading, table = read(publication)
    change = change_report(publication, chosen(publication, instrument="involvement"), LANGUAGES["en"])
    assert change is not None
    assert table.whole.later.n == 18
    assert "20 people answered" in reading.people
    assert "20 people answered" in change.people


def test_changes_are_claimed_site_by_site(by_role: Publication) -> None:
    reading, table = read(by_role, group="practitioner")
    assert [row.change.claim for row in table.rows] == ["down", "up", "none"]
    said = " ".join(reading.sentences)
    assert "Higher from pre to post: Site b." in said
    assert "Lower from pre to post: Site a." in said
    assert "Site a lies below the others, Site b above; no other site stands out." in said
    welch = stats.f_oneway(
        *([float(str(one)) for one in values] for values in (LOW, HIGH, MIDDLE)), equal_var=False
    )
    _, of_item = read(by_role, group="practitioner", item="i1")
    assert of_item.test.p_value == pytest.approx(welch.pvalue)
    assert table.differ


def test_the_sites_named_stand_in_full_colour_and_the_rest_is_quiet(by_role: Publication) -> None:
    """Ten people each with means 1.7, 4.4 and 3.0: by the rule of statistics, a lies below and b above."""
    reading, table = read(by_role, group="practitioner")
    assert table.side == [-1, 1, 0]
    quiet, named = later_dots(reading)
    assert (quiet["x"], named["x"]) == (pytest.approx([3.0]), pytest.approx([1.7, 4.4]))
    assert named["marker"]["color"] == style.LATER != quiet["marker"]["color"]
    beside = next(trace for trace in reading.chart["data"] if trace["mode"] == "text")
    assert beside["text"] == ["<b>1.70 ▼</b>", "<b>4.40 ▲</b>", "3.00"]
    assert reading.finding == "Site a lies below the others, Site b above; no other site stands out"


def test_the_finding_says_what_is_named(by_role: Publication, tmp_path: Path) -> None:
    """Two sites lie one below the other; of three alike none is named; one site is too few."""
    assert read(by_role, group="leader")[0].finding == "Site a lies below Sor"
    alike = built(tmp_path / "alike", {"pre": {("practitioner", site): MIDDLE for site in "abc"}})
    assert read(alike)[0].finding == "No site can be told apart from the others"
    lonely = built(tmp_path / "lonely", {"pre": {("practitioner", "a"): LOW}})
    assert read(lonely)[0].finding == "There are too few sites to say whether they differ"
    assert read(lonely, "da")[0].finding == LANGUAGES["da"].say("involvement.too_few_sites").removesuffix(".")


def test_one_low_site_does_not_make_the_others_high(tmp_path: Path) -> None:
    cells: Scores = {("practitioner", site): HIGH for site in "abcd"}
    cells["practitioner", "c"] = LOW
    publication = built(tmp_path, {"pre": cells}, places=PLACES)
    reading, table = read(publication, item="i1")
    assert table.side == [0, 0, -1, 0]
    assert reading.finding == "Site c lies below the others; no other site stands out"


@pytest.mark.parametrize(
    ("code", "lead"),
    [
        ("en", "All together: 3.03 on average (2.54 to 3.52)."),
        ("da", "Alle under ét: 3,03 i gennemsnit (2,54–3,52)."),
        ("nb", "Alle under ett: 3,03 i gjennomsnitt (2,54–3,52)."),
    ],
)
def test_the_lead_is_the_mean_of_all_with_its_interval(by_role: Publication, code: str, lead: str) -> None:
    """Mean and Student's interval of the 30 answers together, as scipy has them."""
    together = np.array([*LOW, *HIGH, *MIDDLE], dtype=float)
    error = two_digits_up(float(stats.sem(together)))
    low, high = stats.t.interval(0.95, 29, together.mean(), error)
    said = [
        f"{number:.2f}".replace(".", "." if code == "en" else ",") for number in (together.mean(), low, high)
    ]
    assert all(number in lead for number in said)
    assert read(by_role, code, group="practitioner")[0].lead == lead


def test_the_names_of_sites_lead_to_their_pages(by_role: Publication) -> None:
    """A row of several sites leads to the page of the first; all there is leads nowhere."""
    reading, _ = read(by_role, group="practitioner")
    labels = reading.chart["layout"]["yaxis"]["ticktext"]
    paths = [re.findall(r"<a href='(/site/[^?']*)\?[^']*' target='_self'", label) for label in labels]
    assert paths == [["/site/a"], ["/site/b"], ["/site/c"]]
    assert all("group=practitioner&" in label and "lang=en" in label for label in labels)
    items, _ = read(by_role, group="practitioner", view="items")
    whole, *sites = items.chart["layout"]["yaxis"]["ticktext"]
    assert "<a" not in whole
    assert [re.findall(r"href='(/site/[^?']*)", label) for label in sites] == paths


def test_ten_sites_fit_in_440_pixels(tmp_path: Path) -> None:
    names = [f"s{at}" for at in range(10)]
    publication = built(
        tmp_path,
        {"pre": {("practitioner", name): MIDDLE for name in names}},
        places={"nord": names},
        staff=dict.fromkeys(names, 12),
        roles=("practitioner",),
    )
    for view in ("sites", "items"):
        reading, table = read(publication, view=view)
        assert len(table.rows) == 10
        assert reading.chart["layout"]["height"] <= 440


def test_whole_sites_where_the_tree_begins_with_places(by_place: Publication) -> None:
    """Leaders and practitioners of a site together: 20 at a, 10 at b, 20 at c."""
    _, table = read(by_place, group="all")
    assert [(row.later.n, row.sites) for row in table.rows] == [(20, 1), (10, 1), (20, 1)]
    site_a = [float(str(one)) for one in [*LOW, *LOW]]
    assert table.rows[0].later.mean == pytest.approx(np.mean(site_a))
    _, north = read(by_place, group="nord")
    assert [row.later.n for row in north.rows] == [20, 10]
    assert north.whole.later.n == 30


def test_sites_the_gate_merged_stand_together(tmp_path: Path) -> None:
    small: Scores = {
        ("practitioner", "a"): LOW[:4],
        ("practitioner", "b"): HIGH[:5],
        ("practitioner", "c"): MIDDLE,
    }
    publication = built(tmp_path, {"pre": small})
    _, table = read(publication)
    assert [(row.sites, row.later.n) for row in table.rows] == [(2, 9), (1, 10)]
    assert table.rows[0].later.mean == pytest.approx(np.mean([1, 2, 1, 2, 5, 4, 5, 4, 4]))


def test_a_site_withheld_for_an_item_stands_in_the_larger_group(tmp_path: Path) -> None:
    """Four people of site a answered i1: for i1 the two sites stand together, for i2 each by itself."""
    thin: list[object] = [*LOW[:4], *[8] * 6]
    cells: Scores = {("practitioner", "a"): thin, ("practitioner", "b"): HIGH, ("practitioner", "c"): MIDDLE}
    publication = built(tmp_path, {"pre": cells})
    _, table = read(publication, item="i1")
    assert [(row.sites, row.later.n) for row in table.rows] == [(2, 14), (1, 10)]
    _, other = read(publication, item="i2")
    assert [(row.sites, row.later.n) for row in other.rows] == [(1, 10), (1, 10), (1, 10)]
    # A score is never finer than its items.
    _, score = read(publication)
    assert [row.sites for row in score.rows] == [2, 1]


def test_nobody_is_in_two_rows(example: Path) -> None:
    """The rows of any question are compared with each other, so together they hold each person once."""
    publication = Publications(example).current("fjordby")
    for instrument in ("practice", "involvement"):
        for waves in publication.options:
            for item in compared_of(publication, instrument):
                selection = Selection("en", "fjordby", instrument, *waves, item=item)
                for group in (one.id for one in publication.leaves(*waves, 1)):
                    table = site_table(publication, selection, group)
                    assert table is not None
                    held = sum(row.later.n for row in table.rows if row.later.shown)
                    assert held <= table.whole.later.n or not table.whole.later.shown, (waves, item, group)


def test_a_row_that_holds_other_sites_says_so(example: Path) -> None:
    """Too few in Skogheim answered one of the factor's questions, so its sites are one row."""
    publication = Publications(example).current("fjordby")
    selection = chosen(
        publication, programme="fjordby", instrument="practice", item="subscale:treatment_options"
    )
    selection = replace(selection, from_wave="pre", to_wave="followup", group="practitioner")
    reading = involvement_report(publication, selection, LANGUAGES["en"])
    assert reading is not None
    together = "Shown together because some groups were too small: Rønningen and Måken; Skogheim."
    assert together in reading.notes


def test_one_wave_says_nothing_of_change(by_role: Publication) -> None:
    reading, _ = read(by_role, group="leader", from_wave="post", to_wave="post")
    assert not any("Since" in one for one in reading.sentences)
    assert not any(mark in text for text in figure_texts(reading.chart) for mark in "▲▼")
    assert (
        len([trace for trace in reading.chart["data"] if trace.get("mode") == "markers" and trace["x"]]) == 1
    )


def test_one_site_is_too_few_to_differ(tmp_path: Path) -> None:
    reading, table = read(built(tmp_path, {"pre": {("practitioner", "a"): LOW}}))
    assert len(table.rows) == 1
    assert LANGUAGES["en"].say("involvement.too_few_sites") in reading.sentences


def test_an_unknown_group_shows_nothing(by_role: Publication) -> None:
    for group in ("nobody", "practitioner.nord", "../all", "leader.sor.c"):
        selection = chosen(by_role, instrument="involvement", group=group)
        offered = by_role.option("pre", "post", group)
        assert (involvement_report(by_role, selection, LANGUAGES["en"]) is None) == (offered is None), group


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("item", ["overall", "i1"])
def test_table_sentences_and_file_say_the_same(by_role: Publication, code: str, item: str) -> None:
    reading, table = read(by_role, code, group="practitioner", item=item)
    language = LANGUAGES[code]
    selection = chosen(by_role, language=code, instrument="involvement", group="practitioner", item=item)
    mark = "." if code == "en" else ","
    whole = f"{table.whole.later.mean:.2f}".replace(".", mark)
    assert whole in reading.sentences[0]
    shown = table_of("involvement", by_role, selection, language).shown(language)
    assert len(shown) == len(table.rows) + 1
    assert whole in shown[-1]
    for row, cells in zip(table.rows, shown, strict=False):
        sd = [row.later.sd] if item != "overall" else []
        for number in (row.earlier.mean, row.later.mean, row.later.low, *sd):
            assert f"{number:.2f}".replace(".", mark) in cells
    file = table_of("involvement", by_role, selection, language).file(language, "comma").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file)))
    assert [len(line) for line in lines] == [len(lines[0])] * (len(table.rows) + 2)
    assert float(lines[1][2]) == pytest.approx(table.rows[0].earlier.mean)


FOUR: Scores = {
    ("practitioner", "a"): HIGH,
    ("practitioner", "b"): LOW,
    ("practitioner", "c"): MIDDLE,
    ("practitioner", "d"): MIDDLE,
}
PLACES = {"nord": ["a", "b"], "sor": ["c", "d"]}


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return built(tmp_path_factory.mktemp("four"), {"pre": FOUR, "post": FOUR}, places=PLACES, staff={"a": 12})


def test_sites_are_drawn_towards_all_as_morris_has_it(four: Publication) -> None:
    """Four sites of ten: v from the answers within sites, tau² by DerSimonian and Laird, B by Morris."""
    reading, table = read(four, item="i1")
    groups = [np.array(one, dtype=float) for one in FOUR.values()]
    means = np.array([one.mean() for one in groups])
    v = np.mean([one.var(ddof=1) for one in groups]) / 10
    q = np.sum((means - means.mean()) ** 2) / v
    tau_squared = max(0.0, (q - 3) / (4 / v - 1 / v))
    pull = (4 - 3) / (4 - 1) * v / (v + tau_squared)
    expected = means - pull * (means - means.mean())
    assert table.pooled.estimate.tolist() == pytest.approx(expected.tolist())
    assert table.pooled.heterogeneity.noise == pytest.approx(3 / q)
    assert "Hardly any of the visible difference is chance." in " ".join(reading.sentences)
    assert reading.lead.endswith("Hardly any of the visible difference is chance.")


def test_pooled_estimates_stand_in_the_table(four: Publication) -> None:
    selection = chosen(four, language="en", instrument="involvement")
    shown = table_of("involvement", four, selection, LANGUAGES["en"]).shown(LANGUAGES["en"])
    _, table = read(four)
    assert [row[-3] for row in shown[:-1]] == [f"{one:.2f}" for one in table.pooled.estimate]
    assert shown[-1][-3] == ""


def test_fewer_than_four_sites_are_not_drawn_towards_each_other(by_role: Publication) -> None:
    reading, table = read(by_role, group="practitioner")
    assert not table.pulls
    assert not any("adjusted estimate" in str(note) for note in reading.notes)
    assert "visible difference" not in " ".join([*reading.sentences, reading.lead])


def test_a_site_is_named_with_its_type_and_size_where_they_are_known(four: Publication) -> None:
    reading, _ = read(four)
    labels = reading.chart["layout"]["yaxis"]["ticktext"]
    assert "12 staff" in labels[0]
    assert "staff" not in labels[1]


def test_types_and_sizes_are_put_together_and_many_sites_counted() -> None:
    one = Site(id="a", name="A", type="day", staff=8)
    other = Site(id="b", name="B", type="mixed", staff=5)
    unknown = Site(id="c", name="C")
    english = LANGUAGES["en"]
    assert context_of([one], english) == "Day service · 8 staff"
    assert context_of([one, other], english) == "Day service, mixed · 13 staff"
    assert context_of([one, unknown], english) == "Day service"
    assert context_of([one] * 4, english) == "4 sites · 32 staff"
    assert context_of([unknown], english) == ""


def test_of_numbers_of_staff_with_dates_the_newest_is_told() -> None:
    staff = [{"from": "2025-02", "number": 21}, {"from": "2024-01", "number": 24}]
    site = Site.model_validate({"id": "a", "name": "A", "type": "day", "staff": staff})
    assert context_of([site], LANGUAGES["en"]) == "Day service · 21 staff"


def test_every_question_stands_at_every_site_with_its_number(four: Publication) -> None:
    reading, _ = read(four, view="items")
    (heat,) = reading.chart["data"]
    expected = [float(np.mean(np.array(one, dtype=float))) for one in FOUR.values()]
    assert [row[1] for row in heat["z"]] == pytest.approx([np.mean(expected), *expected])
    assert heat["z"][1] == pytest.approx([expected[0]] * 3)  # the score and both questions
    texts = [one["text"] for one in reading.chart["layout"]["annotations"]]
    assert sum("n 10" in one for one in texts) == 12
    assert sum("n 40" in one for one in texts) == 3
    selection = chosen(four, language="en", instrument="involvement", view="items")
    rows = table_of("involvement", four, selection, LANGUAGES["en"]).shown(LANGUAGES["en"])
    together = np.mean(np.array(list(FOUR.values()), dtype=float))
    assert rows[0] == ["All together", *["40", f"{together:.2f}"] * 3]
    assert rows[2] == ["Site b", *["10", f"{expected[1]:.2f}"] * 3]


def test_a_clear_change_since_last_time_stands_in_the_corner(by_role: Publication) -> None:
    """By the rule of the page of change, read there: a fell, b rose, the rest did not move."""
    reading, _ = read(by_role, group="practitioner", view="items")
    rows = reading.items.rows
    marks = [one for one in reading.chart["layout"]["annotations"] if one["text"] in ("▲", "▼")]
    expected = []
    for y, row in enumerate(rows):
        selection = chosen(by_role, instrument="involvement", group=row.group)
        change = change_report(by_role, selection, LANGUAGES["en"])
        assert change is not None
        claims = {answer.item: answer.change.claim for answer in change.answer.table}
        expected += [
            (y, {"up": "▲", "down": "▼"}[claims[item]])
            for item in reading.items.items
            if claims[item] != "none"
        ]
    assert [(round(one["y"] + 0.5), one["text"]) for one in marks] == expected
    assert expected == [(1, "▼")] * 3 + [(2, "▲")] * 3
    assert "▲ and ▼: clearly higher or lower than pre" in " ".join(map(str, reading.notes))
    told = [column.name for column in reading.table.columns if column.name.startswith("claim_")]
    assert told == ["claim_overall", "claim_i1", "claim_i2"]
    alone, _ = read(by_role, group="practitioner", view="items", from_wave="post")
    assert not any(mark in text for text in figure_texts(alone.chart) for mark in "▲▼")


def test_the_finding_of_questions_is_the_highest_and_the_lowest(tmp_path: Path) -> None:
    rows = [
        row
        for first, site in enumerate("abc")
        for row in answered(
            "practitioner", site, "pre", 10 * first, p1=MIDDLE, p2=MIDDLE, i1=[3] * 10, i2=[3, 4] * 5
        )
    ]
    publication = opened(FullWorld(tmp_path, waves={"pre": "pre"}).show(rows))
    for code, finding in (
        ("en", "Highest: “i2” (3.50). Lowest: “i1” (3.00)"),
        ("da", "Højest: »i2« (3,50). Lavest: »i1« (3,00)"),
        ("nb", "Høyest: «i2» (3,50). Lavest: «i1» (3,00)"),
    ):
        assert read(publication, code, view="items")[0].finding == finding


def test_questions_with_the_same_mean_are_said_to_be_so(four: Publication) -> None:
    mean = np.mean(np.array(list(FOUR.values()), dtype=float))
    assert read(four, view="items")[0].finding == f"All questions have the same mean, {mean:.2f}"


def test_a_question_too_few_answered_at_a_site_is_a_dash_with_the_one_sentence(tmp_path: Path) -> None:
    thin: list[object] = [*LOW[:4], *[8] * 6]
    cells: Scores = {("practitioner", "a"): thin, ("practitioner", "b"): HIGH, ("practitioner", "c"): MIDDLE}
    reading, _ = read(built(tmp_path, {"pre": cells}), view="items")
    (heat,) = reading.chart["data"]
    assert [row[1] for row in heat["z"][1:]] == [None, None, pytest.approx(3.0)]
    assert "Too few to show here." in heat["hovertext"][1][1]
    assert heat["z"][1][2] is not None


def test_a_funnel_is_offered_from_twenty_sites_on_and_its_limits_are_spiegelhalters(tmp_path: Path) -> None:
    """Nineteen sites of ten alike and one far above: only that one lies outside 99.8 %."""
    names = [f"s{at}" for at in range(20)]
    cells: Scores = {("practitioner", one): MIDDLE for one in names}
    cells["practitioner", "s3"] = HIGH
    publication = built(tmp_path, {"pre": cells}, places={"nord": names}, roles=("practitioner",))
    assert views_of_sites(publication, "involvement", ("pre", "pre")) == ["sites", "items", "funnel"]
    reading, table = read(publication, view="funnel", item="i1")
    sd = np.sqrt(np.mean([np.var(np.array(one, dtype=float), ddof=1) for one in cells.values()]))
    centre = np.mean(np.array(list(cells.values()), dtype=float))
    funnel = funnel_of(table)
    for limits, level in ((funnel.warning, 0.95), (funnel.alarm, 0.998)):
        expected = stats.norm.interval(level, centre, sd / np.sqrt(10))
        assert (limits[0][0], limits[1][0]) == pytest.approx(expected)
    assert "Outside the outer lines: Site s3." in reading.sentences
    named = [one for one in reading.chart["data"][-1]["text"] if one]
    assert named == ["Site s3"]
    selection = chosen(publication, language="en", instrument="involvement", view="funnel", item="i1")
    assert len(table_of("involvement", publication, selection, LANGUAGES["en"]).shown(LANGUAGES["en"])) == 20


def test_fewer_sites_offer_no_funnel(four: Publication) -> None:
    assert views_of_sites(four, "involvement", ("pre", "post")) == ["sites", "items"]


def test_where_the_times_compare_only_as_a_whole_the_page_says_so_and_where_more_is_shown(
    tmp_path: Path,
) -> None:
    """Before, four answered: sites stand together. Afterwards each site could stand alone."""
    thin: list[object] = [*LOW[:4], *[8] * 6]
    first: Scores = {("practitioner", site): thin if site == "a" else [8] * 10 for site in "abc"}
    first["practitioner", "b"] = [*LOW[:3], *[8] * 7]
    last: Scores = {("practitioner", site): HIGH for site in "abc"}
    publication = built(tmp_path, {"pre": first, "post": last})
    reading, table = read(publication, item="i1")
    assert len(table.rows) == 1
    assert "The two rounds can only be compared for everyone as a whole." in reading.sentences
    assert not any("too few sites" in one for one in reading.sentences)
    (alone,) = [note for note in reading.notes if "One round on its own" in str(note)]
    links = [part for part in alone if isinstance(part, Link)]
    assert [link.text for link in links] == ["post"]
    assert (links[0].query["from"], links[0].query["to"]) == ("post", "post")
    _, after = read(publication, item="i1", from_wave="post", to_wave="post")
    assert len(after.rows) == 3


def test_a_wave_too_few_answered_is_said_to_be_withheld(tmp_path: Path) -> None:
    none: Scores = {("practitioner", site): [8] * 10 for site in "abc"}
    last: Scores = {("practitioner", site): HIGH for site in "abc"}
    reading, table = read(built(tmp_path, {"pre": none, "post": last}), item="i1")
    assert table.compared == 0
    assert "pre: Too few to show here." in reading.sentences
    assert not any("from pre to post" in one for one in reading.sentences)


class WithFactor(FullWorld):
    """A world whose practice questionnaire counts one question to a factor called involvement."""

    def instrument(self) -> dict[str, object]:
        first, second = (self._item(one) for one in self.items)
        factor = {"id": "involvement", "name": text("Taking part"), "evidence": text("For and against")}
        return super().instrument() | {
            "subscales": [factor],
            "items": [first, second | {"subscale": "involvement"}],
        }


@pytest.fixture(scope="module")
def with_factor(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    world = WithFactor(tmp_path_factory.mktemp("factor"), waves={"pre": "pre"})
    rows: list[Row] = []
    for site, given in (("a", HIGH), ("b", LOW), ("c", MIDDLE)):
        rows += answered("practitioner", site, "pre", len(rows), p1=MIDDLE, p2=given, i1=LOW, i2=LOW)
    world.show(rows)
    return opened(world)


def test_questions_of_a_factor_of_that_name_are_another_thing_to_compare(with_factor: Publication) -> None:
    assert compared_instruments(with_factor) == ["involvement", "practice"]
    assert compared_of(with_factor, "practice")[-1] == "p2"
    assert "p1" not in compared_of(with_factor, "practice")
    selection = chosen(with_factor, instrument="practice", item="p2")
    reading = involvement_report(with_factor, selection, LANGUAGES["en"])
    table = site_table(with_factor, selection, comparing_group(with_factor, selection))
    assert reading is not None and table is not None
    assert [row.later.mean for row in table.rows] == pytest.approx([4.4, 1.7, 3.0])
    notes = " ".join(str(note) for note in reading.notes)
    assert "“Taking part” belongs to the questionnaire “Practice”." in notes
    assert "It is not the same as “Involvement”." in notes


def test_the_instrument_needs_no_word_of_what_it_is_not(with_factor: Publication) -> None:
    reading, _ = read(with_factor)
    assert "Taking part" not in " ".join(str(note) for note in reading.notes)


Named = Callable[[Publication], SiteTable]


def test_every_offered_group_can_be_drawn(by_role: Publication, by_place: Publication) -> None:
    for publication in (by_role, by_place):
        for waves, options in publication.options.items():
            for option in options:
                for code in CODES:
                    read(publication, code, group=option.id, from_wave=waves[0], to_wave=waves[1])


def test_where_no_site_stands_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """Who may see some sites may be left with a role at one of them alone, and no site."""
    world = FullWorld(tmp_path, tree="municipality > site > role")
    answers = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
    world.show(people({("practitioner", "a"): 9, ("leader", "a"): 9, ("practitioner", "c"): 9}, answers))
    publication = opened(world)
    lower = {
        waves: tuple(one for one in options if one.level > publication.site_level)
        for waves, options in publication.options.items()
    }
    left = replace(publication, options=lower)
    group = lower["pre", "pre"][0].id
    assert site_table(publication, chosen(publication, instrument="involvement"), "all") is not None
    assert site_table(left, chosen(left, instrument="involvement", group=group), group) is None
