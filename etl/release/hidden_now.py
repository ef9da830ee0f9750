"""What the publication that is shown shows of answers and the next one would not: told before it is frozen.

A later publication may have to hide a question of a group, since too few of those who came answered it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from etl.release.prior.origins import Origins
from publication.attached import attached_to_read
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.file import current_number, file_of
from publication.ids import CITIZENS, EVERYONE, UNKNOWN
from publication.records import ItemAnswers

# Of which wave and group, and which questionnaire's which question; by first ids but for the group's.
Shown = tuple[str, str, str, str]

_SHOWN = """
SELECT wave, group_id, instrument, item FROM answers WHERE status = 'shown'
ORDER BY wave, group_id, instrument, item
"""
_LABELS = "SELECT DISTINCT ON (group_id) group_id, COLUMNS('^label_') FROM selections"


@dataclass(frozen=True, slots=True)
class HiddenNow:
    """How many questions and scores of a group in a wave are shown no longer; its label by language."""

    wave: str
    group: str
    label: Mapping[str, str]
    questions: int


def hidden_now(
    folder: Path, programme: Programme, instruments: Iterable[Instrument], answers: Iterable[ItemAnswers]
) -> list[HiddenNow]:
    """Return what is shown now and is not among the answers about to be published, by wave and group."""
    if (number := current_number(folder)) is None:
        return []
    ready = set(_first_ids(_of_rows(answers), Origins.of(programme.waves, instruments)))
    labels, shown = _in_file(file_of(folder, number))
    gone = (row for row in shown if row not in ready and _can_be_called_so(row[1], programme))
    return [
        HiddenNow(wave, group, labels.get(group, {}), len(list(questions)))
        for (wave, group), questions in groupby(gone, key=lambda row: row[:2])
    ]


def _of_rows(answers: Iterable[ItemAnswers]) -> Iterator[Shown]:
    for row in answers:
        if row.status == "shown":
            yield row.wave, row.group_id, row.instrument, row.item


def _first_ids(shown: Iterable[Shown], origins: Origins) -> Iterator[Shown]:
    for wave, group, instrument, item in shown:
        yield origins.wave(wave), group, *origins.item(instrument, item)


def _in_file(path: Path) -> tuple[Mapping[str, Mapping[str, str]], list[Shown]]:
    """Return the labels of groups and what a publication shows; nothing of one that cannot be read."""
    try:
        with attached_to_read(path) as con:
            return _labels(con), list(_first_ids(con.execute(_SHOWN).fetchall(), Origins.in_publication(con)))
    except duckdb.Error:
        return {}, []


def _labels(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Return the label of each group, in the languages that the publication has."""
    found = con.execute(_LABELS)
    languages = [column.removeprefix("label_") for column, *_ in found.description or ()][1:]
    return {group: dict(zip(languages, label, strict=True)) for group, *label in found.fetchall()}


def _can_be_called_so(group: str, programme: Programme) -> bool:
    """Say whether a group's roles and sites have the ids they had: others may be the same ones renamed."""
    return {part for path in group.split("~") for part in path.split(".")} <= _known(programme)


def _known(programme: Programme) -> set[str]:
    places = [place.id for place in programme.municipalities] + [site.id for site in programme.sites]
    return {EVERYONE, UNKNOWN, CITIZENS, *places, *(role.id for role in programme.roles)}
