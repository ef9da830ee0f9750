"""Comments: what was said, to which question and when; they wait until a person releases them."""

from etl.columns.columns import Content
from etl.columns.mapping import CommentsMapping
from etl.columns.prose import words_column
from etl.columns.waves import wave_column
from publication.definitions.programme import Programme

LONGEST = 4000
LONGEST_QUESTION = 300


def comments_content(mapping: CommentsMapping, programme: Programme, wave: str | None) -> Content:
    """Return what a file of comments may hold. Raises Refused for a wave that is not there or not said."""
    columns = mapping.columns
    text = words_column("text", columns.text, LONGEST)
    question = words_column("question", columns.question, LONGEST_QUESTION)
    return Content(
        keys=[wave_column(mapping, programme, wave), question, text],
        unique=(),
        drop=frozenset(mapping.drop),
        words=[text],
    )
