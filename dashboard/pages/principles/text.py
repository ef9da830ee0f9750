"""What the heatmap says: where leaders rate high and low, where they see it differently, what moved."""

from collections.abc import Mapping, Sequence

from dashboard.pages.principles.answer import Cell, middles_over_all
from dashboard.report.labels import in_sentence
from dashboard.report.naming import named
from publication.languages import Language


def _ends(shown: Sequence[Cell], names: Mapping[str, str], language: Language) -> str:
    """Name the principles rated highest and lowest over the columns shown."""
    over_all = middles_over_all(shown, names)
    bounds = {"high": max(over_all.values()), "low": min(over_all.values())}
    if bounds["high"] == bounds["low"]:
        return language.say("principles.level", middle=language.middle(bounds["high"]))
    items = {end: [item for item, middle in over_all.items() if middle == at] for end, at in bounds.items()}
    said = {end: named([in_sentence(names[item]) for item in of], language) for end, of in items.items()}
    return language.say("principles.ends", **said)


def _apart(shown: Sequence[Cell], names: Mapping[str, str], language: Language) -> list[str]:
    """Say where the leaders of one group are furthest apart: each principle with its groups."""
    widest = max((cell.range for cell in shown if cell.has_range), default=None)
    if not widest:
        return [] if widest is None else [language.say("principles.alike")]
    at = [cell for cell in shown if cell.range == widest]
    places = {item: [language.of(cell.label) for cell in at if cell.item == item] for item in names}
    said = [
        f"{in_sentence(names[item])} ({language.listed(groups)})" for item, groups in places.items() if groups
    ]
    return [language.counted("principles.apart", int(widest), cells=named(said, language))]


def _moved(shown: Sequence[Cell], language: Language) -> list[str]:
    """Say how many ratings are higher and lower than before; nothing where none can be compared."""
    shifts = [cell.middle - cell.middle_before for cell in shown if cell.middle_before == cell.middle_before]
    up, down = sum(shift > 0 for shift in shifts), sum(shift < 0 for shift in shifts)
    if not up and not down:
        return [language.say("principles.moved.none")] if shifts else []
    key = "both" if up and down else "up" if up else "down"
    return [language.counted(f"principles.moved.{key}", up or down, down=language.whole(down))]


def principles_sentences(
    table: Sequence[Cell], names: Mapping[str, str], language: Language, *, compared: bool
) -> list[str]:
    """Return the sentences of a table of principles, the finding first; none where no cell may be shown.

    Args:
        table: The cells.
        names: Principle → name, in order.
        language: The reader's.
        compared: Whether another round is compared with.
    """
    shown = [cell for cell in table if cell.shown]
    if not shown:
        return []
    moved = _moved(shown, language) if compared else []
    return [*moved, _ends(shown, names, language), *_apart(shown, names, language)]
