"""Preparing a release: all that is closed is counted, held against prior releases, and made into rows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.printed.counts import printed_variables
from etl.printed.tables import printed_tables
from etl.release.answer_rows import wave_rows
from etl.release.background_rows import background_rows, variables_asked, with_background
from etl.release.context import ReleaseContext, Row
from etl.release.counted import CountedWave
from etl.release.counting import members_per_cell
from etl.release.engine import Engine
from etl.release.free_text import released_texts, text_rows
from etl.release.gate import WaveToCount, count_wave
from etl.release.groups import name_nodes, population_tree
from etl.release.labels import Labels
from etl.release.leadership import assessment_rows
from etl.release.management import (
    SiteMonth,
    management_files,
    management_rows,
    shown_indicators,
    withheld_months,
)
from etl.release.populations import refuse_exchanged
from etl.release.prior.brought_back import refuse_brought_back
from etl.release.prior.change import FewChanged
from etl.release.prior.months import withheld_before
from etl.release.prior.occasions import Sheets, occasion_sheets, refuse_occasions_known_elsewhere
from etl.release.prior.recognition import refuse_known_elsewhere
from etl.release.prior.record import PriorReleases, PriorWave
from etl.release.prior.releases import prior_releases
from etl.release.prior.renaming import follow_renaming
from etl.release.prior.rounds import refuse_changed_rounds
from etl.release.prior.waves import refuse_forgotten
from etl.release.session_rows import SessionRows, prepare_sessions
from etl.release.withdraw_text import withdrawn_texts
from etl.warehouse.warehouse import answers_table, ensure_answers
from publication.definitions.background import Background
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import POPULATIONS, Instrument
from publication.definitions.link import Link
from publication.definitions.programme import Programme, Wave
from publication.faults import Refused
from publication.records import Assessment

# One of these tables has a row wherever there is something to publish.
_SHOWN = (
    *("answers", "assessments", "published", "published_counts"),
    *("marks", "published_sessions", "management"),
)
Progress = Callable[[Sequence[Wave]], Iterable[Wave]]
# By table, its records.
Rows = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class PreparedRelease:
    """What is about to be published: the counted waves, what they rest on, and every row that leaves.

    `hidden` and `still_open` are waves with answers that do not leave.
    """

    waves: list[CountedWave]
    hidden: list[str]
    still_open: list[str]
    rows: Rows
    sessions: SessionRows
    instruments: Sequence[Instrument]
    sheets: Sheets


def prepare(
    con: duckdb.DuckDBPyConnection,
    engine: Engine,
    folder: Path,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
    indicators: Mapping[str, Indicator],
    labels: Labels,
    progress: Progress = iter,
    links: Collection[Link] = (),
    *,
    again: bool = False,
    others: Collection[str] = (),
) -> PreparedRelease:
    """Group and count all that is closed, as what was published before into the folder allows.

    `again`: a person says that what was withdrawn is shown again; `others`: of which waves one says that they
    hold other answers than those published, though they are alike.

    Raises Refused where there is nothing to publish, a wave published before has changed by fewer than k
    people in a group or is to be shown in finer groups, a round or session published before has changed, or
    unchanged data that were withdrawn are not to be shown again.
    """
    _refuse_unknown(programme, others)
    ensure_answers(con, instruments.values())
    prior = prior_releases(con, programme.id, folder)
    sessions = prepare_sessions(con, programme, instruments, labels, prior)
    answered = _answered(con, programme.id, instruments) | sessions.instruments
    used = {name: instrument for name, instrument in instruments.items() if name in answered}
    trees = {whose: population_tree(programme, whose) for whose in POPULATIONS}
    context = ReleaseContext(con, engine, programme, used, background, indicators, labels, trees, links)
    prior_waves = follow_renaming(programme, instruments, prior.waves())
    refuse_exchanged(con, programme, prior_waves)
    waves = _counted_waves(context, prior_waves, progress)
    refuse_known_elsewhere(con, programme, waves, prior_waves, others)
    waves = [with_background(context, wave, prior_waves.get(wave.wave.id, ())) for wave in waves]
    withheld = withheld_before(programme, prior.withheld_months)
    rows = _rows(context, folder, instruments, waves, withheld, sessions)
    sheets = occasion_sheets(con, programme, used.values())
    _refuse_what_binds(context, folder, prior, prior_waves, rows, sheets)
    if not again:
        known = instruments.values(), indicators.values()
        refuse_brought_back(con, folder, programme, *known, waves, rows, prior, prior_waves)
    return PreparedRelease(waves, *_left_out(context, waves), rows, sessions, list(used.values()), sheets)


def _refuse_unknown(programme: Programme, waves: Iterable[str]) -> None:
    known = [wave.id for wave in programme.waves]
    for wave in waves:
        if wave not in known:
            raise Refused("no_wave", wave=wave, known=", ".join(known) or "–")


def _answered(
    con: duckdb.DuckDBPyConnection, programme: str, instruments: Mapping[str, Instrument]
) -> set[str]:
    """Return the ids of the instruments answered in a wave or round of the programme, or printed."""
    found = {
        name
        for name, instrument in instruments.items()
        if {"pre", "post", "assessment"} & set(instrument.asked_as)
        and con.execute(
            f"SELECT 1 FROM {answers_table(name)} WHERE programme = ? LIMIT 1", [programme]
        ).fetchone()
    }
    printed = con.execute("SELECT DISTINCT instrument FROM printed_figures WHERE programme = ?", [programme])
    found |= {name for (name,) in printed.fetchall()}
    return found | (printed_variables(con, programme) & set(instruments))


def _counted_waves(
    context: ReleaseContext, prior: Mapping[str, Sequence[PriorWave]], progress: Progress
) -> list[CountedWave]:
    closed = [wave for wave in context.programme.waves if wave.closed]
    counted = (_counted(context, wave, prior.get(wave.id, ())) for wave in progress(closed))
    return [wave for wave in counted if wave is not None]


def _counted(context: ReleaseContext, wave: Wave, prior: Sequence[PriorWave]) -> CountedWave | None:
    """Count a closed wave. Raises Refused where fewer than k people of a group came, went or stayed since."""
    programme, tree = context.programme, context.trees[wave.population]
    request = WaveToCount(context.engine, programme, tree, wave, context.instruments, prior)
    try:
        return count_wave(context.con, request)
    except FewChanged as few:
        everyone = frozenset().union(*(shown.members for shown in prior), few.cells)
        group = context.labels.group(name_nodes(tree, few.cells, everyone), wave.population)
        raise Refused(few.reason, wave=wave.id, k=str(programme.k), group=group) from few


def _rows(
    context: ReleaseContext,
    folder: Path,
    instruments: Mapping[str, Instrument],
    waves: list[CountedWave],
    withheld: Collection[SiteMonth],
    sessions: SessionRows,
) -> Rows:
    """Return every row that leaves, by table. Raises Refused where none shows anything."""
    con, programme, indicators = context.con, context.programme, context.indicators
    months = withheld_months(con, programme, indicators, withheld)
    management = management_rows(con, programme, indicators, set(months))
    assessments, gone = list(assessment_rows(context)), withdrawn_texts(con, folder, programme.id)
    files = [*_files(context, waves, assessments), *management_files(con, programme.id), *sessions.files]
    texts = [text for text in released_texts(con, programme) if text.digest not in gone]
    rows: Rows = {
        "definitions": [*_definitions(context), *shown_indicators(management, indicators)],
        **wave_rows(context, waves),
        **background_rows(context, waves),
        "assessments": assessments,
        **printed_tables(con, programme, context.instruments, instruments, context.background),
        "management": management,
        "withheld_months": [*months],
        "words": text_rows(texts),
        "files": files,
        **sessions.rows,
    }
    if not any(rows[table] for table in _SHOWN):
        raise Refused("nothing_to_publish", programme=programme.id)
    return rows


def _definitions(context: ReleaseContext) -> Iterator[Row]:
    programme, instruments, background = context.programme, context.instruments, context.background
    yield "programme", programme.id, 0, programme.model_dump_json()
    for position, (name, instrument) in enumerate(instruments.items()):
        yield "instrument", name, position, instrument.model_dump_json()
    asked = {*variables_asked(context), *printed_variables(context.con, programme.id)}
    for position, name in enumerate(sorted(asked & set(background))):
        yield "background", name, position, background[name].model_dump_json()
    for position, link in enumerate(context.links):
        if {link.leaders, link.instrument} <= set(instruments):
            yield "link", link.id, position, link.model_dump_json()


def _files(
    context: ReleaseContext, waves: Sequence[CountedWave], assessments: Iterable[Assessment]
) -> list[Row]:
    """Return the files about waves and rounds; a session may have the same id as one of them.

    None where all its people are hidden: that they answered would be told. Words come from no file a reader
    could trace them to.
    """
    closed = {wave.id for wave in context.programme.waves if wave.closed}
    shown = {
        "questionnaire": {counted.wave.id for counted in waves},
        "leadership": {row.round for row in assessments},
        **dict.fromkeys(("published", "published_counts"), closed),
    }
    sql = "SELECT kind, wave, name, loaded_at::DATE FROM files WHERE programme = ? ORDER BY kind, wave, name"
    rows = context.con.execute(sql, [context.programme.id]).fetchall()
    return [row for row in rows if row[1] in shown.get(row[0], ())]


def _refuse_what_binds(
    context: ReleaseContext,
    folder: Path,
    prior: PriorReleases,
    waves: Mapping[str, Sequence[PriorWave]],
    rows: Rows,
    sheets: Sheets,
) -> None:
    """Raise Refused for what prior releases do not allow of the rows themselves."""
    con, programme, instruments = context.con, context.programme, context.instruments.values()
    refuse_forgotten(folder, waves, rows)
    refuse_changed_rounds(programme, instruments, prior.columns(), rows["assessments"])
    refuse_occasions_known_elsewhere(con, programme, sheets)


def _left_out(context: ReleaseContext, waves: Iterable[CountedWave]) -> tuple[list[str], list[str]]:
    """Return the waves with answers that are hidden, and those that are still open."""
    counted = {wave.wave.id for wave in waves}
    answered = [
        wave
        for wave in context.programme.waves
        if wave.id in counted or members_per_cell(context.con, context.programme.id, wave.id)
    ]
    hidden = [wave.id for wave in answered if wave.closed and wave.id not in counted]
    return hidden, [wave.id for wave in answered if not wave.closed]
