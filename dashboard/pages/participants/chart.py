"""Who answered: the response rate, then a row per category with the share of both waves and their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.answers.background_counts import Share
from dashboard.charts import style
from dashboard.charts.dots import FILLED, HOLLOW
from dashboard.charts.style import Figure, Trace
from dashboard.pages.participants.answer import CategoryRow, Question, hidden_row, unsaid
from dashboard.pages.participants.response import RESPONSE
from publication.languages import Language

# In pixels, and in rows: a row has its label above its marks, so that a phone has the whole width for both.
ROW, LABEL, MARKS = 42, -0.25, 0.17
OFFSET = 0.09
HEAD, GAP = 0.5, 0.3
SIZE = 11
BAR = 0.15
NARROW = 11
# What the shares take of the width, and the numbers of the earlier and of the later wave.
COMPARED = ((0, 0.5), (0.51, 0.75), (0.76, 1))
ALONE = ((0, 0.72), (0.98, 0.99), (0.74, 1))


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
    """One line of the chart: a question's name, what is not shown of it, or a category with its shares."""

    y: float
    label: str = ""
    row: CategoryRow | None = None
    said: str = ""
    is_head: bool = False


def _lines(questions: Sequence[Question], words: ParticipantsTexts) -> Iterator[_Line]:
    y = -GAP
    for question in questions:
        y += GAP
        yield _Line(y, f"<b>{question.name}</b>", is_head=True)
        if why := " · ".join(unsaid(question, words.waves, words.language)):
            y += HEAD
            yield _Line(y - MARKS, said=why)
        y += HEAD / 2 + 0.5
        for row in question.rows:
            yield _Line(y, row.label, row, words.withheld if hidden_row(row) else "")
            y += 1
        y -= 0.5 - HEAD / 2


def _percent(share: Share) -> float:
    return round(100 * share.share, 4)


Drawn = Sequence[tuple[float, CategoryRow, Share]]


def _hovers(drawn: Drawn, wave: str, language: Language) -> Trace:
    texts = [f"<b>{row.label}</b><br>{wave}: {share.figures(language)}" for _, row, share in drawn]
    return {"hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}


def _dots(drawn: Drawn, wave: str, marker: Trace, words: ParticipantsTexts) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": wave,
        "x": [_percent(share) for _, _, share in drawn],
        "y": [y for y, _, _ in drawn],
        "marker": {"size": SIZE, **marker},
        "cliponaxis": False,
        **_hovers(drawn, wave, words.language),
    }


def _bars(drawn: Drawn, wave: str, colour: str, words: ParticipantsTexts) -> Trace:
    """Return one wave's response rate as a bar."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": [_percent(share) for _, _, share in drawn],
        "y": [y for y, _, _ in drawn],
        "width": BAR,
        "marker": {"color": colour, "line": {"width": 0}},
        **_hovers(drawn, wave, words.language),
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


def _labels(lines: Sequence[_Line]) -> list[Trace]:
    """Return the names of questions, and of categories above their marks."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "middle", "showarrow": False}
    named = [line for line in lines if line.label]
    return [
        {**place, "y": line.y + (0 if line.is_head else LABEL), "text": line.label, "align": "left"}
        for line in named
    ]


def _rules(lines: Sequence[_Line]) -> list[Trace]:
    """Return a thin line over the name of each question but the first."""
    line = {"color": style.RULE, "width": 1}
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "line": line, "layer": "below"}
    heads = [line.y - HEAD / 2 - GAP / 2 for line in lines if line.is_head][1:]
    return [{**across, "y0": y, "y1": y} for y in heads]


def _guides(rows: Sequence[tuple[float, CategoryRow]], end: float) -> list[Trace]:
    """Return a thin line that leads the eye along the marks of a row towards its numbers."""
    line = {"color": style.GRID, "width": 1}
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": end, "line": line, "layer": "below"}
    return [{**across, "y0": y, "y1": y} for y, _ in rows]


def _tracks(bars: Sequence[Trace]) -> list[Trace]:
    """Return the whole of those invited behind each bar of the response."""
    whole = {"type": "rect", "x0": 0, "x1": 100, "fillcolor": style.GRID, "line": {"width": 0}}
    return [
        {**whole, "y0": y - BAR / 2, "y1": y + BAR / 2, "layer": "below"} for bar in bars for y in bar["y"]
    ]


def _axis(domain: tuple[float, float]) -> Trace:
    return {
        "domain": list(domain),
        "range": [-2, 102],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": ["0", "25", "50", "75", "100"],
        "gridcolor": style.GRID,
        "zeroline": False,
        "fixedrange": True,
        "side": "top",
    }


def _waves(rows: Sequence[tuple[float, CategoryRow]], words: ParticipantsTexts) -> list[Trace]:
    """Return the dots, bars and numbers of each wave; of the later one alone where there is one."""
    apart = OFFSET if words.compared else 0.0
    traces = []
    sides = [(-apart, HOLLOW, style.EARLIER, "x2", 0), (apart, FILLED, style.LATER, "x3", 1)]
    for shift, marker, colour, axis, at in sides if words.compared else sides[1:]:
        shares = [(row.earlier, row.later)[at] for _, row in rows]
        drawn = [
            (y + shift, row, share)
            for (y, row), share in zip(rows, shares, strict=True)
            if share.share == share.share
        ]
        rates = [place for place in drawn if place[1].ids == (RESPONSE,)]
        dots = [place for place in drawn if place[1].ids != (RESPONSE,)]
        traces.append(_dots(dots, words.waves[at], marker, words))
        traces += [_bars(rates, words.waves[at], colour, words)] if rates else []
        traces.append(_figures(rows, shares, axis, words.language))
    return traces


def draw_participants(questions: Sequence[Question], words: ParticipantsTexts) -> Figure:
    """Return the chart of shares: questions one under another, their categories in fixed order."""
    lines = list(_lines(questions, words))
    ys = [line.y for line in lines]
    rows = [(line.y + MARKS, line.row) for line in lines if line.row is not None and not line.said]
    both = [
        (y, row) for y, row in rows if row.ids != (RESPONSE,) and row.earlier.share + row.later.share >= 0
    ]
    remarks = [line for line in lines if line.said]
    headings = [words.marks[at] + style.wrapped(words.waves[at], NARROW) for at in (0, 1)]
    columns = [_heading(headings[1], "x3")]
    waves = _waves(rows, words)
    shares, earlier, later = COMPARED if words.compared else ALONE
    return {
        "data": [
            *([_links(both)] if words.compared else []),
            *waves,
            style.words_at(
                [line.said for line in remarks],
                [line.y + MARKS for line in remarks],
                0,
                "x",
                color=style.QUIET,
            ),
        ],
        "layout": style.layout(
            words.language.separators,
            round((ys[-1] + 1) * ROW + 66),
            margin={"l": 4, "r": 4, "t": 58, "b": 8},
            yaxis={**style.rows_axis([""] * len(ys), ys, 0), "range": [ys[-1] + 0.55, -0.4]},
            xaxis=_axis(shares),
            xaxis2=style.blank_axis(earlier),
            xaxis3=style.blank_axis(later),
            barmode="overlay",
            shapes=[
                *_tracks([trace for trace in waves if trace["type"] == "bar"]),
                *_rules(lines),
                *_guides(rows, shares[1]),
            ],
            annotations=[
                *_labels(lines),
                *([_heading(headings[0], "x2")] if words.compared else []),
                *columns,
            ],
        ),
    }
