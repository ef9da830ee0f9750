"""What a chart of sessions says: which lines stand high and low, where no room is left, what was copied."""

from collections.abc import Mapping, Sequence
from statistics import median

from dashboard.pages.sessions.answer import SessionRow
from dashboard.report.naming import named
from publication.languages import Language

# Two means are alike where a reader sees the same.
DIGITS = 1
SIGNS = "¹²³⁴⁵⁶⁷⁸⁹"


def _means(rows: Sequence[SessionRow], items: Sequence[str]) -> dict[str, list[float]]:
    """Return item → its means over the sessions; without the items that have none."""
    means = {item: [row.marked[item].mean for row in rows if _is_shown(row, item)] for item in items}
    return {item: found for item, found in means.items() if found}


def _is_shown(row: SessionRow, item: str) -> bool:
    return item in row.marked and row.marked[item].shown


def _quoted(lines: Sequence[str], language: Language) -> str:
    return language.listed([language.say("list.quoted", name=line) for line in lines])


def _span(means: Sequence[float], language: Language) -> str:
    """Return 'from 5.8 to 8.1', or the one number a reader sees."""
    low, high = language.decimal(min(means), DIGITS), language.decimal(max(means), DIGITS)
    return low if low == high else language.say("sessions.span", low=low, high=high)


def _first(
    means: Mapping[str, Sequence[float]],
    sessions: int,
    labels: Mapping[str, str],
    instrument: str,
    language: Language,
) -> list[str]:
    """Name the questions whose means lie highest and lowest, by their middle; then what their means span."""
    middles = {item: round(median(found), DIGITS) for item, found in means.items()}
    ends = {"high": max(middles.values()), "low": min(middles.values())}
    lines = {end: [item for item, middle in middles.items() if middle == at] for end, at in ends.items()}
    named = {end: _quoted([labels[item] for item in items], language) for end, items in lines.items()}
    spans = {
        f"{end}_span": _span([mean for item in items for mean in means[item]], language)
        for end, items in lines.items()
    }
    about = {"name": instrument, **named, **spans}
    if len(means) == 1:
        return [language.counted("sessions.one_line", sessions, **about)]
    if ends["high"] == ends["low"]:
        return [
            language.say("sessions.alike.finding"),
            language.counted("sessions.alike.whole", sessions, **about),
        ]
    number = "single" if len(lines["high"]) == 1 else "several"
    first = language.say(f"sessions.first.{number}", **about)
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
