"""Claims over small worlds: verdicts, what is lacking, larger groups, nothing that pages do not show."""

import json
from collections.abc import Mapping
from itertools import product

import pytest
from plotly import graph_objects

from dashboard.answers.change import readable_table
from dashboard.pages import PAGES
from dashboard.pages.claim.choices import groups_claimed
from dashboard.pages.claim.report import ChangeClaim, claim_report
from dashboard.report.resolving import select
from publication.languages import CODES
from publication.reading import NotThere, Publication
from tests.dashboards import (
    LANGUAGES,
    WITHHELD,
    FullWorld,
    Served,
    answered,
    check_figure,
    chosen,
    opened,
    report_of,
    served,
    show,
    table_of,
    texts,
)
from tests.months import months_world
from tests.worlds import World

EN, CLAIM = LANGUAGES["en"], PAGES["claim"]
OPEN = "Cannot be decided with these data"
WAITING = "Venter ved månedens slutt"
BEFORE = [7, 9, 8, 6, 9, 7, 8, 10, 6, 9, 8, 7] * 2  # mean 94 / 12
SINCE = [2, 4, 3, 1, 3, 2, 4, 1, 3, 2]  # mean 25 / 10
MOVED = {"month": "2024-07", "limits": "anew", "site": "b", "reason": dict.fromkeys(CODES, "Moved")}
OTHER_WAY = {"supported": "contradicted", "contradicted": "supported", "undecided": "undecided"}
RATINGS_LOW, RATINGS_HIGH = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 2, 3], [4, 4, 5, 5, 4, 4, 5, 3, 4, 5, 4, 4]
SAME = [3, 3, 4, 2, 3, 4, 2, 3, 3, 4, 2, 3]
FEW: list[object] = [3, 4, 3, 5, *[8] * 8]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> World:
    series = {("a", WAITING): [*BEFORE, *SINCE], ("b", WAITING): [*BEFORE, *SINCE], ("c", WAITING): [4] * 34}
    return months_world(tmp_path_factory.mktemp("months"), series, waves={}, events=[MOVED])


@pytest.fixture(scope="module")
def months(recorded: World) -> Publication:
    return opened(recorded)


def said(publication: Publication, **asked: str) -> tuple[str, str]:
    """Return finding and lead of a claim about months."""
    query = {"lang": "en", "indicator": "waiting", "sites": "a", "since": "2025-01"} | asked
    report = report_of("claim", publication, select(publication, query, CLAIM), EN)
    return report.finding, report.lead.split(". ")[-1]


@pytest.mark.parametrize(
    ("asked", "finding", "why"),
    [
        (
            {"direction": "down"},
            "Supported: waiting list at Site a, fewer people waiting since January\u00a02025",
            "Chance alone seldom gives such a difference.",
        ),
        (
            {"direction": "up"},
            "Contradicted: waiting list at Site a, more people waiting since January\u00a02025",
            "It went the other way, by more than chance alone usually gives.",
        ),
        (
            {"since": "2025-08"},
            f"{OPEN}: waiting list at Site a, fewer people waiting since August\u00a02025",
            "3 more months are needed: there are 3 since then, and it takes 6.",
        ),
        (
            {"sites": "b"},
            f"{OPEN}: waiting list at Site b, fewer people waiting since January\u00a02025",
            "There are too few months to compare with: 6 before, and it takes 12.",
        ),
        (
            {"sites": "c"},
            f"{OPEN}: waiting list at Site c, fewer people waiting since January\u00a02025",
            "All months are alike: 4, people waiting.",
        ),
        (
            {"since": "2024-01"},
            f"{OPEN}: waiting list at Site a, fewer people waiting since January\u00a02024",
            "Chance alone can give such a difference.",
        ),
    ],
    ids=str,
)
def test_a_claim_about_months(months: Publication, asked: dict[str, str], finding: str, why: str) -> None:
    assert said(months, **asked) == (finding, why)


