"""Sessions over time, a band per question: the mean with its interval, or how many marks at each whole."""

from collections.abc import Sequence

from dashboard.charts import style
from dashboard.charts.heat import across
from dashboard.charts.style import Figure, Trace
from dashboard.pages.sessions.answer import Marked, SessionRow
from dashboard.pages.sessions.panels import LEFT, Bands, SessionsTexts, ends_of_lines, part_of_scale, reach
from dashboard.report.labels import unbroken
from publication.languages import Language

# In pixels: a band of means, and one with a bar for every whole mark.
BAND, BAND_OF_BARS = 118, 150
NAME_LETTERS, LINE = 22, 17
# Of a column's width: where bars begin, how long the longest is, where the middle half stands.
BASE, LONGEST, MIDDLE_HALF = -0.3, 0.7, -0.38
Placed = Sequence[tuple[int, SessionRow, Marked]]


def _name(row: SessionRow, words: SessionsTexts) -> str:
    sign = words.signs.get(row.id, "")
    return f"{words.language.of(row.label)} {sign}".strip()


def _label(row: SessionRow, words: SessionsTexts) -> str:
    """Return name and date on lines of their own."""
    language = words.language
    names = style.wrapped(_name(row, words), NAME_LETTERS).split("<br>")
    dates = [unbroken(language.date(day)) for day in row.dates]
    return "<br>".join([*(f"<b>{line}</b>" for line in names), *dates[:1]])


def _number(marked: Marked, language: Language) -> str:
    if marked.printed:
        return marked.printed if language.code == "en" else marked.printed.replace(".", ",")
    return language.decimal(marked.mean, 1)


def _about(row: SessionRow, words: SessionsTexts) -> str:
    """Return a session's name, topic and dates."""
    language = words.language
    topic = language.of(row.topic) if row.topic else ""
    dates = language.listed([unbroken(language.date(day)) for day in row.dates])
    return "<br>".join(filter(None, [f"<b>{_name(row, words)}</b>", topic, dates]))


def _hover(row: SessionRow, item: str, marked: Marked, words: SessionsTexts) -> str:
    language = words.language
    sentences = [_about(row, words), f"{words.lines[item]}: {_number(marked, language)}"]
    if marked.low == marked.low:
        bounds = {"low": language.decimal(marked.low, 1), "high": language.decimal(marked.high, 1)}
        sentences.append(language.say("sessions.hover_interval", **bounds))
    if marked.n == marked.n:
        sentences.append(f"n = {language.whole(marked.n)}")
    if marked.least == marked.least:
        ends = {"least": language.decimal(marked.least, 0), "most": language.decimal(marked.most, 0)}
        sentences.append(language.say("sessions.hover_printed", **ends))
    return "<br>".join(sentences)


