"""Suppression: what leaves of an item or a score for a selection of groups, and what is withheld.

Primary suppression: fewer than k answered. Secondary (complementary): what would give those few away.

    Sites a, b and c have eight members each; four of a answered p1, seven of b, all of c; k is 5.
    a is below the threshold. Were a alone withheld, everyone less b less c would be its four answers.
    So p1 is asked of {a, b} together (eleven answers) and of c: b alone is withheld although it has seven.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from etl.release.counted import CountedInstrument, CountedWave
from etl.release.groups import Block, is_union
from etl.release.scores.attribute_disclosure import FigureKind, ScoreFigure, number_shown, suppressed
from etl.release.scores.composite import steps_name
from etl.release.scores.patterns import respondents
from etl.release.scores.standard_error import LinearisedMean, mean_of_means
from publication.definitions.instrument import Instrument
from publication.scores import FEWEST_PEOPLE_FOR_COUNTS, rounded_up


@dataclass(frozen=True, slots=True)
class Answers:
    """What leaves of one item in one group: counts on the scale and apart from it, or a status only."""

    status: str
    n: int | None = None
    counts: list[int] | None = None
    special: dict[str, int] = field(default_factory=dict)
    blank: int | None = None
    mean: float | None = None
    se: float | None = None


def suppression_status(counted: CountedInstrument, item: str, cells: Block) -> str | None:
    """Return why an item of a selection does not leave: 'no_answers' or 'withheld'; None where it does."""
    if item not in counted.answered:
        return "no_answers"
    return None if is_union(cells, counted.partitions[item]) else "withheld"


def _item_answers(counted: CountedInstrument, at: int, groups: Sequence[int]) -> Answers:
    counts = [sum(held) for held in zip(*(counted.counts[at][group] for group in groups), strict=True)]
    steps = len(counted.axis.answers)
    on_scale = counts[:steps]
    special = {name: counts[steps + place] for place, name in enumerate(counted.axis.special)}
    return Answers("shown", sum(on_scale), on_scale, special, counts[-1])


def _score_answers(wave: CountedWave, counted: CountedInstrument, name: str, cells: Block) -> Answers:
    groups, items = wave.groups_in(cells), counted.behind(name)
    patterns = [counted.patterns[group] for group in groups]
    of_items = [_item_answers(counted, int(at), groups).counts or [] for at in np.flatnonzero(items)]
    cross, half_steps = (
        np.sum(held, axis=0)
        for held in ([group.cross for group in patterns], [group.half_steps[name] for group in patterns])
    )
    numbers = (
        ScoreFigure(name, held, FigureKind.NUMBER) for held in _groups_of_score(wave, counted, name, cells)
    )
    n = sum(number_shown(counted.patterns, items, number, counted.released) for number in numbers)
    linear, may_leave = LinearisedMean.of(cross, items, n), partial(_may_leave, counted, name, groups)
    squares = linear.squares(cross) if may_leave(FigureKind.ERROR) else linear.most_squares(cross)
    return Answers(
        "shown",
        linear.n,
        half_steps.tolist() if may_leave(FigureKind.COUNTS) else None,
        mean=mean_of_means(of_items, counted.axis.answers[0]),
        se=rounded_up(linear.standard_error(squares)),
    )


def _may_leave(counted: CountedInstrument, name: str, groups: Sequence[int], figure: FigureKind) -> bool:
    return ScoreFigure(name, tuple(groups), figure) in counted.released


def _groups_of_score(
    wave: CountedWave, counted: CountedInstrument, name: str, cells: Block
) -> Iterator[tuple[int, ...]]:
    """Yield the wave's groups that stand together wherever a score is shown, those within some cells."""
    for block in counted.partitions[name]:
        if block <= cells:
            yield tuple(wave.groups_in(block))


def release_score_figures(wave: CountedWave, selections: Collection[Block], k: int) -> None:
    """Note which figures of the scores of some selections may leave, so that nobody's other answers are told.

    None of a group whose answers were others in an earlier publication: what is shown of both would tell of
    the few who came or went.
    """
    for counted in wave.instruments.values():
        behind = {name: counted.behind(name) for name in counted.scores}
        every = dict.fromkeys(_every_figure(wave, counted, selections))
        unchanged = [figure for figure in every if counted.changed.isdisjoint(figure.groups)]
        counted.released.update({*unchanged} - suppressed(counted.patterns, behind, unchanged, k))


def _every_figure(
    wave: CountedWave, counted: CountedInstrument, selections: Collection[Block]
) -> Iterator[ScoreFigure]:
    for name in counted.scores:
        for groups in _groups_of_score(wave, counted, name, wave.scope):
            yield ScoreFigure(name, groups, FigureKind.NUMBER)
        for cells in (selection & wave.scope for selection in selections):
            if not suppression_status(counted, name, cells):
                groups = tuple(wave.groups_in(cells))
                yield ScoreFigure(name, groups, FigureKind.ERROR)
                if _is_in_half_steps(counted, name, cells, groups):
                    yield ScoreFigure(name, groups, FigureKind.COUNTS)


def _is_in_half_steps(counted: CountedInstrument, name: str, cells: Block, groups: Sequence[int]) -> bool:
    people = respondents([counted.patterns[group] for group in groups], name)
    return people >= FEWEST_PEOPLE_FOR_COUNTS and is_union(
        cells, counted.partitions.get(steps_name(name), ())
    )


def answers_of(wave: CountedWave, instrument: Instrument, item: str, cells: Block) -> Answers:
    """Return what may leave for an item (or a score) of a selection of cells in one wave.

    'shown' only where the selection is made of whole groups of that item; else 'withheld', 'no_answers' where
    not one member answered on the scale, or 'not_asked'.
    """
    counted = wave.instruments.get(instrument.id)
    if counted is None or item not in counted.partitions:
        return Answers("not_asked")
    cells &= wave.scope
    if hidden := suppression_status(counted, item, cells):
        return Answers(hidden)
    items = [held.id for held in counted.items]
    if item in items:
        return _item_answers(counted, items.index(item), wave.groups_in(cells))
    return _score_answers(wave, counted, item, cells)
