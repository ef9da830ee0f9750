"""What one site's page says, line by line."""

from collections.abc import Mapping

from dashboard.answers.change import ChangeRow
from dashboard.answers.rows import Side
from dashboard.pages.involvement.answer import SiteRow
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.management.text import MARKS, signal_line
from dashboard.pages.principles.answer import Cell, beside_middle
from dashboard.pages.site.leaders_and_staff import BlindSpot
from dashboard.report.labels import in_sentence, unbroken
from publication.languages import Language

Row = ChangeRow | SiteRow


def reading(row: Row, waves: tuple[str, str], language: Language) -> str:
    """Return a row's scores and claim: '3.21 (before) → 3.40 (after): higher', or the fixed sentence."""
    if not row.later.shown:
        return _missing(row.later, language)
    later = {"later": language.decimal(row.later.mean), "to": in_sentence(waves[1])}
    if not row.earlier.shown or waves[0] == waves[1]:
        return language.say("site.one_time", **later)
    earlier = {"earlier": language.decimal(row.earlier.mean), "from": in_sentence(waves[0])}
    claim = language.say(f"table.{row.change.claim}")
    return language.say("site.two_times", claim=claim, **earlier, **later)


def _missing(side: Side, language: Language) -> str:
    return language.say("card.not_asked" if side.status == "not_asked" else "card.withheld")


def whole_sentence(whole: SiteRow, wave: str, language: Language) -> list[str]:
    """Say what all sites together have, to hold one site against; nothing where it is not shown."""
    if not whole.later.shown:
        return []
    mean = language.decimal(whole.later.mean)
    return [language.say("site.together", mean=mean, wave=in_sentence(wave))]


def leaders_cell(cell: Cell | None, language: Language) -> tuple[str, str]:
    """Return the leaders' middle answer on one principle, and what is said beside it."""
    if cell is None or not cell.shown:
        return "", language.say("card.withheld")
    return language.middle(cell.middle), beside_middle(cell, language)


def staff_items(spot: BlindSpot, labels: Mapping[str, str], language: Language) -> list[str]:
    """Return each question that belongs to a principle, with its mean; that there is none, where so."""
    if not spot.items:
        return [language.say("site.no_items")]
    return [_item(labels[item], side, language) for item, side in spot.items]


def _item(label: str, side: Side, language: Language) -> str:
    if not side.shown:
        return language.say("site.line", group=label, reading=_missing(side, language))
    numbers = {"mean": language.decimal(side.mean, 1), "n": language.whole(side.n)}
    return language.say("site.item", label=label, **numbers)


def figure_line(figure: SiteFigure, language: Language) -> str:
    """Say a site's last value of an indicator, and its signal if there is one."""
    chart, (month, value) = figure.chart, figure.last
    values = {
        "name": language.of(figure.indicator.name),
        "value": language.decimal(value, 0 if chart.counted else figure.indicator.decimals),
        "unit": language.say("site.counted") if chart.counted else language.of(figure.indicator.unit),
        "month": unbroken(language.month(month)),
    }
    if chart.signal is None:
        return language.say("site.figure", **values)
    signal = signal_line(figure.indicator, figure.months, chart, language)
    return language.say("site.figure_signal", mark=MARKS[chart.meaning], signal=signal, **values)
