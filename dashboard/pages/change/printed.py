"""What a report's printed figures can and cannot be, for one instrument and two waves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.answers.printed_theta import Ranges, exact_theta, theta_ranges
from dashboard.report.data_table import DataColumn, DataTable
from dashboard.report.labels import item_labels, wave_name
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.printed_records import PrintedClaim, PrintedCopy, PrintedPercent, PrintedTheta
from publication.queries.printed import (
    FAULTS,
    Fit,
    ask_claims,
    ask_copies,
    ask_fits,
    ask_percents,
    ask_theta,
    holds_findings,
)
from publication.reading import Publication

__all__ = [
    "Fit",
    "PrintedReport",
    "Ranges",
    "as_printed",
    "exact_theta",
    "fits_headers",
    "fits_table",
    "printed_report",
    "theta_ranges",
    "with_ranges",
]


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """What was found in the printed figures of a selection, and elsewhere in the same report."""

    fits: Sequence[Fit]
    ranges: Ranges
    claims: Sequence[PrintedClaim]
    copies: Sequence[PrintedCopy]
    percents: Sequence[PrintedPercent]

    @property
    def impossible(self) -> list[Fit]:
        """The rows that no answers fit, or only under another convention than the usual one."""
        return [fit for fit in self.fits if fit.fault]

    @property
    def single(self) -> list[Fit]:
        """The rows that a single set of answers fits."""
        return [fit for fit in self.fits if fit.sets_either == 1]

    @property
    def fewer(self) -> list[Fit]:
        """The rows whose figures cannot rest on everyone who could have answered."""
        return [fit for fit in self.fits if fit.n_that_fit and fit.n_that_fit[-1] < fit.most]

    @property
    def several(self) -> list[Fit]:
        """The rows that more than one number of answers fits."""
        return [fit for fit in self.fits if len(fit.n_that_fit) > 1]


def printed_report(publication: Publication, selection: Selection) -> PrintedReport | None:
    """Return what was found; None where nothing is printed, or the publication has not looked."""
    instrument = selection.instrument
    if instrument not in publication.printed or not holds_findings(publication.cursor()):
        return None
    cursor, asked = publication.cursor(), (instrument, selection.from_wave, selection.to_wave)
    return PrintedReport(
        ask_fits(cursor, *asked),
        ask_theta(cursor, *asked),
        ask_claims(cursor, *asked),
        ask_copies(cursor, instrument),
        ask_percents(cursor),
    )


def with_ranges(twin: DataTable, items: Sequence[str], ranges: Ranges, language: Language) -> DataTable:
    """Return a table of change with the range of θ in place of θ and its confidence interval.

    The range is what the print leaves open, not what chance does, and is named so. A table without ranges
    stays as it is; one with them has a row per item.
    """
    if not ranges:
        return twin
    over = language.say("printed.range")
    of_theta = [column.name.startswith("theta") for column in twin.columns]
    at = of_theta.index(True) if any(of_theta) else len(of_theta)
    kept = [column for column, is_theta in zip(twin.columns, of_theta, strict=True) if not is_theta]
    columns = [
        *kept[:at],
        DataColumn("theta_least", language.say("printed.least"), 3, over),
        DataColumn("theta_most", language.say("printed.most"), 3, over),
        *kept[at:],
    ]
    rows = [dict(row) | _range_cells(ranges.get(item)) for row, item in zip(twin.rows, items, strict=True)]
    return DataTable(rows, columns)


def _range_cells(found: PrintedTheta | None) -> dict[str, float]:
    least, most = (found.theta_least, found.theta_most) if found else (math.nan, math.nan)
    return {"theta_least": least, "theta_most": most}


_HEADERS = ("item", "wave", "mean", "sd", "at_most", "n_that_fit", "sets", "grim", "grimmer", "verdict")


def fits_headers(language: Language) -> list[str]:
    """Return the headers of the table of rows."""
    return [language.say(f"printed.column.{name}") for name in _HEADERS]


def fits_table(
    report: PrintedReport, publication: Publication, selection: Selection, language: Language
) -> list[list[str]]:
    """Return a row per item and wave, as texts: the figures, what fits them, and what that means."""
    labels = item_labels(publication.instruments[selection.instrument], language)
    return [
        [
            labels[fit.item],
            wave_name(publication, fit.wave, language),
            as_printed(fit.mean, language),
            as_printed(fit.sd, language),
            language.whole(fit.most),
            ", ".join(map(str, fit.n_that_fit)) or "–",
            _by_rounding(_number(fit.sets_half_up), _number(fit.sets_half_down), language),
            _verdicts(fit.grim_half_up, fit.grim_half_down, language),
            _verdicts(fit.grimmer_half_up, fit.grimmer_half_down, language),
            _meaning(fit, language),
        ]
        for fit in report.fits
    ]


def as_printed(figure: str, language: Language) -> str:
    """Return a printed figure with the language's decimal mark; its digits stay."""
    return figure if language.code == "en" else figure.replace(".", ",")


def _number(number: int | None) -> str:
    return "–" if number is None else str(number)


def _by_rounding(up: str, down: str, language: Language) -> str:
    return up if up == down else language.say("printed.by_rounding", up=up, down=down)


def _verdicts(up: bool, down: bool, language: Language) -> str:
    first, second = (
        language.say("printed.possible" if possible else "printed.impossible") for possible in (up, down)
    )
    return _by_rounding(first, second, language)


def _meaning(fit: Fit, language: Language) -> str:
    if fit.only_if:
        return language.say("printed.fits_otherwise")
    if fit.fault in FAULTS:
        return language.say("printed.none_fit")
    return language.say("printed.one_fits") if fit.sets_either == 1 else ""
