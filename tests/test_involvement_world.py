"""The page of involvement over hand-made worlds: sites side by side, in a fixed order."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from dashboard.callbacks.card import Reading
from dashboard.callbacks.involvement import read_involvement, twin
from dashboard.components.filter_bar import comparing_group
from dashboard.languages import CODES
from dashboard.publication import Publication
from dashboard.tables.involvement import SiteTable, site_table
from tests.dashboards import LANGUAGES, FullWorld, answered, check_figure, chosen, figure_texts, opened

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


def read(publication: Publication, code: str = "en", **said: Any) -> tuple[Reading, SiteTable]:
    """Return what the card shows, after checking that plotly can draw it."""
    selection = chosen(publication, language=code, instrument="involvement", **said)
    reading = read_involvement(publication, selection, LANGUAGES[code])
    table = site_table(publication, selection, comparing_group(publication, selection, "involvement"))
    assert reading is not None
    assert table is not None
    check_figure(reading.figure, LANGUAGES[code])
    return reading, table


def places(table: SiteTable) -> list[str]:
    return [row.place["en"] for row in table.rows]


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
    assert list(reading.figure["layout"]["yaxis"]["ticktext"]) == places(table)
    drawn = [trace for trace in reading.figure["data"] if trace.get("mode") == "markers"][-1]
    assert drawn["x"] == means
    assert drawn["y"] == sorted(drawn["y"])


def test_scores_and_intervals_against_scipy(by_role: Publication) -> None:
    _, table = read(by_role, group="practitioner")
    for row, values in zip(table.rows, (LOW, HIGH, MIDDLE), strict=True):
        scores = np.array(values, dtype=float)
        interval = stats.t.interval(0.95, len(scores) - 1, scores.mean(), stats.sem(scores))
        assert row.later.n == 10
        assert row.later.mean == pytest.approx(scores.mean())
        assert (row.later.low, row.later.high) == pytest.approx(interval)
    together = np.array([*LOW, *HIGH, *MIDDLE], dtype=float)
    assert table.whole.later.n == 30
    assert table.whole.later.mean == pytest.approx(together.mean())
    assert table.whole.later.sd == pytest.approx(together.std(ddof=1))


def test_changes_are_claimed_site_by_site(by_role: Publication) -> None:
    reading, table = read(by_role, group="practitioner")
    assert [row.change.claim for row in table.rows] == ["down", "up", "none"]
    said = " ".join(reading.sentences)
    assert "1 site is higher: Site b" in said
    assert "1 site is lower: Site a" in said
    assert "The sites differ more than chance alone would give." in said
    welch = stats.f_oneway(
        *([float(str(one)) for one in values] for values in (LOW, HIGH, MIDDLE)), equal_var=False
    )
    assert table.test.p_value == pytest.approx(welch.pvalue)


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


def test_one_wave_says_nothing_of_change(by_role: Publication) -> None:
    reading, _ = read(by_role, group="leader", from_wave="post", to_wave="post")
    assert not any("Since" in one for one in reading.sentences)
    assert not any(mark in text for text in figure_texts(reading.figure) for mark in "▲▼")
    assert (
        len([trace for trace in reading.figure["data"] if trace.get("mode") == "markers" and trace["x"]]) == 1
    )


def test_one_site_is_too_few_to_differ(tmp_path: Path) -> None:
    reading, table = read(built(tmp_path, {"pre": {("practitioner", "a"): LOW}}))
    assert len(table.rows) == 1
    assert LANGUAGES["en"].say("involvement.too_few_sites") in reading.sentences


def test_an_unknown_group_shows_nothing(by_role: Publication) -> None:
    for group in ("nobody", "practitioner.nord", "../all", "leader.sor.c"):
        selection = chosen(by_role, instrument="involvement", group=group)
        offered = by_role.option("pre", "post", group)
        assert (read_involvement(by_role, selection, LANGUAGES["en"]) is None) == (offered is None), group


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("item", ["overall", "i1"])
def test_table_sentences_and_file_say_the_same(by_role: Publication, code: str, item: str) -> None:
    reading, table = read(by_role, code, group="practitioner", item=item)
    language = LANGUAGES[code]
    selection = chosen(by_role, language=code, instrument="involvement", group="practitioner", item=item)
    mark = "." if code == "en" else ","
    whole = f"{table.whole.later.mean:.2f}".replace(".", mark)
    assert whole in reading.sentences[0]
    shown = twin(by_role, selection, language).shown(language)
    assert len(shown) == len(table.rows) + 1
    assert whole in shown[-1]
    for row, cells in zip(table.rows, shown, strict=False):
        for number in (row.earlier.mean, row.later.mean, row.later.low, row.later.sd):
            assert f"{number:.2f}".replace(".", mark) in cells
    file = twin(by_role, selection, language).file(language, "comma").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file)))
    assert [len(line) for line in lines] == [len(lines[0])] * (len(table.rows) + 2)
    assert float(lines[1][2]) == pytest.approx(table.rows[0].earlier.mean)


Named = Callable[[Publication], SiteTable]


def test_every_offered_group_can_be_drawn(by_role: Publication, by_place: Publication) -> None:
    for publication in (by_role, by_place):
        for waves, options in publication.options.items():
            for option in options:
                for code in CODES:
                    read(publication, code, group=option.id, from_wave=waves[0], to_wave=waves[1])
