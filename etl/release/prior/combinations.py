"""Combinations of three or more publications: nobody is left over when all of them are added and taken away.

Pairs of publications may differ by many where three of them together leave one:

    first A and B, then B and C, then A, C and one more: first + second - third = B twice, less the one more.

People are known by which publications hold their record: a vector of nought and one. Whole numbers by which
publications are multiplied leave over those whose vectors they do not send to nought. They leave over some
few alone where the vectors of these are no combination of the others', in whole numbers or by remainders:
where without them the rank is less.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import duckdb

from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Partition
from etl.release.prior.change import FewChanged
from etl.release.prior.record import PriorWave
from etl.release.prior.records import bring_back, number_blocks
from publication.definitions.instrument import Instrument

Vector = tuple[int, ...]

# Determinants of vectors of nought and one are this small for six publications; the last stands for none.
_MODULI = (2, 3, 5, 7, 1_000_003)


def refuse_few_left_over(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    fingerprint: AnswerFingerprint,
    prior: Sequence[PriorWave],
    base: Partition,
    k: int,
) -> None:
    """Raise FewChanged for the first group of which publications together leave over fewer than k."""
    by_digest = {shown.fingerprint(instrument.id).digest: shown for shown in prior}
    released = [shown for digest, shown in by_digest.items() if digest not in ("", fingerprint.digest)]
    if len(released) < 2:
        return
    for at, people in _people(con, instrument, released, base).items():
        if leaves_few(people, k):
            raise FewChanged(base[at])


def _people(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, released: Sequence[PriorWave], base: Partition
) -> dict[int, Counter[Vector]]:
    """Return, by group, how many people there are by which publications hold their records; now is first.

    A record held twice here and three times there is that of two who stayed and one who came.
    """
    answered = [shown.fingerprints[instrument.id] for shown in released]
    items = [item.id for item in instrument.items if all(item.id in held.items for held in answered)]
    names = "".join(f', "{item}"' for item in items)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE held AS SELECT 0 AS publication, role, site{names}"
        " FROM given JOIN cells USING (cell)"
    )
    for at, (shown, held) in enumerate(zip(released, answered, strict=True), 1):
        bring_back(con, instrument.id, shown, {item: held.origins[item] for item in items})
        con.execute(f"INSERT INTO held SELECT {at}, role, site{names} FROM past")
    number_blocks(con, base)
    times = ", ".join(f"count(*) FILTER (publication = {at})" for at in range(len(released) + 1))
    rows = con.execute(
        f"SELECT block, vector, count(*) FROM (SELECT block, [{times}] AS vector"
        f" FROM held JOIN blocks USING (role, site) GROUP BY block{names}) GROUP BY ALL"
    )
    found: dict[int, Counter[Vector]] = {}
    for block, vector, n in rows.fetchall():
        for below, held in pairwise([0, *sorted({*vector} - {0})]):
            there = tuple(int(n_records >= held) for n_records in vector)
            found.setdefault(block, Counter())[there] += n * (held - below)
    return found


def leaves_few(people: Mapping[Vector, int], k: int) -> bool:
    """Say whether some combination leaves over fewer than k; `people`: how many there are by vector."""
    return any(
        _rank(people.keys() - few, modulus) < _rank(people.keys(), modulus)
        for few in _few(people, k)
        for modulus in _MODULI
    )


def _few(people: Mapping[Vector, int], k: int) -> Iterator[set[Vector]]:
    """Yield the vectors that fewer than k people have together."""
    small = [vector for vector, n in people.items() if n < k]
    for size in range(1, k):
        yield from ({*few} for few in combinations(small, size) if sum(people[vector] for vector in few) < k)


def _rank(vectors: Iterable[Vector], modulus: int) -> int:
    """Return the rank of vectors, of their remainders by a prime."""
    rank, rows = 0, [[part % modulus for part in vector] for vector in vectors]
    for at in range(len(rows[0]) if rows else 0):
        lead = next((row for row in rows if row[at]), None)
        if lead is None:
            continue
        rank, scale = rank + 1, pow(lead[at], -1, modulus)
        rows = [
            [(part - row[at] * scale * first) % modulus for part, first in zip(row, lead, strict=True)]
            for row in rows
            if row is not lead
        ]
    return rank
