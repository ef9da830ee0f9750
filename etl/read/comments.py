"""Comments: what was said, to which question and when; they wait until a person releases them."""

from etl.definitions.mapping import CommentsMapping
from etl.definitions.programme import Programme
from etl.definitions.text import texts
from etl.faults import Refused
from etl.read.columns import Column, Content, named
from etl.read.prose import words_column

LONGEST = 4000
LONGEST_QUESTION = 300


def comments_content(mapping: CommentsMapping, programme: Programme, wave: str | None) -> Content:
    """Return what a file of comments may hold. Raises Refused for a wave that is not there or not said."""
    columns = mapping.columns
    text = words_column("text", columns.text, LONGEST)
    question = words_column("question", columns.question, LONGEST_QUESTION)
    return Content(
        keys=[_wave(mapping, programme, wave), question, text],
        unique=(),
        drop=frozenset(mapping.drop),
        words=[text],
    )


def _wave(mapping: CommentsMapping, programme: Programme, wave: str | None) -> Column:
    waves = [one.id for one in programme.waves]
    if wave is not None and wave not in waves:
        raise Refused("no_wave", wave=wave, known=", ".join(waves))
    if mapping.columns.wave is None and wave is None:
        raise Refused("wave_not_said", form=mapping.form, known=", ".join(waves))
    names = [(one.id, texts(one.name) if one.name else []) for one in programme.waves]
    known = named(names, mapping.values.get("wave", {}))
    codes = {text: one for text, one in known.items() if wave in (None, one)}
    accepted = ", ".join(dict.fromkeys(codes.values()))
    return Column("wave", mapping.columns.wave, codes, required=True, default=wave, accepted=accepted)