def test_the_levels_are_the_means_of_the_months(months: Publication) -> None:
    report = report_of("claim", months, select(months, {"sites": "a", "since": "2025-01"}, CLAIM), EN)
    assert report.lead.startswith("Mean 8 before (24 months), 2 since (10 months), people waiting.")


def test_without_choices_it_is_hoped_of_the_newest_year(months: Publication) -> None:
    selection = select(months, {}, CLAIM)
    assert (selection.subject, selection.sites, selection.since) == ("figures", "a", "2024-11")
    assert selection.direction == "down"


def test_what_a_publication_has_not_is_refused(months: Publication) -> None:
    for name in ({"since": "2031-01"}, {"since": "x"}, {"subject": "x"}, {"direction": "x"}):
        with pytest.raises(NotThere):
            select(months, name, CLAIM)


def test_the_chart_is_the_page_s_with_the_month_of_the_claim(months: Publication) -> None:
    selection = select(months, {"sites": "a", "since": "2025-01"}, CLAIM)
    report = report_of("claim", months, selection, EN)
    page = report_of("management", months, selection, EN)
    graph_objects.Figure(report.chart)
    assert report.chart["data"] == page.chart["data"]
    *others, line = report.chart["layout"]["shapes"]
    assert others == list(page.chart["layout"]["shapes"])
    assert line["x0"] == line["x1"] == 23.5
    assert repr(report.table) == repr(page.table)


def test_the_rows_say_both_claims(recorded: World) -> None:
    rows = {(row["site"], row["since"]): row for row in show(recorded, "claim")}
    row = rows["a", "2025-01"]
    assert (row["higher"], row["lower"], row["reason"]) == ("contradicted", "supported", "clear")
    assert (row["months_before"], row["months_since"]) == ("24", "10")
    assert float(row["mean_before"]) == pytest.approx(94 / 12)
    assert float(row["mean_since"]) == pytest.approx(2.5)
    assert rows["a", "2025-08"]["months_needed"] == "3"
    assert rows["b", "2025-01"]["months_before"] == "6"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    """Practitioners at a and b, of whom four of a answered 'thin' before; three leaders at a, nine at c."""
    world = FullWorld(
        tmp_path_factory.mktemp("world"),
        waves={"pre": "pre", "post": "post"},
        items=("rise", "same", "thin"),
    )
    cells = {("practitioner", "a"): 12, ("practitioner", "b"): 12, ("leader", "b"): 3, ("leader", "a"): 9}
    rows: list[dict[str, object]] = []
    for at, wave in enumerate(("pre", "post")):
        for number, ((role, site), n) in enumerate(cells.items()):
            thin = FEW if (role, site, wave) == ("practitioner", "a", "pre") else SAME
            given = {
                "rise": RATINGS_LOW if wave == "pre" else RATINGS_HIGH,
                "same": SAME,
                "thin": thin,
                "i1": SAME,
                "i2": SAME,
            }
            asked = {item: answers[:n] for item, answers in given.items()}
            rows += answered(role, site, wave, 1000 * at + 100 * number, **asked)
    world.show(rows)
    return world


@pytest.fixture(scope="module")
def answers(world: FullWorld) -> Publication:
    return opened(world)


@pytest.fixture(scope="module")
def site(world: FullWorld) -> Served:
    return served(world)


def claim(publication: Publication, **asked: str) -> ChangeClaim | None:
    query = {"lang": "en", "instrument": "practice"} | asked
    report = claim_report(publication, select(publication, query, CLAIM), EN)
    assert report is None or isinstance(report, ChangeClaim)
    return report


