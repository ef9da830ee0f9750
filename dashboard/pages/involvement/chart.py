"""Scores side by side: a dot with its interval per site, in full colour if named, and the band of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.answers.rows import Side
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW, dots
from dashboard.charts.style import Figure, Trace
from dashboard.pages.involvement.answer import SiteRow, SiteTable
from publication.languages import Language

OFFSET = 0.17
# A row holds two lines of words, the second small; ten rows are 440 pixels high, with the scale's ends above.
ROW, LINE, FOOT = 35, 17, 4
QUIET = {"color": style.EARLIER, "line": {"color": style.EARLIER, "width": 2}}
# plotly lets a label be clicked only where all of it is a link.
_LINK = f"color:{style.INK};text-decoration:underline;pointer-events:all"
_ARROWS = {"up": " ▲", "down": " ▼", "none": ""}


@dataclass(frozen=True, slots=True)
class InvolvementTexts:
    """What a chart of sites writes beside its numbers, and where each site's name leads.

    `contexts` says what kind of place each is; `legend` stands above the names, which leave it room.
    """

    language: Language
    waves: tuple[str, str]
    scale: tuple[int, int]
    ends: tuple[str, str]
    band: str
    withheld: str
    contexts: Sequence[str]
    addresses: Sequence[str]
    legend: Sequence[str] = ()


def linked(label: str, address: str) -> str:
    """Return a label that leads to an address, in the same window; as it is where there is none."""
    return f"<a href='{address}' target='_self' style='{_LINK}'>{label}</a>" if address else label


def site_labels(table: SiteTable, words: InvolvementTexts) -> list[str]:
    """Return what each row is called, bold if named, with what kind of place it is in small below."""
    labels = []
    for row, side, context, address in zip(
        table.rows, table.side, words.contexts, words.addresses, strict=True
    ):
        name = linked(style.wrapped(words.language.of(row.place), 38), address)
        small = f"<br><span style='font-size:0.8em;color:{style.QUIET}'>{context}</span>" if context else ""
        labels.append((f"<b>{name}</b>" if side else name) + small)
    return labels


def row_height(labels: Iterable[str]) -> int:
    """Return how high each row is, in pixels: as its labels need it."""
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    return max(ROW, LINE * lines)


def _band(whole: Side, rows: int, label: str) -> tuple[list[Trace], list[Trace]]:
    """Return the interval of all sites together as a band behind the chart, named at its foot."""
    if whole.low != whole.low:
        return [], []
    edges = {"x0": whole.low, "x1": whole.high, "y0": 0, "y1": 1, "yref": "paper"}
    shape = {"type": "rect", **edges, "fillcolor": style.TOGETHER, "line": {"width": 0}, "layer": "below"}
    font = {"size": 13, "color": style.QUIET}
    place = {"x": whole.mean, "y": rows - 0.45, "yanchor": "top", "showarrow": False}
    return [shape], [{**place, "text": label, "font": font}]


def _beside(table: SiteTable, language: Language) -> Trace:
    """Return the later score as a number beside each row, with an arrow where it changed; bold if named."""
    numbers = [language.decimal(row.later.mean) + _ARROWS[row.change.claim] for row in table.rows]
    texts = [f"<b>{text}</b>" if side else text for text, side in zip(numbers, table.side, strict=True)]
    return style.words_at(texts, list(range(len(texts))), 0.05, "x2", color=style.INK)


def _unsaid(rows: Sequence[SiteRow], words: InvolvementTexts) -> list[Trace]:
    hidden = [at for at, row in enumerate(rows) if not row.later.shown and not row.earlier.shown]
    if not hidden:
        return []
    return [style.words_at([words.withheld] * len(hidden), hidden, words.scale[0], "x", color=style.QUIET)]


def _dots(table: SiteTable, words: InvolvementTexts) -> list[Trace]:
    """Return the earlier wave's dots, and the later one's: of sites not named, and of those that are."""
    apart = OFFSET if words.waves[0] != words.waves[1] else 0.0
    names = [words.language.of(row.place) for row in table.rows]
    placed = list(zip(range(len(names)), names, table.rows, table.side, strict=True))
    earlier = [(at - apart, name, row.earlier) for at, name, row, _ in placed if row.earlier.shown and apart]
    later = [(bool(side), (at + apart, name, row.later)) for at, name, row, side in placed if row.later.shown]
    return [
        dots(earlier, words.waves[0], HOLLOW, words.scale, words.language, 10),
        dots(
            [dot for is_named, dot in later if not is_named],
            words.waves[1],
            QUIET,
            words.scale,
            words.language,
            10,
        ),
        dots(
            [dot for is_named, dot in later if is_named],
            words.waves[1],
            FILLED,
            words.scale,
            words.language,
            12,
        ),
    ]


def draw_involvement(table: SiteTable, words: InvolvementTexts) -> Figure:
    """Return the dot plot: sites in fixed order, both waves, the band of all of them in the later wave."""
    rows, labels = table.rows, site_labels(table, words)
    # Of one site alone it would be its own interval.
    band, band_name = ([], []) if table.is_one_site else _band(table.whole.later, len(rows), words.band)
    return {
        "data": [*_dots(table, words), _beside(table, words.language), *_unsaid(rows, words)],
        "layout": style.layout(
            words.language.separators,
            round((len(rows) + 0.7) * row_height(labels)) + style.MARGIN["t"] + FOOT,
            margin={**style.room_for([*labels, *words.legend]), "b": FOOT},
            yaxis={**style.rows_axis(labels, range(len(rows)), len(rows)), "tickfont": {"size": 13}},
            xaxis=style.scale_axis(*words.scale, words.ends, (0, 0.9)),
            xaxis2=style.blank_axis((0.91, 1)),
            shapes=[*style.stripes(range(len(rows))), *band],
            annotations=band_name,
        ),
    }
