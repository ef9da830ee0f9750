"""What one wave told of those who answered: counted through the gate, ticked, or printed in a report."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from dashboard.answers.rows import number
from dashboard.report.offered import EVERYONE
from publication.ids import EXPECTATIONS
from publication.languages import Language
from publication.printed_records import PrintedCount
from publication.queries.answers import Answer
from publication.queries.change import ask_answers
from publication.queries.participants import ask_asked, ask_counted, ask_printed_counts
from publication.reading import Publication

NOTHING = "–"

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """The people of one wave in one category (or who ticked one box).

    Attributes:
        status: 'shown', or why there is no number.
        n: How many; nan where none is said.
        share: Of everyone asked, between 0 and 1; nan where it is not known.
        printed: Whether a report printed it.
        percent: The percentage as printed, all its digits, or as rounded among those it adds up with; None
            where none was printed, and where boxes were ticked.
    """

    status: str = "shown"
    n: float = math.nan
    share: float = math.nan
    printed: bool = False
    percent: Decimal | None = None

    @property
    def known(self) -> bool:
        """Say whether there is any number."""
        return self.n == self.n or self.share == self.share

    def percentage(self, language: Language) -> str:
        """Return the percentage: whole for counted people, as printed for printed ones; else ''."""
        if self.percent is not None:
            return language.as_printed(self.percent)
        return "" if self.printed or self.share != self.share else language.per_cent(self.share)

    def figures(self, language: Language) -> str:
        """Return '212 · 70 %', or what there is of it; a dash where there is nothing."""
        percent = self.percentage(language)
        numbers = [language.whole(self.n), language.percent(percent) if percent else ""]
        return " · ".join(filter(None, numbers)) or NOTHING


@dataclass(frozen=True, slots=True)
class CategoryShares:
    """What one wave told of a question: withheld as a whole, or its categories in order, single or merged."""

    status: str
    shares: Mapping[Ids, Share]


NOT_ASKED = CategoryShares("not_asked", {})


def _printed_share(printed: PrintedCount, respondents: int | None) -> Share:
    """Return a printed count; its share is the percentage beside it, or of all who answered."""
    if printed.percent is not None:
        percent = Decimal(printed.percent)
        return Share("shown", number(printed.n), float(percent / 100), True, percent)
    if printed.n is None:
        return Share("not_printed")
    return Share("shown", printed.n, printed.n / respondents if respondents else math.nan, True)


def _printed(publication: Publication, wave: str) -> dict[str, CategoryShares]:
    respondents = next(each.respondents for each in publication.definition.waves if each.id == wave)
    rows = ask_printed_counts(publication.cursor(), wave)
    return {
        variable: CategoryShares(
            "shown", {(count.category,): _printed_share(count, respondents) for count in counts}
        )
        for variable, counts in groupby(rows, key=lambda row: row.variable)
    }


def _counted(publication: Publication, wave: str) -> dict[str, CategoryShares]:
    """Return what the members of a wave told, as the gate let it through."""
    rows, found = ask_counted(publication.cursor(), wave), dict[str, CategoryShares]()
    for variable, status in ask_asked(publication.cursor(), wave).items():
        counted = [row for row in rows if row.variable == variable]
        members = sum(row.n for row in counted)
        shares = {tuple(row.categories): Share("shown", row.n, row.n / members) for row in counted}
        found[variable] = CategoryShares(status, shares)
    return found


def _ticked(answer: Answer) -> Share:
    if answer.status != "shown" or not answer.counts:
        return Share(answer.status)
    return Share("shown", answer.counts[-1], answer.counts[-1] / sum(answer.counts))


def _ticks(publication: Publication, wave: str) -> dict[str, CategoryShares]:
    """Return who ticked which box of the expectations, of those who answered."""
    if (EXPECTATIONS, wave) not in publication.asked:
        return {}
    answers = ask_answers(publication.sheets(EXPECTATIONS), EVERYONE, wave)
    shares: dict[Ids, Share] = {(item,): _ticked(answer) for item, answer in answers.items()}
    hidden = all(share.status == "withheld" for share in shares.values())
    return {EXPECTATIONS: CategoryShares("withheld", {}) if hidden else CategoryShares("shown", shares)}


def shares_in(publication: Publication, wave: str) -> dict[str, CategoryShares]:
    """Return background question → what is told of it in a wave, printed, counted or ticked."""
    return _printed(publication, wave) | _counted(publication, wave) | _ticks(publication, wave)
