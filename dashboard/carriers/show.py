"""`rejsespor show`: the rows behind the pages, for scripts and checks."""

import datetime as dt
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Any

import numpy as np

from dashboard.answers.background_counts import NOT_ASKED, Told, told_in
from dashboard.answers.rows import Change, number
from dashboard.pages.change.answer import OVERALL, change_table, is_printed, values_of
from dashboard.pages.explore.answer import explore_table
from dashboard.pages.management.answer import SiteChart, months_of, site_charts
from dashboard.pages.participants.answer import Names, question_order
from dashboard.pages.sessions.answer import Marked, SessionRow, session_rows
from dashboard.report.labels import item_labels
from dashboard.report.offered import EVERYONE, INVOLVEMENT, OWN, PRINCIPLES, RULES, instruments_of
from dashboard.report.selection import Selection
from dashboard.statistics.moments import mean_interval, moments_of_counts, moments_of_errors
from publication.ids import is_subscale, subscale_name
from publication.languages import Language
from publication.printed_records import PrintedItem
from publication.queries.answers import Answer
from publication.queries.change import ask_answers
from publication.queries.involvement import ask_merged_groups
from publication.queries.principles import ask_assessments
from publication.reading import Option, Publication
from publication.records import Group
from publication.schema import read

Row = dict[str, Any]
GROUPS = ("programme", "wave", "group", "group_label", "roles", "sites", "members")
SPECIAL = ("not_applicable", "dont_know", "not_relevant", "blank")
# Charts of an indicator's own that no other set of rules draws.
COUNTED = ("u", "p", "g")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked on the command line; None where it was not said."""

    publication: Publication
    language: Language
    instrument: str | None = None
    wave: str | None = None
    group: str | None = None
    from_wave: str | None = None
    to_wave: str | None = None
    indicator: str | None = None
    site: str | None = None
    rules: str | None = None

    def instruments(self) -> list[str]:
        """Return the instruments asked for, or every one that was answered."""
        answered = {instrument for instrument, _ in self.publication.asked}
        known = [one for one in self.publication.instruments if one in answered]
        return [one for one in known if self.instrument in (None, one)]

    def waves(self) -> list[str]:
        """Return the waves asked for that may be shown."""
        shown = [wave.id for wave in self.publication.waves if wave.members is not None]
        return [one for one in shown if self.wave in (None, one)]

    def labels(self, instrument: str) -> dict[str, str]:
        """Return item → label."""
        return item_labels(self.publication.instruments[instrument], self.language)


def show_groups(asked: Asked) -> Iterator[Row]:
    """Yield the groups of each wave, in the programme's order."""
    order = {wave: at for at, wave in enumerate(asked.waves())}
    groups = read(asked.publication.ask(), Group, "ORDER BY position")
    for group in sorted(groups, key=lambda group: order.get(group.wave, -1)):
        if group.wave in order and asked.group in (None, group.group_id):
            label = asked.language.of(group.label)
            about = asked.publication.programme, group.wave, group.group_id, label
            yield dict(zip(GROUPS, (*about, group.roles, group.sites, group.members), strict=True))


def _selections(asked: Asked, wave: str) -> dict[str, Option]:
    options = asked.publication.options.get((wave, wave), ())
    return {one.id: one for one in options if asked.group in (None, one.id)}


def _summary(answer: Answer, values: range) -> Row:
    """Return mean, SD and standard error; a score has no SD."""
    if answer.status != "shown":
        return dict.fromkeys(("mean", "sd", "se"), math.nan)
    if answer.is_score:
        return {"mean": answer.mean, "sd": math.nan, "se": answer.se}
    moments = moments_of_counts(np.array([answer.counts]), np.array(values))
    n, mean, sd = int(moments.n[0]), float(moments.mean[0]), float(moments.sd[0])
    return {"mean": mean, "sd": sd, "se": sd / math.sqrt(n) if n else math.nan}


def _answers(asked: Asked, instrument: str, wave: str) -> Iterator[tuple[str, Option, Answer]]:
    """Yield each item (and score) of every selection of a wave: its id, the selection, what leaves of it."""
    sheets, options = asked.publication.sheets(instrument), _selections(asked, wave)
    held = {group: ask_answers(sheets, group, wave) for group in options}
    for item in dict.fromkeys(chain.from_iterable(held.values())):
        having = (group for group in held if item in held[group])
        yield from ((item, options[group], held[group][item]) for group in having)


def _scale(asked: Asked, instrument: str) -> range:
    return asked.publication.instruments[instrument].answers


