"""Who answered: a row per category with the share of both waves, grouped by question, numbers beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.answers.background_counts import Share
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW
from dashboard.charts.style import Figure, Trace
from dashboard.pages.participants.answer import CategoryRow, Question, hidden_row, unsaid
from publication.languages import Language

OFFSET = 0.13
# Room above the name of a question, in rows.
GAP = 0.55
SIZE = 11
NARROW = 11


@dataclass(frozen=True, slots=True)
class ParticipantsTexts:
    """What a chart of participants writes beside its numbers."""

    language: Language
    waves: tuple[str, str]
    marks: tuple[str, str]
    withheld: str

    @property
    def compared(self) -> bool:
        """Say whether there are two waves."""
        return self.waves[0] != self.waves[1]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the chart: the name of a question with what is not shown of it, or a category."""

    y: float
    label: str
    row: CategoryRow | None
    said: str = ""


def _lines(questions: Sequence[Question], words: ParticipantsTexts) -> Iterator[_Line]:
    y = 0.0
    for at, question in enumerate(questions):
        y += GAP if at else 0
        why = " · ".join(unsaid(question, words.waves, words.language))
        yield _Line(y, f"<b>{question.name}</b>", None, why)
        for row in question.rows:
            y += 1
            yield _Line(y, row.label, row, words.withheld if hidden_row(row) else "")
        y += 1


def _percent(share: Share) -> float:
    return round(100 * share.share, 4)


def _dots(
    drawn: Sequence[tuple[float, CategoryRow, Share]],
    wave: str,
    marker: Trace,
    words: ParticipantsTexts,
) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": wave,
        "x": [_percent(share) for _, _, share in drawn],
        "y": [y for y, _, _ in drawn],
        "marker": {"size": SIZE, **marker},
        "hovertext": [
            f"<b>{row.label}</b><br>{wave}: {share.figures(words.language)}" for _, row, share in drawn
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _links(lines: Sequence[tuple[float, CategoryRow]]) -> Trace:
    """Return the lines that join the two waves of each category."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for y, row in lines:
        xs += [_percent(row.earlier), _percent(row.later), None]
        ys += [y - OFFSET, y + OFFSET, None]
    joined = {"color": style.RULE, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": joined, "hoverinfo": "skip"}


def _figures(
    lines: Sequence[tuple[float, CategoryRow]], shares: Sequence[Share], axis: str, language: Language
) -> Trace:
    """Return one wave's column of numbers, set to the right."""
    texts = [share.figures(language) for share in shares]
    written = style.words_at(texts, [y for y, _ in lines], 1, axis, color=style.INK)
    return written | {"textposition": "middle left"}


def _heading(name: str, axis: str) -> Trace:
    """Return the name of a wave over its column of numbers."""
    place = {"x": 1, "xref": axis, "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "bottom"}
    font = {"size": 14, "color": style.INK}
    return {**place, "text": name, "align": "right", "showarrow": False, "font": font}


def _rules(lines: Sequence[_Line]) -> list[Trace]:
    """Return a thin line over the name of each question but the first."""
    line = {"color": style.GRID, "width": 1}
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "line": line, "layer": "below"}
    heads = [line.y for line in lines if line.row is None][1:]
    return [{**across, "y0": y - 0.5 - GAP / 2, "y1": y - 0.5 - GAP / 2} for y in heads]


def _axis(domain: tuple[float, float], language: Language) -> Trace:
    return {
        "domain": list(domain),
        "range": [-2, 102],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": ["0", "25", "50", "75", language.percent("100")],
        "gridcolor": style.GRID,
        "zeroline": False,
        "fixedrange": True,
        "side": "top",
    }


def _waves(rows: Sequence[tuple[float, CategoryRow]], words: ParticipantsTexts) -> list[Trace]:
    """Return the dots and the numbers of each wave; of the later one alone where there is one."""
    apart = OFFSET if words.compared else 0.0
    traces = []
    sides = [(-apart, HOLLOW, "x2", 0), (apart, FILLED, "x3", 1)]
    for shift, marker, axis, at in sides if words.compared else sides[1:]:
        shares = [(row.earlier, row.later)[at] for _, row in rows]
        drawn = [
            (y + shift, row, share)
            for (y, row), share in zip(rows, shares, strict=True)
            if share.share == share.share
        ]
        traces.append(_dots(drawn, words.waves[at], marker, words))
        traces.append(_figures(rows, shares, axis, words.language))
    return traces


def draw_participants(questions: Sequence[Question], words: ParticipantsTexts) -> Figure:
    """Return the chart of shares: questions one under another, their categories in fixed order."""
    lines = list(_lines(questions, words))
    labels, ys = [line.label for line in lines], [line.y for line in lines]
    rows = [(line.y, line.row) for line in lines if line.row is not None and not line.said]
    both = [(y, row) for y, row in rows if row.earlier.share + row.later.share >= 0]
    remarks = [line for line in lines if line.said]
    headings = [words.marks[at] + style.wrapped(words.waves[at], NARROW) for at in (0, 1)]
    columns = [_heading(headings[1], "x3")]
    return {
        "data": [
            *([_links(both)] if words.compared else []),
            *_waves(rows, words),
            style.words_at(
                [text.said for text in remarks], [text.y for text in remarks], 0, "x", color=style.QUIET
            ),
        ],
        "layout": style.layout(
            words.language.separators,
            round((ys[-1] + 1) * style.ROW + 90),
            margin=style.room_for(labels),
            yaxis=style.rows_axis(labels, ys, ys[-1] + 0.7),
            xaxis=_axis((0, 0.62 if words.compared else 0.8), words.language),
            xaxis2=style.blank_axis((0.63, 0.81) if words.compared else (0.98, 0.99)),
            xaxis3=style.blank_axis((0.82, 1)),
            shapes=[*style.stripes([line.y for line in lines if line.row is not None]), *_rules(lines)],
            annotations=[_heading(headings[0], "x2"), *columns] if words.compared else columns,
        ),
    }
