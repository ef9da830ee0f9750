"""What the factors of an instrument say, and how they are to be taken."""

from collections.abc import Mapping, Sequence

from dashboard.pages.change.answer import ChangeRow
from dashboard.pages.change.text import item_sentences
from publication.languages import Language


def factor_sentences(rows: Sequence[ChangeRow], labels: Mapping[str, str], language: Language) -> list[str]:
    """Return which factors are higher or lower; none where none can be compared."""
    shown = [row for row in rows if row.status == "shown"]
    return item_sentences(shown, labels, language, what="factors")
