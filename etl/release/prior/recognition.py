"""Answers that were published as something else: another wave, questionnaire, question or programme.

Under another id nothing holds them against what was shown, and the one sheet that was corrected meanwhile
could be had by subtraction. They are known by the sheets themselves, whatever the order of the columns and
the direction of the scale; a part of them (some groups, people or questions), too, by its questions' ids.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.counted import CountedWave
from etl.release.prior.answer_sets import EVERYBODY, AnswerSet, answers_now, published_answers
from etl.release.prior.likeness import Overlap, by_chance, differing
from etl.release.prior.record import PriorWave
from etl.release.prior.records import number_blocks
from publication.definitions.programme import Programme
from publication.faults import Refused

# An item now, whether turned, and the item that had its answers then.
Pair = tuple[str, bool, str]


def refuse_known_elsewhere(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    waves: Sequence[CountedWave],
    prior: Mapping[str, Sequence[PriorWave]],
    unlike: Collection[str] = (),
) -> None:
    """Raise Refused where answers that are new in a wave are known as other ones.

    Fewer than k sheets differ, and not by chance; also those of another programme. Waves that are published
    for the first time together are not held against one another: nothing is known of either yet. Of the waves
    in `unlike` a person says that they are other answers: these are held against their own alone.
    """
    others = {wave.wave.origin for wave in waves if wave.wave.id in unlike}
    now = {answers.place: answers for answers in answers_now(programme, waves)}
    unpublished = [new for wave in waves for new in _new(programme, wave, prior.get(wave.wave.id, ()), now)]
    if not unpublished:
        return
    published = [(old, old.people(con)) for old in published_answers(con)]
    for new in unpublished:
        people = new.people(con)
        for old, then in published:
            if new.wave in others and new.place != old.place:
                continue
            theirs = replace(old, scale=new.scale)
            near = abs(people - then) < programme.k and _known(con, new, theirs, programme.k)
            if near or _known_in_part(con, new, theirs, programme.k):
                _refuse(new, old)


def _refuse(new: AnswerSet, old: AnswerSet) -> None:
    wave = new.parameters["wave"]
    if new.place == old.place:
        raise Refused("columns_exchanged", wave=wave, instrument=new.instrument)
    named = [old.wave]
    if old.instrument != new.instrument:
        named.append(old.instrument)
    if old.programme != new.programme:
        named.append(old.programme)
    raise Refused("known_elsewhere", wave=wave, other=", ".join(named), programme=new.programme)


def _new(
    programme: Programme,
    wave: CountedWave,
    prior: Sequence[PriorWave],
    now: Mapping[tuple[str, str, str], AnswerSet],
) -> Iterator[AnswerSet]:
    """Yield those of a wave's answers that were not published in it just so."""
    for name, answered in wave.fingerprints.items():
        shown = {before.fingerprint(name).digest for before in prior}
        if name != BACKGROUND and answered.digest and answered.digest not in shown:
            yield now[programme.id, wave.wave.origin, answered.origin]


def _known(con: duckdb.DuckDBPyConnection, new: AnswerSet, old: AnswerSet, k: int) -> bool:
    """Say whether answers are other ones, but for fewer than k sheets, and not by chance."""
    return any(_alike(con, new, old, pairs, k) for pairs in _pairings(con, new, old, k))


def _pairings(con: duckdb.DuckDBPyConnection, new: AnswerSet, old: AnswerSet, k: int) -> Iterator[list[Pair]]:
    """Yield which item now has the answers of which item then: as they are, and where some are turned."""
    yield _pairs(con, new, old, AnswerSet.total, [False], k)
    pairs = _pairs(con, new, old, AnswerSet.total_either_way, [False, True], k)
    if any(turned for _, turned, _ in pairs):
        yield pairs


