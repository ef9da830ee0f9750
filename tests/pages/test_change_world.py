"""The page of change over a hand-made world: its table, sentences, charts and file."""

import csv
import io
import math
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from dashboard.answers.change import ChangeRow, change_table
from dashboard.pages.change.report import change_report
from publication.following import Publications
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    answered,
    check_figure,
    chosen,
    figure_texts,
    opened,
    show,
    table_of,
    texts,
    whole_numbers,
)

LOW = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 2, 3]  # sum 26
HIGH = [4, 4, 5, 5, 4, 4, 5, 3, 4, 5, 4, 4]  # sum 51
SAME = [3, 3, 4, 2, 3, 4, 2, 3, 3, 4, 2, 3]
ITEMS = ("rise", "fall", "same", "late", "none", "turned", "thin")
NA: list[object] = [8] * 12
CELLS = {("practitioner", "a"): 0, ("practitioner", "b"): 100, ("leader", "c"): 200}


def said(wave: str, site: str) -> dict[str, list[object]]:
    first: dict[str, list[object]] = {
        "rise": [*(LOW if wave == "pre" else HIGH)],
        "fall": [*(HIGH if wave == "pre" else LOW)],
        "same": [*SAME],
        "late": [""] * 12 if wave == "pre" else [*LOW],
        "none": NA,
        "turned": [1, 2, 2, 1, 3, 2, 1, 2, 2, 1, 2, 3],
        "thin": [3, 4, 3, 5, *NA[4:]] if (wave, site) == ("pre", "a") else [*SAME],
    }
    return first | {"i1": [*SAME], "i2": [*LOW]}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(
        tmp_path_factory.mktemp("world"),
        waves={"pre": "pre", "post": "post"},
        items=ITEMS,
        reverse=["turned"],
        asked_as={"late": ["post"]},
    )
    rows = []
    for at, wave in enumerate(("pre", "post")):
        for (role, site), first in CELLS.items():
            rows += answered(role, site, wave, 1000 * at + first, **said(wave, site))
    world.show(rows)
    return world


@pytest.fixture(scope="module")
def publication(world: FullWorld) -> Publication:
    return opened(world)


@pytest.fixture(scope="module")
def printed(example: Path) -> Publication:
    return Publications(example).current("recoverydannelse-2017")


def table(publication: Publication, **said: Any) -> dict[str, ChangeRow]:
    return {row.item: row for row in change_table(publication, chosen(publication, **said))}


def test_the_overall_score_first_then_the_questionnaires_order(publication: Publication) -> None:
    assert list(table(publication)) == ["overall", *ITEMS]


def test_a_rise_and_a_fall_by_hand(publication: Publication) -> None:
    rows = table(publication)
    rise, fall = rows["rise"], rows["fall"]
    assert (rise.earlier.n, rise.earlier.mean, rise.later.n, rise.later.mean) == (36, 26 / 12, 36, 51 / 12)
    assert rise.change.difference == pytest.approx(25 / 12)
    # Of 144 pairs per site and so of 1296: equal where both are 3 (4 before, 1 after), never lower.
    assert rise.change.p_equal == pytest.approx(4 / 144)
    assert rise.change.p_higher == pytest.approx(140 / 144)
    assert (rise.change.claim, fall.change.claim) == ("up", "down")
    assert fall.change.theta == pytest.approx(1 - rise.change.theta)
    assert rows["same"].change.claim == "none"
    assert rows["same"].change.theta == 0.5


def test_a_reverse_item_is_turned_and_marked(publication: Publication) -> None:
    # Four 1, six 2, two 3 become four 5, six 4, two 3.
    row = table(publication)["turned"]
    assert row.later.counts == [0, 0, 6, 18, 12]
    twin = table_of("change", publication, chosen(publication), LANGUAGES["nb"]).shown(LANGUAGES["nb"])
    assert next(one for one in twin if "turned" in one[0])[0] == "↺ turned"