def _intervals(placed: Placed, item: str, bands: Bands, words: SessionsTexts) -> Trace:
    """Return the line through each mean: its interval, or what a report printed."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, _, marked in placed:
        xs += [x, x, None]
        ys += [*(bands.height(item, end) for end in reach(marked, words.scale)), None]
    line = {"color": style.EARLIER, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def _course(placed: Placed, columns: int, item: str, bands: Bands) -> Trace:
    """Return the line from session to session; it breaks where there is no mean."""
    means = {x: bands.height(item, marked.mean) for x, _, marked in placed}
    xs = list(range(columns))
    line = {"color": style.LATER, "width": 1.2}
    course = {"mode": "lines", "x": xs, "y": [means.get(x) for x in xs], "line": line}
    return {"type": "scatter", **course, "hoverinfo": "skip"}


def _means(placed: Placed, item: str, bands: Bands, words: SessionsTexts) -> Trace:
    """Return the means of one question, printed ones as hollow diamonds."""
    printed = [bool(marked.printed) for _, _, marked in placed]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words.lines[item],
        "x": [x for x, _, _ in placed],
        "y": [bands.height(item, marked.mean) for _, _, marked in placed],
        "customdata": [marked.mean for _, _, marked in placed],
        "marker": {
            "size": 9,
            "symbol": ["diamond" if is_printed else "circle" for is_printed in printed],
            "color": [style.PAPER if is_printed else style.LATER for is_printed in printed],
            "line": {"color": style.LATER, "width": 2},
        },
        "hovertext": [_hover(row, item, marked, words) for _, row, marked in placed],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _numbers(placed: Placed, item: str, view: str, bands: Bands, words: SessionsTexts) -> list[Trace]:
    """Return the mean above its line, or the middle mark above the bars."""
    tops = {
        x: bands.height(item, reach(marked, words.scale)[1] if view == "means" else words.scale[1])
        for x, _, marked in placed
    }
    return [
        {
            "x": x,
            "y": tops[x],
            "yanchor": "bottom",
            "yshift": 6,
            "text": f"<b>{_told(marked, view, words.language)}</b>",
            "font": {"size": 13},
            "showarrow": False,
        }
        for x, _, marked in placed
    ]


def _told(marked: Marked, view: str, language: Language) -> str:
    if view == "means":
        return _number(marked, language)
    return language.decimal(marked.quartiles[1], 1) if marked.quartiles else "–"


def _longest(rows: Sequence[SessionRow]) -> float:
    """Return the largest share any whole mark has at any session: the longest bar."""
    counts = [marked.counts for row in rows for marked in row.marked.values() if marked.counts]
    return max((max(count) / sum(count) for count in counts), default=1.0)


def _bars(placed: Placed, item: str, bands: Bands, longest: float, words: SessionsTexts) -> Trace:
    """Return how many marks there are at each whole mark, as small bars in each session's column."""
    drawn = [
        (x, row, words.scale[0] + step, count, sum(marked.counts))
        for x, row, marked in placed
        if marked.counts
        for step, count in enumerate(marked.counts)
        if count
    ]
    step = bands.height(item, words.scale[0]) - bands.height(item, words.scale[0] + 1)
    return {
        "type": "bar",
        "orientation": "h",
        "name": words.lines[item],
        "x": [LONGEST * count / n / longest for _, _, _, count, n in drawn],
        "y": [bands.height(item, mark) for _, _, mark, _, _ in drawn],
        "base": [x + BASE for x, _, _, _, _ in drawn],
        "width": 0.8 * step,
        "marker": {"color": style.LATER, "line": {"width": 0}},
        "hovertext": [
            f"<b>{_name(row, words)}</b><br>{words.lines[item]}<br>"
            + words.language.say("sessions.hover_count", mark=mark, count=count, n=n)
            for _, row, mark, count, n in drawn
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _middle_halves(placed: Placed, item: str, bands: Bands, words: SessionsTexts) -> list[Trace]:
    """Return the middle half of the marks as a line beside the bars, and the middle one as a dot on it."""
    known = [(x + MIDDLE_HALF, marks.quartiles) for x, _, marks in placed if marks.quartiles]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, (lower, _, upper) in known:
        xs += [x, x, None]
        ys += [bands.height(item, lower), bands.height(item, upper), None]
    plain = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": False}
    return [
        {**plain, "mode": "lines", "x": xs, "y": ys, "line": {"color": style.EARLIER, "width": 3}},
        {
            **plain,
            "mode": "markers",
            "name": words.lines[item],
            "x": [x for x, _ in known],
            "y": [bands.height(item, middle) for _, (_, middle, _) in known],
            "marker": {"size": 7, "color": style.INK},
        },
    ]


def _unsaid(rows: Sequence[SessionRow], item: str, view: str, bands: Bands, words: SessionsTexts) -> Trace:
    """Return a dash where a question, or its whole marks, may not be shown."""
    hidden = [
        (x, row)
        for x, row in enumerate(rows)
        if item in row.marked
        and (
            row.marked[item].status == "withheld"
            or (view == "answers" and row.marked[item].shown and not row.marked[item].counts)
        )
    ]
    middle = bands.height(item, (bands.start + bands.scale[1]) / 2)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _ in hidden],
        "y": [middle] * len(hidden),
        "text": ["–"] * len(hidden),
        "textfont": {"family": style.FONT, "size": 14, "color": style.QUIET},
        "hovertext": [
            f"{_about(row, words)}<br>{words.lines[item]}<br>{words.withheld}" for _, row in hidden
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _traces(
    rows: Sequence[SessionRow], item: str, view: str, bands: Bands, words: SessionsTexts
) -> list[Trace]:
    shown = [
        (x, row, row.marked[item])
        for x, row in enumerate(rows)
        if item in row.marked and row.marked[item].shown
    ]
    unsaid = _unsaid(rows, item, view, bands, words)
    if view == "answers":
        bars = _bars(shown, item, bands, _longest(rows), words)
        return [bars, *_middle_halves(shown, item, bands, words), unsaid]
    course = _course(shown, len(rows), item, bands)
    return [course, _intervals(shown, item, bands, words), _means(shown, item, bands, words), unsaid]


def _with_numbers(rows: Sequence[SessionRow], item: str, view: str) -> Placed:
    placed = [(x, row, row.marked[item]) for x, row in enumerate(rows) if item in row.marked]
    return [place for place in placed if place[2].shown and (view == "means" or place[2].counts)]


def _across(rows: Sequence[SessionRow], words: SessionsTexts) -> Trace:
    """Return the axis of sessions; names that have no room beside each other stand upright."""
    axis = across([_label(row, words) for row in rows])
    del axis["tickangle"]
    return axis | {"autotickangles": [0, -90], "automargin": True, "tickfont": {"size": 12}}


def draw_sessions(rows: Sequence[SessionRow], view: str, words: SessionsTexts) -> Figure:
    """Return the chart: sessions across in time order, a band per question.

    Args:
        rows: The sessions in time order.
        view: 'means', or 'answers' for every whole mark.
        words: What stands beside the numbers.
    """
    items = list(words.lines)
    start = part_of_scale(rows, words.scale) if view == "means" else float(words.scale[0])
    bands = Bands(items, words.scale, start)
    top = LINE * max(_label(row, words).count("<br>") + 1 for row in rows) + 10
    numbers = [
        number
        for item in items
        for number in _numbers(_with_numbers(rows, item, view), item, view, bands, words)
    ]
    return {
        "data": [trace for item in items for trace in _traces(rows, item, view, bands, words)],
        "layout": style.layout(
            words.language.separators,
            len(items) * (BAND if view == "means" else BAND_OF_BARS) + top + 8,
            margin={"l": LEFT, "r": 4, "t": top, "b": 8},
            barmode="overlay",
            meta={"across": True},
            xaxis={**_across(rows, words), "range": [-0.6, len(rows) - 0.5]},
            yaxis={
                **style.rows_axis([""] * len(items), range(len(items)), 0),
                "range": [len(items), 0],
            },
            shapes=[*bands.lines(), *ends_of_lines(rows, bands, words.scale)],
            annotations=[*bands.names(words.lines), *numbers],
        ),
    }
