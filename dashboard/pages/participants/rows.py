"""Rows of who answered: a row per wave, question and category."""

from collections.abc import Iterator

from dashboard.answers.background_counts import NOT_ASKED, CategoryShares, shares_in
from dashboard.pages.participants.answer import Names, question_order
from dashboard.report.offered import EVERYONE
from dashboard.report.rows import Known, Row, RowKind, RowKinds, Wanted


def _told_rows(wanted: Wanted, wave: str, question: str, told: CategoryShares, names: Names) -> Iterator[Row]:
    about = {"programme": wanted.publication.programme, "wave": wave, "variable": question}
    if not told.shares:
        yield about | {"category": None, "label": None, "n": None, "share": None, "status": told.status}
    for ids, share in told.shares.items():
        label = names.label(question, ids)
        numbers = {"n": share.n, "share": share.share, "status": share.status}
        yield about | {"category": "|".join(ids), "label": label, **numbers}


def participant_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the categories of every background question and every box of the expectations, wave by wave.

    They are told of everyone; of a group nothing.
    """
    publication = wanted.publication
    if wanted.group not in (None, EVERYONE):
        return
    names = Names(publication, wanted.language)
    told = {wave.id: shares_in(publication, wave.id) for wave in publication.waves}
    questions = question_order(question for told_of in told.values() for question in told_of)
    for wave in (known for known in told if wanted.wave in (None, known)):
        for question in (question for question in questions if wanted.instrument in (None, question)):
            shares = told[wave].get(question, NOT_ASKED)
            yield from _told_rows(wanted, wave, question, shares, names)


def _names(wanted: Wanted) -> Known:
    everything = participant_rows(Wanted(wanted.publication, wanted.language))
    return {"instrument": list(dict.fromkeys(row["variable"] for row in everything))}


KINDS: RowKinds = {"participants": RowKind(participant_rows, names=_names)}
