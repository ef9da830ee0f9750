"""What the heatmap says: where leaders rate high and low, where they see it differently, what moved."""

import math
from collections.abc import Mapping, Sequence
from statistics import median

from dashboard.pages.principles.answer import Cell
from dashboard.report.naming import named
from publication.languages import Language


def _ends(shown: Sequence[Cell], names: Mapping[str, str], language: Language) -> list[str]:
    """Name the principles with the highest and the lowest middle over the columns shown."""
    middles = {item: [cell.middle for cell in shown if cell.item == item] for item in names}
    over_all = {item: median(found) for item, found in middles.items() if found}
    highest, lowest = max(over_all.values()), min(over_all.values())
    sentences = []
    for key, bound in (("highest", highest), ("lowest", lowest)):
        items = language.listed([names[item] for item, middle in over_all.items() if middle == bound])
        sentences.append(language.say(f"principles.{key}", items=items, middle=language.middle(bound)))
    return sentences if highest > lowest else sentences[:1]


def _apart(shown: Sequence[Cell], names: Mapping[str, str], language: Language) -> list[str]:
    widest = max((cell.range for cell in shown if cell.range == cell.range), default=math.nan)
    if math.isnan(widest):
        return []
    if widest == 0:
        return [language.say("principles.alike")]
    cells = [f"{names[row.item]} ({language.of(row.label)})" for row in shown if row.range == widest]
    return [language.say("principles.apart", cells=named(cells, language), range=language.whole(widest))]


def _moved(shown: Sequence[Cell], against: str, language: Language) -> list[str]:
    shifts = [cell.middle - cell.middle_before for cell in shown if cell.middle_before == cell.middle_before]
    up, down = sum(shift > 0 for shift in shifts), sum(shift < 0 for shift in shifts)
    if not shifts:
        return []
    if not up and not down:
        return [language.say("principles.moved_none", round=against)]
    parts = [language.counted("principles.moved_up", up, round=against)]
    parts += [language.counted("principles.moved_down", down)] if down else []
    return [f"{', '.join(parts)}."]


def principles_sentences(
    table: Sequence[Cell], names: Mapping[str, str], against: str, language: Language
) -> list[str]:
    """Return the sentences of a table of principles; none where no cell may be shown.

    Args:
        table: The cells.
        names: Principle → name, in order.
        against: What the round compared with is called; empty for none.
        language: The reader's.
    """
    shown = [cell for cell in table if cell.shown]
    if not shown:
        return []
    moved = _moved(shown, against, language) if against else []
    return [" ".join(_ends(shown, names, language)), *_apart(shown, names, language), *moved]
