"""The view over all waves: what it shows, what it withholds, and that it tells nobody apart."""

import csv
import io
import json
import math
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import mannwhitneyu

from dashboard.answers.change import change_table
from dashboard.charts.style import Figure
from dashboard.pages.change.report import change_report
from dashboard.pages.change.waves import Courses, courses
from dashboard.report.offered import views_of_answers
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    Served,
    answered,
    check_figure,
    chosen,
    figure_texts,
    opened,
    served,
    table_of,
    whole_numbers,
)
from tests.release.attacks.test_publish_label_swap import group_of, swapped

WAVES = {"pre": "pre", "post": "post", "later": "post"}
PRE = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 2, 3]  # sum 26
POST = [3, 4, 4, 4, 5, 4, 4, 3, 4, 4, 4, 5]  # sum 48
LATER = [2, 3, 3, 4, 4, 3, 3, 3, 4, 3, 3, 4]  # sum 39
GIVEN = {"pre": PRE, "post": POST, "later": LATER}
THIN: list[object] = [3, 4, 3, 5, *[8] * 8]


def rows() -> list[dict[str, object]]:
    """Sites a, b and c in every wave; only at 'post' too few of site b answered to stand alone."""
    found: list[dict[str, object]] = []
    for at, (wave, given) in enumerate(GIVEN.items()):
        for place, site in enumerate("abc"):
            n = 6 if (wave, site) == ("post", "b") else 12
            plain: list[object] = [*given[:n]]
            thin = THIN[:n] if (wave, site) == ("later", "c") else plain
            late: list[object] = [""] * n if wave == "pre" else plain
            found += answered(
                "practitioner",
                site,
                wave,
                1000 * at + 100 * place,
                moves=plain,
                thin=thin,
                late=late,
                i1=plain,
                i2=plain,
            )
    return found


def made(folder: Path, rows: list[dict[str, object]]) -> FullWorld:
    world = FullWorld(folder, waves=WAVES, items=("moves", "thin", "late"), asked_as={"late": ["post"]})
    world.show(rows)
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    return made(tmp_path_factory.mktemp("world"), rows())


@pytest.fixture(scope="module")
def publication(world: FullWorld) -> Publication:
    return opened(world)


def over(publication: Publication, **said: Any) -> Courses:
    selection = chosen(publication, view="waves", **said)
    return courses(publication, selection, change_table(publication, selection))


def test_every_wave_has_its_mean_and_first_is_held_against_last(publication: Publication) -> None:
    """Site a, worked out by hand: sums 26, 48 and 39 of twelve."""
    found = over(publication, group="practitioner.nord")
    assert [wave.id for wave in found.waves] == ["pre", "post", "later"]
    moves = next(row for row in found.rows if row.change.item == "moves")
    # Both sites of nord: at 'post' site b has the first six only, 24 of 6.
    assert [side.mean for side in moves.sides] == [26 / 12, (48 + 24) / 18, 39 / 12]
    assert [side.n for side in moves.sides] == [24, 18, 24]
    assert moves.change.change.difference == pytest.approx(39 / 12 - 26 / 12)


def test_a_wave_without_the_selection_is_named_by_the_fixed_sentence(publication: Publication) -> None:
    group = "practitioner.nord.b"
    assert publication.option("pre", "later", group) and not publication.option("pre", "post", group)
    found = over(publication, group=group)
    assert [wave.id for wave in found.waves] == ["pre", "later"]
    for code in CODES:
        language = LANGUAGES[code]
        reading = change_report(publication, chosen(publication, group=group, view="waves"), language)
        assert reading is not None
        assert f"post: {language.say('card.withheld')}" in reading.notes


def test_an_item_that_merged_in_one_wave_is_withheld_in_all(publication: Publication) -> None:
    group = "practitioner.sor"
    rows = {row.change.item: row for row in over(publication, group=group, to_wave="post").rows}
    assert rows["thin"].change.status == "withheld"
    assert not any(side.shown for side in rows["thin"].sides)
    assert [side.shown for side in rows["moves"].sides] == [True] * 3
    said = chosen(publication, group=group, to_wave="post", view="waves")
    reading = change_report(publication, said, LANGUAGES["en"])
    assert reading is not None
    assert LANGUAGES["en"].say("card.withheld") in figure_texts(reading.chart)
    # The two waves by themselves may be compared.
    assert next(row for row in change_table(publication, said) if row.item == "thin").status == "shown"