def test_not_asked_and_no_answers_have_no_change(publication: Publication) -> None:
    rows = table(publication)
    assert (rows["late"].status, rows["late"].later.n) == ("not_asked", 36)
    assert rows["none"].status == "no_answers"
    for item in ("late", "none"):
        assert math.isnan(rows[item].change.difference)
        assert rows[item].change.claim == "none"


def test_what_is_withheld_says_where_it_stands(publication: Publication) -> None:
    group = "practitioner.nord.a"
    rows = table(publication, group=group)
    thin = rows["thin"]
    assert (thin.status, thin.merged) == ("withheld", "practitioner.nord")
    assert math.isnan(thin.change.difference)
    assert math.isnan(thin.earlier.mean)
    assert rows["rise"].earlier.n == 12
    assert table(publication, group="practitioner.nord")["thin"].earlier.n == 16
    for code in CODES:
        language = LANGUAGES[code]
        reading = change_report(publication, chosen(publication, group=group, language=code), language)
        assert reading is not None
        notes = ["".join(texts(note)) for note in reading.notes]
        merged = next(note for note in notes if "thin" in note)
        assert language.of(publication.option("pre", "post", "practitioner.nord").label) in merged  # type: ignore[union-attr]
        assert language.say("card.withheld") in figure_texts(reading.chart)


def test_the_command_leaves_both_sides_of_a_withheld_row_empty(world: FullWorld) -> None:
    """Site a's answers to 'thin' could be shown after, not before: the comparison is withheld as a whole."""
    answers = {(row["wave"], row["group"], row["item"]): row for row in show(world, "answers")}
    assert answers["post", "practitioner.nord.a", "thin"]["status"] == "shown"
    found = show(world, "change", "--group", "practitioner.nord.a")
    (row,) = [one for one in found if one["item"] == "thin"]
    assert row["status"] == "withheld"
    named = (
        "programme",
        "instrument",
        "from",
        "to",
        "group",
        "group_label",
        "item",
        "label",
        "claim",
        "status",
    )
    assert {cell for name, cell in row.items() if name not in named} == {""}


def test_one_wave_has_no_change(publication: Publication) -> None:
    for wave in ("pre", "post"):
        selection = chosen(publication, from_wave=wave, to_wave=wave)
        reading = change_report(publication, selection, LANGUAGES["en"])
        assert reading is not None
        check_figure(reading.chart, LANGUAGES["en"])
        assert not any(mark in text for text in figure_texts(reading.chart) for mark in "▲▼")
        assert "Overall score: the mean is" in reading.sentences[0]
        twin = table_of("change", publication, selection, LANGUAGES["en"])
        assert not any("difference" in column.name or "theta" in column.name for column in twin.columns)
        drawn = [trace for trace in reading.chart["data"] if trace.get("mode") == "markers" and trace["x"]]
        assert len(drawn) == 1


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("view", ["means", "answers"])
@pytest.mark.parametrize("instrument", ["practice", "involvement"])
def test_every_chart_can_be_drawn(publication: Publication, code: str, view: str, instrument: str) -> None:
    for waves, options in publication.options.items():
        for option in options:
            selection = chosen(
                publication,
                language=code,
                view=view,
                instrument=instrument,
                group=option.id,
                from_wave=waves[0],
                to_wave=waves[1],
            )
            reading = change_report(publication, selection, LANGUAGES[code])
            assert reading is not None
            check_figure(reading.chart, LANGUAGES[code])


@pytest.mark.parametrize("code", CODES)
def test_the_sentences_say_the_tables_numbers(publication: Publication, code: str) -> None:
    language = LANGUAGES[code]
    selection = chosen(publication, language=code)
    reading = change_report(publication, selection, language)
    assert reading is not None
    overall = table(publication)["overall"]
    first = reading.sentences[0]
    for side in (overall.earlier, overall.later):
        mark = "." if code == "en" else ","
        assert f"{side.mean:.2f}".replace(".", mark) in first
    assert whole_numbers(reading.sentences[1])[:2] == [24, 24], "the practitioners alone"
    said = " ".join(reading.sentences[2:])
    claims = [row.change.claim for item, row in table(publication).items() if item != "overall"]
    assert whole_numbers(said) == [claims.count("up"), claims.count("down"), 3]
    assert ": rise." in said
    assert ": fall." in said


