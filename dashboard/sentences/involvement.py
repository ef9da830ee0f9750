"""What a chart of involvement says: all together, whether the sites differ, what changed."""

from dashboard.labels import in_sentence
from dashboard.languages import Language
from dashboard.sentences.change import named
from dashboard.statistics.sites import WelchAnova
from dashboard.tables.involvement import SiteTable
from dashboard.tables.rows import Side

LEVEL = 0.05


def _whole(
    side: Side, group: str, label: str, wave: str, ends: tuple[str, str], language: Language
) -> list[str]:
    if not side.shown:
        return []
    numbers = {name: language.decimal(getattr(side, name)) for name in ("mean", "low", "high")}
    said = {"group": group, "label": in_sentence(label), "wave": in_sentence(wave)}
    return [language.say("involvement.overall", bottom=ends[0], top=ends[1], **said, **numbers)]


def _difference(test: WelchAnova, language: Language) -> str:
    if test.p_value != test.p_value:
        return language.say("involvement.too_few_sites")
    return language.say("involvement.differ" if test.p_value < LEVEL else "involvement.alike")


def _changes(table: SiteTable, wave: str, language: Language) -> list[str]:
    said = []
    for claim in ("up", "down"):
        moved = [language.of(row.place) for row in table.rows if row.change.claim == claim]
        if moved:
            key = f"involvement.changed_{claim}"
            said.append(
                language.counted(key, len(moved), wave=in_sentence(wave), items=named(moved, language))
            )
    return said or [language.say("involvement.changed_none", wave=in_sentence(wave))]


def involvement_sentences(
    table: SiteTable,
    group: str,
    label: str,
    waves: tuple[str, str],
    ends: tuple[str, str],
    language: Language,
) -> list[str]:
    """Return the sentences of a table of sites.

    Args:
        table: The sites.
        group: What the selection is called.
        label: What the score or item is called.
        waves: What the waves are called; the same twice where there is one.
        ends: The named ends of the scale, with their numbers.
        language: The reader's.
    """
    two = waves[0] != waves[1] and any(row.earlier.shown for row in table.rows)
    return [
        *_whole(table.whole.later, group, label, waves[1], ends, language),
        _difference(table.test, language),
        *(_changes(table, waves[0], language) if two else []),
    ]
