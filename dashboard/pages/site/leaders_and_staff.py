"""What leaders said of themselves, principle by principle, and what staff answered on what belongs to it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.answers.change import values_of
from dashboard.answers.rows import Side, moments_of, sides
from dashboard.pages.principles.answer import Cell, principles_table
from dashboard.report.offered import PRINCIPLES
from dashboard.report.selection import Selection
from publication.queries.answers import WITHHELD
from publication.queries.change import ask_answers
from publication.reading import Publication


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """One principle: the leaders' cell, and the staff's numbers per item that belongs to it, in order."""

    principle: str
    leaders: Cell | None
    items: Sequence[tuple[str, Side]]

    @property
    def staff_mean(self) -> float:
        """The mean of the items' means; nan where there is no item, or any of them is withheld."""
        means = [side.mean for _, side in self.items]
        return sum(means) / len(means) if means else math.nan


@dataclass(frozen=True, slots=True)
class LeadersAndStaff:
    """The principles of one site, and the questionnaire the staff answered; '' where none is linked."""

    rows: Sequence[BlindSpot]
    staff: str

    @property
    def leaders(self) -> Cell | None:
        """The leadership group they stand under: any cell of it."""
        return next((row.leaders for row in self.rows if row.leaders), None)


def _staff(publication: Publication, selection: Selection, instrument: str, group: str) -> dict[str, Side]:
    """Return item → what a group of staff answered in the later wave."""
    found = ask_answers(publication.sheets(instrument), group, selection.to_wave)
    answers = list(found.values())
    values = values_of(publication.instruments[instrument])
    of_items = sides(answers, moments_of(answers, values), values)
    return dict(zip(found, of_items, strict=True))


def leaders_and_staff(publication: Publication, selection: Selection, staff_group: str) -> LeadersAndStaff:
    """Return a row per principle for the site of a selection, in its round; no distance is computed.

    Args:
        publication: The publication.
        selection: Says the site, the round and the waves.
        staff_group: The group of staff whose answers stand beside the leaders'; '' for none.
    """
    cells = principles_table(publication, selection) if selection.round else []
    own = {cell.item: cell for cell in cells if selection.site in cell.group.split("~")}
    link = next((link for link in publication.links if link.leaders == PRINCIPLES and link.staff), None)
    belonging = link.items if link else {}
    answers = _staff(publication, selection, link.instrument, staff_group) if link and staff_group else {}
    missing, principles = Side(WITHHELD.status), publication.instruments.get(PRINCIPLES)
    rows = [
        BlindSpot(
            principle.id,
            own.get(principle.id),
            [(item, answers.get(item, missing)) for item in belonging.get(principle.id, [])],
        )
        for principle in (principles.items if principles else [])
    ]
    return LeadersAndStaff(rows, link.instrument if link else "")
