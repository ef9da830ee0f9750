"""Whether the answers in a file are written as the mapping says: values, numbers of labels, or labels."""

from collections.abc import Iterator, Sequence

from etl.faults import Fault
from etl.read.columns import Content, key

_FEWEST = 5


def export_faults(content: Content, faults: Sequence[Fault]) -> Iterator[Fault]:
    """Yield one fault per instrument where the cells at fault show that the export was set otherwise.

    What can be told: an answer that is no value but could be a label's number; a number that no label has;
    texts among values, numbers among labels. What cannot: label numbers that all are values too (1 … 5 of a
    scale from 1 to 5), which then mean the same unless the labels stood in another order.
    """
    for instrument, columns in content.answers.items():
        headers = {column.header for column in columns if not column.parts and column.tick_list is None}
        cells = [one for one in faults if one.rule == "not_accepted" and one.column in headers]
        if cells and (rule := _shown_by(content, instrument, cells)):
            found = ", ".join(
                sorted({one.value or "" for one in cells}, key=lambda text: (len(text), text))[:3]
            )
            number = str(len({one.column for one in cells}))
            details = {"instrument": instrument, "found": found, "columns": number}
            yield Fault(cells[0].file, rule, column=cells[0].column, details=details)


def _shown_by(content: Content, instrument: str, cells: Sequence[Fault]) -> str | None:
    texts = {key(one.value or "") for one in cells}
    numbers = {int(text) for text in texts if text.isascii() and text.isdigit()}
    words = [one for one in cells if any(letter.isalpha() for letter in one.value or "")]
    if content.cells == "labels":
        return "numbers_found" if numbers else None
    if len(words) >= _FEWEST:
        return "labels_found"
    if content.cells == "label_numbers":
        return "values_found" if numbers else None
    if content.cells == "values" and numbers and len(numbers) == len(texts):
        answers = {code for column in content.answers[instrument] for code in (column.codes or {}).values()}
        return "label_numbers_found" if max(numbers) <= len(answers) and min(numbers) > 0 else None
    return None
