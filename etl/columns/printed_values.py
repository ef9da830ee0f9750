"""What tables of printed figures share: a figure stays the text it was, and is compared as a number."""

from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.sql import literal, text_map

PRINTED = r"\d+([.,]\d+)?"


def number(column: str) -> str:
    """Return the SQL of a kept figure as a number; NULL where nothing like one was printed."""
    return f"CASE WHEN regexp_full_match({column}, '{PRINTED}') THEN replace({column}, ',', '.')::DOUBLE END"


def as_printed(column: str) -> str:
    """Return the SQL of a figure as it is stored: its digits as printed, with a point; NULL for a blank."""
    return f"nullif(replace({column}, ',', '.'), '')"


def ends(instrument: Instrument) -> tuple[int, int]:
    """Return the lowest and the highest answer on an instrument's scale."""
    answers = instrument.answers
    return answers.start, answers.stop - 1


def limits_of(instrument: Instrument) -> str:
    """Return the SQL of the ends of an instrument's scale, for a person: '1 … 5'."""
    low, high = ends(instrument)
    return literal(f"{low} … {high}")


def respondents_of(programme: Programme) -> str:
    """Return the SQL of how many answered in a row's wave; NULL where the programme does not say."""
    known = {wave.id: str(wave.respondents) for wave in programme.waves if wave.respondents is not None}
    return f"({text_map(known)}::MAP(VARCHAR, VARCHAR))[wave]::INTEGER"
