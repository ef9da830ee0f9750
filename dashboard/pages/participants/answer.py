"""Who answered in two waves: people by role and background, and what they had hoped for."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dashboard.answers.background_counts import NOT_ASKED, CategoryShares, Ids, Share, shares_in
from dashboard.report.data_table import DataColumn, DataTable, Rounded, TableRow
from dashboard.report.labels import in_sentence, item_labels, wave_names
from dashboard.report.selection import Selection
from dashboard.statistics.claims import survives_benjamini_hochberg
from dashboard.statistics.participants import same_composition
from dashboard.statistics.rounding import whole_hundredths
from publication.ids import EXPECTATIONS
from publication.languages import Language
from publication.reading import Publication

ROLE = "role"
UNANSWERED = "unanswered"
ORDER = (
    *(ROLE, "gender", "age_band", "birth_decade", "education"),
    *("initiative", "felt_need", "knew_recovery_before", EXPECTATIONS),
)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category, or several that stand together, in two waves."""

    ids: Ids
    label: str
    earlier: Share
    later: Share


@dataclass(frozen=True, slots=True)
class Question:
    """One background question in two waves.

    Attributes:
        id: Its id.
        name: What it is called.
        rows: Its categories, those that have to stand together in either wave in one row.
        status: Why it is not shown, in the earlier and in the later wave; 'shown' where it is.
        several: Whether several boxes could be ticked.
        p_value: That both waves are made up alike; nan where that cannot be asked.
        differs: Whether they are not, with all questions looked at together.
    """

    id: str
    name: str
    rows: Sequence[CategoryRow]
    status: tuple[str, str]
    several: bool = False
    p_value: float = math.nan
    differs: bool = False

    @property
    def shown(self) -> bool:
        """Say whether any of it may be shown."""
        return bool(self.rows)

    @property
    def is_alike(self) -> bool:
        """Say whether it was asked if both waves are made up alike, and no difference was found."""
        return self.p_value == self.p_value and not self.differs


def question_order(questions: Iterable[str]) -> list[str]:
    """Return background questions in the order they are read; any other before the expectations."""
    place = {question: at for at, question in enumerate(ORDER[:-1])} | {EXPECTATIONS: len(ORDER) + 1}
    return sorted(set(questions), key=lambda question: (place.get(question, len(ORDER)), question))


@dataclass(frozen=True, slots=True)
class Names:
    """What background questions and their categories are called, in one language."""

    publication: Publication
    language: Language

    def question(self, question: str) -> str:
        """Return what a question is called; one that is not described goes by its id."""
        if question == ROLE:
            return self.language.say("participants.role")
        if question in self.publication.instruments:
            return self.language.of(self.publication.instruments[question].name)
        described = self.publication.questions.get(question)
        return self.language.of(described.name) if described else question

    def categories(self, question: str) -> dict[str, str]:
        """Return category → what it is called, in the order of the description."""
        if question in self.publication.instruments:
            return item_labels(self.publication.instruments[question], self.language)
        described = self.publication.questions.get(question)
        named = (
            {category.id: self.language.of(category.label) for category in described.categories}
            if described
            else {}
        )
        if question == ROLE:
            roles = self.publication.definition.roles
            named |= {role.id: self.language.of(role.name) for role in roles}
        apart = ("unknown", "other_answers", UNANSWERED)
        return named | {name: self.language.say(f"participants.{name}") for name in apart}

    def label(self, question: str, ids: Ids) -> str:
        """Return what categories that stand together are called: 'Leaders, peer workers and others'."""
        named = self.categories(question)
        first, *rest = [named.get(category, category) for category in ids]
        return self.language.listed([first, *map(in_sentence, rest)])


def _together(earlier: Iterable[Ids], later: Iterable[Ids]) -> list[set[str]]:
    """Return the finest groups of categories that are whole in both waves."""
    groups: list[set[str]] = []
    for ids in [*earlier, *later]:
        touched = [group for group in groups if group & set(ids)]
        groups = [group for group in groups if group not in touched] + [set(ids).union(*touched)]
    return groups


def _sum(told: CategoryShares, group: set[str]) -> Share:
    """Return a group of categories as one; no number where the wave has nobody in any of them."""
    parts = [share for ids, share in told.shares.items() if group & set(ids)]
    if len(parts) < 2:
        return parts[0] if parts else Share()
    return Share("shown", sum(part.n for part in parts), sum(part.share for part in parts))


def _rows(question: str, earlier: CategoryShares, later: CategoryShares, names: Names) -> list[CategoryRow]:
    order = {category: at for at, category in enumerate(names.categories(question))}
    groups = [
        tuple(sorted(group, key=lambda category: (order.get(category, len(order)), category)))
        for group in _together(earlier.shares, later.shares)
    ]
    return [
        CategoryRow(ids, names.label(question, ids), _sum(earlier, set(ids)), _sum(later, set(ids)))
        for ids in sorted(groups, key=lambda ids: (order.get(ids[0], len(order)), ids))
    ]