@pytest.mark.parametrize("code", CODES)
def test_of_six_items_on_a_score_is_told_in_pairs(tmp_path: Path, code: str) -> None:
    items = [f"q{at}" for at in range(6)]
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"}, items=items)
    rows = []
    for at, answers in enumerate((SAME, HIGH)):
        wave = ("pre", "post")[at]
        rows += answered(
            "leader", "c", wave, 100 * at, **{item: [*answers] for item in items}, i1=SAME, i2=LOW
        )
    publication = opened(world.show(rows))
    reading = change_report(publication, chosen(publication, language=code), LANGUAGES[code])
    assert reading is not None
    change = table(publication)["overall"].change
    pairs = [(after > before) + (after == before) / 2 for before, after in product(SAME, HIGH)]
    assert change.theta == pytest.approx(sum(pairs) / len(pairs))
    higher, hundred, lower, equal = whole_numbers(reading.sentences[0])[-4:]
    assert hundred == 100
    assert higher + equal + lower == 100
    assert abs(higher - 100 * change.p_higher) < 1
    assert abs(lower - 100 * change.p_lower) < 1


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("separator", ["comma", "semicolon"])
def test_the_file_says_the_tables_numbers(publication: Publication, code: str, separator: Any) -> None:
    language = LANGUAGES[code]
    file = table_of("change", publication, chosen(publication, language=code), language).file(
        language, separator
    )
    assert file.startswith(b"\xef\xbb\xbf")
    mark = "," if separator == "comma" or code == "en" else ";"
    lines = list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=mark))
    assert {len(line) for line in lines} == {len(lines[0])}
    point = "." if separator == "comma" or code == "en" else ","
    assert [line[0] for line in lines[1:]][1:] == ["rise", "fall", "same", "↺ turned", "thin", "late", "none"]
    rise = lines[2]
    n, mean = rise[1], rise[2]
    assert (n, mean) == ("36", f"2{point}1666666667")


@pytest.mark.parametrize("code", CODES)
def test_the_table_has_the_decimal_mark_of_its_language(publication: Publication, code: str) -> None:
    language = LANGUAGES[code]
    shown = table_of("change", publication, chosen(publication, language=code), language).shown(language)
    rise = next(row for row in shown if row[0] == "rise")
    assert ("2,17" in rise) == (code != "en")
    assert ("2.17" in rise) == (code == "en")
    fall = next(row for row in shown if row[0] == "fall")
    assert any(cell.startswith("−2") for cell in fall), "a real minus"
    wrong = "." if code != "en" else ","
    assert not [cell for row in shown for cell in row[1:] if re.search(rf"\d{re.escape(wrong)}\d", cell)]


def test_the_chart_and_the_table_say_the_same(publication: Publication) -> None:
    rows = table(publication)
    reading = change_report(publication, chosen(publication), LANGUAGES["en"])
    assert reading is not None
    drawn = sorted(x for trace in reading.chart["data"] if trace.get("mode") == "markers" for x in trace["x"])
    sides = [side.mean for row in rows.values() for side in (row.earlier, row.later)]
    assert drawn == sorted(mean for mean in sides if mean == mean)


def test_the_chart_of_answers_counts_everyone(publication: Publication) -> None:
    reading = change_report(publication, chosen(publication, view="answers"), LANGUAGES["en"])
    assert reading is not None
    counted: dict[tuple[str, str], int] = {}
    for trace in reading.chart["data"]:
        for text in trace.get("hovertext", ()):
            item, wave, n = re.fullmatch(r"<b>(.*)</b><br>(\w+): .*<br>(\d+) \(.*\)", text).groups()  # type: ignore[union-attr]
            counted[item, wave] = counted.get((item, wave), 0) + int(n)
    # Blanks alone stand in no segment: nobody left one here.
    assert set(counted.values()) == {36}
    assert ("late", "pre") not in counted
    assert ("none", "pre") not in counted or counted["none", "pre"] == 36


