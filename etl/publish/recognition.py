"""Answers that were published as something else: another wave, questionnaire, question or programme.

Under another id nothing holds them against what was shown, and the one sheet that was corrected meanwhile
could be had by subtraction. They are known by the sheets themselves, whatever the order of the columns.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import duckdb
import numpy as np

from etl.definitions.programme import Programme
from etl.faults import Refused
from etl.publish.changes import Earlier
from etl.publish.content import Said
from etl.publish.gate import CountedWave
from etl.write.keep import BACKGROUND, given_records, is_kept, kept_records, lay_in

Sheet = tuple[object, ...]
Sheets = Counter[Sheet]
Kind = TypeVar("Kind")

_PUBLISHED = """
SELECT programme, wave, instrument, said, any_value(items), arg_max(called, publication)
FROM published_said WHERE said <> '' AND instrument <> ?
GROUP BY programme, wave, instrument, said ORDER BY min(publication), programme, wave, instrument, said
"""
_DRAWS = 999
_FEWEST_DIFFERENT = 8


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers to a questionnaire in a wave, now or as they were published; all by first ids."""

    programme: str
    wave: str
    instrument: str
    items: Sequence[str]
    records: str
    parameters: Mapping[str, str]
    lies_there: "_Answers | None" = None

    @property
    def there(self) -> "_Answers":
        """What lies now where they were published from."""
        return self.lies_there or self

    @property
    def place(self) -> tuple[str, str, str]:
        """Of which programme, wave and questionnaire they are."""
        return self.programme, self.wave, self.instrument

    def sheets(self, con: duckdb.DuckDBPyConnection, items: Sequence[str]) -> Sheets:
        """Count alike sheets of some items, those without any answer left out."""
        names = ", ".join(f'"{item}"' for item in items)
        sql = f"SELECT {names}, count(*) FROM ({self.records}) GROUP BY ALL"
        rows = con.execute(sql, dict(self.parameters)).fetchall()
        return Counter({tuple(sheet): n for *sheet, n in rows if any(one is not None for one in sheet)})

    def people(self, con: duckdb.DuckDBPyConnection) -> int:
        """Return how many answered anything."""
        names = ", ".join(f'"{item}"' for item in self.items)
        found = con.execute(
            f"SELECT count(*) FROM ({self.records}) WHERE coalesce({names}) IS NOT NULL",
            dict(self.parameters),
        ).fetchone()
        return found[0] if found else 0

    def columns(self, con: duckdb.DuckDBPyConnection, *, with_totals: bool) -> list[Counter[int]]:
        """Count, by item, the answers together with the total of the sheet, which has no order."""
        answers = [f'coalesce("{item}"::INTEGER, 0)' for item in self.items]
        total = " + ".join(answers) if with_totals else "0"
        counts = ", ".join(
            f'histogram(1000 * ({total}) + coalesce("{item}"::INTEGER, -1))' for item in self.items
        )
        found = con.execute(f"SELECT {counts} FROM ({self.records})", dict(self.parameters)).fetchone()
        return [Counter(held or {}) for held in found or ()]


def refuse_known_elsewhere(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    waves: Sequence[CountedWave],
    earlier: Mapping[str, Sequence[Earlier]],
    unlike: Collection[str] = (),
) -> None:
    """Raise Refused where answers that are new in a wave are known as other ones.

    Fewer than k sheets differ, and not by chance; also those of another programme. Waves that are published
    for the first time together are not held against one another: nothing is known of either yet. Of the waves
    in `unlike` a person says that they are other answers: these are held against their own alone.
    """
    said = {wave.wave.origin for wave in waves if wave.wave.id in unlike}
    now = {one.place: one for one in _now(programme, waves)}
    new = [one for wave in waves for one in _new(programme, wave, earlier.get(wave.wave.id, ()), now)]
    if not new:
        return
    others = [(other, other.people(con)) for other in _published(con)]
    for one in new:
        people = one.people(con)
        for other, then in others:
            if one.wave in said and one.place != other.place:
                continue
            if abs(people - then) < programme.k and _known(con, one, other, programme.k):
                _refuse(one, other)


def _refuse(one: _Answers, other: _Answers) -> None:
    wave = one.parameters["wave"]
    if one.place == other.place:
        raise Refused("columns_exchanged", wave=wave, instrument=one.instrument)
    named = [other.wave]
    if other.instrument != one.instrument:
        named.append(other.instrument)
    if other.programme != one.programme:
        named.append(other.programme)
    raise Refused("known_elsewhere", wave=wave, other=", ".join(named), programme=one.programme)