def test_a_claim_about_answers_is_what_the_page_of_change_claims(answers: Publication) -> None:
    for option in answers.options["pre", "post"]:
        for row in readable_table(answers, chosen(answers, group=option.id)):
            reports = [
                claim(answers, item=row.item, group=option.id, direction=way) for way in ("up", "down")
            ]
            if row.status == "withheld":
                continue
            up, down = (report.answer.verdict.outcome if report else "" for report in reports)
            expected = {"up": "supported", "down": "contradicted", "none": "undecided"}[row.change.claim]
            assert (up, down) == (expected, OTHER_WAY[expected])


def test_a_rise_is_supported_and_a_fall_contradicted(answers: Publication) -> None:
    rise, fall, same = (
        claim(answers, item="rise", direction="up"),
        claim(answers, item="rise", direction="down"),
        claim(answers, item="same", direction="up"),
    )
    assert rise and fall and same
    check_figure(rise.chart, EN)
    assert rise.finding == "Supported: “rise”, higher from pre to post (Everyone)"
    assert fall.finding == "Contradicted: “rise”, lower from pre to post (Everyone)"
    assert same.finding == "Cannot be decided with these data: “same”, higher from pre to post (Everyone)"
    assert [row["label"] for row in rise.table.rows] == ["rise"]


def test_of_one_round_nothing_is_decided(answers: Publication) -> None:
    found = claim(answers, item="rise", **{"from": "post", "to": "post"})
    assert found is not None
    assert found.answer.verdict.reason == "not_comparable"
    assert found.lead == "Choose two rounds to compare."


def test_a_question_that_stands_under_a_larger_group_is_answered_for_it(answers: Publication) -> None:
    alone = claim(answers, item="thin", group="practitioner.nord.a")
    larger = claim(answers, item="thin", group="practitioner.nord")
    assert alone and larger
    assert alone.answer.selection.group == "practitioner.nord"
    assert alone.lead.endswith("Shown for a larger group: Practitioner in Nord.")
    assert alone.table == larger.table
    assert alone.chart == larger.chart


def test_a_site_that_stands_in_a_larger_group_is_answered_for_it(answers: Publication) -> None:
    groups = {option.id: option for option in groups_claimed(answers, ("pre", "post"))}
    place = "leader.nord.b"
    assert answers.option("pre", "post", place) is None
    assert place in groups
    within, around = claim(answers, item="rise", group=place), groups[place].ancestors[-1]
    whole = claim(answers, item="rise", group=around)
    assert within and whole
    assert within.answer.selection.group == around
    assert within.table == whole.table
    assert EN.of(groups[around].label) in within.finding
    assert within.lead.endswith(f"Shown for a larger group: {EN.of(groups[around].label)}.")


def card(site: Served, query: Mapping[str, str]) -> bytes:
    return site.card("claim", {"programme": "small", "lang": "en", "page": "claim", **query})


@pytest.mark.parametrize("code", CODES)
def test_what_may_not_be_shown_is_answered_by_the_fixed_sentence(site: Served, code: str) -> None:
    """A group that never was and one that exists elsewhere alone are told alike, to the byte."""
    made_up, mixed = (
        card(site, {"item": "rise", "group": group, "lang": code})
        for group in ("nobody.knows.it", "practitioner.nord.a~leader.nord.a")
    )
    assert WITHHELD[code] in "".join(texts(json.loads(made_up)["response"]["claim-notice"]["children"]))
    assert made_up.replace(b"nobody.knows.it", b"") == mixed.replace(
        b"practitioner.nord.a~leader.nord.a", b""
    )


def test_a_claim_shows_nothing_that_the_page_of_change_does_not(answers: Publication) -> None:
    """Every row of every claim there is, is a row of the table of change of the group it names."""
    groups = [option.id for option in groups_claimed(answers, ("pre", "post"))]
    for group, item in product(groups, ("overall", "rise", "same", "thin")):
        found = claim(answers, item=item, group=group)
        if found is None:
            continue
        shown = chosen(answers, group=found.answer.selection.group)
        page = table_of("change", answers, shown, EN)
        (row,) = found.table.rows
        assert repr(row) in map(repr, page.rows)