def test_a_wave_in_which_an_item_was_not_asked_has_no_dot(publication: Publication) -> None:
    late = next(row for row in over(publication).rows if row.change.item == "late")
    assert [side.status for side in late.sides] == ["not_asked", "shown", "shown"]


def pointed_at(figure: Figure) -> Iterator[tuple[str, float, int, float]]:
    """Yield item, mean, cell and height of every dot; a cell is a unit wide and high, four stand in a row."""
    for trace in figure["data"]:
        if trace["mode"] == "markers":
            for (item, mean, *_), x, y in zip(trace["customdata"], trace["x"], trace["y"], strict=True):
                yield item, mean, math.floor(x) + 4 * math.floor(y), y


def test_every_item_has_a_cell_of_its_own_and_higher_means_stand_higher(publication: Publication) -> None:
    reading = change_report(publication, chosen(publication, view="waves"), LANGUAGES["en"])
    assert reading is not None
    dots = list(pointed_at(reading.chart))
    cells = {item: {cell for name, _, cell, _ in dots if name == item} for item, *_ in dots}
    assert sorted(next(iter(cell)) for cell in cells.values()) == list(range(len(cells)))
    assert all(len(cell) == 1 for cell in cells.values())
    heights = [y - cell // 4 for _, _, cell, y in sorted(dots, key=lambda dot: dot[1])]
    assert heights == sorted(heights, reverse=True), "plotly counts down from the top here"


def test_a_step_is_a_claim_where_the_two_waves_by_themselves_are(publication: Publication) -> None:
    found = over(publication)
    for at, (start, end) in enumerate((("pre", "post"), ("post", "later"))):
        pair = change_table(publication, chosen(publication, from_wave=start, to_wave=end))
        claims = {row.item: row.change.claim for row in pair}
        assert {row.change.item: row.steps[at] for row in found.rows} == claims
    moves = next(row for row in found.rows if row.change.item == "moves")
    # Of 36 and 30 answers 2.17 and 4.0, then 3.25: Mann-Whitney's p is below 1e-4 both times.
    given = [[*PRE] * 3, [*POST, *POST, *POST[:6]], [*LATER] * 3]
    tests = [mannwhitneyu(*pair).pvalue for pair in pairwise(given)]
    assert max(tests) < 1e-4
    assert moves.steps == ("up", "down")


@pytest.mark.parametrize("code", CODES)
def test_a_rise_and_a_fall_is_said_and_signed(publication: Publication, code: str) -> None:
    language = LANGUAGES[code]
    reading = change_report(publication, chosen(publication, language=code, view="waves"), language)
    assert reading is not None
    turned = [row for row in over(publication).rows if row.steps == ("up", "down")]
    items = [row.change.item for row in turned if row.change.item != "overall"]
    assert "moves" in items
    assert whole_numbers(reading.finding)[-1] == len(items)
    said = next(sentence for sentence in reading.further if "moves" in sentence and ":" in sentence)
    assert all(item in said for item in items)
    signs = [text for trace in reading.chart["data"] for text in trace.get("text", ())]
    steps = [claim for row in over(publication).rows for claim in row.steps]
    assert (signs.count("▲"), signs.count("▼")) == (steps.count("up"), steps.count("down"))
    one_step = chosen(publication, language=code, view="waves", to_wave="post")
    halfway = change_report(publication, one_step, language)
    assert halfway is not None
    assert language.say("waves.up_first", items="moves")[:12] not in " ".join(halfway.sentences)


@pytest.mark.parametrize("code", CODES)
def test_the_chart_has_every_mean_of_the_table(publication: Publication, code: str) -> None:
    for options in publication.options.values():
        for option in options:
            selection = chosen(publication, language=code, group=option.id, view="waves")
            if (reading := change_report(publication, selection, LANGUAGES[code])) is None:
                continue
            check_figure(reading.chart, LANGUAGES[code])
            drawn = [mean for _, mean, *_ in pointed_at(reading.chart)]
            sides = [side for row in over(publication, group=option.id).rows for side in row.sides]
            assert sorted(drawn) == sorted(side.mean for side in sides if side.shown)


@pytest.mark.parametrize("code", CODES)
def test_the_whole_is_said_wave_by_wave(publication: Publication, code: str) -> None:
    reading = change_report(publication, chosen(publication, language=code, view="waves"), LANGUAGES[code])
    assert reading is not None
    overall = over(publication).rows[0]
    mark = "." if code == "en" else ","
    means = [f"{side.mean:.2f}".replace(".", mark) for side in overall.sides]
    assert re.findall(r"\d[.,]\d\d", reading.sentences[1]) == means


def test_the_file_carries_all_waves(publication: Publication) -> None:
    selection = chosen(publication, group="practitioner.nord", view="waves")
    file = (
        table_of("change", publication, selection, LANGUAGES["en"])
        .file(LANGUAGES["en"], "comma")
        .decode("utf-8-sig")
    )
    moves = next(row for row in csv.DictReader(io.StringIO(file)) if row["Question"] == "moves")
    assert [moves[f"{wave} n"] for wave in WAVES] == ["24", "18", "24"]
    assert float(moves["later Mean"]) == 39 / 12


def test_the_view_is_offered_only_where_there_are_more_than_two_waves(
    publication: Publication, tmp_path: Path
) -> None:
    assert views_of_answers(publication, "practice", ("pre", "post")) == ["means", "answers", "waves"]
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"})
    world.show(_two_waves())
    two = opened(world)
    assert views_of_answers(two, "practice", ("pre", "post")) == ["means", "answers"]
    dashboard = served(world)
    assert dashboard.offered("change", {"programme": "small"})["view"] == ["means", "answers"]
    forged = dashboard.card("change", {"programme": "small", "lang": "en", "view": "waves"})
    assert forged == dashboard.card("change", {"programme": "small", "lang": "en", "view": "means"})


def _two_waves() -> list[dict[str, object]]:
    given: list[object] = [*PRE]
    return [
        row
        for at, wave in enumerate(("pre", "post"))
        for row in answered("leader", "a", wave, 100 * at, p1=given, p2=given, i1=given, i2=given)
    ]


def shown(dashboard: Served) -> dict[str, bytes]:
    """Return every byte of the view over all waves, in one language."""
    found = {}
    for query in dashboard.selections("change", "da"):
        if query["view"] == "waves":
            found[f"card {query}"] = dashboard.card("change", query)
            found[f"table {query}"] = dashboard.table("change", query)
            found[f"file {query}"] = dashboard.file("change", query, "comma")
    return found


def test_labels_swapped_within_a_group_change_no_byte(tmp_path: Path) -> None:
    people: list[dict[str, object]] = [
        {"id": f"r{number}", "wave": wave, "role": role, "site": site}
        | {
            one: (number * step + at) % 5 + 1
            for step, one in enumerate(("moves", "thin", "late", "i1", "i2"), 2)
        }
        for at, wave in enumerate(WAVES)
        for number, (role, site) in enumerate(
            [("practitioner", "a")] * 7
            + [("practitioner", "b")] * 5
            + [("practitioner", "c")] * 9
            + [("leader", "a")] * 4
            + [("leader", "c")] * 5,
            start=100 * at,
        )
    ]
    for row in people:
        if row["wave"] == "pre":
            row["late"] = ""
    world = made(tmp_path / "one", people)
    other = swapped(people, group_of(world), random.Random(5))
    before = shown(served(world))
    assert len(before) > 30
    assert other != people
    after = shown(served(made(tmp_path / "two", other)))
    assert [asked for asked in {**before, **after} if before.get(asked) != after.get(asked)] == []


def test_the_view_is_in_the_address(world: FullWorld) -> None:
    response = json.loads(served(world).bar({"programme": "small", "view": "waves", "page": "change"}))
    assert response["response"]["bar-view"]["value"] == "waves"
