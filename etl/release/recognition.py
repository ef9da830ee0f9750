"""Answers that were published as something else: another wave, questionnaire, question or programme.

Under another id nothing holds them against what was shown, and the one sheet that was corrected meanwhile
could be had by subtraction. They are known by the sheets themselves, whatever the order of the columns and
the direction of the scale; a part of them (some groups, people or questions), too, by its questions' ids.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import duckdb

from etl.release.differencing import Earlier, number_blocks
from etl.release.fingerprint import Said
from etl.release.gate import CountedWave
from etl.release.groups import Partition
from etl.release.likeness import Overlap, by_chance, differing
from etl.warehouse.keep import BACKGROUND, given_records, is_kept, kept_records, lay_in
from publication.definitions.programme import Programme
from publication.faults import Refused

Sheet = tuple[object, ...]
Sheets = Counter[Sheet]
# An item now, whether turned, and the item that had its answers then.
Pair = tuple[str, bool, str]

# Stands for everybody beside the numbers of groups.
_ALL = -1
_PUBLISHED = """
SELECT programme, wave, instrument, said, any_value(items), arg_max(called, publication)
FROM published_said WHERE said <> '' AND instrument <> ?
GROUP BY programme, wave, instrument, said ORDER BY min(publication), programme, wave, instrument, said
"""


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
    groups: Partition = ()
    scale: range = range(0)

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

    def turned(self, items: Collection[str]) -> "_Answers":
        """Return the same with the scale of some items turned."""
        columns = ", ".join(
            f'{_turned(item, self.scale)} AS "{item}"' if item in items else f'"{item}"'
            for item in self.items
        )
        return replace(self, records=f"SELECT role, site, {columns} FROM ({self.records})")

    def lay_out(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        """Count alike sheets in a temporary table, of all and by the numbered blocks."""
        names = ", ".join(f'"{item}"' for item in self.items)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS WITH held AS"
            f" (SELECT role, site, {names} FROM ({self.records}) WHERE coalesce({names}) IS NOT NULL)"
            f" SELECT {_ALL} AS block, {names}, count(*) AS n FROM held GROUP BY ALL UNION ALL"
            f" SELECT block, {names}, count(*) FROM held JOIN blocks USING (role, site) GROUP BY ALL",
            dict(self.parameters),
        )

    def total(self) -> str:
        """Return the SQL of the sheet's total, which has no order."""
        return " + ".join(f'coalesce("{item}"::INTEGER, 0)' for item in self.items)

    def total_either_way(self) -> str:
        """Return the SQL of a total that is the same whichever scales are turned."""
        nearer = (f'least("{item}"::INTEGER, {_turned(item, self.scale)})' for item in self.items)
        return " + ".join(f"coalesce({one}, 0)" for one in nearer)

    def columns(self, con: duckdb.DuckDBPyConnection, total: str = "0") -> list[Counter[int]]:
        """Count, by item, the answers together with a total of the sheet."""
        counts = ", ".join(
            f'histogram(1000 * ({total}) + coalesce("{item}"::INTEGER, -1))' for item in self.items
        )
        found = con.execute(f"SELECT {counts} FROM ({self.records})", dict(self.parameters)).fetchone()
        return [Counter(held or {}) for held in found or ()]


def _turned(item: str, scale: range) -> str:
    low, high = scale.start, scale.stop - 1
    answer = f'"{item}"::INTEGER'
    return f"CASE WHEN {answer} BETWEEN {low} AND {high} THEN {low + high} - {answer} ELSE {answer} END"


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
            theirs = replace(other, scale=one.scale)
            near = abs(people - then) < programme.k and _known(con, one, theirs, programme.k)
            if near or _known_in_part(con, one, theirs, programme.k):
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
                records, scale = given_records(name, columns), one.instruments[name].instrument.answers
                yield _Answers(*place, list(columns), records, parameters, scale=scale)


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
        there = replace(_there(place, items, called), groups=_groups(con, programme, wave))
        if is_kept(con, instrument, said):
            records = kept_records(instrument, {item: item for item in items})
            yield _Answers(*place, items, records, {"said": said}, there, there.groups)
        else:
            yield there


