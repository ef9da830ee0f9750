"""Sheets of sessions and leadership rounds over time: the same ones are not shown as another occasion's.

A session or round that was published is never published changed; under another id, or in another programme,
nothing would hold it against what was shown. So what each was published from is remembered, without ids of
people and places.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

import duckdb

from etl.release.likeness import by_chance, differing
from etl.warehouse.warehouse import answers_table
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused

# Of which programme, session or round (and which of the two), and which questionnaire.
Occasion = tuple[str, str, str, str]
Sheets = Mapping[Occasion, Counter[str]]


def occasion_sheets(
    con: duckdb.DuckDBPyConnection, programme: Programme, instruments: Iterable[Instrument]
) -> dict[Occasion, Counter[str]]:
    """Count alike sheets of each closed session and round, by questionnaire."""
    closed = {
        "session": [one.id for one in programme.sessions if one.closed],
        "assessment": [one.id for one in programme.rounds if one.closed],
    }
    found: dict[Occasion, Counter[str]] = {}
    for instrument in instruments:
        for kind, ids in closed.items():
            items = sorted(instrument.items_asked(kind), key=lambda item: item.origin)
            if not items:
                continue
            sheet = ", ".join(f'"{item.id}"' for item in items)
            sql = (
                f"SELECT wave, [{sheet}]::VARCHAR, count(*) FROM {answers_table(instrument.id)}"
                " WHERE programme = ? AND list_contains(?, wave) GROUP BY ALL"
            )
            for one, said, n in con.execute(sql, [programme.id, ids]).fetchall():
                found.setdefault((programme.id, kind, one, instrument.origin), Counter())[said] = n
    return found


def _published(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Occasion, Counter[str]]]:
    """Yield the sheets each session and round was published from, the same once."""
    found: dict[tuple[int, Occasion], Counter[str]] = {}
    for number, *occasion, sheet, n in con.execute(
        "SELECT publication, programme, kind, occasion, instrument, sheet, n FROM published_sheets"
    ).fetchall():
        programme, kind, one, instrument = occasion
        found.setdefault((number, (programme, kind, one, instrument)), Counter())[sheet] = n
    yield from {
        (where, frozenset(held.items())): (where, held) for (_, where), held in found.items()
    }.values()


def refuse_occasions_known_elsewhere(
    con: duckdb.DuckDBPyConnection, programme: Programme, now: Sheets
) -> None:
    """Raise Refused where the sheets of a session or round not published with them are known as another's."""
    published = list(_published(con))
    for occasion, sheets in now.items():
        if (occasion, sheets) not in published:
            for other, then in [*published, *now.items()]:
                there = now.get(other, Counter()) if other[0] == programme.id else then
                if other != occasion and _known(sheets, then, there, programme.k):
                    _refuse(occasion, other)


def _known(now: Counter[str], then: Counter[str], there: Counter[str], k: int) -> bool:
    if not (now & then).total() >= k > differing(now, then):
        return False
    return 2 * (there & then).total() < then.total() or not by_chance(now, then)


def _refuse(occasion: Occasion, other: Occasion) -> None:
    named = [other[2], *(other[at] for at in (3, 0) if other[at] != occasion[at])]
    raise Refused("occasion_known_elsewhere", occasion=occasion[2], other=", ".join(named))


def remember_sheets(
    con: duckdb.DuckDBPyConnection, number: int, sheets: Sheets, shown: Collection[str]
) -> None:
    """Note the sheets that what a publication shows of sessions and rounds rests on."""
    rows = [
        [number, *occasion, sheet, n]
        for occasion, held in sheets.items()
        if occasion[2] in shown
        for sheet, n in held.items()
    ]
    con.begin()
    if rows:
        con.executemany("INSERT INTO published_sheets VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    con.commit()
