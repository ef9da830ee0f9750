"""Every kind of content there is, the only list of them; a mapping says by its word which it is."""

from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter

from etl.columns.mapping import FormMapping
from etl.kinds.activities import ACTIVITIES
from etl.kinds.comments import COMMENTS
from etl.kinds.kind import Kind
from etl.kinds.leadership import LEADERSHIP
from etl.kinds.management import MANAGEMENT
from etl.kinds.members import MEMBERS
from etl.kinds.printed_counts import PRINTED_COUNTS
from etl.kinds.printed_figures import PRINTED_FIGURES
from etl.kinds.questionnaire import QUESTIONNAIRE
from etl.kinds.session_means import SESSION_MEANS
from etl.kinds.sessions import SESSIONS
from etl.kinds.stories import STORIES

# A kind's functions take the mappings of that kind alone: `kind_of` is where a mapping and its kind meet.
KINDS: tuple[Kind[Any], ...] = (
    *(QUESTIONNAIRE, LEADERSHIP, SESSIONS, SESSION_MEANS, PRINTED_FIGURES, PRINTED_COUNTS),
    *(MANAGEMENT, STORIES, COMMENTS, MEMBERS, ACTIVITIES),
)
_BY_WORD = {word: kind for kind in KINDS for word in get_args(kind.mapping.model_fields["kind"].annotation)}


def kind_of(mapping: FormMapping) -> Kind[Any]:
    """Return the kind of content that a mapping is of."""
    return _BY_WORD[mapping.kind]


@cache
def any_mapping() -> TypeAdapter[FormMapping]:
    """Return what reads a mapping of any kind, by its word."""
    union: Any = reduce(or_, (kind.mapping for kind in KINDS))
    by_word: Any = Annotated[union, Field(discriminator="kind")]
    return TypeAdapter(by_word)
