"""The analyst's table over a hand-made world: every statistic against NumPy, SciPy or plain counting."""

import math
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from dashboard.answers.change import change_table
from dashboard.answers.rows import Change
from dashboard.pages.explore.answer import explore_table
from dashboard.pages.explore.columns import DELTA, OF_CHANGE, TESTS
from dashboard.pages.explore.grid import grid_fields, grid_rows
from publication.following import Publications
from publication.reading import Publication
from tests.dashboards import LANGUAGES, FullWorld, answered, chosen, opened, show

LOW = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 2, 3]
HIGH = [4, 4, 5, 5, 4, 4, 5, 3, 4, 5, 4, 4]
MIXED: list[object] = [1, 2, 5, 4, 4, 3, 2, 8, 8, 9, "", 5]
FEW: list[object] = [1, 2, 3, 4, *[8] * 8]
SAME = [3] * 12
CELLS = {("practitioner", "a"): 0, ("practitioner", "b"): 100, ("leader", "c"): 200}
ITEMS = ("rise", "mixed", "constant", "thin")


def given(wave: str, site: str) -> dict[str, Sequence[object]]:
    """What the twelve people of a cell answered."""
    turn = list(reversed(MIXED))
    return {
        "rise": LOW if wave == "pre" else HIGH,
        "mixed": MIXED if (wave == "pre") == (site == "a") else turn,
        "constant": SAME,
        "thin": FEW if (wave, site) == ("pre", "b") else LOW,
        "i1": LOW,
        "i2": HIGH,
    }


def on_scale(wave: str, item: str, sites: str) -> list[int]:
    """Return the answers on the scale, as they were written into the file."""
    found = [one for site in sites for one in given(wave, site)[item]]
    return [one for one in found if isinstance(one, int) and one <= 5]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(tmp_path_factory.mktemp("world"), waves={"pre": "pre", "post": "post"}, items=ITEMS)
    rows = [
        row
        for at, wave in enumerate(("pre", "post"))
        for (role, site), first in CELLS.items()
        for row in answered(role, site, wave, 1000 * at + first, **given(wave, site))
    ]
    return world.show(rows)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def publication(world: FullWorld) -> Publication:
    return opened(world)


@pytest.fixture(scope="module")
def rows(publication: Publication) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = explore_table(publication, chosen(publication), LANGUAGES["en"])
    assert found is not None
    return {(row["group"], row["item"], row["wave"]): row for row in found.rows()}


GROUPS = {"all": "abc", "practitioner.nord": "ab", "leader.sor": "c", "practitioner.nord.a": "a"}


def test_there_is_a_row_for_every_group_item_and_wave(
    publication: Publication, rows: dict[tuple[str, str, str], dict[str, Any]]
) -> None:
    groups = [option.id for option in publication.options["pre", "post"]]
    assert set(rows) == {
        (group, item, wave) for group in groups for item in ("overall", *ITEMS) for wave in ("pre", "post")
    }
    assert set(GROUPS) <= set(groups)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("item", ["rise", "mixed", "constant"])
@pytest.mark.parametrize("wave", ["pre", "post"])
def test_what_describes_the_answers_is_what_numpy_says(
    rows: dict[tuple[str, str, str], dict[str, Any]], group: str, item: str, wave: str
) -> None:
    row, answers = rows[group, item, wave], on_scale(wave, item, GROUPS[group])
    assert row["status"] == "shown"
    assert (row["members"], row["n"]) == (12 * len(GROUPS[group]), len(answers))
    assert row["mean"] == pytest.approx(np.mean(answers), abs=1e-12)
    assert row["sd"] == pytest.approx(np.std(answers, ddof=1), abs=1e-12)
    quartiles = np.percentile(answers, [25, 50, 75])
    assert [row["q1"], row["median"], row["q3"]] == pytest.approx(quartiles.tolist())
    assert [row[f"count_{value}"] for value in range(1, 6)] == [answers.count(value) for value in range(1, 6)]


