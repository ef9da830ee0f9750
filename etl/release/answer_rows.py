"""The rows of a publication about waves: their groups, every selection that can be asked for, its answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from etl.release.context import ReleaseContext
from etl.release.counted import CountedWave
from etl.release.groups import Block, Node, level_of
from etl.release.prior.waves import blocks_of
from etl.release.selections import Offer, offers
from etl.release.suppression import Answers, answers_of, release_score_figures
from publication import records
from publication.definitions.instrument import Instrument, Population
from publication.definitions.programme import UNKNOWN
from publication.ids import OVERALL, subscale_name


def wave_rows(context: ReleaseContext, waves: list[CountedWave]) -> dict[str, list[Any]]:
    """Return all that leaves of waves, by table."""
    every = [
        offered
        for population, tree in context.trees.items()
        for offered in offers(tree, [wave for wave in waves if wave.wave.population == population])
    ]
    single = [offer for offer in every if len(offer.waves) == 1]
    return {
        "waves": list(_waves(waves)),
        "groups": [row for offer in single for row in _groups(context, offer)],
        "blocks": [row for wave in waves for row in blocks_of(wave)],
        "selections": [row for offer in every for row in _selections(context, offer)],
        "answers": list(_answers(context, every)),
        "merged": list(_merged(every)),
    }


def _waves(waves: Sequence[CountedWave]) -> Iterator[records.WaveRecord]:
    for position, counted in enumerate(waves):
        wave = counted.wave
        yield records.WaveRecord(wave.id, position, wave.date, wave.asked_as, counted.members.total())


def _ids(cells: Block, order: Iterable[str], part: int) -> str:
    held = {cell[part] for cell in cells}
    return "|".join(name for name in order if name in held)


def _groups(context: ReleaseContext, offer: Offer) -> Iterator[records.Group]:
    wave, programme = offer.waves[0], context.programme
    whole = [group for group in offer.groups if group.cells in wave.partition]
    for position, group in enumerate(whole):
        roles = _ids(group.cells, programme.roles_of(wave.wave.population), 0)
        sites = _ids(group.cells, [*(site.id for site in programme.sites), UNKNOWN], 1)
        members = sum(wave.members[cell] for cell in group.cells)
        label = context.labels.group(group.nodes, wave.wave.population)
        yield records.Group(wave.wave.id, position, group.id, label, roles, sites, members)


def _selections(context: ReleaseContext, offer: Offer) -> Iterator[records.OfferedSelection]:
    scope: Block = frozenset().union(*offer.partition)
    whose = offer.waves[0].wave.population
    for position, group in enumerate(offer.groups):
        yield records.OfferedSelection(
            from_wave=offer.from_wave,
            to_wave=offer.to_wave,
            position=position,
            group_id=group.id,
            label=context.labels.group(group.nodes, whose),
            level=level_of(context.trees[whose], group.cells, scope),
            sites=len({site for _, site in group.cells}),
            around=list(group.ancestors),
            place=context.labels.places(group.nodes, whose),
        )


def _cells_by_wave(
    trees: Mapping[Population, Node], every: Sequence[Offer]
) -> Iterator[tuple[CountedWave, str, Block]]:
    """Yield every wave with each selection that any offer makes of it, once."""
    cells_at = {whose: {node.path: node.cells for node in tree.walk()} for whose, tree in trees.items()}
    seen = set()
    for offer in every:
        by_path = cells_at[offer.waves[0].wave.population]
        for group in offer.groups:
            cells: Block = frozenset().union(*(by_path[path] for path in group.nodes))
            for wave in offer.waves:
                if (wave.wave.id, group.id) not in seen:
                    seen.add((wave.wave.id, group.id))
                    yield wave, group.id, cells


def _answer_row(
    instrument: str, wave: str, group: str, item: str, at: int, members: int, given: Answers
) -> records.ItemAnswers:
    return records.ItemAnswers(
        instrument=instrument,
        wave=wave,
        group_id=group,
        item=item,
        position=at,
        status=given.status,
        members=members,
        n=given.n,
        counts=given.counts,
        not_applicable=given.special.get("not_applicable"),
        dont_know=given.special.get("dont_know"),
        not_relevant=given.special.get("not_relevant"),
        blank=given.blank,
        mean=given.mean,
        se=given.se,
    )


def _shown_of(instrument: Instrument) -> list[str]:
    """Return what is shown of an instrument, in order: the overall score, its items, its subscales."""
    overall = [OVERALL] if instrument.overall else []
    subscales = (subscale_name(subscale.id) for subscale in instrument.subscales)
    return [*overall, *(item.id for item in instrument.items), *subscales]


def _answers(context: ReleaseContext, every: Sequence[Offer]) -> Iterator[records.ItemAnswers]:
    asked, offered = context.asked_as("pre", "post"), list(_cells_by_wave(context.trees, every))
    for shown in {wave.wave.id: wave for wave, *_ in offered}.values():
        selections = [cells for wave, _, cells in offered if wave is shown]
        release_score_figures(shown, selections, context.programme.k)
    for wave, group, cells in offered:
        members = sum(n for cell, n in wave.members.items() if cell in cells)
        for instrument in (held for held in asked if held.population == wave.wave.population):
            for at, item in enumerate(_shown_of(instrument)):
                given = answers_of(wave, instrument, item, cells)
                yield _answer_row(instrument.id, wave.wave.id, group, item, at, members, given)


def _merged(every: Sequence[Offer]) -> Iterator[records.Merged]:
    for offer in every:
        for instrument, group, item, wider in offer.merged:
            yield records.Merged(instrument, offer.from_wave, offer.to_wave, group, item, wider)