def _now(programme: Programme, waves: Iterable[CountedWave]) -> Iterator[_Answers]:
    """Yield what is about to be published."""
    for one in waves:
        parameters = {"programme": programme.id, "wave": one.wave.id}
        for name, said in one.said.items():
            if name != BACKGROUND and said.digest:
                columns = {said.origins[item]: item for item in said.items}
                place = programme.id, one.wave.origin, said.origin
                yield _Answers(*place, list(columns), given_records(name, columns), parameters)


def _new(
    programme: Programme,
    wave: CountedWave,
    earlier: Sequence[Earlier],
    now: Mapping[tuple[str, str, str], _Answers],
) -> Iterator[_Answers]:
    """Yield those of a wave's answers that were not published in it just so."""
    for name, said in wave.said.items():
        shown = {before.said.get(name, Said()).digest for before in earlier}
        if name != BACKGROUND and said.digest and said.digest not in shown:
            yield now[programme.id, wave.wave.origin, said.origin]


def _published(con: duckdb.DuckDBPyConnection) -> Iterator[_Answers]:
    """Yield what was published of all programmes."""
    for programme, wave, instrument, said, items, called in con.execute(_PUBLISHED, [BACKGROUND]).fetchall():
        place = programme, wave, instrument
        there = _there(place, items, called)
        if is_kept(con, instrument, said):
            records = kept_records(instrument, {item: item for item in items})
            yield _Answers(*place, items, records, {"said": said}, there)
        else:
            yield there


def _there(place: tuple[str, str, str], items: Sequence[str], called: str | None) -> _Answers:
    """Return what lies where something was published from."""
    programme, wave, instrument = place
    wave_then, records = lay_in(wave, instrument, items, called)
    return _Answers(*place, items, records, {"programme": programme, "wave": wave_then})


def _known(con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers, k: int) -> bool:
    """Say whether answers are other ones, but for fewer than k sheets, and not by chance."""
    pairs = _pairs(con, one, other, k)
    exchanged = one.place != other.place or any(item != held for item, held in pairs)
    if not exchanged or 2 * len(pairs) < max(len(one.items), len(other.items)):
        return False
    now = one.sheets(con, [item for item, _ in pairs])
    then = other.sheets(con, [held for _, held in pairs])
    if not (now & then).total() >= k > differing(now, then):
        return False
    there = other.there.sheets(con, [held for _, held in pairs])
    return 2 * (there & then).total() < then.total() or not by_chance(now, then)


def _pairs(con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers, k: int) -> list[tuple[str, str]]:
    """Return which item now has the answers of which item then, but for fewer than k; each once, at best."""
    with_totals = len(one.items) == len(other.items)
    now, then = one.columns(con, with_totals=with_totals), other.columns(con, with_totals=with_totals)
    columns = product(zip(one.items, now, strict=True), zip(other.items, then, strict=True))
    found: dict[str, str] = {}
    likeness = sorted((differing(a, b), item != held, item, held) for (item, a), (held, b) in columns)
    for few, _, item, held in likeness:
        if few < k and item not in found and held not in found.values():
            found[item] = held
    return list(found.items())


def differing(now: Counter[Kind], then: Counter[Kind]) -> int:
    """Return how many of the larger have no like in the smaller."""
    return max(now.total(), then.total()) - (now & then).total()


def by_chance(now: Counter[Kind], then: Counter[Kind]) -> bool:
    """Say whether so few sheets may differ by chance.

    Not where eight or more that are shared, and most of them, are different from one another, and at least
    twice as many as differ; nor where of 999 times that all sheets are dealt out at random none differs
    so little (a permutation test, p <= 0.001; Fisher 1935). Short questionnaires of few people can be told in
    neither way.
    """
    shared = now & then
    few = differing(now, then)
    mostly_different = len(shared) >= _FEWEST_DIFFERENT and 4 * len(shared) >= 3 * shared.total()
    if mostly_different and shared.total() >= 2 * few:
        return False
    pool = np.array([*(now + then).values()])
    dealt = np.random.default_rng(0)
    for _ in range(_DRAWS):
        first = dealt.multivariate_hypergeometric(pool, now.total())
        alike = int(np.minimum(first, pool - first).sum())
        if max(now.total(), then.total()) - alike <= few:
            return True
    return False
