"""Publications of earlier releases held sums of scores: they are served with their scores cut down."""

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import orjson
import pytest
from scipy import stats

from publication.definitions.instrument import Instrument, Item, Scale
from publication.definitions.text import same_in_all_languages
from publication.queries.answers import Answer
from publication.queries.earlier import cut_down, half_steps
from publication.reading import Publication
from tests.dashboards import FullWorld, answered, opened, show
from tests.worlds import two_digits_up

ITEMS = [f"p{at}" for at in range(6)]
SHEETS = np.random.default_rng(4).integers(1, 6, size=(12, 6))


def tenths_of(means: Sequence[float]) -> list[int]:
    """Counts at one decimal from 1.0 to 5.0, halves up, as they were published."""
    places = np.floor(10 * (np.array(means) - 1) + 0.5 + 1e-9).astype(int)
    return [int(n) for n in np.bincount(places, minlength=41)]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    """A publication as it was made before: sums of respondents' means, and their counts in tenths."""
    world = FullWorld(tmp_path_factory.mktemp("earlier"), items=ITEMS)
    columns: dict[str, list[object]] = {item: [*SHEETS[:, at].tolist()] for at, item in enumerate(ITEMS)}
    world.show(answered("leader", "c", "pre", 0, **columns, i1=[3] * 12, i2=[4] * 12))
    path = world.publications / "0001.duckdb"
    path.chmod(0o600)
    means = SHEETS.mean(axis=1)
    old = (
        "item, status, members, n, counts, not_applicable, dont_know, not_relevant, blank, total,"
        " total_of_squares"
    )
    with duckdb.connect(path) as con:
        con.execute("ALTER TABLE answers RENAME mean TO total")
        con.execute("ALTER TABLE answers RENAME se TO total_of_squares")
        con.execute(
            "UPDATE answers SET total = ?, total_of_squares = ?, counts = ?"
            " WHERE item = 'overall' AND instrument = 'practice' AND status = 'shown'",
            [float(means.sum()), float(np.square(means).sum()), tenths_of(means.tolist())],
        )
        con.execute("DELETE FROM answer_sheets")
        con.execute(
            "INSERT INTO answer_sheets SELECT instrument, group_id, wave,"
            f" to_json(list(json_array({old}) ORDER BY position))::VARCHAR FROM answers GROUP BY ALL"
        )
    return world


@pytest.fixture(scope="module")
def publication(earlier: FullWorld) -> Publication:
    return opened(earlier)


def score(world: FullWorld) -> dict[str, Any]:
    (row,) = [
        row
        for row in show(world, "answers", "--instrument", "practice", "--group", "all")
        if row["item"] == "overall"
    ]
    return row


def test_an_earlier_score_is_the_mean_of_its_items_with_a_rounded_error(earlier: FullWorld) -> None:
    row = score(earlier)
    assert float(row["mean"]) == pytest.approx(SHEETS.mean(), abs=1e-12)
    assert float(row["se"]) == pytest.approx(two_digits_up(float(stats.sem(SHEETS.mean(axis=1)))))
    assert (int(row["n"]), row["sd"]) == (12, "")


def test_tenths_become_half_steps(publication: Publication) -> None:
    text = publication.sheets("practice")["all", "pre"]
    halves = np.floor(2 * SHEETS.mean(axis=1) + 0.5 + 1e-9).astype(int) - 2
    assert str(np.bincount(halves, minlength=9).tolist()).replace(" ", "") in text


def test_no_sum_is_served(publication: Publication) -> None:
    means = SHEETS.mean(axis=1)
    text = "".join(publication.sheets("practice").values())
    assert str(float(means.sum())) not in text
    assert str(float(np.square(means).sum())) not in text


def test_halves_of_tenths_are_those_of_means() -> None:
    """2.25 to 2.75 is 2.5, whether rounded at once or first to tenths: both have their ends there."""
    means = np.arange(1000, 5001) / 1000
    for mean in means.tolist():
        at_once = int(np.floor(2 * mean + 0.5 + 1e-9)) - 2
        assert half_steps(tenths_of([mean])).index(1) == at_once


@pytest.mark.parametrize(
    ("people", "named", "counts"),
    [(10, ITEMS[:5], None), (9, ITEMS, None), (10, ITEMS, [0, 0, 0, 0, 10, 0, 0, 0, 0])],
    ids=["few items", "few people", "enough"],
)
def test_few_items_or_people_have_no_counts(people: int, named: list[str], counts: list[int] | None) -> None:
    item = Answer("shown", people, people, [0, 0, people, 0, 0])
    whole = Answer("shown", people, people, tenths_of([3.0] * people), mean=3.0 * people, se=9.0 * people)
    rows = [("overall", *whole), *((name, *item) for name in named)]
    text = same_in_all_languages("text")
    scale = Scale(low=1, high=5, low_label=text, high_label=text)
    items = [Item(id=name, label=text) for name in named]
    instrument = Instrument(
        id="practice", name=text, asked_as=["pre"], question=text, scale=scale, items=items
    )
    (cut, *_) = orjson.loads(cut_down(orjson.dumps(rows).decode(), instrument))
    assert Answer(*cut[1:]) == Answer("shown", people, people, counts, mean=3.0, se=0.0)
