"""A table of printed figures held against arithmetic: row by row, row against row, words against figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from etl.printed.claims import Unfounded, unfounded
from etl.printed.copies import copied
from etl.printed.figure import Printed
from etl.printed.percent import bases, percent_fault
from etl.printed.table import Table, TableRow
from etl.printed.verdict import ByRounding, Figure, Verdict, count_sets, fits, judge, sizes_up_to
from publication.definitions.claims import Claim, waves_of
from publication.definitions.instrument import Instrument


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a row's answers, how many of its steps make one, and the instrument it was taken from."""

    low: int
    high: int
    steps: int = 1
    instrument: Instrument | None = None

    @classmethod
    def of(cls, instrument: Instrument) -> "Scale | None":
        """Return an instrument's scale; None of a list of tags."""
        scale = instrument.scale
        return cls(scale.low, scale.high, round(1 / scale.step), instrument) if scale else None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the table.

    Attributes:
        scales: Item → its scale; '' stands for every other item.
        respondents: Wave → how many answered.
        waves: The programme's waves in order.
        claims: What the report says in words.
    """

    scales: Mapping[str, Scale] = field(default_factory=dict)
    respondents: Mapping[str, int] = field(default_factory=dict)
    waves: Sequence[str] = ()
    claims: Sequence[Claim] = ()

    def scale(self, row: TableRow) -> Scale | None:
        """Return the scale of a row's answers."""
        return self.scales.get(row.item, self.scales.get(""))

    def most(self, row: TableRow) -> int | None:
        """Return the most answers a row can rest on."""
        return row.most if row.most is not None else self.respondents.get(row.occasion)


@dataclass(slots=True)
class Judged:
    """A row with what was found: codes, and the occasions printed with the same figures.

    Attributes:
        row: The row as it stands in the file.
        scale: Its scale, where it is known.
        verdict: What its mean and SD can be; None where there is no mean.
        n_that_fit: The numbers of answers, or of respondents, that fit.
        faults: Why it cannot be; none where nothing speaks against it.
        fits_with_box: Whether it would fit if the box beside the scale was counted as its next step.
        others_against: How many other rows fit as they stand, not under what this one needs.
    """

    row: TableRow
    scale: Scale | None
    verdict: Verdict | None
    n_that_fit: Sequence[int]
    faults: list[str]
    fits_with_box: bool = False
    same_as: list[str] = field(default_factory=list)
    unfounded: list[tuple[Claim, Unfounded]] = field(default_factory=list)
    figure: Figure | None = None
    others_against: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A table's rows as judged, and the occasions that are copies of one another with their rows."""

    rows: Sequence[Judged]
    copies: Sequence[tuple[Sequence[str], int]]

    @property
    def faults(self) -> int:
        """How many things were found."""
        return sum(len(row.faults) - ("same_figures" in row.faults) for row in self.rows) + len(self.copies)


def check_table(table: Table, known: Known) -> Checked:
    """Judge every row alone, occasions against one another, and claims against the rows."""
    rows = [_judged(row, known) for row in table.rows]
    _count_against(rows)
    copies = _mark_copies(rows)
    _mark_claims(rows, known)
    return Checked(rows, copies)


def _judged(row: TableRow, known: Known) -> Judged:
    scale = known.scale(row)
    if row.figures["percent"] is not None:
        return _judged_percent(row, scale, known.most(row))
    figure = _figure(row, scale, known.most(row))
    if figure is None:
        return Judged(row, scale, None, (), [])
    verdict = judge(figure)
    faults = [fault for fault in (verdict.fault, _order_fault(row)) if fault is not None]
    fitting = verdict.n_that_fit
    if verdict.fault is not None and row.n is not None:
        with_sd = figure.sd is not None
        fitting = judge(figure._replace(sizes=sizes_up_to(row.n - 1, with_sd=with_sd))).n_that_fit
    with_box = verdict.fault is not None and _fits_with_box(figure, scale)
    return Judged(row, scale, verdict, fitting, faults, with_box, figure=figure)


def _count_against(rows: Sequence[Judged]) -> None:
    """Count the rows that speak against a convention: a report computes its rows alike."""
    usual = [
        judged.figure for judged in rows if judged.figure and judged.verdict and judged.verdict.n_that_fit
    ]
    for judged in rows:
        if judged.verdict is not None and (needed := judged.verdict.fits_if):
            judged.others_against = sum(not any(fits(figure, name) for name in needed) for figure in usual)


def _figure(row: TableRow, scale: Scale | None, most: int | None) -> Figure | None:
    mean, sd = row.figures["mean"], row.figures["sd"]
    if mean is None:
        return None
    sizes = sizes_up_to(most or 0, with_sd=sd is not None)
    if row.n is not None:
        sizes = range(max(row.n, sizes.start), row.n + 1)
    ends, steps = ((scale.low, scale.high), scale.steps) if scale else (None, 1)
    return Figure(mean, sd, sizes, ends, row.wholes["items"] or 1, steps)


