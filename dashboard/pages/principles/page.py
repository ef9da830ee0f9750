"""The page of leadership groups' own assessment on the seven principles."""

from dashboard.pages.principles.report import principles_report
from dashboard.pages.principles.rows import KINDS
from dashboard.report.offered import PRINCIPLE_VIEWS, PRINCIPLES
from dashboard.report.page import ChartPage, first_choice
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(publication.rounds)


def _instruments(publication: Publication) -> list[str]:
    return [PRINCIPLES] if publication.rounds else []


def _views(*_: object) -> list[str]:
    return list(PRINCIPLE_VIEWS)


PAGE = ChartPage(
    name="principles",
    path="/principles",
    controls=("programme", "round", "against", "item", "view"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    instruments=_instruments,
    no_item="bar.item_none",
    item_label="bar.item_principles",
    views=_views,
    report=principles_report,
    rows=KINDS,
    in_paper=first_choice,
)
