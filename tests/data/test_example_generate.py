import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import generate
import generate_citizens
import numpy as np
import pytest
from generate import EFFECTS, NO_EFFECTS, STAFF_FILES, FloatArray, IntArray

FOLDER = Path(generate.__file__).parent / "fjordby"
ROUNDS = ("r1", "r2", "r3")
CHANGES = tomllib.loads((FOLDER / "effects.toml").read_text("utf-8"))
MOVED = [*CHANGES["changes"], *CHANGES["principles"]]
FORM_AT = 8


def drawn_theta(earlier: IntArray, later: IntArray, answers: range) -> float:
    """The share of pairs in which the later answer is higher, from two columns of drawn answers."""
    counts = [np.array([np.sum(column == answer) for answer in answers]) for column in (earlier, later)]
    return generate.theta(counts[0] / counts[0].sum(), counts[1] / counts[1].sum())


def steps(instrument: str) -> range:
    scale = generate.definition(f"instruments/{instrument}")["scale"]
    return range(scale["low"], scale["high"] + 1)


def instruments_of_both(earlier: str, later: str) -> list[str]:
    return [one for one in generate.asked(earlier) if one in generate.asked(later)]


def items_in_common(one: str, earlier: str, later: str) -> Iterator[tuple[str, int, int]]:
    first, second = generate.asked(earlier)[one], generate.asked(later)[one]
    return ((item, first.index(item), second.index(item)) for item in first if item in second)


