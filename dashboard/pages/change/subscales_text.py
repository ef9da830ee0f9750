"""What the factors of an instrument say, and how they are to be taken."""

from collections.abc import Mapping, Sequence

from dashboard.answers.change import ChangeRow
from dashboard.pages.change.subscales import Factor
from dashboard.pages.change.text import item_sentences
from publication.languages import Language


def factor_sentences(rows: Sequence[ChangeRow], labels: Mapping[str, str], language: Language) -> list[str]:
    """Return which factors are higher or lower; none where none can be compared."""
    shown = [row for row in rows if row.status == "shown"]
    return item_sentences(shown, labels, language, what="factors")


def evidence_lines(factor: Factor, language: Language) -> list[str]:
    """Return a factor's items, the evidence for and against it, and what it must not be taken for."""
    lines = [language.say("factors.items", items="; ".join(factor.items)), factor.evidence]
    if factor.namesake:
        lines.append(language.say("factors.namesake", factor=factor.name, instrument=factor.namesake))
    return lines
