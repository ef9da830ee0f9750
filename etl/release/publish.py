"""Publishing a programme: its closed waves and rounds go through the gate into a frozen publication."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl.printed.counts import printed_variables, published_count_rows
from etl.printed.figures import fit_rows, published_rows, read_printed_rows, theta_rows
from etl.printed.findings import claim_rows, copy_rows, percent_rows
from etl.release.background import count_background, count_roles
from etl.release.background_groups import Category
from etl.release.background_history import background_changes
from etl.release.counting import members_per_cell
from etl.release.differencing import Earlier, FewChanged
from etl.release.gate import Answers, Asked, CountedWave, answers_of, count_wave, release_scores
from etl.release.groups import Block, Node, level_of, name_nodes, programme_tree
from etl.release.history import (
    blocks_of,
    earlier_publications,
    next_number,
    refuse_forgotten,
    remember,
    withdrawn_numbers,
)
from etl.release.labels import Labels
from etl.release.leadership import Column, assess, columns_of_round, groups_of_round
from etl.release.leadership_history import refuse_changed_rounds, remember_assessments
from etl.release.management import management_files, management_rows, shown_indicators, withheld_months
from etl.release.management_history import remember_withheld, withheld_before
from etl.release.occasion_history import (
    Sheets,
    occasion_sheets,
    refuse_occasions_known_elsewhere,
    remember_sheets,
)
from etl.release.recognition import refuse_known_elsewhere
from etl.release.renaming import follow_renaming
from etl.release.scores import OVERALL, subscale_name
from etl.release.selections import Offer, offers
from etl.release.session_history import remember_sessions
from etl.release.session_rows import SessionRows, prepare_sessions
from etl.release.withdraw_words import erase_withdrawn, withdrawn_texts
from etl.release.withdrawn import note_withdrawn, refuse_withdrawn, taken_back
from etl.release.words import released, word_rows
from etl.warehouse.keep import BACKGROUND
from etl.warehouse.warehouse import answers_table, ensure_answers
from publication.definitions.background import Background
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument
from publication.definitions.link import Link
from publication.definitions.programme import Programme, Wave
from publication.definitions.text import Text
from publication.faults import Refused
from publication.file import (
    build,
    current_number,
    file_of,
    freeze,
    new_identity,
    point_to,
    same_content,
    waiting_number,
)

Row = tuple[object, ...]
# One of these tables has a row wherever there is something to publish.
_SHOWN = (
    *("answers", "assessments", "published", "published_counts"),
    *("marks", "published_sessions", "management"),
)
Progress = Callable[[Sequence[Wave]], Iterable[Wave]]


@dataclass(frozen=True, slots=True)
class Publishing:
    """What is about to be published: the counted waves, what they said, and every row that leaves."""

    waves: list[CountedWave]
    hidden: list[str]
    still_open: list[str]
    rows: dict[str, list[Row]]
    sessions: SessionRows
    instruments: Sequence[Instrument]
    sheets: Sheets


@dataclass(frozen=True, slots=True)
class _Work:
    con: duckdb.DuckDBPyConnection
    folder: Path
    programme: Programme
    instruments: Mapping[str, Instrument]
    background: Mapping[str, Background]
    indicators: Mapping[str, Indicator]
    labels: Labels
    tree: Node
    links: Collection[Link]


def _named(label: Text) -> tuple[str, str, str]:
    return label["nb"], label["da"], label["en"]


def _answered(
    con: duckdb.DuckDBPyConnection, programme: str, instruments: Mapping[str, Instrument]
) -> set[str]:
    """Return the ids of the instruments answered in a wave or round of the programme, or printed."""
    found = {
        name
        for name, one in instruments.items()
        if {"pre", "post", "assessment"} & set(one.asked_as)
        and con.execute(
            f"SELECT 1 FROM {answers_table(name)} WHERE programme = ? LIMIT 1", [programme]
        ).fetchone()
    }
    printed = con.execute("SELECT DISTINCT instrument FROM printed_figures WHERE programme = ?", [programme])
    found |= {one for (one,) in printed.fetchall()}
    return found | (printed_variables(con, programme) & set(instruments))


def _definitions(work: _Work) -> Iterator[Row]:
    yield "programme", work.programme.id, 0, work.programme.model_dump_json()
    for position, (name, instrument) in enumerate(work.instruments.items()):
        yield "instrument", name, position, instrument.model_dump_json()
    told = {*_variables(work), *printed_variables(work.con, work.programme.id)}
    for position, name in enumerate(sorted(told & set(work.background))):
        yield "background", name, position, work.background[name].model_dump_json()
    for position, link in enumerate(work.links):
        if {link.leaders, link.staff} <= set(work.instruments):
            yield "link", link.id, position, link.model_dump_json()


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
    numbers = given.n, given.counts, *special, given.blank, given.mean, given.se
    return instrument, wave, group, item, at, given.status, members, *numbers


def _rows_of(instrument: Instrument) -> list[str]:
    """Return what is shown of an instrument, in order: the overall score, its items, its subscales."""
    overall = [OVERALL] if instrument.overall else []
    subscales = (subscale_name(one.id) for one in instrument.subscales)
    return [*overall, *(item.id for item in instrument.items), *subscales]


def _answers(work: _Work, every: Sequence[Offer]) -> Iterator[Row]:
    asked = [one for one in work.instruments.values() if {"pre", "post"} & set(one.asked_as)]
    offered = list(_cells_by_wave(work.tree, every))
    for shown in {wave.wave.id: wave for wave, *_ in offered}.values():
        release_scores(shown, [cells for wave, _, cells in offered if wave is shown], work.programme.k)
    for wave, group, cells in offered:
        members = sum(n for cell, n in wave.members.items() if cell in cells)
        for instrument in asked:
            for at, item in enumerate(_rows_of(instrument)):
                given = answers_of(wave, instrument, item, cells)
                yield _answer_row(instrument.id, wave.wave.id, group, item, at, members, given)


def _merged(every: Sequence[Offer]) -> Iterator[Row]:
    for offer in every:
        for instrument, group, item, wider in offer.merged:
            yield instrument, offer.from_wave, offer.to_wave, group, item, wider


def _variables(work: _Work) -> dict[str, list[str]]:
    """Return background question → the waves it was asked in, whatever was answered."""
    sql = "SELECT DISTINCT variable, wave FROM background WHERE programme = ? ORDER BY ALL"
    found: dict[str, list[str]] = {}
    for variable, wave in work.con.execute(sql, [work.programme.id]).fetchall():
        found.setdefault(variable, []).append(wave)
    return found


Tables = Mapping[tuple[str, str], Sequence[Category]]


def _told(work: _Work, one: CountedWave, earlier: Sequence[Earlier]) -> dict[str, list[Category]]:
    """Return background question → its categories in a wave, none where it is hidden."""
    wave, members = one.wave, one.members.total()
    changed = background_changes(
        work.con, work.programme.id, wave.id, one.members, one.said[BACKGROUND], earlier
    )
    return {
        variable: count_background(
            work.con, work.programme, wave, variable, work.background, members, work.labels, changed
        )
        for variable, asked_in in _variables(work).items()
        if wave.id in asked_in
    }


def _with_background(one: CountedWave, told: Mapping[str, Sequence[Category]]) -> CountedWave:
    """Return a wave that knows which categories of its background stand together."""
    stand_together = {
        variable: tuple(frozenset((variable, each) for each in category.ids) for category in categories)
        for variable, categories in told.items()
    }
    return replace(one, background=stand_together)


def _tables(
    work: _Work, waves: Sequence[CountedWave], told: Sequence[Mapping[str, list[Category]]]
) -> Tables:
    """Return (wave, question) → its categories, the roles first."""
    tables: dict[tuple[str, str], Sequence[Category]] = {}
    for one, background in zip(waves, told, strict=True):
        if work.programme.roles:
            tables[one.wave.id, "role"] = count_roles(work.programme, one, work.labels)
        tables |= {(one.wave.id, variable): categories for variable, categories in background.items()}
    return tables


def _background(tables: Tables) -> dict[str, list[Row]]:
    return {
        "background": [
            (*about, position, *_named(category.label), category.n, list(category.ids))
            for about, categories in tables.items()
            for position, category in enumerate(categories)
        ],
        "background_asked": [
            (*about, "shown" if categories else "withheld") for about, categories in tables.items()
        ],
    }


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


def _files(work: _Work, waves: Sequence[CountedWave], assessments: Iterable[Row]) -> list[Row]:
    """Return the files about waves and rounds; a session may have the same id as one of them.

    None where all its people are hidden: that they answered would be told. Words come from no file a reader
    could trace them to.
    """
    closed = {wave.id for wave in work.programme.waves if wave.closed}
    shown = {
        "questionnaire": {one.wave.id for one in waves},
        "leadership": {str(row[1]) for row in assessments},
        **dict.fromkeys(("published", "published_counts"), closed),
    }
    sql = "SELECT kind, wave, name, loaded_at::DATE FROM files WHERE programme = ? ORDER BY kind, wave, name"
    rows = work.con.execute(sql, [work.programme.id]).fetchall()
    return [row for row in rows if row[1] in shown.get(row[0], ())]


def _printed(work: _Work, instruments: Mapping[str, Instrument]) -> dict[str, list[Row]]:
    """Return what a report printed of the programme, and what its figures can and cannot be."""
    printed = read_printed_rows(work.con, work.programme.id, work.instruments)
    return {
        "published": published_rows(printed),
        "published_fits": list(fit_rows(printed)),
        "published_theta": list(theta_rows(printed, work.programme)),
        "published_copies": list(copy_rows(work.con, work.programme, printed)),
        "published_percents": list(percent_rows(work.con, work.programme, instruments, work.background)),
        "published_claims": list(claim_rows(work.programme, printed)),
    }


def _everything(
    work: _Work,
    instruments: Mapping[str, Instrument],
    waves: list[CountedWave],
    every: list[Offer],
    tables: Tables,
    gone: Collection[str],
) -> dict[str, list[Row]]:
    single = [offer for offer in every if len(offer.waves) == 1]
    before = withheld_before(work.con, work.programme, work.folder)
    withheld = withheld_months(work.con, work.programme, work.indicators, before)
    management = management_rows(work.con, work.programme, work.indicators, set(withheld))
    assessments = list(_assessments(work))
    return {
        "definitions": [*_definitions(work), *shown_indicators(management, work.indicators)],
        "waves": list(_waves(waves)),
        "groups": [row for offer in single for row in _groups(work, offer)],
        "blocks": [row for wave in waves for row in blocks_of(wave)],
        "selections": [row for offer in every for row in _selections(work, offer)],
        "answers": list(_answers(work, every)),
        "merged": list(_merged(every)),
        **_background(tables),
        "assessments": assessments,
        **_printed(work, instruments),
        "management": management,
        "withheld_months": [*withheld],
        "words": word_rows([one for one in released(work.con, work.programme) if one.digest not in gone]),
        "files": [*_files(work, waves, assessments), *management_files(work.con, work.programme.id)],
        "published_counts": published_count_rows(
            work.con, work.programme.id, work.instruments, work.background
        ),
    }


def _counted(work: _Work, wave: Wave, earlier: Sequence[Earlier]) -> CountedWave | None:
    """Count a closed wave. Raises Refused where fewer than k people of a group came, went or stayed since."""
    try:
        return count_wave(work.con, Asked(work.programme, work.tree, wave, work.instruments, earlier))
    except FewChanged as few:
        everyone = frozenset().union(*(one.members for one in earlier), few.cells)
        group = work.labels.group(name_nodes(work.tree, few.cells, everyone))
        raise Refused(few.reason, wave=wave.id, k=str(work.programme.k), group=group) from few


def _refuse_unknown(programme: Programme, waves: Iterable[str]) -> None:
    known = [wave.id for wave in programme.waves]
    for one in waves:
        if one not in known:
            raise Refused("no_wave", wave=one, known=", ".join(known) or "–")


def prepare(
    con: duckdb.DuckDBPyConnection,
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
) -> Publishing:
    """Group and count all that is closed, as what was published before into the folder allows.

    `again`: a person says that what was withdrawn is shown again; `others`: of which waves one says that they
    hold other answers than those published, though they are alike.

    Raises Refused where there is nothing to publish, a wave published before has changed by fewer than k
    people in a group or is to be shown in finer groups, a round or session published before has changed, or
    unchanged data that were withdrawn are not to be shown again.
    """
    _refuse_unknown(programme, others)
    ensure_answers(con, instruments.values())
    known = _answered(con, programme.id, instruments)
    sessions = prepare_sessions(con, programme, instruments, labels, folder)
    used = {name: one for name, one in instruments.items() if name in known | sessions.instruments}
    tree = programme_tree(programme)
    work = _Work(con, folder, programme, used, background, indicators, labels, tree, links)
    closed = [wave for wave in programme.waves if wave.closed]
    earlier = follow_renaming(programme, instruments, earlier_publications(con, programme.id, folder))
    counted = {wave.id: _counted(work, wave, earlier.get(wave.id, ())) for wave in progress(closed)}
    shown = [one for one in counted.values() if one is not None]
    refuse_known_elsewhere(con, programme, shown, earlier, others)
    told = [_told(work, one, earlier.get(one.wave.id, ())) for one in shown]
    waves = [_with_background(one, said) for one, said in zip(shown, told, strict=True)]
    tables = _tables(work, waves, told)
    gone = withdrawn_texts(con, folder, programme.id)
    rows = _everything(work, instruments, waves, offers(work.tree, waves), tables, gone) | sessions.rows
    rows["files"] += sessions.files
    if not any(rows[one] for one in _SHOWN):
        raise Refused("nothing_to_publish", programme=programme.id)
    refuse_forgotten(folder, earlier, rows)
    refuse_changed_rounds(con, programme, used.values(), folder, rows["assessments"])
    sheets = occasion_sheets(con, programme, used.values())
    refuse_occasions_known_elsewhere(con, programme, sheets)
    if not again:
        refuse_withdrawn(con, folder, programme.id, waves, rows, earlier)
    answered = [
        one for one in programme.waves if counted.get(one.id) or members_per_cell(con, programme.id, one.id)
    ]
    hidden = [one.id for one in answered if one.closed and counted[one.id] is None]
    still_open = [one.id for one in answered if not one.closed]
    return Publishing(waves, hidden, still_open, rows, sessions, list(used.values()), sheets)


def publish(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    ready: Publishing,
    today: dt.date,
    identity: Callable[[], str] = new_identity,
) -> tuple[int, bool]:
    """Freeze what is ready; return the publication's number and whether it is new.

    Unchanged data make no new publication, unless it was withdrawn. Texts that were withdrawn are erased from
    what is there, were it restored from a backup.
    """
    before = current_number(folder)
    erase_withdrawn(con, folder, programme, today, identity)
    withdrawn, rows = taken_back(con, folder, programme), ready.rows
    for known in dict.fromkeys([current_number(folder), waiting_number(folder)]):
        if known is not None and known not in withdrawn and same_content(file_of(folder, known), rows):
            if known != current_number(folder):  # its command was killed before it could point to it
                point_to(folder, known)
            return known, known != before
    note_withdrawn(con, folder, programme, withdrawn - withdrawn_numbers(con, programme))
    number = next_number(con, programme, folder)
    build(folder, programme, number, rows, today, identity())
    # First: what is shown must never be forgotten.
    remember(con, programme, number, ready.waves)
    sessions = ready.sessions.counted
    remember_sessions(con, programme, number, ready.instruments, ready.sessions.contents, sessions)
    shown = {one.id for one in sessions.sessions} | {str(row[1]) for row in rows["assessments"]}
    remember_sheets(con, number, ready.sheets, shown)
    remember_assessments(con, programme, number, ready.instruments, rows["assessments"])
    remember_withheld(con, programme, rows["withheld_months"])
    freeze(folder, number)
    return number, True
