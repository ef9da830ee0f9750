"""Rows of leadership groups' assessments: a row per round, group and principle."""

from collections.abc import Iterator

from dashboard.report.offered import PRINCIPLES
from dashboard.report.rows import Known, Row, RowKind, RowKinds, Wanted
from publication.queries.principles import Assessment, ask_assessments


def assessment_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the median of every cell of the heatmap, round by round; of one group alone its range too."""
    instrument, publication = wanted.instrument or PRINCIPLES, wanted.publication
    if instrument not in publication.instruments:
        return
    for round_id in sorted(publication.rounds):
        if wanted.wave in (None, round_id):
            for cell in ask_assessments(publication.ask(), instrument, round_id):
                if wanted.group in (None, cell.group):
                    yield _row(wanted, instrument, round_id, cell)


def _row(wanted: Wanted, instrument: str, round_id: str, cell: Assessment) -> Row:
    label = {"nb": cell.label_nb, "da": cell.label_da, "en": cell.label_en}
    return {
        "programme": wanted.publication.programme,
        "round": round_id,
        "group": cell.group,
        "group_label": wanted.language.of(label),
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
