"""Answers apart from the scale: their shares, intervals and sentences, over a world made by hand."""

import csv
import io
from typing import Any

import pytest
from scipy.stats import binomtest

from dashboard.answers.change import change_table
from dashboard.pages.change.report import change_report
from dashboard.pages.change.special import SpecialRow, special_rows
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import LANGUAGES, FullWorld, answered, chosen, opened, table_of, texts, whole_numbers

N = 40
SPECIALS = ("not_applicable", "dont_know")


def given(special: int, n: int, blank: int = 0) -> list[object]:
    """So many special answers (8 not applicable, 9 don't know), so many blanks, the rest on the scale."""
    return [*[special] * n, *[""] * blank, *(at % 5 + 1 for at in range(N - n - blank))]


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    items = ("fewer", "more", "often", "seldom")
    waves = {"pre": "pre", "post": "post"}
    world = FullWorld(tmp_path_factory.mktemp("world"), waves=waves, items=items)
    pre = {"fewer": given(9, 20), "more": given(9, 1), "often": given(8, 8, blank=8), "seldom": given(8, 1)}
    post = {"fewer": given(9, 2), "more": given(9, 15), "often": given(8, 8, blank=8), "seldom": given(8, 2)}
    plain = given(8, 0)
    rows = answered("practitioner", "a", "pre", 0, **pre, i1=plain, i2=plain)
    rows += answered("practitioner", "a", "post", 100, **post, i1=plain, i2=plain)
    world.show(rows)
    return opened(world)


def found(publication: Publication, special: str, *, compared: bool = True) -> dict[str, SpecialRow]:
    table = change_table(publication, chosen(publication))
    return {one.item: one for one in special_rows(table, SPECIALS, compared=compared)[special]}


def test_a_share_is_of_those_who_gave_any_answer_with_wilsons_interval(publication: Publication) -> None:
    """Eight of the 32 who did not leave 'often' blank; scipy gives the interval."""
    often = found(publication, "not_applicable")["often"]
    low, high = binomtest(8, 32).proportion_ci(method="wilson")
    assert often.earlier.estimate == 8 / 32
    assert (often.earlier.low, often.earlier.high) == pytest.approx((low, high), abs=1e-9)


def test_a_change_of_shares_is_claimed_both_ways_and_only_where_it_is_one(publication: Publication) -> None:
    rows = found(publication, "dont_know")
    assert {item: row.claim for item, row in rows.items()} == {
        "fewer": "down",
        "more": "up",
        "often": "none",
        "seldom": "none",
    }
    assert rows["fewer"].difference.estimate == pytest.approx(2 / 40 - 20 / 40)
    assert rows["fewer"].difference.high < 0 < rows["more"].difference.low


def test_nothing_is_claimed_where_the_waves_are_not_compared(publication: Publication) -> None:
    rows = found(publication, "dont_know", compared=False)
    assert {row.claim for row in rows.values()} == {"none"}


def test_one_or_two_of_a_few_are_not_many(publication: Publication) -> None:
    rows = found(publication, "not_applicable")
    assert rows["often"].notable and not rows["seldom"].notable
    # Two of 12 are more than one in ten, but the interval begins below one in twenty.
    assert binomtest(2, 12).proportion_ci(method="wilson")[0] < 0.05


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("view", ["means", "answers"])
def test_the_page_says_where_they_are_more_fewer_or_many(
    publication: Publication, view: str, code: str
) -> None:
    language = LANGUAGES[code]
    reading = change_report(publication, chosen(publication, view=view, language=code), language)
    assert reading is not None
    heading, *said = ["".join(texts(one)) for one in reading.beside]
    assert heading == language.say("apart.heading")
    # One in forty is 2.5 % and 39 are 97.5, fifteen are 37.5 % and 25 are 62.5: the spare one is nobody's.
    assert [whole_numbers(one) for one in said] == [[1, 25], [1, 2, 37], [1, 50, 5]]
    names = [language.say(f"special.{one}") for one in ("not_applicable", "dont_know", "dont_know")]
    items = ["often", "more", "fewer"]
    assert all(name in one and item in one for one, name, item in zip(said, names, items, strict=True))


def test_nothing_is_said_where_there_is_nothing_to_say(publication: Publication) -> None:
    reading = change_report(publication, chosen(publication, instrument="involvement"), LANGUAGES["en"])
    assert reading is not None
    assert reading.beside == []


def test_the_table_of_answers_has_counts_and_shares(publication: Publication) -> None:
    selection = chosen(publication, view="answers")
    file = (
        table_of("change", publication, selection, LANGUAGES["en"])
        .file(LANGUAGES["en"], "comma")
        .decode("utf-8-sig")
    )
    rows = {row["Question"]: row for row in csv.DictReader(io.StringIO(file))}
    assert list(rows) == ["fewer", "more", "often", "seldom"]
    fewer = rows["fewer"]
    counts = [int(fewer[f"pre {one}"]) for one in ("n", "1", "2", "3", "4", "5", "D/K", "N/A")]
    assert counts == [20, 4, 4, 4, 4, 4, 20, 0]
    assert float(fewer["pre D/K, %"]) == 50.0
    assert float(fewer["Difference: D/K Percentage points"]) == pytest.approx(-45.0)


@pytest.fixture(scope="module")
def thin(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """At site a fewer than five gave 'p1' an answer on the scale."""
    world = FullWorld(tmp_path_factory.mktemp("thin"), waves={"pre": "pre", "post": "post"})
    few: list[object] = [1, 2, 3, 4, *[8] * 8]
    full: list[object] = [at % 5 + 1 for at in range(12)]
    rows = []
    for at, wave in enumerate(("pre", "post")):
        rows += answered("leader", "a", wave, 100 * at, p1=few, p2=full, i1=full, i2=full)
        rows += answered("leader", "b", wave, 100 * at + 50, p1=full, p2=full, i1=full, i2=full)
    world.show(rows)
    return opened(world)


def test_of_an_item_that_is_withheld_no_share_is_told(thin: Publication) -> None:
    selection: dict[str, Any] = {"group": "leader.nord.a", "view": "answers"}
    table = change_table(thin, chosen(thin, **selection))
    assert next(row for row in table if row.item == "p1").status == "withheld"
    shares = special_rows(table, SPECIALS, compared=True)
    assert [[row.item for row in rows] for rows in shares.values()] == [["p2"], ["p2"]]
    written = table_of("change", thin, chosen(thin, **selection), LANGUAGES["en"]).file(
        LANGUAGES["en"], "comma"
    )
    p1 = next(
        row for row in csv.DictReader(io.StringIO(written.decode("utf-8-sig"))) if row["Question"] == "p1"
    )
    assert {cell for name, cell in p1.items() if name != "Question"} == {""}
