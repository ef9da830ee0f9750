"""The ids that waves, questionnaires and questions were first published under.

What is remembered of publications is kept by them: whatever something is called now, and was called in
between, `was` names its first id, so that two which exchanged their ids are told apart as well.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from etl.release.prior.record import PriorColumn, SessionBlock, WaveBlock
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Wave

_DEFINITIONS = (
    "SELECT kind, definition FROM definitions WHERE kind IN ('programme', 'instrument', 'indicator')"
)


@dataclass(frozen=True, slots=True)
class Origins:
    """Id → first id, of waves, of questionnaires, and of questions by their questionnaire.

    `indicators`: id → the series it is made of, by which its figures are known whatever it is called.
    """

    waves: Mapping[str, str] = field(default_factory=dict)
    instruments: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[tuple[str, str], str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        waves: Iterable[Wave],
        instruments: Iterable[Instrument],
        indicators: Iterable[Indicator] = (),
    ) -> "Origins":
        """Return those that the definitions of now say."""
        held = list(instruments)
        return cls(
            {wave.id: wave.origin for wave in waves},
            {instrument.id: instrument.origin for instrument in held},
            {(instrument.id, item.id): item.origin for instrument in held for item in instrument.items},
            {known.id: _series(known.numerator, known.denominator) for known in indicators},
        )

    @classmethod
    def in_publication(cls, published: duckdb.DuckDBPyConnection) -> "Origins":
        """Return those that the definitions in a publication's file said."""
        found: dict[str, list[dict[str, Any]]] = {"programme": [], "instrument": [], "indicator": []}
        for kind, definition in published.execute(_DEFINITIONS).fetchall():
            found[kind].append(json.loads(definition))
        instruments = found["instrument"]
        return cls(
            {wave["id"]: _origin(wave) for programme in found["programme"] for wave in programme["waves"]},
            {instrument["id"]: _origin(instrument) for instrument in instruments},
            {(held["id"], item["id"]): _origin(item) for held in instruments for item in held["items"]},
            {known["id"]: _series(known["numerator"], known["denominator"]) for known in found["indicator"]},
        )

    def wave(self, wave: str) -> str:
        """Return a wave's first id."""
        return self.waves.get(wave, wave)

    def indicator(self, indicator: str) -> str:
        """Return the series an indicator is made of; its id where that is not known."""
        return self.indicators.get(indicator, indicator)

    def instrument(self, instrument: str) -> str:
        """Return a questionnaire's first id."""
        return self.instruments.get(instrument, instrument)

    def item(self, instrument: str, item: str) -> tuple[str, str]:
        """Return the first ids of a questionnaire and its question; scores have but one name."""
        return self.instrument(instrument), self.items.get((instrument, item), item)

    def block(self, row: Sequence[Any]) -> WaveBlock:
        """Return a block of a wave by first ids."""
        wave, instrument, item, cells = row
        return WaveBlock(self.wave(wave), *self.item(instrument, item), cells)

    def session_block(self, row: Sequence[Any]) -> SessionBlock:
        """Return a block of sessions by first ids; a session keeps its own."""
        instrument, item, cells = row
        return SessionBlock(*self.item(instrument, item), cells)

    def column(self, row: Sequence[Any]) -> PriorColumn:
        """Return a column of a round by first ids; the round and its sites keep theirs."""
        round_id, sites, instrument, item, *numbers = row
        return PriorColumn(round_id, sites, *self.item(instrument, item), *numbers)


def places_in(published: duckdb.DuckDBPyConnection) -> set[frozenset[str]]:
    """Return the ids that each site went by, as the definitions in a publication's file said."""
    programmes = [
        json.loads(definition)
        for kind, definition in published.execute(_DEFINITIONS).fetchall()
        if kind == "programme"
    ]
    return {
        frozenset((site["id"], *site.get("was", ())))
        for programme in programmes
        for municipality in programme["municipalities"]
        for site in municipality["sites"]
    }


def _series(numerator: str, denominator: str | None) -> str:
    return f"{numerator}/{denominator or ''}"


def _origin(definition: Mapping[str, str]) -> str:
    return definition.get("was") or definition["id"]
