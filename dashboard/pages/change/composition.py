"""Who answered in two waves, and the same change within the largest group (or groups) that both have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.answers.change import ChangeRow
from dashboard.answers.merged_groups import DEEPEST
from dashboard.report.selection import Selection
from publication.ids import OVERALL
from publication.queries.composition import ask_members
from publication.reading import Option, Publication

Picture = Literal["same", "weaker", "other_up", "other_down", "other_none"]


@dataclass(frozen=True, slots=True)
class Part:
    """A group within a selection, and how many people it has in the earlier and the later wave."""

    option: Option
    members: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Within:
    """The change within one part of a selection, beside that of the whole.

    Attributes:
        part: The part.
        score: Its overall score, and how that compares with the whole's; none where no score is declared.
        moved: How many items changed in the whole.
        alike: How many of those the part has that point the same way in it.
    """

    part: Part
    score: tuple[ChangeRow, Picture] | None
    moved: int
    alike: int


def _part(publication: Publication, selection: Selection, option: Option) -> Part | None:
    sheets = publication.sheets(selection.instrument)
    earlier, later = (
        ask_members(sheets, option.id, wave) for wave in (selection.from_wave, selection.to_wave)
    )
    return None if earlier is None or later is None else Part(option, (earlier, later))


def parts_of(publication: Publication, selection: Selection) -> list[Part]:
    """Return the groups that a selection is made of, on the first level of the tree where it has several.

    None where it has no parts, or where they are not the whole of it: a part is never left to be guessed.
    """
    waves = selection.from_wave, selection.to_wave
    whole = publication.option(*waves, selection.group)
    together = whole and _part(publication, selection, whole)
    for level in range(1, DEEPEST + 1) if together else ():
        inside = [option for option in publication.leaves(*waves, level) if option.within(selection.group)]
        if len(inside) > 1:
            parts = [part for option in inside if (part := _part(publication, selection, option))]
            sums = tuple(sum(part.members[at] for part in parts) for at in (0, 1))
            return parts if together and sums == together.members else []
    return []


def picture(whole: ChangeRow, part: ChangeRow) -> Picture:
    """Say how the change within a part compares with that of the whole.

    The same: the claim is the same. Weaker: only the whole's is a claim, and the part's mean moved the same
    way. Anything else is another picture, named by what is claimed of the part.
    """
    if whole.change.claim == part.change.claim:
        return "same"
    if part.change.claim == "none" and _same_way(whole, part):
        return "weaker"
    others: dict[str, Picture] = {"up": "other_up", "down": "other_down", "none": "other_none"}
    return others[part.change.claim]


def _same_way(whole: ChangeRow, part: ChangeRow) -> bool:
    return whole.change.difference * part.change.difference > 0


def largest_parts(parts: Sequence[Part]) -> list[Part]:
    """Return the part with the most people over both waves, or all that are as large."""
    most = max((sum(part.members) for part in parts), default=0)
    return [part for part in parts if sum(part.members) == most]


def change_within(part: Part, table: Sequence[ChangeRow], inside: Sequence[ChangeRow]) -> Within | None:
    """Return the change within a part beside that of the whole; None where nothing can be compared.

    Args:
        part: The part.
        table: The whole's table of change.
        inside: The part's, row by row the same items.
    """
    rows = zip(table, inside, strict=True)
    both = [(row, alone) for row, alone in rows if row.status == alone.status == "shown"]
    moved = [pair for pair in both if pair[0].item != OVERALL and pair[0].change.claim != "none"]
    scores = [(alone, picture(row, alone)) for row, alone in both if row.item == OVERALL]
    if not scores and not moved:
        return None
    alike = sum(_same_way(row, alone) for row, alone in moved)
    return Within(part, next(iter(scores), None), len(moved), alike)
