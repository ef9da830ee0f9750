"""What an instrument calls the answers of its scale, and which of them a text names."""

import re
from collections.abc import Iterator, Mapping

from publication.definitions.instrument import Instrument
from publication.definitions.text import texts, tidy
from publication.spelling import key

_SIGN = r"[\s\[\]().:=–—-]"
_NUMBER_BEFORE = re.compile(rf"^{_SIGN}*\d+{_SIGN}+(?=\D)")
_NUMBER_BEHIND = re.compile(rf"(?<=\D){_SIGN}+\d+{_SIGN}*$")
_WORD = re.compile(r"[^\W_]+")
_LANGUAGES_APART = re.compile(r"[/|]")
_LEGEND = (
    re.compile(r"(?P<code>\d+)\s*[=:(]\s*(?P<label>[^\d,;:=()]+)"),
    re.compile(r"(?P<label>[^\d,;:=()]+?)\s*[=(]\s*(?P<code>\d+)(?!\s*[=:])"),
)


def scale_labels(instrument: Instrument) -> dict[str, int]:
    """Return what an instrument calls its answers, in all languages, as labels are compared → answer.

    Words that two answers share name neither.
    """
    if instrument.scale is None:
        return {}
    scale = instrument.scale
    named = {
        answer: {folded(words) for words in texts(label)}
        for answer, label in ((scale.low, scale.low_label), (scale.high, scale.high_label))
    }
    shared = named[scale.low] & named[scale.high]
    return {words: answer for answer, every in named.items() for words in every - shared}


def without_number(text: str) -> str:
    """Return a label without the number beside it: 'I høj grad' of '4 = I høj grad' and 'I høj grad (4)'."""
    return _NUMBER_BEHIND.sub("", _NUMBER_BEFORE.sub("", tidy(text)))


def folded(text: str) -> str:
    """Return the words of a label as labels are compared."""
    return " ".join(_WORD.findall(key(without_number(text))))


def answer_named(text: str, labels: Mapping[str, int]) -> int | None:
    """Return the answer of the scale that a text names, whatever number stands beside it.

    The text may give the label in several languages ('Helt enig / Agree completely').
    """
    parts = [text, *_LANGUAGES_APART.split(text)]
    named = {labels[words] for words in map(folded, parts) if words in labels}
    return named.pop() if len(named) == 1 else None


def legend(question: str) -> Iterator[tuple[str, str]]:
    """Yield the codes a question explains itself, and their labels: 'How sure? (1 = Not, 4 = Very)'."""
    for written in _LEGEND:
        for found in written.finditer(question):
            yield found["code"], found["label"].strip()
