"""What the factors of an instrument say, and how they are to be taken."""

from collections.abc import Mapping, Sequence

from dashboard.languages import Language
from dashboard.sentences.change import item_sentences
from dashboard.tables.change import ChangeRow


def factor_sentences(rows: Sequence[ChangeRow], labels: Mapping[str, str], language: Language) -> list[str]:
    """Return which factors are higher or lower; none where none can be compared."""
    shown = [row for row in rows if row.status == "shown"]
    return item_sentences(shown, labels, language, what="factors")
