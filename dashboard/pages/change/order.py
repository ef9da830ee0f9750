"""In which order rows of change stand: what changed first, by size, then the rest as asked."""

from collections.abc import Sequence

from dashboard.answers.change import ChangeRow
from dashboard.report.offered import BY_SIZE
from dashboard.report.selection import Selection
from publication.ids import OVERALL

# What changed, what did not clearly, and what nothing can be claimed of.
PARTS = ("moved", "same", "apart")


def part_of(row: ChangeRow) -> str:
    """Return which of the parts a row belongs to."""
    if row.change.claim != "none":
        return "moved"
    return "same" if row.status == "shown" and not row.unjudged else "apart"


def is_by_size(selection: Selection) -> bool:
    """Say whether rows stand by size: of one wave there is no change to go by."""
    return selection.order == BY_SIZE and selection.from_wave != selection.to_wave


def _rank(row: ChangeRow) -> tuple[bool, int, float]:
    part = part_of(row)
    size = abs(row.change.difference) if part == "moved" else 0.0
    return row.item != OVERALL, PARTS.index(part), -size


def ordered(table: Sequence[ChangeRow], selection: Selection) -> list[ChangeRow]:
    """Return rows in the order chosen; the overall score stays on top.

    Only a change has a size to go by, up and down alike: the rest would be sorted by chance.
    """
    return sorted(table, key=_rank) if is_by_size(selection) else list(table)


def part_starts(table: Sequence[ChangeRow], selection: Selection) -> dict[str, str]:
    """Return item → part, of the first row of each part that needs a heading; none where there is one part.

    What changed stands first and needs none.
    """
    starts: dict[str, str] = {}
    for row in reversed([row for row in table if row.item != OVERALL]):
        starts[part_of(row)] = row.item
    if len(starts) < 2 or not is_by_size(selection):
        return {}
    return {item: part for part, item in starts.items() if part != "moved"}
