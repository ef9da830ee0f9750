"""Sessions in time order, a panel per line: the mean with its interval, or how many marks at each whole."""

from collections.abc import Sequence

from dashboard.charts import style
from dashboard.charts.style import Figure, Trace
from dashboard.pages.sessions.answer import Marked, SessionRow
from dashboard.pages.sessions.panels import (
    HALF_MARK,
    SessionsTexts,
    axis_name,
    ends_of_lines,
    margin_of,
    most_lines,
    panel_axes,
    panel_titles,
    wrapped_titles,
)
from dashboard.report.labels import unbroken
from publication.languages import Language

# A row is as tall as the longest label needs, and never lower than bars and numbers do.
LOWEST_ROW, LINE = 48, 18
# In letters: labels are as narrow as keeps them within so many lines.
LABELS, MOST_LINES = (28, 38, 50), 4
BASE, TALLEST, MIDDLE_HALF = 0.22, 0.62, 0.34
_SMALL = "font-size:0.85em"
Placed = tuple[int, SessionRow, Marked]


def _name(row: SessionRow, words: SessionsTexts) -> str:
    sign = words.signs.get(row.id, "")
    return f"{words.language.of(row.label)} {sign}".strip()


def _label(row: SessionRow, width: int, words: SessionsTexts) -> str:
    """Return name, topic and date on lines of their own."""
    language = words.language
    name = "<br>".join(f"<b>{line}</b>" for line in style.wrapped(_name(row, words), width).split("<br>"))
    topic = language.of(row.topic) if row.topic else ""
    dates = language.listed([unbroken(language.date(day)) for day in row.dates])
    return "<br>".join([name, *(style.wrapped(text, width) for text in (topic, dates) if text)])


def _labels(rows: Sequence[SessionRow], words: SessionsTexts) -> list[str]:
    tried = [[_label(row, width, words) for row in rows] for width in LABELS]
    return next((labels for labels in tried if most_lines(labels) <= MOST_LINES), tried[-1])


def _number(marked: Marked, language: Language) -> str:
    if marked.printed:
        return marked.printed if language.code == "en" else marked.printed.replace(".", ",")
    return language.decimal(marked.mean, 1)


def _n(marked: Marked, language: Language) -> str:
    return f"<br><span style='{_SMALL}'>n {language.whole(marked.n)}</span>" if marked.n == marked.n else ""


def _hover(row: SessionRow, item: str, marked: Marked, words: SessionsTexts) -> str:
    language = words.language
    sentences = [f"<b>{_name(row, words)}</b>", f"{words.lines[item]}: {_number(marked, language)}"]
    if marked.low == marked.low:
        bounds = {"low": language.decimal(marked.low, 1), "high": language.decimal(marked.high, 1)}
        sentences.append(language.say("sessions.hover_interval", **bounds))
    if marked.n == marked.n:
        sentences.append(f"n = {language.whole(marked.n)}")
    if marked.least == marked.least:
        ends = {"least": language.decimal(marked.least, 0), "most": language.decimal(marked.most, 0)}
        sentences.append(language.say("sessions.hover_printed", **ends))
    return "<br>".join(sentences)


def _ends(marked: Marked, scale: tuple[int, int]) -> tuple[float, float]:
    """Return where the line through a mean begins and ends: its interval on the scale, or as printed."""
    low, high = (marked.least, marked.most) if marked.printed else (marked.low, marked.high)
    if low != low or high != high:
        return marked.mean, marked.mean
    return max(low, scale[0]), min(high, scale[1])


def _means(placed: Sequence[Placed], item: str, at: int, words: SessionsTexts) -> Trace:
    """Return the means of one line, printed ones as hollow diamonds."""
    ends = [_ends(marked, words.scale) for _, _, marked in placed]
    printed = [bool(marked.printed) for _, _, marked in placed]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words.lines[item],
        "x": [marked.mean for _, _, marked in placed],
        "y": [y for y, _, _ in placed],
        "xaxis": f"x{axis_name(at)}",
        "marker": {
            "size": 11 if len(words.lines) == 1 else 9,
            "symbol": ["diamond" if is_printed else "circle" for is_printed in printed],
            "color": [style.PAPER if is_printed else style.LATER for is_printed in printed],
            "line": {"color": style.LATER, "width": 2},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high - marks.mean for (_, high), (_, _, marks) in zip(ends, placed, strict=True)],
            "arrayminus": [marks.mean - low for (low, _), (_, _, marks) in zip(ends, placed, strict=True)],
            "color": style.RULE if any(printed) else style.LATER,
            "thickness": 1.8,
            "width": 3,
        },
        "hovertext": [_hover(row, item, marked, words) for _, row, marked in placed],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _tallest(rows: Sequence[SessionRow]) -> float:
    """Return the largest share any whole mark has at any session: the tallest bar."""
    counts = [marked.counts for row in rows for marked in row.marked.values() if marked.counts]
    return max((max(count) / sum(count) for count in counts), default=1.0)