def _fits_with_box(figure: Figure, scale: Scale | None) -> bool:
    """Say whether figures fit if a special answer was counted as the step after the last."""
    if figure.ends is None or scale is None or scale.instrument is None or not scale.instrument.special:
        return False
    low, high = figure.ends
    return count_sets(figure._replace(ends=(low, high + 1)), "either") > 0


def _order_fault(row: TableRow) -> str | None:
    """Return a fault where minimum, mean and maximum are not in this order, however they were rounded."""
    mean = row.figures["mean"]
    low, high = row.figures["min"], row.figures["max"]
    below = low is not None and mean is not None and _ends(mean)[1] < _ends(low)[0]
    above = high is not None and mean is not None and _ends(mean)[0] > _ends(high)[1]
    return "not_in_order" if below or above else None


def _ends(figure: Printed) -> tuple[Decimal, Decimal]:
    span, unit = figure.span("either"), Decimal(2 * figure.per_one)
    return span.least / unit, span.most / unit


def _judged_percent(row: TableRow, scale: Scale | None, most: int | None) -> Judged:
    percent, count = row.figures["percent"], row.wholes["n"]
    fault = percent_fault(count, percent, most)
    found = bases(count, percent) if percent is not None and count else None
    return Judged(row, scale, None, found or (), [fault] if fault else [])


def _mark_copies(rows: Sequence[Judged]) -> list[tuple[Sequence[str], int]]:
    occasions: dict[str, dict[object, tuple[Decimal | None, ...]]] = {}
    for judged in rows:
        figures = {name: figure.exact if figure else None for name, figure in judged.row.figures.items()}
        if figures["mean"] is not None:
            named = figures["mean"], figures["sd"], figures["min"], figures["max"]
            occasions.setdefault(judged.row.occasion, {})[judged.row.name] = named
    found = copied(occasions)
    alike = {occasion: group for group, _ in found for occasion in group}
    for judged in rows:
        if judged.row.figures["mean"] is not None and judged.row.occasion in alike:
            judged.same_as += [other for other in alike[judged.row.occasion] if other != judged.row.occasion]
            judged.faults.append("same_figures")
    return found


def _mark_claims(rows: Sequence[Judged], known: Known) -> None:
    """Mark the rows of the later wave that a claim names and the means do not bear out."""
    for claim in known.claims:
        start, end = waves_of(claim, known.waves)
        of_waves = {wave: dict(_rows_of(rows, claim.instrument, wave)) for wave in (start, end)}
        earlier, later = (
            {item: _mean(judged) for item, judged in of_waves[wave].items()} for wave in (start, end)
        )
        for found in unfounded(claim, earlier, later):
            of_waves[end][found.named.item].unfounded.append((claim, found))
            of_waves[end][found.named.item].faults.append("claim")


def _rows_of(rows: Sequence[Judged], instrument: str, wave: str) -> Iterator[tuple[str, Judged]]:
    for judged in rows:
        of = judged.scale.instrument.id if judged.scale and judged.scale.instrument else None
        if of == instrument and judged.row.occasion == wave and judged.row.figures["mean"] is not None:
            yield judged.row.item, judged


def _mean(judged: Judged) -> Printed:
    mean = judged.row.figures["mean"]
    assert mean is not None
    return mean


def as_row(judged: Judged) -> dict[str, object]:
    """Return a judged row by column, as the command prints it; None where a value does not apply."""
    row, verdict, scale = judged.row, judged.verdict, judged.scale
    return {
        "line": row.line,
        "occasion": row.occasion or None,
        "name": row.name or None,
        "mean": row.texts.get("mean") or None,
        "sd": row.texts.get("sd") or None,
        "percent": row.texts.get("percent") or None,
        "n": row.wholes["n"],
        "most": row.most,
        "low": scale.low if scale and verdict else None,
        "high": scale.high if scale and verdict else None,
        **_verdicts("grim", verdict.grim if verdict else None),
        **_verdicts("grimmer", verdict.grimmer if verdict else None),
        **_numbers("sets", verdict.sets if verdict else None),
        "n_that_fit": runs(judged.n_that_fit) or None,
        "same_as": ", ".join(judged.same_as) or None,
        "faults": "|".join(judged.faults) or None,
        "fits_if": "|".join(verdict.fits_if) or None if verdict else None,
    }


def _verdicts(name: str, found: ByRounding | None) -> dict[str, object]:
    verdicts = [None, None] if found is None else ["fits" if held else "impossible" for held in found[:2]]
    return dict(zip((f"{name}_half_up", f"{name}_half_down"), verdicts, strict=True))


def _numbers(name: str, found: ByRounding | None) -> dict[str, object]:
    numbers = (None, None) if found is None else found[:2]
    return dict(zip((f"{name}_half_up", f"{name}_half_down"), numbers, strict=True))


def runs(numbers: Sequence[int]) -> str:
    """Return whole numbers in order as '4, 7-9'."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1] = [found[-1][0], number]
        else:
            found.append([number])
    return ", ".join("-".join(map(str, run)) for run in found)
