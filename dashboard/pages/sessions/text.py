"""What a chart of sessions says: which lines stand high and low, where no room is left, what was copied."""

from collections.abc import Mapping, Sequence

from dashboard.pages.sessions.answer import SessionRow
from dashboard.report.naming import named
from publication.languages import Language

# Two means are alike where a reader sees the same.
DIGITS = 1
SIGNS = "¹²³⁴⁵⁶⁷⁸⁹"
# In so many sessions of all a question may stand otherwise and yet lie clearly above another.
SPARED = 1 / 5
# From fewer sessions nothing is said to lie above.
FEWEST = 3

# Item → session → its mean, as a reader sees it.
_Means = Mapping[str, Mapping[str, float]]


def _means(rows: Sequence[SessionRow], items: Sequence[str]) -> _Means:
    """Return the means of each item, session by session; without the items that have none."""
    means = {
        item: {row.id: round(row.marked[item].mean, DIGITS) for row in rows if _is_shown(row, item)}
        for item in items
    }
    return {item: found for item, found in means.items() if found}


def _is_above(item: str, other: str, means: _Means) -> bool:
    """Say whether an item is rated above another at every session that has both, or all but one in five.

    Never of fewer than three.
    """
    both = means[item].keys() & means[other].keys()
    higher = sum(means[item][session] > means[other][session] for session in both)
    return len(both) >= FEWEST and higher >= len(both) - int(SPARED * len(both))


def _ends(means: _Means) -> dict[str, list[str]]:
    """Return the items that lie clearly above all others but their like, and those that lie so below.

    Four questions at eight sessions: mastery and reflection are each above knowledge and skills at seven or
    eight of them, and each above the other at four: both are highest. One that is neither clearly below the
    highest nor clearly above the lowest leaves no end to be named.
    """
    high = [item for item in means if not any(_is_above(other, item, means) for other in means)]
    low = [item for item in means if not any(_is_above(item, other, means) for other in means)]
    return {"high": [], "low": []} if {*high} & {*low} else {"high": high, "low": low}


def _is_shown(row: SessionRow, item: str) -> bool:
    return item in row.marked and row.marked[item].shown


def _quoted(lines: Sequence[str], language: Language) -> str:
    return language.listed([language.say("list.quoted", name=line) for line in lines])


def _span(means: Sequence[float], language: Language) -> str:
    """Return 'from 5.8 to 8.1', or the one number a reader sees."""
    low, high = language.decimal(min(means), DIGITS), language.decimal(max(means), DIGITS)
    return low if low == high else language.say("sessions.span", low=low, high=high)


def _first(
    means: _Means, sessions: int, labels: Mapping[str, str], instrument: str, language: Language
) -> list[str]:
    """Name the questions rated clearly highest and lowest; then what all means span."""
    span = _span([mean for found in means.values() for mean in found.values()], language)
    about = {"name": instrument, "span": span}
    if len(means) == 1:
        line = language.say("list.quoted", name=labels[next(iter(means))])
        return [language.counted("sessions.one_line", sessions, line=line, **about)]
    ends = _ends(means)
    named = {end: _quoted([labels[item] for item in items], language) for end, items in ends.items()}
    number = "single" if len(ends["high"]) == 1 else "several"
    first = (
        language.say(f"sessions.first.{number}", **named) if ends["high"] else language.say("sessions.alike")
    )
    return [first, language.counted("sessions.whole", sessions, **about)]


def _at_the_end(
    rows: Sequence[SessionRow], labels: Mapping[str, str], mark: int, language: Language
) -> list[str]:
    """Say at which sessions, and on which lines, marks leave no room to show improvement."""
    sentences = []
    for row in rows:
        lines = [labels[item] for item, marked in row.marked.items() if marked.at_the_end]
        every = len(lines) == len(labels)
        which = language.say("sessions.every_line") if every else language.listed(lines)
        if lines:
            sentences.append(language.of(row.label) + (f" ({which})" if len(labels) > 1 else ""))
    return (
        [language.say("sessions.at_the_end", mark=mark, sessions=named(sentences, language))]
        if sentences
        else []
    )


def copy_signs(rows: Sequence[SessionRow]) -> dict[str, str]:
    """Return session → the sign it shares with those that were printed with the very same figures."""
    groups = list(dict.fromkeys(frozenset({row.id, *row.same_as}) for row in rows if row.same_as))
    return {name: SIGNS[at % len(SIGNS)] for at, group in enumerate(groups) for name in group}


def _copied(rows: Sequence[SessionRow], names: Mapping[str, str], language: Language) -> list[str]:
    signs = copy_signs(rows)
    alike = {sign: [names[name] for name in names if signs.get(name) == sign] for sign in signs.values()}
    return [
        f"{sign} {language.say('sessions.copied', sessions=language.listed(found))}"
        for sign, found in alike.items()
    ]


def sessions_people(rows: Sequence[SessionRow], language: Language) -> str:
    """Return how many sessions are shown and how many took part in them."""
    near = [row for row in rows if row.near]
    number = len({session for row in near for session in row.sessions})
    if all(row.is_printed for row in near):
        return language.counted("sessions.people_printed", number)
    people = sum(row.participants for row in near if not row.is_printed)
    return language.counted("sessions.people", number, people=language.whole(people))


def sessions_sentences(
    rows: Sequence[SessionRow],
    labels: Mapping[str, str],
    instrument: str,
    mark: int,
    names: Mapping[str, str],
    language: Language,
) -> list[str]:
    """Return the sentences of the sessions shown, the finding first.

    Args:
        rows: The sessions.
        labels: Item → label, of the lines shown.
        instrument: What the instrument is called.
        mark: From which whole mark on a mark stands at the end of the line.
        names: Session → name, in the programme's order.
        language: The reader's.
    """
    means = _means(rows, list(labels))
    if not means:
        return [language.say("card.withheld")]
    sessions = {
        session for row in rows if any(_is_shown(row, item) for item in means) for session in row.sessions
    }
    return [
        *_first(means, len(sessions), labels, instrument, language),
        *_at_the_end(rows, labels, mark, language),
        *_copied(rows, names, language),
    ]
