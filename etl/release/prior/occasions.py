"""Sheets of sessions and leadership rounds over time: the same ones are not shown as another occasion's.

A session or round that was published is never published changed; under another id, or in another programme,
nothing would hold it against what was shown. So what each was published from is remembered, without ids of
people and places.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import duckdb

from etl.release.prior.likeness import by_chance, differing
from etl.release.prior.remember import Memory
from etl.warehouse.warehouse import answers_table
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused


class Occasion(NamedTuple):
    """Which session or round (`kind`) of which programme, and which questionnaire by its first id."""

    programme: str
    kind: str
    id: str
    instrument: str


Sheets = Mapping[Occasion, Counter[str]]

_PUBLISHED = """
SELECT programme, kind, occasion, instrument, sheets FROM (
    SELECT publication, programme, kind, occasion, instrument,
        list({'sheet': sheet, 'n': n} ORDER BY sheet) AS sheets
    FROM published_sheets GROUP BY publication, programme, kind, occasion, instrument)
GROUP BY ALL ORDER BY min(publication), programme, kind, occasion, instrument
"""


def occasion_sheets(
    con: duckdb.DuckDBPyConnection, programme: Programme, instruments: Iterable[Instrument]
) -> dict[Occasion, Counter[str]]:
    """Count alike sheets of each closed session and round, by questionnaire."""
    closed = {
        "session": [session.id for session in programme.sessions if session.closed],
        "assessment": [held.id for held in programme.rounds if held.closed],
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
            for held, answers, n in con.execute(sql, [programme.id, ids]).fetchall():
                occasion = Occasion(programme.id, kind, held, instrument.origin)
                found.setdefault(occasion, Counter())[answers] = n
    return found


def _published(con: duckdb.DuckDBPyConnection) -> list[tuple[Occasion, Counter[str]]]:
    """Return the sheets each session and round of any programme was published from, the same once."""
    return [
        (Occasion(*occasion), Counter({held["sheet"]: held["n"] for held in sheets}))
        for *occasion, sheets in con.execute(_PUBLISHED).fetchall()
    ]


def refuse_occasions_known_elsewhere(
    con: duckdb.DuckDBPyConnection, programme: Programme, now: Sheets
) -> None:
    """Raise Refused where the sheets of a session or round not published with them are known as another's."""
    published = _published(con)
    for occasion, sheets in now.items():
        if (occasion, sheets) not in published:
            for other, then in [*published, *now.items()]:
                there = now.get(other, Counter()) if other.programme == programme.id else then
                if other != occasion and _known(sheets, then, there, programme.k):
                    _refuse(occasion, other)


def _known(now: Counter[str], then: Counter[str], there: Counter[str], k: int) -> bool:
    if not (now & then).total() >= k > differing(now, then):
        return False
    return 2 * (there & then).total() < then.total() or not by_chance(now, then)


def _refuse(occasion: Occasion, other: Occasion) -> None:
    elsewhere = [other.instrument] if other.instrument != occasion.instrument else []
    elsewhere += [other.programme] if other.programme != occasion.programme else []
    raise Refused("occasion_known_elsewhere", occasion=occasion.id, other=", ".join([other.id, *elsewhere]))


def memory_of_sheets(sheets: Sheets, shown: Collection[str]) -> Memory:
    """Return what is noted of the sheets that what is shown of sessions and rounds rests on."""
    return {
        "published_sheets": [
            (*occasion[1:], sheet, n)
            for occasion, held in sheets.items()
            if occasion.id in shown
            for sheet, n in held.items()
        ]
    }
