"""The ids that waves, questionnaires and questions were first published under.

What is remembered of publications is kept by them: whatever something is called now, and was called in
between, `was` names its first id, so that two which exchanged their ids are told apart as well.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from publication.definitions.instrument import Instrument
from publication.definitions.programme import Wave

_DEFINITIONS = "SELECT kind, definition FROM definitions WHERE kind IN ('programme', 'instrument')"


@dataclass(frozen=True, slots=True)
class Origins:
    """Id → first id, of waves, of questionnaires, and of questions by their questionnaire."""

    waves: Mapping[str, str] = field(default_factory=dict)
    instruments: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, waves: Iterable[Wave], instruments: Iterable[Instrument]) -> "Origins":
        """Return those that the definitions of now say."""
        held = list(instruments)
        return cls(
            {wave.id: wave.origin for wave in waves},
            {one.id: one.origin for one in held},
            {(one.id, item.id): item.origin for one in held for item in one.items},
        )

    @classmethod
    def in_publication(cls, published: duckdb.DuckDBPyConnection) -> "Origins":
        """Return those that the definitions in a publication's file said."""
        found = published.execute(_DEFINITIONS).fetchall()
        held = [(kind, json.loads(definition)) for kind, definition in found]
        instruments = [one for kind, one in held if kind == "instrument"]
        return cls(
            {wave["id"]: _origin(wave) for kind, one in held if kind == "programme" for wave in one["waves"]},
            {one["id"]: _origin(one) for one in instruments},
            {(one["id"], item["id"]): _origin(item) for one in instruments for item in one["items"]},
        )

    def wave(self, wave: str) -> str:
        """Return a wave's first id."""
        return self.waves.get(wave, wave)

    def instrument(self, instrument: str) -> str:
        """Return a questionnaire's first id."""
        return self.instruments.get(instrument, instrument)

    def item(self, instrument: str, item: str) -> tuple[str, str]:
        """Return the first ids of a questionnaire and its question; scores have but one name."""
        return self.instrument(instrument), self.items.get((instrument, item), item)


def _origin(definition: Mapping[str, str]) -> str:
    return definition.get("was") or definition["id"]