def _bars(placed: Sequence[Placed], item: str, at: int, tallest: float, words: SessionsTexts) -> Trace:
    """Return how many marks there are at each whole mark, as small bars over each session's own ground."""
    drawn = [
        (y, row, words.scale[0] + step, count, sum(marked.counts))
        for y, row, marked in placed
        if marked.counts
        for step, count in enumerate(marked.counts)
        if count
    ]
    return {
        "type": "bar",
        "name": words.lines[item],
        "x": [mark for _, _, mark, _, _ in drawn],
        "y": [-TALLEST * count / n / tallest for _, _, _, count, n in drawn],
        "base": [y + BASE for y, _, _, _, _ in drawn],
        "width": 0.86,
        "xaxis": f"x{axis_name(at)}",
        "marker": {"color": style.LATER, "line": {"width": 0}},
        "hovertext": [
            f"<b>{_name(row, words)}</b><br>{words.lines[item]}<br>"
            + words.language.say("sessions.hover_count", mark=mark, count=count, n=n)
            for _, row, mark, count, n in drawn
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _middle_halves(placed: Sequence[Placed], item: str, at: int, words: SessionsTexts) -> list[Trace]:
    """Return the middle half of the marks as a line below the bars, and the middle one as a dot on it."""
    known = [(y + MIDDLE_HALF, marks.quartiles) for y, _, marks in placed if marks.quartiles]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for y, (lower, _, upper) in known:
        xs += [lower, upper, None]
        ys += [y, y, None]
    plain = {"type": "scatter", "xaxis": f"x{axis_name(at)}", "hoverinfo": "skip", "cliponaxis": False}
    return [
        {**plain, "mode": "lines", "x": xs, "y": ys, "line": {"color": style.EARLIER, "width": 3}},
        {
            **plain,
            "mode": "markers",
            "name": words.lines[item],
            "x": [middle for _, (_, middle, _) in known],
            "y": [y for y, _ in known],
            "marker": {"size": 7, "color": style.INK},
        },
    ]


def _beside(rows: Sequence[SessionRow], item: str, at: int, view: str, words: SessionsTexts) -> list[Trace]:
    """Return the numbers right of each line: the mean or the middle mark, and how many marked."""
    return [
        {
            "text": f"<b>{_told(marked, view, words.language)}</b>{_n(marked, words.language)}",
            "x": words.scale[1] + HALF_MARK,
            "xref": f"x{axis_name(at)}",
            "xanchor": "left",
            "xshift": 6,
            "y": y,
            "align": "left",
            "showarrow": False,
        }
        for y, row in enumerate(rows)
        if (marked := row.marked.get(item)) and marked.shown
    ]


def _told(marked: Marked, view: str, language: Language) -> str:
    if view == "means":
        return _number(marked, language)
    return language.decimal(marked.quartiles[1], 1) if marked.quartiles else "–"


def _unsaid(rows: Sequence[SessionRow], item: str, at: int, view: str, words: SessionsTexts) -> Trace:
    """Return the sentence where an item, or its whole marks, may not be shown."""
    hidden = [
        y
        for y, row in enumerate(rows)
        if item in row.marked
        and (
            row.marked[item].status == "withheld"
            or (view == "answers" and row.marked[item].shown and not row.marked[item].counts)
        )
    ]
    text = style.wrapped(words.withheld, 16)
    font, (low, high) = {"color": style.QUIET, "size": 12}, words.scale
    x = low + 0.02 * (high - low)
    return style.words_at([text] * len(hidden), hidden, x, f"x{axis_name(at)}", **font)


def _traces(rows: Sequence[SessionRow], item: str, at: int, view: str, words: SessionsTexts) -> list[Trace]:
    placed = [(y, row, row.marked[item]) for y, row in enumerate(rows) if item in row.marked]
    shown = [(y, row, marked) for y, row, marked in placed if marked.shown]
    unsaid = _unsaid(rows, item, at, view, words)
    if view == "answers":
        bars = _bars(shown, item, at, _tallest(rows), words)
        return [bars, *_middle_halves(shown, item, at, words), unsaid]
    return [_means(shown, item, at, words), unsaid]


def draw_sessions(rows: Sequence[SessionRow], view: str, words: SessionsTexts) -> Figure:
    """Return the chart: sessions down, a panel per line across.

    Args:
        rows: The sessions in time order.
        view: 'means', or 'answers' for every whole mark.
        words: What stands beside the numbers.
    """
    labels = _labels(rows, words)
    panels = {
        f"xaxis{axis_name(at)}": panel_axes(at, len(words.lines), words) for at, _ in enumerate(words.lines)
    }
    top = 34 + LINE * most_lines(wrapped_titles(words))
    row = max(LOWEST_ROW, LINE * most_lines(labels) + 8)
    beyond = HALF_MARK if view == "answers" else 0.0
    beside = [
        number for at, item in enumerate(words.lines) for number in _beside(rows, item, at, view, words)
    ]
    return {
        "data": [
            trace for at, item in enumerate(words.lines) for trace in _traces(rows, item, at, view, words)
        ],
        "layout": style.layout(
            words.language.separators,
            len(rows) * row + top + 16,
            margin=margin_of(labels, top, len(words.lines)),
            barmode="overlay",
            yaxis={**style.rows_axis(labels, range(len(rows)), 0), "range": [len(rows) - 0.5, -0.5]},
            shapes=[*style.stripes(range(len(rows))), *ends_of_lines(rows, beyond, words)],
            annotations=[*panel_titles(words), *beside],
            **panels,
        ),
    }
