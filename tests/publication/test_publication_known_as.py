"""An earlier publication that a meeting looked at, shown until it is withdrawn or taken back."""

from pathlib import Path

import pytest

from publication.file import POINTER, point_to
from publication.following import Publications
from tests.dashboards import FullWorld, run
from tests.serving.test_served_replaced import rows


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    """Two publications, the second of other answers."""
    world = FullWorld(tmp_path_factory.mktemp("two"), waves={"pre": "pre", "post": "post"})
    world.show(rows(2))
    world.load(rows(3))
    assert world.publish() == (2, True)
    return world


@pytest.fixture
def world(published: FullWorld, tmp_path: Path) -> FullWorld:
    return published.copy(tmp_path)


def keys(world: FullWorld) -> tuple[str, str]:
    """The keys of both publications."""
    found = Publications(world.at.var)
    point_to(world.publications, 1)
    first = found.current("small").key
    point_to(world.publications, 2)
    return first, found.current("small").key


def numbers(found: Publications, *of: str) -> list[int | None]:
    looked_up = [found.known_as("small", key) for key in of]
    return [one.number if one else None for one in looked_up]


def test_the_one_before_is_shown_beside_the_present_one(world: FullWorld) -> None:
    assert numbers(Publications(world.at.var), *keys(world)) == [1, 2]


def test_one_that_was_taken_back_by_hand_is_not_shown(world: FullWorld) -> None:
    both = keys(world)
    before = Publications(world.at.var)
    assert numbers(before, *both) == [1, 2]
    point_to(world.publications, 1)
    for found in (before, Publications(world.at.var)):
        assert numbers(found, *both) == [1, None]


def test_without_a_pointer_none_is_shown(world: FullWorld) -> None:
    both = keys(world)
    (world.publications / POINTER).unlink()
    assert numbers(Publications(world.at.var), *both) == [None, None]


def test_one_that_was_withdrawn_is_not_shown(world: FullWorld) -> None:
    both = keys(world)
    before = Publications(world.at.var)
    assert numbers(before, *both) == [1, 2]
    done = run(world.at.var, world.at.data, "withdraw", "1", "--programme", "small")
    assert done.exit_code == 0, done.stderr
    for found in (before, Publications(world.at.var)):
        assert numbers(found, *both) == [None, 2]


@pytest.mark.parametrize("key", ["", "small-1", "small-1-x", "other-1-x", "small-../../0001-x", "small-9-x"])
def test_a_key_of_nothing_leads_nowhere(world: FullWorld, key: str) -> None:
    assert numbers(Publications(world.at.var), key) == [None]