def leadership_rows() -> list[dict[str, str]]:
    text = (FOLDER / "leadership.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.fixture(scope="module")
def thetas() -> dict[tuple[str, str, str], FloatArray]:
    """Return what 200 draws of every wave and round give for the items that are said to move."""
    rng = np.random.default_rng(7)
    found: dict[tuple[str, str, str], list[float]] = {}
    for _ in range(200):
        waves = {wave: generate.answers(rng, wave) for wave in (*STAFF_FILES, *ROUNDS)}
        for change in MOVED:
            one, item = change["instrument"], change["item"]
            earlier, later = (
                waves[wave][one][:, generate.asked(wave)[one].index(item)]
                for wave in (change["from"], change["to"])
            )
            drawn = drawn_theta(earlier, later, steps(one))
            found.setdefault((change["from"], change["to"], item), []).append(drawn)
    return {change: np.array(values) for change, values in found.items()}


def test_the_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    generate.write(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in FOLDER.iterdir()}


def test_the_same_seed_draws_the_same() -> None:
    once, again = (generate.answers(np.random.default_rng(3), "post") for _ in range(2))
    assert all(np.array_equal(once[one], again[one]) for one in once)


def test_staff_have_the_size_they_should() -> None:
    sizes = Counter(generate.staff().sites)
    assert len(sizes) == 12
    assert (min(sizes.values()), max(sizes.values())) == (8, 75)
    assert 390 <= sizes.total() <= 410
    assert all(2 <= leaders <= 6 for _, leaders, _, _ in generate.STAFF.values())


@pytest.mark.parametrize("wave", STAFF_FILES)
def test_two_in_three_to_four_in_five_answer(wave: str) -> None:
    assert 0.65 <= np.mean(generate.chance_to_answer(wave)) <= 0.80


def test_respondents_carry_other_ids_in_each_wave() -> None:
    streams = [np.random.default_rng([generate.SEED, number]) for number in range(len(STAFF_FILES))]
    tables = [generate.staff_table(rng, wave) for rng, wave in zip(streams, STAFF_FILES, strict=True)]
    ids = [[row[0] for row in rows[1:]] for rows in tables]
    assert all(len(set(one)) == len(one) and one == sorted(one) for one in ids)
    assert len(set.intersection(*map(set, ids))) <= 5


@pytest.mark.parametrize("wave", [*STAFF_FILES, *ROUNDS])
def test_answers_are_steps_special_answers_or_blanks(wave: str) -> None:
    for one, given in generate.answers(np.random.default_rng(5), wave).items():
        special = generate.definition(f"instruments/{one}").get("special", [])
        codes = {generate.BLANK, *(generate.SPECIALS[name] for name in special)}
        assert set(np.unique(given).tolist()) <= {*codes, *steps(one)}
        assert given.shape[1] == len(generate.asked(wave)[one])


def test_some_items_are_harder_to_answer_and_some_reach_the_ceiling() -> None:
    given = generate.answers(np.random.default_rng(5), "pre")["practice"]
    items = generate.asked("pre")["practice"]
    without = dict(zip(items, np.mean((given < 0) & (given != generate.BLANK), axis=0), strict=True))
    assert min(without["p12"], without["p13"], without["p23"]) > 2 * np.median(list(without.values()))
    assert np.mean(given[:, items.index("p05")] == 5) > 0.6


def test_answers_of_a_person_hang_together() -> None:
    given = generate.answers(np.random.default_rng(5), "pre")["practice"]
    complete = given[(given > 0).all(axis=1)]
    correlations = np.asarray(np.corrcoef(complete, rowvar=False))
    assert 0.1 < np.mean(correlations[np.triu_indices(complete.shape[1], 1)]) < 0.5


def test_some_leave_part_way() -> None:
    given = np.hstack(list(generate.answers(np.random.default_rng(5), "post").values()))
    stopped = np.mean(given[:, -5:] == generate.BLANK, axis=1) == 1
    assert 0.01 < np.mean(stopped) < 0.12


def test_chances_are_what_is_drawn() -> None:
    rng = np.random.default_rng(11)
    drawn = np.vstack([generate.answers(rng, "post")["involvement"] for _ in range(200)])
    shares = np.array([np.mean(drawn == step, axis=0) for step in steps("involvement")]).T
    shares /= shares.sum(axis=1, keepdims=True)
    assert np.abs(shares - generate.chances("involvement", "post")).max() < 0.01


@pytest.mark.parametrize("later", ["post", "followup"])
def test_without_effects_the_waves_have_the_same_chances(later: str) -> None:
    for one in instruments_of_both("pre", later):
        before = generate.chances(one, "pre", NO_EFFECTS)
        after = generate.chances(one, later, NO_EFFECTS)
        for _, first, second in items_in_common(one, "pre", later):
            assert before[first] == pytest.approx(after[second], abs=1e-12)


@pytest.mark.parametrize("later", ["post", "followup"])
def test_an_item_not_listed_does_not_move(later: str) -> None:
    listed = {change["item"] for change in CHANGES["changes"] if change["to"] == later}
    for one in instruments_of_both("pre", later):
        before, after = generate.chances(one, "pre"), generate.chances(one, later)
        for item, first, second in items_in_common(one, "pre", later):
            moves = not np.allclose(before[first], after[second], atol=1e-12)
            assert moves == (item in listed), item


def test_every_effect_is_listed_and_large_enough_to_be_found() -> None:
    listed = {(change["to"], change["item"]) for change in MOVED}
    assert listed == {(wave, item) for wave, shifts in EFFECTS.items() for item in shifts}
    assert min(abs(change["theta"] - 0.5) for change in MOVED) >= 0.08
    assert all((change["direction"] == "up") == (change["theta"] > 0.5) for change in MOVED)


@pytest.mark.parametrize("change", MOVED, ids=lambda change: f"{change['to']}-{change['item']}")
def test_the_effects_are_in_the_drawn_answers(
    change: dict[str, str | float], thetas: dict[tuple[str, str, str], FloatArray]
) -> None:
    found = thetas[str(change["from"]), str(change["to"]), str(change["item"])]
    assert abs(found.mean() - float(change["theta"])) < 4 * found.std() / np.sqrt(len(found))


def test_sites_differ_in_involvement_only() -> None:
    sites = np.array(generate.staff().sites)
    practitioners = np.array(generate.staff().roles) == "practitioner"
    for one in generate.asked("pre"):
        centres = generate.centres(one, "pre")[practitioners]
        level = {site: centres[sites[practitioners] == site].mean() for site in generate.STAFF}
        apart = max(level.values()) - min(level.values())
        assert (apart > 0.5) == (one == "involvement")


def test_practitioners_stand_alone_at_larger_sites_and_others_do_not() -> None:
    for wave in STAFF_FILES:
        rows = generate.respondents(np.random.default_rng(2), wave)
        cells = Counter((generate.staff().roles[row], generate.staff().sites[row]) for row in rows)
        alone = {cell for cell, members in cells.items() if members >= FORM_AT}
        larger = ("solsiden", "oppfolging", "elvebredden", "ambulant", "granlia")
        assert {("practitioner", site) for site in larger} <= alone
        assert not {("practitioner", "maaken"), ("practitioner", "tunet")} & alone
        assert not {role for role, _ in alone} & {"leader", "peer_worker"}


@pytest.mark.parametrize("name", ["Runde 1", "Runde 2", "Runde 3"])
def test_every_round_has_groups_that_agreed_that_did_not_and_of_two(name: str) -> None:
    groups: dict[str, list[str]] = {}
    for row in leadership_rows():
        if row["Runde"] == name:
            groups.setdefault(row["Ledergruppe"], []).append(row["Enig i visning"])
    assert len(groups) == 12
    assert any(set(agreed) == {"Ja"} and len(agreed) >= 3 for agreed in groups.values())
    assert any("Nei" in agreed for agreed in groups.values())
    assert any(len(agreed) == 2 for agreed in groups.values())


def test_management_data_stay_low_over_the_rounds() -> None:
    scores = np.arange(1, 6)
    means = np.array([generate.chances("principles", one) @ scores for one in ROUNDS])
    items = generate.asked("r1")["principles"]
    assert [items[at] for at in means.argmin(axis=1)] == ["l5", "l5", "l5"]


@pytest.mark.parametrize("effect", CHANGES["citizens"], ids=lambda effect: effect["item"])
def test_citizens_effects_are_in_the_drawn_answers(effect: dict[str, str | float]) -> None:
    """Over 200 draws of both rounds the share of pairs in which the later is higher is what is said."""
    rng, at = np.random.default_rng(9), list(generate_citizens.LEVELS).index(str(effect["item"]))
    found = []
    for _ in range(200):
        columns = []
        for wave in generate_citizens.ROUNDS:
            chance = generate_citizens.chance_to_answer(wave)
            people = np.flatnonzero(rng.random(len(chance)) < chance)
            columns.append(generate_citizens.answers(rng, wave, people)[:, at])
        found.append(drawn_theta(columns[0], columns[1], range(1, 5)))
    assert abs(np.mean(found) - float(effect["theta"])) < 4 * np.std(found) / np.sqrt(len(found))


def test_citizens_questions_that_are_not_listed_do_not_move() -> None:
    before, after = (generate_citizens.chances(wave) for wave in generate_citizens.ROUNDS)
    moved = [not np.allclose(*pair, atol=1e-12) for pair in zip(before, after, strict=True)]
    listed = {effect["item"] for effect in CHANGES["citizens"]}
    assert [item in listed for item in generate_citizens.LEVELS] == moved


def test_citizens_answer_more_at_home_than_on_a_visit_and_leave_some_blank() -> None:
    rates = {site: share for site, (_, share) in generate_citizens.ASKED.items()}
    assert min(rates["solsiden"], rates["elvebredden"], rates["aasly"]) > 0.6
    assert max(rates["oppfolging"], rates["ambulant"], rates["helseteam"]) < 0.4
    rng = np.random.default_rng(3)
    given = generate_citizens.answers(rng, "citizens-2025", np.arange(len(generate_citizens.sites())))
    assert 0.03 < np.mean(given == -1) < 0.1
    assert np.mean(given[:, 4] == 0) > 0.08