def test_shares_of_pairs_add_up_whatever_they_are() -> None:
    """Hundredths of every split of the pairs: none is negative, together they make 100."""
    from dashboard.answers.rows import Change, Side
    from dashboard.pages.change.text import whole_sentence

    side = Side("shown", 10, 10, 3.0, 1.0, 2.0, 4.0)
    for pairs in (40, 60, 200):
        for higher in range(pairs + 1):
            for equal in (0, 1, 3):
                if higher + equal <= pairs:
                    shares = higher / pairs, equal / pairs, (pairs - higher - equal) / pairs
                    change = Change(0.1, 0.0, 0.2, 0.5, 0.4, 0.6, *shares, "none")
                    row = ChangeRow("overall", "shown", side, side, change)
                    said = whole_sentence([row], {"overall": "Score"}, ("x", "y"), LANGUAGES["en"])
                    up, _, down, same = whole_numbers(said[0])[-4:]
                    found = [up, same, down]
                    assert sum(found) == 100 or (sum(found) == 99 and not equal), "nobody's, not a side's"
                    assert "-" not in said[0]
                    assert all(abs(one - 100 * share) < 1 for one, share in zip(found, shares, strict=True))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("view", ["means", "answers"])
def test_printed_figures_are_drawn_and_told_as_printed(printed: Publication, code: str, view: str) -> None:
    language = LANGUAGES[code]
    for instrument in ("practice", "involvement", "usefulness"):
        selection = chosen(printed, language=code, instrument=instrument, view=view)
        reading = change_report(printed, selection, language)
        assert reading is not None
        assert reading.rests_on == "published"
        check_figure(reading.chart, language)
        assert language.say("card.printed_note") in reading.notes
    said = change_report(printed, chosen(printed, language=code), language)
    assert said is not None
    higher, equal, lower = DIRECTIONS
    assert whole_numbers(said.sentences[0]) == [higher, lower, equal, 28]


def _directions() -> list[int]:
    with (DEFAULT_DATA / "example/recoverydannelse-2017/table5_practice.csv").open(encoding="utf-8") as lines:
        means = {(row["wave"], row["item"]): round(100 * float(row["mean"])) for row in csv.DictReader(lines)}
    shifts = [means["post", item] - means["pre", item] for wave, item in means if wave == "pre"]
    return [sum(one > 0 for one in shifts), sum(one == 0 for one in shifts), sum(one < 0 for one in shifts)]


DIRECTIONS = _directions()


def test_no_number_of_answers_is_invented_for_what_does_not_fit(printed: Publication) -> None:
    row = table(printed)["p08"]
    assert row.status == "no_answers_fit"
    assert (row.earlier.mean, row.later.mean) == (4.05, 3.56)
    assert math.isnan(row.later.n) and math.isnan(row.later.low)
    assert row.change.difference == pytest.approx(-0.49)
    assert math.isnan(row.change.difference_low)


def test_a_file_says_a_formula_as_text(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, items=("p1", "p2")).write()
    path = world.at.data / "instruments/practice.toml"
    path.write_text(
        path.read_text("utf-8").replace('"en": "p1"', '"en": "=1+1"').replace('"en" = "p1"', '"en" = "=1+1"')
    )
    rows = answered("leader", "a", p1=[3] * 9, p2=[4] * 9, i1=[3] * 9, i2=[3] * 9)
    world.load_files(world.file(rows))
    world.publish()
    publication = opened(world)
    file = table_of("change", publication, chosen(publication), LANGUAGES["en"]).file(
        LANGUAGES["en"], "semicolon"
    )
    assert b"\r\n'=1+1," in file
