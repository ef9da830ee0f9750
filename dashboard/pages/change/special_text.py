"""What answers apart from the scale say: where they became more or fewer, and where they are many."""

from collections.abc import Callable, Mapping, Sequence

from dashboard.pages.change.special import SpecialRow
from dashboard.report.labels import in_sentence
from dashboard.report.naming import named
from publication.languages import Language


def _moved(row: SpecialRow, label: str, language: Language) -> str:
    shares = {
        "earlier": language.whole(row.earlier.percent),
        "later": language.whole(row.later.percent),
    }
    return language.say("apart.moved", label=label, **shares)


def _last(row: SpecialRow, label: str, language: Language) -> str:
    return language.say("apart.last", label=label, share=language.whole(row.last.percent))


def _told(
    key: str,
    rows: Sequence[SpecialRow],
    told: Callable[[SpecialRow, str, Language], str],
    labels: Mapping[str, str],
    language: Language,
    **values: str,
) -> list[str]:
    if not rows:
        return []
    items = named([told(row, labels[row.item], language) for row in rows], language)
    return [language.counted(key, len(rows), items=items, **values)]


def special_sentences(
    rows: Mapping[str, Sequence[SpecialRow]],
    names: Mapping[str, str],
    labels: Mapping[str, str],
    wave: str,
    language: Language,
) -> list[str]:
    """Return what the special answers say: more often, less often, and where at least one in ten gave them.

    Args:
        rows: The items by special answer.
        names: What the special answers are called.
        labels: What the items are called.
        wave: What the later wave is called.
        language: The reader's.
    """
    sentences = []
    for special, items in rows.items():
        by_claim = {claim: [row for row in items if row.claim == claim] for claim in ("up", "down", "none")}
        many = [row for row in by_claim["none"] if row.notable]
        answer = names[special]
        sentences += _told("apart.up", by_claim["up"], _moved, labels, language, answer=answer)
        sentences += _told("apart.down", by_claim["down"], _moved, labels, language, answer=answer)
        sentences += _told("apart.many", many, _last, labels, language, answer=answer, wave=in_sentence(wave))
    return sentences
