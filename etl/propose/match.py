"""Which item a column answers: by text or id, by ticks, by its number in a run, or by the nearest text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from etl.propose.content import may_answer
from etl.propose.names import best, folded, likeness
from etl.propose.seen import Seen
from etl.propose.ticks import tick_groups, ticks_of
from publication.definitions.instrument import Instrument, Item
from publication.definitions.text import texts

_NEAR_TEXT = 0.7
_NAMED_LIKE = 0.75
_SAME_COUNT = 0.1
_FEWEST_IN_A_RUN = 3
_ID = re.compile(r"([a-z]+)0*(\d+)")
_NUMBERED = re.compile(r"(.*\D)0*(\d+)")


@dataclass(frozen=True, slots=True)
class Match:
    """A column and how it was found: a key of the words' `propose` table and what goes into it."""

    column: Seen
    how: str
    details: Mapping[str, str] = field(default_factory=dict)


Found = Match | dict[str, Match]
Answers = dict[str, dict[str, Found]]
Left = dict[str, Seen]
Place = tuple[str, str]
Step = Iterator[tuple[Place, Found]]
Before = Mapping[Place, Found]


def match_texts(left: Left, instruments: Mapping[str, Instrument]) -> dict[Place, Found]:
    """Return the items whose very text a column has; their columns are left no more."""
    found: dict[Place, Found] = {}
    _take(_by_text(left, instruments, found), left, found)
    return found


def match_items(left: Left, instruments: Mapping[str, Instrument], before: Mapping[Place, Found]) -> Answers:
    """Return the items found, by instrument, in the questionnaires' order; their columns are left no more.

    Args:
        left: Name → column; those found are taken out.
        instruments: Id → instrument.
        before: The items found already.
    """
    found = dict(before)
    for step in (_by_id, _by_ticks, _by_number, _by_nearest_text):
        _take(step(left, instruments, found), left, found)
    return {
        name: items
        for name, instrument in instruments.items()
        if (items := {item.id: found[name, item.id] for item in instrument.items if (name, item.id) in found})
    }


def _take(step: Step, left: Left, found: dict[Place, Found]) -> None:
    for place, match in step:
        names = [match.column.name for match in (match.values() if isinstance(match, dict) else [match])]
        if all(name in left for name in names):
            found[place] = match
            for name in names:
                del left[name]


def _items(instruments: Mapping[str, Instrument], found: Before) -> Iterator[tuple[Place, Item]]:
    for name, instrument in instruments.items():
        for item in instrument.items:
            if (name, item.id) not in found:
                yield (name, item.id), item


def _places(named: Iterator[tuple[str, Place]]) -> dict[str, Place]:
    """Return what stands for one place only."""
    places: dict[str, set[Place]] = defaultdict(set)
    for name, place in named:
        places[name].add(place)
    return {name: next(iter(at)) for name, at in places.items() if len(at) == 1}


def _first_each(pairs: Iterator[tuple[Place, Match]]) -> Step:
    seen: set[Place] = set()
    for place, match in pairs:
        if place not in seen:
            seen.add(place)
            yield place, match


def _by_text(left: Left, instruments: Mapping[str, Instrument], found: Before) -> Step:
    """Yield the columns called like an item: by all of it before its end only, the fuller column first."""
    labels = _places(
        (folded(label), place) for place, item in _items(instruments, found) for label in texts(item.label)
    )
    called = [
        (text not in (folded(column.text), folded(column.name)), -column.filled, labels[text], column)
        for column in left.values()
        for text in column.texts
        if text in labels and may_answer(column, instruments[labels[text][0]])
    ]
    in_order = sorted(called, key=lambda entry: entry[:2])
    return _first_each((place, Match(column, "by_text")) for _, _, place, column in in_order)


def _by_id(left: Left, instruments: Mapping[str, Instrument], found: Before) -> Step:
    def ids() -> Iterator[tuple[str, Place]]:
        for (name, item), _ in _items(instruments, found):
            yield _plain_id(item), (name, item)
            yield f"{name} {_plain_id(item)}", (name, item)

    places = _places(ids())
    return _first_each(
        (places[name], Match(column, "by_id"))
        for column in list(left.values())
        for name in (_plain_id(column.name), _with_instrument(column.name))
        if name in places and may_answer(column, instruments[places[name][0]])
    )


def _plain_id(name: str) -> str:
    """Return an id without the zeros before its number."""
    return _ID.sub(r"\1\2", name.lower())


