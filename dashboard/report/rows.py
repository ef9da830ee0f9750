"""Rows for scripts and checks: what is wanted of a publication, and what several kinds of rows share."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from dashboard.report.labels import item_labels
from dashboard.report.offered import waves_of_people
from dashboard.statistics.moments import moments_of_counts
from publication.languages import Language
from publication.queries.answers import Answer
from publication.queries.change import ask_answers
from publication.reading import Option, Publication

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a publication; None where it was not said."""

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
        known = [instrument for instrument in self.publication.instruments if instrument in answered]
        return [instrument for instrument in known if self.instrument in (None, instrument)]

    def waves(self) -> list[str]:
        """Return the waves asked for that may be shown."""
        shown = [wave.id for wave in self.publication.waves if wave.members is not None]
        return [wave for wave in shown if self.wave in (None, wave)]

    def waves_of(self, instrument: str) -> list[str]:
        """Return the waves asked for that asked the people who answer an instrument."""
        own = waves_of_people(self.publication, instrument)
        return [wave for wave in self.waves() if wave in own]

    def labels(self, instrument: str) -> dict[str, str]:
        """Return item → label."""
        return item_labels(self.publication.instruments[instrument], self.language)


Rows = Callable[[Wanted], Iterator[Row]]


def _usual(_: Wanted) -> Mapping[str, Sequence[str]]:
    return {}


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of rows, as a page answers for it.

    Attributes:
        rows: Yields the rows wanted.
        page: What the sentence for a programme without any is called after; the page's own where it is ''.
        has_data: Says whether a programme has any; as the page where it is None.
        names: What there is to be wanted by name, where it is not the usual.
    """

    rows: Rows
    page: str = ""
    has_data: Callable[[Publication], bool] | None = None
    names: Callable[[Wanted], "Known"] = _usual


# What can be wanted by name → what there is of it.
Known = Mapping[str, Sequence[str]]
RowKinds = Mapping[str, RowKind]


def selections_of(wanted: Wanted, wave: str) -> dict[str, Option]:
    """Return the selections wanted of a wave."""
    options = wanted.publication.options.get((wave, wave), ())
    return {option.id: option for option in options if wanted.group in (None, option.id)}


def summary_of(answer: Answer, values: range) -> Row:
    """Return mean, SD and standard error; a score has no SD."""
    if answer.status != "shown":
        return dict.fromkeys(("mean", "sd", "se"), math.nan)
    if answer.is_score:
        return {"mean": answer.mean, "sd": math.nan, "se": answer.se}
    moments = moments_of_counts(np.array([answer.counts]), np.array(values))
    n, mean, sd = int(moments.n[0]), float(moments.mean[0]), float(moments.sd[0])
    return {"mean": mean, "sd": sd, "se": sd / math.sqrt(n) if n else math.nan}


def answers_of(wanted: Wanted, instrument: str, wave: str) -> Iterator[tuple[str, Option, Answer]]:
    """Yield each item (and score) of every selection of a wave: its id, the selection, what leaves of it."""
    sheets, options = wanted.publication.sheets(instrument), selections_of(wanted, wave)
    held = {group: ask_answers(sheets, group, wave) for group in options}
    for item in dict.fromkeys(chain.from_iterable(held.values())):
        having = (group for group in held if item in held[group])
        yield from ((item, options[group], held[group][item]) for group in having)


def scale_of(wanted: Wanted, instrument: str) -> range:
    """Return the whole answers of an instrument."""
    return wanted.publication.instruments[instrument].answers


def head_of(wanted: Wanted, instrument: str, wave: str, option: Option) -> Row:
    """Return what begins a row: programme, instrument, wave and group."""
    return {
        "programme": wanted.publication.programme,
        "instrument": instrument,
        "wave": wave,
        "group": option.id,
        "group_label": wanted.language.of(option.label),
    }


def ends_of(wanted: Wanted, instrument: str) -> tuple[str, str] | None:
    """Return the waves asked for, first and last of an instrument's people where it was not said.

    None where they are not in order, or of others. Both are the same where there is one alone.
    """
    waves = waves_of_people(wanted.publication, instrument)
    start, end = wanted.from_wave or waves[0] if waves else "", wanted.to_wave or waves[-1] if waves else ""
    known = start in waves and end in waves and waves.index(start) <= waves.index(end)
    return (start, end) if known else None
