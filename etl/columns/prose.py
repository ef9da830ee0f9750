"""What kinds of content in people's own words share: words of a length, tags, what stands for yes and no."""

from collections.abc import Mapping

from etl.columns.columns import Column, named
from etl.columns.tags import Tags
from publication.definitions.instrument import Instrument
from publication.definitions.text import texts
from publication.faults import Refused
from publication.spelling import key

TAGS = "rehabilitation_principles"

_YES_NO = [("yes", ["Ja", "1", "true", "yes"]), ("no", ["Nei", "Nej", "0", "false"])]


def words_column(name: str, header: str | None, longest: int, *, required: bool = False) -> Column:
    """Return a column of words a person wrote; a blank is no words."""
    return Column(name, header, None, required=required, default="", longest=longest)


def yes_no_column(name: str, header: str, values: Mapping[str, str]) -> Column:
    """Return a column that must say yes or no."""
    return Column(name, header, named(_YES_NO, values), required=True, accepted="no, yes")


def tags_column(
    header: str | None, instruments: Mapping[str, Instrument], values: Mapping[str, str]
) -> list[Column]:
    """Return the column of tags (principles of recovery-oriented rehabilitation); none without a header."""
    if header is None:
        return []
    if TAGS not in instruments:
        raise Refused("no_instrument", instrument=TAGS, known=", ".join(instruments))
    items = [(item.id, texts(item.label)) for item in instruments[TAGS].items]
    codes = {key(text): tag for text, tag in named(items, values).items()}
    return [Column("tags", header, None, holds=Tags(codes))]


def tags_sql(header: str | None) -> str:
    """Return the SQL of a row's tags in the typed table; none where there is no column for them."""
    return "coalesce(tags, []) AS tags" if header is not None else "[]::VARCHAR[] AS tags"