def _with_instrument(name: str) -> str:
    *instrument, item = re.split(r"[\s_./:-]+", name.lower())
    return f"{'_'.join(instrument)} {_plain_id(item)}"


def _by_ticks(left: Left, instruments: Mapping[str, Instrument], found: Before) -> Step:
    items = _items(instruments, found)
    labels = {place: [folded(label) for label in texts(item.label)] for place, item in items}
    for question, options in tick_groups(left.values()).items():
        score, which = best(
            (max(likeness(folded(question), label, _NEAR_TEXT) for label in of_item), "\0".join(place))
            for place, of_item in labels.items()
        )
        if which is None:
            continue
        name, item = which.split("\0")
        ticks = ticks_of(options, instruments[name])
        if len(ticks) > 1:
            details = {"score": f"{score:.2f}"}
            how = {answer: Match(column, "by_option", details) for answer, column in ticks.items()}
            yield (name, item), how


def _by_number(left: Left, instruments: Mapping[str, Instrument], found: Before) -> Step:
    """Yield the items of runs such as 'Praksis 1' … 'Praksis 28', whose stem is like an instrument's name."""
    runs: dict[str, dict[int, Seen]] = defaultdict(dict)
    for column in left.values():
        if numbered := _NUMBERED.fullmatch(column.name):
            runs[numbered[1]].setdefault(int(numbered[2]), column)
    free = {name for name in instruments if not any(place[0] == name for place in found)}
    scored = sorted(
        (
            (_of_instrument(stem, run, instruments[name]), stem, name)
            for stem, run in runs.items()
            for name in free
            if len(run) >= _FEWEST_IN_A_RUN
        ),
        reverse=True,
    )
    yield from _assigned(scored, runs, instruments)


def _assigned(
    scored: Sequence[tuple[float, str, str]],
    runs: Mapping[str, Mapping[int, Seen]],
    instruments: Mapping[str, Instrument],
) -> Step:
    done: set[str] = set()
    for score, stem, name in scored:
        if score >= _NAMED_LIKE and not {f"run {stem}", f"for {name}"} & done:
            done |= {f"run {stem}", f"for {name}"}
            items = instruments[name].items
            details = {"stem": stem.strip(" _.-"), "instrument": name}
            for number, column in runs[stem].items():
                if may_answer(column, instruments[name]):
                    yield (name, items[number - 1].id), Match(column, "by_number", details)


def _of_instrument(stem: str, run: Mapping[int, Seen], instrument: Instrument) -> float:
    """Return how well a run fits an instrument: the name, and as many columns as items."""
    items = len(instrument.items)
    if not run or min(run) < 1 or max(run) > items:
        return 0.0
    return _named_like(folded(stem), instrument) + (_SAME_COUNT if len(run) == items else 0.0)


def _named_like(stem: str, instrument: Instrument) -> float:
    names = [instrument.id, *texts(instrument.name)]
    return max(
        _like_word(stem, word) - 0.02 * at for name in names for at, word in enumerate(folded(name).split())
    )


def _like_word(stem: str, word: str) -> float:
    if stem == word:
        return 1.0
    if min(len(stem), len(word)) >= 4 and (word.startswith(stem) or stem.startswith(word)):
        return 0.95
    return 0.9 if len(stem) >= 5 and stem in word else likeness(stem, word, _NAMED_LIKE)


def _by_nearest_text(left: Left, instruments: Mapping[str, Instrument], found: Before) -> Step:
    """Yield the items whose text is like a column's; one called as an item found is no other's."""
    known = {folded(label) for place in found for label in _labels_of(place, instruments)}
    labels = [
        (place, folded(label))
        for place, item in _items(instruments, found)
        for label in dict.fromkeys(texts(item.label))
    ]
    scored = sorted(
        (
            (score, column.name, place)
            for column in left.values()
            if known.isdisjoint(column.texts)
            for text in column.texts
            for place, label in labels
            if (score := likeness(text, label, _NEAR_TEXT)) and may_answer(column, instruments[place[0]])
        ),
        reverse=True,
    )
    taken: set[str | Place] = set()
    for score, name, place in scored:
        if not {name, place} & taken:
            taken |= {name, place}
            yield place, Match(left[name], "by_nearest_text", {"score": f"{score:.2f}"})


def _labels_of(place: Place, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    name, item = place
    return (label for each in instruments[name].items if each.id == item for label in texts(each.label))
