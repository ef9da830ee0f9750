"""What is shown, what changed since the publication before, and what was refused, in words."""

from collections.abc import Sequence

from dashboard.pages.data.answer import Difference, RefusedRow
from dashboard.report.labels import in_sentence, occasion_name
from publication.definitions.programme import Programme
from publication.languages import Language

COMPARED = ("waves", "rounds", "sessions", "instruments", "files")
# More names than anyone reads in a sentence; the tables hold them all.
MOST_NAMES = 12


def _listed(names: Sequence[str], language: Language) -> str:
    if len(names) <= MOST_NAMES:
        return language.listed(names)
    return language.say("list.more", first=", ".join(names[:MOST_NAMES]), n=len(names) - MOST_NAMES)


def _occasions(programme: Programme, occasions: Sequence[str], language: Language) -> list[str]:
    first, *rest = [occasion_name(programme, occasion, language) for occasion in occasions] or [""]
    return [first, *map(in_sentence, rest)] if first else []


def occasions_listed(programme: Programme, occasions: Sequence[str], language: Language) -> str:
    """Return 'Before, after and a year later'."""
    return _listed(_occasions(programme, occasions, language), language)


def _names(change: Difference, how: str, what: str, language: Language) -> list[str]:
    """Return what things are called in the publication that has them."""
    held, ids = (change.now, change.new[what]) if how == "new" else (change.before, change.gone[what])
    if what == "instruments":
        return [language.of(held.instruments[instrument].name) for instrument in ids]
    return list(ids) if what == "files" else _occasions(held.programme, ids, language)


def difference_sentences(change: Difference, language: Language) -> list[str]:
    """Return a sentence per kind of thing that is new or gone, then files loaded again, figures changed."""
    sentences = [
        language.say(f"data.{how}.{what}", names=_listed(names, language))
        for how in ("new", "gone")
        for what in COMPARED
        if (names := _names(change, how, what, language))
    ]
    if change.renewed:
        sentences.append(language.say("data.renewed", names=_listed(change.renewed, language)))
    if change.changed:
        kinds = [in_sentence(kind_name(kind, language)) for kind in change.changed]
        sentences.append(language.say("data.changed", kinds=_listed(kinds, language)))
    return sentences


def kind_name(kind: str, language: Language) -> str:
    """Return what a file holds; a kind without a name of its own is other information."""
    known = language.words["data"]["kind"]
    return language.say(f"data.kind.{kind}") if kind in known else language.say("data.kind_other")


def rule_sentence(rule: str, language: Language) -> str:
    """Return what a rule says is wrong; for one without a sentence, where to read it."""
    known = language.words["data"]["rule"]
    return language.say(f"data.rule.{rule}") if rule in known else language.say("data.rule_other")


def columns_of(row: RefusedRow, language: Language) -> str:
    """Return the names of the columns of a cause; a dash where none is named."""
    return _listed(row.columns, language) if row.columns else "–"


def lines_of(row: RefusedRow, language: Language) -> str:
    """Return '2, 7 and 9', '2, 3, 4 and 30 more', or that it is the whole file."""
    lines = list(map(str, row.lines)) or [language.say("data.whole_file")]
    if row.more:
        return language.say("list.more", first=", ".join(lines), n=language.whole(row.more))
    return language.listed(lines)