def test_special_answers_are_a_share_of_all_who_answered(
    rows: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    row = rows["leader.sor", "mixed", "pre"]
    assert (row["n"], row["not_applicable"], row["dont_know"], row["blank"]) == (8, 2, 1, 1)
    assert row["not_applicable_share"] == pytest.approx(2 / 11)
    assert row["dont_know_share"] == pytest.approx(1 / 11)
    assert row["not_relevant"] is row["not_relevant_share"] is None


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("item", ["rise", "mixed"])
def test_what_compares_the_waves_is_what_scipy_says(
    rows: dict[tuple[str, str, str], dict[str, Any]], group: str, item: str
) -> None:
    row = rows[group, item, "post"]
    earlier, later = (on_scale(wave, item, GROUPS[group]) for wave in ("pre", "post"))
    pairs = [(one, other) for one in earlier for other in later]
    higher = sum(other > one for one, other in pairs) / len(pairs)
    equal = sum(other == one for one, other in pairs) / len(pairs)
    assert [row["p_higher"], row["p_equal"]] == pytest.approx([higher, equal])
    assert row["theta"] == pytest.approx(higher + equal / 2)
    assert row["delta"] == pytest.approx(2 * row["theta"] - 1)
    assert row["delta_low"] == pytest.approx(2 * row["theta_low"] - 1)
    whitney = stats.mannwhitneyu(later, earlier, method="asymptotic").pvalue
    assert row["p_mann_whitney"] == pytest.approx(whitney, abs=1e-9)
    welch = stats.ttest_ind(later, earlier, equal_var=False)
    interval = welch.confidence_interval()
    assert row["p_welch"] == pytest.approx(welch.pvalue, abs=1e-9)
    assert [row["difference_low"], row["difference_high"]] == pytest.approx([interval.low, interval.high])
    if item == "mixed":
        munzel = stats.brunnermunzel(earlier, later).pvalue
        assert row["p_brunner_munzel"] == pytest.approx(munzel, abs=1e-9)
    assert row["compared_with"] == "pre"


def test_an_earlier_row_compares_with_nothing(rows: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    for (_, _, wave), row in rows.items():
        if wave == "pre":
            assert row["compared_with"] is row["theta"] is row["claim"] is row["p_welch"] is None


def test_where_nothing_varies_there_is_no_p_value(rows: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    row = rows["all", "constant", "post"]
    assert (row["theta"], row["difference"], row["claim"]) == (0.5, 0.0, "none")
    assert row["unjudged"] == "all_the_same"
    assert row["theta_low"] is row["p_mann_whitney"] is row["p_brunner_munzel"] is row["p_welch"] is None


def test_the_claims_are_those_of_the_page_of_change(
    publication: Publication, rows: dict[tuple[str, str, str], dict[str, Any]]
) -> None:
    """Each group's questions are one family there and here."""
    seen = set()
    for option in publication.options["pre", "post"]:
        for one in change_table(publication, chosen(publication, group=option.id)):
            row = rows[option.id, one.item, "post"]
            seen.add(row["claim"])
            assert (row["unjudged"] or "") == one.unjudged
            for field in fields(Change):
                there = getattr(one.change, field.name)
                if one.status != "shown" or (isinstance(there, float) and math.isnan(there)):
                    assert row[field.name] is None
                else:
                    assert row[field.name] == there, (option.id, one.item, field.name)
    assert seen == {None, "up", "none"}


def test_a_withheld_row_has_no_number_in_either_wave(
    rows: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    hidden = [row for row in rows.values() if row["status"] == "withheld"]
    assert {(row["group"], row["item"]) for row in hidden} >= {("practitioner.nord.b", "thin")}
    for row in hidden:
        assert {type(value) for name, value in row.items() if value is not None} == {str}
        assert row["compared_with"] in (None, "pre")
        assert row["claim"] is None


def test_one_wave_alone_is_not_compared(publication: Publication) -> None:
    found = explore_table(publication, chosen(publication, to_wave="pre"), LANGUAGES["en"])
    assert found is not None
    assert {row["wave"] for row in found.rows()} == {"pre"}
    assert {row["compared_with"] for row in found.rows()} == {None}


def test_a_group_brings_all_within_it_and_no_other(publication: Publication) -> None:
    found = explore_table(publication, chosen(publication, group="practitioner.nord"), LANGUAGES["en"])
    assert found is not None
    within = [one.id for one in publication.options["pre", "post"] if one.within("practitioner.nord")]
    assert list(dict.fromkeys(row["group"] for row in found.rows())) == within
    assert "practitioner.nord.a" in within and "all" not in within


@pytest.mark.parametrize("group", ["nobody", "all~all", "leader.sor.c.x", "%"])
def test_a_group_that_is_not_offered_has_no_rows(publication: Publication, group: str) -> None:
    assert explore_table(publication, chosen(publication, group=group), LANGUAGES["en"]) is None


def test_the_command_prints_the_same_numbers_as_change_and_answers(world: FullWorld) -> None:
    explored = {
        (row["instrument"], row["group"], row["item"], row["wave"]): row for row in show(world, "explore")
    }
    for row in show(world, "change"):
        here = explored[row["instrument"], row["group"], row["item"], "post"]
        for name in ("difference", "theta", "theta_low", "theta_high", "p_higher", "p_lower"):
            assert here[name] == row[name]
        for end in ("from", "to"):
            side = explored[row["instrument"], row["group"], row["item"], row[end]]
            assert (side["n"], side["mean"]) == (row[f"n_{end}"], row[f"mean_{end}"])
    for row in show(world, "answers", "--group", "all"):
        here = explored[row["instrument"], "all", row["item"], row["wave"]]
        for name in ("members", "n", "mean", "sd", "count_1", "count_5", "not_applicable", "blank"):
            assert here[name] == row[name], name


def test_the_command_prints_one_wave_alone_too(world: FullWorld) -> None:
    alone = show(world, "explore", "--from", "post", "--to", "post", "--instrument", "practice")
    beside = show(world, "explore", "--instrument", "practice", "--wave", "post")
    compared = ("compared_with", "claim", *OF_CHANGE, *DELTA, *TESTS, "p_welch", "unjudged")
    known = [name for name in alone[0] if name not in compared]
    assert [[row[name] for name in known] for row in alone if row["group"] == "all"] == [
        [row[name] for name in known] for row in beside if row["group"] == "all"
    ]
    assert {row[name] for row in alone for name in compared} == {""}
    assert {row["status"] for row in alone} >= {"shown"}


def test_printed_figures_stand_as_printed_and_say_so(example: Path) -> None:
    """Table 5 prints 4.25 (1.06) and 4.32 (0.89) for the first question; it prints no single answers."""
    publication = Publications(example).current("recoverydannelse-2017")
    selection = chosen(publication, programme="recoverydannelse-2017")
    found = explore_table(publication, selection, LANGUAGES["en"])
    assert found is not None
    first = [row for row in found.rows() if row["item"] == "p01"]
    assert [(row["mean"], row["sd"], row["members"], row["basis"]) for row in first] == [
        (4.25, 1.06, 22, "printed"),
        (4.32, 0.89, 21, "printed"),
    ]
    assert first[1]["difference"] == pytest.approx(0.07)
    for row in found.rows():
        assert row["theta_low"] is row["median"] is row["count_1"] is row["not_applicable_share"] is None
    # One set of answers before and one after give these (worked out in test_published_tables).
    exact = {row["item"]: round(row["theta"], 3) for row in found.rows() if row["theta"] is not None}
    assert exact == {"p06": 0.453, "p09": 0.556, "p26": 0.443}
    assert explore_table(publication, chosen(publication, group="leader"), LANGUAGES["en"]) is None


def test_exact_printed_figures_are_judged_by_their_means(example: Path) -> None:
    """One set of answers gives p06 and p09 each time, with SDs from 0.57 to 0.70: not all answered alike."""
    publication = Publications(example).current("recoverydannelse-2017")
    found = explore_table(
        publication, chosen(publication, programme="recoverydannelse-2017"), LANGUAGES["en"]
    )
    assert found is not None
    assert {row["unjudged"] for row in found.rows()} == {None}
    columns = grid_fields(found, [], LANGUAGES["en"])
    at = [one.name for one in columns].index("reading")
    words = list((columns[at].words or {}).values())
    rows = zip(found.values["item"], grid_rows(found, columns), strict=True)
    readings = {item: words[row[at]] for item, row in rows if row[at] is not None}
    assert {readings[item] for item in ("p06", "p09", "p26")} == {LANGUAGES["en"].say("table.none")}