def _alike(
    con: duckdb.DuckDBPyConnection, new: AnswerSet, old: AnswerSet, pairs: Sequence[Pair], k: int
) -> bool:
    exchanged = new.place != old.place or any(item != held for item, _, held in pairs)
    if not exchanged or 2 * len(pairs) < max(len(new.items), len(old.items)):
        return False
    ours = new.turned([item for item, turned, _ in pairs if turned])
    now = ours.sheets(con, [item for item, _, _ in pairs])
    then = old.sheets(con, [held for _, _, held in pairs])
    if not (now & then).total() >= k > differing(now, then):
        return False
    there = old.there.sheets(con, [held for _, _, held in pairs])
    gone = 2 * (there & then).total() < then.total()
    # Of two ways to run, and of columns in any order, one often fits where people answer alike.
    turned = any(turned for _, turned, _ in pairs)
    return (gone and not turned) or not by_chance(now, then)


def _pairs(
    con: duckdb.DuckDBPyConnection,
    new: AnswerSet,
    old: AnswerSet,
    total: Callable[[AnswerSet], str],
    ways: Iterable[bool],
    k: int,
) -> list[Pair]:
    """Return which item, turned or not, has the answers of which then, but for fewer than k; each once."""
    with_total = total if len(new.items) == len(old.items) else lambda _: "0"
    now = [
        (item, turned, column)
        for turned in ways
        for view in [new.turned(new.items) if turned else new]
        for item, column in zip(new.items, view.columns(con, with_total(new)), strict=True)
    ]
    then = zip(old.items, old.columns(con, with_total(old)), strict=True)
    likeness = sorted(
        (differing(a, b), turned, item != held, item, held)
        for (item, turned, a), (held, b) in product(now, then)
    )
    found: dict[str, tuple[bool, str]] = {}
    for few, turned, _, item, held in likeness:
        if few < k and item not in found and held not in (before for _, before in found.values()):
            found[item] = turned, held
    return [(item, turned, held) for item, (turned, held) in found.items()]


def _known_in_part(con: duckdb.DuckDBPyConnection, new: AnswerSet, old: AnswerSet, k: int) -> bool:
    """Say whether a part of some answers is a part of other ones: of all people, or of a group published.

    By the questions both have: nothing else says which answers belong together.
    """
    items = [item for item in new.items if item in old.items]
    if not items or new.place == old.place or new.instrument != old.instrument:
        return False
    ours, theirs = replace(new, items=items), replace(old, items=items)
    ours = ours.turned(_run_against(con, ours, theirs))
    overlaps = _overlaps(con, ours, theirs)
    return overlaps[EVERYBODY].is_part(k) or any(
        overlap.is_part(k) and overlap.is_steadier_than_people(len(items)) for overlap in overlaps.values()
    )


def _run_against(con: duckdb.DuckDBPyConnection, new: AnswerSet, old: AnswerSet) -> list[str]:
    """Return the items of which more answers are the same when their scale is turned."""
    views = (new, new.turned(new.items), old)
    columns = (view.columns(con) for view in views)
    return [
        item
        for item, plain, turned, then in zip(new.items, *columns, strict=True)
        if differing(turned, then) < differing(plain, then)
    ]


def _overlaps(con: duckdb.DuckDBPyConnection, new: AnswerSet, old: AnswerSet) -> dict[int, Overlap]:
    """Return how the sheets of all, and of each group that was published, overlap."""
    number_blocks(con, old.groups)
    for name, answers in (("now", new), ("then", old)):
        answers.lay_out(con, f"sheets_{name}")
    names = ", ".join(f'"{item}"' for item in new.items)
    by_sheet = f"""
    SELECT block, {names}, coalesce(sum(n) FILTER (now), 0) AS a, coalesce(sum(n) FILTER (NOT now), 0) AS b
    FROM (SELECT true AS now, * FROM sheets_now UNION ALL BY NAME SELECT false AS now, * FROM sheets_then)
    GROUP BY ALL"""
    counts = ", ".join(f"sum({n}), count(*) FILTER ({n} > 0)" for n in ("a", "b", "least(a, b)"))
    rows = con.execute(f"SELECT block, {counts} FROM ({by_sheet}) GROUP BY block").fetchall()
    return {block: Overlap(*counted) for block, *counted in rows}
