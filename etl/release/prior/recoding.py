"""Recodings: what earlier answers become in the eyes of an observer once a mapping was put right.

A scale that ran the wrong way, or special answers taken for one another, change everybody's record at once,
and one answer that is corrected in the same load hides among them:

    then two answered 1 and eight 5; now seven answer 1 and three 5.
    Turned, it was eight who answered 1 and two 5: one went from 1 to 5.

Whoever looks takes what brings the earlier counts of a group nearest to those of now.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import permutations

import duckdb

from etl.columns.columns import SPECIAL_CODES
from etl.release.groups import Block, Cell, Partition
from etl.release.prior.likeness import differing
from publication.definitions.instrument import Instrument

# An answer: (whether it is on the scale, its code; none for a blank).
Answer = tuple[bool, int | None]
# How many members of a cell gave an answer.
Counts = Mapping[Cell, Counter[Answer]]
# What each answer becomes.
Recoding = Mapping[Answer, Answer]


def recodings(instrument: Instrument) -> list[Recoding]:
    """Return every way to turn the scale and to exchange special answers and blanks; first the plain one."""
    scale = [(True, code) for code in instrument.answers]
    apart = [(False, code) for code in [*(SPECIAL_CODES[name] for name in instrument.special), None]]
    return [
        dict(zip([*scale, *apart], [*turned, *exchanged], strict=True))
        for exchanged in permutations(apart)
        for turned in (scale, scale[::-1])
    ]


def nearest(now: Counter[Answer], then: Counter[Answer], ways: Sequence[Recoding]) -> Recoding:
    """Return the way that brings the counts of then nearest to those of now; the first of several."""
    return min(ways, key=lambda way: differing(now, _recoded(then, way))) if now != then else ways[0]


def _recoded(counts: Counter[Answer], way: Recoding) -> Counter[Answer]:
    return Counter({way.get(answer, answer): n for answer, n in counts.items()})


def recodings_seen(
    now: Counts, then: Counts, base: Partition, ways: Sequence[Recoding]
) -> dict[Block, Recoding]:
    """Return the groups in which a question's answers are nearer to those of now if recoded, and how."""
    found = {block: nearest(_within(now, block), _within(then, block), ways) for block in base}
    return {block: way for block, way in found.items() if way is not ways[0]}


def _within(counts: Counts, block: Block) -> Counter[Answer]:
    return sum((counts[cell] for cell in block & counts.keys()), Counter())


def recode(con: duckdb.DuckDBPyConnection, item: str, seen: Mapping[Block, Recoding]) -> None:
    """Recode an item's answers in the records brought back, group by group."""
    rows = [
        (*cell, was[1], becomes[1])
        for block, way in seen.items()
        for cell in sorted(block)
        for was, becomes in way.items()
    ]
    columns = ("roles", "sites", "was", "becomes")
    con.execute(
        f'UPDATE past SET "{item}" = becomes FROM (SELECT unnest($roles) AS in_role,'
        " unnest($sites) AS in_site, unnest($was) AS was, unnest($becomes) AS becomes)"
        f' WHERE role = in_role AND site = in_site AND "{item}" IS NOT DISTINCT FROM was',
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
    )
