"""What a round asks: the seven principles and the checks of the core task, and how an answer is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from flask import request
from pydantic import Field, TypeAdapter

from dashboard.meetings.form import Form, NotFilled, read
from dashboard.report.services import services
from dashboard.store.rounds import DONT_KNOW, Answered
from publication.definitions.files import read_definition
from publication.definitions.instrument import Instrument, Item
from publication.ids import CORE_TASK, PRINCIPLES

INSTRUMENTS = (PRINCIPLES, CORE_TASK)
# As long as a leader's note in a file may be.
LONGEST_NOTE = 2_000
OCCASION = "assessment"


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of an instrument.

    Attributes:
        instrument: As the publication describes it.
        items: Those a round asks.
        offered: What may be answered, as a form sends it.
    """

    instrument: Instrument
    items: list[Item]
    offered: list[str]


def parts() -> list[Part]:
    """Return what rounds ask, as the definitions say it now; nothing where there are none.

    A publication has only what was asked before, and a load holds answers to the definitions as they are.
    """
    folder = services().data / "instruments"
    paths = [path for name in INSTRUMENTS if (path := folder / f"{name}.toml").is_file()]
    known = [_read(path, path.stat().st_mtime_ns) for path in paths]
    return [_part(instrument) for instrument in known if OCCASION in instrument.asked_as]


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Instrument:
    return read_definition(TypeAdapter(Instrument), path)


def _part(instrument: Instrument) -> Part:
    unsure = [DONT_KNOW] if DONT_KNOW in instrument.special else []
    return Part(instrument, instrument.items_asked(OCCASION), [*map(str, instrument.answers), *unsure])


def name_of(part: Part, item: Item) -> str:
    """Return what an answer is sent and kept as: no two instruments share it."""
    return f"{part.instrument.id}.{item.id}"


class _ConsentForm(Form):
    """What a member lets be shown, and a note."""

    in_room: Literal["yes", "no"]
    as_group: Literal["yes", "no"]
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


def _faults(asked: list[Part]) -> Iterator[tuple[str, str]]:
    sent = False
    for part in asked:
        for name in (name_of(part, item) for item in part.items):
            if given := request.form.get(name, ""):
                sent = True
                if given not in part.offered:
                    yield name, "not_offered"
    if not sent:
        yield "answers", "nothing"


def _given(asked: list[Part]) -> dict[str, int | str]:
    names = (name_of(part, item) for part in asked for item in part.items)
    sent = {name: given for name in names if (given := request.form.get(name, ""))}
    return {name: given if given == DONT_KNOW else int(given) for name, given in sent.items()}


def read_answer() -> Answered:
    """Return what a phone sent. Raises NotFilled with all that is wrong."""
    asked = parts()
    faults = dict(_faults(asked))
    try:
        consent = read(_ConsentForm)
    except NotFilled as error:
        raise NotFilled(error.faults | faults, error.typed) from None
    if faults:
        raise NotFilled(faults, request.form.to_dict())
    return Answered(consent.in_room == "yes", consent.as_group == "yes", _given(asked), consent.note)
