"""Scores side by side: a dot with its interval per site, both waves, and the band of all of them together."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.answers.rows import Side
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW, dots
from dashboard.charts.style import Figure, Trace
from dashboard.pages.involvement.answer import SiteRow, SiteTable
from publication.languages import Language

OFFSET = 0.17
ROW = 52
_ARROWS = {"up": " ▲", "down": " ▼", "none": ""}


@dataclass(frozen=True, slots=True)
class InvolvementTexts:
    """What a chart of sites writes beside its numbers; `contexts` says what kind of place each is."""

    language: Language
    waves: tuple[str, str]
    scale: tuple[int, int]
    ends: tuple[str, str]
    band: str
    withheld: str
    pooled: str
    contexts: Sequence[str]


def site_labels(rows: Sequence[SiteRow], words: InvolvementTexts) -> list[str]:
    """Return what each row is called, with what kind of place it is in small below."""
    labels = []
    for row, context in zip(rows, words.contexts, strict=True):
        name = style.wrapped(words.language.of(row.place), 38)
        small = f"<br><span style='font-size:0.85em;color:{style.QUIET}'>{context}</span>" if context else ""
        labels.append(name + small)
    return labels


def _band(whole: Side, rows: int, label: str) -> tuple[list[Trace], list[Trace]]:
    """Return the interval of all sites together as a band behind the chart, named at its foot."""
    if whole.low != whole.low:
        return [], []
    edges = {"x0": whole.low, "x1": whole.high, "y0": 0, "y1": 1, "yref": "paper"}
    shape = {"type": "rect", **edges, "fillcolor": style.TOGETHER, "line": {"width": 0}, "layer": "below"}
    font = {"size": 13, "color": style.QUIET}
    place = {"x": whole.mean, "y": rows - 0.35, "yanchor": "top", "showarrow": False}
    return [shape], [{**place, "text": label, "font": font}]


def _beside(rows: Sequence[SiteRow], language: Language) -> Trace:
    """Return the later score as a number beside each row, with an arrow where it changed."""
    texts = [language.decimal(row.later.mean) + _ARROWS[row.change.claim] for row in rows]
    return style.words_at(texts, list(range(len(rows))), 0.05, "x2", color=style.INK)


def _unsaid(rows: Sequence[SiteRow], words: InvolvementTexts) -> list[Trace]:
    hidden = [at for at, row in enumerate(rows) if not row.later.shown and not row.earlier.shown]
    if not hidden:
        return []
    return [style.words_at([words.withheld] * len(hidden), hidden, words.scale[0], "x", color=style.QUIET)]


def _pooled(table: SiteTable, apart: float, words: InvolvementTexts) -> list[Trace]:
    """Return where each site probably lies, drawn towards all of them, as hollow marks behind the dots."""
    if not table.pulls:
        return []
    placed = [(at, row, float(table.pooled.estimate[at])) for at, row in enumerate(table.rows)]
    shown = [(at, row, estimate) for at, row, estimate in placed if estimate == estimate]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": words.pooled,
            "x": [estimate for _, _, estimate in shown],
            "y": [at + apart for at, _, _ in shown],
            "marker": {
                "symbol": "diamond",
                "size": 13,
                "color": style.PAPER,
                "line": {"color": style.LATER, "width": 2},
            },
            "customdata": [[words.language.of(row.place)] for _, row, _ in shown],
            "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{words.pooled}: %{{x:.2f}}<extra></extra>",
            "cliponaxis": False,
        }
    ]


def draw_involvement(table: SiteTable, words: InvolvementTexts) -> Figure:
    """Return the dot plot: sites in fixed order, both waves, the band of all of them in the later wave."""
    rows, language = table.rows, words.language
    names = [language.of(row.place) for row in rows]
    labels = site_labels(rows, words)
    apart = OFFSET if words.waves[0] != words.waves[1] else 0.0
    placed = list(zip(range(len(rows)), names, rows, strict=True))
    earlier = [(at - apart, name, row.earlier) for at, name, row in placed if row.earlier.shown and apart]
    later = [(at + apart, name, row.later) for at, name, row in placed if row.later.shown]
    band, band_name = _band(table.whole.later, len(rows), words.band)
    return {
        "data": [
            dots(earlier, words.waves[0], HOLLOW, words.scale, language, 12),
            *_pooled(table, apart, words),
            dots(later, words.waves[1], FILLED, words.scale, language, 12),
            _beside(rows, language),
            *_unsaid(rows, words),
        ],
        "layout": style.layout(
            language.separators,
            len(rows) * ROW + 120,
            margin=style.room_for(labels),
            yaxis=style.rows_axis(labels, range(len(rows)), len(rows) - 0.1),
            xaxis=style.scale_axis(*words.scale, words.ends, (0, 0.9)),
            xaxis2=style.blank_axis((0.91, 1)),
            shapes=[*style.stripes(range(len(rows))), *band],
            annotations=band_name,
        ),
    }
