"""The columns beside the questions: who answered, when and where, and what is known of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.propose.content import holds_times, may_be_categories
from etl.propose.match import Left, Match
from etl.propose.names import best, folded, likeness, part_like, usual_waves
from etl.propose.seen import Seen, is_number
from publication.definitions.background import Background
from publication.definitions.programme import Programme
from publication.definitions.text import texts

_NEAR_NAME = 0.75
_NEAR_VALUE = 0.72
_MOST_VALUES = 0.5
_SHORTEST = 4
Ids = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Value:
    """A text of a column: what it stands for, if that can be told, how sure that is, how often it occurs.

    `label` is what the file itself says that it means.
    """

    text: str
    stands_for: str | None
    score: float
    times: int
    label: str = ""


def ids_of(programme: Programme, background: Mapping[str, Background]) -> dict[str, Ids]:
    """Return the ids and names that each kind of column can hold."""
    waves = [
        (wave.id, [*(texts(wave.name) if wave.name else []), *_only(programme, wave.asked_as)])
        for wave in programme.waves
    ]
    return {
        "wave": waves,
        "site": [(site.id, [site.name]) for site in programme.sites],
        "role": [(role.id, texts(role.name)) for role in programme.roles],
        "round": [(each.id, _numbered(each.id)) for each in programme.rounds],
        "agreed": [("yes", ["ja", "yes"]), ("no", ["nei", "nej", "no"])],
        **{
            variable: [(category.id, texts(category.label)) for category in described.categories]
            for variable, described in background.items()
        },
    }


def _numbered(round_id: str) -> list[str]:
    """Return what a round is usually called whose id holds a number."""
    numbers = re.findall(r"[1-9]\d*", round_id)
    return [f"{word} {numbers[0]}" for word in ("runde", "round", "vurdering")] if len(numbers) == 1 else []


def _only(programme: Programme, asked_as: str) -> Sequence[str]:
    """Return the usual names of a wave that is the only one asked so."""
    alone = [each.asked_as for each in programme.waves].count(asked_as) == 1  # type: ignore[arg-type]
    return usual_waves(asked_as) if alone else ()


def by_usual_name(left: Left, usual: Mapping[str, Sequence[str]]) -> dict[str, Match]:
    """Return the columns that are called what such columns usually are; they are left no more."""
    found = {}
    for wanted, names in usual.items():
        named = [column for column in left.values() if any(text in names for text in column.texts)]
        named = [column for column in named if not holds_times(column)]
        if named:
            first = min(named, key=lambda column: min(_rank(text, names) for text in column.texts))
            found[wanted] = Match(left.pop(first.name), "by_name")
    return found


def by_usual_word(left: Left, wanted: str, names: Sequence[str]) -> dict[str, Match]:
    """Return the only column in whose question such a name stands, and whose cells are words.

    'Hvilken stilling har du?' asks for a role; numbers without labels could be answers.
    """
    asking = [
        column
        for column in left.values()
        if any(f" {name} " in f" {text} " for text in column.texts for name in names if len(name) > _SHORTEST)
        and column.says_in_words
    ]
    return {wanted: Match(left.pop(asking[0].name), "by_word")} if len(asking) == 1 else {}


def _rank(text: str, names: Sequence[str]) -> int:
    return names.index(text) if text in names else len(names)


def by_values(left: Left, wanted: Iterable[str], ids: Mapping[str, Ids]) -> dict[str, Match]:
    """Return the columns of whose texts at least half are names of what is wanted."""
    found = {}
    for part in wanted:
        shares = [(_share_known(column, ids[part]), column.name) for column in left.values()]
        share, name = best((share, name) for share, name in shares if share >= _MOST_VALUES)
        if name is not None:
            found[part] = Match(left.pop(name), "by_values", {"share": f"{share:.0%}"})
    return found


def _share_known(column: Seen, ids: Ids) -> float:
    """Return the share of a column's texts that are names; a number alone says nothing."""
    if column.is_many or not column.counts or not ids:
        return 0.0
    named = {folded(name) for known_id, names in ids for name in (known_id, *names)}
    shown = [column.labels.get(text, text) for text in column.counts]
    return sum(folded(text) in named for text in shown if not is_number(text)) / len(shown)


def background_columns(left: Left, background: Mapping[str, Background]) -> dict[str, Match]:
    """Return the columns called like a background variable, or holding its categories."""
    found = {}
    for variable, described in background.items():
        names = [folded(name) for name in (variable, *texts(described.name))]
        may_be = [column for column in left.values() if may_be_categories(column, len(described.categories))]
        scored = [(_called(column, names), column.name) for column in may_be]
        score, name = best((score, name) for score, name in scored if score)
        if name is not None:
            how = "by_name" if score == 1 else "by_variable"
            found[variable] = Match(left.pop(name), how, {"score": f"{score:.2f}"})
    ids = {name: ids_of_categories(background[name]) for name in background if name not in found}
    return found | by_values(left, ids, ids)


def ids_of_categories(described: Background) -> Ids:
    """Return the ids and labels of a variable's categories."""
    return [(category.id, texts(category.label)) for category in described.categories]


def _called(column: Seen, names: Sequence[str]) -> float:
    return max((_like(text, name) for text in column.texts for name in names), default=0.0)


def _like(text: str, name: str) -> float:
    if min(len(text), len(name)) >= 4 and (name.startswith(text) or text.startswith(name)):
        return max(0.9, likeness(text, name, _NEAR_NAME))
    return part_like(text, name, _NEAR_NAME)


@dataclass(frozen=True, slots=True)
class Values:
    """The texts of a column that may be told, and how many may not: few gave them, nobody knows them."""

    shown: list[Value]
    few: int


def values_of(column: Seen, ids: Ids, k: int) -> Values:
    """Return a column's texts and what they stand for, in the order of the ids; what nobody knows is last.

    A text that fewer than k rows hold may be what a single person wrote: it is shown only where it is a known
    name, or the file itself says what it means.
    """
    values = [_value(text, times, ids, column.labels.get(text, "")) for text, times in column.short.items()]
    shown = [value for value in values if value.times >= k or value.score == 1 or value.label]
    places = {known_id: place for place, (known_id, _) in enumerate(ids)}
    shown.sort(key=lambda value: (places.get(value.stands_for or "", len(ids)), value.text))
    return Values(shown, len(column.counts) - len(shown))


def _value(text: str, times: int, ids: Ids, label: str) -> Value:
    words = folded(label or text)
    scored = ((max(_same(words, folded(name)) for name in (known, *names)), known) for known, names in ids)
    score, stands_for = best((score, known) for score, known in scored if score)
    return Value(text, stands_for, score, times, label)


def _same(text: str, name: str) -> float:
    """Return how sure it is that a text means a name: as a whole, or as a part of the longer one."""
    if text == name:
        return 1.0
    return 0.95 * max(part_like(text, name, _NEAR_VALUE), part_like(name, text, _NEAR_VALUE))