def _head(asked: Asked, instrument: str, wave: str, option: Option) -> Row:
    return {
        "programme": asked.publication.programme,
        "instrument": instrument,
        "wave": wave,
        "group": option.id,
        "group_label": asked.language.of(option.label),
    }


def show_answers(asked: Asked) -> Iterator[Row]:
    """Yield every item of every selection of each wave: n, mean, SD and counts, or the status alone."""
    instruments = asked.instruments()
    counted = sorted({value for instrument in instruments for value in _scale(asked, instrument)})
    for instrument in instruments:
        values, labels = _scale(asked, instrument), asked.labels(instrument)
        for wave in asked.waves():
            for item, option, answer in _answers(asked, instrument, wave):
                if not is_subscale(item):
                    head = _head(asked, instrument, wave, option) | {"item": item, "label": labels[item]}
                    yield head | _answer(answer, values, counted)


def _answer(answer: Answer, values: range, counted: Sequence[int]) -> Row:
    of_items = {} if answer.is_score else dict(zip(values, answer.counts or [], strict=False))
    return {
        "members": answer.members,
        "n": answer.n,
        **_summary(answer, values),
        **{f"count_{value}": of_items.get(value) for value in counted},
        **{special: getattr(answer, special) for special in SPECIAL},
        "status": answer.status,
    }


def show_subscales(asked: Asked) -> Iterator[Row]:
    """Yield the score of every subscale of every selection of each wave: n and mean, or the status alone."""
    for instrument in asked.instruments():
        for wave in asked.waves():
            for item, option, answer in _answers(asked, instrument, wave):
                if is_subscale(item):
                    yield {
                        **_head(asked, instrument, wave, option),
                        **_subscale(asked, instrument, wave, item),
                        "members": answer.members,
                        "n": answer.n,
                        **_summary(answer, _scale(asked, instrument)),
                        "status": answer.status,
                    }


def _subscale(asked: Asked, instrument: str, wave: str, name: str) -> Row:
    definition, occasion = asked.publication.instruments[instrument], asked.publication.wave(wave).asked_as
    named = next(one for one in definition.subscales if subscale_name(one.id) == name)
    items = [
        one.id
        for one in definition.items
        if one.subscale == named.id and occasion in (one.asked_as or definition.asked_as)
    ]
    return {
        "subscale": named.id,
        "label": asked.language.of(named.name),
        "items": "|".join(items),
    }


def _ends(asked: Asked) -> tuple[str, str] | None:
    """Return the waves asked for, first and last where it was not said; none where they are not in order.

    Both are the same where there is one alone.
    """
    waves = [wave.id for wave in asked.publication.waves]
    start, end = asked.from_wave or waves[0] if waves else "", asked.to_wave or waves[-1] if waves else ""
    known = start in waves and end in waves and waves.index(start) <= waves.index(end)
    return (start, end) if known else None


def _change_of(asked: Asked, selection: Selection, option: Option | None) -> Iterator[Row]:
    labels, named = asked.labels(selection.instrument), option.label if option else None
    for row in change_table(asked.publication, selection):
        hidden = row.status == "withheld"
        sides = {
            f"{name}_{end}": None if hidden else getattr(side, name)
            for end, side in (("from", row.earlier), ("to", row.later))
            for name in ("n", "mean")
        }
        yield {
            "programme": asked.publication.programme,
            "instrument": selection.instrument,
            "from": selection.from_wave,
            "to": selection.to_wave,
            "group": selection.group,
            "group_label": asked.language.of(named) if named else asked.language.say("bar.everyone"),
            "item": row.item,
            "label": labels[row.item],
            **sides,
            **{field.name: getattr(row.change, field.name) for field in fields(Change)},
            # Printed figures that no answers give are shown as printed; only what rests on n is missing.
            "status": "shown" if row.status == "no_answers_fit" else row.status,
        }


def show_change(asked: Asked) -> Iterator[Row]:
    """Yield the change of every item from one wave to another, for every selection offered of the two."""
    publication, (start, end) = asked.publication, _ends(asked) or ("", "")
    if start == end:
        return
    blank = Selection(asked.language.code, publication.programme, from_wave=start, to_wave=end)
    options = publication.options.get((start, end), ())
    for instrument in dict.fromkeys([*asked.instruments(), *sorted(publication.printed)]):
        if asked.instrument not in (None, instrument):
            continue
        if is_printed(publication, instrument):
            if asked.group in (None, EVERYONE):
                yield from _change_of(asked, replace(blank, instrument=instrument), None)
            continue
        for option in options:
            if asked.group in (None, option.id):
                yield from _change_of(asked, replace(blank, instrument=instrument, group=option.id), option)


