"""One cause, one fault: what one action mends is told once, with how much it is and where it begins."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from publication.catalogue import Words
from publication.definitions.text import Language
from publication.faults import Fault

# Of one rule, so many different faults in one column are mended one by one; more have a cause of their own.
FEW = 5
_PLACES = 5
# Of these, what is to be done does not depend on what the cell says.
_WHATEVER_IT_SAYS = {
    *("not_asked", "no_denominator", "damaged_id"),
    *("not_a_number", "not_a_whole_number", "ambiguous_number", "percent_sign", "too_many_decimals"),
    *("not_a_date", "not_a_month", "hidden_sign"),
    *("answered_in_other_form", "figure_in_other_form", "spelled_in_other_form"),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Faults of one file that one action mends, in the order they were found."""

    faults: Sequence[Fault]

    def sentence(self, words: Words, language: Language) -> str:
        """Return the first fault's sentence; where there are more, how many and where the first are."""
        first, places = self.faults[0].sentence(words, language), self._places()
        if len(places) < 2:
            return first
        lines, columns = {place.line for place in places}, {place.column for place in places}
        unit = places[0].counted if len(columns) == 1 else "column" if len(lines) == 1 else "cell"
        sentences = [self._said_of(place, unit, words, language) for place in places[:_PLACES]]
        listed = ("; " if unit == "cell" else ", ").join(sentences) + (
            " …" if len(places) > len(sentences) else "."
        )
        counted = {
            "number": str(sum(place.times for place in places)),
            "columns": str(len(columns)),
            "places": listed,
        }
        return f"{first} {words.say(language, f'cause.{unit}', **counted)}"

    def _places(self) -> list[Fault]:
        """Return a fault for each place, without the one that explains the others."""
        at_fault = [fault for fault in self.faults if fault.explained_by is not None] or self.faults
        return list({(fault.line, fault.column): fault for fault in at_fault}.values())

    def _said_of(self, place: Fault, unit: str, words: Words, language: Language) -> str:
        """Return where a fault stands, and what was found there unless that is the same everywhere."""
        text = _where(place, unit, words, language)
        if place.rule in _WHATEVER_IT_SAYS or place.value in (None, self.faults[0].value):
            return text
        return f"{text} ({words.say(language, 'cause.quoted', text=place.value)})"


def _where(place: Fault, unit: str, words: Words, language: Language) -> str:
    match unit:
        case "column":
            return words.say(language, "cause.quoted", text=place.column or "")
        case "cell":
            return ", ".join(place.where(words, language))
    return str(place.line)


def causes(faults: Sequence[Fault]) -> list[Cause]:
    """Return what has to be mended, cause by cause, in the order of the first fault of each."""
    told = [fault.explained_by or fault for fault in faults]
    kinds: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for fault in told:
        for wider in _wider(fault):
            kinds[wider].add(_kind(fault))
    found: defaultdict[Hashable, list[Fault]] = defaultdict(list)
    for fault, shown in zip(faults, told, strict=True):
        many = (wider for wider in _wider(shown) if len(kinds[wider]) > FEW)
        found[next(many, _kind(shown))].append(fault)
    return list(map(Cause, found.values()))


def _kind(fault: Fault) -> Hashable:
    """Return what is the same of faults that say the same; keys of a definition are mended one by one."""
    if fault.part == "key":
        return id(fault)
    value = None if fault.rule in _WHATEVER_IT_SAYS else fault.value
    return fault.file, fault.rule, value, frozenset(fault.details.items())


def _wider(fault: Fault) -> list[Hashable]:
    """Return what faults share that say different things: what is accepted, or else the column."""
    if fault.part == "key":
        return []
    accepted = fault.details.get("accepted"), fault.details.get("limits")
    return [(fault.file, fault.rule, *accepted), (fault.file, fault.rule, "", fault.column)]
