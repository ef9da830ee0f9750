"""A publication as it is for somebody who may see some of its sites: another one, of those sites alone.

Whatever is asked of it, what lies outside is not there to be found. A group is in it where every place that
its name covers lies inside, so that any sum or difference of what is shown is again of those sites. What has
no site belongs to the programme: it is not in it. A table is in it by a rule below, or empty.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from publication import records as held
from publication.covering import Covering
from publication.definitions.programme import Programme
from publication.opening import locked_in_memory, publication_in
from publication.reading import Publication
from publication.schema import create, fill, meta_of, read
from publication.scope import Sites

Record = TypeVar("Record", bound=NamedTuple)
_OF_GROUPS = "WHERE list_contains($given::VARCHAR[], group_id)"
_OF_SITES = "WHERE list_contains($given::VARCHAR[], site)"
_OF_WAVES = "WHERE instrument = '' AND item = ''"


@dataclass(frozen=True)
class _Inside:
    """What of a publication lies within some of its sites."""

    full: Publication
    sites: Sites

    @cached_property
    def tree(self) -> Covering:
        """What each group covers."""
        return Covering(self.full)

    def holds(self, group: str) -> bool:
        """Say whether all that a group's id covers lies inside."""
        return self.tree.sites_of(group) <= self.sites

    @cached_property
    def groups(self) -> list[str]:
        """The groups that are shown, unions of groups too."""
        offered = {option.id for options in self.full.options.values() for option in options}
        return sorted(group for group in offered if self.holds(group))

    @cached_property
    def waves(self) -> frozenset[str]:
        """The waves in which a group is shown."""
        shown = {*self.groups}
        return frozenset(
            wave
            for (wave, later), options in self.full.options.items()
            if wave == later and any(option.id in shown for option in options)
        )

    def of_groups(self, record: type[Record]) -> list[Record]:
        """Return the records of a table that belong to a group that is shown."""
        return read(self.full.cursor(), record, _OF_GROUPS, {"given": self.groups})

    def of_sites(self, record: type[Record]) -> list[Record]:
        """Return the records of a table that belong to a site."""
        return read(self.full.cursor(), record, _OF_SITES, {"given": sorted(self.sites)})

    @cached_property
    def assessments(self) -> list[held.Assessment]:
        """The leadership groups that are shown: those of which every site lies inside."""
        found = read(self.full.cursor(), held.Assessment)
        return [cell for cell in found if self.sites.issuperset(cell.sites.split("|"))]

    @cached_property
    def management(self) -> list[held.ManagementFigure]:
        """What the sites recorded of themselves."""
        return self.of_sites(held.ManagementFigure)


def _meta(inside: _Inside) -> list[held.Meta]:
    return [meta_of(inside.full.cursor())]


def _programme(inside: _Inside) -> Programme:
    """Return the programme as if it had these sites alone; how many were invited was told of all of them."""
    whole, sites = inside.full.definition, inside.sites
    places = [
        place.model_copy(update={"sites": [site for site in place.sites if site.id in sites]})
        for place in whole.municipalities
    ]
    rounds = {cell.round for cell in inside.assessments}
    known = (None, *sites)
    return whole.model_copy(
        update={
            "about": None,
            "municipalities": [place for place in places if place.sites],
            "waves": [
                wave.model_copy(update={"invited": None, "respondents": None})
                for wave in whole.waves
                if wave.id in inside.waves
            ],
            "rounds": [assessment for assessment in whole.rounds if assessment.id in rounds],
            "events": [event for event in whole.events if event.site in known],
            "targets": [target for target in whole.targets if target.site in known],
            **{name: [] for name in ("session_kinds", "sessions", "table_notes", "claims")},
        }
    )


def _definitions(inside: _Inside) -> Iterator[held.StoredDefinition]:
    recorded = {figure.indicator for figure in inside.management}
    for entry in read(inside.full.cursor(), held.StoredDefinition, "ORDER BY position"):
        if entry.kind == "programme":
            yield entry._replace(definition=held.Json(_programme(inside).model_dump_json()))
        elif entry.kind != "indicator" or entry.id in recorded:
            yield entry


def _waves(inside: _Inside) -> list[held.WaveRecord]:
    """Return the waves; of how many members there were in all nothing is told."""
    found = read(inside.full.cursor(), held.WaveRecord)
    return [wave._replace(members=None) for wave in found if wave.wave in inside.waves]


def _blocks(inside: _Inside) -> Iterator[held.Block]:
    """Yield who was there, role by role, at the sites."""
    for block in read(inside.full.cursor(), held.Block, _OF_WAVES):
        cells = [cell for cell in block.cells if cell.partition("@")[2] in inside.sites]
        if cells and block.wave in inside.waves:
            yield block._replace(cells=cells)


def _selections(inside: _Inside) -> Iterator[held.OfferedSelection]:
    shown = {*inside.groups}
    for offered in inside.of_groups(held.OfferedSelection):
        yield offered._replace(around=[group for group in offered.around if group in shown])


def _sheets(inside: _Inside) -> Iterator[held.AnswerSheet]:
    """Yield the answers of each group as the whole publication shows them, whichever release wrote it."""
    shown = {*inside.groups}
    for instrument in {instrument for instrument, _ in inside.full.asked}:
        for (group, wave), answers in inside.full.sheets(instrument).items():
            if group in shown:
                yield held.AnswerSheet(instrument, group, wave, answers)


def _merged(inside: _Inside) -> list[held.Merged]:
    shown = {*inside.groups}
    return [merged for merged in inside.of_groups(held.Merged) if merged.merged_id in shown]


_RULES: Mapping[str, Callable[[_Inside], Any]] = {
    "meta": _meta,
    "definitions": _definitions,
    "waves": _waves,
    "groups": lambda inside: inside.of_groups(held.Group),
    "blocks": _blocks,
    "selections": _selections,
    "answers": lambda inside: inside.of_groups(held.ItemAnswers),
    "answer_sheets": _sheets,
    "merged": _merged,
    "assessments": lambda inside: inside.assessments,
    "management": lambda inside: inside.management,
    "withheld_months": lambda inside: inside.of_sites(held.WithheldMonth),
}


def scoped(full: Publication, sites: Sites) -> Publication:
    """Return a publication of some of another's sites, with its number, date and key, in memory.

    Raises duckdb.Error where the other one's file cannot be read.
    """
    inside = _Inside(full, sites)
    rows: dict[str, Sequence[Sequence[object]]] = {name: [*rule(inside)] for name, rule in _RULES.items()}
    con = locked_in_memory()
    create(con)
    fill(con, rows)
    part = publication_in(con, full.identity, full.words, sites)
    # What is the same for all is kept once.
    return replace(part, instruments=full.instruments, questions=full.questions, links=full.links)