def _site_options(asked: Asked, instrument: str, wave: str) -> list[Option]:
    """Return the sites of a wave side by side, and the larger groups a score stands under instead."""
    publication = asked.publication
    sites = [option.id for option in publication.finest(wave, wave, publication.site_level)]
    merged = ask_merged_groups(publication.ask(), instrument, OVERALL, wave, wave)
    standing = {*sites, *(merged[site] for site in sites if site in merged)}
    options = publication.options.get((wave, wave), ())
    return [one for one in options if one.id in standing and (asked.group is None or one.within(asked.group))]


def show_sites(asked: Asked) -> Iterator[Row]:
    """Yield the score of every site (within each role, or whole, as the tree allows) with its interval."""
    instrument = asked.instrument or INVOLVEMENT
    for wave in asked.waves() if instrument in asked.publication.instruments else []:
        sheets = asked.publication.sheets(instrument)
        for option in _site_options(asked, instrument, wave):
            answer = ask_answers(sheets, option.id, wave).get(OVERALL)
            if answer is not None:
                values = values_of(asked.publication.instruments[instrument])
                yield _head(asked, instrument, wave, option) | _site(option, answer, values)


def _site(option: Option, answer: Answer, values: range) -> Row:
    shown = answer.status == "shown"
    numbers = (answer.n, answer.mean, answer.se) if shown else (0, 0, 0)
    moments = moments_of_errors(*([number(one)] for one in numbers))
    low, high = mean_interval(moments, (values[0], values[-1]))
    return {
        "site_count": option.sites,
        "n": answer.n,
        "score": float(moments.mean[0]),
        "low": float(low[0]),
        "high": float(high[0]),
        "status": answer.status,
    }


def show_principles(asked: Asked) -> Iterator[Row]:
    """Yield the middle answer of every column of the heatmap, round by round; of one alone its range too."""
    instrument = asked.instrument or PRINCIPLES
    if instrument not in asked.publication.instruments:
        return
    labels = asked.labels(instrument)
    for cell in ask_assessments(asked.publication.ask(), instrument):
        if asked.wave in (None, cell.round) and asked.group in (None, cell.group_id):
            yield {
                "programme": asked.publication.programme,
                "round": cell.round,
                "group": cell.group_id,
                "group_label": asked.language.of(cell.label),
                "groups": cell.groups,
                "item": cell.item,
                "label": labels[cell.item],
                "leaders": cell.leaders,
                "n": cell.n,
                "middle": cell.middle,
                "range": cell.range,
                "dont_know": cell.dont_know,
                "status": cell.status,
            }


def show_published(asked: Asked) -> Iterator[Row]:
    """Yield the printed figures, and what whole answers make of them."""
    order = [wave.id for wave in asked.publication.waves]
    printed = read(asked.publication.ask(), PrintedItem, "ORDER BY instrument, wave, position")
    for item in sorted(printed, key=lambda item: (item.instrument, order.index(item.wave))):
        if asked.instrument in (None, item.instrument) and asked.wave in (None, item.wave):
            shown = {name: value for name, value in item._asdict().items() if name != "position"}
            yield {"programme": asked.publication.programme, **shown}


def _told_rows(asked: Asked, wave: str, question: str, told: Told, names: Names) -> Iterator[Row]:
    about = {"programme": asked.publication.programme, "wave": wave, "variable": question}
    if not told.shares:
        yield about | {"category": None, "label": None, "n": None, "share": None, "status": told.status}
    for ids, share in told.shares.items():
        label = names.label(question, ids)
        numbers = {"n": share.n, "share": share.share, "status": share.status}
        yield about | {"category": "|".join(ids), "label": label, **numbers}


def show_participants(asked: Asked) -> Iterator[Row]:
    """Yield the categories of every background question and every box of the expectations, wave by wave.

    They are told of everyone; of a group nothing.
    """
    publication = asked.publication
    if asked.group not in (None, EVERYONE):
        return
    names = Names(publication, asked.language)
    told = {wave.id: told_in(publication, wave.id) for wave in publication.waves}
    questions = question_order(question for one in told.values() for question in one)
    for wave in (one for one in told if asked.wave in (None, one)):
        for question in (one for one in questions if asked.instrument in (None, one)):
            said = told[wave].get(question, NOT_ASKED)
            yield from _told_rows(asked, wave, question, said, names)


