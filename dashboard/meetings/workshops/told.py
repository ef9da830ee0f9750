"""What a trio sends: three answers and a reflection, only together with the yes of all three."""

from dataclasses import dataclass
from typing import Annotated, Literal

from flask import request
from pydantic import Field

from dashboard.meetings.codes import LASTING_LENGTH, LETTERS
from dashboard.meetings.decisions import TAGS
from dashboard.meetings.doors import Entered
from dashboard.meetings.form import Form, NotFilled, offered, read
from dashboard.store.voices import QUESTIONS, REFLECTIONS, SCOPES, Story, code_digest
from dashboard.store.workshops import Workshop

# Five of these, in letters that an address writes as three signs each, are still a body that is read.
LONGEST = 2_000
_ID_LENGTH = 16
Answer = Annotated[str, Field(max_length=LONGEST)]


class StoryForm(Form):
    """A story as a trio sends it; without every yes it is none."""

    narrator: Literal["yes"]
    interviewer: Literal["yes"]
    witness: Literal["yes"]
    scope: Annotated[str, offered(SCOPES)]
    experience: Answer = ""
    supports: Answer = ""
    stops: Answer = ""
    patterns: Answer = ""
    impression: Answer = ""
    tags: list[str] = Field(default_factory=list)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What a phone's story is known by: its id, and the code that withdraws it.

    Both follow from the phone's own id, which no row here holds.
    """

    story_id: str
    code: str


def mark(here: Entered[Workshop], turn: int) -> Mark:
    """Return what a phone's story of a turn is known by."""
    number = int(here.derived(f"code:{turn}:"), 16)
    letters = [LETTERS[number // len(LETTERS) ** at % len(LETTERS)] for at in range(LASTING_LENGTH)]
    return Mark(here.derived(f"story:{turn}:")[:_ID_LENGTH], "".join(letters))


def read_story() -> StoryForm:
    """Return what a phone sent. Raises NotFilled with all that is wrong."""
    empty = {} if any(request.form.get(name, "").strip() for name in QUESTIONS) else {"experience": "nothing"}
    try:
        filled = read(StoryForm)
    except NotFilled as error:
        raise NotFilled({**error.faults, **empty}, error.typed) from None
    if empty or set(filled.tags) - set(TAGS):
        raise NotFilled(empty or {"tags": "not_offered"}, request.form.to_dict())
    return filled


def story_of(found: Workshop, filled: StoryForm, known_by: Mark, language: str) -> Story:
    """Return a story as it is kept; of its consent only where it may stand."""
    said = {name: getattr(filled, name) for name in (*QUESTIONS, *REFLECTIONS)}
    about = (found.programme, found.day, language, filled.scope, code_digest(known_by.code))
    told = Story(*about, **said, tags=filled.tags)
    told.id = known_by.story_id
    return told


def as_sent(told: Story | None) -> dict[str, str]:
    """Return a story as its form sends it; a yes is asked for anew each time."""
    names = (*QUESTIONS, *REFLECTIONS, "scope")
    return {name: getattr(told, name) for name in names} if told else {}
