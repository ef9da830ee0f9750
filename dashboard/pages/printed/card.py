"""Below /change, where figures are printed: what they can and cannot be."""

from typing import Any

from dash import Dash, Input, Output

from dashboard.pages.printed.answer import fits_headers, fits_table, printed_report
from dashboard.pages.printed.panel import printed_section
from dashboard.pages.printed.text import caption, elsewhere_sentences, printed_sentences
from dashboard.report import ids
from dashboard.report.cache import plain, remembered
from dashboard.report.ids import part
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

PAGE = "change"


def read_printed(publication: Publication, selection: Selection, language: Language) -> Any:
    """Return the section for a selection; None where nothing of it is printed."""
    report = printed_report(publication, selection)
    if report is None or not report.fits:
        return None
    rows = fits_table(report, publication, selection, language)
    opens, named = language.say("printed.table"), caption(selection, publication, language)
    return printed_section(
        PAGE,
        language.say("printed.heading"),
        language.say("printed.intro"),
        printed_sentences(report, publication, selection, language),
        (language.say("printed.elsewhere"), elsewhere_sentences(report, publication, language)),
        (opens, named, fits_headers(language), rows),
    )


def register(app: Dash) -> None:
    """Register the section's callback."""

    @app.callback(Output(part(PAGE, "printed"), "children"), Input(ids.SELECTION, "data"))
    def show(query: dict[str, str]) -> Any:
        """Fill the section for the selection."""
        service = services()
        publication, selection, language = service.asked(query, PAGE)
        if selection.instrument not in publication.printed:
            return None

        def work_out() -> Any:
            return plain(read_printed(publication, selection, language))

        return remembered(service.cache, "printed", publication, selection, work_out)