def show_explore(asked: Asked) -> Iterator[Row]:
    """Yield the analyst's table: every statistic of every item, group and wave, as the files hold it.

    A group stands for itself and all within it.
    """
    ends = _ends(asked)
    if ends is None:
        return
    publication, (start, end) = asked.publication, ends
    blank = Selection(asked.language.code, publication.programme, from_wave=start, to_wave=end)
    for instrument in dict.fromkeys([*asked.instruments(), *sorted(publication.printed)]):
        if asked.instrument not in (None, instrument):
            continue
        selection = replace(blank, instrument=instrument, group=asked.group or EVERYONE)
        if explored := explore_table(publication, selection, asked.language):
            yield from (row for row in explored.rows() if asked.wave in (None, row["wave"]))


def _session_cells(marked: Marked, low: int, counted: Sequence[int]) -> Row:
    counts = dict(enumerate(marked.counts or (), low))
    quartiles = dict(zip(("q1", "median", "q3"), marked.quartiles or (), strict=False))
    return {
        "n": int(marked.n) if marked.n == marked.n else None,
        "mean": marked.mean,
        **{f"count_{mark}": counts.get(mark) for mark in counted},
        **{name: quartiles.get(name) for name in ("q1", "median", "q3")},
        "status": marked.status,
        "printed": "yes" if marked.printed else "no",
    }


def _session(asked: Asked, instrument: str, row: SessionRow, item: str, counted: Sequence[int]) -> Row:
    low = _scale(asked, instrument).start
    return {
        "programme": asked.publication.programme,
        "instrument": instrument,
        "session": "|".join(row.sessions),
        "group": row.id,
        "group_label": asked.language.of(row.label),
        "kind": row.kind,
        "date": "|".join(day.isoformat() for day in row.dates),
        "item": item,
        "label": asked.labels(instrument)[item],
        **_session_cells(row.marked[item], low, counted),
    }


def show_sessions(asked: Asked) -> Iterator[Row]:
    """Yield what was marked on every line at every session, in time order, measured or printed."""
    publication = asked.publication
    known = instruments_of(publication, "sessions")
    instruments = [one for one in known if asked.instrument in (None, one)]
    counted = sorted({mark for instrument in instruments for mark in _scale(asked, instrument)})
    for instrument in instruments:
        selection = Selection(asked.language.code, publication.programme, instrument)
        for row in session_rows(publication, selection):
            if asked.group in (None, row.id) and (asked.wave is None or asked.wave in row.sessions):
                items = [one for one in asked.labels(instrument) if one in row.marked]
                yield from (_session(asked, instrument, row, item, counted) for item in items)


def show_management(asked: Asked) -> Iterator[Row]:
    """Yield every month of every indicator and site under every set of rules, those without a figure too.

    Points are classed as the rules say, also where a page speaks of another signal.
    """
    for indicator in asked.publication.indicators:
        if asked.indicator not in (None, indicator):
            continue
        for rules in RULES if asked.rules is None else (asked.rules,):
            months, charts = site_charts(asked.publication, indicator, rules)
            for chart in charts:
                if asked.site in (None, chart.site) and (rules != OWN or chart.chart.method in COUNTED):
                    yield from _months(asked, indicator, rules, months, chart)


def _months(
    asked: Asked, indicator: str, rules: str, months: Sequence[dt.date], chart: SiteChart
) -> Iterator[Row]:
    status = dict.fromkeys(chart.missing, "missing") | dict.fromkeys(chart.without_rate, "no_rate")
    for at, (month, row) in enumerate(zip(months, months_of(chart, chart.chart.classes), strict=True)):
        yield {
            "programme": asked.publication.programme,
            "indicator": indicator,
            "site": chart.site,
            "site_label": chart.name,
            "month": f"{month:%Y-%m}",
            **row,
            "rules": rules,
            "status": status.get(at, "shown"),
        }


SHOWN: Mapping[str, Callable[[Asked], Iterator[Row]]] = {
    "groups": show_groups,
    "answers": show_answers,
    "subscales": show_subscales,
    "change": show_change,
    "sites": show_sites,
    "principles": show_principles,
    "published": show_published,
    "participants": show_participants,
    "explore": show_explore,
    "sessions": show_sessions,
    "management": show_management,
}


def _written(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value)) if isinstance(value, float) else str(value)


def as_text(rows: Sequence[Row]) -> list[list[str]]:
    """Return header and rows as texts, empty where there is no value; columns in order of appearance."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [columns, *([_written(row.get(name)) for name in columns] for row in rows)]


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows as a JSON list, null where there is no value."""
    clean = [{name: None if value != value else value for name, value in row.items()} for row in rows]
    return json.dumps(clean, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    return value.item()
