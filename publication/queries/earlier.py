"""Publications of earlier releases: their scores are cut down to what leaves of a score now."""

from collections.abc import Iterator, Sequence
from math import sqrt

import duckdb
import orjson

from publication.definitions.instrument import Instrument
from publication.ids import is_subscale, subscale_name
from publication.queries.answers import Answer
from publication.scores import FEWEST_ITEMS_FOR_COUNTS, FEWEST_PEOPLE_FOR_COUNTS, rounded_up

Held = dict[str, Answer]


def has_sums_of_scores(con: duckdb.DuckDBPyConnection) -> bool:
    """Say whether a publication holds the sums of scores, as those made by earlier releases do."""
    columns = "SELECT 1 FROM (DESCRIBE answers) WHERE column_name = 'total'"
    return con.execute(columns).fetchone() is not None


def cut_down(answers: str, instrument: Instrument) -> str:
    """Return a group's answers of an instrument, as JSON, with its scores as they leave now.

    The mean is that of the items' means; the standard error, of respondents' means then, is rounded up to two
    significant digits; counts at one decimal become counts in half steps, from ten people and
    six items on.
    """
    held = {item: Answer(*answer) for item, *answer in orjson.loads(answers)}
    found = {item: _score(item, answer, held, instrument) for item, answer in held.items()}
    return orjson.dumps([(item, *answer) for item, answer in found.items()]).decode()


def _score(name: str, answer: Answer, held: Held, instrument: Instrument) -> Answer:
    """Return a score cut down; its sums stand where mean and standard error do now. An item stays."""
    total, squares, n = answer.mean, answer.se, answer.n
    if total is None or squares is None or not n:
        return answer
    items = [counts for counts in _items(name, held, instrument) if sum(counts)]
    means = [_mean(instrument.answers, counts) for counts in items]
    error = sqrt(max(squares - total**2 / n, 0.0) / (n * max(n - 1, 1)))
    are_enough = n >= FEWEST_PEOPLE_FOR_COUNTS and len(items) >= FEWEST_ITEMS_FOR_COUNTS
    counts = half_steps(answer.counts) if answer.counts and are_enough else None
    mean = sum(means) / len(means) if means else total / n
    return answer._replace(counts=counts, mean=mean, se=rounded_up(error))


def _mean(values: Sequence[int], counts: Sequence[int]) -> float:
    return sum(value * n for value, n in zip(values, counts, strict=True)) / sum(counts)


def _items(name: str, held: Held, instrument: Instrument) -> Iterator[Sequence[int]]:
    """Yield the counts of the items behind a score."""
    for item in instrument.items:
        counts = held[item.id].counts if item.id in held else None
        if counts and (not is_subscale(name) or subscale_name(str(item.subscale)) == name):
            yield counts


def half_steps(tenths: Sequence[int]) -> list[int]:
    """Return counts in half steps of counts in tenths, both rounded halves up: 2.2 is 2, 2.3 is 2.5."""
    counts = [0] * ((len(tenths) - 1) // 5 + 1)
    for at, n in enumerate(tenths):
        counts[(2 * at + 5) // 10] += n
    return counts
