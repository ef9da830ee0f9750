"""The analyst's workbook: every row, a codebook of the questions, and what each column is."""

from collections.abc import Mapping

from dashboard.pages.explore.columns import Explored
from dashboard.pages.explore.grid import meaning_of
from dashboard.report.labels import item_labels, scale_ends, special_names
from dashboard.report.sheet import Sheet
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


def codebook_sheet(publication: Publication, instrument_id: str, language: Language) -> Sheet:
    """Return the questionnaire: each question, what its ends are called, what stands apart from the scale."""
    instrument, say = publication.instruments[instrument_id], language.say
    labels, (low, high) = item_labels(instrument, language), scale_ends(instrument, language)
    scale = instrument.rating_scale
    ends = f"{scale.low}: {low}", f"{scale.high}: {high}"
    special = "; ".join(special_names(instrument, language).values())
    rows = [
        (
            item.id,
            labels[item.id],
            *ends,
            special,
            say(f"workbook.{'yes' if item.reverse else 'no'}"),
        )
        for item in instrument.items
    ]
    header = [say(f"workbook.{name}") for name in ("id", "label", "low", "high", "special", "reverse")]
    return Sheet(say("workbook.codebook"), header, rows, [None] * len(header))


def methods_sheet(explored: Explored, language: Language) -> Sheet:
    """Return what each column holds, and where its method comes from."""
    rows = [
        (column.name, meaning_of(column.name, language), SOURCES.get(column.name, ""))
        for column in explored.columns
    ]
    header = [language.say(f"workbook.{name}") for name in ("column", "meaning", "source")]
    return Sheet(language.say("workbook.methods"), header, rows, (None, None, None))
