"""Whether the answers in a file are written as the mapping says: values, numbers of labels, or labels."""

from collections.abc import Sequence
from dataclasses import replace

from etl.columns.columns import FileSpec
from publication.faults import Fault
from publication.spelling import key

_FEWEST = 5


def explained(spec: FileSpec, faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults of cells, before them one per instrument whose export was set otherwise.

    What can be told: an answer that is no value but could be a label's number; a number that no label has;
    texts among values, numbers among labels. What cannot: label numbers that all are values too (1 … 5 of a
    scale from 1 to 5), which then mean the same unless the labels stood in another order.
    """
    of_answers = {header: instrument for instrument in spec.answers for header in _headers(spec, instrument)}
    cells: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.rule == "not_accepted" and fault.column in of_answers:
            cells.setdefault(of_answers[fault.column], []).append(fault)
    found = {instrument: _export_fault(spec, instrument, at_fault) for instrument, at_fault in cells.items()}
    explained_cells = [
        replace(fault, explained_by=found.get(of_answers.get(fault.column or "", "")))
        if fault.rule == "not_accepted"
        else fault
        for fault in faults
    ]
    return [*filter(None, found.values()), *explained_cells]


def _headers(spec: FileSpec, instrument: str) -> set[str]:
    columns = spec.answers[instrument]
    return {column.header or "" for column in columns if not column.parts and column.tick_list is None}


def _export_fault(spec: FileSpec, instrument: str, cells: Sequence[Fault]) -> Fault | None:
    if (rule := _shown_by(spec, instrument, cells)) is None:
        return None
    found = ", ".join(sorted({cell.value or "" for cell in cells}, key=lambda text: (len(text), text))[:3])
    details = {"instrument": instrument, "found": found, "columns": str(len({cell.column for cell in cells}))}
    return Fault(cells[0].file, rule, column=cells[0].column, details=details)


def _shown_by(spec: FileSpec, instrument: str, cells: Sequence[Fault]) -> str | None:
    texts = {key(cell.value or "") for cell in cells}
    numbers = {int(text) for text in texts if text.isascii() and text.isdigit()}
    words = [cell for cell in cells if any(letter.isalpha() for letter in cell.value or "")]
    if spec.cells == "labels":
        return "numbers_found" if numbers else None
    if len(words) >= _FEWEST:
        return "labels_found"
    if spec.cells == "label_numbers":
        return "values_found" if numbers else None
    if spec.cells == "values" and numbers and len(numbers) == len(texts):
        answers = {code for column in spec.answers[instrument] for code in (column.codes or {}).values()}
        return "label_numbers_found" if max(numbers) <= len(answers) and min(numbers) > 0 else None
    return None
