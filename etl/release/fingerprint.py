"""Fingerprints of what a wave's members answered, to hold what was published against what is answered now."""

import hashlib
from ast import literal_eval
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from etl.release.background_records import BACKGROUND, BACKGROUND_RECORDS, RECORD
from etl.release.scores.composite import subscales_asked
from etl.release.scores.packing import packed_sql
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Wave

_SUM = """
SELECT count(*), sum((md5_number(concat_ws('|', role, site, {answers})) & 18446744073709551615)::HUGEINT)
FROM {rows}
"""
Scored = tuple[tuple[str, bool], ...]


def digest(parts: Sequence[object]) -> str:
    """Return a digest of what was answered; parts that are None leave it as it is."""
    return hashlib.sha256(repr([part for part in parts if part is not None]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AnswerFingerprint:
    """What members answered to an instrument: a digest, the items anybody answered, what is scored.

    An empty digest: nobody answered. `subscales`: the name of each subscale's score → its items, and whether
    they are turned round; they are no part of the digest, since publications were made without them.
    `origin` is what the instrument was first published as, `origins` what its items were.
    """

    digest: str = ""
    items: tuple[str, ...] = ()
    scored: str = ""
    subscales: Mapping[str, Scored] = field(default_factory=dict)
    origin: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)

    def called(self, names: Mapping[str, str], instrument: str) -> "AnswerFingerprint":
        """Return the same under other ids of its items (id → the other) and its instrument."""
        return replace(
            self,
            items=tuple(names.get(item, item) for item in self.items),
            subscales={
                score: tuple((names.get(item, item), turned) for item, turned in items)
                for score, items in self.subscales.items()
            },
            origin=instrument,
            origins={other: item for item, other in names.items()},
        )

    def subscale_items(self, name: str) -> list[str]:
        """Return the items behind a subscale's score; none where it had none."""
        return [item for item, _ in self.subscales.get(name, ())]

    @property
    def scored_items(self) -> list[tuple[str, bool]]:
        """The first ids of the items behind the overall score, and whether they are turned; in no order."""
        return sorted(literal_eval(self.scored or "[]"))

    def scored_as(self, before: "AnswerFingerprint") -> bool:
        """Say whether the overall score, and each subscale then and now, is taken over the same items."""
        return self.scored_items == before.scored_items and all(
            (name, items) == (other, others) or not (name == other or set(items) & set(others))
            for name, items in self.subscales.items()
            for other, others in before.subscales.items()
        )


def answers_fingerprint(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, wave: Wave
) -> AnswerFingerprint:
    """Return that of the answers gathered last, whatever the order they were loaded in.

    An item that nobody answered leaves it as it is.
    """
    names = [item.id for item in instrument.items]
    extremes = ", ".join(f'min("{name}"), max("{name}")' for name in names)
    found = con.execute(f"SELECT {extremes} FROM given").fetchone() or ()
    origins = {item.id: item.origin for item in instrument.items}
    held = (name for name, least in zip(names, found[::2], strict=True) if least is not None)
    answered = sorted(held, key=origins.__getitem__)
    if not answered:
        return AnswerFingerprint()
    codes = [code for code in found if code is not None]
    low, high = min(codes), max(codes)
    rows = "given JOIN cells USING (cell) WHERE responded"
    answers = ", ".join(packed_sql([f'"{name}"' for name in answered], low, high))
    total = con.execute(_SUM.format(answers=answers, rows=rows)).fetchone()
    scored = repr(_scored_over(instrument, wave))
    subscales = {
        score.name: tuple((item.id, item.reverse) for item in score.items)
        for score in subscales_asked(instrument, wave.asked_as)
    }
    found_in = digest([instrument.origin, scored, [origins[item] for item in answered], low, high, total])
    return AnswerFingerprint(found_in, tuple(answered), scored, subscales, instrument.origin, origins)


def background_fingerprint(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> AnswerFingerprint:
    """Return that of what the members of a wave said of themselves."""
    sql = _SUM.format(answers=f"to_json({RECORD})", rows=f"({BACKGROUND_RECORDS})")
    total = con.execute(sql, {"programme": programme, "wave": wave}).fetchone()
    if not total or not total[0]:
        return AnswerFingerprint()
    return AnswerFingerprint(digest([BACKGROUND, total]), origin=BACKGROUND)


def _scored_over(instrument: Instrument, wave: Wave) -> list[tuple[str, bool]]:
    """Return the items of the overall score: over other items it counts other respondents."""
    items = instrument.items_asked(wave.asked_as) if instrument.overall else []
    return [(item.origin, item.reverse) for item in items]
