"""How special answers and rows of totals are usually written: `data/words/answers.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from publication.definitions.instrument import SPECIALS, Instrument, Special
from publication.places import DEFAULT_DATA


@cache
def _answers() -> dict[str, Any]:
    return tomllib.loads((DEFAULT_DATA / "words" / "answers.toml").read_text("utf-8"))


def totals() -> Sequence[str]:
    """Return the words a row of totals begins with."""
    words: list[str] = _answers()["totals"]["words"]
    return words


def usual_spellings(instrument: Instrument, codes: Mapping[str, Sequence[str]]) -> dict[str, Special]:
    """Return text → special answer for the usual spellings of those the instrument has.

    Texts to which the mapping's `codes` give a meaning are not among them. An instrument that has only one of
    'not applicable' and 'not relevant' takes the spellings of both for it: the languages mix them up.
    """
    mapped = {text.strip().lower() for texts in codes.values() for text in texts}
    spellings: Mapping[str, Sequence[str]] = _answers()["spellings"]
    meant = {special: _meant(special, instrument) for special in SPECIALS}
    return {
        text: meaning
        for special, meaning in meant.items()
        if meaning is not None
        for text in spellings[special]
        if text.lower() not in mapped
    }


def _meant(special: Special, instrument: Instrument) -> Special | None:
    """Return the special answer an instrument has for a spelling, if it has one."""
    others: dict[Special, Special] = {"not_applicable": "not_relevant", "not_relevant": "not_applicable"}
    meant = (meaning for meaning in (special, others.get(special)) if meaning in instrument.special)
    return next(meant, None)
