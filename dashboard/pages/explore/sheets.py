"""The analyst's workbook: every row, a codebook of the questions, and what each column is."""

from collections.abc import Mapping

from dashboard.pages.change.answer import is_printed
from dashboard.pages.explore.columns import Column, Explored
from dashboard.pages.explore.grid import meaning_of
from dashboard.report.labels import item_labels, scale_ends, special_names
from dashboard.report.selection import Selection
from dashboard.report.sheets import Sheet, about_sheet
from publication.languages import Language
from publication.reading import Publication

_STUDENT = "Student (1908), Biometrika 6"
_TYPE_7 = "Hyndman RJ, Fan Y (1996), Am Stat 50"
_WELCH = "Welch BL (1947), Biometrika 34; Satterthwaite FE (1946), Biometrics Bulletin 2"
_DELONG = (
    "DeLong ER, DeLong DM, Clarke-Pearson DL (1988), Biometrics 44; "
    "Perme MP, Manevski D (2019), Stat Methods Med Res 28"
)
_CLIFF = "Cliff N (1993), Psychol Bull 114"
SOURCES: Mapping[str, str] = {
    **dict.fromkeys(("mean_low", "mean_high"), _STUDENT),
    **dict.fromkeys(("q1", "median", "q3"), _TYPE_7),
    **dict.fromkeys(("difference_low", "difference_high", "p_welch"), _WELCH),
    **dict.fromkeys(("theta", "theta_low", "theta_high", "p_theta"), _DELONG),
    **dict.fromkeys(("delta", "delta_low", "delta_high"), _CLIFF),
    "claim": "Benjamini Y, Hochberg Y (1995), J R Stat Soc B 57",
    "p_mann_whitney": "Mann HB, Whitney DR (1947), Ann Math Stat 18",
    "p_brunner_munzel": "Brunner E, Munzel U (2000), Biom J 42",
}
_FINER = 3


def _digits(column: Column) -> int | None:
    return {"text": None, "whole": 0}.get(column.kind, _FINER)


def _figures(explored: Explored, language: Language) -> Sheet:
    digits = [_digits(one) for one in explored.columns]
    return Sheet(language.say("workbook.figures"), explored.names(), list(explored.lines()), digits)


def _codebook(publication: Publication, selection: Selection, language: Language) -> Sheet:
    """Return the questionnaire: each question, what its ends are called, what stands apart from the scale."""
    instrument, say = publication.instruments[selection.instrument], language.say
    labels, (low, high) = item_labels(instrument, language), scale_ends(instrument, language)
    scale = instrument.rating_scale
    ends = f"{scale.low}: {low}", f"{scale.high}: {high}"
    special = "; ".join(special_names(instrument, language).values())
    rows = [
        (
            one.id,
            labels[one.id],
            *ends,
            special,
            say(f"workbook.{'yes' if one.reverse else 'no'}"),
        )
        for one in instrument.items
    ]
    header = [say(f"workbook.{name}") for name in ("id", "label", "low", "high", "special", "reverse")]
    return Sheet(say("workbook.codebook"), header, rows, [None] * len(header))


def _methods(explored: Explored, language: Language) -> Sheet:
    rows = [(one.name, meaning_of(one.name, language), SOURCES.get(one.name, "")) for one in explored.columns]
    header = [language.say(f"workbook.{name}") for name in ("column", "meaning", "source")]
    return Sheet(language.say("workbook.methods"), header, rows, (None, None, None))


def explore_sheets(
    explored: Explored, publication: Publication, selection: Selection, language: Language
) -> list[Sheet]:
    """Return the sheets of the analyst's workbook."""
    rests_on = "published" if is_printed(publication, selection.instrument) else "questionnaire"
    return [
        _figures(explored, language),
        _codebook(publication, selection, language),
        _methods(explored, language),
        about_sheet("explore", rests_on, publication, selection, language),
    ]
