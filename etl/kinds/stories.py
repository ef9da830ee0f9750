"""Practice stories: the answers to three questions, what a trio reflected on, tags, and consent."""

import datetime as dt
from collections.abc import Mapping

from etl.columns.columns import Column, Content, RowRule
from etl.columns.mapping import StoriesMapping
from etl.columns.prose import tags_column, words_column, yes_no_column
from etl.columns.values import Date
from publication.definitions.instrument import Instrument

QUESTIONS = ("experience", "supports", "stops")
LONGEST = 8000


def stories_content(
    mapping: StoriesMapping, instruments: Mapping[str, Instrument], today: dt.date
) -> Content:
    """Return what a file of stories may hold. Raises Refused for what is not described."""
    columns, values = mapping.columns, mapping.values
    words = [words_column(name, getattr(columns, name), LONGEST) for name in (*QUESTIONS, "reflections")]
    keys = [
        Column("story", columns.story, None, required=True, default=""),
        Column("told_on", columns.told_on, None, holds=Date(latest=today)),
        *words,
        yes_no_column("consent", columns.consent, values.get("consent", {})),
    ]
    if columns.tags is not None:
        keys.append(tags_column(columns.tags, instruments, values.get("tags", {})))
    silent = " AND ".join(f"{name} = ''" for name in QUESTIONS)
    return Content(
        keys=keys,
        unique=("story",),
        drop=frozenset(mapping.drop),
        occasion=(),
        together=[RowRule("no_story", QUESTIONS[0], silent)],
        words=words,
    )
