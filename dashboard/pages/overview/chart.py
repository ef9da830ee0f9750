"""The small picture of a change: a strip of questions, a score in two waves, a line of months."""

from dashboard.charts.small import strip
from dashboard.charts.svg import Picture
from dashboard.pages.indicators.cell_text import line_words
from dashboard.pages.indicators.chart import draw_months
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.overview.answer import Change, FigureMoved, QuestionsMoved, SiteMoved
from dashboard.pages.overview.text import strip_words
from dashboard.pages.site.answer import SiteScore
from dashboard.pages.site.chart import draw_score
from dashboard.pages.site.text import interval_words
from publication.languages import Language


def draw_change(change: Change, waves: tuple[str, str], language: Language) -> Picture | None:
    """Return the picture of a change; None where there is nothing to draw."""
    if isinstance(change, QuestionsMoved):
        return strip(change.claims, strip_words(change, language)) if change.rows else None
    if isinstance(change, SiteMoved):
        return _score(change, waves, language)
    return _months(change, language)


def _score(change: SiteMoved, waves: tuple[str, str], language: Language) -> Picture | None:
    row, scale = change.row, change.instrument.rating_scale
    whole = change.whole.later if change.whole.group != row.group else None
    score = SiteScore(change.group, row.earlier, row.later, row.change.claim, whole)
    return draw_score(score, (scale.low, scale.high), True, interval_words(score, waves, language))


def _months(change: FigureMoved, language: Language) -> Picture:
    figure = SiteFigure(change.table.indicator, change.table.months, change.chart)
    return draw_months(figure, line_words(figure, language))
