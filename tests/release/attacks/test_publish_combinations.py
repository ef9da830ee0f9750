"""Three or more publications added and taken away leave nobody over (rule 5)."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import product

import pytest

from etl.release.prior.combinations import leaves_few
from publication.faults import Refused
from tests.seeds import seeds
from tests.worlds import World, person

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]
Vector = tuple[int, ...]


def people(first: int, n: int, answer: int) -> Rows:
    return [person(first + at, "practitioner", "a", p1=answer if at % 4 else 5, p2=answer) for at in range(n)]


def circles(more: int) -> dict[str, list[Rows]]:
    """People who come and go in groups of ten or more, and in the last publication one more or none."""
    a, b, c = people(0, 10, 1), people(100, 10 + more, 2), people(200, 10, 3)
    two, three, four = people(100, 15, 2), people(200, 15, 3), people(300, 20, 4)
    one, late = people(0, 20, 1), [person(999, "practitioner", "a", p1=4, p2=5)][:more]
    return {
        "three": [a + b, b + c, a + c + late],
        "four": [one + two, two + three, three + four, four + one + late],
    }


@pytest.mark.parametrize("which", ["three", "four"])
@pytest.mark.parametrize("late", [True, False])
def test_one_more_is_not_had_from_publications_that_go_round(
    make_world: MakeWorld, which: str, late: bool
) -> None:
    """Each pair differs by five or more; together they tell of the one. Without the one they are shown."""
    world = make_world(overall=False, form_at=5)
    *before, last = circles(int(late))[which]
    for rows in before:
        world.show(rows)
    world.load(last)
    if late:
        with pytest.raises(Refused, match="few_changed"):
            world.publish()
    else:
        assert world.publish() == (len(before) + 1, True)


def few_told(held: Mapping[Vector, int], k: int, reach: int = 4) -> bool:
    """Try every combination by small whole numbers: whom it, or its remainder, leaves over."""
    publications = len(next(iter(held)))
    for factors in product(range(-reach, reach + 1), repeat=publications):
        sums = {vector: sum(a * b for a, b in zip(factors, vector, strict=True)) for vector in held}
        for modulus in (2, 3, 10**6):
            if 0 < sum(held[vector] for vector, n in sums.items() if n % modulus) < k:
                return True
    return False


def drawn(chance: random.Random, publications: int) -> Counter[Vector]:
    vectors = [one for one in product((0, 1), repeat=publications) if any(one)]
    return Counter(
        {one: chance.choice([1, 2, 4, 5, 9]) for one in chance.sample(vectors, chance.randint(2, 5))}
    )


@pytest.mark.parametrize("seed", seeds(60, few=8))
def test_it_finds_what_trying_finds(seed: int) -> None:
    held = drawn(random.Random(seed), 3 + seed % 2)
    assert leaves_few(held, 5) == few_told(held, 5)


def accepted(late: Sequence[int]) -> bool:
    """Say whether so many who come one after another are shown, on top of thirty."""
    steps = len(late) + 1
    held = Counter({(1,) * steps: 30})
    for at, n in enumerate(late, 1):
        held[(0,) * at + (1,) * (steps - at)] += n
    return not leaves_few(held, 5)


def test_late_groups_of_five_are_shown_and_smaller_ones_are_not() -> None:
    assert accepted([5, 5, 5, 5])
    assert not accepted([5, 4, 5])
