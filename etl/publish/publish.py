"""Publishing a programme: its closed waves and rounds go through the gate into a frozen publication."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.definitions.background import Background
from etl.definitions.instrument import Instrument
from etl.definitions.programme import Programme, Wave
from etl.definitions.text import Text
from etl.faults import Refused
from etl.publish.background import Category, count_background, count_roles
from etl.publish.counting import members_per_cell
from etl.publish.gate import Answers, CountedWave, answers_of, count_wave
from etl.publish.groups import Block, Node, level_of, programme_tree
from etl.publish.history import partitions_of, refuse_changed, refuse_finer, remember, wave_content
from etl.publish.labels import Labels
from etl.publish.leadership import Column, assess, columns_of_round, groups_of_round
from etl.publish.selections import Offer, offers
from etl.publish.writer import Rows, current_number, file_of, freeze, next_number, same_content
from etl.published.figures import published_rows
from etl.warehouse import answers_table, ensure_answers

Row = tuple[object, ...]
Progress = Callable[[Sequence[Wave]], Iterable[Wave]]


@dataclass(frozen=True, slots=True)
class Publishing:
    """What is about to be published: the counted waves, what they said, and every row that leaves."""

    waves: list[CountedWave]
    hidden: list[str]
    still_open: list[str]
    contents: dict[str, str]
    rows: dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class _Work:
    con: duckdb.DuckDBPyConnection
    programme: Programme
    instruments: Mapping[str, Instrument]
    background: Mapping[str, Background]
    labels: Labels
    tree: Node


def _named(label: Text) -> tuple[str, str, str]:
    return label["nb"], label["da"], label["en"]


def _answered(
    con: duckdb.DuckDBPyConnection, programme: str, instruments: Mapping[str, Instrument]
) -> set[str]:
    """Return the ids of the instruments that anyone in the programme answered, or that were printed."""
    found = {
        one
        for one in instruments
        if con.execute(
            f"SELECT 1 FROM {answers_table(one)} WHERE programme = ? LIMIT 1", [programme]
        ).fetchone()
    }
    printed = con.execute(
        "SELECT DISTINCT instrument FROM published_figures WHERE programme = ?", [programme]
    )
    return found | {one for (one,) in printed.fetchall()}


def _definitions(work: _Work) -> Iterator[Row]:
    yield "programme", work.programme.id, 0, work.programme.model_dump_json()
    for position, (name, instrument) in enumerate(work.instruments.items()):
        yield "instrument", name, position, instrument.model_dump_json()


def _waves(waves: Sequence[CountedWave]) -> Iterator[Row]:
    for position, one in enumerate(waves):
        yield one.wave.id, position, one.wave.date, one.wave.asked_as, one.members.total()


def _ids(cells: Block, order: Iterable[str], part: int) -> str:
    held = {cell[part] for cell in cells}
    return "|".join([one for one in order if one in held] + (["unknown"] if "unknown" in held else []))


def _groups(work: _Work, offer: Offer) -> Iterator[Row]:
    wave, programme = offer.waves[0], work.programme
    whole = [group for group in offer.groups if group.cells in wave.partition]
    for position, group in enumerate(whole):
        roles = _ids(group.cells, (role.id for role in programme.roles), 0)
        sites = _ids(group.cells, (site.id for site in programme.sites), 1)
        members = sum(wave.members[cell] for cell in group.cells)
        label = _named(work.labels.group(group.nodes))
        yield wave.wave.id, position, group.id, *label, roles, sites, members


def _blocks(wave: CountedWave) -> Iterator[Row]:
    for (instrument, item), partition in partitions_of(wave).items():
        for block in partition or [frozenset()]:
            yield wave.wave.id, instrument, item, [f"{role}@{site}" for role, site in sorted(block)]


def _selections(work: _Work, offer: Offer) -> Iterator[Row]:
    scope: Block = frozenset().union(*offer.partition)
    for position, group in enumerate(offer.groups):
        label, place = _named(work.labels.group(group.nodes)), _named(work.labels.places(group.nodes))
        level, sites = level_of(work.tree, group.cells, scope), len({site for _, site in group.cells})
        tree = level, sites, list(group.around)
        yield offer.from_wave, offer.to_wave, position, group.id, *label, *tree, *place


def _cells_by_wave(tree: Node, every: Sequence[Offer]) -> Iterator[tuple[CountedWave, str, Block]]:
    """Yield every wave with each selection that any offer makes of it, once."""
    by_path = {node.path: node.cells for node in tree.walk()}
    seen = set()
    for offer in every:
        for group in offer.groups:
            cells: Block = frozenset().union(*(by_path[path] for path in group.nodes))
            for wave in offer.waves:
                if (wave.wave.id, group.id) not in seen:
                    seen.add((wave.wave.id, group.id))
                    yield wave, group.id, cells


def _answer_row(
    instrument: str, wave: str, group: str, item: str, at: int, members: int, given: Answers
) -> Row:
    special = [given.special.get(one) for one in ("not_applicable", "dont_know", "not_relevant")]
    numbers = given.n, given.counts, *special, given.blank, given.total, given.total_of_squares
    return instrument, wave, group, item, at, given.status, members, *numbers


def _answers(work: _Work, every: Sequence[Offer]) -> Iterator[Row]:
    asked = [one for one in work.instruments.values() if {"pre", "post"} & set(one.asked_as)]
    for wave, group, cells in _cells_by_wave(work.tree, every):
        members = sum(n for cell, n in wave.members.items() if cell in cells)
        for instrument in asked:
            items = [*(["overall"] if instrument.overall else []), *(item.id for item in instrument.items)]
            for at, item in enumerate(items):
                given = answers_of(wave, instrument, item, cells)
                yield _answer_row(instrument.id, wave.wave.id, group, item, at, members, given)


def _merged(every: Sequence[Offer]) -> Iterator[Row]:
    for offer in every:
        for instrument, group, item, wider in offer.merged:
            yield instrument, offer.from_wave, offer.to_wave, group, item, wider


def _background(work: _Work, waves: Sequence[CountedWave]) -> Iterator[Row]:
    sql = "SELECT DISTINCT variable FROM background WHERE programme = ? ORDER BY 1"
    variables = [one for (one,) in work.con.execute(sql, [work.programme.id]).fetchall()]
    for wave in waves:
        tables: dict[str, list[Category]] = {"role": count_roles(work.programme, wave, work.labels)}
        for one in variables:
            tables[one] = count_background(
                work.con, work.programme, wave.wave, one, work.background, wave.members.total(), work.labels
            )
        for variable, categories in tables.items():
            for position, category in enumerate(categories):
                yield wave.wave.id, variable, position, *_named(category.label), category.n


def _column_label(work: _Work, column: Column) -> tuple[str, str, str]:
    if column.alone:
        return _named(work.labels.site(column.sites[0]))
    places = [work.programme.municipality_of(site) for site in column.sites]
    return _named(work.labels.leadership_groups(column.sites, places))


def _assessments(work: _Work) -> Iterator[Row]:
    asked = [one for one in work.instruments.values() if "assessment" in one.asked_as]
    for one in (one for one in work.programme.rounds if one.closed):
        columns = columns_of_round(groups_of_round(work.con, work.programme, one.id), work.programme)
        for instrument in asked:
            for position, column in enumerate(columns):
                shown = assess(work.con, work.programme, one.id, column, instrument)
                head = instrument.id, one.id, position, "~".join(column.sites), *_column_label(work, column)
                size = "|".join(column.sites), len(column.sites), column.leaders
                for at, (item, given) in enumerate(shown.items()):
                    numbers = given.status, given.n, given.middle, given.range, given.dont_know
                    yield *head, *size, item, at, *numbers


def _files(work: _Work, waves: Iterable[str]) -> list[Row]:
    return work.con.execute(
        "SELECT kind, wave, name, loaded_at::DATE FROM files WHERE programme = ? AND list_contains(?, wave)"
        " ORDER BY kind, wave, name",
        [work.programme.id, list(waves)],
    ).fetchall()


def _everything(work: _Work, waves: list[CountedWave], every: list[Offer]) -> dict[str, list[Row]]:
    single = [offer for offer in every if len(offer.waves) == 1]
    occasions = [wave.id for wave in work.programme.waves if wave.closed]
    occasions += [one.id for one in work.programme.rounds if one.closed]
    return {
        "definitions": list(_definitions(work)),
        "waves": list(_waves(waves)),
        "groups": [row for offer in single for row in _groups(work, offer)],
        "blocks": [row for wave in waves for row in _blocks(wave)],
        "selections": [row for offer in every for row in _selections(work, offer)],
        "answers": list(_answers(work, every)),
        "merged": list(_merged(every)),
        "background": list(_background(work, waves)),
        "assessments": list(_assessments(work)),
        "published": published_rows(work.con, work.programme.id, work.instruments),
        "files": _files(work, occasions),
    }


def prepare(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
    labels: Labels,
    progress: Progress = iter,
) -> Publishing:
    """Group and count all that is closed. Raises Refused where there is nothing to publish."""
    ensure_answers(con, instruments.values())
    known = _answered(con, programme.id, instruments)
    used = {name: one for name, one in instruments.items() if name in known}
    work = _Work(con, programme, used, background, labels, programme_tree(programme))
    closed = [wave for wave in programme.waves if wave.closed]
    counted = {wave.id: count_wave(con, programme, work.tree, wave, used) for wave in progress(closed)}
    waves = [one for one in counted.values() if one is not None]
    rows = _everything(work, waves, offers(work.tree, waves))
    if not (rows["answers"] or rows["assessments"] or rows["published"]):
        raise Refused("nothing_to_publish", programme=programme.id)
    contents = {one.wave.id: wave_content(con, programme.id, one.wave, used) for one in waves}
    answered = [one for one in programme.waves if members_per_cell(con, programme.id, one.id)]
    hidden = [one.id for one in answered if one.closed and counted[one.id] is None]
    still_open = [one.id for one in answered if not one.closed]
    return Publishing(waves, hidden, still_open, contents, rows)


def refuse_what_was_said_otherwise(
    con: duckdb.DuckDBPyConnection, folder: Path, programme: str, ready: Publishing
) -> None:
    """Raise Refused where a wave published before has changed, or would be shown in finer groups."""
    refuse_changed(con, programme, ready.contents)
    refuse_finer(folder, ready.waves)


def publish(
    con: duckdb.DuckDBPyConnection, folder: Path, programme: str, ready: Publishing, today: dt.date
) -> tuple[int, bool]:
    """Freeze what is ready; return the publication's number and whether it is new.

    Unchanged data make no new publication. Raises Refused as refuse_what_was_said_otherwise does.
    """
    refuse_what_was_said_otherwise(con, folder, programme, ready)
    current = current_number(folder)
    rows: Rows = ready.rows
    if current is not None and same_content(file_of(folder, current), rows):
        return current, False
    number = next_number(folder)
    remember(con, programme, number, ready.contents)  # first: what is shown must never be forgotten
    freeze(folder, programme, number, rows, today)
    return number, True
