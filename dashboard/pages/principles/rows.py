"""Rows of leadership groups' assessments: a row per round, group and principle."""

from collections.abc import Iterator

from dashboard.report.offered import PRINCIPLES
from dashboard.report.rows import Known, Row, RowKind, RowKinds, Wanted
from publication.queries.principles import ask_assessments
from publication.records import Assessment


def assessment_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the median of every cell of the heatmap, round by round; of one group alone its range too."""
    instrument, publication = wanted.instrument or PRINCIPLES, wanted.publication
    if instrument not in publication.instruments:
        return
    for cell in ask_assessments(publication.cursor(), instrument):
        if wanted.wave in (None, cell.round) and wanted.group in (None, cell.group_id):
            yield _row(wanted, instrument, cell)


def _row(wanted: Wanted, instrument: str, cell: Assessment) -> Row:
    return {
        "programme": wanted.publication.programme,
        "round": cell.round,
        "group": cell.group_id,
        "group_label": wanted.language.of(cell.label),
        "groups": cell.groups,
        "item": cell.item,
        "label": wanted.labels(instrument)[cell.item],
        "leaders": cell.leaders,
        "n": cell.n,
        "middle": cell.middle,
        "range": cell.range,
        "dont_know": cell.dont_know,
        "status": cell.status,
    }


def _names(wanted: Wanted) -> Known:
    return {"wave": wanted.publication.rounds}


KINDS: RowKinds = {"principles": RowKind(assessment_rows, names=_names)}