def _p_value(rows: Sequence[CategoryRow]) -> float:
    """Test whether both waves are made up alike, over the categories that say something of people."""
    answered = [row for row in rows if row.ids != (UNANSWERED,)]
    sides = [[row.earlier for row in answered], [row.later for row in answered]]
    if any(
        share.status != "shown" or (share.known and share.n != share.n) for side in sides for share in side
    ):
        return math.nan
    earlier, later = ([int(share.n) if share.known else 0 for share in side] for side in sides)
    return same_composition(earlier, later)


def _rounded(sides: Sequence[Share]) -> list[Share]:
    """Round the shares of counted people among those they add up with; nothing else."""
    if any(side.printed or side.status != "shown" for side in sides):
        return list(sides)
    whole = whole_hundredths([side.share if side.known else 0.0 for side in sides])
    return [
        replace(side, percent=Decimal(n)) if side.known else side
        for side, n in zip(sides, whole, strict=True)
    ]


def _with_rounded(rows: Sequence[CategoryRow]) -> list[CategoryRow]:
    sides = _rounded([row.earlier for row in rows]), _rounded([row.later for row in rows])
    return [
        replace(row, earlier=earlier, later=later) for row, earlier, later in zip(rows, *sides, strict=True)
    ]


def _question(
    question: str, earlier: CategoryShares, later: CategoryShares, names: Names, *, compared: bool
) -> Question:
    rows, status = _rows(question, earlier, later, names), (earlier.status, later.status)
    several = question == EXPECTATIONS
    rows = rows if several else _with_rounded(rows)
    if status == ("shown", "shown") and len(rows) < 2:
        rows, status = [], ("withheld", "withheld")
    asked = compared and status == ("shown", "shown") and not several
    p_value = _p_value(rows) if asked else math.nan
    return Question(question, names.question(question), rows, status, several, p_value)


def _with_claims(questions: Sequence[Question]) -> list[Question]:
    differing = survives_benjamini_hochberg([question.p_value for question in questions])
    return [
        replace(question, differs=bool(differs))
        for question, differs in zip(questions, differing, strict=True)
    ]


def participants_table(
    publication: Publication, from_wave: str, to_wave: str, language: Language
) -> list[Question]:
    """Return the background questions asked in either of two waves, each with its categories in both.

    Args:
        publication: The publication.
        from_wave: The earlier wave.
        to_wave: The later wave; the same where there is one.
        language: The reader's.
    """
    names = Names(publication, language)
    earlier, later = shares_in(publication, from_wave), shares_in(publication, to_wave)
    compared = from_wave != to_wave
    return _with_claims(
        [
            _question(
                question,
                earlier.get(question, NOT_ASKED),
                later.get(question, NOT_ASKED),
                names,
                compared=compared,
            )
            for question in question_order([*earlier, *later])
        ]
    )


def composition(
    publication: Publication, from_wave: str, to_wave: str, language: Language
) -> Question | None:
    """Return who answered by role, in two waves; None where nothing of it may be shown."""
    table = participants_table(publication, from_wave, to_wave, language)
    return next((row for row in table if row.id == ROLE and row.shown), None)


def hidden_row(row: CategoryRow) -> bool:
    """Say whether a row may not be shown: a box too few answered in either wave."""
    return "withheld" in (row.earlier.status, row.later.status)


def unsaid(question: Question, waves: tuple[str, str], language: Language) -> list[str]:
    """Return why a question has no numbers: one sentence for both waves, or wave by wave."""
    sentences = [language.say(f"card.{status}") if status != "shown" else "" for status in question.status]
    if sentences[0] == sentences[1]:
        return [text for text in sentences[:1] if text]
    return [f"{wave}: {why}" for wave, why in zip(waves, sentences, strict=True) if why]


def _percent(share: Share) -> float | Decimal:
    if share.printed:
        return share.percent if share.percent is not None else math.nan
    return 100 * share.share if share.percent is None else Rounded(100 * share.share, float(share.percent))


def _cells(row: CategoryRow, question: str, language: Language) -> TableRow:
    if hidden_row(row):
        return {"question": question, "category": f"{row.label}: {language.say('card.withheld')}"}
    cells: TableRow = {"question": question, "category": row.label}
    for end, share in (("from", row.earlier), ("to", row.later)):
        cells |= {f"n_{end}": share.n, f"percent_{end}": _percent(share)}
    return cells


def participants_data_table(
    questions: Sequence[Question], publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return who answered as a table: the same numbers as the chart, printed percentages as printed."""
    names = wave_names(publication, selection, language)
    rows: list[TableRow] = []
    for question in questions:
        rows += [{"question": question.name, "category": why} for why in unsaid(question, names, language)]
        rows += [_cells(row, question.name, language) for row in question.rows]
    say = language.say
    columns = [
        DataColumn("question", say("participants.question_column")),
        DataColumn("category", say("participants.category")),
    ]
    waves = list(zip(("from", "to"), names, strict=True))
    for end, wave in waves[1:] if selection.from_wave == selection.to_wave else waves:
        columns += [
            DataColumn(f"n_{end}", say("table.n"), 0, wave),
            DataColumn(f"percent_{end}", say("participants.percent"), 1, wave),
        ]
    return DataTable(rows, columns)