def _groups(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> Partition:
    """Return every group a wave was published in."""
    rows = con.execute(
        "SELECT DISTINCT cells FROM published_blocks"
        " WHERE programme = ? AND wave = ? AND instrument = '' ORDER BY cells",
        [programme, wave],
    ).fetchall()
    return tuple(
        frozenset((role, site) for role, site in (cell.split("@", 1) for cell in cells)) for (cells,) in rows
    )


def _there(place: tuple[str, str, str], items: Sequence[str], called: str | None) -> _Answers:
    """Return what lies where something was published from."""
    programme, wave, instrument = place
    wave_then, records = lay_in(wave, instrument, items, called)
    return _Answers(*place, items, records, {"programme": programme, "wave": wave_then})


def _known(con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers, k: int) -> bool:
    """Say whether answers are other ones, but for fewer than k sheets, and not by chance."""
    return any(_alike(con, one, other, pairs, k) for pairs in _pairings(con, one, other, k))


def _pairings(con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers, k: int) -> Iterator[list[Pair]]:
    """Yield which item now has the answers of which item then: as they are, and where some are turned."""
    yield _pairs(con, one, other, _Answers.total, [False], k)
    pairs = _pairs(con, one, other, _Answers.total_either_way, [False, True], k)
    if any(turned for _, turned, _ in pairs):
        yield pairs


def _alike(
    con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers, pairs: Sequence[Pair], k: int
) -> bool:
    exchanged = one.place != other.place or any(item != held for item, _, held in pairs)
    if not exchanged or 2 * len(pairs) < max(len(one.items), len(other.items)):
        return False
    ours = one.turned([item for item, turned, _ in pairs if turned])
    now = ours.sheets(con, [item for item, _, _ in pairs])
    then = other.sheets(con, [held for _, _, held in pairs])
    if not (now & then).total() >= k > differing(now, then):
        return False
    there = other.there.sheets(con, [held for _, _, held in pairs])
    gone = 2 * (there & then).total() < then.total()
    # Of two ways to run, and of columns in any order, one often fits where people answer alike.
    turned = any(turned for _, turned, _ in pairs)
    return (gone and not turned) or not by_chance(now, then)


def _pairs(
    con: duckdb.DuckDBPyConnection,
    one: _Answers,
    other: _Answers,
    total: Callable[[_Answers], str],
    ways: Iterable[bool],
    k: int,
) -> list[Pair]:
    """Return which item, turned or not, has the answers of which then, but for fewer than k; each once."""
    with_total = total if len(one.items) == len(other.items) else lambda _: "0"
    now = [
        (item, turned, column)
        for turned in ways
        for view in [one.turned(one.items) if turned else one]
        for item, column in zip(one.items, view.columns(con, with_total(one)), strict=True)
    ]
    then = zip(other.items, other.columns(con, with_total(other)), strict=True)
    likeness = sorted(
        (differing(a, b), turned, item != held, item, held)
        for (item, turned, a), (held, b) in product(now, then)
    )
    found: dict[str, tuple[bool, str]] = {}
    for few, turned, _, item, held in likeness:
        if few < k and item not in found and held not in (before for _, before in found.values()):
            found[item] = turned, held
    return [(item, turned, held) for item, (turned, held) in found.items()]


def _known_in_part(con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers, k: int) -> bool:
    """Say whether a part of some answers is a part of other ones: of all people, or of a group published.

    By the questions both have: nothing else says which answers belong together.
    """
    items = [item for item in one.items if item in other.items]
    if not items or one.place == other.place or one.instrument != other.instrument:
        return False
    ours, theirs = replace(one, items=items), replace(other, items=items)
    ours = ours.turned(_run_against(con, ours, theirs))
    overlaps = _overlaps(con, ours, theirs)
    return overlaps[_ALL].is_part(k) or any(
        one.is_part(k) and one.is_steadier_than_people(len(items)) for one in overlaps.values()
    )


def _run_against(con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers) -> list[str]:
    """Return the items of which more answers are the same when their scale is turned."""
    views = (one, one.turned(one.items), other)
    columns = (view.columns(con) for view in views)
    return [
        item
        for item, plain, turned, then in zip(one.items, *columns, strict=True)
        if differing(turned, then) < differing(plain, then)
    ]


def _overlaps(con: duckdb.DuckDBPyConnection, one: _Answers, other: _Answers) -> dict[int, Overlap]:
    """Return how the sheets of all, and of each group that was published, overlap."""
    number_blocks(con, other.groups)
    for name, answers in (("now", one), ("then", other)):
        answers.lay_out(con, f"sheets_{name}")
    names = ", ".join(f'"{item}"' for item in one.items)
    by_sheet = f"""
    SELECT block, {names}, coalesce(sum(n) FILTER (now), 0) AS a, coalesce(sum(n) FILTER (NOT now), 0) AS b
    FROM (SELECT true AS now, * FROM sheets_now UNION ALL BY NAME SELECT false AS now, * FROM sheets_then)
    GROUP BY ALL"""
    counts = ", ".join(f"sum({n}), count(*) FILTER ({n} > 0)" for n in ("a", "b", "least(a, b)"))
    rows = con.execute(f"SELECT block, {counts} FROM ({by_sheet}) GROUP BY block").fetchall()
    return {block: Overlap(*counted) for block, *counted in rows}
